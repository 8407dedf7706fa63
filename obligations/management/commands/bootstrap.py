"""`manage.py bootstrap [--with-samples]`: make the first accounts, with random passwords that are printed once."""

import secrets
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from obligations.services import assignments, demonstration, events

SAMPLE_ACCOUNTS = {"analyst": True, "reviewer": True, "reader": False}  # name of account and role: works in admin?


class Command(BaseCommand):
    """Make the first accounts."""

    help = "Make an administrator, and with the samples an analyst, a reviewer and a reader, where they do not exist."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which accounts."""
        parser.add_argument("--with-samples", action="store_true", help="also make the accounts for trying the samples")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing and print each new password once."""
        made = []
        if not User.objects.filter(is_superuser=True).exists():
            made.append(self._make("admin", is_staff=True, is_superuser=True))
        for role, is_staff in SAMPLE_ACCOUNTS.items() if options["with_samples"] else ():
            if not User.objects.filter(username=role).exists():
                made.append(self._make(role, is_staff=is_staff, is_superuser=False))
        for name, password in made:
            self.stdout.write(f"  account {name:9} password {password}")
        if options["with_samples"]:
            analyst, reviewer = (User.objects.get(username=name) for name in ("analyst", "reviewer"))
            demonstration.load(by=analyst, reviewer=reviewer, at=timezone.now())
        if made:
            self.stdout.write("  Each password is shown this once. Change it under /account/password/.")

    def _make(self, name: str, *, is_staff: bool, is_superuser: bool) -> tuple[str, str]:
        password = secrets.token_urlsafe(15)
        user = User.objects.create_user(username=name, password=password, is_staff=is_staff, is_superuser=is_superuser)
        if not is_superuser:
            user.groups.add(Group.objects.get_or_create(name=name)[0])
        if name == "analyst":
            assignments.assign(user=user, by=None, at=timezone.now())  # everything, until an administrator narrows it
        events.record(by=None, action="account.made", object_type="account", object_key=name, at=timezone.now())
        return name, password

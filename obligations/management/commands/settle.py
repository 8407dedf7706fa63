"""`manage.py settle [--check]`: derive all effective labels anew from suggestions and decisions, and print what differed.

With `--check` nothing is written, and the exit code is 1 where anything differs. An installation in order prints no difference.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from obligations.management.commands.reclassify import line
from obligations.models import Document
from obligations.services import reading


class Command(BaseCommand):
    """Derive the effective labels anew."""

    help = "Derive all effective labels anew from suggestions and decisions, and print what differed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to write."""
        parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 where anything differs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Settle, print the differences and their number."""
        changes = reading.settle_all(documents=Document.objects.all(), at=timezone.now(), by=None, dry_run=options["check"])
        for change in changes:
            self.stdout.write(line(change))
        self.stdout.write(f"{len(changes)} effective labels {'differ' if options['check'] else 'were put right'}")
        if changes and options["check"]:
            raise SystemExit(1)

"""`manage.py notify`: send staff a digest by mail of what is due, returned, assigned and answered. Meant for cron, once a day.

Run twice on a day it sends nothing twice. Whoever has no mail address, or nothing to hear, gets no mail.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from obligations.desk.digest import digest_of
from obligations.models import Event
from obligations.querysets import is_staff
from obligations.services import events

SENT = "digest.sent"


class Command(BaseCommand):
    """Send the digest."""

    help = "Send staff a digest by mail of what is due, returned, assigned and answered."

    def add_arguments(self, parser: CommandParser) -> None:
        """The day and the spans, so that nothing depends on when it runs."""
        parser.add_argument("--on", type=date.fromisoformat, default=None, metavar="DATE", help="the day it is for (default: today)")
        parser.add_argument(
            "--since", type=date.fromisoformat, default=None, metavar="DATE", help="what happened from this day on (default: the day before)"
        )
        parser.add_argument("--within", type=int, default=14, metavar="DAYS", help="how far ahead due dates and reviews are announced (default: 14)")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default=settings.LANGUAGE_CODE)
        parser.add_argument("--dry-run", action="store_true", help="print the mails and send none")
        parser.add_argument("--again", action="store_true", help="send even to those who were sent the digest of this day")

    def handle(self, *args: Any, **options: Any) -> None:
        """One mail for each; where one cannot be sent the others still are, and the exit code is 1."""
        on: date = options["on"] or timezone.localdate()
        since = timezone.make_aware(datetime.combine(options["since"] or on - timedelta(days=1), time.min))
        failed: list[str] = []
        with override(options["language"]):
            for user in User.objects.filter(is_active=True, is_staff=True).order_by("pk"):
                if is_staff(user):
                    self._one(user, on, since, options, failed)
        if failed:
            raise CommandError(f"Not sent: {'; '.join(failed)}. Look at EMAIL_URL, then run this again: nobody gets the mail twice.")

    def _one(self, user: User, on: date, since: datetime, options: dict[str, Any], failed: list[str]) -> None:
        name, key = user.get_username(), f"{user.get_username()}/{on.isoformat()}"
        if not options["again"] and Event.objects.filter(action=SENT, object_key=key).exists():
            return self.stdout.write(f"{name}: already sent for {on}")
        sections = digest_of(user, on=on, since=since, within=options["within"])
        if not sections:
            return self.stdout.write(f"{name}: nothing to say")
        if not user.email:
            return self.stdout.write(f"{name}: no mail address; {sum(section.total for section in sections)} lines not sent")
        subject = _("Tracker, %(day)s: %(n)s for you") % {"day": on.isoformat(), "n": sum(section.total for section in sections)}
        text = render_to_string("mail/digest.txt", {"sections": sections, "on": on, "base": settings.BASE_URL, "user": user})
        if options["dry_run"]:
            return self.stdout.write(f"To: {user.email}\n{subject}\n\n{text}")
        try:
            send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [user.email])
        except OSError as error:  # smtplib's errors are among them
            failed.append(f"{name} ({error})")
            return None
        events.record(by=None, action=SENT, object_type="digest", object_key=key, at=timezone.now(), after={"lines": sum(s.total for s in sections)})
        return self.stdout.write(f"{name}: sent")

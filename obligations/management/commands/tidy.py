"""`manage.py tidy [--dry-run]`: throw away files that were looked at and never stored, and what processes that were killed left half written.

Nothing that a row names is touched. Safe while the service runs, and safe to run from a timer. Exit code 0.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from obligations.incoming import staging


class Command(BaseCommand):
    """Throw away what was left behind."""

    help = "Throw away files that were looked at and never stored, once their previews are no longer valid."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether anything is done."""
        parser.add_argument("--dry-run", action="store_true", help="say how many files would go, and leave them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Throw away, and say how much."""
        gone = staging.tidy(at=timezone.now(), halves=True, dry_run=options["dry_run"])
        words = "would be thrown away" if options["dry_run"] else "thrown away"
        self.stdout.write(f"{gone.files} files, {gone.bytes / 1_000_000:.1f} MB {words}")

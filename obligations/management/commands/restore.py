"""`manage.py restore FILE [--replace | --check]`: put what a backup holds into this installation.

Everything in the archive is compared with its checksum before anything is touched, and every table with its count and hash afterwards; where
something differs, what was there before is there again. Stop the service first, and run `manage.py migrate` after it. Exit code 0, or 1.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from obligations.backup import archive, postgres, restoring


class Command(BaseCommand):
    """Restore a backup."""

    help = "Restore a backup into an empty installation, or with --replace in place of what is here."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, and whether what is here may go."""
        parser.add_argument("file", type=Path)
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--replace", action="store_true", help="also where there are people and documents: they are lost")
        way.add_argument("--check", action="store_true", help="only read the archive and compare its checksums; change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore it, and say what came back."""
        try:
            if options["check"]:
                manifest = archive.checked(options["file"])
            else:
                manifest = restoring.restore(options["file"], connection=connection, files=Path(settings.MEDIA_ROOT), replace=options["replace"])
        except (archive.Damaged, restoring.Refused, restoring.Differs, postgres.Failed, OSError) as error:
            raise CommandError(str(error)) from error
        what = f"{len(manifest.tables)} tables with {manifest.rows} rows and {manifest.stored} files of {manifest.made_at}"
        if options["check"]:
            self.stdout.write(f"The archive is whole: {what}.")
            return
        self.stdout.write(f"Restored, counts and hashes compared: {what}.")
        self.stdout.write("Now run manage.py migrate and start the service. Everybody has to log in again.")

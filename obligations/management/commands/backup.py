"""`manage.py backup PATH`: the database, the files and their checksums in one archive, readable by its owner alone.

PATH is a folder, in which a file named by the moment is made, or the file to make (.tar, or .tar.gz to have it packed). The service goes on
meanwhile. Exit code 0; 3 where files that rows name are missing or damaged (the backup is made, and names them); 1 where none was made.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from obligations.backup import postgres, taking
from obligations.backup.archive import digest_of


class Command(BaseCommand):
    """Take a backup."""

    help = "Write the database, the files and their checksums to one archive."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("path", type=Path, help="a folder, or the file to make (.tar or .tar.gz)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it, and say what it holds."""
        at, path = timezone.now(), options["path"].absolute()
        target = path / f"tracker-{at:%Y%m%dT%H%M%SZ}.tar.gz" if path.is_dir() else path
        if not target.name.endswith((".tar", ".tar.gz", ".tgz")):
            raise CommandError(f"{target} is no folder, and no name of an archive: end it with .tar or .tar.gz.")
        try:
            manifest = taking.take(target, connection=connection, files=Path(settings.MEDIA_ROOT), at=at)
            with target.open("rb") as made:
                size, sha256 = digest_of(made)
        except FileExistsError as error:
            raise CommandError(f"{target} exists already: name another one.") from error
        except (OSError, postgres.Failed) as error:
            raise CommandError(f"No backup was made: {error}") from error
        self.stdout.write(f"{target}: {size} bytes, SHA-256 {sha256}")
        held = f"{len(manifest.tables)} tables with {manifest.rows} rows; {manifest.stored} files, of which rows name {manifest.referenced}"
        self.stdout.write(f"{manifest.server}: {held}")
        for word, names in (("missing", manifest.missing), ("damaged", manifest.damaged)):
            for name in names:
                self.stderr.write(f"{word}: files/{name[:2]}/{name}")
        if manifest.missing or manifest.damaged:
            raise SystemExit(3)

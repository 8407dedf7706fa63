"""Take a backup: one archive of the database, the files and their checksums."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.migrations.recorder import MigrationRecorder

from obligations.backup import archive, postgres, sqlite
from obligations.backup.archive import DATABASE, Manifest

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

NAMES_FILES = ("obligations_edition", "obligations_evidence", "obligations_batch")  # tables with a column `sha256` of a kept file
DATABASES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgres}


def passing() -> frozenset[str]:
    """Tables whose rows no backup holds: sessions, so that a restore signs nobody in, and what is counted in a cache."""
    caches = (each["LOCATION"] for each in settings.CACHES.values() if each["BACKEND"].endswith("DatabaseCache"))
    return frozenset({"django_session", *caches})


def take(target: Path, *, connection: BaseDatabaseWrapper, files: Path, at: datetime) -> Manifest:
    """Write a backup of a database and of the folder of its files to the file `target`, and tell what it holds.

    Files that rows name and that are missing, or are not what their name says, are told in the manifest. Files are only ever added, and before
    the rows that name them: copied after the database, they are all that it names. Raises FileExistsError, OSError, postgres.Failed.
    """
    if target.exists():
        raise FileExistsError(target)
    kind = DATABASES[connection.vendor]
    applied = tuple(sorted(MigrationRecorder(connection).applied_migrations()))
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        dump = Path(folder) / DATABASE
        with kind.snapshot(connection, dump, without=passing()) as tables:
            named = files_named(connection)
        with dump.open("rb") as source:
            members = {DATABASE: archive.digest_of(source)}
        stored, damaged = _stored(files)
        members |= {f"files/{sha256}": (size, sha256) for sha256, size in stored.items()}
        manifest = Manifest(
            kind=connection.vendor,
            made_at=at.isoformat(timespec="seconds"),
            server=kind.version(connection),
            migrations=applied,
            tables=tables,
            members=members,
            referenced=len(named),
            missing=tuple(sorted(named - set(stored) - set(damaged))),
            damaged=tuple(damaged),
        )
        archive.write(target, manifest, database=dump, file_at=lambda sha256: place_of(files, sha256))
    return manifest


def place_of(files: Path, sha256: str) -> Path:
    """Where a file is kept (see `services.files`)."""
    return files / sha256[:2] / sha256


def files_named(connection: BaseDatabaseWrapper) -> set[str]:
    """The SHA-256 of every kept file that a row names."""
    with connection.cursor() as cursor:
        held: Collection[str] = connection.introspection.table_names(cursor)
        found: set[str] = set()
        for table in NAMES_FILES:
            if table in held:
                cursor.execute(f"SELECT DISTINCT sha256 FROM {table} WHERE sha256 <> ''")  # nosec B608 # noqa: S608  (a name of our own)
                found.update(row[0] for row in cursor.fetchall())
    return found


def _stored(files: Path) -> tuple[dict[str, int], list[str]]:
    """The files that are kept, with their sizes in bytes; and those that are not what their name says."""
    sound, damaged = {}, []
    for path in sorted(files.glob("[0-9a-f][0-9a-f]/*")):
        if len(path.name) != 64 or not path.is_file():
            continue  # one that is being written
        with path.open("rb") as source:
            size, sha256 = archive.digest_of(source)
        if sha256 == path.name:
            sound[sha256] = size
        else:
            damaged.append(path.name)
    return sound, damaged

"""Restore a backup: into an empty installation, or where it is asked for in place of what is there. Nothing is touched before all was checked."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.db.migrations.loader import MigrationLoader

from obligations.backup import archive
from obligations.backup.archive import DATABASE, FILE, Manifest
from obligations.backup.taking import DATABASES, passing, place_of

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

HOLDS_WORK = ("auth_user", "obligations_document", "obligations_evidence", "obligations_assessment")  # an installation is empty while these are


class Refused(Exception):
    """A backup that may not be restored here; nothing was changed."""


class Differs(Exception):
    """What was restored was not what was taken; what was there before is back."""


def restore(source: Path, *, connection: BaseDatabaseWrapper, files: Path, replace: bool) -> Manifest:
    """Restore the archive `source` into a database and the folder of its files.

    Raises archive.Damaged, Refused, Differs, postgres.Failed, OSError; after each of them what was there is there.
    """
    manifest = archive.checked(source)
    fits(manifest, connection, replace=replace)
    kind, without = DATABASES[connection.vendor], passing()
    files.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=files.parent) as folder:
        dump = Path(folder) / DATABASE
        for name, content in archive.members(source):
            found = FILE.fullmatch(name)
            with archive.damage():
                if found:
                    _put(content, place_of(files, found[1]), mode=0o640)
                elif name == DATABASE:
                    _put(content, dump, mode=0o600)
        with kind.replaced(connection, dump, expected=manifest.tables, without=without) as differences:
            if differences:
                raise Differs("What was restored is not what was taken: " + "; ".join(differences[:10]))
    return manifest


def fits(manifest: Manifest, connection: BaseDatabaseWrapper, *, replace: bool) -> None:
    """Raises Refused where a backup cannot be restored here: of another kind of database, of a newer version, or over somebody's work."""
    if manifest.kind != connection.vendor:
        raise Refused(f"This is a backup of {manifest.kind}, and DATABASE_URL names {connection.vendor}: restore it into the same kind.")
    unknown = sorted({*manifest.migrations} - set(MigrationLoader(None).disk_migrations))
    if unknown:
        raise Refused(f"This backup was made by a newer version, which knows {'.'.join(unknown[0])}: install that version first.")
    held = [] if replace else DATABASES[connection.vendor].rows_exist(connection, HOLDS_WORK)
    if held:
        raise Refused(f"This installation is not empty: there are rows in {', '.join(held)}. To lose them, say --replace.")


def _put(content: IO[bytes], target: Path, *, mode: int) -> None:
    """Write a file whole or not at all. One that is there stays, where it is what its name says."""
    if target.exists():
        with target.open("rb") as held:
            if archive.digest_of(held)[1] == target.name:
                return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            shutil.copyfileobj(content, out, archive.PIECE)
            out.flush()
            os.fsync(out.fileno())
        Path(draft).chmod(mode)
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)

"""Backup and restore of SQLite: by its own online backup, which copies one state of the database while others go on reading and writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from obligations.backup import fingerprints
from obligations.backup.archive import Damaged
from obligations.backup.fingerprints import Fingerprint, quoted

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

WAITS = 30.0  # seconds for whoever is writing


@contextmanager
def snapshot(connection: BaseDatabaseWrapper, target: Path, *, without: Collection[str]) -> Iterator[dict[str, Fingerprint]]:
    """Copy the database to the file `target`, empty the tables `without` there, and give the fingerprints of the others."""
    with closing(_at(connection)) as source, closing(sqlite3.connect(target, isolation_level=None)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        copy.execute("PRAGMA secure_delete=ON")  # what is left out is not left in unused pages either
        held = _tables(copy)
        for name in held.intersection(without):
            copy.execute(f"DELETE FROM {quoted(name)}")  # nosec B608 # noqa: S608  (names of our own)
        yield fingerprints.of_sqlite(copy, without=without)


def version(connection: BaseDatabaseWrapper) -> str:
    """Of the program that reads the file."""
    return f"SQLite {sqlite3.sqlite_version}"


def rows_exist(connection: BaseDatabaseWrapper, tables: Collection[str]) -> list[str]:
    """Those of the tables that are there and hold rows."""
    with closing(_at(connection)) as here:
        held = _tables(here)
        filled = (name for name in tables if name in held)
        return [name for name in filled if here.execute(f"SELECT 1 FROM {quoted(name)} LIMIT 1").fetchone()]  # nosec B608 # noqa: S608  (as above)


@contextmanager
def replaced(connection: BaseDatabaseWrapper, dump: Path, *, expected: fingerprints.Fingerprints, without: Collection[str]) -> Iterator[list[str]]:
    """Put the database of a backup in place of this one, and give what differs from what is expected.

    The file is compared before anything is touched: raises Damaged where it is not what the manifest says. The new content comes in one
    transaction of SQLite's own: a process that ends in the middle leaves the old one. It is taken back where the block raises.
    """
    with closing(sqlite3.connect(dump)) as source:
        try:
            sound = source.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            found = fingerprints.differences(expected, fingerprints.of_sqlite(source, without=without)) if sound else ["integrity_check fails"]
        except sqlite3.DatabaseError as error:
            found = [str(error)]
        if found:
            raise Damaged(f"The database in the archive is not what its manifest says: {'; '.join(found[:5])}.")
        before = dump.with_name("before")
        connection.close()
        with closing(_at(connection)) as here, closing(sqlite3.connect(before)) as kept:
            here.backup(kept)
            source.backup(here)
            try:
                yield fingerprints.differences(expected, fingerprints.of_sqlite(here, without=without))
            except BaseException:
                kept.backup(here)
                raise


def _at(connection: BaseDatabaseWrapper) -> sqlite3.Connection:
    """A connection of our own to the file of Django's."""
    return sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=WAITS, isolation_level=None)


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

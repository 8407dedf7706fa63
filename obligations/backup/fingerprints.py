"""What stands in a database, table by table: how many rows, and a SHA-256 over all of them in the order of their keys.

Read by the names that the database itself gives, not through the models, so that a backup of an older version can be compared too. Columns that the
database computes itself are left out: they may differ after a restore. Two databases of one kind with the same rows have the same fingerprints.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

Digest = Any  # of hashlib


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Of one table."""

    rows: int
    sha256: str


Fingerprints = Mapping[str, Fingerprint]


def quoted(name: str) -> str:
    """A name of a table or a column, as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def differences(before: Fingerprints, after: Fingerprints) -> list[str]:
    """What is not the same, a line for each table; empty where all is."""
    lines = []
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            lines.append(f"{name}: {'not in the backup' if old is None else 'missing'}")
        elif old.rows != new.rows:
            lines.append(f"{name}: {old.rows} rows in the backup, {new.rows} here")
        elif old != new:
            lines.append(f"{name}: {old.rows} rows, but not the same ones")
    return lines


def of_sqlite(connection: sqlite3.Connection, *, without: Collection[str] = ()) -> dict[str, Fingerprint]:
    """The fingerprints of all tables of an SQLite file except `without`."""
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]
    return {name: _sqlite_table(connection, name) for name in names if name not in without}


def _sqlite_table(connection: sqlite3.Connection, name: str) -> Fingerprint:
    about = connection.execute(f"PRAGMA table_xinfo({quoted(name)})").fetchall()  # place, name, type, not null, default, place in key, hidden
    columns = [row[1] for row in about if row[6] == 0]
    key = [row[1] for row in sorted(about, key=lambda row: row[5]) if row[5]] or columns
    listed, order = (", ".join(map(quoted, names)) for names in (columns, key))
    digest, rows = hashlib.sha256(), 0
    for row in connection.execute(f"SELECT {listed} FROM {quoted(name)} ORDER BY {order}"):  # nosec B608 # noqa: S608  (names of the database's own)
        digest.update(f"{row!r}\n".encode(errors="surrogatepass"))
        rows += 1
    return Fingerprint(rows, digest.hexdigest())


# On PostgreSQL --------------------------------------------------------------------------------------------------------
POSTGRES_COLUMNS = """
SELECT held.relname, part.attname, part.attcollation <> 0, array_position(main.indkey::int2[], part.attnum)
FROM pg_class AS held
JOIN pg_attribute AS part ON part.attrelid = held.oid AND part.attnum > 0 AND NOT part.attisdropped AND part.attgenerated = ''
LEFT JOIN pg_index AS main ON main.indrelid = held.oid AND main.indisprimary
WHERE held.relkind IN ('r', 'p') AND held.relnamespace = current_schema()::regnamespace
ORDER BY held.relname, part.attnum
"""
# So that the same value is written the same way whatever the server and the account are set to.
PLAIN = "SET LOCAL DateStyle = 'ISO'; SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'"


def of_postgres(cursor: Any, *, without: Collection[str] = ()) -> dict[str, Fingerprint]:
    """The fingerprints of all tables of the current schema except `without`; `cursor` is Django's, inside a transaction."""
    cursor.execute(PLAIN)
    cursor.execute(POSTGRES_COLUMNS)
    tables: dict[str, list[tuple[str, bool, int | None]]] = {}
    for name, column, is_text, place in cursor.fetchall():
        tables.setdefault(name, []).append((column, is_text, place))
    return {name: _postgres_table(cursor, name, columns) for name, columns in tables.items() if name not in without}


def _postgres_table(cursor: Any, name: str, columns: list[tuple[str, bool, int | None]]) -> Fingerprint:
    """Read by COPY, which streams and needs no cursor of the server; it writes a line for each row."""
    key = sorted((column for column in columns if column[2] is not None), key=lambda column: column[2] or 0) or columns
    order = ", ".join(f'{quoted(column)} COLLATE "C"' if is_text else quoted(column) for column, is_text, _place in key)
    listed = ", ".join(quoted(column) for column, _is_text, _place in columns)
    digest, rows = hashlib.sha256(), 0
    with cursor.copy(f"COPY (SELECT {listed} FROM {quoted(name)} ORDER BY {order}) TO STDOUT") as copied:  # nosec B608 # noqa: S608  (as above)
        for block in copied:
            digest.update(block)
            rows += bytes(block).count(b"\n")
    return Fingerprint(rows, digest.hexdigest())

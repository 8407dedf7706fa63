"""Backup and restore of PostgreSQL: pg_dump in one snapshot with the fingerprints; pg_restore beside what was there, until it is compared."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from psycopg import sql

from obligations.backup import fingerprints
from obligations.backup.fingerprints import Fingerprint

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

ASIDE = "before_restore"  # the schema in which what was there stands until what is restored is compared
WAITS = "30s"  # for whoever holds a table
# Parameters of a connection that the programs take from their environment.
NAMES = {"host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "target_session_attrs"}
VARIABLES = {"dbname": "PGDATABASE", "connect_timeout": "PGCONNECT_TIMEOUT", "target_session_attrs": "PGTARGETSESSIONATTRS"}
MISSING = (
    "{name} is not on this machine: install PostgreSQL's client programs, of the server's version or later (Debian: apt-get install "
    "postgresql-client), or run the command where they are."
)


class Failed(Exception):
    """A program of PostgreSQL's that is missing or said no; nothing was changed."""


@contextmanager
def snapshot(connection: BaseDatabaseWrapper, target: Path, *, without: Collection[str]) -> Iterator[dict[str, Fingerprint]]:
    """Dump the database to the file `target`, without the rows of the tables `without`, and give the fingerprints of the others.

    Both see the same state: that of one transaction, which holds nobody up. Raises Failed.
    """
    program = _program("pg_dump")
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_schema()")
        seen, schema = cursor.fetchone()
        left_out = [f"--exclude-table-data={fingerprints.quoted(schema)}.{fingerprints.quoted(name)}" for name in sorted(without)]
        _run(connection, program, "-Fc", "--no-owner", "--no-privileges", f"--snapshot={seen}", *left_out, f"--file={target}")
        yield fingerprints.of_postgres(cursor, without=without)


def version(connection: BaseDatabaseWrapper) -> str:
    """Of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"


def rows_exist(connection: BaseDatabaseWrapper, tables: Collection[str]) -> list[str]:
    """Those of the tables that are there and hold rows."""
    with connection.cursor() as cursor:
        found = []
        for name in tables:
            cursor.execute("SELECT to_regclass(%s)", [fingerprints.quoted(name)])
            if cursor.fetchone()[0]:
                cursor.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(name)))
                found += [name] if cursor.fetchone() else []
        return found


@contextmanager
def replaced(connection: BaseDatabaseWrapper, dump: Path, *, expected: fingerprints.Fingerprints, without: Collection[str]) -> Iterator[list[str]]:
    """Put the database of a backup in place of this one, and give what differs from what is expected.

    What was there stands aside in a schema of its own; it is dropped after the block, and comes back where the block, or the restore, raises.
    Raises Failed.
    """
    program = _program("pg_restore")
    schema = _set_aside(connection)
    try:
        contents = dump.with_name("contents")
        contents.write_text(_wanted(connection, program, dump, schema), encoding="utf-8")
        options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", f"--use-list={contents}")
        _run(connection, program, *options, f"--dbname={_parameters(connection)['dbname']}", str(dump))
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            found = fingerprints.differences(expected, fingerprints.of_postgres(cursor, without=without))
        yield found
    except BaseException:
        _bring_back(connection, schema)
        raise
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(ASIDE)))


# What was there ---------------------------------------------------------------------------------------------------------
def _set_aside(connection: BaseDatabaseWrapper) -> str:
    """Rename the schema and make an empty one of its name, which is returned. Raises Failed where an earlier restore was cut short."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), to_regnamespace(%s) IS NOT NULL", [ASIDE])
        schema, is_there = cursor.fetchone()
        if is_there:
            raise Failed(
                f"An earlier restore was cut short: what was there before stands in the schema {ASIDE}. Bring it back (DROP SCHEMA {schema} CASCADE; "
                f"ALTER SCHEMA {ASIDE} RENAME TO {schema}), or drop it, then restore again."
            )
        cursor.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(WAITS))
        cursor.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(schema), sql.Identifier(ASIDE)))
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        _move_extensions(cursor, ASIDE, schema)
    return str(schema)


def _bring_back(connection: BaseDatabaseWrapper, schema: str) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _move_extensions(cursor, schema, ASIDE)
        cursor.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
        cursor.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(ASIDE), sql.Identifier(schema)))


def _move_extensions(cursor: Any, old: str, new: str) -> None:
    """Extensions belong to the database, not to the rows: they stay, whichever rows do."""
    cursor.execute("SELECT extname FROM pg_extension WHERE extnamespace = to_regnamespace(%s)", [old])
    for (name,) in cursor.fetchall():
        cursor.execute(sql.SQL("ALTER EXTENSION {} SET SCHEMA {}").format(sql.Identifier(name), sql.Identifier(new)))


def _wanted(connection: BaseDatabaseWrapper, program: str, dump: Path, schema: str) -> str:
    """The list of contents of a dump without what is there already: the schema and the extensions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        names = "|".join(re.escape(row[0]) for row in cursor.fetchall())
    there = re.compile(rf"; \d+ \d+ (SCHEMA - {re.escape(schema)}|COMMENT - SCHEMA {re.escape(schema)}|(COMMENT - )?EXTENSION -? ?({names})) ")
    return "\n".join(line for line in _run(connection, program, "--list", str(dump)).splitlines() if not there.search(f"{line} "))


# The programs ----------------------------------------------------------------------------------------------------------
def _program(name: str) -> str:
    """Where a program is: on the path, or where Debian keeps those of each version. Raises Failed."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = shutil.which(name) or (str(kept[-1]) if kept else None)
    if found is None:
        raise Failed(MISSING.format(name=name))
    return found


def _parameters(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """How the database is reached, as its programs need it; the host that answers, where several are named."""
    given = {name: str(value) for name, value in connection.get_connection_params().items() if name in NAMES}
    connection.ensure_connection()
    info = connection.connection.info
    return {**given, "host": info.host, "port": str(info.port)}


def _run(connection: BaseDatabaseWrapper, program: str, *arguments: str) -> str:
    """What a program prints. The password is in its environment, not among its arguments, which everybody on a machine may read. Raises Failed."""
    told = {VARIABLES.get(name, f"PG{name.upper()}"): value for name, value in _parameters(connection).items()}
    environment = {**{name: value for name, value in os.environ.items() if not name.startswith("PG")}, **told}
    done = subprocess.run(  # nosec B603 # noqa: S603  (a program of the server's, no shell)
        [program, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Failed(f"{Path(program).name} said: {done.stderr.strip()[-2000:]}")
    return done.stdout

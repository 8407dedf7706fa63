"""Rows written as fast as the database takes them: by COPY on PostgreSQL, by the hundred elsewhere. No model's code runs, all constraints do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

AT_ONCE = 1000
Table = type[models.Model]


def columns_of(model: Table) -> list[str]:
    """The columns of a table, in the order of the model's fields."""
    return [field.column for field in model._meta.concrete_fields if field.column]


def write(model: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows, each with a value for every column named; JSON is given as text."""
    names = ", ".join(map(connection.ops.quote_name, columns))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        for some in _by(AT_ONCE, rows):
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", some)  # noqa: S608  (names of the models)


def read(model: Table, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """All rows as the database has them, JSON as text, in the order of their keys."""
    names = ", ".join(map(connection.ops.quote_name, columns))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {table} ORDER BY 1")  # noqa: S608  (names of the models)
        return list(cursor.fetchall())


@contextmanager
def loading(*tables: Table) -> Iterator[None]:
    """On PostgreSQL without indexes and foreign keys while rows come in; they are made again at the end, which checks every row.

    Anywhere else they stay, and foreign keys are checked at the end. Keys given by hand are known to the sequences afterwards.
    """
    if connection.vendor != "postgresql":
        yield
        connection.check_constraints()
        return
    names = [model._meta.db_table for model in tables]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        dropped = _dropped(cursor, names)
    yield
    with connection.cursor() as cursor:
        for statement in [*dropped, *connection.ops.sequence_reset_sql(no_style(), tables)]:
            cursor.execute(statement)


def _dropped(cursor: Any, names: Sequence[str]) -> list[str]:
    """Drop what slows loading down; gives the statements that make it again, indexes first."""
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype IN ('f', 'u') AND conrelid::regclass::text = ANY(%s)",
        [list(names)],
    )
    constraints = sorted(cursor.fetchall(), key=lambda row: row[2] == "f")
    again = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {how}' for table, name, _kind, how in constraints]
    for table, name, _kind, _how in reversed(constraints):
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE NOT indisprimary AND indrelid::regclass::text = ANY(%s)",
        [list(names)],
    )
    indexes = cursor.fetchall()
    for name, _how in indexes:
        cursor.execute(f"DROP INDEX {name}")
    return [*(how for _name, how in indexes), *again]


def _by(size: int, rows: Iterable[Any]) -> Iterator[list[Any]]:
    some: list[Any] = []
    for row in rows:
        some.append(row)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some

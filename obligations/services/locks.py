"""Who writes where at once: one at a time in a cell, as many as like in different cells of the same obligation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from obligations.services.assessments import Cell

# First the row, then the cell, so that whoever already holds the row alone (a bulk, a change of the obligation itself) may take its cells too:
# what is selected is computed from rows that are locked (PostgreSQL's documentation of SELECT: the locking clause is in the subquery).
LOCKED = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0)) FROM (SELECT id FROM {table} WHERE id = %s FOR SHARE) held"


def lock_cell(cell: Cell) -> None:
    """Until the end of the transaction nobody else writes in the cell, and nobody changes the obligation or commitment it is about.

    A cell may have no row yet, so its key is locked. On SQLite there is nothing to do: one transaction writes at a time.
    """
    target = cell.obligation or cell.commitment
    if connection.vendor != "postgresql" or target is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(LOCKED.format(table=connection.ops.quote_name(target._meta.db_table)), [cell.key, target.pk])

"""What migrations leave in the tables, put back at once after each test that commits.

Django puts it back before the next test of that kind, which presumes that those come last. Workers are handed module by
module in any order, and a test that finds neither groups nor content types fails for nothing.
"""

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

Tables = dict[str, tuple[list[str], list[tuple[object, ...]]]]


def read_tables() -> Tables:
    """The tables of the models that have rows now, each with the names of its columns and its rows."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- the names are the models'
            if rows := cursor.fetchall():
                found[table] = ([column[0] for column in cursor.description], rows)
    return found


def fill_tables(tables: Tables) -> None:
    """Write the rows into the emptied tables, under the keys they had; foreign keys are looked at when all are in."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in tables.items():
            names = ", ".join(map(connection.ops.quote_name, columns))
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({places})", rows)  # noqa: S608
    ContentType.objects.clear_cache()

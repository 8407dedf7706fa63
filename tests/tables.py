"""What migrations leave in the tables, and the vocabularies, put back at once after each test that commits.

Django puts it back before the next test of that kind, which presumes that those come last. Workers are handed module by
module in any order, and a test that finds neither groups nor content types fails for nothing.
"""

from functools import cache

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

Tables = dict[str, tuple[list[str], list[tuple[object, ...]]]]


def read_tables() -> Tables:
    """The tables of the models that have rows now, each with the names of its columns and its rows."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            columns = [name for name in names if (table, name) not in generated()]
            listed = ", ".join(map(connection.ops.quote_name, columns))
            cursor.execute(f"SELECT {listed} FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- the names are the models'
            if rows := cursor.fetchall():
                found[table] = (columns, rows)
    return found


@cache
def generated() -> set[tuple[str, str]]:
    """The columns, each with its table, that the database fills in itself."""
    return {(model._meta.db_table, field.column) for model in apps.get_models() for field in model._meta.concrete_fields if field.generated}


def fill_tables(tables: Tables) -> None:
    """Write the rows into the emptied tables, under the keys they had; foreign keys are looked at when all are in."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in tables.items():
            names = ", ".join(map(connection.ops.quote_name, columns))
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({places})", rows)  # noqa: S608
    ContentType.objects.clear_cache()

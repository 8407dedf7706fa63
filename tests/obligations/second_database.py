"""A second database beside that of the tests, of the same kind, for tests that commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

NAME = "tracker_second"


@contextmanager
def second_database(alias: str, folder: Path) -> Iterator[BaseDatabaseWrapper]:
    """An empty database, known to Django in this thread under `alias`; gone afterwards."""
    here = connection.settings_dict["NAME"]
    name = str(folder / "second.sqlite3") if connection.vendor == "sqlite" else f"{NAME}_{here[-20:]}"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    other = type(connections["default"])({**deepcopy(connection.settings_dict), "NAME": name}, alias)  # type: ignore[call-arg]
    connections[alias] = other
    try:
        yield other
    finally:
        other.close()
        del connections[alias]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name}")

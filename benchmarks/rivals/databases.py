"""The databases of the measures: one for each size of the corpus, made and filled on first use, on the server that DATABASE_URL names."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
from urllib.parse import urlsplit, urlunsplit

PREFIX = "corpus_"
_folder = tempfile.TemporaryDirectory(prefix="tracker-bench-", ignore_cleanup_errors=True)


def use(size: str) -> None:
    """Point Django at the database of a size. Call it before any model is imported the first time."""
    _set_up()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.corpus import SIZES, fill

    name = f"{PREFIX}{size}"
    _make(name)
    connection.close()
    connection.settings_dict["NAME"] = name
    os.environ["DATABASE_URL"] = url_of(name)
    call_command("migrate", verbosity=0)
    from obligations.models import Document

    if not Document.objects.exists():
        print(f"  filling {name} …", end="", file=sys.stderr, flush=True)
        began = time.perf_counter()
        call_command("load_vocabularies", verbosity=0, stdout=io.StringIO())
        fill(SIZES[size])
        print(f" {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)


def url_of(name: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def _set_up() -> None:
    os.environ |= {"LOCAL": "1", "DJANGO_SETTINGS_MODULE": "benchmarks.rivals.settings", "LOG_LEVEL": "ERROR"}
    os.environ.setdefault("DATA_DIR", _folder.name)
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def _make(name: str) -> None:
    import psycopg
    from psycopg import sql

    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

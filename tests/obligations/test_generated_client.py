"""A client that a program's author makes from the committed description: it reads, writes, meets a conflict and resolves it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.factories import make_approved, make_evidence, obligation, store_text
from tests.obligations.test_tokens import issue
from tracker.wsgi import application

generator = pytest.importorskip("openapi_python_client")

DESCRIPTION = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
BASE = "http://testserver"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package that the generator writes, imported."""
    from openapi_python_client.config import Config, ConfigFile, MetaType

    folder = tmp_path_factory.mktemp("client")
    settings = ConfigFile(post_hooks=[], package_name_override="tracker_client")
    config = Config.from_sources(settings, MetaType.NONE, DESCRIPTION, "utf-8", overwrite=True, output_path=folder / "tracker_client")
    errors = generator.generate(config=config)
    assert [error for error in errors if error.level.name == "ERROR"] == []
    sys.path.insert(0, str(folder))
    yield importlib.import_module("tracker_client")
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == "tracker_client"]:
        del sys.modules[name]


@pytest.fixture
def connected(made: ModuleType, analyst: User) -> Iterator[Any]:
    """The client with an analyst's token, asking the service in this process."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # it would end the test's transaction
    headers = {"Authorization": f"Bearer {issue(analyst, may_write=True).secret}", "Accept-Language": "en"}
    transport = httpx.WSGITransport(app=application)
    with httpx.Client(base_url=BASE, headers=headers, transport=transport) as http:
        client = made.Client(base_url=BASE)
        client.set_httpx_client(http)
        yield client
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def call(name: str) -> ModuleType:
    """An operation of the client: `assessments.assessments_record`."""
    return importlib.import_module(f"tracker_client.api.{name}")


def test_it_reads_writes_meets_a_conflict_and_resolves_it(connected: Any, analyst: User) -> None:
    store_text()
    row = obligation("9101(2032)/1/1")
    models = importlib.import_module("tracker_client.models")

    listed = call("obligations.obligations_list").sync(client=connected, applies_to=["JPN"])
    found = next(each for each in listed.results if each.key == row.key)

    make_approved((row, "JPN"), analyst, summary="同事先写的。")
    body = {
        "obligation": found.slug,
        "actor": "JPN",
        "status": "partial",
        "summary": "程序写的。",
        "as_of": "2024-01-31",
        "based_on": None,
        "evidence": [{"evidence": make_evidence(analyst).slug, "locator": "第3页"}],
        "submit": True,
    }
    record = call("assessments.assessments_record")
    conflict = record.sync_detailed(client=connected, body=models.RecordBodyRequest.from_dict(body))
    assert conflict.status_code == 409
    assert conflict.parsed.current.summary == "同事先写的。"

    body["based_on"] = conflict.parsed.current.version
    resolved = record.sync_detailed(client=connected, body=models.RecordBodyRequest.from_dict(body))
    assert resolved.status_code == 201
    assert (resolved.parsed.version, resolved.parsed.summary) == (2, "程序写的。")

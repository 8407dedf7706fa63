"""docs/api.md: its examples answer as it says, with the samples, and its table names every list and parameter."""

import json
import re
import shlex
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import resolve
from django.utils import timezone

from obligations.choices import Verdict
from obligations.models import Actor, Commitment, Evidence, Round
from obligations.services import applicability, calendars, commitments, tokens
from tests.factories import AT, make_assessment, obligation, store_text
from tests.obligations.uploaded_files import PDF

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
READING = "curl -s "  # what an example that only reads begins with
WRITING = "curl -sX "  # and one that writes
SERVER = "$TRACKER"

pytestmark = pytest.mark.django_db


def recipes():
    """The examples that only read: (line, the status it should answer)."""
    for block in re.findall(r"^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith(READING) and ("/api/v1/" in line or "/calendar/" in line):
                command, _sharp, status = line.partition("  # ")
                yield command, int(status or 200)


def asked(command, secrets):
    """What curl would ask: address, query, headers, and whether it brings the cookies of a session. `secrets` stand for names in the shell."""
    words = iter(shlex.split(command.removeprefix(READING)))
    address, query, headers, cookies = "", {}, {}, False
    for word in words:
        if word == "-H":
            name, _colon, value = next(words).replace("@token", f"Authorization: Token {secrets['$SECRET']}").partition(": ")
            headers[name] = value
        elif word == "-b":
            cookies = next(words) == "cookies"
        elif word == "--data-urlencode":
            name, _equals, value = next(words).partition("=")
            query[name] = value
        elif word != "-G":
            assert word.startswith(SERVER), word
            address = word.removeprefix(SERVER).replace("$CALENDAR", secrets["$CALENDAR"])
    return address, query, headers, cookies


@pytest.fixture
def reading(analyst):
    """A reader's client, with the samples, in which staff have done what the examples ask for."""
    for path in sorted((ROOT / "samples").glob("S-*")):
        store_text(path.read_text(encoding="utf-8"), filename=path.name)
    row = obligation("9001(2031)/9/2")
    make_assessment(row, "JPN", analyst)
    japan = Actor.objects.get(code="JPN")
    applicability.decide(obligation=obligation("9001(2031)/1/1"), actor=japan, value="does_not_apply", reason="无此类枪支。", by=analyst, at=AT)
    held = Round.objects.create(name="2033年第一轮", slug="2033-1", opens_on=AT.date(), closes_on=AT.date(), made_by=analyst, made_at=AT)
    held.obligations.add(row)
    Evidence.objects.update(slug="E-demonstration")
    held.states.add(japan)
    for commitment in Commitment.objects.filter(actor__code="JPN"):
        commitments.decide(commitment=commitment, verdict=Verdict.ACCEPT, by=analyst, at=AT)
        commitments.decide_tie(commitment=commitment, obligation=row, verdict=Verdict.ACCEPT, by=analyst, at=AT)


@pytest.fixture
def client_of_reader(reading, reader):
    """GET as a reader."""
    client = Client()
    client.force_login(reader)
    return client


@pytest.fixture
def secrets(reader):
    """What the reader made before running the examples."""
    at = timezone.now()
    token = tokens.issue(user=reader, name="examples", may_write=False, expires_at=at + timedelta(days=1), by=reader, at=at)
    return {"$SECRET": token.secret, "$CALENDAR": calendars.open(user=reader, name="examples", language="en", by=reader, at=at).secret}


def test_every_example_that_reads_answers_as_it_says(client_of_reader, secrets):
    examples = list(recipes())
    assert len(examples) > 10
    for command, status in examples:
        address, query, headers, cookies = asked(command, secrets)
        answer = (client_of_reader if cookies else Client()).get(address, query or None, headers=headers)
        assert answer.status_code == status, (command, answer.content.decode())
        if answer["Content-Type"].startswith("text/calendar"):
            assert b"BEGIN:VCALENDAR" in answer.content
        elif answer["Content-Type"].startswith("text/csv"):
            assert answer.getvalue().count(b"\r\n") > 1, f"finds nothing: {command}"
        else:
            assert answer.json().get("count", 1) > 0, f"finds nothing: {command}"


def sent(command, secret):
    """What curl would send: method, address, body, headers; the ETag that an example asks for first is whatever there is."""
    command = re.sub(r"\$\(etag [^)]*\)", "*", command).replace("$(uuidgen)", "one")
    words = iter(shlex.split(command.removeprefix(WRITING)))
    method, address, form, headers = next(words), "", {}, {}
    body = None
    for word in words:
        value = next(words) if word.startswith("-") else word
        if word == "-H":
            name, _colon, held = value.replace("@token", f"Authorization: Token {secret}").partition(": ")
            headers[name] = held
        elif word == "--json":
            body = value
        elif word == "-F":
            name, _equals, held = value.partition("=")
            form.setdefault(name, []).append(SimpleUploadedFile(held[1:], PDF) if held.startswith("@") else held)
        else:
            address = word.removeprefix(SERVER)
    content = (encode_multipart(BOUNDARY, form), MULTIPART_CONTENT) if form else (body, "application/json")
    return method, address, *content, headers


def test_every_example_that_writes_answers_as_it_says(reading, analyst, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    at = timezone.now()
    token = tokens.issue(user=analyst, name="examples", may_write=True, expires_at=at + timedelta(days=1), by=analyst, at=at)
    lines = [line.partition("  # ")[::2] for line in TEXT.splitlines() if line.startswith(WRITING)]
    assert len(lines) > 5
    for command, status in lines:
        method, address, body, content_type, headers = sent(command, token.secret)
        answer = Client().generic(method, address, body, content_type, headers=headers)
        assert answer.status_code == int(status or 200), (command, answer.content.decode())


def test_the_refusal_shown_is_the_one_that_comes(client_of_reader):
    shown = json.loads(re.search(r"^```json\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)[1])
    came = client_of_reader.get("/api/v1/obligations/?force=asks").json()
    assert set(came) == set(shown)
    assert (came["type"], came["title"], came["status"]) == (shown["type"], shown["title"], shown["status"])
    assert set(came["errors"][0]) == set(shown["errors"][0])
    assert came["errors"][0]["allowed"][:2] == shown["errors"][0]["allowed"][:2]


def test_the_table_names_every_list_with_its_parameters_and_a_key_that_exists(client_of_reader):
    rows = re.findall(r"^\| `([a-z-]+)/` \| .*? \| (.*?) \| (.*?) \|$", TEXT, re.MULTILINE)
    assert {name for name, _key, _parameters in rows} == set(client_of_reader.get("/api/v1/").json())
    for name, key, parameters in rows:
        view = resolve(f"/api/v1/{name}/").func.cls
        assert re.findall(r"`([a-z_]+)`", parameters) == list(view.filterset_class.base_filters), name
        if keys := re.findall(r"`(.*?)`", key):
            assert client_of_reader.get(f"/api/v1/{name}/{keys[0]}/").status_code == 200, name

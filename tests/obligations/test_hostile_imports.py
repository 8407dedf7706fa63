"""Files that are broken or meant to do harm store nothing: no row, no file, whichever way they come."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from obligations.incoming import importing
from obligations.models import Document, Edition, Event, Paragraph, Problem
from tests.factories import make_vocabulary
from tests.ingest.hostile_files import FILES
from tests.ingest.hostile_pdfs import HOSTILE

pytestmark = pytest.mark.django_db
REFUSED = {name: make for name, (make, words) in FILES.items() if words is not None}
COSTLY = ("flate bomb", "bomb of objects", "that double", "that draw", "one content", "characters")  # their cost is measured by themselves
PDFS = {f"{name}.pdf": make for name, make in HOSTILE.items() if not any(words in name for words in COSTLY)}
STORED = (Document, Edition, Paragraph, Problem, Event)


@pytest.fixture
def kept(settings, tmp_path: Path) -> Path:
    """Where files are kept: an empty folder."""
    make_vocabulary()
    settings.MEDIA_ROOT = tmp_path / "kept"
    return tmp_path / "kept"


def test_none_of_them_is_stored_by_the_command(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    for name, make in {**REFUSED, **PDFS}.items():
        (folder / name).write_bytes(make())
    monkeypatch.setattr(importing, "SUFFIXES", tuple({path.suffix for path in folder.iterdir()}))
    monkeypatch.setenv("PATH", str(tmp_path))  # no converter is found, whatever is installed
    before, out = [model.objects.count() for model in STORED], io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("ingest", str(folder), json=True, stdout=out, stderr=io.StringIO())
    outcomes = {row["file"]: row["outcome"] for row in map(json.loads, out.getvalue().splitlines())}
    assert (ended.value.code, len(outcomes) >= 50, set(outcomes.values())) == (2, True, {"refused"})
    assert [model.objects.count() for model in STORED] == before
    assert not kept.exists()


@pytest.mark.parametrize("name", ["billion laughs.docx", "zip bomb.docx", "protected by a password.docx", "sign-in page.docx"])
def test_none_of_them_is_kept_by_the_page(kept: Path, make_user, client: Client, name: str) -> None:
    client.force_login(make_user("editor", groups=["editor"], is_staff=True))
    sent = {"do": "preview", "files": SimpleUploadedFile(name, REFUSED[name]())}
    shown = client.post("/admin/obligations/document/import/", sent).content.decode()
    assert 'class="errornote"' in shown and 'name="token-0"' not in shown
    assert not kept.exists()



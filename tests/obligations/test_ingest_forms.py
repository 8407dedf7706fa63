"""`manage.py ingest` takes files in every form, and the edition says in which form its file is."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from obligations.models import Document, Edition
from tests.factories import make_vocabulary
from tests.ingest.test_forms import FORMS, SAMPLES

RESOLUTION = next(path for path in SAMPLES if path.stem == "S-RES-9001-2031")
NAMES = {"Word, numbers computed": "sent.docx", "web page": "sent.html", "GB18030": "sent.txt", "Big5": "big5.txt"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def vocabulary(db: None) -> None:
    make_vocabulary()


@pytest.mark.parametrize("form", NAMES)
def test_an_edition_knows_the_form_of_its_file(form: str, tmp_path: Path) -> None:
    make, media_type = FORMS[form]
    path = tmp_path / NAMES[form]
    path.write_bytes(make(RESOLUTION))
    call_command("ingest", str(path))
    edition = Edition.objects.get()
    assert (edition.media_type, edition.document.symbol, edition.document.paragraphs.count()) == (media_type, "S/RES/9001 (2031)", 26)


def test_the_same_text_in_another_form_is_a_new_edition_with_the_same_obligations(tmp_path: Path) -> None:
    call_command("ingest", str(RESOLUTION))
    keys = sorted(Document.objects.get().paragraphs.values_list("slug", "obligations__key"))
    for form, name in NAMES.items():
        (tmp_path / name).write_bytes(FORMS[form][0](RESOLUTION))
        call_command("ingest", str(tmp_path / name))
    assert Document.objects.get().editions.count() == 1 + len(NAMES)
    assert sorted(Document.objects.get().paragraphs.values_list("slug", "obligations__key")) == keys

"""The sample meeting records, stored for tests, whole or with some words changed."""

from pathlib import Path
from typing import Any

import yaml
from django.core.management import call_command

from ingest import default_lexicon, parse
from obligations.models import Commitment, Document
from obligations.services import meetings, register
from tests.factories import AT, make_vocabulary, store_text

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
GOLD: list[dict[str, Any]] = yaml.safe_load((SAMPLES / "gold.yaml").read_text(encoding="utf-8"))["meeting_records"]


def text_of(name: str, **changes: str) -> str:
    """A sample's text; `changes` are given as `was=…, becomes=…`."""
    text = (SAMPLES / name).read_text(encoding="utf-8")
    if changes:
        assert changes["was"] in text
        text = text.replace(changes["was"], changes["becomes"])
    return text


def store_sample(name: str, **changes: str) -> Document:
    """Store a sample, or a new edition of it with words changed."""
    return store_text(text_of(name, **changes), filename=name)


def store_adoption() -> None:
    """Store the sample record, after the resolution it adopts."""
    store_sample("S-RES-9004-2032.txt")
    store_sample("S-PV-9901.txt")


def without_cover(name: str, *, symbol: str) -> str:
    """A record as it is printed without its cover page: from the opening on, without the running heads that name the symbol."""
    body = text_of(name).partition("开会。")[2]
    return "\n".join(line for line in body.splitlines() if symbol not in line)


def store_unnamed(text: str) -> Document:
    """Store a record that does not say its symbol, as the command does."""
    make_vocabulary()
    parsed = meetings.identify(parse(text, lexicon=default_lexicon(), name="record.txt"))
    return register.store(parsed, content=text.encode(), filename="record.txt", media_type="text/plain", by=None, at=AT).document


def commitment(words: str) -> Commitment:
    """The commitment whose sentence has these words."""
    return Commitment.objects.get(text__contains=words)


def store_founding(folder: Path) -> Document:
    """Read all founding documents by the command; the record among them."""
    make_vocabulary()
    call_command("ingest", str(folder), json=True)
    return Document.objects.get(symbol="S/PV.8017")

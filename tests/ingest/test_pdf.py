"""A document as PDF is read as its plain text is: the same paragraphs, labels, forces, speeches and votes, however it is set."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ingest import default_lexicon, parse
from ingest.readers.pdf import read
from tests.ingest.document_summary import bare, summary
from tests.ingest.pdf_makers import Document, Style, paragraphs_of, typeset

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "samples").glob("S-*.*"))
STYLES = {
    "one column": Style(),
    "two columns": Style(columns=2),
    "two columns, paragraphs no further apart than lines": Style(columns=2, gap=0),
    "two columns, no indents": Style(columns=2, indent=0, gap=0.6),
    "one column, lines of any length": Style(justified=False, gap=0),
    "one column, no indents, lines of any length": Style(indent=0, gap=0.8, justified=False),
    "large type, a heading in single characters": Style(size=14, leading=1.3, spaced_title=True),
}


@cache
def document(path: Path) -> Document:
    return paragraphs_of(path.read_text(encoding="utf-8"))


@cache
def as_text(path: Path, symbol: str | None = None) -> dict[str, Any]:
    return summary(parse(path.read_text(encoding="utf-8"), lexicon=default_lexicon(), symbol=symbol))


def as_pdf(content: bytes, symbol: str | None = None) -> dict[str, Any]:
    return summary(parse(read(content, name="sent.pdf").text, lexicon=default_lexicon(), symbol=symbol))


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_says_the_same_as_pdf(path: Path, style: Style) -> None:
    assert as_pdf(typeset(document(path), style)) == as_text(path)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_character_is_lost_and_none_is_doubled(path: Path, style: Style) -> None:
    sent = document(path)
    leaders = str.maketrans("", "", ".…")  # they are as long as the line has room
    written = bare("".join((*sent.front, *sent.paragraphs))).translate(leaders)
    assert bare(read(typeset(sent, style), name="sent.pdf").text).translate(leaders) == written


@pytest.mark.founding
@pytest.mark.parametrize("style", ["one column", "two columns", "two columns, no indents"])
def test_a_founding_document_says_the_same_as_pdf(documents_dir: Path, style: str) -> None:
    for path in sorted(documents_dir.glob("*.txt")):
        symbol = "S/PV.8017" if "开会" in path.read_text(encoding="utf-8")[:200] else None
        assert as_pdf(typeset(document(path), STYLES[style]), symbol) == as_text(path, symbol), path.name

"""A sample that Chromium printed to PDF says the same as its plain text: another maker, other fonts, other heads and feet."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest import default_lexicon, parse
from ingest.readers.pdf import read
from tests.ingest.document_summary import summary
from tests.ingest.pdf_makers import Style, paragraphs_of, printed

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "samples").glob("S-*.*"))
STYLES = {
    "one column": Style(),
    "two columns": Style(columns=2),
    "no indents, lines of any length": Style(columns=2, indent=0, gap=0.7, justified=False),
}


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_printed_sample_says_the_same(chromium: "Browser", path: Path, style: Style) -> None:
    text = path.read_text(encoding="utf-8")
    found = parse(read(printed(paragraphs_of(text), chromium, style), name="sent.pdf").text, lexicon=default_lexicon())
    assert summary(found) == summary(parse(text, lexicon=default_lexicon()))


@pytest.mark.founding
@pytest.mark.parametrize("columns", [1, 2])
def test_a_printed_founding_document_says_the_same(chromium: "Browser", documents_dir: Path, columns: int) -> None:
    for path in sorted(documents_dir.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        symbol = "S/PV.8017" if "开会" in text[:200] else None
        extracted = read(printed(paragraphs_of(text), chromium, Style(columns=columns)), name="sent.pdf").text
        found = parse(extracted, lexicon=default_lexicon(), symbol=symbol)
        assert summary(found) == summary(parse(text, lexicon=default_lexicon(), symbol=symbol)), path.name

"""Traditional characters: matched as Simplified ones, kept as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ingest
from ingest import default_lexicon, parse
from ingest.characters import SIMPLIFIED, script, simplified
from ingest.folding import fold
from tests.ingest.test_forms import traditional

RESOLUTION = """第 9302(2033)號決議

安全理事會2033年3月8日第9951次會議通過

安全理事會，

深為關切松河兩岸的洪水，

1. 促請有能力的會員國和聯合國開發計劃署在必要時公佈水位數據；

2. 強調各國應遵守《松河公約》；

3. 決定繼續處理此案。
"""


@pytest.fixture(scope="module")
def document() -> ingest.ParsedDocument:
    return parse(RESOLUTION, lexicon=default_lexicon())


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("聯合國安全理事會", "联合国安全理事会"),
        ("強調指出", "强调指出"),
        ("著重指出", "着重指出"),  # as it is written in Hong Kong and Taiwan
        ("裏 裡 衞 衛 説 說 為 爲", "里 里 卫 卫 说 说 为 为"),
        ("后里只台制系", "后里只台制系"),  # Simplified already
        ("S/RES/1 (2033)，", "S/RES/1 (2033)，"),
    ],
)
def test_a_text_in_simplified_characters(written: str, plain: str) -> None:
    assert simplified(written) == plain


@given(st.text())
def test_a_text_keeps_its_length(text: str) -> None:
    assert len(simplified(text)) == len(text)


def test_what_is_simplified_stays_so() -> None:
    assert all(simplified(plain) == plain and len(plain) == 1 for plain in SIMPLIFIED.values())


def test_the_rules_and_lexicons_are_written_in_simplified_characters() -> None:
    """Else a text could never be found by them: it is simplified before it is matched."""
    folder = Path(ingest.__file__).parent
    sources = [*folder.glob("*.py"), *folder.rglob("*.yaml")]
    written = {path.name: sorted(set(path.read_text(encoding="utf-8")) & SIMPLIFIED.keys()) for path in sources}
    assert {name: odd for name, odd in written.items() if odd and name not in ("characters.py", "folding.py")} == {}


def test_folded_text_is_simplified_and_its_words_are_not() -> None:
    folded = fold("促請 會員國（２０３３）")
    assert (folded.text, folded.words(), folded.words(2, 5)) == ("促请会员国(2033)", "促請會員國(2033)", "會員國")


def test_a_span_points_into_the_text_as_it_is() -> None:
    text = "促請 會員國"
    span = fold(text).span(2, 5)
    assert text[span.start : span.end] == "會員國"


class TestDocument:
    def test_it_is_recognised(self, document: ingest.ParsedDocument) -> None:
        assert (document.symbol, str(document.adopted_on), document.meeting) == ("S/RES/9302 (2033)", "2033-03-08", "S/PV.9951")

    def test_its_script_is_noted(self, document: ingest.ParsedDocument) -> None:
        assert document.script == "Hant"

    def test_its_text_is_kept(self, document: ingest.ParsedDocument) -> None:
        assert document.operative[0].text == "促請有能力的會員國和聯合國開發計劃署在必要時公佈水位數據；"

    def test_its_labels_are_those_of_the_lexicon(self, document: ingest.ParsedDocument) -> None:
        first = document.operative[0].acts[0]
        assert (first.verb, first.force, first.hedges) == ("促请", "calls", ("有能力的", "在必要时"))

    def test_what_is_quoted_is_quoted_as_it_stands(self, document: ingest.ParsedDocument) -> None:
        first = document.operative[0].acts[0]
        assert [(a.text, a.condition) for a in first.addressees] == [("會員國", "有能力的"), ("聯合國開發計劃署", None)]

    def test_an_instrument_that_is_not_known_goes_by_its_title_as_it_stands(self, document: ingest.ParsedDocument) -> None:
        assert [c.target for c in document.citations if c.kind == "instrument"] == ["松河公約"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [(RESOLUTION, "Hant"), (simplified(RESOLUTION), "Hans"), ("", "Hans"), ("S/RES/1", "Hans"), ("乾隆年间的著作" + "决定" * 40, "Hans")],
)
def test_the_script_of_a_text(text: str, expected: str) -> None:
    assert script(text) == expected


@pytest.mark.parametrize("variety", ["s2t", "s2tw", "s2hk"])
def test_every_character_of_the_lexicons_comes_back_from_traditional(variety: str) -> None:
    words = {character for path in Path(ingest.__file__).parent.rglob("*.yaml") for character in path.read_text(encoding="utf-8")}
    there_and_back = {character: simplified(traditional(character, variety)) for character in words}
    assert {character: back for character, back in there_and_back.items() if character != back} == {}

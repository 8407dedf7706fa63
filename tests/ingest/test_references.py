"""What a text cites: resolutions, documents, instruments, paragraphs."""

from __future__ import annotations

import pytest

from ingest import default_lexicon, parse, references
from ingest.records import Citation

LEXICON = default_lexicon()
OWN = "S/RES/9301 (2033)"


def cited(*texts: str, kind: str | None = None) -> list[Citation]:
    found = references.find([(str(n), text) for n, text in enumerate(texts, 1)], own=OWN, lexicon=LEXICON)
    return [citation for citation in found if kind in (None, citation.kind)]


def targets(*texts: str, kind: str) -> list[str]:
    return [citation.target for citation in cited(*texts, kind=kind)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("回顾第9001(2031)号决议，", ["S/RES/9001 (2031)"]),
        ("回顾其第 9001 （2031） 号决议，", ["S/RES/9001 (2031)"]),
        ("回顾第9001(2031)、9002(2031)和9003(2032)号决议，", ["S/RES/9001 (2031)", "S/RES/9002 (2031)", "S/RES/9003 (2032)"]),
        ("回顾第9001(2031)号和第9002(2031)号决议，", ["S/RES/9001 (2031)", "S/RES/9002 (2031)"]),
        ("回顾第9001号决议，", ["S/RES/9001"]),  # the year is said nowhere
        ("回顾大会第60/288号决议，", []),  # the General Assembly's
        ("回顾大会第3314号决议，", []),
        ("请第9001/9002/9003委员会，", []),  # a committee's name
        ("回顾2031年的决议，", []),
    ],
)
def test_resolutions(text: str, expected: list[str]) -> None:
    assert targets(text, kind="resolution") == expected


def test_a_missing_year_is_that_of_the_same_number_elsewhere() -> None:
    assert targets("回顾第9001号决议，", "重申第9001(2031)号决议，", kind="resolution") == ["S/RES/9001 (2031)"] * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("秘书长的报告(S/2031/602)，", ["S/2031/602"]),
        ("声明(S/PRST/2031/6)，", ["S/PRST/2031/6"]),
        ("PRST/2031/9号主席声明，", ["S/PRST/2031/9"]),
        ("报告(A/85/120-S/2031/7)。", ["A/85/120-S/2031/7"]),
        ("第7/8号文件，", []),
    ],
)
def test_documents(text: str, expected: list[str]) -> None:
    assert targets(text, kind="document") == expected


class TestInstruments:
    def test_a_known_one_has_its_code(self) -> None:
        assert targets("根据《联合国宪章》，", kind="instrument") == ["un_charter"]

    def test_a_short_form_that_is_known_to_all_needs_no_title(self) -> None:
        assert targets("根据《宪章》，", kind="instrument") == ["un_charter"]

    def test_a_short_form_means_the_title_before_it(self) -> None:
        first, second = "遵守《联合国海洋法公约》，", "执行《公约》，"
        assert targets(first, second, kind="instrument") == ["unclos", "unclos"]

    def test_a_title_that_is_not_known_stays_as_it_is_written(self) -> None:
        assert targets("欢迎《松河公约》，", kind="instrument") == ["松河公约"]

    def test_a_title_that_is_not_closed_is_none(self) -> None:
        assert targets("欢迎《松河公约，", kind="instrument") == []


class TestParagraphs:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("上文第12段，", [(OWN, "12")]),
            ("第10和11段，", [(OWN, "10"), (OWN, "11")]),
            ("本决议第2(b)(ii)段，", [(OWN, "2(b)(ii)")]),
            ("第9001(2031)号决议第1(d)段，", [("S/RES/9001 (2031)", "1(d)")]),
            ("回顾第9001(2031)号决议，上文第3段，", [(OWN, "3")]),  # another clause
            ("该报告第一段，", []),
        ],
    )
    def test_they_belong_to_the_text_cited_last_in_their_clause(self, text: str, expected: list[tuple[str, str]]) -> None:
        assert [(c.target, c.label) for c in cited(text, kind="paragraph")] == expected


def test_a_span_points_at_the_words_and_names_its_paragraph() -> None:
    text = "回顾第 9001（2031） 、 9002(2031)号决议和《宪章》，"
    found = cited("深为关切，", text)
    assert [text[c.span.start : c.span.end] for c in found] == ["9001（2031）", "9002(2031)", "《宪章》"]
    assert {c.where for c in found} == {"2"}


class TestSources:
    def source(self, text: str) -> str | None:
        body = f"第9301(2033)号决议\n安全理事会，\n深为关切洪水，\n1. {text}\n2. 决定继续处理此案。"
        return parse(body, lexicon=LEXICON).operative[0].acts[0].source

    def test_an_act_that_recalls_a_decision_names_its_resolution_and_paragraph(self) -> None:
        text = "重申其在第9001(2031)号决议第1(d)段中的决定，即各国应公布数据；"
        assert self.source(text) == "S/RES/9001 (2031), 1(d)"

    def test_without_a_paragraph_it_names_the_resolution(self) -> None:
        assert self.source("重申其第9001(2031)号决议的决定，即各国应公布数据；") == "S/RES/9001 (2031)"

    def test_an_act_that_recalls_none_has_none(self) -> None:
        assert self.source("促请各国执行第9001(2031)号决议；") is None

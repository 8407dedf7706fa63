"""Cutting a paragraph into clauses."""

from __future__ import annotations

import pytest

from ingest.clauses import asides, cut


def clauses(text: str) -> list[str]:
    return [text[clause.start : clause.end] for clause in cut(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请秘书长报告，又请他通报；", ["请秘书长报告", "又请他通报"]),
        ("决定：设立；撤销。延长？是！", ["决定", "设立", "撤销", "延长", "是"]),
        ("加入《防止、打击公约，甲》；", ["加入《防止、打击公约，甲》"]),  # a title
        ("达伊沙(又称，伊斯兰国)，", ["达伊沙(又称，伊斯兰国)"]),  # a bracket
        ("称为“甲，乙”的，", ["称为“甲，乙”的"]),  # a quotation
        ("甲(乙(丙，丁)戊，己)，庚", ["甲(乙(丙，丁)戊，己)", "庚"]),  # nested
        ("甲(乙，丙", ["甲(乙", "丙"]),  # not closed: a misprint that hides nothing
        ("“安全理事会重申，甲”，", ["“安全理事会重申", "甲”"]),  # the mark that opens a statement's paragraph
        ("，，；。", []),
        ("", []),
    ],
)
def test_clauses_end_at_marks_outside_asides(text: str, expected: list[str]) -> None:
    assert clauses(text) == expected


def test_a_clause_knows_the_mark_before_it() -> None:
    assert [clause.after for clause in cut("甲，乙；丙：丁。戊")] == ["", "，", "；", "：", "。"]


def test_a_sentence_begins_at_the_head_and_after_a_full_stop() -> None:
    assert [clause.begins_sentence for clause in cut("甲，乙；丙：丁。戊？己")] == [True, False, False, False, True, True]


def test_asides_are_in_order_and_apart() -> None:
    found = list(asides("甲(乙)丙《丁(戊)》己“庚”"))
    assert found == [(1, 4), (5, 11), (12, 15)]


def test_a_bracket_that_is_closed_far_away_hides_nothing() -> None:
    assert list(asides("(" + "甲" * 500 + ")")) == []

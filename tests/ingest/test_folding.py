"""Folding a text for matching, and the way back."""

from __future__ import annotations

import pytest

from ingest.folding import fold
from ingest.records import Span


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("2017 年 8月 2 日", "2017年8月2日"),  # no white space
        ("所有\u3000国\n家\t应", "所有国家应"),  # of any kind
        ("（２０１７）〔甲〕", "(2017)(甲)"),  # narrow brackets and digits
        ("请秘书长, 又请; 如下: 吗? 好!", "请秘书长，又请；如下：吗？好！"),  # Chinese punctuation
        ("１，０００人", "1，000人"),  # a wide comma stays
        ("1,000人, 2人", "1,000人，2人"),  # a comma between digits stays
        ("S/RES/1373 (2001)", "S/RES/1373(2001)"),
        ("“达伊沙”《公约》", "“达伊沙”《公约》"),
        ("", ""),
        (" \n", ""),
    ],
)
def test_a_text_has_one_form(text: str, folded: str) -> None:
    assert fold(text).text == folded


def test_folding_twice_is_folding_once() -> None:
    once = fold("促请 所有国家（包括邻国）, 加强  合作; ")
    assert fold(once.text).text == once.text


def test_every_folded_character_knows_where_it_came_from() -> None:
    text = " 请 （秘书\n长） "
    folded = fold(text)
    assert [text[offset] for offset in folded.offsets] == ["请", "（", "秘", "书", "长", "）"]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (0, 1, "请"),
        (1, 4, "秘书\n长"),  # white space inside belongs to it, around it does not
        (2, 2, ""),
        (4, 4, ""),
    ],
)
def test_a_span_leads_back_to_the_text(start: int, end: int, words: str) -> None:
    text = " 请 秘书\n长 "
    span = fold(text).span(start, end)
    assert text[span.start : span.end] == words


def test_a_span_of_an_empty_text_is_empty() -> None:
    assert fold("  ").span(0, 0) == Span(0, 0)

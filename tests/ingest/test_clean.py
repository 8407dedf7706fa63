"""What cleaning takes away, and what it never touches."""

from __future__ import annotations

import pytest

from ingest.clean import Line, clean


def texts(text: str) -> list[str]:
    return [line.text for line in clean(text)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\f", "\v", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_end_ends_a_line(end: str) -> None:
    assert texts(f"第一行{end}第二行{end}") == ["第一行", "第二行"]


def test_mixed_line_ends_count_lines_as_an_editor_does() -> None:
    assert [(line.number, line.text) for line in clean("一\r\n二\r三\n\n四")] == [(1, "一"), (2, "二"), (3, "三"), (5, "四")]


@pytest.mark.parametrize(
    "unwanted",
    ["\x00", "\x07", "\x1f", "\x7f", "\ufeff", "\u200b", "\u200e", "\u202e", "\u2060", "\ud800", "\udfff", "\ufffe"],
    ids=lambda character: f"U+{ord(character):04X}",
)
def test_what_no_database_keeps_and_no_reader_sees_goes(unwanted: str) -> None:
    assert texts(f"{unwanted}所有{unwanted}国家{unwanted}") == ["所有国家"]


@pytest.mark.parametrize("kept", ["\u3000中", "é", "𠀀", "·", "…", "○", "①", "Ａ", "²"])
def test_words_are_never_changed(kept: str) -> None:
    assert texts(f"请{kept}人") == [f"请{kept}人"]


def test_a_tab_stays_inside_a_line() -> None:
    assert texts("\t1.\t请秘书长\t") == ["1.\t请秘书长"]


def test_a_line_remembers_its_indent_and_the_empty_line_before_it() -> None:
    assert clean("\n  甲\n乙\n \n丙") == [Line(2, 2, "甲", True), Line(3, 0, "乙", False), Line(5, 0, "丙", True)]


@pytest.mark.parametrize("nothing", ["", "\n\n", " \t\r\n", "\ufeff\x00\n\u200b"])
def test_a_text_with_nothing_on_it_has_no_lines(nothing: str) -> None:
    assert clean(nothing) == []

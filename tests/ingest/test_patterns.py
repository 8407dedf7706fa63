"""The notation of the lexicons, and what a pattern matches."""

from __future__ import annotations

import pytest

from ingest.patterns import LONGEST_GAP, Found, PatternError, Patterns, branches


def literals(pattern: str) -> list[str]:
    return [branch.first for branch in branches("rule", pattern)]


def found(pattern: str, text: str) -> list[str]:
    return [text[f.start : f.end] for f in Patterns([("rule", pattern)]).longest(text)]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("武器|军火", ["武器", "军火"]),  # either word
        ("[联合国]反恐办", ["反恐办", "联合国反恐办"]),  # with or without the first part
        ("[新|旧]名单", ["名单", "新名单", "旧名单"]),  # any of several, or none
        ("[再]请[各]国", ["请国", "请各国", "再请国", "再请各国"]),  # each on its own
        ("（甲，乙）", ["(甲，乙)"]),  # folded as the texts are
        ("A B", ["AB"]),
    ],
)
def test_a_pattern_unfolds_into_plain_branches(pattern: str, expected: list[str]) -> None:
    assert sorted(literals(pattern)) == sorted(expected)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("", "empty"),
        ("武器|", "empty"),
        ("…6…武器", "begins or ends with a gap"),
        ("武器…6…", "begins or ends with a gap"),
        ("甲…99…乙", f"longer than {LONGEST_GAP}"),
        ("[甲", "out of place"),
        ("甲]", "out of place"),
        ("甲…乙", "out of place"),
        ("".join(f"[{c}]" for c in "甲乙丙丁戊己庚辛壬") + "子", "512 branches"),
    ],
)
def test_a_pattern_against_the_notation_is_refused_and_named(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError, match=f"^the_rule: .*{reason}"):
        branches("the_rule", pattern)


@pytest.mark.parametrize("pattern", ["a.c", "a*", "(a|b)", "\\d+", "^a$"])
def test_a_regular_expression_is_taken_by_the_letter(pattern: str) -> None:
    assert found(pattern, "aac abc aaa 123 a") == []


class TestGaps:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("防止恐怖团体获取武器", ["防止恐怖团体获取武器"]),
            ("防止获取武器", ["防止获取武器"]),  # a gap may be empty
            ("防止一二三四五六获取武器", ["防止一二三四五六获取武器"]),
            ("防止一二三四五六七获取武器", []),  # too far
            ("防止走私；获取武器", []),  # no semicolon
            ("防止走私。获取武器", []),  # no full stop
            ("防止走私，获取武器", ["防止走私，获取武器"]),  # a comma is no end
            ("防止获取获取武器", ["防止获取获取武器"]),
        ],
    )
    def test_a_gap_is_bounded_and_stays_in_its_clause(self, text: str, expected: list[str]) -> None:
        assert found("防止…6…获取…2…武器", text) == expected


class TestPatterns:
    WORDS = Patterns([("short", "国家"), ("long", "国家元首"), ("gap", "国…4…首"), ("single", "国")])

    def test_the_one_with_most_letters_wins(self) -> None:
        assert self.WORDS.at("国家元首", 0) == Found(0, 4, "long")

    def test_every_rule_at_a_place_is_found_once(self) -> None:
        twice = Patterns([("a", "国家|国家元"), ("b", "国家")])
        assert sorted((f.rule, f.end) for f in twice.all_at("国家元首", 0)) == [("a", 3), ("b", 2)]

    def test_matches_do_not_overlap(self) -> None:
        assert [(f.start, f.rule) for f in self.WORDS.longest("国家元首国家")] == [(0, "long"), (4, "short")]

    def test_nothing_reaches_over_the_end_that_is_given(self) -> None:
        assert list(self.WORDS.longest("国家元首", 0, 3)) == []

    def test_nothing_is_found_at_the_end_of_the_text(self) -> None:
        assert (self.WORDS.at("国", 1), self.WORDS.all_at("", 0), list(self.WORDS.every(""))) == (None, [], [])

    def test_more_patterns_leave_these_as_they_are(self) -> None:
        more = self.WORDS.plus([("new", "国家元首府")])
        assert (more.at("国家元首府", 0), self.WORDS.at("国家元首府", 0)) == (Found(0, 5, "new"), Found(0, 4, "long"))

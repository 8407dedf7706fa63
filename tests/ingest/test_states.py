"""The list of states is complete, consistent and in the UN's order. Plain reading of the YAML file, without Django."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

FILE = Path(__file__).resolve().parents[2] / "ingest" / "lexicons" / "states.yaml"
GROUP_SIZES = {
    "african_states": 54,
    "asia_pacific_states": 54,
    "eastern_european_states": 23,
    "latin_american_caribbean_states": 33,
    "western_european_others_states": 29,
}
KEYS = {"code", "name", "formal", "group", "admitted", "membership", "until", "successors", "aliases", "former_names"}

State = dict[str, Any]


@pytest.fixture(scope="module")
def states() -> list[State]:
    """Every entry of the file, in its order."""
    entries: list[State] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return entries


def with_membership(states: list[State], membership: str) -> list[State]:
    return [state for state in states if state["membership"] == membership]


def names(state: State) -> set[str]:
    """All names of a state in both languages, each once; a name may be both short and formal."""
    listed = [*state["name"].values(), *state.get("formal", {}).values(), *state.get("aliases", [])]
    return {*listed, *(former["name"] for former in state.get("former_names", []))}


def alphabetical(name: str) -> str:
    """The key of the UN's English order: letters and spaces only, accents and case ignored."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[^a-z ]", "", plain.replace("-", " "))


def test_there_are_exactly_193_members(states: list[State]) -> None:
    assert len(with_membership(states, "member")) == 193


def test_there_are_two_observers_the_holy_see_and_palestine(states: list[State]) -> None:
    assert {state["code"] for state in with_membership(states, "observer")} == {"VAT", "PSE"}


def test_every_state_is_member_observer_or_former(states: list[State]) -> None:
    assert {state["membership"] for state in states} == {"member", "observer", "former"}


def test_codes_are_unique_and_three_capitals(states: list[State]) -> None:
    codes = [state["code"] for state in states]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[A-Z]{3}", code) for code in codes)


def test_no_name_belongs_to_two_states(states: list[State]) -> None:
    owners = Counter(name for state in states for name in names(state))
    assert [name for name, count in owners.items() if count > 1] == []


def test_an_alias_repeats_no_other_name_of_its_state(states: list[State]) -> None:
    for state in states:
        listed = [*state["name"].values(), *state.get("aliases", []), *(former["name"] for former in state.get("former_names", []))]
        assert len(listed) == len(set(listed)), state["code"]


def test_every_member_is_in_one_known_group_and_nobody_else_is(states: list[State]) -> None:
    assert Counter(state["group"] for state in with_membership(states, "member")) == GROUP_SIZES
    assert not any("group" in state for state in states if state["membership"] != "member")


def test_successors_exist_and_only_former_members_have_them(states: list[State]) -> None:
    codes = {state["code"] for state in states}
    for state in states:
        is_former = state["membership"] == "former"
        assert ("successors" in state and "until" in state) == is_former, state["code"]
        assert set(state.get("successors", [])) <= codes - {state["code"]}, state["code"]


def test_names_stand_in_both_languages_and_are_not_empty(states: list[State]) -> None:
    for state in states:
        for name in [state["name"]] + ([state["formal"]] if "formal" in state else []):
            assert set(name) == {"zh", "en"}, state["code"]
            assert all(text and text == text.strip() for text in name.values()), state["code"]


def test_a_formal_name_differs_from_the_short_one(states: list[State]) -> None:
    assert [state["code"] for state in states if state.get("formal") == state["name"]] == []


def test_brackets_in_names_are_ascii(states: list[State]) -> None:
    assert [name for state in states for name in names(state) if set(name) & set("（）〔〕")] == []


def test_members_stand_in_the_english_order_of_the_un(states: list[State]) -> None:
    order = [state["name"]["en"] for state in with_membership(states, "member")]
    assert order == sorted(order, key=alphabetical)


def test_members_come_first_then_observers_then_former_members(states: list[State]) -> None:
    places = [("member", "observer", "former").index(state["membership"]) for state in states]
    assert places == sorted(places)


def test_dates_are_days_since_the_charter_and_in_sequence(states: list[State]) -> None:
    charter = dt.date(1945, 10, 24)
    for state in states:
        admitted, until = state.get("admitted", charter), state.get("until", dt.date.max)
        assert charter <= admitted < until, state["code"]
        assert all(charter <= former["until"] for former in state.get("former_names", [])), state["code"]


def test_every_member_has_a_date_of_admission_and_49_of_the_51_original_ones_remain(states: list[State]) -> None:
    members = with_membership(states, "member")
    assert all("admitted" in state for state in members)
    assert sum(state["admitted"].year == 1945 for state in members) == 49


def test_entries_have_known_fields_only(states: list[State]) -> None:
    assert {key for state in states for key in state} <= KEYS

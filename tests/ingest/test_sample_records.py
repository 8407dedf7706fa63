"""The sample records are read as a careful reader reads them: speeches, votes and commitments of samples/gold.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest import default_lexicon, parse, read_file
from ingest.output import as_json

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
GOLD: list[dict[str, Any]] = yaml.safe_load((SAMPLES / "gold.yaml").read_text(encoding="utf-8"))["meeting_records"]


@cache
def parsed(file: str) -> dict[str, Any]:
    return as_json(parse(read_file(SAMPLES / file), lexicon=default_lexicon()))


def bare(text: str) -> str:
    return "".join(text.split())


def found_at(file: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    """The commitments of a speech that hold the anchor."""
    return [c for c in parsed(file)["commitments"] if c["speech"] == row["speech"] and bare(row["anchor"]) in bare(c["text"])]


@pytest.fixture(params=GOLD, ids=lambda gold: gold["file"])
def gold(request: pytest.FixtureRequest) -> dict[str, Any]:
    chosen: dict[str, Any] = request.param
    return chosen


def test_symbol_date_and_president_are_read_from_the_cover(gold: dict[str, Any]) -> None:
    assert {key: parsed(gold["file"])[key] for key in ("symbol", "date", "president")} == {key: gold[key] for key in ("symbol", "date", "president")}


def test_every_turn_of_speech_is_found(gold: dict[str, Any]) -> None:
    found = parsed(gold["file"])["speeches"]
    assert [{key: speech[key] for key in row} for speech, row in zip(found, gold["speeches"], strict=True)] == gold["speeches"]


def test_every_vote_is_found(gold: dict[str, Any]) -> None:
    found = parsed(gold["file"])["votes"]
    assert [{key: vote[key] for key in row} for vote, row in zip(found, gold["votes"], strict=True)] == gold["votes"]


def test_every_commitment_is_found_with_its_labels(gold: dict[str, Any]) -> None:
    for row in gold["commitments"]:
        of_kind = [c for c in found_at(gold["file"], row) if c["kind"] == row["kind"]]
        assert of_kind, f"missed: {row}"
        assert {key: of_kind[0][key] for key in row if key != "anchor"} == {key: row[key] for key in row if key != "anchor"}


def test_nothing_else_is_taken_for_a_commitment(gold: dict[str, Any]) -> None:
    for row in gold["not_commitments"]:
        assert found_at(gold["file"], row) == [], row["why"]
    anchors = [(row["speech"], bare(row["anchor"])) for row in gold["commitments"]]
    others = [c["text"] for c in parsed(gold["file"])["commitments"] if not any(c["speech"] == n and a in bare(c["text"]) for n, a in anchors)]
    assert others == []


def test_the_sample_records_leave_only_known_doubts(gold: dict[str, Any]) -> None:
    unknown = {"S-PV-9907.txt": 2}  # two briefers whose bodies are invented
    assert len(parsed(gold["file"])["problems"]) == unknown.get(gold["file"], 0)

"""The sample resolutions and the statement, against what a careful reader finds in them (samples/gold.yaml)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest import ParsedDocument, default_lexicon, parse, read_file
from ingest.records import Paragraph
from tests.ingest.test_generalisation import Tally, assert_floor, compare, expected

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
GOLD = yaml.safe_load((SAMPLES / "gold.yaml").read_text(encoding="utf-8"))
DOCUMENTS = {entry["file"]: entry for entry in (*GOLD["resolutions"], *GOLD["statements"])}
FLOORS = {"verbs": 0.976, "force": 0.99, "addressees": 0.967, "subjects": 0.815}
READ: dict[str, ParsedDocument] = {}


def read(file: str) -> ParsedDocument:
    if file not in READ:
        READ[file] = parse(read_file(SAMPLES / file), lexicon=default_lexicon(), name=file)
    return READ[file]


def paragraphs() -> Iterator[tuple[str, str]]:
    for file, document in DOCUMENTS.items():
        for entry in document["paragraphs"]:
            yield file, str(entry.get("label", entry.get("order")))


def both(file: str, label: str) -> tuple[Paragraph, dict[str, Any]]:
    """A paragraph as it is read, and as the gold has it."""
    entry = next(e for e in DOCUMENTS[file]["paragraphs"] if str(e.get("label", e.get("order"))) == label)
    return next(p for p in read(file).operative if p.label == label), entry


@pytest.mark.parametrize("file", DOCUMENTS)
class TestDocuments:
    def test_heading(self, file: str) -> None:
        document, gold = read(file), DOCUMENTS[file]
        assert document.adopted_on is not None
        assert (document.symbol, document.adopted_on.isoformat(), document.meeting) == (gold["symbol"], gold["adopted_on"], gold["meeting"])

    def test_no_problem_is_left(self, file: str) -> None:
        assert read(file).problems == ()

    def test_every_paragraph_is_found_and_no_other(self, file: str) -> None:
        assert [p.label for p in read(file).operative] == [str(e.get("label", e.get("order"))) for e in DOCUMENTS[file]["paragraphs"]]

    def test_annexes(self, file: str) -> None:
        assert [p.label for p in read(file).annexes] == DOCUMENTS[file].get("annexes", [])

    def test_deadlines(self, file: str) -> None:
        found = {(p.label, str(d.first_due), d.every) for p in read(file).operative for d in p.deadlines if d.rule != "until"}
        gold = {(str(d.get("label", d.get("order"))), d["first_due"], d.get("every")) for d in DOCUMENTS[file].get("deadlines", [])}
        assert found == gold

    def test_end_dates(self, file: str) -> None:
        found = {(p.label, str(d.first_due)) for p in read(file).operative for d in p.deadlines if d.rule == "until"}
        assert found == {(e["label"], e["ends_on"]) for e in DOCUMENTS[file].get("end_dates", [])}


@pytest.mark.parametrize("gold", GOLD["resolutions"], ids=lambda gold: gold["symbol"])
class TestResolutions:
    def test_counts(self, gold: dict[str, Any]) -> None:
        document = read(gold["file"])
        tops = sum(p.parent is None for p in document.operative)
        assert (len(document.preambular), tops, len(document.operative) - tops) == (gold["preambular"], gold["operative"], gold["subparagraphs"])

    def test_resolutions_cited(self, gold: dict[str, Any]) -> None:
        cited = {c.target for c in read(gold["file"]).citations if c.kind == "resolution"} - {gold["symbol"]}
        assert sorted(cited) == sorted(gold["resolutions_cited"])


@pytest.mark.parametrize(("file", "label"), list(paragraphs()))
def test_inherited_acts_come_first(file: str, label: str) -> None:
    paragraph, gold = both(file, label)
    count = gold.get("inherited", 0)
    assert [act.inherited for act in paragraph.acts] == [n < count for n in range(len(paragraph.acts))]


@pytest.fixture(scope="module")
def tallies() -> dict[str, Tally]:
    """All paragraphs, counted once."""
    counted: dict[str, Tally] = defaultdict(Tally)
    for file, label in paragraphs():
        paragraph, gold = both(file, label)
        where = f"{file} {label}"
        compare(paragraph.acts, expected(gold["acts"]), counted, where=where)
        wanted, found = set(gold.get("subjects", [])), {subject.code for subject in paragraph.subjects}
        note = f"{where}: {sorted(wanted - found)} missing beside {sorted(found)}"
        counted["subjects"].add(hit=len(wanted & found), missed=len(wanted - found), note=note)
    return counted


class TestFigures:
    """A figure may fall only if its floor here is lowered on purpose; a failure prints every disagreement."""

    def test_verbs(self, tallies: dict[str, Tally]) -> None:
        assert_floor(tallies["verbs"], tallies["verbs"].f1, FLOORS["verbs"])

    def test_forces(self, tallies: dict[str, Tally]) -> None:
        assert_floor(tallies["force"], tallies["force"].recall, FLOORS["force"])

    def test_addressees(self, tallies: dict[str, Tally]) -> None:
        assert_floor(tallies["addressees"], tallies["addressees"].recall, FLOORS["addressees"])

    def test_subjects_that_must_be_found(self, tallies: dict[str, Tally]) -> None:
        assert_floor(tallies["subjects"], tallies["subjects"].recall, FLOORS["subjects"])

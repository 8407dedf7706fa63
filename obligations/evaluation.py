"""How well the machine reads: its labels against a gold standard, and against what staff decided. Pure: no database, nothing is written.

A label of the machine is right (hit) or wrong; a label it should have given and did not is missed. Precision = hit / (hit + wrong), recall =
hit / (hit + missed), F1 is their harmonic mean. Force and addressees are compared on the acts that both have, so that an act that was
overlooked counts once, among the verbs.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ingest import ParsedDocument
from obligations.choices import Force, Label, Verdict

KINDS = (Label.VERB, Label.FORCE, Label.ADDRESSEE, Label.SUBJECT)
STATES = {"all_states": "states", "member_states": "states"}  # gold standards do not tell them apart
NONE = "-"


class NoGold(ValueError):
    """A folder holds no gold standard; the message says what was looked for."""


# --- The gold standard


@dataclass(frozen=True, slots=True)
class GoldAct:
    """An act that a reader finds. Each of `addressees` is a set of codes of which any is right; one that is not `required` may be missing."""

    verb: str
    forces: tuple[str, ...]
    addressees: tuple[frozenset[str], ...]
    required: bool = True


@dataclass(frozen=True, slots=True)
class GoldParagraph:
    """What a reader finds in a paragraph. Areas in `also` are neither required nor wrong; None: no area that is found besides is wrong."""

    label: str
    acts: tuple[GoldAct, ...]
    subjects: frozenset[str]
    also: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document of the gold standard: the name of its file, its symbol, its operative paragraphs."""

    file: str
    symbol: str
    paragraphs: tuple[GoldParagraph, ...]


def read_gold(folder: Path) -> list[GoldDocument]:
    """The gold standard of a folder: `gold.yaml`, or the tables `documents.tsv` and `obligations.tsv`. Raises NoGold where there is none."""
    if (folder / "gold.yaml").is_file():
        return _of_yaml(yaml.safe_load((folder / "gold.yaml").read_text(encoding="utf-8")))
    if (folder / "documents.tsv").is_file() and (folder / "obligations.tsv").is_file():
        return _of_tables(_rows(folder / "documents.tsv"), _rows(folder / "obligations.tsv"))
    raise NoGold(f"{folder}: neither gold.yaml nor documents.tsv with obligations.tsv is there. Name the folder that holds them.")


def gold_act(written: str) -> GoldAct:
    """`敦促:urges>states+igos|-`: verb, force, addressees; `|` between what is equally right, `?` before an act that may be missing."""
    head, _, names = written.strip().partition(">")
    verb, _, forces = head.partition(":")
    slots = tuple(frozenset(name.split("|")) for name in names.split("+") if name not in ("", NONE))
    return GoldAct(verb.lstrip("?"), tuple(forces.split("|")), slots, required=not verb.startswith("?"))


def _of_yaml(content: Mapping[str, Any]) -> list[GoldDocument]:
    documents = [*content.get("resolutions", ()), *content.get("statements", ())]
    return [GoldDocument(d["file"], d["symbol"], tuple(_paragraph_of_yaml(p) for p in d["paragraphs"])) for d in documents]


def _paragraph_of_yaml(entry: Mapping[str, Any]) -> GoldParagraph:
    label = str(entry.get("label", entry.get("order")))
    return GoldParagraph(label, tuple(map(gold_act, entry["acts"])), frozenset(entry.get("subjects", ())), None)


def _of_tables(documents: Sequence[Mapping[str, str]], obligations: Sequence[Mapping[str, str]]) -> list[GoldDocument]:
    found = []
    for document in documents:
        rows = [row for row in obligations if row["document"] == document["symbol"]]
        if rows:
            found.append(GoldDocument(document["file"], document["symbol"], tuple(_paragraph_of_table(row, rows) for row in rows)))
    return found


def _paragraph_of_table(row: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> GoldParagraph:
    """A chapeau that opens a list may be given the areas of its parts."""
    label = row["paragraph"]
    parts = [part for part in rows if part["paragraph"].startswith(f"{label}(")]
    also = _codes(row["also_acceptable"]).union(*(_codes(part[column]) for part in parts for column in ("subjects", "also_acceptable")))
    acts = tuple(gold_act(written) for written in row["acts"].split(";") if written.strip())
    return GoldParagraph(label, acts, _codes(row["subjects"]), also)


def _codes(cell: str | None) -> frozenset[str]:
    return frozenset(code.strip() for code in (cell or "").split(",") if code.strip())


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


# --- What the machine reads


@dataclass(frozen=True, slots=True)
class ReadAct:
    """An act as the machine reads it; `addressees` maps codes to the rules that found them."""

    verb: str
    force: str
    rule: str
    addressees: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadParagraph:
    """A paragraph as the machine reads it; `subjects` maps areas to the rules that found them."""

    acts: tuple[ReadAct, ...]
    subjects: Mapping[str, str]


def as_read(parsed: ParsedDocument) -> dict[str, ReadParagraph]:
    """The operative paragraphs of a parsed document, by label."""
    return {
        paragraph.label: ReadParagraph(
            tuple(ReadAct(act.verb, act.force, act.rule, {STATES.get(a.code, a.code): a.rule for a in act.addressees}) for act in paragraph.acts),
            {subject.code: subject.matches[0].rule if subject.matches else "" for subject in paragraph.subjects},
        )
        for paragraph in parsed.operative
    }


# --- Counting


@dataclass(slots=True)
class Tally:
    """How often a label was right, missed and wrong. Without anything to count a figure is None."""

    hit: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float | None:
        return self.hit / (self.hit + self.wrong) if self.hit + self.wrong else None

    @property
    def recall(self) -> float | None:
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else None

    @property
    def f1(self) -> float | None:
        counted = 2 * self.hit + self.wrong + self.missed
        return 2 * self.hit / counted if counted else None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A way in which machine and person differ: kind of label, the rule that found it, what was found, what is right; empty where there is none."""

    kind: str
    rule: str
    found: str
    right: str


@dataclass(slots=True)
class Score:
    """The tallies of each kind of label and of each code, and the disagreements with how often they occur.

    For a kind in `recall_only` the standard does not say what is wrong, so that its precision means nothing.
    """

    kinds: dict[str, Tally] = field(default_factory=dict)
    codes: dict[tuple[str, str], Tally] = field(default_factory=dict)
    disagreements: Counter[Disagreement] = field(default_factory=Counter)
    recall_only: set[str] = field(default_factory=set)

    def hit(self, kind: str, code: str) -> None:
        """The machine is right."""
        for tally in self._tallies(kind, code):
            tally.hit += 1

    def missed(self, kind: str, code: str, *, note: bool = True) -> None:
        """The machine gives no label where there is one."""
        for tally in self._tallies(kind, code):
            tally.missed += 1
        if note:
            self.disagreements[Disagreement(kind, "", "", code)] += 1

    def wrong(self, kind: str, code: str, rule: str, *, right: str = "") -> None:
        """The machine gives a label that is wrong; where `right` is in its place, that one is missed too."""
        for tally in self._tallies(kind, code):
            tally.wrong += 1
        self.disagreements[Disagreement(kind, rule, code, right)] += 1
        if right:
            self.missed(kind, right, note=False)

    def _tallies(self, kind: str, code: str) -> tuple[Tally, Tally]:
        return self.kinds.setdefault(kind, Tally()), self.codes.setdefault((kind, code), Tally())


def compare(gold: GoldDocument, read: Mapping[str, ReadParagraph], score: Score) -> list[str]:
    """Add a document to a score. Returns the labels of paragraphs that the machine does not find; all in them is missed."""
    nothing = ReadParagraph((), {})
    for paragraph in gold.paragraphs:
        found = read.get(paragraph.label, nothing)
        _compare_acts(paragraph, found, score)
        _compare_subjects(paragraph, found, score)
    return [paragraph.label for paragraph in gold.paragraphs if paragraph.label not in read]


def _compare_acts(gold: GoldParagraph, read: ReadParagraph, score: Score) -> None:
    """Acts with the same verb belong together, in their order; those that must be found come first."""
    left = list(read.acts)
    for act in sorted(gold.acts, key=lambda act: not act.required):
        found = next((other for other in left if other.verb == act.verb), None)
        if found is None:
            if act.required:
                score.missed(Label.VERB, act.verb)
            continue
        left.remove(found)
        if act.required:
            score.hit(Label.VERB, act.verb)
            _compare_force(act, found, score)
            _compare_addressees(act, found, score)
    for surplus in left:
        score.wrong(Label.VERB, surplus.verb, surplus.rule)


def _compare_force(gold: GoldAct, read: ReadAct, score: Score) -> None:
    if read.force in gold.forces:
        score.hit(Label.FORCE, read.force)
    else:
        score.wrong(Label.FORCE, read.force, read.rule, right=gold.forces[0])


def _compare_addressees(gold: GoldAct, read: ReadAct, score: Score) -> None:
    """Whom an act that only takes a position is addressed to is not compared: nobody has anything to carry out."""
    if set(gold.forces) == {Force.DECLARES}:
        return
    left = dict(read.addressees)
    for slot in gold.addressees:
        right = sorted(slot & left.keys())
        if right:
            score.hit(Label.ADDRESSEE, right[0])
        elif NONE not in slot:
            score.missed(Label.ADDRESSEE, min(slot))
    for code, rule in left.items():
        if not any(code in slot for slot in gold.addressees):
            score.wrong(Label.ADDRESSEE, code, rule)


def _compare_subjects(gold: GoldParagraph, read: ReadParagraph, score: Score) -> None:
    for code in sorted(gold.subjects):
        if code in read.subjects:
            score.hit(Label.SUBJECT, code)
        else:
            score.missed(Label.SUBJECT, code)
    if gold.also is None:
        score.recall_only.add(Label.SUBJECT)
        return
    for code, rule in read.subjects.items():
        if code not in gold.subjects and code not in gold.also:
            score.wrong(Label.SUBJECT, code, rule)


# --- Against what staff decided


@dataclass(frozen=True, slots=True)
class Judged:
    """One kind of label of one obligation or paragraph on which staff decided.

    `suggested` maps the machine's values to their rules; `decided` are the decisions in their order, value and verdict; the last one on a
    single label, or on a member of a set, counts.
    """

    kind: str
    suggested: Mapping[str, str]
    decided: Sequence[tuple[str, str]]


def compare_with_staff(judged: Iterable[Judged]) -> Score:
    """The machine against staff, on those labels only on which somebody decided. What was rejected and is no longer suggested counts for nothing."""
    score = Score()
    for item in judged:
        last = dict(item.decided)
        single = any(verdict == Verdict.SET for verdict in last.values())
        if single:
            _judge_single(item, item.decided[-1][0], score)
        else:
            for value, verdict in last.items():
                _judge_member(item, value, verdict, score)
    return score


def _judge_single(item: Judged, value: str, score: Score) -> None:
    if value in item.suggested:
        score.hit(item.kind, value)
    elif item.suggested:
        suggested, rule = next(iter(item.suggested.items()))
        score.wrong(item.kind, suggested, rule, right=value)
    else:
        score.missed(item.kind, value)


def _judge_member(item: Judged, value: str, verdict: str, score: Score) -> None:
    suggested = value in item.suggested
    if verdict == Verdict.REJECT:
        if suggested:
            score.wrong(item.kind, value, item.suggested[value])
    elif suggested:
        score.hit(item.kind, value)
    else:
        score.missed(item.kind, value)

"""How well acts, forces, addressees and what is tracked are found in paragraphs of every kind (sentences.yaml), as measured figures.

A figure may fall only if its floor here is lowered on purpose; a failure prints every disagreement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest import acts, default_lexicon
from ingest.classify import Classifier
from ingest.folding import fold
from ingest.records import Act

SENTENCES = yaml.safe_load(Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8"))
FLOORS = {"verbs": 0.986, "force": 0.99, "addressees": 0.96, "tracked": 0.984}


@dataclass(slots=True)
class Tally:
    """What was hit, missed and found in error, with a note for each disagreement."""

    hit: int = 0
    missed: int = 0
    wrong: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, *, hit: int = 0, missed: int = 0, wrong: int = 0, note: str = "") -> None:
        self.hit, self.missed, self.wrong = self.hit + hit, self.missed + missed, self.wrong + wrong
        if missed or wrong:
            self.notes.append(note)

    @property
    def recall(self) -> float:
        return self.hit / max(1, self.hit + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.hit / max(1, 2 * self.hit + self.missed + self.wrong)


@dataclass(frozen=True, slots=True)
class Expected:
    """An act as the gold has it: each part with the choices that are equally right; `who` is empty where nobody is named."""

    verbs: frozenset[str]
    forces: frozenset[str]
    who: tuple[frozenset[str], ...]
    needed: bool


def expected(written: str | Iterable[str]) -> Iterator[Expected]:
    """`敦促:urges>all_states+igos; ?请:requests>sg|-`, or a list of such acts."""
    parts = written.split(";") if isinstance(written, str) else written
    for part in (part.strip() for part in parts if part.strip()):
        head, _, who = part.partition(">")
        verbs, _, forces = head.partition(":")
        named = tuple(frozenset(choices.split("|")) for choices in who.split("+") if choices not in ("", "-"))
        yield Expected(frozenset(verbs.lstrip("?").split("|")), frozenset(forces.split("|")), named, not verbs.startswith("?"))


def compare(found: Sequence[Act], gold: Iterable[Expected], tallies: dict[str, Tally], *, where: str) -> None:
    """Count the acts of one paragraph: each expected act is compared with the first act of its verb that is left."""
    left = list(found)
    for want in gold:
        act = next((act for act in left if act.verb in want.verbs), None)
        if want.needed:
            tallies["verbs"].add(hit=act is not None, missed=act is None, note=f"{where}: {'/'.join(sorted(want.verbs))} is missing")
        if act is None:
            continue
        left.remove(act)
        right = act.force in want.forces
        tallies["force"].add(hit=right, missed=not right, note=f"{where}: {act.verb} {act.force}, not {'/'.join(sorted(want.forces))}")
        if want.forces != {"declares"}:
            _compare_addressees(act, want, tallies["addressees"], where=where)
    for act in left:
        tallies["verbs"].add(wrong=1, note=f"{where}: {act.verb} is no act")


def _compare_addressees(act: Act, want: Expected, tally: Tally, *, where: str) -> None:
    """`states` in the gold stands for all_states and member_states, which it does not always tell apart."""
    got = {"states" if a.code in ("all_states", "member_states") else a.code for a in act.addressees}
    who = [{"states" if code in ("all_states", "member_states") else code for code in choices} for choices in want.who]
    hit = sum(bool(choices & got) for choices in who)
    missed = sum(not choices & got and "-" not in choices for choices in who)
    wrong = len(got - set().union(*who)) if who else len(got)
    tally.add(hit=hit, missed=missed, wrong=wrong, note=f"{where}: {act.verb} {sorted(got)}, not {[sorted(choices) for choices in who]}")


def read(text: str) -> list[Act]:
    """The acts of a paragraph that stands alone."""
    folded, lexicon = fold(text), default_lexicon()
    return list(Classifier(folded, lexicon, "not_named").acts(acts.find(folded, lexicon=lexicon)))


@pytest.fixture(scope="module")
def tallies() -> dict[str, Tally]:
    """All sentences, counted once."""
    counted: dict[str, Tally] = defaultdict(Tally)
    for entry in SENTENCES:
        found, where = read(entry["text"]), entry["text"][:40]
        compare(found, expected(entry["acts"]), counted, where=where)
        tracked = any(act.tracked for act in found)
        counted["tracked"].add(hit=tracked == entry["tracked"], missed=tracked != entry["tracked"], note=f"{where}: tracked is {tracked}")
    return counted


def assert_floor(tally: Tally, figure: float, floor: float) -> None:
    assert figure >= floor, f"{figure:.4f}, not {floor}:\n" + "\n".join(tally.notes)


def test_verbs(tallies: dict[str, Tally]) -> None:
    assert_floor(tallies["verbs"], tallies["verbs"].f1, FLOORS["verbs"])


def test_forces(tallies: dict[str, Tally]) -> None:
    assert_floor(tallies["force"], tallies["force"].recall, FLOORS["force"])


def test_addressees(tallies: dict[str, Tally]) -> None:
    assert_floor(tallies["addressees"], tallies["addressees"].recall, FLOORS["addressees"])


def test_tracked(tallies: dict[str, Tally]) -> None:
    assert_floor(tallies["tracked"], tallies["tracked"].recall, FLOORS["tracked"])


class TestGold:
    """The measure itself."""

    @staticmethod
    def fields(name: str) -> list[Any]:
        return [entry[name] for entry in SENTENCES]

    def test_no_sentence_stands_twice(self) -> None:
        assert len(set(self.fields("text"))) == len(SENTENCES)

    def test_forces_are_those_of_the_table(self) -> None:
        forces = {force for written in self.fields("acts") for want in expected(written) for force in want.forces}
        assert forces <= {"decides", "demands", "directs", "requests", "urges", "calls", "encourages", "restates", "declares"}

    def test_verbs_are_known_in_their_dictionary_form(self) -> None:
        known = {verb.verb for verb in default_lexicon().verbs.values()}
        assert {tuple(want.verbs) for written in self.fields("acts") for want in expected(written) if not want.verbs & known} == set()

"""The words of the lexicons: complete, unique, short, and doing what their own examples say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest import acts, default_lexicon
from ingest.addressees import Reader
from ingest.folding import fold
from ingest.lexicon import FOLDER, KINDS, Lexicon
from ingest.patterns import Patterns, branches

LONGEST_LITERAL = 12
CODES_OF_FORCE = {"decides", "demands", "directs", "requests", "urges", "calls", "encourages", "restates", "declares"}
KINDS_OF_GROUPS = {"states", "state", "parties", "others", "council", "un", "organisation"}
LABELLED = ("verbs", "addressees", "instruments", "contexts", "subjects")  # what a screen shows by its name
CODE_LISTS = ("bodies", "languages", "currencies", "side_names", "state_shorts")  # names and codes: no example could say more
GOES_BEFORE = {"grammar.duty": "grammar.no_duty", "meetings.adopted": "meetings.rejected"}  # 反应 hides 应, 未获通过 hides 获通过
WORDLESS = "，，，。"
LEXICON = default_lexicon()
RAW = {kind: yaml.safe_load((FOLDER / "zh" / f"{kind}.yaml").read_text(encoding="utf-8")) for kind in KINDS}


def lists() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every list of entries with its name: a kind, or `kind.list` where a file holds several."""
    for kind, content in RAW.items():
        if kind == "subjects":
            yield kind, [pattern for area in content for pattern in area["patterns"]]
        elif isinstance(content, dict):
            yield from ((f"{kind}.{name}", entries) for name, entries in content.items())
        else:
            yield kind, content


LISTS = dict(lists())


def pattern_of(entry: dict[str, Any]) -> str:
    """The pattern of an entry; of a verb that may be interrupted its two halves."""
    return entry.get("pattern") or entry.get("patterns") or "|".join(entry["split"])


def literals(entry: dict[str, Any]) -> set[str]:
    return {literal for b in branches(entry["id"], pattern_of(entry)) for literal in (b.first, *(text for _, text in b.rest))}


def is_name(listed: str, entry: dict[str, Any]) -> bool:
    """Whether an entry names bodies or instruments, whose names are as long as they are."""
    body = listed == "addressees" and entry["kind"] in ("un", "organisation", "council")
    return body or listed in ("instruments", "meetings.bodies") or entry["id"].startswith("name.") or bool(entry.get("name"))


def stands_in(listed: str, entry: dict[str, Any], text: str) -> bool:
    """Whether an entry's word stands in a text by itself: with nothing its guards refuse, and in no word of the list that goes before it."""
    folded = fold(text).text
    before = Patterns((other["id"], pattern_of(other)) for other in LISTS[GOES_BEFORE[listed]]) if listed in GOES_BEFORE else Patterns(())
    hidden = list(before.every(folded))
    return any(
        not any(over.start <= found.start < over.end for over in hidden)
        and not folded.startswith(tuple(entry.get("not_before", ())), found.end)
        and not folded.endswith(tuple(entry.get("not_after", ())), 0, found.start)
        for found in Patterns([(entry["id"], pattern_of(entry))]).every(folded)
    )


def first_verb(text: str) -> str | None:
    """The rule of the first act of a text, a clause mark at its head left out."""
    found = acts.find(fold(text.lstrip(", ，；")), lexicon=LEXICON)
    return found[0].opening.verb.id if found else None


def test_the_folder_holds_the_kinds_that_are_loaded() -> None:
    assert {path.stem for path in (FOLDER / "zh").glob("*.yaml")} == set(KINDS)


@pytest.mark.parametrize("listed", LISTS)
class TestEveryList:
    def test_ids_are_there_and_unique(self, listed: str) -> None:
        counted = Counter(entry["id"] for entry in LISTS[listed])
        assert [name for name, times in counted.items() if times > 1 or not name] == []

    def test_patterns_compile(self, listed: str) -> None:
        assert all(branches(entry["id"], pattern_of(entry)) for entry in LISTS[listed])

    def test_no_literal_is_a_sentence(self, listed: str) -> None:
        entries = [entry for entry in LISTS[listed] if not is_name(listed, entry)]
        assert [(e["id"], text) for e in entries for text in literals(e) if len(text) > LONGEST_LITERAL] == []

    def test_labels_are_in_both_languages(self, listed: str) -> None:
        labels = [entry.get("label") for entry in LISTS[listed] if listed in LABELLED and listed != "subjects"]
        assert all(label and label["zh"] and label["en"] for label in labels)

    def test_entries_have_examples(self, listed: str) -> None:
        if listed.partition(".")[2] not in CODE_LISTS:
            assert [entry["id"] for entry in LISTS[listed] if not entry.get("examples")] == []


@pytest.mark.parametrize("listed", [name for name in LISTS if name not in ("verbs", "addressees", "instruments")])
def test_a_word_is_in_its_examples_and_in_no_counter_example(listed: str) -> None:
    words = [(entry, Patterns([(entry["id"], pattern_of(entry))])) for entry in LISTS[listed]]
    missing = [(entry["id"], text) for entry, word in words for text in entry.get("examples", ()) if not any(word.every(fold(text).text))]
    wrong = [(entry["id"], text) for entry in LISTS[listed] for text in entry.get("not_examples", ()) if stands_in(listed, entry, text)]
    assert (missing, wrong) == ([], [])


class TestVerbs:
    def test_the_first_act_of_an_example_is_its_verb(self) -> None:
        found = [(entry["id"], text, first_verb(text)) for entry in RAW["verbs"] for text in entry["examples"]]
        assert [row for row in found if row[2] != row[0]] == []

    def test_no_counter_example_holds_the_verb(self) -> None:
        wrong = [
            (entry["id"], text)
            for entry in RAW["verbs"]
            for text in entry.get("not_examples", ())
            if any(raw.opening.verb.id == entry["id"] for raw in acts.find(fold(text), lexicon=LEXICON))
        ]
        assert wrong == []

    def test_forces_are_those_of_the_table(self) -> None:
        assert {entry["force"] for entry in RAW["verbs"]} | {entry.get("with_duty", "restates") for entry in RAW["verbs"]} == CODES_OF_FORCE

    def test_one_verb_has_one_force(self) -> None:
        forces: dict[str, set[str]] = {}
        for entry in RAW["verbs"]:
            forces.setdefault(entry["verb"], set()).add(entry["force"])
        assert {verb: found for verb, found in forces.items() if len(found) > 1} == {}

    def test_a_verb_is_written_as_it_stands_or_with_both_its_halves(self) -> None:
        both = [entry["id"] for entry in RAW["verbs"] if ("pattern" in entry) == ("split" in entry)]
        assert both == []


class TestAddressees:
    def rules_in(self, text: str) -> set[str]:
        reader = Reader(fold(text), LEXICON)
        return {found.rule for found in reader._names(0, len(reader.text)) if reader._is_name(found)}

    def test_an_example_names_its_addressee(self) -> None:
        wrong = [(e["id"], text) for e in RAW["addressees"] for text in e["examples"] if e["id"] not in self.rules_in(text)]
        assert wrong == []

    def test_a_counter_example_names_it_not(self) -> None:
        wrong = [(e["id"], text) for e in RAW["addressees"] for text in e.get("not_examples", ()) if e["id"] in self.rules_in(text)]
        assert wrong == []

    def test_kinds_are_those_of_the_table(self) -> None:
        assert {entry["kind"] for entry in RAW["addressees"]} <= KINDS_OF_GROUPS

    def test_a_code_of_several_kinds_has_an_entry_of_its_own_that_settles_it(self) -> None:
        kinds: dict[str, set[str]] = {}
        for entry in RAW["addressees"]:
            kinds.setdefault(entry.get("code", entry["id"]), set()).add(entry["kind"])
        own = {entry["id"] for entry in RAW["addressees"]}
        assert {code for code, found in kinds.items() if len(found) > 1 and code not in own} == set()


class TestInstruments:
    def named(self, text: str) -> list[str]:
        return [found.rule for found in LEXICON.instrument_patterns.longest(fold(text).text)]

    def test_an_example_names_its_instrument_and_a_counter_example_not(self) -> None:
        missing = [(e["id"], text) for e in RAW["instruments"] for text in e["examples"] if e["id"] not in self.named(text)]
        wrong = [(e["id"], text) for e in RAW["instruments"] for text in e["not_examples"] if e["id"] in self.named(text)]
        assert (missing, wrong) == ([], [])


class TestLexicon:
    def test_the_same_words_are_the_same_version(self) -> None:
        assert Lexicon("zh", dict(LEXICON._raw)).version == LEXICON.version

    def test_words_of_staff_make_another_version_and_leave_this_one_alone(self) -> None:
        entry = {"id": "implore", "verb": "恳请", "pattern": "恳请", "label": {"zh": "恳请", "en": "implores"}, "force": "requests"}
        before = LEXICON.version
        more = LEXICON.extended({"verbs": [entry]})
        assert (more.version != before, LEXICON.version, "implore" in more.verbs, "implore" in LEXICON.verbs) == (True, before, True, False)

    def test_the_names_of_one_document_are_not_known_to_the_next(self) -> None:
        LEXICON.with_names({"松河特派团": "peace_operations"})
        assert LEXICON.group_patterns.at("松河特派团", 0) is None


class CountedText(str):
    """Text that counts the characters that matching looks at."""

    looked_at = 0

    def startswith(self, prefix: Any, *bounds: Any) -> bool:
        CountedText.looked_at += len(prefix)
        return super().startswith(prefix, *bounds)

    def find(self, part: Any, *bounds: Any) -> int:
        CountedText.looked_at += bounds[1] - bounds[0]
        return super().find(part, *bounds)


def looked_at(patterns: Patterns, text: str) -> int:
    """How many characters it takes to find every match."""
    CountedText.looked_at = 0
    for _ in patterns.every(CountedText(text)):
        pass
    return CountedText.looked_at


@pytest.mark.parametrize("listed", LISTS)
def test_no_word_makes_matching_slower_than_the_text_is_long(listed: str) -> None:
    """Texts made of the beginnings of a word, over and over: twice the text is at most twice the work."""
    slow = []
    for entry in LISTS[listed]:
        patterns = Patterns([(entry["id"], pattern_of(entry))])
        hostile = "".join(branch.first for branch in branches(entry["id"], pattern_of(entry)))[:200]
        once, twice = (looked_at(patterns, hostile * times + WORDLESS) for times in (20, 40))
        slow += [entry["id"]] if twice > 2.1 * once + 100 else []
    assert slow == []


@pytest.mark.founding
def test_no_long_literal_stands_in_a_founding_document(documents_dir: Path) -> None:
    texts = [fold(path.read_text(encoding="utf-8")).text for path in sorted(documents_dir.glob("*.txt"))]
    long = [(e["id"], text) for listed, entries in LISTS.items() for e in entries if not is_name(listed, e) for text in literals(e) if len(text) > 12]
    assert [found for found in long if any(found[1] in text for text in texts)] == []

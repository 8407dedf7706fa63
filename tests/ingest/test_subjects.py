"""Subject areas: the lexicon keeps its own promises, contexts are seen, and the suggestions reach the measured figures."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.folding import fold
from ingest.lexicon import FOLDER, Lexicon
from ingest.patterns import Patterns, branches
from ingest.records import Subject
from ingest.subjects import ASIDE, STRONG, SUGGESTED, WEAK, compile_contexts, suggest

LONGEST_LITERAL = 12


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


AREAS = read(FOLDER / "zh" / "subjects.yaml")
PATTERNS = [pattern for area in AREAS for pattern in area["patterns"]]
CONTEXTS = read(FOLDER / "zh" / "contexts.yaml")
SENTENCES = read(Path(__file__).with_name("subject_sentences.yaml"))
LEXICON = Lexicon("zh", {"subjects": AREAS, "contexts": CONTEXTS})
CODES = [
    "arms_supply",
    "arms_embargo",
    "stockpiles",
    "marking_tracing",
    "ied",
    "financing",
    "judicial",
    "legislation",
    "law_enforcement",
    "border",
    "ftf",
    "information_sharing",
    "trafficking_persons",
    "drugs",
    "natural_resources",
    "cultural_property",
    "prisons",
    "ict",
    "organized_crime",
    "corruption",
    "treaties",
    "capacity",
    "human_rights",
    "gender_children",
    "partnerships",
    "peacekeeping_ddr",
    "un_coordination",
    "reporting",
    "procedural",
]


def suggested(text: str, *, chapeau: str | None = None) -> dict[str, Subject]:
    found = suggest(fold(text), lexicon=LEXICON, chapeau=fold(chapeau) if chapeau else None)
    return {subject.code: subject for subject in found}


def matches(pattern: str, text: str) -> bool:
    return any(Patterns([("rule", pattern)]).every(fold(text).text))


class TestLexicon:
    def test_the_areas_are_the_vocabulary_in_its_order(self) -> None:
        assert [area["id"] for area in AREAS] == CODES

    def test_ids_are_unique_and_belong_to_their_area(self) -> None:
        ids = [pattern["id"] for pattern in PATTERNS] + [entry["id"] for entry in CONTEXTS]
        assert len(set(ids)) == len(ids)
        assert all(pattern["id"].startswith(f"{area['id']}.") for area in AREAS for pattern in area["patterns"])

    def test_labels_and_definitions_are_in_both_languages(self) -> None:
        named = [*(area["label"] for area in AREAS), *(area["definition"] for area in AREAS), *(entry["label"] for entry in CONTEXTS)]
        assert all(set(words) == {"zh", "en"} and all(words.values()) for words in named)

    @pytest.mark.parametrize("entry", [*PATTERNS, *CONTEXTS], ids=lambda entry: entry["id"])
    def test_a_pattern_matches_its_examples_and_no_counter_example(self, entry: dict[str, Any]) -> None:
        assert entry["examples"] and entry["not_examples"]
        assert [text for text in entry["examples"] if not matches(entry["pattern"], text)] == []
        assert [text for text in entry["not_examples"] if matches(entry["pattern"], text)] == []

    @pytest.mark.parametrize("entry", PATTERNS, ids=lambda entry: entry["id"])
    def test_no_literal_is_a_sentence(self, entry: dict[str, Any]) -> None:
        unfolded = branches(entry["id"], entry["pattern"])
        literals = {literal for branch in unfolded for literal in (branch.first, *(text for _, text in branch.rest))}
        assert entry.get("name") or max(map(len, literals)) <= LONGEST_LITERAL

    def test_weights_are_strong_or_weak(self) -> None:
        assert {pattern["weight"] for pattern in PATTERNS} == {STRONG, WEAK}


class TestContexts:
    def asides(self, text: str) -> list[str]:
        return [text[start:end] for start, end in compile_contexts(CONTEXTS).asides(text)]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("加强巡逻，以防止走私，并逮捕嫌疑人；", ["，以防止走私"]),  # a purpose ends with its clause
            ("加强巡逻，以防扩散，特别是向民兵扩散；", ["，以防扩散，特别是向民兵扩散"]),  # 特别是 goes on with it
            ("设立登记处，以及一个热线；", []),  # 以及 is no purpose
            ("对重建予以支持；", []),  # 予以支持 is no 以支持
            ("在涉及海盗的案件中互通信息；", ["在涉及海盗的案件中"]),  # a case
            ("在首都，警察处理案件中的证据；", []),  # no adjunct across a comma
            ("加入《海洋公约》；", ["《海洋公约》"]),  # a title
        ],
    )
    def test_stretches_that_are_not_asked_for(self, text: str, expected: list[str]) -> None:
        assert self.asides(text) == expected

    def test_stretches_are_in_order_and_apart(self) -> None:
        text = "为防止以防止从而以便《以防止》在打击海盗的过程中，以便《公约》；" * 20
        spans = list(compile_contexts(CONTEXTS).asides(text))
        assert all(first[1] <= second[0] for first, second in zip(spans, spans[1:], strict=False))


class TestSuggestions:
    def test_a_strong_word_is_enough_and_a_weak_one_is_not(self) -> None:
        assert suggested("请秘书长打击贩毒；")["drugs"].confidence == STRONG
        assert suggested("促请各方制止煽动；") == {}

    def test_two_weak_patterns_make_an_area(self) -> None:
        assert "ict" not in suggested("促请各方收回宣传材料；")
        assert suggested("决定延长驻留期限，请特派团予以配合；")["peacekeeping_ddr"].confidence == 2 * WEAK

    def test_a_purpose_alone_suggests_nothing(self) -> None:
        assert "drugs" not in suggested("敦促各国加强海关检查，以阻断毒品贩运；")
        assert ASIDE * STRONG < SUGGESTED

    def test_the_name_of_a_body_is_no_subject(self) -> None:
        assert suggested("请毒品和犯罪问题办公室继续努力；") == {}

    def test_a_chapeau_has_its_strong_words_only(self) -> None:
        assert "peacekeeping_ddr" not in suggested("请特派团在东道国采取以下步骤：")
        assert "border" in suggested("促请各国以下列办法加强边境管制：")

    def test_a_chapeau_confirms_a_weak_sign_and_adds_nothing_else(self) -> None:
        chapeau = "敦促各国将下列违反本国刑法的腐败行为定为刑事犯罪："
        part = suggested("索取回扣者应予起诉；", chapeau=chapeau)
        assert set(part) == {"legislation"}
        assert part["legislation"].confidence == SUGGESTED
        assert suggested("索取回扣者应予起诉；") == {}

    def test_the_surest_comes_first(self) -> None:
        found = suggest(fold("促请各国打击腐败，并在查办恐怖与犯罪勾结的案件中合作，以切断恐怖团伙同犯罪集团的勾结；"), lexicon=LEXICON)
        assert [subject.confidence for subject in found] == sorted((subject.confidence for subject in found), reverse=True)

    @pytest.mark.parametrize("entry", SENTENCES, ids=lambda entry: entry["text"][:20])
    def test_every_match_points_at_words_of_its_rule(self, entry: dict[str, Any]) -> None:
        spaced = " ".join(entry["text"])  # official texts have spaces and line ends anywhere
        rules = {pattern["id"]: pattern["pattern"] for pattern in PATTERNS}
        for subject in suggested(spaced).values():
            assert subject.matches
            for match in subject.matches:
                assert LEXICON.subject_rules[match.rule].code == subject.code
                assert matches(rules[match.rule], spaced[match.span.start : match.span.end])

    def test_the_sentences_reach_the_measured_figures(self) -> None:
        hit = missed = wrong = 0
        for entry in SENTENCES:
            wanted, got = set(entry["subjects"]), set(suggested(entry["text"]))
            hit += len(wanted & got)
            missed += len(wanted - got)
            wrong += len(got - wanted - set(entry["also"]))
        assert hit / (hit + wrong) >= 0.98
        assert hit / (hit + missed) >= 0.98

    def test_every_area_has_a_sentence(self) -> None:
        assert {code for entry in SENTENCES for code in entry["subjects"]} == set(CODES)

    def test_the_time_grows_with_the_length_only(self) -> None:
        suggested("热身；")
        start = time.perf_counter()
        suggested("以防止在在在《《以便从而供应供应供应" * 2000)
        assert time.perf_counter() - start < 2.0

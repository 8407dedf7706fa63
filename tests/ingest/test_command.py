"""`python -m ingest FILE`: the JSON it prints is the contract with other programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "S-RES-9001-2031.txt"
KEYS = {
    "document": {"kind", "symbol", "title", "language", "adopted_on", "meeting", "preambular", "operative", "annexes", "citations", "problems"},
    "paragraph": {"label", "parent", "text", "acts", "subjects", "deadlines", "tracked"},
    "act": {
        *("verb", "force", "modifiers", "addressees", "supporting", "condition", "hedges", "permission", "legal_basis", "tracked", "rule"),
        *("start", "end", "inherited"),
    },
    "subject": {"code", "confidence", "matches"},
    "match": {"start", "end", "rule"},
    "deadline": {"rule", "first_due", "every", "start", "end"},
    "citation": {"kind", "target", "label", "start", "end"},
    "record": {"kind", "symbol", "date", "president", "agenda", "speeches", "votes", "commitments", "problems"},
    "speech": {"order", "speaker", "actor", "capacity", "language", "text"},
}


def run(*arguments: str, hash_seed: str = "random") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.run([sys.executable, "-m", "ingest", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def resolution() -> dict[str, Any]:
    """What is printed for a resolution."""
    done = run(str(SAMPLE))
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def all_of(paragraphs: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [row for paragraph in paragraphs for row in paragraph[kind]]


class TestResolution:
    def test_every_key_of_the_contract_is_there(self, resolution: dict[str, Any]) -> None:
        operative = resolution["operative"]
        rows = {
            "document": [resolution],
            "paragraph": operative,
            "act": all_of(operative, "acts"),
            "subject": all_of(operative, "subjects"),
            "match": [match for subject in all_of(operative, "subjects") for match in subject["matches"]],
            "deadline": all_of(operative, "deadlines"),
            "citation": resolution["citations"],
        }
        assert all(found for found in rows.values())
        assert {kind: KEYS[kind] - set(row) for kind, found in rows.items() for row in found if KEYS[kind] - set(row)} == {}

    def test_what_it_is_stands_at_the_top(self, resolution: dict[str, Any]) -> None:
        assert [resolution[key] for key in ("kind", "symbol", "adopted_on", "meeting")] == [
            "resolution",
            "S/RES/9001 (2031)",
            "2031-05-20",
            "S/PV.9702",
        ]

    def test_an_inherited_act_has_no_span(self, resolution: dict[str, Any]) -> None:
        acts = all_of(resolution["operative"], "acts")
        assert {act["inherited"] for act in acts} == {True, False}
        assert all((act["start"] is None) == act["inherited"] == (act["end"] is None) for act in acts)

    def test_spans_count_characters_of_the_paragraph(self, resolution: dict[str, Any]) -> None:
        for paragraph in resolution["operative"]:
            for act in paragraph["acts"]:
                if not act["inherited"]:
                    assert "".join(paragraph["text"][act["start"] : act["end"]].split()).endswith(act["verb"])

    def test_addressees_are_codes_each_once(self, resolution: dict[str, Any]) -> None:
        lists = [act["addressees"] for act in all_of(resolution["operative"], "acts")]
        assert all(isinstance(code, str) and len(set(codes)) == len(codes) for codes in lists for code in codes)

    def test_a_citation_names_its_paragraph(self, resolution: dict[str, Any]) -> None:
        labels = {p["label"] for p in (*resolution["preambular"], *resolution["operative"], *resolution["annexes"])}
        assert {citation["where"] for citation in resolution["citations"]} <= labels

    def test_chinese_is_printed_as_chinese(self) -> None:
        assert "决定" in run(str(SAMPLE)).stdout


class TestOtherDocuments:
    def test_a_record_has_its_keys(self) -> None:
        record = json.loads(run(str(ROOT / "samples" / "S-PV-9901.txt"), "--symbol", "S/PV.9901").stdout)
        assert (record["kind"], record["symbol"]) == ("meeting_record", "S/PV.9901")
        assert (KEYS["record"] - set(record), KEYS["speech"] - set(record["speeches"][0])) == (set(), set())

    def test_a_statement_has_the_form_of_a_resolution(self) -> None:
        statement = json.loads(run(str(ROOT / "samples" / "S-PRST-2032-3.txt")).stdout)
        assert (statement["kind"], KEYS["document"] - set(statement)) == ("presidential_statement", set())


class TestOptions:
    def test_a_symbol_given_is_used(self) -> None:
        assert json.loads(run(str(SAMPLE), "--symbol", "s/res/9005(2031)").stdout)["symbol"] == "S/RES/9005 (2031)"

    def test_what_was_considered_is_printed_on_request(self, tmp_path: Path) -> None:
        path = tmp_path / "one.txt"
        path.write_text("第9301(2033)号决议\n安全理事会，\n深为关切洪水，\n1. 敦促各国立法惩治走私，鼓励本国企业举报。\n", encoding="utf-8")
        considered = json.loads(run(str(path), "--explain").stdout)["operative"][0]["considered"]
        assert [(row["verb"], row["why"]) for row in considered] == [("鼓励", "what others are to do")]

    def test_the_same_file_prints_the_same_bytes(self) -> None:
        """Also in a process that orders its sets otherwise."""
        assert len({run(str(SAMPLE), hash_seed=seed).stdout for seed in ("1", "2", "3")}) == 1


def test_a_file_that_cannot_be_read_gives_exit_code_two_and_one_line(tmp_path: Path) -> None:
    path = tmp_path / "novel.txt"
    path.write_text("今天天气很好。\n", encoding="utf-8")
    done = run(str(path))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "novel.txt" in done.stderr


def test_a_missing_argument_is_told() -> None:
    done = run()
    assert (done.returncode, "usage:" in done.stderr) == (2, True)

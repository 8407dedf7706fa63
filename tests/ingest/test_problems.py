"""Problems and refusals: English sentences made from a code and its params."""

import json

import pytest

from ingest import default_lexicon, parse
from ingest.output import as_json
from ingest.problems import CODED, PROBLEMS, REFUSALS, WORDS, Refusal, filled, problem
from tests.ingest.records_of_meetings import record


def test_a_problem_says_what_and_what_to_do_with_its_params() -> None:
    doubt = problem("paragraph_twice", 7, number=2, label="2~2")
    assert (doubt.line, doubt.what, doubt.advice) == (7, "a second paragraph 2", "It is kept as 2~2; compare with the official text.")
    assert (doubt.code, doubt.params) == ("paragraph_twice", {"number": 2, "label": "2~2"})


def test_an_unknown_code_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        problem("nonsense", None)


def test_params_that_are_codes_are_put_in_words() -> None:
    assert filled("vote on %(on)s: %(side)s", {"on": "motion", "side": "in_favour"}) == "vote on a motion: in favour"
    assert filled("vote on %(on)s", {"on": "S/2032/301"}) == "vote on S/2032/301"
    assert filled("%(words)s", {"words": "against"}) == "against"  # words of the text are never replaced
    assert CODED.isdisjoint(WORDS)


def test_every_problem_says_what_to_do_and_every_refusal_is_one_text() -> None:
    assert all(sentences.what and sentences.advice for sentences in PROBLEMS.values())
    assert all(sentences.what.endswith(".") and not sentences.advice for sentences in REFUSALS.values())
    assert not set(PROBLEMS) & set(REFUSALS)


def test_the_json_form_keeps_the_sentences_and_adds_code_and_params() -> None:
    printed = as_json(record("杜瓦尔先生（法兰西）（以法语发言）：谢谢。"))["problems"][0]
    assert printed["what"] == "unknown state or body “法兰西” in the heading of 杜瓦尔"
    assert set(printed) == {"line", "what", "advice", "code", "params"}
    assert json.loads(json.dumps(printed)) == printed


def test_a_refusal_names_the_file_and_keeps_its_code() -> None:
    with pytest.raises(Refusal) as refused:
        parse("采购清单\n大米", lexicon=default_lexicon(), name="list.txt")
    assert (refused.value.code, refused.value.name) == ("no_document", "list.txt")
    assert str(refused.value).startswith("list.txt: this is no resolution")

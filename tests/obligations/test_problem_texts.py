"""What reading leaves in doubt, in the reader's language: every code has its sentences, old rows keep the one that was stored."""

import ast
import pickle
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

import ingest
from ingest import Unreadable, default_lexicon, parse
from ingest.problems import PROBLEMS, REFUSALS, WORDS, Refusal, problem
from obligations.desk.considered import WHY
from obligations.incoming import problemtexts
from obligations.incoming.problemtexts import COMPARED, SENTENCES
from obligations.models import Document, Problem
from obligations.services import problems
from tests.factories import RESOLUTION, store_text
from tests.obligations.records import store_record
from tests.obligations.test_aliases import NAMED_OTHERWISE

INGEST = Path(ingest.__file__).parent
SOURCES = [ast.parse(path.read_text(encoding="utf-8")) for path in INGEST.rglob("*.py") if path.name != "problems.py"]
CHINESE = range(0x4E00, 0x9FFF)
TRANSLATED = [sentence for sentences in (*SENTENCES.values(), *REFUSALS.values()) for sentence in sentences if sentence]


def calls(maker: str) -> set[str]:
    """The codes that the sources of `ingest` give by name where they make a problem or a refusal."""
    made = [node for tree in SOURCES for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    first = [call.args[0] for call in made if isinstance(call.func, ast.Name) and call.func.id == maker and call.args]
    return {argument.value for argument in first if isinstance(argument, ast.Constant)}


def words_of_sources() -> set[str]:
    """Every string in the sources of `ingest`, where a code may be chosen before the problem is made."""
    return {node.value for tree in SOURCES for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def is_chinese(text: str) -> bool:
    return any(ord(character) in CHINESE for character in text)


# The table of sentences ----------------------------------------------------------------------------------------------
def test_every_code_that_reading_can_emit_has_its_sentences() -> None:
    assert calls("problem") <= set(PROBLEMS)
    assert calls("Refusal") <= set(REFUSALS)


def test_no_sentence_is_left_that_nothing_emits() -> None:
    assert {*PROBLEMS, *REFUSALS} - words_of_sources() == set()


def test_reading_makes_no_problem_without_a_code() -> None:
    made = {node.func.id for tree in SOURCES for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert "problem" in made and "Problem" not in made


@pytest.mark.parametrize("sentence", [*dict.fromkeys(TRANSLATED), *WORDS.values()])
def test_every_sentence_is_translated_with_the_same_params(sentence: str) -> None:
    with override("zh-hans"):
        chinese = gettext(sentence)
    assert chinese != sentence and is_chinese(chinese)
    assert params_of(chinese) == params_of(sentence)


def params_of(sentence: str) -> set[str]:
    """The names in a sentence of the %-form."""
    braced = sentence.replace("{", "").replace("}", "").replace("%(", "{").replace(")s", "}")
    return {name for _text, name, _spec, _conversion in Formatter().parse(braced) if name}


def test_every_reason_why_a_verb_is_no_act_is_translated() -> None:
    source = (INGEST / "acts.py").read_text(encoding="utf-8")
    returned = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert set(WHY) <= returned
    for name in ("_refusal", "_refusal_of_first"):
        function = next(node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) and node.name == name)
        body = [node for statement in function.body[1:] for node in ast.walk(statement) if isinstance(node, ast.Return)]
        said = {c.value for node in body for c in ast.walk(node) if isinstance(c, ast.Constant) and isinstance(c.value, str)}
        assert said <= set(WHY)


# What a person reads -------------------------------------------------------------------------------------------------
def row(code: str, **params: str | int) -> Problem:
    found = problem(code, 3, **params)
    return Problem(line=3, what=found.what, advice=found.advice, code=code, params=found.params)


def test_a_problem_is_said_in_the_readers_language() -> None:
    doubt = row("paragraphs_missing", first=3, last=5, number=6)
    assert doubt.what == "paragraph 3 to 5 is missing before paragraph 6"
    with override("zh-hans"):
        assert doubt.what_shown == "第6段之前缺少第3至第5段"
        assert doubt.advice_shown == "请与正式文本核对；将完整文件作为新版本导入。"
    with override("en"):
        assert (doubt.what_shown, doubt.advice_shown) == (doubt.what, doubt.advice)


def test_words_and_states_in_a_problem_are_in_the_readers_language_too() -> None:
    announced = row("vote_count_differs", on="motion", said=9, side="against", listed=8)
    veto = row("adopted_against_veto", on="S/2032/301", state="RUS")
    assert announced.what == "vote on a motion: the President announces 9 against, the list has 8"
    with override("zh-hans"):
        assert announced.what_shown == "对一项动议的表决：主席宣布9票反对，名单上有8个国家"
        assert "常任理事国俄罗斯" in veto.what_shown
    with override("en"):
        assert "Russian Federation, a permanent member" in veto.what_shown


def test_an_old_row_shows_the_sentence_that_was_stored() -> None:
    for code in ("", "forgotten"):
        old = Problem(what="something odd", advice="Look at it.", code=code)
        with override("zh-hans"):
            assert (old.what_shown, old.advice_shown) == ("something odd", "Look at it.")


def test_a_refusal_is_said_in_the_readers_language_and_names_the_file() -> None:
    with pytest.raises(Unreadable) as refused:
        parse("采购清单\n大米", lexicon=default_lexicon(), name="list.txt")
    assert str(refused.value).startswith("list.txt: this is no resolution")
    with override("zh-hans"):
        assert problemtexts.refusal(refused.value).startswith("list.txt: 这不是安全理事会的决议")
        assert problemtexts.refusal(Unreadable("x.txt: the file is empty.")) == "x.txt: the file is empty."


def test_a_refusal_comes_out_of_another_process_as_it_went_in() -> None:
    refused = Refusal("no_speech", name="x.txt", symbol="S/PV.9951", line=4)
    again = pickle.loads(pickle.dumps(refused))  # noqa: S301  (our own)
    assert (str(again), again.code, again.params, again.name) == (str(refused), refused.code, refused.params, "x.txt")


# Pages ---------------------------------------------------------------------------------------------------------------
@pytest.fixture
def staff(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


def page(client: Client, address: str) -> str:
    return " ".join(client.get(address, headers={"Accept-Language": "zh-hans"}).content.decode().split())


def problem_pages(document: Document) -> list[str]:
    record = getattr(document, "record", None)
    of_record = [reverse("admin:obligations_meeting_change", args=[record.pk])] if record else []
    return [reverse("document", args=[document.slug]), reverse("admin:obligations_document_change", args=[document.pk]), *of_record]


@pytest.mark.django_db
def test_the_chinese_pages_of_a_resolution_say_in_chinese_what_is_in_doubt(staff: Client) -> None:
    document = store_text(RESOLUTION.replace("3. 请秘书长", "5. 请秘书长"))
    assert set(Problem.objects.values_list("code", flat=True)) == {"paragraphs_missing", "paragraph_late"}
    for address in problem_pages(document):
        shown = page(staff, address)
        assert "第5段之前缺少第3至第4段" in shown
        assert not any(doubt.what in shown or doubt.advice in shown for doubt in Problem.objects.all())


@pytest.mark.django_db
def test_the_chinese_pages_of_a_record_say_in_chinese_what_is_in_doubt(staff: Client) -> None:
    document = store_record(NAMED_OTHERWISE)
    for address in problem_pages(document):
        shown = page(staff, address)
        assert "发言者杜瓦尔的标题中，国家或机构“法兰西”未知" in shown and "表决名单中的“法兰西”不是已知国家" in shown
        assert not any(doubt.what in shown or doubt.advice in shown for doubt in Problem.objects.all())


@pytest.mark.django_db
def test_problems_of_reading_are_replaced_and_those_of_comparing_stay() -> None:
    edition = store_text().editions.get()
    old = Problem.objects.create(edition=edition, what="no preamble was found", advice="", code="")
    gone = problemtexts.compared("paragraph_gone", label="7")
    problems.store(edition, [gone, problem("no_operative", None), problem("verb_unknown", 4, label="2", words="鼓动")])
    problems.replace(edition, [problem("no_preamble", None), problem("verb_unknown", 9, label="3", words="鼓吹")])
    left: list[Any] = list(edition.problems.order_by("code").values_list("code", "line"))
    assert left == [("no_preamble", None), ("paragraph_gone", None), ("verb_unknown", 9)]
    assert not Problem.objects.filter(pk=old.pk).exists()


def test_what_comparing_editions_leaves_in_doubt_has_codes_of_its_own() -> None:
    assert not set(COMPARED) & set(PROBLEMS)

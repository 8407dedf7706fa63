"""The pages on which editors add words: a preview that saves nothing, a save through the service, and out of use with a reason."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from obligations.models import Event, LexiconEntry
from tests.factories import store_text
from tests.obligations.test_lexicon_entries import TEXT

pytestmark = pytest.mark.django_db

WORDS = "/admin/obligations/lexiconentry/words/"
LIST = "/admin/obligations/lexiconentry/"
VERB = {
    "kind": "verbs",
    "code": "enjoin",
    "pattern": "嘱咐",
    "label_zh": "嘱咐",
    "label_en": "enjoins",
    "force": "requests",
    "shared": "on",
    "weight": "1.0",
    "examples": "嘱咐所有国家交流经验；\n\n 嘱咐日本报告；",
    "not_examples": "请秘书长转达其嘱咐；",
    "reason": "文本中出现",
}
OFFICE = {
    **VERB,
    "kind": "addressees",
    "code": "boundary_office",
    "pattern": "边界[事务]联络处",
    "addressee_kind": "un",
    "examples": "请边界事务联络处提出报告；",
}
AREA = {**VERB, "kind": "subjects", "code": "boundaries", "subject": "border", "pattern": "边界事务", "examples": "边界事务", "not_examples": ""}


@pytest.fixture
def editor(client: Client, make_user: Any) -> Client:
    store_text(TEXT)
    client.force_login(make_user("editor", groups=["editor"], is_staff=True))
    return client


def errors(response: Any) -> str:
    return str(response.context["form"].errors)


def test_the_preview_shows_what_would_change_and_keeps_what_was_entered(editor: Client) -> None:
    events = Event.objects.count()
    response = editor.post(WORDS, {**VERB, "reason": "", "preview": "1"})
    page = response.content.decode()
    rows = [(change["key"], change["after"]) for change in response.context["changes"]]
    assert ("9101(2032)/4", "嘱咐") in rows and ("9101(2032)/4", "日本") in rows
    assert 'value="enjoin"' in page
    assert (LexiconEntry.objects.count(), Event.objects.count()) == (0, events)


@pytest.mark.parametrize(("entered", "key"), [(OFFICE, "9101(2032)/5/1"), (AREA, "9101(2032)/4")])
def test_a_preview_of_other_words_links_to_the_obligation(editor: Client, entered: dict[str, str], key: str) -> None:
    response = editor.post(WORDS, {**entered, "preview": "1"})
    assert key in {change["key"] for change in response.context["changes"]}, errors(response)


@pytest.mark.parametrize("entered", [VERB, OFFICE, AREA])
def test_a_word_is_saved_and_shown_on_its_page(editor: Client, entered: dict[str, str]) -> None:
    assert editor.post(WORDS, {**entered, "save": "1"})["Location"] == LIST
    entry = LexiconEntry.objects.get()
    page = editor.get(reverse("admin:obligations_lexiconentry_change", args=[entry.pk]))
    assert entered["pattern"] in page.content.decode()
    assert Event.objects.filter(action="lexicon.added", object_key=entered["code"]).count() == 1
    assert entered["code"] in editor.get(LIST, {"q": entered["pattern"][:2]}).content.decode()
    assert editor.get(LIST, {"q": "没有这样的词"}).context["cl"].result_count == 0


@pytest.mark.parametrize("button", ["preview", "save"])
@pytest.mark.parametrize(
    "wrong",
    [
        {"pattern": "嘱咐[各国"},
        {"examples": ""},
        {"examples": "叮嘱各国；"},
        {"not_examples": "嘱咐各国；"},
        {"label_en": ""},
        {"force": ""},
        {"code": "decide"},
        {"kind": "subjects"},
        {"kind": "addressees"},
    ],
)
def test_what_is_refused_is_said_above_the_form(editor: Client, wrong: dict[str, str], button: str) -> None:
    response = editor.post(WORDS, {**VERB, **wrong, button: "1"})
    assert response.status_code == 200
    assert len(response.context["form"].non_field_errors()) == 1
    assert not LexiconEntry.objects.exists()


def test_saving_needs_a_reason(editor: Client) -> None:
    response = editor.post(WORDS, {**VERB, "reason": " ", "save": "1"})
    assert len(response.context["form"].non_field_errors()) == 1


def test_a_word_is_taken_out_of_use_with_a_reason(editor: Client) -> None:
    editor.post(WORDS, {**VERB, "save": "1"})
    address = reverse("admin:obligations_lexiconentry_change", args=[LexiconEntry.objects.get().pk])
    assert "reason" in editor.post(address, {"reason": ""}).context["form"].errors
    assert editor.post(address, {"reason": "误判"}).status_code == 302
    assert not LexiconEntry.objects.get().active
    assert editor.post(address, {"reason": "误判"}).context["form"].non_field_errors()
    assert 'name="reason"' not in editor.get(address).content.decode()


def test_others_on_the_staff_read_and_do_not_write(editor: Client, client: Client, analyst: User) -> None:
    editor.post(WORDS, {**VERB, "save": "1"})
    address = reverse("admin:obligations_lexiconentry_change", args=[LexiconEntry.objects.get().pk])
    assert WORDS in editor.get(LIST).content.decode()
    client.force_login(analyst)
    listed = client.get(LIST)
    assert listed.status_code == 200 and WORDS not in listed.content.decode()
    assert 'name="reason"' not in client.get(address).content.decode()
    assert [client.get(WORDS).status_code, client.post(WORDS, VERB).status_code, client.post(address, {"reason": "x"}).status_code] == [403] * 3
    assert LexiconEntry.objects.get().active


def test_the_form_has_nothing_inline(editor: Client) -> None:
    main = editor.post(WORDS, {**VERB, "preview": "1"}).content.decode().partition('id="content-main"')[2]
    assert main and " style=" not in main and "<script" not in main and " onclick=" not in main

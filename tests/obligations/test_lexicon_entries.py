"""Staff's own words: refused with the reason, shown beforehand, found once they are there."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ingest import default_lexicon
from ingest.sandbox import Sandbox
from obligations import lexicons
from obligations.choices import Label
from obligations.models import Actor, Event, LexiconEntry, Verb
from obligations.services import lexicon, reading
from tests.factories import AT, RESOLUTION, make_vocabulary, store_text

pytestmark = pytest.mark.django_db

ENJOINS = {
    "verb": "嘱咐",
    "pattern": "嘱咐",
    "label": {"zh": "嘱咐", "en": "enjoins"},
    "force": "requests",
    "examples": ["嘱咐所有国家交流经验；"],
    "not_examples": ["请秘书长转达其嘱咐；"],
}
OFFICE = {
    "kind": "un",
    "pattern": "边界[事务]联络处",
    "label": {"zh": "边界联络处", "en": "Boundary Liaison Office"},
    "examples": ["请边界事务联络处提出报告；"],
    "not_examples": ["联络处"],
}
DRONES = {
    "id": "arms_supply",
    "patterns": [{"pattern": "无人机…6…部件", "weight": 1.0, "examples": ["防止无人机及其部件流入"], "not_examples": ["无人机拍摄的照片"]}],
}
TEXT = RESOLUTION.replace("4. 决定继续", "4. 嘱咐日本就边界事务交流经验；\n\n5. 请边界事务联络处提出报告；\n\n6. 决定继续")


@pytest.fixture
def editor(make_user: Any) -> User:
    make_vocabulary()
    return make_user("editor", groups=["editor"], is_staff=True)


def add(by: User, kind: str = "verbs", code: str = "enjoin", content: Any = ENJOINS) -> LexiconEntry:
    return lexicon.add(kind=kind, code=code, content=content, by=by, at=AT, reason="文本中出现")


def refusal(by: User, kind: str = "verbs", code: str = "enjoin", content: Any = ENJOINS) -> str:
    """Why an entry is refused, in English."""
    with pytest.raises(ValidationError) as refused:
        add(by, kind, code, content)
    assert not LexiconEntry.objects.exists()
    assert len(refused.value.messages) == 1
    return str(refused.value.messages[0])


@pytest.fixture(autouse=True)
def in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


# What is refused, and why --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"pattern": " "}, "The pattern is empty"),
        ({"pattern": "嘱咐[各国"}, "The pattern cannot be read: enjoin: '[' is out of place in '嘱咐[各国'"),
        ({"pattern": "…6…嘱咐"}, "begins or ends with a gap"),
        ({"pattern": "嘱咐…99…各国"}, "a gap is longer than 40"),
        ({"pattern": "嘱咐所有国家和各区域组织交流经验"}, "has more than 12 characters"),
        ({"examples": []}, "Give at least one example"),
        ({"examples": ["嘱咐各国报告；", "叮嘱各国报告；"]}, "does not match its example “叮嘱各国报告；”"),
        ({"examples": ["各国要听从嘱咐。"]}, "the words stand where they are not read"),
        ({"not_examples": ["嘱咐各国报告；"]}, "matches its counter-example “嘱咐各国报告；”"),
        ({"label": {"zh": "嘱咐"}}, "Give the label in Chinese and in English"),
        ({"label": {"zh": "嘱" * 21, "en": "enjoins"}}, "A label is too long"),
        ({"verb": " "}, "in its dictionary form"),
        ({"force": "begs"}, "“begs” is no force"),
        ({"colour": "red"}, "“colour” is no field"),
        ({"examples": "嘱咐各国报告；"}, "“examples” does not have the form"),
        ({"shared": "yes"}, "“shared” does not have the form"),
    ],
)
def test_a_verb_is_refused_with_the_reason(editor: User, fields: dict[str, Any], why: str) -> None:
    assert why in refusal(editor, content={**ENJOINS, **fields})


@pytest.mark.parametrize(
    ("kind", "content", "fields", "why"),
    [
        ("addressees", OFFICE, {"kind": "club"}, "“club” is no kind of addressee"),
        ("addressees", OFFICE, {"code": "nobody"}, "“nobody” is the code of no addressee of this kind"),
        ("addressees", OFFICE, {"kind": "states"}, "needs the code of the group"),
        ("addressees", OFFICE, {"not_before": ["提出"]}, "a longer name stands there"),
        ("subjects", DRONES, {"id": "weather"}, "“weather” is no subject area"),
        ("subjects", DRONES, {"patterns": []}, "holds one pattern"),
        ("subjects", DRONES, {"patterns": [{**DRONES["patterns"][0], "weight": 3}]}, "“weight” does not have the form"),
        ("subjects", DRONES, {"patterns": [{**DRONES["patterns"][0], "not_examples": ["无人机的部件"]}]}, "matches its counter-example"),
        ("grammar", ENJOINS, {}, "Staff can add verbs, addressees and patterns"),
    ],
)
def test_other_words_are_refused_with_the_reason(editor: User, kind: str, content: Any, fields: dict[str, Any], why: str) -> None:
    assert why in refusal(editor, kind, "new_word", {**content, **fields})


def test_a_code_that_is_taken_is_refused(editor: User) -> None:
    assert "The code “decide” is taken" in refusal(editor, code="decide")
    assert "The code “sg” is taken" in refusal(editor, "addressees", "sg", OFFICE)
    assert "The code “JPN” is taken" in refusal(editor, "addressees", "JPN", OFFICE)
    assert "valid" in refusal(editor, code="two words")
    entry = add(editor)
    lexicon.deactivate(entry=entry, by=editor, at=AT, reason="误判")
    with pytest.raises(ValidationError, match="“enjoin” is taken"):
        add(editor)


def test_only_editors_change_the_lexicon_and_say_why(editor: User, analyst: User, admin: User) -> None:
    with pytest.raises(PermissionDenied):
        add(analyst)
    with pytest.raises(ValidationError, match="Say in a sentence why"):
        lexicon.add(kind="verbs", code="enjoin", content=ENJOINS, by=editor, at=AT, reason=" ")
    entry = add(admin)
    with pytest.raises(PermissionDenied):
        lexicon.deactivate(entry=entry, by=analyst, at=AT, reason="误判")
    with pytest.raises(ValidationError, match="Say in a sentence why"):
        lexicon.deactivate(entry=entry, by=editor, at=AT, reason="")


# What adding does ----------------------------------------------------------------------------------------------------
def test_a_word_that_is_added_has_its_row_and_its_event(editor: User) -> None:
    entry = add(editor)
    assert entry.content["id"] == "enjoin"
    verb = Verb.objects.get(code="enjoin")
    assert (verb.verb, verb.label_en, verb.force) == ("嘱咐", "enjoins", "requests")
    assert verb == Verb.objects.last()
    event = Event.objects.get(action="lexicon.added")
    assert (event.by, event.object_key, event.reason) == (editor, "enjoin", "文本中出现")
    assert event.after is not None and event.after["lexicon"] == lexicons.current().version


def test_an_addressee_has_a_record_unless_it_is_another_name(editor: User) -> None:
    add(editor, "addressees", "boundary_office", OFFICE)
    assert Actor.objects.get(code="boundary_office").name_en == "Boundary Liaison Office"
    known = Actor.objects.count()
    other_name = {"code": "sg", "pattern": "秘书长本人", "examples": ["请秘书长本人报告"], "not_examples": []}
    add(editor, "addressees", "sg_in_person", {**OFFICE, **other_name})
    assert Actor.objects.count() == known


def test_the_current_lexicon_is_compiled_once_and_costs_two_queries(editor: User) -> None:
    assert lexicons.current() is default_lexicon()
    add(editor)
    with CaptureQueriesContext(connection) as queries:
        extended = lexicons.current()
    assert len(queries) == 2  # entries and names
    assert "enjoin" in extended.verbs and extended is lexicons.current()
    lexicon.deactivate(entry=LexiconEntry.objects.get(), by=editor, at=AT, reason="误判")
    assert lexicons.current() is default_lexicon()
    assert Event.objects.first().action == "lexicon.deactivated"  # type: ignore[union-attr]


# What would change ---------------------------------------------------------------------------------------------------
def additions(kind: str, code: str, content: Any) -> dict[str, list[Any]]:
    return {kind: [lexicon.checked(kind=kind, code=code, content=content, lexicon=lexicons.current())]}


def shown(preview: lexicon.Preview) -> list[tuple[str, str, str, str]]:
    return [(change.key, str(change.label), change.before, change.after) for change in preview.changes]


def test_a_preview_shows_what_would_change_and_writes_nothing(editor: User) -> None:
    store_text(TEXT)
    store_text(RESOLUTION.replace("9101", "9102"))
    with CaptureQueriesContext(connection) as queries:
        preview = lexicon.preview(additions("verbs", "enjoin", ENJOINS))
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)
    assert shown(preview) == [
        ("9101(2032)/4", "verb", "", "enjoin"),
        ("9101(2032)/4", "force", "", "requests"),
        ("9101(2032)/4", "tracked", "", "true"),
        ("9101(2032)/4", "addressee", "", "JPN"),
    ]
    assert (preview.read, preview.left_out, preview.uncut) == (1, 0, [])  # the other document does not hold the word


def test_a_preview_of_an_addressee_and_of_a_subject(editor: User) -> None:
    store_text(TEXT)
    office = lexicon.preview(additions("addressees", "boundary_office", OFFICE))
    assert ("9101(2032)/5/1", "addressee", "", "boundary_office") in shown(office)
    pattern = {"pattern": "边界事务", "weight": 1.0, "examples": ["边界事务"], "not_examples": []}
    border = lexicon.preview(additions("subjects", "boundaries", {"id": "border", "patterns": [pattern]}))
    assert ("9101(2032)/4", "subject", "", "border") in shown(border)


def test_a_preview_says_how_many_documents_it_left_out(editor: User) -> None:
    store_text(TEXT)
    store_text(TEXT.replace("9101", "9102"))
    preview = lexicon.preview(additions("verbs", "enjoin", ENJOINS), most=1)
    assert (preview.read, preview.left_out) == (1, 1)


def test_a_preview_leaves_out_what_another_word_changes(editor: User) -> None:
    document = store_text(TEXT)
    add(editor, "addressees", "boundary_office", OFFICE)
    preview = lexicon.preview(additions("verbs", "enjoin", ENJOINS))
    assert {change.key for change in preview.changes} == {"9101(2032)/4"}
    with Sandbox(lexicons.current()) as sandbox:
        found = reading.differences(document, sandbox=sandbox)
    assert [(c.key, c.label) for c in found.changes] == [("9101(2032)/5/1", Label.ADDRESSEE)]

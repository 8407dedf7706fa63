"""What staff see in the admin, what others do not, and that long lists cost no more questions to the database than short ones."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin as django_admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from obligations.models import Actor, Assessment, Document, Edition, Event, Obligation, Problem, Verb
from tests.factories import RESOLUTION, make_assessment, obligation, store_text
from tests.obligations.stored_records import store_sample

pytestmark = pytest.mark.django_db

MODELS = [
    "document",
    "obligation",
    "assessment",
    "deadline",
    "duerecord",
    "lexiconentry",
    "meeting",
    "commitment",
    "verb",
    "subjectarea",
    "actor",
    "instrument",
    "event",
    "evidence",
    "assignment",
    "stateaccount",
    "round",
    "batch",
    "comment",
    "apitoken",
    "calendarfeed",
]


def listing(model: str, query: str = "") -> str:
    return reverse(f"admin:obligations_{model}_changelist") + query


def page(row: Any) -> str:
    return reverse(f"admin:obligations_{row._meta.model_name}_change", args=[row.pk])


def keys(response: Any) -> set[str]:
    """The keys of the obligations a list shows."""
    return {row.key for row in response.context["cl"].result_list}


@pytest.fixture
def document(db: None) -> Document:
    return store_text()


@pytest.fixture
def staff(client: Client, analyst: User) -> Client:
    """An analyst who is signed in."""
    client.force_login(analyst)
    return client


# Who may come in -----------------------------------------------------------------------------------------------------
def test_all_models_staff_work_with_are_there() -> None:
    assert {m._meta.model_name for m in django_admin.site._registry if m._meta.app_label == "obligations"} == set(MODELS)


@pytest.mark.parametrize("role", ["analyst", "reviewer", "editor"])
def test_staff_with_a_role_read_every_list(client: Client, make_user: Callable[..., User], document: Document, role: str) -> None:
    client.force_login(make_user("somebody", groups=[role], is_staff=True))
    assert [client.get(listing(model)).status_code for model in MODELS] == [200] * len(MODELS)


@pytest.mark.parametrize("groups", [[], ["reader"]])
def test_staff_without_a_role_see_nothing(client: Client, make_user: Callable[..., User], document: Document, groups: list[str]) -> None:
    client.force_login(make_user("somebody", groups=groups, is_staff=True))
    assert [client.get(listing(model)).status_code for model in MODELS] == [403] * len(MODELS)
    assert client.get(page(document)).status_code == 403
    assert client.get(page(obligation("9101(2032)/1/1"))).status_code == 403


def test_a_reader_has_no_admin(client: Client, reader: User, document: Document) -> None:
    client.force_login(reader)
    response = client.get(page(obligation("9101(2032)/1/1")))
    assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/admin/login/")


# Documents -----------------------------------------------------------------------------------------------------------
def test_the_list_of_documents_counts(staff: Client, document: Document) -> None:
    Problem.objects.create(edition=document.reference_edition, line=3, what="Two numbers are alike", advice="Look at the file")
    row = staff.get(listing("document")).context["cl"].result_list[0]
    total = Obligation.objects.count()
    assert (row.paragraphs_n, row.obligations_n, row.problems_n, row.confirmed_n) == (document.paragraphs.count(), total, 1, 0)


@pytest.mark.parametrize(
    ("words", "found"), [("9101", 1), ("登记", 1), ("登 记", 1), ("登记 挪威", 1), ("登记 秘鲁", 0), ("爆 炸物前体", 1), ("没有", 0)]
)
def test_documents_are_found_by_symbol_and_text(staff: Client, document: Document, words: str, found: int) -> None:
    assert staff.get(listing("document"), {"q": words}).context["cl"].result_count == found


def test_the_page_of_a_document_shows_paragraphs_editions_and_problems(staff: Client, document: Document) -> None:
    Problem.objects.create(edition=document.reference_edition, line=3, what="Two numbers are alike", advice="Look at the file")
    html = staff.get(page(document)).content.decode()
    edition = Edition.objects.get()
    assert edition.sha256 in html
    assert "登记简易爆炸装置部件的销售" in html
    assert "Two numbers are alike" in html and "Look at the file" in html
    assert reverse("admin:obligations_obligation_change", args=[obligation("9101(2032)/2(a)/1").pk]) in html


def test_official_data_cannot_be_changed(staff: Client, document: Document) -> None:
    assert staff.post(page(document), {"symbol": "S/RES/1"}).status_code == 403


# Obligations ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["挪威", "挪 威", "9101(2032)/3", "9101（2032）/3", "秘書長"])
def test_obligations_are_found_by_two_characters_or_by_key(staff: Client, document: Document, words: str) -> None:
    found = keys(staff.get(listing("obligation"), {"q": words}))
    assert found and all(key.startswith("9101(2032)/3/") for key in found)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"document": "S-RES-9101-2032"}, "all"),
        ({"document": "S-RES-1-1999"}, 0),
        ({"confirmed": "no"}, "all"),
        ({"confirmed": "yes"}, 0),
        ({"addressee": "JPN"}, 1),
        ({"presence__exact": "retired"}, 0),
        ({"legal_basis__exact": "chapter_vii"}, 0),
        ({"force__exact": "requests"}, 1),
        ({"subject": "no_such_area"}, 0),
    ],
)
def test_obligations_are_filtered(staff: Client, document: Document, query: dict[str, str], count: int | str) -> None:
    expected = Obligation.objects.count() if count == "all" else count
    assert staff.get(listing("obligation"), query).context["cl"].result_count == expected


def test_an_obligation_with_two_addressees_is_listed_once(staff: Client, document: Document) -> None:
    rows = [row.pk for row in staff.get(listing("obligation")).context["cl"].result_list]
    assert len(rows) == len(set(rows)) == Obligation.objects.count()


def test_the_words_are_marked_beside_the_labels(staff: Client, document: Document) -> None:
    response = staff.get(page(obligation("9101(2032)/1/1")))
    marked = {(kind, segment.text) for segment in response.context["segments"] for kind in segment.kinds}
    assert {("act", "决定"), ("addressee", "所有国家")} <= marked
    assert "".join(segment.text for segment in response.context["segments"]) == obligation("9101(2032)/1/1").text.text
    html = response.content.decode()
    assert "mark-act" in html and " style=" not in html and "<script>" not in html
    suggestion = obligation("9101(2032)/1/1").suggestions.first()
    assert suggestion is not None and suggestion.rule in html and suggestion.lexicon_version in html


def test_a_subparagraph_shows_the_text_above_it(staff: Client, document: Document) -> None:
    response = staff.get(page(obligation("9101(2032)/2(a)/1")))
    assert {segment.text for segment in response.context["chapeau"] if "act" in segment.kinds} == {"敦促"}


def test_a_page_that_is_not_there_is_not_found(staff: Client, document: Document) -> None:
    assert staff.get("/admin/obligations/obligation/999999/change/").status_code == 404


# Follow-up -----------------------------------------------------------------------------------------------------------
def test_versions_are_read_with_their_history(staff: Client, document: Document, analyst: User) -> None:
    first = make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst, summary="第一份报告第2页。")
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst, summary="第二份报告第5页。")
    html = staff.get(page(first)).content.decode()
    assert "第一份报告第2页。" in html and "第二份报告第5页。" in html
    assert staff.post(page(first), {"summary": "x"}).status_code == 403
    assert staff.get(listing("assessment"), {"current": "yes"}).context["cl"].result_count == 1
    assert staff.get(listing("assessment"), {"document": "S-RES-9101-2032"}).context["cl"].result_count == 2
    assert staff.get(listing("assessment"), {"obligation__force__exact": "urges"}).context["cl"].result_count == 0


def test_a_page_of_statuses_says_what_a_status_is(staff: Client, document: Document, analyst: User) -> None:
    made = make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst)
    for address in (listing("assessment"), page(made), page(made.obligation)):
        response = staff.get(address)
        assert 'class="disclaimer"' in response.content.decode()
        assert response.context["on"] is not None


def test_states_stand_in_the_order_of_the_un_and_not_by_status(staff: Client, document: Document, analyst: User) -> None:
    for code, status in (("NOR", "implemented"), ("JPN", "no_information"), ("AFG", "unclear")):
        make_assessment(obligation("9101(2032)/1/1"), code, analyst, status=status)
    rows = staff.get(listing("assessment"), {"o": "4"}).context["cl"].result_list
    assert [row.actor.code for row in rows] == ["AFG", "JPN", "NOR"]


# Vocabulary and log --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["JPN", "日本", "Japan"])
def test_actors_are_found_by_code_and_name(staff: Client, document: Document, words: str) -> None:
    assert "JPN" in {row.code for row in staff.get(listing("actor"), {"q": words}).context["cl"].result_list}


def test_actors_are_found_by_another_name(staff: Client, document: Document) -> None:
    alias = Actor.objects.get(code="KOR").aliases.create(name="某个旧称")
    assert [row.code for row in staff.get(listing("actor"), {"q": alias.name}).context["cl"].result_list] == ["KOR"]


def test_follow_up_offers_only_actors_that_can_have_it(staff: Client, document: Document) -> None:
    query = {"app_label": "obligations", "model_name": "assessment", "field_name": "actor", "term": "国"}
    offered = staff.get("/admin/autocomplete/", query).json()["results"]
    kinds = set(Actor.objects.filter(pk__in=[row["id"] for row in offered]).values_list("kind", flat=True))
    assert offered and not kinds & {"group", "former", "council"}


@pytest.mark.parametrize("model", ["assessment", "obligation"])
def test_nonsense_is_searched_for_without_harm(staff: Client, document: Document, model: str) -> None:
    field = {"assessment": "actor", "obligation": "verb"}[model]
    query = {"app_label": "obligations", "model_name": model, "field_name": field, "term": "\x00'%_没有"}
    assert staff.get("/admin/autocomplete/", query).json()["results"] == []
    assert staff.get(page(obligation("9101(2032)/1/1")), {"actor": "\x00"}).status_code == 200


def test_verbs_are_searched(staff: Client, document: Document) -> None:
    verb = Verb.objects.get(verb="敦促")
    assert verb in staff.get(listing("verb"), {"q": "敦促"}).context["cl"].result_list


def test_the_log_is_searched_and_closed(staff: Client, document: Document) -> None:
    event = Event.objects.get(object_key=document.slug)
    assert staff.get(listing("event"), {"q": document.slug}).context["cl"].result_count == 1
    assert document.reference_edition is not None
    assert document.reference_edition.sha256 in staff.get(page(event)).content.decode()
    assert staff.post(page(event), {"reason": "x"}).status_code == 403
    assert staff.get("/admin/obligations/event/add/").status_code == 403


def test_the_history_of_a_row_is_what_the_log_says(staff: Client, document: Document) -> None:
    response = staff.get(reverse("admin:obligations_document_history", args=[document.pk]), follow=True)
    assert [event.object_key for event in response.context["cl"].result_list] == [document.slug]


# Cost ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", MODELS)
def test_a_long_list_asks_no_more_questions_than_a_short_one(staff: Client, document: Document, analyst: User, model: str) -> None:
    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert staff.get(listing(model)).status_code == 200
        return len(asked)

    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst)
    store_sample("S-PV-9902.txt")
    short = questions()
    store_text(RESOLUTION.replace("9101", "9102"))
    store_sample("S-PV-9901.txt")
    for code in ("NOR", "AFG", "PER"):
        make_assessment(obligation("9102(2032)/1/1"), code, analyst)
    assert Assessment.objects.count() == 4
    assert questions() == short <= 20

"""What changed between two days: for staff with names and notes, for readers what was published to them."""

from datetime import date, timedelta

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from obligations.changes import reading as changes
from obligations.changes.reading import Kind, Wanted
from obligations.choices import Applicability as Reach
from obligations.choices import Audience, BatchKind
from obligations.models import Actor, Document, StateAccount
from obligations.services import applicability, batches, publication, review
from tests.factories import AT, RESOLUTION, make_approved, obligation, store_text

pytestmark = pytest.mark.django_db

KEY, OTHER = "9101(2032)/1/1", "9101(2032)/2(a)/1"
DAY = AT.date()
ALL = Wanted(DAY - timedelta(days=1), DAY + timedelta(days=60))
LATER = AT + timedelta(days=10)


@pytest.fixture(scope="module", autouse=True)
def text(store_once):
    store_once(store_text)


def told(user, wanted=ALL):
    """The changes, the latest first."""
    page = Paginator(changes.places(user, wanted), 50).get_page(1)
    rows = changes.rows(user, page.object_list)
    assert len(rows) == page.paginator.count
    return rows


def steps(user, wanted=ALL):
    return [(row.kind, row.actor.code, row.before, row.after) for row in told(user, wanted)]


@pytest.fixture
def japan():
    return Actor.objects.get(code="JPN")


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


# Staff ----------------------------------------------------------------------------------------------------------------
def test_an_approval_leads_from_the_version_before_to_the_new_one(analyst, reviewer):
    make_approved((obligation(KEY), "JPN"), analyst, status="partial", audience=Audience.STAFF)
    make_approved((obligation(KEY), "JPN"), analyst, status="implemented", at=LATER, audience=Audience.STAFF)
    assert steps(reviewer) == [
        (Kind.APPROVED, "JPN", "Measures found for part", "Measures found"),
        (Kind.APPROVED, "JPN", "", "Measures found for part"),
    ]


def test_a_withdrawal_says_who_withdrew_and_why(analyst, reviewer):
    version = make_approved((obligation(KEY), "JPN"), analyst, audience=Audience.STAFF)
    review.withdraw(version=version, reason="来源撤回", by=reviewer, at=LATER)
    last = told(reviewer)[0]
    assert (last.kind, last.before, last.after, last.by, last.reason) == (Kind.WITHDRAWN, "Measures found for part", "", "reviewer", "来源撤回")


def test_an_applicability_leads_from_the_decision_before_to_the_new_one(analyst, reviewer, japan):
    for value, at in ((Reach.CONDITION_OPEN, AT), (Reach.DOES_NOT_APPLY, LATER)):
        applicability.decide(obligation=obligation(KEY), actor=japan, value=value, reason=f"理由{value}", by=analyst, at=at)
    assert steps(reviewer) == [
        (Kind.APPLICABILITY, "JPN", "Condition open", "Does not apply"),
        (Kind.APPLICABILITY, "JPN", "", "Condition open"),
    ]
    assert (told(reviewer)[0].by, told(reviewer)[0].reason) == ("analyst", "理由does_not_apply")


def test_an_applicability_taken_back_with_its_batch_is_a_change_too(analyst, reviewer, japan):
    batch = batches.begin(kind=BatchKind.BULK, description="多个", by=analyst, at=AT)
    made = {"value": Reach.DOES_NOT_APPLY, "reason": "理由", "by": analyst, "at": AT, "batch": batch}
    applicability.decide(obligation=obligation(KEY), actor=japan, **made)
    batches.undo(batch=batches.finish(batch, 1), by=analyst, at=LATER)
    last = told(reviewer)[0]
    assert (last.kind, last.before, last.after, last.by) == (Kind.TAKEN_BACK, "Does not apply", "", "analyst")


def test_drafts_and_publications_are_no_changes_for_staff(analyst, reviewer):
    version = make_approved((obligation(KEY), "JPN"), analyst, audience=Audience.STAFF)
    publication.publish(version=version, audience=Audience.PUBLIC, by=reviewer, at=LATER)
    assert len(told(reviewer)) == 1


@pytest.mark.parametrize(
    ("after", "until", "n"),
    [(DAY - timedelta(days=1), DAY, 1), (DAY, DAY + timedelta(days=1), 0), (DAY - timedelta(days=2), DAY - timedelta(days=1), 0)],
)
def test_a_change_lies_after_the_end_of_the_first_day_and_not_after_that_of_the_second(analyst, reviewer, after, until, n):
    make_approved((obligation(KEY), "JPN"), analyst, audience=Audience.STAFF)
    assert len(told(reviewer, Wanted(after, until))) == n


def test_changes_are_chosen_by_actor_document_and_subject(analyst, reviewer, japan):
    store_text(RESOLUTION.replace("9101", "9102").replace("9911", "9912"))
    for key, code in ((KEY, "JPN"), (KEY, "NOR"), ("9102(2032)/1/1", "JPN")):
        make_approved((obligation(key), code), analyst, audience=Audience.STAFF)
    applicability.decide(obligation=obligation(OTHER), actor=japan, value=Reach.APPLIES, reason="理由", by=analyst, at=AT)
    second = Document.objects.get(symbol="S/RES/9102 (2032)")
    subject = obligation(KEY).paragraph.subjects.first().subject.code
    found = [
        len(told(reviewer, Wanted(ALL.after, ALL.until, **asked)))
        for asked in ({"actors": ["JPN"]}, {"documents": [second.pk]}, {"subjects": [subject]}, {"actors": ["NOR"], "documents": [second.pk]})
    ]
    assert found[0] == 3 and found[1] == 1 and found[2] >= 3 and found[3] == 0


# Readers --------------------------------------------------------------------------------------------------------------
def test_a_reader_sees_what_was_published_in_place_of_what(analyst, reviewer, reader):
    make_approved((obligation(KEY), "JPN"), analyst, status="partial", audience=Audience.READERS)
    hidden = make_approved((obligation(KEY), "JPN"), analyst, status="unclear", at=LATER, audience=Audience.STAFF)
    assert steps(reader) == [(Kind.PUBLISHED, "JPN", "", "Measures found for part")]
    publication.publish(version=hidden, audience=Audience.READERS, by=reviewer, at=LATER + timedelta(days=1))
    assert steps(reader)[0] == (Kind.PUBLISHED, "JPN", "Measures found for part", "Source unclear")


def test_a_reader_gets_neither_names_nor_notes(analyst, reader):
    make_approved((obligation(KEY), "JPN"), analyst, audience=Audience.READERS)
    row = told(reader)[0]
    assert (row.by, row.author, row.reason) == ("", "", "")


def test_what_was_withdrawn_is_gone_for_a_reader(analyst, reviewer, reader):
    version = make_approved((obligation(KEY), "JPN"), analyst, audience=Audience.READERS)
    review.withdraw(version=version, reason="来源撤回", by=reviewer, at=LATER)
    assert told(reader) == []


def test_a_bound_state_sees_what_was_sent_to_it_and_of_others_what_readers_see(analyst, reader, japan):
    StateAccount.objects.create(user=reader, actor=japan)
    for code, audience in (("JPN", Audience.STATE), ("NOR", Audience.STATE), ("GHA", Audience.READERS)):
        make_approved((obligation(KEY), code), analyst, audience=audience)
    assert {row.actor.code for row in told(reader)} == {"JPN", "GHA"}


# Pages ----------------------------------------------------------------------------------------------------------------
NOW = timezone.now()


def recent(analyst, code="JPN", **fields):
    fields = {"audience": Audience.READERS, "as_of": date(2020, 1, 1), "at": NOW - timedelta(days=3), **fields}
    return make_approved((obligation(KEY), code), analyst, **fields)


def page(client, user, query="", address="/changes/"):
    if user is not None:
        client.force_login(user)
    answer = client.get(f"{address}{query}", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_everybody_logs_in_and_needs_a_role(client, outsider):
    assert client.get("/changes/").status_code == 302
    client.force_login(outsider)
    assert client.get("/changes/").status_code == 403


def test_the_public_sees_what_was_made_public(client, analyst, settings):
    settings.PUBLIC_READ = True
    recent(analyst, "JPN", audience=Audience.PUBLIC)
    recent(analyst, "NOR", audience=Audience.READERS)
    shown = page(client, None)
    assert "/actors/JPN/" in shown and "/actors/NOR/" not in shown


def test_names_of_staff_are_shown_to_staff_only(client, analyst, reviewer, reader):
    recent(analyst)
    assert "second-reviewer" in page(client, reviewer)
    assert "second-reviewer" not in page(client, reader)
    assert "second-reviewer" in page(client, analyst, address=reverse("admin:obligations_changes"))


def test_the_page_of_the_admin_is_for_staff(client, reader):
    client.force_login(reader)
    assert client.get(reverse("admin:obligations_changes")).status_code in (302, 403)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?to=2999-01-01", "has not come yet"),
        ("?from=2026-01-02&to=2026-01-01", "The first day was after the second"),
        ("?from=2026-01-01&to=2026-01-01", "Both days are the same"),
        ("?from=gestern", "Write a day"),
        ("?actor=nowhere", "Unknown value: nowhere"),
        ("?colour=red", "There is no parameter"),
    ],
)
def test_what_was_not_taken_as_written_is_said(client, reader, query, sentence):
    assert sentence in page(client, reader, query)


def test_the_filter_of_the_page_chooses(client, analyst, reader):
    recent(analyst, "JPN")
    recent(analyst, "NOR")
    shown = page(client, reader, "?actor=NOR&document=S-RES-9101-2032")
    assert "/actors/NOR/" in shown and "/actors/JPN/" not in shown


@pytest.mark.parametrize("persona", ["analyst", "reader"])
def test_the_page_takes_as_many_queries_however_many_changes_there_are(client, analyst, persona, request):
    user = request.getfixturevalue(persona)
    counted = []
    for codes in (["JPN"], ["NOR", "GHA", "CRI"]):
        for code in codes:
            recent(analyst, code)
            applicability.decide(
                obligation=obligation(KEY), actor=Actor.objects.get(code=code), value=Reach.APPLIES, reason="理由", by=analyst, at=NOW
            )
        page(client, user)
        with CaptureQueriesContext(connection) as queries:
            page(client, None)
        counted.append(len(queries))
    assert counted[0] == counted[1]

"""Accepting a document's open labels together: the numbers first, a reason, one batch, and what is in doubt stays open."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from obligations.choices import Basis, Label, Verdict
from obligations.models import Decision, Document, Event, Obligation, Paragraph, Suggestion
from obligations.services import decisions
from obligations.services.decisions import Choice, confirm_document, counts, open_labels
from tests.factories import AT, RESOLUTION, obligation, store_text

pytestmark = pytest.mark.django_db

WITH_DEMAND = RESOLUTION.replace("4. 决定继续处理此案。", "4. 要求所有各方立即停止招募儿童；\n\n5. 决定继续处理此案。")
DEMAND = "9101(2032)/4/1"


@pytest.fixture
def document(db: None) -> Document:
    return store_text(WITH_DEMAND)


@pytest.fixture
def staff(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    client.cookies["django_language"] = "en"
    return client


def address(document: Document) -> str:
    return reverse("admin:obligations_document_confirm", args=[document.pk])


def doubt(key: str, value: str) -> None:
    """Make the machine unsure of an addressee."""
    assert Suggestion.objects.filter(obligation__key=key, label=Label.ADDRESSEE, value=value).update(confidence=0.5)


# The service ----------------------------------------------------------------------------------------------------------
def test_everything_certain_is_accepted_as_one_batch(document: Document, analyst: User) -> None:
    shown = counts(open_labels(document).acceptable)
    made = confirm_document(document=document, by=analyst, at=AT, reason="逐段核对。")
    assert made == shown
    assert Decision.objects.count() == sum(made.values()) > 20
    assert not Obligation.objects.exclude(key=DEMAND).filter(force_basis=Basis.MACHINE).exists()
    events = Event.objects.filter(action="labels.confirmed")
    assert len(set(events.values_list("batch", flat=True))) == 1
    about = set(events.values_list("object_key", flat=True))
    with_subjects = Paragraph.objects.filter(subjects__isnull=False, obligations__isnull=False).values_list("slug", flat=True)
    assert about == {*Obligation.objects.values_list("slug", flat=True), *with_subjects}
    assert events.count() == len(about)
    assert set(events.values_list("reason", flat=True)) == {"逐段核对。"} == set(Decision.objects.values_list("reason", flat=True))


def test_an_ambiguous_force_is_left_out(document: Document, analyst: User) -> None:
    assert [choice.target for choice in open_labels(document).ambiguous] == [obligation(DEMAND)]
    confirm_document(document=document, by=analyst, at=AT, reason="核对。")
    row = obligation(DEMAND)
    assert (row.verb_basis, row.force_basis, row.tracked_basis) == (Basis.CONFIRMED, Basis.MACHINE, Basis.CONFIRMED)


def test_what_the_machine_is_unsure_of_is_left_out(document: Document, analyst: User) -> None:
    doubt("9101(2032)/3/2", "JPN")
    assert [choice.value for choice in open_labels(document).uncertain] == ["JPN"]
    confirm_document(document=document, by=analyst, at=AT, reason="核对。")
    assert dict(obligation("9101(2032)/3/2").addressees.values_list("code", "basis")) == {"JPN": Basis.MACHINE, "NOR": Basis.CONFIRMED}


def test_what_people_decided_is_not_decided_again(document: Document, analyst: User, reviewer: User) -> None:
    decisions.decide(label=Label.FORCE, value="calls", verdict=Verdict.SET, by=reviewer, at=AT, obligation=obligation("9101(2032)/1/1"))
    confirm_document(document=document, by=analyst, at=AT, reason="核对。")
    row = obligation("9101(2032)/1/1")
    assert (row.force, row.force_basis) == ("calls", Basis.CHANGED)
    assert row.decisions.filter(label=Label.FORCE).count() == 1
    assert confirm_document(document=document, by=analyst, at=AT, reason="再次核对。") == {}


def test_it_settles_as_one_by_one_would(document: Document, analyst: User) -> None:
    other = store_text(WITH_DEMAND.replace("9101", "9102"))
    confirm_document(document=document, by=analyst, at=AT, reason="核对。")
    for choice in open_labels(other).acceptable:
        about = {"paragraph": choice.target} if isinstance(choice.target, Paragraph) else {"obligation": choice.target}
        decisions.decide(label=choice.label, value=choice.value, verdict=choice.verdict, by=analyst, at=AT, **about)
    assert settled(document) == settled(other)


def settled(document: Document) -> list[object]:
    rows = Obligation.objects.filter(paragraph__document=document).order_by("paragraph__position", "position")
    acts = rows.values_list("paragraph__label", "verb__code", "verb_basis", "force", "force_basis", "tracked", "tracked_basis")
    links = rows.order_by("paragraph__position", "position", "addressees__position").values_list("addressees__code", "addressees__basis")
    subjects = document.paragraphs.order_by("position", "subjects__subject").values_list("subjects__subject__code", "subjects__basis")
    return [*acts, *links, *subjects]


def test_no_reason_no_acceptance(document: Document, analyst: User) -> None:
    with pytest.raises(ValidationError):
        confirm_document(document=document, by=analyst, at=AT, reason=" ")
    assert not Decision.objects.exists()


def test_a_reader_accepts_nothing(document: Document, reader: User) -> None:
    with pytest.raises(PermissionDenied):
        confirm_document(document=document, by=reader, at=AT, reason="核对。")
    assert not Decision.objects.exists()


def test_what_changed_since_it_was_shown_is_not_accepted(document: Document, analyst: User) -> None:
    shown = open_labels(document).digest
    decisions.decide(label=Label.SUBJECT, value="drugs", verdict=Verdict.ADD, by=analyst, at=AT, paragraph=obligation(DEMAND).paragraph)
    assert open_labels(document).digest == shown  # it is not among what would be accepted
    decisions.decide(label=Label.VERB, value="demand", verdict=Verdict.SET, by=analyst, at=AT, obligation=obligation(DEMAND))
    with pytest.raises(ValidationError):
        confirm_document(document=document, by=analyst, at=AT, reason="核对。", shown=shown)


def test_several_decisions_are_made_all_or_none(document: Document, analyst: User) -> None:
    row = obligation("9101(2032)/1/1")
    good = Choice(row, Label.FORCE, "calls", Verdict.SET)
    for bad in (
        Choice(row, Label.FORCE, "commands", Verdict.SET),
        Choice(row, Label.ADDRESSEE, "nobody", Verdict.ADD),
        Choice(row.paragraph, Label.FORCE, "calls", Verdict.SET),
        Choice(row, Label.FORCE, "calls", Verdict.ACCEPT),
    ):
        with pytest.raises(ValidationError):
            decisions.decide_together(choices=[good, bad], by=analyst, at=AT)
    assert not Decision.objects.exists()


def test_a_long_document_costs_few_more_questions(analyst: User) -> None:
    long = WITH_DEMAND.replace("5. 决定继续处理此案。", "".join(f"{n}. 促请所有国家加强边境管制；\n\n" for n in range(5, 45)))
    documents = [store_text(WITH_DEMAND), store_text(long.replace("9101", "9102"))]
    asked = []
    for document in documents:
        before = Obligation.objects.filter(paragraph__document=document).count()
        with CaptureQueriesContext(connection) as queries:
            confirm_document(document=document, by=analyst, at=AT, reason="核对。")
        asked.append((before, len([q for q in queries if "obligations_event" not in q["sql"]])))
    (few, short), (many, longer) = asked
    assert many > few + 30
    assert longer <= short + 6


# The page -------------------------------------------------------------------------------------------------------------
def test_the_numbers_come_before_the_deed(staff: Client, document: Document) -> None:
    response = staff.get(address(document))
    html = response.content.decode()
    assert dict(response.context["numbers"]) == {str(Label(k).label): n for k, n in counts(open_labels(document).acceptable).items()}
    assert DEMAND in html and "ambiguous in Chinese" in html and " style=" not in html
    assert not Decision.objects.exists()
    sent = staff.post(address(document), {"reason": "逐段核对。", "shown": response.context["shown"]}, follow=True)
    assert f"{response.context['total']} labels accepted" in sent.content.decode()
    assert Decision.objects.count() == response.context["total"]
    assert staff.get(address(document)).context["total"] == 0


@pytest.mark.parametrize("sent", [{"reason": ""}, {"shown": "0"}])
def test_what_cannot_be_accepted_is_said(staff: Client, document: Document, sent: dict[str, str]) -> None:
    shown = staff.get(address(document)).context["shown"]
    response = staff.post(address(document), {"reason": "核对。", "shown": shown, **sent})
    assert response.context["errors"]
    assert not Decision.objects.exists()


def test_the_page_is_for_staff(client: Client, document: Document, reader: User, outsider: User) -> None:
    for person in (reader, outsider):
        client.force_login(person)
        assert client.get(address(document)).status_code == client.post(address(document), {"reason": "x"}).status_code == 302
    reader.is_staff = True
    reader.save()
    client.force_login(reader)
    assert client.get(address(document)).status_code == 403
    assert not Decision.objects.exists()


def test_a_document_leads_to_the_page(staff: Client, document: Document) -> None:
    html = staff.get(reverse("admin:obligations_document_change", args=[document.pk])).content.decode()
    assert address(document) in html and f"queue/?document={document.slug}" in html
    assert staff.get(reverse("admin:obligations_document_confirm", args=[document.pk + 99])).status_code == 404

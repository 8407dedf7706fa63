"""Pieces of evidence: added once, revised without touching what rests on them, withdrawn without being lost."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from obligations.choices import EvidenceAccess
from obligations.models import Actor, Event, Evidence
from obligations.services import evidence as service
from obligations.services.assessments import Proof
from obligations.services.evidence import AlreadyHere
from tests.factories import AT, make_approved, make_submission, make_vocabulary, obligation, store_text
from tests.obligations.records import SHARING, commitment, confirm, store_record
from tests.obligations.test_concurrency import in_threads
from tests.obligations.uploaded_files import PDF

pytestmark = pytest.mark.django_db
URL = "https://example.org/report"
LATER = AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def in_english(settings, tmp_path):
    settings.LANGUAGE_CODE = "en"
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def report(analyst):
    make_vocabulary()
    japan = Actor.objects.get(code="JPN")
    return service.add(kind="national_report", title="国家报告", by=analyst, at=AT, url=URL, issuer=japan, actors=[japan], language="zh")


def events(action):
    return list(Event.objects.filter(object_type="evidence", action=action).order_by("sequence"))


# Adding --------------------------------------------------------------------------------------------------------------
def test_a_piece_is_added_with_its_event(report, analyst):
    (event,) = events("evidence.added")
    assert report.slug.startswith("E-") and len(report.slug) == 10
    assert (event.object_key, event.by, event.before) == (report.slug, analyst, None)
    assert (event.after["title"], event.after["issuer"], event.after["actors"], event.after["url"]) == ("国家报告", "JPN", ["JPN"], URL)


def test_a_file_is_named_by_its_hash(analyst):
    kept = service.receive(content=PDF, filename="../报告.pdf")
    made = service.add(kind="law", title="法律", by=analyst, at=AT, file=kept)
    assert (made.filename, made.size, made.media_type, made.sha256) == ("报告.pdf", len(PDF), "application/pdf", kept.sha256)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"url": ""}, "file or an address"),
        ({"url": "javascript:alert(1)"}, "web address"),
        ({"url": "ftp://example.org/x"}, "web address"),
        ({"url": "https://me:secret@example.org/x"}, "web address"),
        ({"url": "https://example.org/" + "x" * 600}, "web address"),
        ({"access": "everybody"}, "who may see it"),
        ({"published_on": date(2032, 2, 1), "expires_on": date(2032, 1, 1)}, "expire before"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(analyst, fields, word):
    with pytest.raises(ValidationError, match=word):
        service.add(**{"kind": "law", "title": "法律", "url": URL, "by": analyst, "at": AT, **fields})
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("persona", ["reviewer", "reader", "outsider"])
def test_only_analysts_and_editors_write(report, persona, request):
    by = request.getfixturevalue(persona)
    with pytest.raises(PermissionDenied):
        service.add(kind="law", title="法律", by=by, at=AT, url="https://example.org/law")
    with pytest.raises(PermissionDenied):
        service.revise(evidence=report, by=by, at=AT, reason="x", title="y")
    with pytest.raises(PermissionDenied):
        service.withdraw(evidence=report, by=by, at=AT, reason="x")


def test_the_same_address_is_already_here(report, analyst):
    with pytest.raises(AlreadyHere, match=report.slug) as refused:
        service.add(kind="press", title="另一标题", by=analyst, at=AT, url=URL)
    assert refused.value.known == report


def test_the_same_file_is_already_here(analyst):
    kept = service.receive(content=PDF, filename="a.pdf")
    first = service.add(kind="law", title="一", by=analyst, at=AT, file=kept)
    with pytest.raises(AlreadyHere) as refused:
        service.add(kind="law", title="二", by=analyst, at=AT, file=service.receive(content=PDF, filename="b.pdf"))
    assert refused.value.known == first


def test_a_stored_document_is_a_piece_once(analyst):
    document = store_text()
    service.add(kind="committee_document", title="文件", by=analyst, at=AT, document=document)
    with pytest.raises(AlreadyHere):
        service.add(kind="committee_document", title="文件", by=analyst, at=AT, document=document)


# Revising ------------------------------------------------------------------------------------------------------------
def test_a_revision_is_a_new_piece_and_the_status_keeps_the_one_it_named(report, analyst):
    store_text()
    version = make_approved((obligation("9101(2032)/1/1"), "JPN"), analyst, proofs=(Proof(report, "第3页"),))
    new = service.revise(evidence=report, by=analyst, at=LATER, reason="补充日期。", published_on=date(2032, 1, 1))
    report.refresh_from_db()
    assert (new.revises, new.revision, new.title, list(new.actors.all())) == (report, 2, report.title, list(report.actors.all()))
    assert report.published_on is None and version.links.get().evidence == report
    assert list(Evidence.objects.in_use()) == [new]


def test_a_revision_logs_before_after_and_reason(report, analyst):
    new = service.revise(evidence=report, by=analyst, at=LATER, reason="更正标题。", title="国家执行报告")
    (event,) = events("evidence.revised")
    assert (event.object_key, event.before["title"], event.after["title"], event.reason) == (new.slug, "国家报告", "国家执行报告", "更正标题。")
    assert (event.before["revision"], event.after["revision"], event.after["revises"]) == (1, 2, report.slug)


def test_of_two_who_revise_at_once_the_second_is_told(report, analyst, admin):
    first = service.revise(evidence=report, by=admin, at=LATER, reason="一", title="甲")
    with pytest.raises(ValidationError, match=f"admin has made revision 2.*{first.slug}"):
        service.revise(evidence=report, by=analyst, at=LATER, reason="二", title="乙")
    assert Evidence.objects.count() == 2


def test_a_revision_needs_a_reason_and_a_difference(report, analyst):
    with pytest.raises(ValidationError, match="why"):
        service.revise(evidence=report, by=analyst, at=LATER, reason=" ", title="甲")
    with pytest.raises(ValidationError, match="Nothing is different"):
        service.revise(evidence=report, by=analyst, at=LATER, reason="x", title=report.title, actors=report.actors.all())
    assert Evidence.objects.count() == 1


def test_a_revision_may_not_take_what_is_another_piece(report, analyst):
    other = service.add(kind="press", title="报道", by=analyst, at=AT, url="https://example.org/press")
    with pytest.raises(AlreadyHere):
        service.revise(evidence=other, by=analyst, at=LATER, reason="x", url=URL)


def test_who_may_see_it_is_changed_for_all_revisions(report, analyst):
    second = service.revise(evidence=report, by=analyst, at=LATER, reason="更正。", title="甲")
    service.revise(evidence=second, by=analyst, at=LATER, reason="含个人资料。", access=EvidenceAccess.STAFF)
    assert set(Evidence.objects.values_list("access", flat=True)) == {"staff"}
    assert [event.object_key for event in events("evidence.access")] == [second.slug, report.slug]


# Withdrawing ---------------------------------------------------------------------------------------------------------
def test_a_withdrawn_piece_is_not_offered_and_not_lost(report, analyst):
    service.withdraw(evidence=report, by=analyst, at=LATER, reason="登错。")
    report.refresh_from_db()
    assert report.withdrawn_at == LATER and not Evidence.objects.in_use().exists()
    (event,) = events("evidence.withdrawn")
    assert (event.before["withdrawn_at"], event.reason) == (None, "登错。") and event.after["withdrawn_at"]


def test_what_is_withdrawn_is_neither_revised_nor_withdrawn_again_and_may_be_added_anew(report, analyst):
    service.withdraw(evidence=report, by=analyst, at=LATER, reason="登错。")
    with pytest.raises(ValidationError, match="withdrawn"):
        service.revise(evidence=report, by=analyst, at=LATER, reason="x", title="甲")
    with pytest.raises(ValidationError, match="withdrawn"):
        service.withdraw(evidence=report, by=analyst, at=LATER, reason="x")
    assert service.add(kind="law", title="法律", by=analyst, at=LATER, url=URL).pk != report.pk


def test_a_revision_that_was_followed_is_not_withdrawn(report, analyst):
    service.revise(evidence=report, by=analyst, at=LATER, reason="x", title="甲")
    with pytest.raises(ValidationError, match="revision 2"):
        service.withdraw(evidence=report, by=analyst, at=LATER, reason="x")


# Commitments ---------------------------------------------------------------------------------------------------------
def test_a_confirmed_commitment_is_evidence_issued_by_its_actor_and_made_once(analyst):
    store_text()
    store_record()
    row = confirm(SHARING, analyst)
    made = service.of_commitment(commitment=row, by=analyst, at=AT)
    assert (made.kind, made.issuer.code, made.commitment, made.published_on) == ("commitment", "JPN", row, row.document.adopted_on)
    assert service.of_commitment(commitment=row, by=analyst, at=LATER) == made
    make_submission((obligation("9101(2032)/1/1"), "JPN"), analyst, proofs=(Proof(made, "第1句"),))


def test_a_commitment_that_nobody_confirmed_is_no_evidence(analyst):
    store_text()
    store_record()
    with pytest.raises(ValidationError, match="Confirm it first"):
        service.of_commitment(commitment=commitment(SHARING), by=analyst, at=AT)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_many_who_revise_at_the_same_moment_one_succeeds_and_the_others_are_told(analyst):
    make_vocabulary()
    piece = service.add(kind="law", title="法律", by=analyst, at=AT, url=URL)
    results = in_threads(lambda n: service.revise(evidence=piece, by=analyst, at=LATER, reason="x", title=f"标题{n}"), range(4))
    assert sorted(type(result).__name__ for result in results) == ["Evidence", *["ValidationError"] * 3]
    assert Evidence.objects.in_use().count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_commitment_becomes_one_piece_whoever_asks_at_the_same_moment(analyst):
    store_text()
    store_record()
    row = confirm(SHARING, analyst)
    results = in_threads(lambda _: service.of_commitment(commitment=row, by=analyst, at=AT), range(4))
    assert len({result.pk for result in results}) == 1 == Evidence.objects.count()

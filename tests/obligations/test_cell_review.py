"""On the page of a cell: approve or return exactly the version shown, take back, publish, and see what happened."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from obligations.choices import Audience, BatchKind, Opinion, ReviewState, Verdict
from obligations.models import Assessment, Assignment, Batch, Commitment, Document, Event, Evidence, Round, StateAccount, StateComment
from obligations.services import assessments, commitments
from obligations.services.assessments import Cell, Content
from tests.factories import AT, make_approved, make_evidence, make_submission, obligation, store_text
from tests.obligations.stored_records import commitment, store_sample
from tests.obligations.test_cell_page import KEY, address, cell, sent

pytestmark = pytest.mark.django_db

DAY = date(2024, 1, 31)
MEASURE, PLEDGE = "420万美元", "3500万挪威克朗"  # words of a measure and of a pledge in the sample record


@pytest.fixture
def document(db: None) -> Document:
    return store_text()


@pytest.fixture
def reviews(client: Client, reviewer: User) -> Client:
    client.force_login(reviewer)
    return client


@pytest.fixture
def author(make_user: Callable[..., User]) -> User:
    user = make_user("author", groups=["analyst"], is_staff=True)
    Assignment.objects.create(user=user, made_at=AT)
    return user


def decide(client: Client, version: Assessment, do: str = "approve", **more: str) -> Any:
    return client.post(address(), {"what": "review", "version": version.pk, "do": do, **more}, HTTP_ACCEPT_LANGUAGE="en")


def state_of(version: Assessment) -> str:
    return Assessment.objects.get(pk=version.pk).state


# Review --------------------------------------------------------------------------------------------------------------
def test_the_version_shown_is_approved_and_shown_to_nobody_yet(reviews: Client, document: Document, author: User) -> None:
    version = make_submission(cell(), author)
    assert [shown.version for shown in reviews.get(address()).context["reviewed"]] == [version]
    assert decide(reviews, version).status_code == 302
    approved = Assessment.objects.get()
    assert (approved.state, approved.audience) == (ReviewState.APPROVED, Audience.STAFF)


def test_a_version_is_returned_with_its_note_and_taken_up_again(reviews: Client, client: Client, document: Document, author: User) -> None:
    version = make_submission(cell(), author, as_of=DAY)
    assert decide(reviews, version, "return").context["refused"]
    decide(reviews, version, "return", note="请注明页码。")
    assert state_of(version) == ReviewState.RETURNED
    client.force_login(author)
    assert "请注明页码。" in client.get(address()).content.decode()
    client.post(address(), {"what": "take-up", "version": version.pk})
    draft = Assessment.objects.get(version=2)
    assert (draft.state, draft.continues, draft.links.count()) == (ReviewState.DRAFT, version, 1)
    assert client.get(address()).context["open_versions"] == []


def test_a_recalled_version_is_not_approved_and_the_note_comes_back(reviews: Client, document: Document, author: User) -> None:
    version = make_submission(cell(), author)
    assessments.discard(version=version, by=author, at=AT)
    page = decide(reviews, version, note="很好。")
    assert "Taken back by its author" in page.context["refused"][0] and "很好。" in page.content.decode()
    assert state_of(version) == ReviewState.DISCARDED


def test_a_version_that_another_one_overtook_is_not_approved(reviews: Client, document: Document, author: User, analyst: User) -> None:
    old = make_submission(cell(), author)
    make_approved(cell(), analyst)
    page = decide(reviews, old)
    assert "Version 2 was approved since version 1 was written" in page.context["refused"][0]
    assert page.context["reviewed"][0].is_behind


def test_nobody_reviews_their_own(client: Client, document: Document, make_user: Callable[..., User]) -> None:
    both = make_user("both", groups=["analyst", "reviewer"], is_staff=True)
    Assignment.objects.create(user=both, made_at=AT)
    client.force_login(both)
    version = make_submission(cell(), both)
    assert client.get(address()).context["reviewed"] == []
    assert decide(client, version).context["refused"] and state_of(version) == ReviewState.SUBMITTED


def test_an_analyst_approves_nothing(client: Client, document: Document, author: User, analyst: User) -> None:
    version = make_submission(cell(), author)
    client.force_login(analyst)
    assert decide(client, version).context["refused"] and state_of(version) == ReviewState.SUBMITTED


def test_a_submission_is_recalled_and_is_a_draft_again(client: Client, document: Document, author: User) -> None:
    version = make_submission(cell(), author, as_of=DAY)
    client.force_login(author)
    assert client.get(address()).context["open_versions"][0].may_recall
    client.post(address(), {"what": "recall", "version": version.pk})
    draft = Assessment.objects.get(version=2)
    assert (state_of(version), draft.state, draft.continues) == (ReviewState.DISCARDED, ReviewState.DRAFT, version)


def test_recalling_leaves_another_draft_as_it_is(client: Client, document: Document, author: User) -> None:
    version = make_submission(cell(), author, as_of=DAY)
    assessments.save_draft(cell=cell(), content=Content("partial", "另一稿", DAY), by=author, at=AT)
    client.force_login(author)
    client.post(address(), {"what": "recall", "version": version.pk})
    assert list(Assessment.objects.order_by("version").values_list("state", flat=True)) == ["discarded", "draft"]
    assert client.post(address(), {"what": "take-up", "version": version.pk}).context["refused"]


def test_what_was_approved_in_the_meantime_is_compared_after_taking_up(client: Client, document: Document, author: User, analyst: User) -> None:
    version = make_submission(cell(), author, as_of=DAY)
    make_approved(cell(), analyst, summary="已批准")
    client.force_login(author)
    client.post(address(), {"what": "recall", "version": version.pk})
    assert client.get(address()).context["collision"]


def test_an_approval_is_withdrawn_with_a_reason(reviews: Client, document: Document, author: User) -> None:
    version = make_approved(cell(), author)
    assert reviews.post(address(), {"what": "withdraw", "version": version.pk, "reason": " "}).context["refused"]
    reviews.post(address(), {"what": "withdraw", "version": version.pk, "reason": "来源有误。"})
    assert state_of(version) == ReviewState.WITHDRAWN


# Publication ---------------------------------------------------------------------------------------------------------
def test_a_version_is_published_to_one_audience_after_the_other_and_narrowed(reviews: Client, document: Document, author: User) -> None:
    version = make_approved(cell(), author, audience=Audience.STAFF)
    for audience in (Audience.STATE, Audience.READERS, Audience.PUBLIC):
        assert reviews.post(address(), {"what": "publish", "version": version.pk, "audience": audience}).status_code == 302
        assert Assessment.objects.get().audience == audience
    refused = reviews.post(address(), {"what": "narrow", "narrowing": f"{version.pk}:state", "reason": ""})
    assert refused.context["refused"]
    reviews.post(address(), {"what": "narrow", "narrowing": f"{version.pk}:state", "reason": "先请该国确认。"})
    assert Assessment.objects.get().audience == Audience.STATE


def test_each_button_says_before_what_it_will_do(reviews: Client, document: Document, author: User) -> None:
    make_approved(cell(), author, audience=Audience.READERS)
    make_approved(cell(), author, audience=Audience.STAFF)
    state, readers, public = reviews.get(address(), HTTP_ACCEPT_LANGUAGE="en").context["audiences"]
    assert "version 2 in place of version 1" in state.effect and "No account" in state.effect
    assert (readers.version.version, public.version) == (1, None) and "asks everybody to log in" in public.effect


def test_a_round_that_asks_the_state_first_is_kept_to(reviews: Client, document: Document, author: User, reader: User) -> None:
    StateAccount.objects.create(user=reader, actor=cell().actor)
    dates = {"opens_on": date(2020, 1, 1), "closes_on": date(2040, 1, 1), "made_at": AT}
    running = Round.objects.create(name="第一轮", slug="r1", made_by=author, **dates)
    running.states.add(cell().actor)
    running.obligations.add(obligation(KEY))
    version = make_approved(cell(), author, audience=Audience.STAFF)
    assert "第一轮" in reviews.get(address()).context["audiences"][1].effect
    assert reviews.post(address(), {"what": "publish", "version": version.pk, "audience": "readers"}).context["refused"]
    reviews.post(address(), {"what": "publish", "version": version.pk, "audience": "state"})
    assert reviews.post(address(), {"what": "publish", "version": version.pk, "audience": "readers"}).status_code == 302


def test_an_audience_that_is_none_is_refused(reviews: Client, document: Document, author: User) -> None:
    version = make_approved(cell(), author, audience=Audience.STAFF)
    for data in ({"what": "publish", "version": version.pk, "audience": "x"}, {"what": "narrow", "narrowing": "x", "reason": "y"}):
        assert reviews.post(address(), data).context["refused"]


# What happened -------------------------------------------------------------------------------------------------------
def test_the_state_s_own_words_stand_beside_the_status(reviews: Client, document: Document, author: User) -> None:
    version = make_approved(cell(), author)
    words = {"text": "我国已于三月立法。", "received_on": DAY, "by": author, "at": AT}
    StateComment.objects.create(assessment=version, actor=version.actor, **words)
    assert "我国已于三月立法。" in reviews.get(address()).content.decode().partition('id="standing"')[2].partition("</section>")[0]


def test_versions_show_what_differs_from_the_one_before(reviews: Client, document: Document, author: User) -> None:
    make_approved(cell(), author, summary="第一份。")
    make_approved(cell(), author, summary="第二份。")
    second, first = reviews.get(address()).context["versions"]
    assert [row.name for row in second.rows][:2] == ["summary", "proofs"]
    assert [side.text for side in second.rows[0].sides] == ["第一份。", "第二份。"]
    assert {row.name for row in first.rows} == {"status", "summary", "proofs", "as_of"}


def test_the_history_names_what_happened_and_the_batch(reviews: Client, document: Document, author: User) -> None:
    batch = Batch.objects.create(id=uuid4(), kind=BatchKind.PASTE, description="十国同文", by=author, at=AT)
    content = Content("partial", "摘要。", DAY)
    assessments.save_draft(cell=cell(), content=content, by=author, at=AT, batch=batch)
    assessments.save_draft(cell=cell(), content=Content("partial", "改后。", DAY), by=author, at=AT, revision=1)
    newest, first = reviews.get(address(), HTTP_ACCEPT_LANGUAGE="en").context["history"]
    assert (newest.action, newest.what, first.batch) == ("Draft saved", "changed: Summary", batch)
    assert "十国同文" in reviews.get(address()).content.decode()


def test_what_the_server_saved_the_browser_is_told_to_forget(client: Client, document: Document, analyst: User) -> None:
    client.force_login(analyst)
    page = client.get(address())
    answer = client.post(address(), sent(page, summary="已存"))
    assert answer.cookies["kept_forms"].value == f"{analyst.pk}%2Fcell%2F9101-2032-2-a-1%2FJPN"
    refused = client.post(address(), sent(client.get(address()), as_of="x"))
    assert "kept_forms" not in refused.cookies and "data-keep-back" in refused.content.decode()


# Commitments ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def record(db: None) -> Document:
    """The sample record, after the resolution it adopts."""
    store_sample("S-RES-9004-2032.txt")
    return store_sample("S-PV-9901.txt")


def confirmed(words: str, by: User) -> Commitment:
    commitments.decide(commitment=commitment(words), verdict=Verdict.ACCEPT, by=by, at=AT)
    return commitment(words)


def cell_of(row: Commitment) -> str:
    assert row.actor is not None
    return reverse("admin:obligations_cell", args=[row.slug, row.actor.code])


def test_a_commitment_is_followed_up_on_a_page_of_the_same_kind(client: Client, record: Document, analyst: User, reviewer: User) -> None:
    client.force_login(analyst)
    row = confirmed(PLEDGE, analyst)
    page = client.get(reverse("admin:obligations_commitment_change", args=[row.pk]))
    assert page.context["cell_address"] == cell_of(row)
    page = client.get(cell_of(row), HTTP_ACCEPT_LANGUAGE="en")
    assert "takes it back" in page.content.decode() and "mark-sentence" in page.content.decode()
    client.post(cell_of(row), sent(page, do="submit", status="open", summary="尚无后续。", sources="会议记录"))
    made = row.assessments.get()
    assert made.state == ReviewState.SUBMITTED
    client.force_login(reviewer)
    client.post(cell_of(row), {"what": "review", "version": made.pk, "do": "approve"})
    assert state_of(made) == ReviewState.APPROVED


def test_a_commitment_that_is_not_confirmed_has_no_form(client: Client, record: Document, analyst: User) -> None:
    client.force_login(analyst)
    page = client.get(cell_of(commitment(PLEDGE)))
    assert page.context["why_not"] and 'id="draft-form"' not in page.content.decode()
    assert client.get(reverse("admin:obligations_cell", args=[commitment(PLEDGE).slug, "JPN"])).status_code == 404


def test_only_the_states_own_statement_takes_a_commitment_back(client: Client, record: Document, analyst: User) -> None:
    client.force_login(analyst)
    row = confirmed(PLEDGE, analyst)
    others, own = make_evidence(analyst), make_evidence(analyst, issuer=row.actor)
    for piece, states in ((others, []), (own, ["submitted"])):
        data = sent(client.get(cell_of(row)), do="submit", status="withdrawn", summary="收回。", proofs=[(piece.slug, "第1页", "")])
        client.post(cell_of(row), data)
        assert list(row.assessments.values_list("state", flat=True)) == states


def test_a_confirmed_measure_becomes_evidence_in_one_step(client: Client, record: Document, analyst: User) -> None:
    client.force_login(analyst)
    row = confirmed(MEASURE, analyst)
    best = row.ties.select_related("obligation").first()
    assert best is not None
    commitments.decide_tie(commitment=row, obligation=best.obligation, verdict=Verdict.ACCEPT, by=analyst, at=AT)
    page = reverse("admin:obligations_commitment_change", args=[row.pk])
    shown = client.get(page).context["ties"]
    assert [tie.tie.obligation for tie in shown if tie.is_evidence] == [best.obligation]
    for _again in range(2):  # the same piece, however often
        answer = client.post(page, {"what": "evidence", "obligation": best.obligation_id})
    piece = Evidence.objects.get()
    assert (piece.issuer, piece.commitment, piece.kind) == (row.actor, row, "commitment")
    first = client.get(answer["Location"].partition("#")[0]).context["sheet"].shown
    assert (first.proofs[0]["evidence"], first.values["status"]) == (f"{piece.slug} · {piece.title}", "")
    assert "8" in first.proofs[0]["locator"] and first.proofs[0]["remark"] in row.text
    assert first.values["as_of"] == record.adopted_on.isoformat() and not Assessment.objects.exists()


def test_what_is_no_confirmed_measure_is_no_evidence(client: Client, record: Document, analyst: User) -> None:
    client.force_login(analyst)
    tie = commitment(MEASURE).ties.all()[0]
    page = reverse("admin:obligations_commitment_change", args=[tie.commitment_id])
    for key in (str(tie.obligation_id), "x", ""):
        assert client.post(page, {"what": "evidence", "obligation": key}).context["refused"]
    assert not Evidence.objects.exists() and tie.opinion == Opinion.SUGGESTED


def test_everything_the_page_writes_is_in_the_log(reviews: Client, document: Document, author: User, reviewer: User) -> None:
    version = make_submission(cell(), author)
    decide(reviews, version)
    reviews.post(address(), {"what": "publish", "version": version.pk, "audience": "state"})
    written = Event.objects.filter(object_key=Cell.of(version).key, by=reviewer).values_list("action", flat=True)
    assert list(written) == ["assessment.published", "assessment.approved"]

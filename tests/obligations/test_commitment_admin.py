"""What staff do with meetings and commitments in the admin: find, decide one after the other, tie."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from obligations.choices import Opinion, Verdict
from obligations.models import Commitment, CommitmentDecision, Document, Obligation, Tie
from obligations.services import commitments
from obligations.services.assessments import Cell
from tests.factories import AT, StoreOnce, make_approved
from tests.obligations.stored_records import commitment, store_adoption, store_sample

pytestmark = pytest.mark.django_db

LIST = "/admin/obligations/commitment/"
QUEUE = "/admin/obligations/commitment/queue/"
PLEDGE, MEASURE, OTHER = "3500万挪威克朗", "420万美元", "举办了培训班"  # words of a pledge and of two measures


@pytest.fixture(scope="module")
def stored(store_once: StoreOnce) -> None:
    """The sample record, after the resolution it adopts."""
    store_once(store_adoption)


@pytest.fixture
def record(db: None, stored: None) -> Document:
    """The record."""
    return Document.objects.get(symbol="S/PV.9901")


@pytest.fixture
def staff(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


def address(words: str) -> str:
    return reverse("admin:obligations_commitment_change", args=[commitment(words).pk])


def found(client: Client, **query: str) -> set[str]:
    """The keys of the commitments that the list shows."""
    response = client.get(LIST, query)
    return {row.key for row in response.context["cl"].result_list}


def settle(words: str, verdict: Verdict, by: User) -> Commitment:
    commitments.decide(commitment=commitment(words), verdict=verdict, by=by, at=AT)
    return commitment(words)


def decision(words: str, verdict: str = "accept", **more: str) -> dict[str, str]:
    """What the browser sends from the page as it is now."""
    return {"what": "decide", "verdict": verdict, "seen": commitment(words).opinion, **more}


def has_inline_code(html: str) -> bool:
    return " style=" in html or "<script>" in html or " onclick=" in html


# Meetings ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("words", "count"), [("9901", 1), ("维持 和平", 1), ("挪威", 1), ("守則", 1), ("没有这个词", 0)])
def test_meetings_are_found_by_symbol_agenda_and_speech(staff: Client, record: Document, words: str, count: int) -> None:
    assert staff.get("/admin/obligations/meeting/", {"q": words}).context["cl"].result_count == count


def test_a_meeting_shows_speeches_votes_and_commitments(staff: Client, record: Document) -> None:
    row = staff.get("/admin/obligations/meeting/").context["cl"].result_list[0]
    assert (row.speeches_n, row.votes_n, row.commitments_n, row.waiting_n, row.problems_n) == (14, 1, 17, 17, 0)
    response = staff.get(reverse("admin:obligations_meeting_change", args=[record.record.pk]))
    html = response.content.decode()
    assert len(response.context["speeches"]) == 14 and 'id="speech-14"' in html
    assert [(cast.choice, len(cast.states), cast.stated) for cast in response.context["polls"][0].choices][0] == ("in_favour", 15, 15)
    assert address(PLEDGE) in html and not has_inline_code(html)


def test_numbers_that_differ_are_said_beside_the_list(staff: Client) -> None:
    document = store_sample("S-PV-9901.txt", was="15票赞成", becomes="14票赞成")
    html = staff.get(reverse("admin:obligations_meeting_change", args=[document.record.pk]), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "The announced number and the list differ" in html and "<td>14</td><td>15</td>" in html


def test_a_meeting_is_only_read(staff: Client, record: Document) -> None:
    assert staff.post(reverse("admin:obligations_meeting_change", args=[record.record.pk]), {"agenda": "x"}).status_code == 403
    assert staff.get("/admin/obligations/meeting/999999/change/").status_code == 404


# The list ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 17),
        ({"document": "S-PV-9901"}, 17),
        ({"document": "S-PV-1"}, 0),
        ({"kind__exact": "measure"}, 7),
        ({"opinion__exact": "suggested"}, 17),
        ({"opinion__exact": "confirmed"}, 0),
        ({"actor": "NOR"}, 1),
        ({"currency": "USD"}, 1),
        ({"currency": "none"}, 15),
        ({"subject": "no_such_area"}, 0),
        ({"q": "PV.9901/c1"}, 9),
        ({"q": "克朗"}, 1),
        ({"q": "克 朗"}, 1),
        ({"q": "海厄达尔"}, 1),
        ({"q": "'%_"}, 0),
    ],
)
def test_commitments_are_filtered_and_found_by_two_characters(staff: Client, record: Document, query: dict[str, str], count: int) -> None:
    assert len(found(staff, **query)) == count


def test_commitments_are_filtered_by_subject_once_each(staff: Client, record: Document) -> None:
    area = commitment(MEASURE).subjects.all()[0].code
    expected = Commitment.objects.filter(subjects__code=area).distinct().values_list("key", flat=True)
    assert found(staff, subject=area) == set(expected)


def test_an_amount_stands_with_its_currency(staff: Client, record: Document) -> None:
    html = staff.get(LIST, {"actor": "NOR"}).content.decode()
    assert "NOK 35,000,000" in html


def test_a_condition_stands_in_the_title(staff: Client, record: Document) -> None:
    Commitment.objects.filter(pk=commitment(PLEDGE).pk).update(condition="如有必要")
    with override("en"):
        assert staff.get(address(PLEDGE), HTTP_ACCEPT_LANGUAGE="en").context["heading"] == "Stated intention (如有必要)"
    assert "(如有必要)" in staff.get(LIST, {"actor": "NOR"}).content.decode()


def test_others_have_no_list_no_queue_and_no_page(client: Client, record: Document, reader: User, make_user: Callable[..., User]) -> None:
    addresses = [LIST, QUEUE, address(PLEDGE), "/admin/obligations/meeting/"]
    client.force_login(reader)
    assert {client.get(one).status_code for one in addresses} == {302}
    client.force_login(make_user("somebody", groups=["reader"], is_staff=True))
    assert {client.get(one).status_code for one in addresses} == {403}
    assert client.post(QUEUE, {"commitment": commitment(PLEDGE).slug, "verdict": "accept", "seen": "suggested"}).status_code == 403
    assert client.post(address(PLEDGE), decision(PLEDGE)).status_code == 403
    assert not CommitmentDecision.objects.exists()


# The queue -----------------------------------------------------------------------------------------------------------
def decide_shown(client: Client, response: Any, verdict: str, **more: str) -> Any:
    """Press a button of the queue's form as it is shown, and follow to the next."""
    shown = response.context["commitment"]
    sent = {"commitment": shown.slug, "verdict": verdict, "seen": response.context["form"].initial["seen"], **more}
    return client.post(response.context["here"], sent, follow=True)


def test_the_queue_goes_from_one_to_the_next_in_the_order_of_the_record(staff: Client, record: Document) -> None:
    response, seen = staff.get(QUEUE), []
    while response.context.get("commitment"):
        seen.append(response.context["commitment"].key)
        response = decide_shown(staff, response, "accept" if len(seen) % 2 else "reject")
    assert seen == [f"PV.9901/c{number}" for number in range(1, 18)]
    assert (response.context["done"], response.context["total"]) == (17, 17)
    assert Commitment.objects.confirmed().count() == 9
    assert "queue-empty" in response.content.decode()


def test_the_sentence_is_marked_in_its_speech(staff: Client, record: Document) -> None:
    response = staff.get(QUEUE)
    row, pieces = response.context["commitment"], response.context["pieces"]
    assert [piece.text for piece in pieces if "sentence" in piece.kinds] == [row.text]
    assert "".join(piece.text for piece in pieces) == row.speech.text
    html = response.content.decode()
    assert 'aria-keyshortcuts="a"' in html and 'aria-keyshortcuts="r"' in html and "obligations/commitments.js" in html
    assert row.rule in html and not has_inline_code(html)
    assert "unsafe" not in response["Content-Security-Policy"]


def test_a_skipped_one_comes_again_at_the_end(staff: Client, record: Document) -> None:
    first = staff.get(QUEUE).context["commitment"]
    response = staff.get(staff.get(QUEUE).context["skip"])
    assert response.context["commitment"].key == "PV.9901/c2"
    while response.context["commitment"] != first:
        response = decide_shown(staff, response, "accept")
    assert Commitment.objects.suggested().get() == first


def test_the_filters_stay_while_one_goes_on(staff: Client, record: Document) -> None:
    response, seen = staff.get(QUEUE, {"kind": "measure", "document": "S-PV-9901"}), []
    while response.context.get("commitment"):
        seen.append(response.context["commitment"].kind)
        response = decide_shown(staff, response, "accept", reason="原文如此。")
    assert seen == ["measure"] * 7
    assert set(CommitmentDecision.objects.values_list("reason", flat=True)) == {"原文如此。"}


@pytest.mark.parametrize("query", [{"kind": "x"}, {"after": "nowhere"}, {"commitment": "\x00"}, {"actor": "\x00"}])
def test_nonsense_in_the_address_does_no_harm(staff: Client, record: Document, query: dict[str, str]) -> None:
    assert staff.get(QUEUE, query).context["commitment"].key == "PV.9901/c1"


def test_what_a_colleague_decided_meanwhile_stays(staff: Client, record: Document, reviewer: User) -> None:
    response = staff.get(QUEUE)
    shown = response.context["commitment"]
    commitments.decide(commitment=shown, verdict=Verdict.REJECT, by=reviewer, at=AT)
    response = decide_shown(staff, response, "accept")
    assert response.context["commitment"].key == "PV.9901/c2" and len(list(response.context["messages"])) == 1
    assert Commitment.objects.get(pk=shown.pk).opinion == Opinion.REJECTED


def test_a_post_without_verdict_or_commitment_decides_nothing(staff: Client, record: Document) -> None:
    assert staff.post(QUEUE, {"commitment": commitment(PLEDGE).slug, "seen": "suggested"}).context["form"].errors
    assert staff.post(QUEUE, {"commitment": "x", "verdict": "accept"}).status_code == 404
    assert not CommitmentDecision.objects.exists()


# The page: decide ----------------------------------------------------------------------------------------------------
def test_a_commitment_is_accepted_and_rejected_again_with_a_reason(staff: Client, record: Document, analyst: User) -> None:
    assert staff.post(address(PLEDGE), decision(PLEDGE)).status_code == 302
    refused = staff.post(address(PLEDGE), decision(PLEDGE, "reject"))
    assert "reason" in refused.context["decide_form"].errors and commitment(PLEDGE).opinion == Opinion.CONFIRMED
    assert staff.post(address(PLEDGE), decision(PLEDGE, "reject", reason="只是愿望。")).status_code == 302
    made = CommitmentDecision.objects.order_by("pk").values_list("verdict", "by__username", "reason")
    assert list(made) == [("accept", "analyst", ""), ("reject", "analyst", "只是愿望。")]
    assert "只是愿望。" in staff.get(address(PLEDGE)).content.decode()


def test_a_stale_page_decides_nothing(staff: Client, record: Document, reviewer: User) -> None:
    stale = decision(PLEDGE)
    settle(PLEDGE, Verdict.REJECT, reviewer)
    assert staff.post(address(PLEDGE), stale).context["decide_form"].non_field_errors()
    assert commitment(PLEDGE).opinion == Opinion.REJECTED


def test_the_same_again_and_nonsense_are_refused(staff: Client, record: Document, analyst: User) -> None:
    settle(PLEDGE, Verdict.ACCEPT, analyst)
    assert staff.post(address(PLEDGE), decision(PLEDGE)).context["decide_form"].non_field_errors()
    assert staff.post(address(PLEDGE), decision(PLEDGE, "set")).context["decide_form"].errors
    assert staff.post(address(PLEDGE), {"what": "x"}).status_code == 403
    assert staff.get(LIST + "999999/change/").status_code == 404


# The page: ties ------------------------------------------------------------------------------------------------------
def test_suggested_ties_are_ranked_and_confirmed_or_rejected(staff: Client, record: Document, analyst: User) -> None:
    shown = staff.get(address(MEASURE)).context["ties"]
    assert shown and [row.tie.score for row in shown] == sorted((row.tie.score for row in shown), reverse=True)
    assert all(row.reason for row in shown)
    sent = {"what": "ties", "ties-accept": shown[0].button, "ties-reason": "同一件事。"}
    assert staff.post(address(MEASURE), sent).status_code == 302
    made = Tie.objects.get(pk=shown[0].tie.pk)
    assert (made.opinion, made.by) == (Opinion.CONFIRMED, analyst)
    assert staff.post(address(MEASURE), {**sent, "ties-accept": "", "ties-reject": shown[0].button}).context["ties_form"].non_field_errors()
    again = staff.get(address(MEASURE)).context["ties"][0]
    assert staff.post(address(MEASURE), {"what": "ties", "ties-reject": again.button}).status_code == 302
    assert Tie.objects.get(pk=shown[0].tie.pk).opinion == Opinion.REJECTED


@pytest.mark.parametrize("button", ["", "x", "999999-suggested", "²-suggested"])
def test_a_button_that_stands_for_no_tie_is_refused(staff: Client, record: Document, button: str) -> None:
    response = staff.post(address(MEASURE), {"what": "ties", "ties-accept": button})
    assert response.context["ties_form"].non_field_errors()


def test_another_obligation_is_found_by_words_and_tied_with_a_reason(staff: Client, record: Document) -> None:
    query = {"app_label": "obligations", "model_name": "tie", "field_name": "obligation", "term": "儿童"}
    offered = staff.get("/admin/autocomplete/", query).json()["results"]
    assert [row["text"] for row in offered] == list(Obligation.objects.tracked().filter(text__search__contains="儿童").values_list("key", flat=True))
    known = set(commitment(OTHER).ties.values_list("obligation_id", flat=True))
    new = next(row["id"] for row in offered if int(row["id"]) not in known)
    sent = {"what": "add-tie", "tie-obligation": new}
    assert "reason" in staff.post(address(OTHER), sent).context["add_tie_form"].errors
    assert staff.post(address(OTHER), {**sent, "tie-reason": "同为儿童保护。"}).status_code == 302
    made = commitment(OTHER).ties.get(obligation=new)
    assert (made.opinion, made.basis, made.reason) == (Opinion.CONFIRMED, "changed", "同为儿童保护。")


def test_an_act_that_asks_nobody_is_not_tied(staff: Client, record: Document) -> None:
    untracked = Obligation.objects.filter(tracked=False)[0]
    response = staff.post(address(OTHER), {"what": "add-tie", "tie-obligation": str(untracked.pk), "tie-reason": "x"})
    assert "obligation" in response.context["add_tie_form"].errors


# The page: follow-up -------------------------------------------------------------------------------------------------
def test_follow_up_is_listed_and_leads_to_its_cell(staff: Client, record: Document, analyst: User) -> None:
    row = settle(PLEDGE, Verdict.ACCEPT, analyst)
    assert row.actor is not None
    cell = Cell(row.actor, commitment=row)
    for status in ("open", "reported_done"):
        make_approved(cell, analyst, status=status, as_of=date(2026, 1, 31))
    page = staff.get(address(PLEDGE), HTTP_ACCEPT_LANGUAGE="en")
    second, first = page.context["versions"]
    assert (second.status, second.based_on, second.as_of, second.actor.code) == ("reported_done", first, date(2026, 1, 31), "NOR")
    html = page.content.decode()
    assert page.context["cell_address"] in html and 'class="disclaimer"' in html


def test_what_is_not_confirmed_leads_to_no_cell_and_a_reviewer_decides(client: Client, record: Document, reviewer: User) -> None:
    client.force_login(reviewer)
    assert client.get(address(PLEDGE)).context["cell_address"] == ""
    assert client.post(address(PLEDGE), decision(PLEDGE)).status_code == 302
    assert client.get(address(PLEDGE)).context["cell_address"]


# Cost ----------------------------------------------------------------------------------------------------------------
def test_pages_cost_the_same_whatever_they_show(staff: Client, record: Document) -> None:
    def questions(asked_for: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert staff.get(asked_for).status_code == 200
        return len(asked)

    short = store_sample("S-PV-9902.txt")
    meeting = "admin:obligations_meeting_change"
    questions(QUEUE)  # the first page of a session asks who that is
    assert questions(reverse(meeting, args=[record.record.pk])) == questions(reverse(meeting, args=[short.record.pk])) <= 20
    assert questions(address(MEASURE)) <= 30
    assert questions(QUEUE) == questions(f"{QUEUE}?document=S-PV-9902") <= 20

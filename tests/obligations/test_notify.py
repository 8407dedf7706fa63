"""The daily digest: what is due, returned, waiting, assigned and answered, once to everybody who has something to hear."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from obligations.models import Actor, Event
from obligations.services import assignments, comments, review
from tests.factories import AT, make_approved, make_evidence, make_submission, obligation, second_reviewer, store_text

pytestmark = pytest.mark.django_db
ON = AT.date()


@pytest.fixture
def row():
    store_text()
    return obligation("9101(2032)/1/1")


@pytest.fixture(autouse=True)
def addresses(request, analyst, reviewer):
    for user in (analyst, reviewer):
        user.email = f"{user.username}@example.org"
        user.save()


def notify(**options):
    out = StringIO()
    call_command("notify", on=options.pop("on", ON), language="en", stdout=out, **options)
    return out.getvalue()


def mail_to(name):
    return "\n".join(sent.body for sent in mail.outbox if sent.to == [f"{name}@example.org"])


def test_what_was_returned_is_told_with_its_note_and_a_link(row, analyst, reviewer):
    review.send_back(version=make_submission((row, "JPN"), analyst), note="请注明条款。", by=reviewer, at=AT)
    notify()
    assert "Returned to you (1)" in mail_to("analyst") and "请注明条款。" in mail_to("analyst")
    assert "/admin/obligations/assessment/cell/9101-2032-1-1/JPN/" in mail_to("analyst")


def test_what_waits_for_review_is_told_to_reviewers_and_not_to_its_author(row, analyst):
    make_submission((row, "JPN"), analyst)
    notify()
    assert "Waiting for your review (1)" in mail_to("reviewer") and "Waiting for your review" not in mail_to("analyst")


@pytest.mark.parametrize(("days", "told"), [(13, True), (15, False)])
def test_reviews_are_announced_so_many_days_ahead(row, analyst, days, told):
    make_approved((row, "JPN"), analyst, review_after=ON + timedelta(days=days))
    notify(within=14)
    assert ("Due for review (1)" in mail_to("analyst")) is told


def test_a_status_on_expired_evidence_is_due_for_review(row, analyst):
    version = make_approved((row, "JPN"), analyst)
    version.links.get().evidence.__class__.objects.update(expires_on=ON)
    notify()
    assert "Due for review (1)" in mail_to("analyst")


def test_reviews_outside_ones_assignment_are_not_told(row, analyst, admin):
    make_approved((row, "JPN"), analyst, review_after=ON)
    assignments.end(assignment=analyst.assignments.get(), by=admin, at=AT)
    assignments.assign(user=analyst, states=Actor.objects.filter(code="NOR"), by=admin, at=AT)
    notify()
    assert "Due for review" not in mail_to("analyst") and "Assigned to you (1)" in mail_to("analyst")


def test_an_answer_is_told_to_who_asked(row, analyst, reviewer):
    first = comments.say(text="请核对。", by=analyst, at=AT, obligation=row)
    comments.answer(comment=first, text="已核对。", by=reviewer, at=AT)
    notify()
    assert "Answers to your comments (1)" in mail_to("analyst") and "Answers" not in mail_to("reviewer")


def test_due_dates_ahead_are_told(row):
    notify(on=date(2032, 10, 10))
    assert "Due dates ahead (1)" in mail_to("analyst")


def test_nobody_gets_the_mail_twice(row, analyst):
    make_submission((row, "JPN"), analyst)
    notify()
    sent = len(mail.outbox)
    assert "already sent" in notify() and len(mail.outbox) == sent
    notify(again=True)
    assert len(mail.outbox) > sent


def test_a_dry_run_sends_nothing(row, analyst):
    make_submission((row, "JPN"), analyst)
    assert "To: reviewer@example.org" in notify(dry_run=True)
    assert not mail.outbox and not Event.objects.filter(action="digest.sent").exists()


def test_who_has_no_address_is_named(row, analyst):
    make_submission((row, "JPN"), analyst)
    second_reviewer()
    assert "second-reviewer: no mail address" in notify()


def test_a_mail_that_cannot_be_sent_stops_no_other_and_is_named(row, analyst, monkeypatch):
    make_submission((row, "JPN"), analyst)

    def refuse(*args, **kwargs):
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr("obligations.management.commands.notify.send_mail", refuse)
    with pytest.raises(CommandError, match="reviewer"):
        notify()


def test_a_long_list_is_counted(row, analyst):
    report = make_evidence(analyst)
    for actor in Actor.objects.states()[:25]:
        make_submission((row, actor), analyst, sources="x", proofs=(), status="no_information", summary=report.title)
    notify()
    assert "Waiting for your review (25)" in mail_to("reviewer") and "… and 5 more" in mail_to("reviewer")

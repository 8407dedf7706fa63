"""Comments are threads for staff only; a thread is resolved, and an answer opens it again."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from obligations.models import Actor, Comment, Event
from obligations.services import comments
from tests.factories import AT, make_submission, obligation, store_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def row():
    store_text()
    return obligation("9101(2032)/1/1")


def say(by, text="请核对页码。", **about):
    return comments.say(text=text, by=by, at=AT, **about)


def test_an_answer_stands_in_the_thread_of_the_first(row, analyst, reviewer):
    first = say(analyst, obligation=row)
    second = comments.answer(comment=first, text="已核对。", by=reviewer, at=AT)
    third = comments.answer(comment=second, text="谢谢。", by=analyst, at=AT)
    assert list(first.answers.all()) == [second, third]


def test_a_resolved_thread_is_opened_by_an_answer(row, analyst, reviewer):
    first = comments.resolve(comment=say(analyst, obligation=row), by=reviewer, at=AT)
    assert not Comment.objects.unresolved().exists()
    comments.answer(comment=first, text="还有一处。", by=analyst, at=AT)
    assert list(Comment.objects.unresolved()) == [first]


def test_a_comment_on_a_version_belongs_to_its_cell(row, analyst):
    made = say(analyst, assessment=make_submission((row, "JPN"), analyst))
    assert (made.obligation, made.actor.code) == (row, "JPN")
    assert Event.objects.get(action="comment.made").object_key == "9101-2032-1-1/JPN"


@pytest.mark.parametrize("persona", ["reader", "outsider"])
def test_nobody_but_staff_comments_or_reads(row, analyst, persona, request):
    user = request.getfixturevalue(persona)
    with pytest.raises(PermissionDenied):
        say(user, obligation=row)
    say(analyst, obligation=row, actor=Actor.objects.get(code="JPN"))
    assert not Comment.objects.visible_to(user).exists()


@pytest.mark.parametrize("text", ["", "  ", "字" * 10_001])
def test_a_comment_without_words_or_too_long_is_refused(row, analyst, text):
    with pytest.raises(ValidationError):
        say(analyst, text=text, obligation=row)


def test_a_comment_is_about_something(analyst):
    with pytest.raises(ValidationError):
        say(analyst)

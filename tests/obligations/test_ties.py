"""Which obligations are compared with what a State said: what is named whatever its age, of all else what was adopted last before."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from obligations.models import Commitment
from obligations.services import ties
from obligations.services.ties import suggest_ties
from tests.factories import RESOLUTION, store_text
from tests.obligations.records import SHARING, commitment, store_record

pytestmark = pytest.mark.django_db
HELD = "2032年4月15日"


def store_resolution(number: int, day: str) -> None:
    """The resolution of `tests.factories` under another number, adopted on another day."""
    store_text(RESOLUTION.replace("9101", str(number)).replace("2032)", f"{day[:4]})").replace(HELD, day), filename=f"{number}.txt")


def suggested() -> set[str]:
    """The documents to whose obligations what Japan said is tied."""
    suggest_ties([commitment(SHARING)])
    return set(commitment(SHARING).ties.values_list("obligation__paragraph__document__symbol", flat=True))


@pytest.fixture
def meeting(analyst: User) -> Commitment:
    """A meeting of April 2032, after two resolutions on its subject and before one."""
    for number, day in ((9001, "2031年5月1日"), (9002, "2031年9月1日"), (9201, "2032年9月1日")):
        store_resolution(number, day)
    store_record()
    return commitment(SHARING)


def test_all_is_compared_where_there_is_little(meeting: Commitment) -> None:
    assert suggested() == {"S/RES/9001 (2031)", "S/RES/9002 (2031)", "S/RES/9201 (2032)"}


@pytest.mark.parametrize(
    ("nearest", "compared"), [(0, set()), (1, {"S/RES/9002 (2031)"}), (2, {"S/RES/9001 (2031)", "S/RES/9002 (2031)"})]
)
def test_of_much_that_is_compared_which_was_adopted_last_before_the_meeting(
    meeting: Commitment, monkeypatch: pytest.MonkeyPatch, nearest: int, compared: set[str]
) -> None:
    monkeypatch.setattr(ties, "NEAREST", nearest)
    assert suggested() == compared


def test_what_is_cited_and_what_the_meeting_adopted_are_compared_whatever_their_age(meeting: Commitment, monkeypatch: pytest.MonkeyPatch) -> None:
    store_resolution(9101, HELD)
    monkeypatch.setattr(ties, "NEAREST", 0)
    assert suggested() == {"S/RES/9101 (2032)"}
    Commitment.objects.filter(pk=meeting.pk).update(text=f"按照第9001(2031)号决议，{meeting.text}")
    assert suggested() == {"S/RES/9001 (2031)", "S/RES/9101 (2032)"}

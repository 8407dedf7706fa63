"""Whether an obligation stands: superseded by staff, with successor and reason; elapsed by its own text's date, never stored."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override

from obligations.choices import Lifecycle, Presence
from obligations.dues.lifecycle import Standing, lifecycle_on
from obligations.models import Event, Obligation
from obligations.services.lifecycle import reinstate, supersede
from tests.factories import AT, RESOLUTION, StoreOnce, obligation, store_text

pytestmark = pytest.mark.django_db

DAY = date(2032, 4, 20)
MANDATE = """第 9401(2032)号决议

安全理事会2032年4月15日第9941次会议通过

安全理事会，

1. 决定将特派团的任务期限延长至2032年9月30日；

2. 决定将下列措施延长至2032年12月31日，敦促会员国：

(a) 登记简易爆炸装置部件的销售；

(b) 在2033年2月1日之前就可疑交易交流信息；
"""


@pytest.fixture(scope="module", autouse=True)
def texts(store_once: StoreOnce) -> None:
    """Three resolutions that say the same, and one with mandates."""
    for text in (*(RESOLUTION.replace("9101", str(number)) for number in (9101, 9102, 9103)), MANDATE):
        store_once(partial(store_text, text))


def row(number: int) -> Obligation:
    return obligation(f"{number}(2032)/1/1")


@pytest.fixture
def superseded(analyst: User) -> Callable[..., Obligation]:
    """Mark one as superseded by another."""

    def mark(number: int = 9101, successor: int = 9102, **fields: Any) -> Obligation:
        given = {"on": DAY, "by": analyst, "at": AT, "reason": "后一决议取代。", **fields}
        return supersede(obligation=row(number), successor=row(successor), **given)

    return mark


def test_an_obligation_is_superseded_with_successor_day_and_reason(superseded: Callable[..., Obligation], analyst: User) -> None:
    given = superseded()
    stored = row(9101)
    for one in (given, stored):
        assert (one.lifecycle, one.successor, one.superseded_on) == (Lifecycle.SUPERSEDED, row(9102), DAY)
    event = Event.objects.get(action="obligation.superseded")
    assert (event.object_key, event.by, event.reason, event.after["successor"]) == (stored.slug, analyst, "后一决议取代。", "9102(2032)/1/1")
    assert event.before["lifecycle"] == "in_force"
    assert stored not in Obligation.objects.tracked()


def test_it_is_reinstated_with_a_reason(superseded: Callable[..., Obligation], analyst: User) -> None:
    given = reinstate(obligation=superseded(), by=analyst, at=AT, reason="误记。")
    for one in (given, row(9101)):
        assert (one.lifecycle, one.successor, one.superseded_on) == (Lifecycle.IN_FORCE, None, None)
    event = Event.objects.get(action="obligation.reinstated")
    assert (event.before["successor"], event.after["successor"]) == ("9102(2032)/1/1", None)
    assert superseded().lifecycle == Lifecycle.SUPERSEDED


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"successor": 9101}, "cannot supersede itself"),
    ({"successor": 9103, "number": 9102}, "is itself superseded"),
    ({"reason": " "}, "Say in a sentence why"),
    ({"on": AT.date() + timedelta(days=1)}, "lies in the future"),
    ({"on": date(2032, 4, 14)}, "before the adoption"),
    ({"number": 9103}, "already superseded by 9101(2032)/1/1"),
]


@pytest.mark.parametrize(("given", "sentence"), REFUSED, ids=[sentence for _given, sentence in REFUSED])
def test_what_does_not_fit_is_refused_with_a_sentence(superseded: Callable[..., Obligation], given: dict[str, Any], sentence: str) -> None:
    superseded(9103, 9101)
    if given.get("number") == 9102:
        superseded(9101, 9102)  # 9103 → 9101 → 9102: the circle would close over two others
    before = Event.objects.count()
    with override("en"), pytest.raises(ValidationError) as refused:
        superseded(**given)
    assert len(refused.value.messages) == 1 and sentence in refused.value.messages[0]
    assert Event.objects.count() == before


def test_what_is_retired_takes_nobodys_place(superseded: Callable[..., Obligation]) -> None:
    Obligation.objects.filter(pk=row(9102).pk).update(presence=Presence.RETIRED)
    with pytest.raises(ValidationError):
        superseded()


def test_taking_back_needs_something_to_take_back_and_a_reason(superseded: Callable[..., Obligation], analyst: User) -> None:
    for target, reason in ((row(9102), "误记。"), (superseded(), "")):
        with pytest.raises(ValidationError):
            reinstate(obligation=target, by=analyst, at=AT, reason=reason)


def test_readers_change_nothing(superseded: Callable[..., Obligation], reader: User) -> None:
    with pytest.raises(PermissionDenied):
        superseded(by=reader)
    with pytest.raises(PermissionDenied):
        reinstate(obligation=superseded(), by=reader, at=AT, reason="误记。")
    assert row(9101).lifecycle == Lifecycle.SUPERSEDED


# On a day -----------------------------------------------------------------------------------------------------------
WHEN = [
    ("9101(2032)/1/1", DAY - timedelta(days=1), Standing.IN_FORCE),
    ("9101(2032)/1/1", DAY, Standing.SUPERSEDED),
    ("9102(2032)/1/1", DAY, Standing.IN_FORCE),
    ("9401(2032)/1/1", date(2032, 9, 30), Standing.IN_FORCE),
    ("9401(2032)/1/1", date(2032, 10, 1), Standing.ELAPSED),
    ("9401(2032)/2(a)/1", date(2032, 12, 31), Standing.IN_FORCE),
    ("9401(2032)/2(a)/1", date(2033, 1, 1), Standing.ELAPSED),
]


@pytest.mark.parametrize(("key", "on", "standing"), WHEN)
def test_one_row_and_the_list_agree_on_what_stands(superseded: Callable[..., Obligation], key: str, on: date, standing: Standing) -> None:
    superseded()
    one = obligation(key)
    assert lifecycle_on(one, on) == standing
    assert (one in Obligation.objects.in_force(on)) == (standing == Standing.IN_FORCE)


def test_elapsed_is_not_stored() -> None:
    assert obligation("9401(2032)/1/1").lifecycle == Lifecycle.IN_FORCE
    assert "elapsed" not in Lifecycle.values


def test_without_a_day_superseded_is_superseded_from_the_beginning() -> None:
    Obligation.objects.filter(pk=row(9101).pk).update(lifecycle=Lifecycle.SUPERSEDED)
    assert lifecycle_on(row(9101), date(2032, 4, 15)) == Standing.SUPERSEDED
    assert row(9101) not in Obligation.objects.in_force(date(2032, 4, 15))

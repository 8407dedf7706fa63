"""Staff say how obligations relate; what the text cites is suggested first; superseding names successor and reason."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from obligations.choices import Lifecycle, RelationKind
from obligations.models import Event, Relation
from obligations.services import relations
from tests.factories import AT, RESOLUTION, obligation, store_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LATER = """第 9105(2032)号决议

安全理事会2032年4月25日第9915次会议通过

安全理事会，

1. 重申第9101(2032)号决议第1段，决定所有国家应防止爆炸物前体落入武装团体手中；

2. 敦促会员国登记简易爆炸装置部件的销售，如第9101(2032)号决议所要求；

3. 请秘书长在六个月内向安理会报告；
"""


@pytest.fixture(scope="module", autouse=True)
def texts(store_once):
    store_once(lambda: store_text(RESOLUTION))
    store_once(lambda: store_text(LATER))


@pytest.fixture
def later():
    return obligation("9105(2032)/1/1")


@pytest.fixture
def earlier():
    return obligation("9101(2032)/1/1")


def relate(later, earlier, by, kind=RelationKind.REPEATS, reason=""):
    return relations.relate(source=later, target=earlier, kind=kind, by=by, at=AT, reason=reason)


def test_the_paragraph_that_is_cited_is_suggested_first(later):
    suggested = relations.suggest(later)
    assert suggested[0].obligation.paragraph.label == "1" and suggested[0].cites_paragraph


def test_of_a_cited_resolution_what_shares_a_subject_is_suggested():
    rows = relations.suggest(obligation("9105(2032)/2/1"))
    assert "9101(2032)/2(a)/1" in [row.obligation.key for row in rows]


def test_what_cites_nothing_gets_no_suggestion():
    assert relations.suggest(obligation("9105(2032)/3/1")) == []


def test_a_relation_is_recorded_once_and_leaves_an_event(later, earlier, analyst):
    relate(later, earlier, analyst)
    assert Event.objects.get(action="relation.made").after == {"kind": "repeats", "target": earlier.key}
    with pytest.raises(ValidationError, match="already recorded"):
        relate(later, earlier, analyst)
    assert earlier.pk not in [row.obligation.pk for row in relations.suggest(later)]


def test_the_later_one_is_the_source(later, earlier, analyst):
    with pytest.raises(ValidationError, match="later one"):
        relate(earlier, later, analyst)


def test_to_supersede_needs_a_reason_and_names_the_successor(later, earlier, analyst):
    with pytest.raises(ValidationError):
        relate(later, earlier, analyst, RelationKind.SUPERSEDES)
    relate(later, earlier, analyst, RelationKind.SUPERSEDES, reason="新决议取代。")
    earlier.refresh_from_db()
    assert (earlier.lifecycle, earlier.successor) == (Lifecycle.SUPERSEDED, later)


def test_taken_back_the_target_is_in_force_again(later, earlier, analyst):
    made = relate(later, earlier, analyst, RelationKind.SUPERSEDES, reason="新决议取代。")
    relations.unrelate(relation=made, by=analyst, at=AT, reason="有误。")
    earlier.refresh_from_db()
    assert earlier.lifecycle == Lifecycle.IN_FORCE and not Relation.objects.holding().exists() and Relation.objects.exists()


@pytest.mark.parametrize("persona", ["reader", "outsider"])
def test_only_staff_relate(later, earlier, persona, request):
    with pytest.raises(PermissionDenied):
        relate(later, earlier, request.getfixturevalue(persona))


def test_readers_see_the_relations_that_hold(later, earlier, analyst, reader, outsider):
    relate(later, earlier, analyst)
    assert Relation.objects.visible_to(reader).exists() and not Relation.objects.visible_to(outsider).exists()

"""What staff decide stands beside what the machine suggests, and filters read the settled copy."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from obligations.choices import Basis, Label, Verdict
from obligations.models import Decision, Event, Obligation
from obligations.services import decisions
from obligations.services.settle import settle_obligations, settle_paragraphs
from tests.factories import AT, RESOLUTION, obligation, store_text

pytestmark = pytest.mark.django_db


def decide(by, label, value, verdict, **target):
    return decisions.decide(label=label, value=value, verdict=verdict, by=by, at=AT, **target)


def test_a_decision_on_force_changes_what_filters_read_and_keeps_the_suggestion(analyst):
    store_text()
    row = obligation("9101(2032)/1/1")
    decide(analyst, Label.FORCE, "calls", Verdict.SET, obligation=row)
    row.refresh_from_db()
    assert (row.force, row.force_basis) == ("calls", Basis.CHANGED)
    assert row.suggestions.get(label=Label.FORCE).value == "decides"


def test_deciding_what_was_suggested_confirms_it(analyst):
    store_text()
    row = obligation("9101(2032)/1/1")
    decide(analyst, Label.FORCE, "decides", Verdict.SET, obligation=row)
    row.refresh_from_db()
    assert row.force_basis == Basis.CONFIRMED


def test_a_rejected_addressee_stays_rejected_when_the_text_is_read_again(analyst):
    store_text()
    row = obligation("9101(2032)/3/2")
    decide(analyst, Label.ADDRESSEE, "NOR", Verdict.REJECT, obligation=row)
    store_text(RESOLUTION + "\n")
    assert list(row.addressees.values_list("code", flat=True)) == ["JPN"]


def test_an_added_subject_stays_when_the_text_is_read_again(analyst):
    store_text()
    paragraph = obligation("9101(2032)/1/1").paragraph
    decide(analyst, Label.SUBJECT, "drugs", Verdict.ADD, paragraph=paragraph)
    store_text(RESOLUTION + "\n")
    assert paragraph.subjects.get(subject__code="drugs").basis == Basis.CHANGED


def test_confirming_an_obligation_leaves_nothing_to_confirm(analyst):
    store_text()
    row = obligation("9101(2032)/1/1")
    decisions.confirm(obligation=row, by=analyst, at=AT)
    row.refresh_from_db()
    assert {row.verb_basis, row.force_basis, row.tracked_basis} == {Basis.CONFIRMED}
    assert set(row.addressees.values_list("basis", flat=True)) == {Basis.CONFIRMED}
    assert decisions.confirm(obligation=row, by=analyst, at=AT) == []


def test_a_value_that_is_not_in_the_list_is_refused_with_a_sentence(analyst):
    store_text()
    with pytest.raises(ValidationError, match="commands"):
        decide(analyst, Label.FORCE, "commands", Verdict.SET, obligation=obligation("9101(2032)/1/1"))


def test_a_reader_may_not_decide(reader):
    store_text()
    with pytest.raises(PermissionDenied):
        decide(reader, Label.FORCE, "calls", Verdict.SET, obligation=obligation("9101(2032)/1/1"))
    assert not Decision.objects.exists()


def test_the_event_of_a_decision_holds_the_labels_before_and_after(analyst):
    store_text()
    row = obligation("9101(2032)/3/2")
    decide(analyst, Label.ADDRESSEE, "NOR", Verdict.REJECT, obligation=row)
    event = Event.objects.get(object_type="obligation")
    assert (event.before["addressees"], event.after["addressees"]) == (["JPN", "NOR"], ["JPN"])


def test_settling_again_changes_nothing(analyst):
    store_text()
    decide(analyst, Label.FORCE, "calls", Verdict.SET, obligation=obligation("9101(2032)/1/1"))
    before = snapshot()
    settle_obligations(Obligation.objects.all())
    settle_paragraphs({row.paragraph for row in Obligation.objects.all()})
    assert snapshot() == before


def snapshot():
    rows = Obligation.objects.order_by("key").values_list("key", "verb__code", "force", "force_basis", "tracked")
    links = Obligation.objects.order_by("key", "addressees__code").values_list("key", "addressees__code", "addressees__basis")
    subjects = Obligation.objects.order_by("key", "paragraph__subjects__subject").values_list("key", "paragraph__subjects__subject__code")
    return list(rows), list(links), list(subjects)

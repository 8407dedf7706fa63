"""Whatever a later file says, no decision and no assessment is lost, changed, or moved to another obligation."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from ingest import Unreadable
from obligations.choices import Label, Presence, Verdict
from obligations.models import Assessment, Assignment, Decision, Obligation
from obligations.services import decisions
from tests.factories import AT, RESOLUTION, make_assessment, make_vocabulary, obligation, store_text

HEADING_ENDS = RESOLUTION.index("深为关切")
PUT_IN = [
    "决定",
    "并请秘书长提出报告，",
    "还敦促会员国合作；",
    "\n\n3. 欢迎各国的努力；\n\n",
    "\n\n(a) 登记部件；\n\n",
    "不",
    "；",
    "。",
    "\n",
    "2. ",
]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """The resolution with stretches after its heading cut out, doubled, moved to the end, or with something put in."""
    text = RESOLUTION
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(HEADING_ENDS, len(text)))
        stop = min(len(text), start + draw(st.integers(0, 120)))
        stretch, rest = text[start:stop], text[:start] + text[stop:]
        choices = [rest, text[:stop] + stretch + text[stop:], rest + stretch, text[:start] + draw(st.sampled_from(PUT_IN)) + text[start:]]
        text = draw(st.sampled_from(choices))
    return text


def work_of_staff() -> list[Any]:
    """Every decision and assessment, with the key of what it was made for."""
    decided = Decision.objects.order_by("pk").values_list("pk", "obligation__key", "paragraph_id", "label", "value", "verdict", "by")
    assessed = Assessment.objects.order_by("pk").values_list("pk", "obligation__key", "actor__code", "status", "summary", "as_of", "author")
    return [*decided, *assessed]


class TestReimport(TestCase):
    """One database for all examples; each starts from the same first edition."""

    @classmethod
    def setUpTestData(cls) -> None:
        make_vocabulary()
        analyst = User.objects.create_user("analyst", is_staff=True)
        analyst.groups.add(Group.objects.get_or_create(name="analyst")[0])
        Assignment.objects.create(user=analyst, made_at=AT)
        store_text()
        first, part, last = (obligation(f"9101(2032)/{key}") for key in ("1/1", "2(a)/1", "3/2"))
        decisions.decide(label=Label.FORCE, value="demands", verdict=Verdict.SET, by=analyst, at=AT, obligation=first)
        decisions.decide(label=Label.ADDRESSEE, value="NOR", verdict=Verdict.REJECT, by=analyst, at=AT, obligation=last)
        decisions.decide(label=Label.SUBJECT, value="drugs", verdict=Verdict.ADD, by=analyst, at=AT, paragraph=part.paragraph)
        make_assessment(first, "JPN", analyst)
        make_assessment(part, "NOR", analyst)

    def import_again(self, text: str) -> None:
        """A text that is refused stores nothing, which is a right answer too."""
        with suppress(Unreadable, ValidationError):
            store_text(text)

    @settings(max_examples=20)
    @given(mutated())
    def test_the_work_of_staff_stays_as_it_is(self, text: str) -> None:
        before = work_of_staff()
        self.import_again(text)
        self.assertEqual(work_of_staff(), before)

    @settings(max_examples=20)
    @given(mutated())
    def test_what_they_worked_on_is_there_or_listed_as_not_found(self, text: str) -> None:
        self.import_again(text)
        for key in ("9101(2032)/1/1", "9101(2032)/2(a)/1", "9101(2032)/3/2"):
            self.assertIn(Obligation.objects.get(key=key).presence, (Presence.FOUND, Presence.NOT_FOUND))

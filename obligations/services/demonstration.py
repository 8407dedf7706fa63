"""Follow-up for the fictional samples, so that a first look shows a full tracker. It says of itself that it is no fact, and pages carry a banner."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from obligations.choices import Audience, EvidenceKind, Status
from obligations.models import Actor, Assessment, Event, Evidence, Obligation
from obligations.services import assessments, decisions, events, publication, review
from obligations.services.assessments import Cell, Content, Proof

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SAMPLES = tuple(f"S/RES/{number}" for number in ("9001 (2031)", "9002 (2031)", "9003 (2032)", "9004 (2032)"))
STATES = ("CRI", "GHA", "JPN", "JOR", "MAR", "NAM", "NOR", "PRT", "URY")  # members of the Council in the sample records
SUMMARY = "演示数据，并非事实：虚构国家报告第{page}页。 Demonstration, not a fact: page {page} of an invented national report."
REPORT = "演示用虚构国家报告 / Invented national report for the demonstration"
LOADED = "demonstration.loaded"
EVERY = 3  # every third obligation is followed up, every fourth confirmed: the rest shows what is open
CONFIRMED = 4


@transaction.atomic
def load(*, by: User, reviewer: User, at: datetime) -> int:
    """Record, approve and publish demonstration follow-up on the samples, once, where nobody has recorded any. Returns how many versions."""
    if Assessment.objects.exists() or Event.objects.filter(action=LOADED).exists():
        return 0
    rows = list(Obligation.objects.tracked().filter(paragraph__document__symbol__in=SAMPLES).addressed_to("all_states", "member_states"))
    states = list(Actor.objects.filter(code__in=STATES))
    if not rows:
        return 0
    for row in rows[::CONFIRMED]:
        decisions.confirm(obligation=row, by=by, at=at, reason="演示 / demonstration")
    report = _report(by=by, at=at)
    made = [_record(row, state, number, report, by=by, at=at) for number, (row, state) in enumerate((r, s) for r in rows[::EVERY] for s in states)]
    for version in made:
        approved = review.approve(version=version, by=reviewer, at=at)
        publication.publish(version=approved, audience=Audience.PUBLIC, by=reviewer, at=at)
    events.record(by=by, action=LOADED, object_type="demonstration", object_key="samples", at=at, after={"versions": len(made)})
    return len(made)


def _report(*, by: User, at: datetime) -> Evidence:
    """The invented report on which all of it rests."""
    return Evidence.objects.create(
        slug="E-demonstration", kind=EvidenceKind.NATIONAL_REPORT, title=REPORT, url="https://example.org/demonstration", added_by=by, added_at=at
    )


def _record(row: Obligation, state: Actor, number: int, report: Evidence, *, by: User, at: datetime) -> Assessment:
    status = Status.values[(number * 5 + number // len(STATES)) % len(Status.values)]
    page = number % 40 + 1
    content = Content(status=status, summary=SUMMARY.format(page=page), as_of=at.date(), proofs=(Proof(report, f"第{page}页"),))
    return assessments.record(cell=Cell(state, obligation=row), content=content, by=by, at=at)

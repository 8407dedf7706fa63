"""The resolutions that are read by the real parser and stored by the real services, with decisions of staff on a part of their labels."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.contrib.auth.models import User

from benchmarks.corpus import texts
from ingest import default_lexicon, parse
from obligations.choices import Force, Label, Verdict
from obligations.models import Actor, Decision, Document, Obligation, ObligationAddressee, Paragraph, ParagraphSubject
from obligations.services import register
from obligations.services.settle import settle_obligations, settle_paragraphs

FIRST_NUMBER = 5001  # beyond what the Council has adopted
FIRST_DAY, LAST_DAY = date(1990, 1, 15), date(2025, 12, 31)
CONFIRMED, CHANGED = 0.35, 0.03  # of the obligations


def adopted_on(place: int, of: int) -> date:
    """The day of the resolution at a place among so many; they come evenly over the years."""
    return FIRST_DAY + (LAST_DAY - FIRST_DAY) * place // max(1, of)


def store(count: int, *, of: int, rng: random.Random, by: User) -> None:
    """Store the first `count` of `of` resolutions and decide on a part of their labels."""
    names = list(Actor.objects.states().values_list("name_zh", flat=True))
    for place in range(count):
        day = adopted_on(place, of)
        _store(texts.resolution(FIRST_NUMBER + place, day, states=names, rng=rng), FIRST_NUMBER + place, day, by)
    _decide(rng, by)


def store_many_acts(acts: int, *, of: int, by: User) -> None:
    """Store one more resolution behind all others, with so many acts: the columns of a large matrix."""
    number, day = FIRST_NUMBER + of, adopted_on(of, of)
    _store(texts.many_acts(number, day, acts=acts), number, day, by)


def _store(text: str, number: int, day: date, by: User) -> None:
    parsed = parse(text, lexicon=default_lexicon(), symbol=f"S/RES/{number} ({day.year})")
    at = datetime.combine(day + timedelta(days=2), time(9), UTC)
    register.store(parsed, content=text.encode(), filename=f"{number}.txt", media_type="text/plain", by=by, at=at)


def _decide(rng: random.Random, by: User) -> None:
    """Staff's decisions: all labels of a part are confirmed, the force of a few is changed. Then everything is settled anew."""
    rows = list(Obligation.objects.select_related("verb", "paragraph__document").prefetch_related("addressees", "paragraph__subjects__subject"))
    chosen = [row for row in rows if rng.random() < CONFIRMED]
    subjects: dict[int, Paragraph] = {row.paragraph_id: row.paragraph for row in chosen}
    made = [decision for row in chosen for decision in _on(row, by, rng)]
    made += [decision for paragraph in subjects.values() for decision in _on_subjects(paragraph, by)]
    Decision.objects.bulk_create(made, batch_size=500)
    settle_obligations(chosen)
    settle_paragraphs(subjects.values())


def _on(row: Obligation, by: User, rng: random.Random) -> Iterator[Decision]:
    at = _decided_at(row.paragraph.document)
    force = Force.CALLS if rng.random() < CHANGED / CONFIRMED else row.force
    single = {Label.VERB: row.verb.code, Label.FORCE: force, Label.TRACKED: "true" if row.tracked else "false"}
    for label, value in single.items():
        yield Decision(obligation=row, label=label, value=value, verdict=Verdict.SET, by=by, at=at)
    addressees: list[ObligationAddressee] = list(row.addressees.all())
    for addressee in addressees:
        yield Decision(obligation=row, label=Label.ADDRESSEE, value=addressee.code, verdict=Verdict.ACCEPT, by=by, at=at)


def _on_subjects(paragraph: Paragraph, by: User) -> Iterator[Decision]:
    subjects: list[ParagraphSubject] = list(paragraph.subjects.all())
    for link in subjects:
        value = link.subject.code
        yield Decision(paragraph=paragraph, label=Label.SUBJECT, value=value, verdict=Verdict.ACCEPT, by=by, at=_decided_at(paragraph.document))


def _decided_at(document: Document) -> datetime:
    assert document.adopted_on is not None
    return datetime.combine(document.adopted_on + timedelta(days=30), time(10), UTC)

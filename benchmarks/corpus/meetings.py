"""Records of meetings: as many speeches as the Council's have, votes at a third of them, and what every third speaker says that their State will do.

Half of the commitments are confirmed by staff and tied to an obligation.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Model

from benchmarks.corpus.originals import FIRST_NUMBER, adopted_on
from benchmarks.corpus.tables import columns_of, loading, write
from benchmarks.corpus.texts import speech
from obligations.models import Actor, Ballot, Commitment, Document, Edition, Meeting, Obligation, Speech, SubjectArea, Tie, Vote
from obligations.searching import normalise

SPEECHES, MEMBERS, EVERY = 18, 15, 3
ABOUT = Commitment.subjects.through
WRITTEN: tuple[type[Model], ...] = (Document, Edition, Meeting, Speech, Commitment, ABOUT, Tie, Vote, Ballot)
State = tuple[int, str, str]


def fill(count: int, *, rng: random.Random) -> None:
    """Write the records of so many meetings."""
    records = _Records(rng, tied_to=20 * count)
    for place in range(count):
        records.add(FIRST_NUMBER + place, adopted_on(place, count), voting=place % EVERY == 0)
    with loading(*WRITTEN):
        for model in WRITTEN:
            columns = columns_of(model)
            write(model, columns, ([row.get(column) for column in columns] for row in records.rows[model]))


class _Records:
    """The rows of records, with keys counted on from those that are there; commitments are tied to some of the first `tied_to` obligations."""

    def __init__(self, rng: random.Random, *, tied_to: int) -> None:
        self.rng = rng
        self.states: list[State] = list(Actor.objects.states().values_list("pk", "code", "name_zh"))
        self.subjects = list(SubjectArea.objects.values_list("pk", flat=True))
        self.obligations = list(Obligation.objects.tracked().order_by("pk").values_list("pk", flat=True)[:tied_to])
        self.first = {model: (model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0) for model in WRITTEN}
        self.rows: dict[type[Model], list[dict[str, Any]]] = {model: [] for model in WRITTEN}

    def add(self, number: int, day: date, *, voting: bool) -> None:
        """One record."""
        document = self._next(Document)
        edition = self._edition(document, number, day)
        head = {"slug": f"S-PV-{number}", "symbol": f"S/PV.{number}", "kind": "meeting_record", "title": f"第{number}次会议"}
        self._row(Document, **head, adopted_on=day, meeting=str(number), reference_edition_id=edition)
        presiding, _code, _name = self.rng.choice(self.states)
        self._row(Meeting, document_id=document, president="主席", presiding_id=presiding, agenda="对国际和平与安全的威胁")
        for order in range(1, SPEECHES + 1):
            self._speech(document, edition, number, order)
        if voting:
            self._vote(edition, f"S/{day.year}/{number}")

    def _next(self, model: type[Model]) -> int:
        return int(self.first[model]) + len(self.rows[model]) + 1

    def _row(self, model: type[Model], **values: Any) -> int:
        key = self._next(model)
        self.rows[model].append({"id": key, **values})
        return key

    def _edition(self, document: int, number: int, day: date) -> int:
        file = {"document_id": document, "number": 1, "language": "zh", "sha256": f"{number:064}", "media_type": "text/plain"}
        at = datetime.combine(day, time(18), UTC)
        return self._row(Edition, **file, filename=f"{number}.txt", size=12_000, lexicon_version="", body="", added_at=at)

    def _speech(self, document: int, edition: int, number: int, order: int) -> None:
        actor, code, name = self.rng.choice(self.states)
        text, pledge, horizon = speech(rng=self.rng, pledging=order % EVERY == 0)
        said = {"edition_id": edition, "order": order, "speaker": f"{name}代表", "actor_id": actor, "actor_code": code, "group": ""}
        key = self._row(Speech, **said, affiliation=name, capacity="member", language="zh", text=text, search=normalise(text), line=order)
        if pledge:
            where = {"document_id": document, "speech_id": key, "start": text.index(pledge), "end": text.index(pledge) + len(pledge)}
            made = {"actor_id": actor, "actor_code": code, "text": pledge, "horizon": horizon}
            self._commitment(number, order // EVERY, {**where, **made})

    def _commitment(self, number: int, place: int, said: dict[str, Any]) -> None:
        confirmed = place % 2 == 0
        names = {"key": f"PV.{number}/c{place}", "slug": f"PV-{number}-c{place}", "number": place, "presence": "found", "kind": "pledge"}
        empty = {**dict.fromkeys(("currency", "condition", "beneficiary", "lexicon_version"), ""), "instruments": "[]", "rule": "intend"}
        key = self._row(Commitment, **names, **said, **empty, opinion="confirmed" if confirmed else "suggested")
        self._row(ABOUT, commitment_id=key, subjectarea_id=self.rng.choice(self.subjects))
        if confirmed and self.obligations:
            tie = {"obligation_id": self.rng.choice(self.obligations), "score": 0.5, "reason": "", "opinion": "confirmed", "basis": "confirmed"}
            self._row(Tie, commitment_id=key, **tie)

    def _vote(self, edition: int, draft: str) -> None:
        said = {"draft": draft, "sponsors": "[]", "procedural": False, "outcome": "adopted", "resolution": "", "stated": '{"in_favour": 15}'}
        vote = self._row(Vote, edition_id=edition, number=1, **said, speech_order=1)
        for state, _code, _name in self.rng.sample(self.states, MEMBERS):
            self._row(Ballot, vote_id=vote, actor_id=state, choice="in_favour")

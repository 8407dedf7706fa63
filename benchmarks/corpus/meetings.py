"""Records of meetings, lightly: a few speeches each, now and then a vote, and a commitment that staff tied to an obligation or not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from django.db.models import Model

from benchmarks.corpus.originals import FIRST_NUMBER, adopted_on
from benchmarks.corpus.tables import columns_of, loading, write
from obligations.models import Actor, Ballot, Commitment, Document, Edition, Meeting, Obligation, Speech, Tie, Vote
from obligations.searching import normalise

SPEECHES, MEMBERS = 3, 15
PLEDGE = "我国将在今年内完成枪支登记册的更新。"
OPENING = "主席先生，我感谢通报人的发言。"
WRITTEN: tuple[type[Model], ...] = (Document, Edition, Meeting, Speech, Commitment, Tie, Vote, Ballot)
Row = tuple[type[Model], dict[str, Any]]


def fill(count: int, *, rng: random.Random) -> None:
    """Write the records of so many meetings."""
    states = list(Actor.objects.states().values_list("pk", "code", "name_zh"))
    obligations = list(Obligation.objects.tracked().order_by("pk").values_list("pk", flat=True)[: 20 * count])
    first = {model: (model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0) for model in WRITTEN}
    rows: dict[type[Model], list[dict[str, Any]]] = {model: [] for model in WRITTEN}
    for place in range(count):
        for model, values in _record(place, count, states, obligations, rng, first):
            rows[model].append({"id": first[model] + len(rows[model]) + 1, **values})
    with loading(*WRITTEN):
        for model in WRITTEN:
            columns = columns_of(model)
            write(model, columns, ([row.get(column) for column in columns] for row in rows[model]))


def _record(place: int, of: int, states: list[Any], obligations: list[int], rng: random.Random, first: dict[type[Model], int]) -> Iterator[Row]:
    """The rows of one record. Keys of rows that others name are counted on from `first`."""
    number, day = FIRST_NUMBER + place, adopted_on(place, of)
    document, edition, meeting = (first[model] + place + 1 for model in (Document, Edition, Meeting))
    head = {"slug": f"S-PV-{number}", "symbol": f"S/PV.{number}", "kind": "meeting_record", "title": f"第{number}次会议"}
    yield Document, {**head, "adopted_on": day, "meeting": str(number), "reference_edition_id": edition}
    file = {"document_id": document, "number": 1, "language": "zh", "sha256": f"{number:064}", "media_type": "text/plain"}
    at = datetime.combine(day, time(18), UTC)
    yield Edition, {**file, "filename": f"{number}.txt", "size": 900, "lexicon_version": "", "body": "", "added_at": at}
    presiding, code, name = rng.choice(states)
    yield Meeting, {"document_id": document, "president": "主席", "presiding_id": presiding, "agenda": "对国际和平与安全的威胁"}
    text = OPENING + PLEDGE
    for order in range(1, SPEECHES + 1):
        actor, code, name = rng.choice(states)
        said = {"edition_id": edition, "order": order, "speaker": f"{name}代表", "actor_id": actor, "actor_code": code, "group": ""}
        yield Speech, {**said, "affiliation": name, "capacity": "member", "language": "zh", "text": text, "search": normalise(text), "line": order}
    yield from _commitment(place, (document, actor, code), obligations, rng, first)
    if place % 3 == 0:
        vote = {"edition_id": edition, "number": 1, "draft": f"S/{day.year}/{number}", "sponsors": "[]", "procedural": False, "outcome": "adopted"}
        yield Vote, {**vote, "resolution": "", "stated": '{"in_favour": 15}', "speech_order": 1}
        for state, _code, _name in rng.sample(states, MEMBERS):
            yield Ballot, {"vote_id": first[Vote] + place // 3 + 1, "actor_id": state, "choice": "in_favour"}


def _commitment(
    place: int, said: tuple[int, int, str], obligations: list[int], rng: random.Random, first: dict[type[Model], int]
) -> Iterator[Row]:
    """What the last speaker of a record intends; half of it is confirmed and tied to an obligation."""
    document, actor, code = said
    number = FIRST_NUMBER + place
    opinion = "confirmed" if place % 2 else "suggested"
    names = {"key": f"PV.{number}/c1", "slug": f"PV-{number}-c1", "number": 1, "presence": "found", "opinion": opinion, "kind": "pledge"}
    where = {"document_id": document, "speech_id": first[Speech] + (place + 1) * SPEECHES, "start": len(OPENING), "end": len(OPENING + PLEDGE)}
    empty = dict.fromkeys(("currency", "condition", "beneficiary"), "")
    yield Commitment, {
        **names,
        **where,
        **empty,
        "actor_id": actor,
        "actor_code": code,
        "text": PLEDGE,
        "horizon": "今年内",
        "instruments": "[]",
        "rule": "intend",
        "lexicon_version": "",
    }
    if place % 2 and obligations:
        tie = {"commitment_id": first[Commitment] + place + 1, "obligation_id": rng.choice(obligations), "score": 0.5, "reason": ""}
        yield Tie, {**tie, "opinion": "confirmed", "basis": "confirmed"}

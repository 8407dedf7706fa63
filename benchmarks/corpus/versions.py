"""Versions of follow-up: for each cell a chain as the services write it, approved one after the other, the last one perhaps still under way.

What `services.assessments`, `.review` and `.publication` would leave behind: a version is based on the approved one before it, which it closes
when it is approved; when it is published it takes the place of the one shown before. Times are whole days after the resolution.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from benchmarks.corpus.people import People
from benchmarks.corpus.tables import columns_of, loading, write
from obligations.choices import EvidenceKind, Status
from obligations.models import Actor, Assessment, Evidence, EvidenceLink, Obligation
from obligations.services.assessments import WITHOUT_EVIDENCE

CHAIN = (1, 2, 2, 3, 3, 4, 5, 8)  # approved versions of a cell, each as likely
PER_CELL = sum(CHAIN) / len(CHAIN) + 0.15  # and those under way
AUDIENCES = (0, 0, 1, 2, 2, 2, 2, 3, 3, 3)  # how many of the audiences a cell is shown to: staff alone, the State, readers, the public
SHOWN = (("shared_at", "shared_until"), ("released_at", "released_until"), ("public_at", "public_until"))
UNDER_WAY = ("draft", "draft", "submitted", "submitted", "returned")
STATUSES = tuple(Status.values)
REVIEW, PUBLISH = timedelta(days=4), timedelta(days=3)
DAYS = 13_000  # over which evidence was published
OF_A_PIECE = 5000  # versions for each piece of evidence of a State; on one more piece rests what is said of the newest resolution
COLUMNS = tuple(columns_of(Assessment))


@dataclass(frozen=True, slots=True)
class Popular:
    """An obligation that States are followed up on, from when on, and whether the newest resolution asks it."""

    pk: int
    since: datetime
    newest: bool


def fill(count: int, *, people: People, rng: random.Random, until: datetime) -> None:
    """Write about `count` versions, none of them later than `until`, and the evidence that they name."""
    states = list(Actor.objects.states().values_list("pk", flat=True))
    popular = _popular(round(count / PER_CELL / len(states)))
    pieces = max(1, count // OF_A_PIECE)
    with loading(Evidence, Assessment, EvidenceLink):
        write(Evidence, _EVIDENCE, _evidence(states, pieces, people))
        links: list[tuple[int, int, int, str, str, int]] = []
        write(Assessment, COLUMNS, _rows(popular, states, pieces, people, rng, until, links))
        write(EvidenceLink, ("id", "assessment_id", "evidence_id", "locator", "remark", "position"), links)


def _popular(count: int) -> list[Popular]:
    """As many of those that reach all States as asked for: the newest resolution's, then others evenly over the years."""
    rows = Obligation.objects.tracked().filter(addressees__code__in=("all_states", "member_states")).distinct()
    found = rows.order_by("-paragraph__document__adopted_on", "pk").values_list("pk", "paragraph__document", "paragraph__document__adopted_on")
    known = [(pk, document, day) for pk, document, day in found if day is not None]
    newest = [row for row in known if row[1] == known[0][1]][:count]
    others = known[len(newest) :]
    wanted = max(0, count - len(newest))
    step = max(1, len(others) // wanted) if wanted else 1
    chosen = [*newest, *others[::step][:wanted]]
    return [Popular(pk, datetime.combine(day + timedelta(days=60), time(8), UTC), document == known[0][1]) for pk, document, day in chosen]


_EVIDENCE = tuple(columns_of(Evidence))


def _evidence(states: Sequence[int], pieces: int, people: People) -> Iterator[list[Any]]:
    """National reports of each State, and the one for the newest resolution behind them; those of a State follow each other."""
    author = people.analysts[0].pk
    at = datetime(1990, 1, 1, tzinfo=UTC)
    texts = dict.fromkeys(("filename", "sha256", "media_type", "note"), "")
    for place, state in enumerate(states):
        for n in range(pieces + 1):
            key = place * (pieces + 1) + n + 1
            row = {"id": key, "slug": f"E-bench{key}", "revision": 1, "kind": EvidenceKind.NATIONAL_REPORT.value, "title": f"国家报告第{n + 1}号"}
            row |= {"issuer_id": state, "url": f"https://example.org/{key}", "language": "zh", "access": "with_status", "added_by_id": author}
            row |= {"added_at": at, "published_on": at.date() + timedelta(days=key % DAYS), **texts}
            yield [row.get(column) for column in _EVIDENCE]


def _rows(
    popular: Sequence[Popular], states: Sequence[int], pieces: int, people: People, rng: random.Random, until: datetime, links: list[Any]
) -> Iterator[list[Any]]:
    key = 0
    analysts, reviewers = [user.pk for user in people.analysts], [user.pk for user in people.reviewers]
    for obligation in popular:
        for place, state in enumerate(states):
            who = (analysts[place % len(analysts)], reviewers[(place + obligation.pk) % len(reviewers)])
            for row in _cell(key, obligation, state, who, rng, until):
                key += 1
                if row["status"] not in WITHOUT_EVIDENCE and row["status"]:
                    piece = pieces if obligation.newest else key % pieces
                    links.append((len(links) + 1, key, place * (pieces + 1) + piece + 1, f"第{key % 90 + 1}页", "", 0))
                yield [row.get(column) for column in COLUMNS]


def _cell(before: int, obligation: Popular, state: int, who: tuple[int, int], rng: random.Random, until: datetime) -> Iterator[dict[str, Any]]:
    """The versions of one cell; the key of the first is the one after `before`."""
    length = rng.choice(CHAIN)
    step = (until - obligation.since) / (length + 2)
    approved = [obligation.since + step * n for n in range(1, length + 1)]
    audience = rng.choice(AUDIENCES)
    published = len(approved) - (rng.random() < 0.1)  # of some cells the current version is not published yet
    withdrawn = rng.random() < 0.01
    for n, at in enumerate(approved):
        after = approved[n + 1] if n + 1 < length else None
        row = _said(before + n + 1, n + 1, obligation, state, who[0], rng, at - REVIEW)
        row |= {"based_on_id": before + n if n else None, "state": "approved", "submitted_at": at - REVIEW, "reviewer_id": who[1]}
        row |= {"reviewed_at": at, "approved_at": at, "replaced_at": after}
        if n < published:
            ceased = after + PUBLISH if after and n + 1 < published else None
            for since, ended in SHOWN[:audience]:
                row[since], row[ended] = at + PUBLISH, ceased
        if withdrawn and after is None:
            gone = at + step / 2
            row |= {"state": "withdrawn", "replaced_at": gone} | {ended: gone for since, ended in SHOWN if row.get(since)}
        yield row
    if rng.random() < 0.15:
        row = _said(before + length + 1, length + 1, obligation, state, who[0], rng, until - REVIEW)
        row |= {"based_on_id": None if withdrawn else before + length, "state": rng.choice(UNDER_WAY)}
        if row["state"] != "draft":
            row["submitted_at"] = until - REVIEW
        if row["state"] == "returned":
            row |= {"reviewer_id": who[1], "reviewed_at": until, "review_note": "请说明资料来源的日期。"}
        yield row


def _said(key: int, version: int, obligation: Popular, state: int, author: int, rng: random.Random, at: datetime) -> dict[str, Any]:
    """What a version says, by whom and when."""
    return {
        "id": key,
        "obligation_id": obligation.pk,
        "actor_id": state,
        "version": version,
        "status": rng.choice(STATUSES),
        "summary": f"国家报告所述措施第{version}次核对：与上次相比有新资料。",
        "details": "",
        "sources": "查阅国家报告、委员会文件和公开法规汇编。",
        "as_of": (at - timedelta(days=10)).date(),
        "revision": 1,
        "author_id": author,
        "created_at": at - timedelta(days=1),
        "edited_at": at,
        "review_note": "",
    }

"""Readers' pages beside the same by hand: their addresses, whether they show the same, what each asks the database, how long each takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from benchmarks import interleaved
from benchmarks.rivals.asking import Ask
from benchmarks.rivals.sameness import differences

READER = "bench-reader"
SESSION = ('FROM "django_session"', 'FROM "auth_user" WHERE')  # of every page alike: who is signed in
ROUND = "bench"
# The address of each page, and what the same by hand is asked; names in braces are chosen from the corpus.
ADDRESSES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "overview": ("/", {}),
    "obligations": ("/obligations/", {}),
    "obligation": ("/obligations/{obligation}/", {"slug": "{obligation}"}),
    "documents": ("/documents/", {}),
    "document": ("/documents/{document}/", {"slug": "{document}"}),
    "actors": ("/actors/", {}),
    "actor": ("/actors/JPN/", {"code": "JPN"}),
    "brief": ("/actors/JPN/brief/", {"code": "JPN"}),
    "matrix": ("/matrix/?document={document}", {"document": "{document}"}),
    "deadlines": ("/deadlines/", {}),
    "meetings": ("/documents/?kind=meeting_record", {}),
    "meeting": ("/documents/{meeting}/", {"slug": "{meeting}"}),
    "commitments": ("/commitments/", {}),
    "commitment": ("/commitments/{commitment}/", {"slug": "{commitment}"}),
    "subjects": ("/subjects/", {}),
    "subject": ("/subjects/border/", {"code": "border"}),
    "follow_up": ("/follow-up/", {}),
    "changes": ("/changes/?from=2026-05-31&to=2026-06-30", {"from": "2026-05-31", "to": "2026-06-30"}),
    "evidence": ("/evidence/{evidence}/", {"slug": "{evidence}"}),
    "rounds": ("/rounds/", {}),
    "round": ("/rounds/{round}/", {"slug": "{round}"}),
}
CHOSEN = {
    "document": "SELECT slug FROM obligations_document WHERE kind = 'resolution' ORDER BY adopted_on DESC, symbol LIMIT 1",
    "obligation": """SELECT o.slug FROM obligations_obligation o JOIN obligations_assessment a ON a.obligation_id = o.id
 WHERE a.released_at IS NOT NULL GROUP BY o.id ORDER BY o.id DESC LIMIT 1""",
    "meeting": """SELECT d.slug FROM obligations_vote v JOIN obligations_edition e ON e.id = v.edition_id
 JOIN obligations_document d ON d.id = e.document_id ORDER BY d.adopted_on DESC, d.symbol LIMIT 1""",
    "commitment": """SELECT c.slug FROM obligations_tie t JOIN obligations_commitment c ON c.id = t.commitment_id
 WHERE c.opinion = 'confirmed' ORDER BY c.id DESC LIMIT 1""",
    "evidence": """SELECT e.slug FROM obligations_evidence e JOIN obligations_evidencelink l ON l.evidence_id = e.id
 JOIN obligations_assessment a ON a.id = l.assessment_id WHERE a.released_at IS NOT NULL GROUP BY e.id ORDER BY count(*) DESC, e.id LIMIT 1""",
    "round": "SELECT slug FROM obligations_round ORDER BY id LIMIT 1",
}
Query = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """A page, its address, and that of the same by hand."""

    name: str
    page: str
    by_hand: str


def pairs() -> Iterator[Pair]:
    """All of them, with rows of the corpus at hand."""
    from django.db import connection

    chosen = {}
    with connection.cursor() as cursor:
        for name, sql in CHOSEN.items():
            cursor.execute(sql)
            chosen[name] = cursor.fetchone()[0]
    for name, (address, asked) in ADDRESSES.items():
        query = urlencode({key: value.format(**chosen) for key, value in asked.items()})
        yield Pair(name, address.format(**chosen), f"/rivals/pages/{name}/?{query}")


def open_round() -> None:
    """Make the round that the pages of rounds show, over the newest resolution, where there is none."""
    from django.contrib.auth.models import User
    from django.utils import timezone

    from obligations.models import Actor, Document, Obligation, Round
    from obligations.services import rounds

    if Round.objects.exists():
        return
    newest = Document.objects.filter(kind="resolution").first()
    asked = list(Obligation.objects.tracked().filter(paragraph__document=newest))
    by, at = User.objects.get(username="bench-reviewer-0"), timezone.now()
    days = {"opens_on": at.date(), "closes_on": at.date().replace(year=at.year + 1, day=1)}
    scope = {"states": list(Actor.objects.states()), "obligations": asked, "state_first": False, "days_to_comment": 0}
    rounds.open(name=ROUND, **days, **scope, by=by, at=at)


def same(ask: Ask, pair: Pair) -> None:
    """Raises RuntimeError unless a reader sees the same on both."""
    found = differences(ask(pair.page).decode(), ask(pair.by_hand).decode())
    if found:
        raise RuntimeError(f"{pair.page} does not show what is shown by hand: {'. '.join(found)}")


def queries(ask: Ask, address: str) -> list[Query]:
    """What a page asks the database, but for who is signed in."""
    from django.db import connection

    found: list[Query] = []

    def noting(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noting):
        ask(address)
    return [(sql, params) for sql, params in found if not any(part in sql for part in SESSION)]


def asked_again(found: list[Query]) -> None:
    """Ask the same of the database, and fetch all that it answers."""
    from django.db import connection

    with connection.cursor() as cursor:
        for sql, params in found:
            cursor.execute(sql, params)
            cursor.fetchall()


def timed(ask: Ask, pair: Pair, *, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of work of the page and of the same by hand; then of the queries of both alone."""
    from benchmarks.rivals.clock import work

    whole = interleaved(lambda: ask(pair.page), lambda: ask(pair.by_hand), rounds=rounds, clock=work)
    ours, theirs = queries(ask, pair.page), queries(ask, pair.by_hand)
    alone = interleaved(lambda: asked_again(ours), lambda: asked_again(theirs), rounds=rounds, clock=work)
    return whole, alone

"""Readers' pages by hand: what a good engineer would write without a mapper or templates. SQL, and tables joined from strings.

Each shows a reader what the service's own page shows: the same rows, numbers and words, to the same person; no forms, no drawings, no words
that never change. `benchmarks.rivals.sameness` compares the two before anything is timed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from benchmarks.rivals.by_hand import cells, dues, meetings, obligations, overview, recorded, states, texts
from benchmarks.rivals.by_hand.hand import Hand

MAY_READ = """SELECT 1 FROM auth_user_groups x JOIN auth_group g ON g.id = x.group_id
 WHERE x.user_id = %s AND g.name = 'reader'"""
BY_NAME: Mapping[str, Callable[[Hand, Any], str]] = {
    "overview": overview.overview,
    "obligations": obligations.listed,
    "obligation": obligations.one,
    "documents": meetings.documents,
    "document": texts.document,
    "actors": states.actors,
    "actor": states.actor,
    "brief": states.brief,
    "matrix": cells.matrix,
    "deadlines": dues.deadlines,
    "meetings": meetings.meetings,
    "meeting": meetings.meeting,
    "commitments": meetings.commitments,
    "commitment": meetings.commitment,
    "subjects": overview.subjects,
    "subject": overview.subject,
    "follow_up": recorded.follow_up,
    "changes": recorded.changes,
    "evidence": recorded.evidence,
    "rounds": cells.rounds,
    "round": cells.one_round,
}


def by_hand(request: HttpRequest, name: str) -> HttpResponse:
    """The page of that name, for a reader; 403 for anybody else. The query says which document, State, … is meant."""
    with connection.cursor() as cursor:
        hand = Hand(cursor, timezone.localdate())
        if not hand.all(MAY_READ, request.user.pk):
            return HttpResponse(status=403)
        return HttpResponse(f"<!doctype html><title>{name}</title>{BY_NAME[name](hand, request.GET)}")

"""What is asked of the service in two corpora, one ten times the other, to find what grows faster than it may.

What counts, searches or writes all there is (`BY_ROW`) may take ten times as long where there is ten times as much. What shows one thing, or one
page of a list that is read on from a cursor, may take no longer (`BY_REQUEST`, `LISTS`, the changes feed). The things are of the same size in both
corpora (`CHOSEN`): the newest resolution with its 110 acts, each followed up in 193 States; one of 20 acts without follow-up; a cell with three
versions; a piece of evidence on which nothing rests but what is said of the newest resolution; a meeting of eighteen speeches and a vote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from unittest.mock import patch

from benchmarks.rivals.asking import Ask

API = "/api/v1"
READER = "bench-reader"
SHARES = {"middle": 0.5, "late": 0.95}  # how much of a list lies before a page
LENGTH = 50  # of a page of a list
DEEP, DEEP_SIZE = 0.9, 100
BY_ROW = {
    "list_first": f"{API}/obligations/?page_size=100",
    "list_deep": f"{API}/obligations/?page_size={DEEP_SIZE}&page={{deep}}",
    "by_force": f"{API}/obligations/?page_size=100&force=demands",
    "by_subject": f"{API}/obligations/?page_size=100&subject=border",
    "by_reach": f"{API}/obligations/?page_size=100&applies_to=JPN",
    "by_status": f"{API}/obligations/?page_size=100&status=partial",
    "search_two": f"{API}/obligations/?page_size=100&search=禁运",
    "search_none": f"{API}/obligations/?page_size=100&search=鲸鱼",
    "search_page": "/obligations/?search=禁运",
    "as_of": f"{API}/assessments/?page_size=100&as_of=2015-06-30",
    "assessments": f"{API}/assessments/?page_size=100",
    "totals": f"{API}/statistics/",
    "totals_as_of": f"{API}/statistics/?as_of=2015-06-30",
    "totals_state": f"{API}/statistics/?actor=JPN",
    "page_overview": "/",
    "page_list": "/obligations/",
    "page_list_as_of": "/obligations/?as_of=2015-06-30",
    "page_commitments": "/commitments/",
    "page_states": "/actors/",
    "page_state": "/actors/JPN/",
    "page_subjects": "/subjects/",
    "page_subject": "/subjects/border/",
    "page_matrix": "/matrix/",
    "page_deadlines": "/deadlines/",
    "page_follow_up": "/follow-up/",
    "page_documents": "/documents/",
    "export_obligations": f"{API}/obligations/?format=csv",
    "export_assessments": f"{API}/assessments/?format=csv",
    "export_deadlines": f"{API}/deadlines/?format=csv",
    "export_workbook": f"{API}/documents/?format=xlsx",
}
BY_REQUEST = {
    "page_document": "/documents/{document}/",
    "page_document_plain": "/documents/{plain}/",
    "page_paragraph": "/documents/{document}/paragraphs/{paragraph}/",
    "page_obligation": "/obligations/{obligation}/",
    "page_meeting": "/documents/{meeting}/",
    "page_commitment": "/commitments/{commitment}/",
    "page_evidence": "/evidence/{evidence}/",
    "page_state": "/actors/JPN/",
    "page_cell_as_of": "/matrix/{cell}/?as_of=2026-06-15",
    "api_document": f"{API}/documents/{{document}}/",
    "api_paragraph": f"{API}/paragraphs/{{paragraph}}/",
    "api_obligation": f"{API}/obligations/{{obligation}}/",
    "api_meeting": f"{API}/meetings/{{meeting}}/",
    "api_commitment": f"{API}/commitments/{{commitment}}/",
    "api_evidence": f"{API}/evidence/{{evidence}}/",
    "api_cell_as_of": f"{API}/assessments/{{cell}}/?as_of=2026-06-15",
    "api_versions": f"{API}/assessments/{{cell}}/versions/",
}
LISTS = {  # that are read on by cursor and grow with the corpus; the others are vocabularies, or of one thing
    "documents": "documents/",
    "paragraphs": "paragraphs/",
    "obligations": "obligations/",
    "reach": "actors/JPN/obligations/",
    "assessments": "assessments/",
    "deadlines": "deadlines/",
    "evidence": "evidence/",
    "meetings": "meetings/",
    "speeches": "speeches/",
    "votes": "votes/",
    "commitments": "commitments/",
}
CHANGES = f"{API}/changes/?limit=100"
_ACTS = """FROM obligations_document d JOIN obligations_paragraph p ON p.document_id = d.id JOIN obligations_obligation o ON o.paragraph_id = p.id"""
_NEWEST = "(SELECT id FROM obligations_document WHERE kind = 'resolution' ORDER BY adopted_on DESC, symbol LIMIT 1)"
_FOLLOWED = "EXISTS (SELECT FROM obligations_assessment a WHERE a.obligation_id = o.id)"
CHOSEN = {
    "document": f"SELECT slug FROM obligations_document WHERE id = {_NEWEST}",  # noqa: S608  (nothing but what stands here)
    "plain": f"""SELECT d.slug {_ACTS} WHERE d.kind = 'resolution' GROUP BY d.id
 HAVING NOT bool_or({_FOLLOWED}) ORDER BY abs(count(*) - 20), d.adopted_on DESC LIMIT 1""",
    "paragraph": f"SELECT p.slug {_ACTS} WHERE d.id = {_NEWEST} AND o.tracked ORDER BY p.position LIMIT 1",
    "obligation": f"""SELECT o.slug {_ACTS} WHERE d.id = {_NEWEST} AND {_FOLLOWED} AND NOT EXISTS
 (SELECT FROM obligations_relation r WHERE o.id IN (r.source_id, r.target_id)) AND NOT EXISTS
 (SELECT FROM obligations_tie t WHERE t.obligation_id = o.id) ORDER BY o.id LIMIT 1""",  # noqa: S608
    "cell": f"""SELECT o.slug || '/' || min(s.code) {_ACTS} JOIN obligations_assessment a ON a.obligation_id = o.id
 JOIN obligations_actor s ON s.id = a.actor_id WHERE d.id = {_NEWEST} GROUP BY o.id, a.actor_id
 HAVING count(*) = 3 AND count(a.released_at) = 3 AND NOT bool_or(a.state = 'withdrawn') ORDER BY o.id, a.actor_id LIMIT 1""",
    "meeting": """SELECT d.slug FROM obligations_vote v JOIN obligations_edition e ON e.id = v.edition_id
 JOIN obligations_document d ON d.id = e.document_id ORDER BY d.adopted_on DESC, d.symbol LIMIT 1""",
    "commitment": """SELECT c.slug FROM obligations_tie t JOIN obligations_commitment c ON c.id = t.commitment_id
 WHERE c.opinion = 'confirmed' ORDER BY c.id DESC LIMIT 1""",
    "evidence": f"""SELECT e.slug FROM obligations_evidence e JOIN obligations_evidencelink l ON l.evidence_id = e.id
 JOIN obligations_assessment a ON a.id = l.assessment_id JOIN obligations_obligation o ON o.id = a.obligation_id
 JOIN obligations_paragraph p ON p.id = o.paragraph_id WHERE a.released_at IS NOT NULL
 GROUP BY e.id HAVING bool_and(p.document_id = {_NEWEST}) ORDER BY abs(count(*) - 180), e.id LIMIT 1""",  # noqa: S608
}


def by_row() -> Iterator[tuple[str, str]]:
    """Names and addresses of what may grow with the corpus."""
    from obligations.models import Obligation

    deep = max(1, int(Obligation.objects.count() * DEEP) // DEEP_SIZE)
    yield from ((name, address.format(deep=deep)) for name, address in BY_ROW.items())


def by_request(ask: Ask) -> Iterator[tuple[str, dict[str, str]]]:
    """Names of what may not grow, each with one address or several: of a list, those of a page at its beginning, in its middle and late in it."""
    chosen = dict(_chosen())
    yield from ((name, {"only": address.format(**chosen)}) for name, address in BY_REQUEST.items())
    for name, address in LISTS.items():
        yield f"cursor_{name}", dict(pages_of(ask, f"{API}/{address}?page_size={LENGTH}"))
    yield "changes", dict(_changes())


def _chosen() -> Iterator[tuple[str, str]]:
    from django.db import connection

    with connection.cursor() as cursor:
        for name, sql in CHOSEN.items():
            cursor.execute(sql)
            found = cursor.fetchone()
            if found is None:
                raise RuntimeError(f"The corpus has no {name} to ask for.")
            yield name, found[0]


def pages_of(ask: Ask, address: str) -> Iterator[tuple[str, str]]:
    """The addresses of three pages of a list. Their cursors are those of the rows that stand there, made as the list makes its own."""
    from django.db.models import QuerySet

    from obligations.api import cursors
    from obligations.api.pagination import Pages, number_of

    noted: list[tuple[Any, Any]] = []
    cut = Pages._cut

    def noting(pages: Any, listed: Any, place: cursors.Place, size: int) -> cursors.Cut:
        noted.append((pages, listed))
        return cut(pages, listed, place, size)

    first = f"{address}&{cursors.CURSOR}={cursors.START}"
    with patch.object(Pages, "_cut", noting):
        ask(first)
    pages, listed = noted[0]
    size = number_of(pages.request, "page_size", default=LENGTH, most=LENGTH)
    count = listed.count() if isinstance(listed, QuerySet) else len(listed)
    yield "first", first
    for name, share in SHARES.items():
        before = max(1, min(int(count * share), count - size))  # so that each page is full
        after = cut(pages, listed, cursors.Place(), before).after
        yield name, f"{address}&{cursors.CURSOR}={cursors.written(after, pages.request)}" if after else first


def _changes() -> Iterator[tuple[str, str]]:
    """The addresses of three pages of the feed. Its first events are of stored documents, which are as many in a corpus of either size; so first is
    the page after them.
    """
    from django.contrib.auth.models import User

    from obligations.feed import reading as feed
    from obligations.feed.sight import rights_of
    from obligations.models import Event

    rights = rights_of(User.objects.get(username=READER))
    told = Event.objects.filter(object_type="assessment").order_by("transaction", "sequence")
    count = told.count()
    shares: Mapping[str, float] = {"first": 0, **SHARES}
    for name, share in shares.items():
        yield name, f"{CHANGES}&since={feed.Cursor.after(told[int(count * share)], rights=rights)}"

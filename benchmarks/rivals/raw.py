"""The list of obligations by hand: a cursor of psycopg, plain tuples, orjson. Nothing of the models, the serializers or the filters.

It knows the token's person, what a reader may see, the count, all labels and their decisions, as the API does; of other parameters than the
page it knows nothing.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import orjson
from django.db import connection
from django.http import HttpRequest, HttpResponse

from obligations.choices import CommitmentKind, Force, LegalBasis, Lifecycle, Presence, RelationKind

READER = """SELECT u.id FROM obligations_apitoken t JOIN auth_user u ON u.id = t.user_id WHERE t.digest = %s AND t.revoked_at IS NULL
 AND t.expires_at > now() AND u.is_active AND EXISTS
 (SELECT 1 FROM auth_user_groups x JOIN auth_group g ON g.id = x.group_id WHERE x.user_id = u.id AND g.name = 'reader')"""
COUNT = "SELECT count(*) FROM obligations_obligation WHERE presence <> 'retired'"
ROWS = """SELECT o.id, o.key, o.slug, d.slug, d.symbol, d.title, d.adopted_on, p.slug, p.label, e.number, t.text, o.start, o."end", o.clause,
 v.code, v.verb, o.verb_basis, o.force, o.force_basis, o.legal_basis, o.tracked, o.tracked_basis, o.modifiers::text, o.hedges::text,
 o.supporting::text, o.permission, o.ambiguous, o.source, o.presence, o.lifecycle, o.superseded_on, i.key, i.slug, s.key, s.slug, p.id, t.id
 FROM obligations_obligation o JOIN obligations_paragraph p ON p.id = o.paragraph_id JOIN obligations_document d ON d.id = p.document_id
 JOIN obligations_paragraphtext t ON t.id = o.text_id JOIN obligations_edition e ON e.id = t.edition_id
 JOIN obligations_verb v ON v.id = o.verb_id LEFT JOIN obligations_obligation i ON i.id = o.inherited_from_id
 LEFT JOIN obligations_obligation s ON s.id = o.successor_id WHERE o.presence <> 'retired'
 ORDER BY d.adopted_on DESC NULLS LAST, d.symbol, p.position, o.position, o.id LIMIT %s OFFSET %s"""
ADDRESSEES = """SELECT l.obligation_id, l.code, a.name_zh, l.text, l.condition, l.basis FROM obligations_obligationaddressee l
 LEFT JOIN obligations_actor a ON a.id = l.actor_id WHERE l.obligation_id = ANY(%s) ORDER BY l.position, l.id"""
SUBJECTS = """SELECT l.paragraph_id, s.code, s.label_zh, l.confidence, l.basis FROM obligations_paragraphsubject l
 JOIN obligations_subjectarea s ON s.id = l.subject_id WHERE l.paragraph_id = ANY(%s) ORDER BY l.confidence DESC, s.position"""
DEADLINES = 'SELECT text_id, rule, first_due, every, start, "end" FROM obligations_deadline WHERE text_id = ANY(%s) ORDER BY start, id'
OF_OBLIGATIONS = "SELECT obligation_id, label, value, at FROM obligations_decision WHERE obligation_id = ANY(%s)"
OF_PARAGRAPHS = "SELECT paragraph_id, label, value, at FROM obligations_decision WHERE paragraph_id = ANY(%s)"
TIES = """SELECT x.obligation_id, c.key, c.slug, c.kind, a.code, a.name_zh, c.condition, x.basis, x.at FROM obligations_tie x
 JOIN obligations_commitment c ON c.id = x.commitment_id LEFT JOIN obligations_actor a ON a.id = c.actor_id
 WHERE x.obligation_id = ANY(%s) AND x.opinion = 'confirmed' AND c.opinion = 'confirmed' AND c.presence = 'found' ORDER BY c.key"""
RELATIONS = """SELECT r.source_id, r.kind, o.key, o.slug, r.at FROM obligations_relation r JOIN obligations_obligation o ON o.id = r.target_id
 WHERE r.source_id = ANY(%s) AND r.removed_at IS NULL AND o.presence <> 'retired' ORDER BY r.source_id, r.kind, r.target_id"""
RELATED = """SELECT r.target_id, r.kind, o.key, o.slug, r.at FROM obligations_relation r JOIN obligations_obligation o ON o.id = r.source_id
 WHERE r.target_id = ANY(%s) AND r.removed_at IS NULL AND o.presence <> 'retired' ORDER BY r.source_id, r.kind, r.target_id"""
AS_UTC = orjson.OPT_UTC_Z
Rows = list[tuple[Any, ...]]
Grouped = dict[int, Rows]
Decided = dict[tuple[int, str, str], Any]


def obligations(request: HttpRequest) -> HttpResponse:
    """A page of the list for the reader whose token it is; 401 for anybody else."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    page, size = int(request.GET.get("page", 1)), int(request.GET.get("page_size", 50))
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute(READER, [hashlib.sha256(secret.encode()).hexdigest()])
        if scheme != "Token" or cursor.fetchone() is None:
            return HttpResponse(status=401)
        count = cursor.execute(COUNT).fetchone()[0]
        rows = cursor.execute(ROWS, [size, (page - 1) * size]).fetchall()
        related = _related(cursor, rows)
    root = f"{request.scheme}://{request.get_host()}"
    here = f"{root}{request.path}"
    answer = {
        "count": count,
        "next": f"{here}?page={page + 1}&page_size={size}" if page * size < count else None,
        "previous": f"{here}?page={page - 1}&page_size={size}" if page > 1 else None,
        "results": [_shown(row, root, *related) for row in rows],
    }
    return HttpResponse(orjson.dumps(answer, option=AS_UTC), content_type="application/json")


def _related(cursor: Any, rows: Rows) -> tuple[Any, ...]:
    keys, paragraphs, texts = ([row[place] for row in rows] for place in (0, -2, -1))
    wanted = ((ADDRESSEES, keys), (SUBJECTS, paragraphs), (DEADLINES, texts), (TIES, keys), (RELATIONS, keys), (RELATED, keys))
    grouped = [_grouped(cursor.execute(sql, [of]).fetchall()) for sql, of in wanted]
    return (*grouped, _latest(cursor.execute(OF_OBLIGATIONS, [keys])), _latest(cursor.execute(OF_PARAGRAPHS, [paragraphs])))


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Grouped:
    found: Grouped = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _latest(rows: Iterable[tuple[Any, ...]]) -> Decided:
    """When each label, and each member of it, was last decided."""
    found: Decided = {}
    for key, label, value, at in rows:
        for member in (value, ""):
            if (key, label, member) not in found or found[key, label, member] < at:
                found[key, label, member] = at
    return found


def _shown(
    row: Any, root: str, addressees: Grouped, subjects: Grouped, deadlines: Grouped, ties: Grouped, to: Grouped, back: Grouped, own: Any, shared: Any
) -> dict[str, Any]:
    (pk, key, slug, document, symbol, title, adopted, paragraph, label, edition, text, start, end, clause, verb, word, verb_basis, force,
     force_basis, legal, tracked, tracked_basis, modifiers, hedges, supporting, permission, ambiguous, source, presence, lifecycle, superseded,
     chapeau_key, chapeau_slug, next_key, next_slug, paragraph_pk, text_pk) = row  # fmt: skip
    api = f"{root}/api/v1"
    asks = "含有待执行内容" if tracked else "不含待执行内容"
    return {
        "key": key,
        "slug": slug,
        "document": {"slug": document, "symbol": symbol, "title": title, "adopted_on": adopted},
        "paragraph": {"slug": paragraph, "label": label},
        "edition": edition,
        "text": text,
        "span": None if start is None else {"start": start, "end": end},
        "clause": clause,
        "verb": {"code": verb, "verb": word, "label": word, "basis": verb_basis, "decided_at": _at(own, pk, "verb", verb_basis)},
        "force": {"code": force, "label": LABELS[force], "basis": force_basis, "decided_at": _at(own, pk, "force", force_basis)},
        "legal_basis": {"code": legal, "label": LABELS[legal]},
        "tracked": {"value": tracked, "label": asks, "basis": tracked_basis, "decided_at": _at(own, pk, "tracked", tracked_basis)},
        "modifiers": orjson.Fragment(modifiers),
        "hedges": orjson.Fragment(hedges),
        "supporting": orjson.Fragment(supporting),
        "permission": permission,
        "ambiguous": ambiguous,
        "source": source,
        "addressees": [
            {"code": c, "name": name or words or c, "text": words, "condition": when, "basis": b, "decided_at": _at(own, pk, "addressee", b, c)}
            for _pk, c, name, words, when, b in addressees.get(pk, ())
        ],
        "subjects": [
            {"code": c, "label": name, "confidence": sure, "basis": b, "decided_at": _at(shared, paragraph_pk, "subject", b, c)}
            for _pk, c, name, sure, b in subjects.get(paragraph_pk, ())
        ],
        "deadlines": [
            {"rule": rule, "first_due": due, "every": every, "start": first, "end": last}
            for _pk, rule, due, every, first, last in (deadlines.get(text_pk, ()) if tracked else ())
        ],
        "inherited_from": {"key": chapeau_key, "slug": chapeau_slug} if chapeau_key else None,
        "presence": {"code": presence, "label": LABELS[presence]},
        "lifecycle": {"code": lifecycle, "label": LABELS[lifecycle]},
        "successor": {"key": next_key, "slug": next_slug} if next_key else None,
        "superseded_on": superseded,
        "ties": [_tie(tie, api) for tie in ties.get(pk, ())],
        "relations": [_relation(one, api) for one in to.get(pk, ())],
        "related_from": [_relation(one, api) for one in back.get(pk, ())],
        "applies_as": None,
        "links": {
            "self": f"{api}/obligations/{slug}/",
            "page": f"{root}/obligations/{slug}/",
            "document": f"{api}/documents/{document}/",
            "paragraph": f"{api}/paragraphs/{paragraph}/",
            "assessments": f"{api}/assessments/?obligation={slug}",
            "commitments": f"{api}/commitments/?obligation={slug}",
        },
    }


def _at(decided: Decided, key: int, label: str, basis: str, value: str = "") -> Any:
    return None if basis == "machine" else decided.get((key, label, value))


def _tie(row: tuple[Any, ...], api: str) -> dict[str, Any]:
    _pk, key, slug, kind, code, name, condition, basis, at = row
    actor = {"code": code, "name": name} if code else None
    commitment = {"key": key, "slug": slug, "kind": {"code": kind, "label": LABELS[kind]}, "actor": actor, "condition": condition}
    return {"commitment": commitment, "basis": basis, "decided_at": at, "link": f"{api}/commitments/{slug}/"}


def _relation(row: tuple[Any, ...], api: str) -> dict[str, Any]:
    _pk, kind, key, slug, at = row
    return {"kind": {"code": kind, "label": LABELS[kind]}, "obligation": {"key": key, "slug": slug}, "at": at, "link": f"{api}/obligations/{slug}/"}


def _labels() -> dict[str, str]:
    """The words of the codes, in Chinese as they were when this was loaded."""
    lists = (Force, LegalBasis, Lifecycle, Presence, CommitmentKind, RelationKind)
    return {str(code): str(label) for choices in lists for code, label in choices.choices}


LABELS = _labels()

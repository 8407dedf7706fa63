"""The matrix of one document by hand: SQL, plain lists, orjson. Of all parameters it knows the document."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from benchmarks.rivals.raw import LABELS, READER
from obligations.api.notices import notices
from obligations.choices import Force
from obligations.matrix.reading import GLYPHS, MARKS, definition_of, words_of

NEWEST = "SELECT slug FROM obligations_document WHERE kind = 'resolution' ORDER BY adopted_on DESC NULLS LAST, symbol DESC LIMIT 1"
COLUMNS = """SELECT o.id, o.slug, o.key, o.force, o.force_basis, o.hedges::text, d.slug, d.symbol FROM obligations_obligation o
 JOIN obligations_paragraph p ON p.id = o.paragraph_id JOIN obligations_document d ON d.id = p.document_id
 WHERE d.slug = %(document)s AND o.presence = 'found' AND o.tracked AND (o.lifecycle = 'in_force' OR o.superseded_on > %(day)s)
 AND NOT (EXISTS (SELECT 1 FROM obligations_deadline u WHERE u.text_id = o.text_id AND u.rule = 'until' AND u.first_due < %(day)s)
  AND NOT EXISTS (SELECT 1 FROM obligations_deadline u WHERE u.text_id = o.text_id AND u.rule = 'until' AND u.first_due >= %(day)s))
 AND EXISTS (SELECT 1 FROM obligations_obligationaddressee l LEFT JOIN obligations_actor a ON a.id = l.actor_id WHERE l.obligation_id = o.id
  AND (l.code IN ('all_states', 'member_states') OR a.kind IN ('state', 'observer')))
 ORDER BY p.position, o.position"""
STATES = "SELECT id, code, name_zh, kind, until FROM obligations_actor WHERE kind IN ('state', 'observer') ORDER BY position, id"
ADDRESSEES = "SELECT obligation_id, code, condition FROM obligations_obligationaddressee WHERE obligation_id = ANY(%s) ORDER BY id"
DECIDED = """SELECT obligation_id, actor_id, value FROM obligations_applicability WHERE obligation_id = ANY(%s) AND recorded_at < %s
 AND (replaced_at IS NULL OR replaced_at >= %s)"""
RECORDED = """SELECT obligation_id, actor_id, status FROM obligations_assessment WHERE obligation_id = ANY(%s) AND state = 'approved'
 AND released_at < %s AND (released_until IS NULL OR released_until >= %s)"""
GROUPS = {"state": ("all_states", "member_states"), "observer": ("all_states",)}
COUNTED = [mark for mark in MARKS if mark != "not_addressed"]
NOT_APPLICABLE = ("condition_open", "does_not_apply")
SAID = [{"code": str(mark), "label": words_of(mark), "definition": definition_of(mark), "glyph": GLYPHS[mark]} for mark in MARKS]
Rows = list[tuple[Any, ...]]


def newest() -> str:
    """The slug of the newest resolution, which has a matrix."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        return str(cursor.fetchone()[0])


def matrix(request: HttpRequest) -> HttpResponse:
    """The matrix for the reader whose token it is; 401 for anybody else."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    today = timezone.localdate()
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute(READER, [hashlib.sha256(secret.encode()).hexdigest()])
        if scheme != "Token" or cursor.fetchone() is None:
            return HttpResponse(status=401)
        columns, states, named, marks = read(cursor, request.GET["document"], today)
    answer = {"count": len(columns), "next": None, "previous": None, "as_of": today, "compared_with": None, "marks": SAID}
    answer["columns"] = [_column(column) for column in columns]
    answer["rows"] = [
        {"code": code, "name": name, "kind": kind, "cells": marks[pk], "earlier": None, "named": named.get(code, ())}
        for pk, code, name, kind, _until in states
    ]
    answer |= {"counts": counts(columns, marks), "links": _links(request), "notices": notices()}
    return HttpResponse(orjson.dumps(answer), content_type="application/json")


def read(cursor: Any, document: str, today: date) -> tuple[Rows, Rows, dict[str, list[int]], dict[int, list[str]]]:
    """The columns of a document, all States, the places of the columns that name each code, and the marks of each State."""
    end = datetime.combine(today + timedelta(days=1), time(), timezone.get_current_timezone())
    columns = cursor.execute(COLUMNS, {"document": document, "day": today}).fetchall()
    states = cursor.execute(STATES).fetchall()
    keys = [column[0] for column in columns]
    addressees = cursor.execute(ADDRESSEES, [keys]).fetchall()
    decided = cursor.execute(DECIDED, [keys, end, end]).fetchall()
    recorded = cursor.execute(RECORDED, [keys, end, end]).fetchall()
    places = {key: place for place, key in enumerate(keys)}
    named, marks = _by_the_texts(states, addressees, places, today)
    _record(marks, decided, recorded, places)
    return columns, states, named, marks


def _column(row: tuple[Any, ...]) -> dict[str, Any]:
    _pk, slug, key, force, basis, hedges, document, symbol = row
    return {
        "slug": slug,
        "key": key,
        "label": "/".join(key.split("/")[-2:]),
        "document": {"slug": document, "symbol": symbol},
        "force": {"code": force, "label": LABELS[force], "basis": basis},
        "hedges": orjson.Fragment(hedges),
    }


def _by_the_texts(states: Rows, addressees: Rows, places: dict[int, int], today: Any) -> tuple[dict[str, list[int]], dict[int, list[str]]]:
    conditions: list[dict[str, str]] = [{} for _place in places]
    named: dict[str, list[int]] = defaultdict(list)
    for key, code, condition in addressees:
        conditions[places[key]][code] = condition
        named[code].append(places[key])
    of_kind = {kind: [_mark(found, groups) for found in conditions] for kind, groups in GROUPS.items()}
    marks: dict[int, list[str]] = {}
    for pk, code, _name, kind, until in states:
        row = marks[pk] = ["not_addressed"] * len(places) if until and until < today else of_kind[kind].copy()
        for place in named.get(code, ()):
            row[place] = _mark(conditions[place], (code, *GROUPS[kind]))
    return named, marks


def _mark(conditions: dict[str, str], codes: tuple[str, ...]) -> str:
    through = [conditions[code] for code in codes if code in conditions]
    return "not_addressed" if not through else "condition_open" if all(through) else "not_assessed"


def _record(marks: dict[int, list[str]], decided: Rows, recorded: Rows, places: dict[int, int]) -> None:
    for key, actor, value in decided:
        if actor in marks and marks[actor][places[key]] != "not_addressed":
            marks[actor][places[key]] = "not_assessed" if value == "applies" else value
    for key, actor, status in recorded:
        row = marks.get(actor)
        if row and row[places[key]] == "not_assessed":
            row[places[key]] = status


def counts(columns: Rows, marks: dict[int, list[str]]) -> list[dict[str, Any]]:
    """How many cells of each force, and of all, have which mark."""
    forces = [column[3] for column in columns]
    found: dict[str, Counter[str]] = {str(force): Counter() for force in Force if force in forces}
    for row in marks.values():
        for force, mark in zip(forces, row, strict=True):
            found[force][mark] += 1
    return [*(_count(force, LABELS[force], each) for force, each in found.items()), _count(None, _("All cells"), sum(found.values(), Counter()))]


def _count(force: str | None, label: str, found: Counter[str]) -> dict[str, Any]:
    applicable = sum(n for mark, n in found.items() if mark != "not_addressed" and mark not in NOT_APPLICABLE)
    marks = {str(mark): found[mark] for mark in COUNTED}
    return {"force": force, "label": label, "applicable": applicable, "assessed": applicable - found["not_assessed"], "marks": marks}


def _links(request: HttpRequest) -> dict[str, str]:
    root, asked = f"{request.scheme}://{request.get_host()}", f"document={request.GET['document']}"
    api = f"{root}/api/v1"
    return {
        "self": f"{root}{request.get_full_path()}",
        "page": f"{root}/matrix/?{asked}",
        "csv": f"{api}/matrix/?{asked}&format=csv",
        "obligation": f"{api}/obligations/{{column.slug}}/",
        "actor": f"{api}/actors/{{row.code}}/",
        "assessment": f"{api}/assessments/{{column.slug}}/{{row.code}}/",
        "cell": f"{root}/matrix/{{column.slug}}/{{row.code}}/",
    }

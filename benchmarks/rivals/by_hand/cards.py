"""Obligations as they stand in lists, and the due dates of paragraphs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from benchmarks.rivals.by_hand.hand import ASKED, ASKS_WORDS, FORCES, STANDS, STATUSES, WORDS, Hand, Row, by_first, day, line, link, table

ROWS = """SELECT o.id, o.slug, o.key, o.force, o.tracked, o.hedges::text, o.clause, d.slug, d.symbol, p.slug, p.label, p.id,
 'machine' IN (o.verb_basis, o.force_basis, o.tracked_basis), o.legal_basis, d.adopted_on
 FROM obligations_obligation o JOIN obligations_paragraph p ON p.id = o.paragraph_id JOIN obligations_document d ON d.id = p.document_id
 WHERE o.id = ANY(%s)"""
ADDRESSEES = """SELECT l.obligation_id, l.code, a.name_zh, l.text, l.condition, l.basis = 'machine' FROM obligations_obligationaddressee l
 LEFT JOIN obligations_actor a ON a.id = l.actor_id WHERE l.obligation_id = ANY(%s) ORDER BY l.position, l.id"""
SUBJECTS = """SELECT l.paragraph_id, s.code, s.label_zh, l.basis = 'machine' FROM obligations_paragraphsubject l
 JOIN obligations_subjectarea s ON s.id = l.subject_id WHERE l.paragraph_id = ANY(%s) ORDER BY l.confidence DESC, s.position"""
TALLIES = f"""SELECT a.obligation_id, a.status, count(*) FROM obligations_assessment a JOIN obligations_obligation o ON o.id = a.obligation_id
 WHERE {STANDS} AND {ASKED} AND o.id = ANY(%s) GROUP BY 1, 2"""
NO_ADDRESSEE = {True: "执行方待定", False: "无"}


def cards(hand: Hand, keys: Sequence[int], *, tallied: bool = True, further: Callable[[Row], str] = lambda row: "") -> str:
    """A line for each obligation, by primary key and in their order; `further` draws more of a row."""
    rows = {row[0]: row for row in hand.all(ROWS, list(keys))}
    addressed = by_first(hand.all(ADDRESSEES, list(keys)))
    subjects = by_first(hand.all(SUBJECTS, list({row[11] for row in rows.values()})))
    tallies = by_first(hand.all(TALLIES, list(keys))) if tallied else {}
    return table(card(rows[key], addressed, subjects, tallies, tallied=tallied, further=further) for key in keys)


def card(
    row: Row, addressed: Mapping[int, Any], subjects: Mapping[int, Any], tallies: Mapping[int, Any], *, tallied: bool, further: Callable[[Row], str]
) -> str:
    """One line."""
    key, slug, name, force, tracked, hedges, clause, document, symbol, paragraph, label, place, machine, _basis, _adopted = row
    to, about = addressed.get(key, []), subjects.get(place, [])
    waits = machine or any(found[-1] for found in (*to, *about))
    return line(
        link(f"/obligations/{slug}/", name),
        FORCES[force],
        ASKS_WORDS[tracked],
        " ".join(map(escape, json.loads(hedges))),
        "待确认" if waits else "",
        escape(clause),
        link(f"/documents/{document}/#{paragraph}", symbol),
        escape(label),
        whom(to) or NO_ADDRESSEE[tracked],
        " ".join(link(f"/subjects/{code}/", words) for _key, code, words, _machine in about),
        tally(tallies.get(key, []), slug) if tallied and tracked else "",
        further(row),
    )


def whom(rows: Sequence[Row]) -> str:
    """The addressees of an obligation."""
    said = []
    for _key, code, name, words, condition, _machine in rows:
        said.append(link(f"/actors/{code}/", name) if name else f"<i>{escape(words or code)}</i>")
        if condition:
            said.append(f"<i>{escape(condition)}</i>")
    return " ".join(said)


def tally(rows: Sequence[Row], slug: str) -> str:
    """How many actors have which status."""
    counts = {status: n for _key, status, n in rows}
    address = f"/follow-up/?obligation={slug}&amp;status="
    return " ".join(f"<i>{words}</i> {link(address + code, counts[code])}" for code, words in STATUSES.items() if code in counts)


def keys_of(rows: Sequence[Row]) -> list[int]:
    """The first column."""
    return [row[0] for row in rows]


# What a document's paragraphs name ----------------------------------------------------------------------------------
def deadline(row: Row) -> str:
    """The words that set a date, and the date."""
    _text, words, first_due, _every = row
    return f"<i>{escape(words)}</i> <i>{day(first_due)}</i>"


def basis(code: str) -> str:
    """Where a label comes from, in words."""
    return WORDS[code]

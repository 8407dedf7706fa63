"""A document's page by hand: its text with marks, what was read from each paragraph, what cites it, how it was voted on."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape

from benchmarks.rivals.by_hand.cards import ADDRESSEES, SUBJECTS, TALLIES, deadline, keys_of, tally, whom
from benchmarks.rivals.by_hand.hand import ASKS, ASKS_WORDS, FORCES, OPEN, WORDS, Hand, Row, by_first, day, line, link, table

DOCUMENT = """SELECT d.id, d.symbol, d.title, d.kind, d.adopted_on, d.meeting, e.id, e.number, e.filename, e.lexicon_version
 FROM obligations_document d JOIN obligations_edition e ON e.id = d.reference_edition_id WHERE d.slug = %s"""
PARAGRAPHS = """SELECT p.id, p.slug, p.label, t.id, t.printed, t.text FROM obligations_paragraph p
 JOIN obligations_paragraphtext t ON t.id = p.current_id WHERE p.document_id = %s ORDER BY p.position"""
ACTS = """SELECT o.paragraph_id, o.id, o.slug, o.key, o.force, o.tracked, o.hedges::text, o.legal_basis,
 'machine' IN (o.verb_basis, o.force_basis, o.tracked_basis), o.text_id, o.start, o."end", v.verb FROM obligations_obligation o
 JOIN obligations_paragraph p ON p.id = o.paragraph_id JOIN obligations_verb v ON v.id = o.verb_id
 WHERE p.document_id = %s AND o.presence = 'found' ORDER BY p.position, o.position"""
DEADLINES = """SELECT u.text_id, substr(t.text, u.start + 1, u."end" - u.start), u.first_due, u.every, u.start, u."end"
 FROM obligations_deadline u JOIN obligations_paragraphtext t ON t.id = u.text_id WHERE u.text_id = ANY(%s) ORDER BY u.start"""
CITED = """SELECT c.text_id, c.target, c.label, c.start, c."end", coalesce(i.title_zh, d.symbol, c.target), d.slug FROM obligations_citation c
 LEFT JOIN obligations_instrument i ON i.code = c.target LEFT JOIN obligations_document d ON d.symbol = c.target
 WHERE c.text_id = ANY(%s) ORDER BY c.start"""
SUGGESTED = """SELECT paragraph_id, label, value, start, "end", obligation_id FROM obligations_suggestion
 WHERE start IS NOT NULL AND paragraph_id = ANY(%s)
 UNION ALL SELECT o.paragraph_id, s.label, s.value, s.start, s."end", s.obligation_id FROM obligations_suggestion s
 JOIN obligations_obligation o ON o.id = s.obligation_id WHERE s.start IS NOT NULL AND s.label = 'addressee' AND o.paragraph_id = ANY(%s)"""
CITING = """SELECT d.slug, d.symbol, p.slug, p.label, c.label FROM obligations_citation c JOIN obligations_paragraph p ON p.current_id = c.text_id
 JOIN obligations_document d ON d.id = p.document_id WHERE c.target = %s AND d.id <> %s
 ORDER BY d.adopted_on DESC NULLS LAST, d.id, p.position, c.start"""
COUNT = f"""SELECT count(*), count(*) FILTER (WHERE {OPEN}) FROM obligations_obligation o JOIN obligations_paragraph p ON p.id = o.paragraph_id
 WHERE p.document_id = %s AND {ASKS}"""
VOTED = """SELECT b.choice, count(*) FROM obligations_vote v JOIN obligations_document d ON d.reference_edition_id = v.edition_id
 JOIN obligations_ballot b ON b.vote_id = v.id WHERE v.resolution = %s GROUP BY 1"""


def document(hand: Hand, asked: Mapping[str, str]) -> str:
    """The page of a resolution."""
    key, symbol, title, kind, on, meeting, _edition, number, filename, lexicon = hand.one(DOCUMENT, asked["slug"])
    whole, waiting = hand.one(COUNT, key)
    counts = f"<i>{whole - waiting}</i> <i>{whole}</i>"
    head = [line(symbol, escape(title) if title != symbol else "", WORDS[kind], day(on), meeting, counts, number, filename, lexicon)]
    head += [line(WORDS[choice], n) for choice, n in hand.all(VOTED, symbol)]
    paragraphs = hand.all(PARAGRAPHS, key)
    citing = [
        line(link(f"/documents/{slug}/", of), link(f"/documents/{slug}/#{place}", ""), escape(label))
        for slug, of, place, label, _named in hand.all(CITING, symbol, key)
    ]
    return f"{table(head)}{_paragraphs(hand, key, paragraphs)}{table(citing)}"


def _paragraphs(hand: Hand, key: int, paragraphs: Sequence[Row]) -> str:
    places, texts = keys_of(paragraphs), [row[3] for row in paragraphs]
    acts = hand.all(ACTS, key)
    keys = [row[1] for row in acts]
    by_place, addressed = by_first(acts), by_first(hand.all(ADDRESSEES, keys))
    subjects, tallies = by_first(hand.all(SUBJECTS, places)), by_first(hand.all(TALLIES, keys))
    dates, cited = by_first(hand.all(DEADLINES, texts)), by_first(hand.all(CITED, texts))
    suggested = by_first(hand.all(SUGGESTED, places, places))
    lines = []
    for place, slug, label, text, printed, words in paragraphs:
        mine, about = by_place.get(place, []), subjects.get(place, [])
        marks = [(row[10], row[11], "act") for row in mine if row[10] is not None and row[9] == text]
        marks += [(row[4], row[5], "deadline") for row in dates.get(text, [])]
        marks += [(row[3], row[4], "citation") for row in cited.get(text, [])]
        marks += _held(suggested.get(place, []), addressed, {row[1] for row in about})
        lines.append(
            line(
                link(f"#{slug}", printed or label),
                marked(words, marks),
                " ".join(_act(row, addressed.get(row[1], []), about, tallies.get(row[1], [])) for row in mine),
                " ".join(link(f"/subjects/{code}/", name) for _place, code, name, _machine in about),
                " ".join(deadline(row[:4]) for row in dates.get(text, [])),
                " ".join(_citation(row) for row in cited.get(text, [])),
            )
        )
    return table(lines)


def _held(suggested: Sequence[Row], addressed: Mapping[int, Sequence[Row]], subjects: set[str]) -> list[tuple[int, int, str]]:
    """The words behind labels that still hold."""
    held = [(start, end, "subject") for _place, label, code, start, end, _act in suggested if label == "subject" and code in subjects]
    named = [row for row in suggested if row[1] == "addressee" and any(link[1] == row[2] for link in addressed.get(row[5], []))]
    return held + [(row[3], row[4], "addressee") for row in named]


def _act(row: Row, to: Sequence[Row], about: Sequence[Row], counts: Sequence[Row]) -> str:
    _place, _key, slug, name, force, tracked, hedges, basis, machine, *_span = row
    waits = machine or any(found[-1] for found in (*to, *about))
    said = [f"<i>{FORCES[force]}</i>", *(f"<i>{hedge}</i>" for hedge in json.loads(hedges)), whom(to) if tracked else f"<i>{ASKS_WORDS[False]}</i>"]
    said += [link(f"/obligations/{slug}/", name), "<i>待确认</i>" if waits else "", f"<i>{WORDS[basis]}</i>" if basis != "not_named" else ""]
    return " ".join([*said, tally(counts, slug)])


def _citation(row: Row) -> str:
    _text, _target, label, _start, _end, name, slug = row
    return f"{link(f'/documents/{slug}/', name) if slug else f'<i>{escape(name)}</i>'} <i>{escape(label)}</i>"


def marked(text: str, marks: Sequence[tuple[int, int, str]]) -> str:
    """A text with marks around some of its stretches, which may overlap."""
    kinds: dict[int, list[str]] = defaultdict(list)
    edges = sorted({0, len(text), *(edge for start, end, _kind in marks for edge in (start, end))})
    for start, end, kind in marks:
        for edge in edges:
            if start <= edge < end:
                kinds[edge].append(kind)
    pieces = []
    for start, end in zip(edges, edges[1:], strict=False):
        words = escape(text[start:end])
        pieces.append(f'<mark class="{" ".join(kinds[start])}">{words}</mark>' if kinds[start] else words)
    return "".join(pieces)

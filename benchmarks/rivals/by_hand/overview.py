"""The first page, and the pages of subject areas, by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from html import escape

from benchmarks.rivals.by_hand import dues, recorded
from benchmarks.rivals.by_hand.cards import cards, keys_of
from benchmarks.rivals.by_hand.hand import (
    ASKED,
    ASKS,
    FORCES,
    NEWEST_FIRST,
    OPEN,
    STANDS,
    STATUSES,
    WORDS,
    Hand,
    by_first,
    cross,
    figure,
    line,
    link,
    table,
)
from benchmarks.rivals.by_hand.meetings import documents_drawn
from obligations.filters.offers import addressee_codes

NEWEST, LATEST, MOST, PER_PAGE = 6, 6, 10, 25
ADDRESS = "/obligations/"
ASKING = f"SELECT count(*), count(*) FILTER (WHERE {OPEN}) FROM obligations_obligation o WHERE {ASKS}"
KINDS = "SELECT kind, count(*) FROM obligations_document GROUP BY 1"
BY_FORCE = f"""SELECT s.position, s.code, s.label_zh, o.force, count(*) FROM obligations_obligation o
 JOIN obligations_paragraphsubject l ON l.paragraph_id = o.paragraph_id JOIN obligations_subjectarea s ON s.id = l.subject_id
 WHERE {ASKS} GROUP BY s.id, o.force UNION ALL SELECT 0, '', '', o.force, count(*) FROM obligations_obligation o WHERE {ASKS} GROUP BY 4"""
NAMED = f"""SELECT l.code, a.kind, a.name_zh, a.position, count(*) FROM obligations_obligation o
 JOIN obligations_obligationaddressee l ON l.obligation_id = o.id LEFT JOIN obligations_actor a ON a.code = l.code WHERE {ASKS}
 GROUP BY l.code, a.id ORDER BY 5 DESC, a.position NULLS LAST, l.code"""
DOCUMENTS = f"""SELECT d.slug, d.symbol, d.title, d.kind, d.adopted_on, (SELECT count(*) FROM obligations_obligation o
 JOIN obligations_paragraph p ON p.id = o.paragraph_id WHERE p.document_id = d.id AND {ASKS})
 FROM obligations_document d ORDER BY d.adopted_on DESC, d.symbol LIMIT %s"""
FORCES_ASKING = [(force, words) for force, words in FORCES.items() if force != "declares"]


def overview(hand: Hand, _asked: object) -> str:
    """What is asked, of whom, what is recorded, due and changed, and the newest documents."""
    whole, waiting = hand.one(ASKING)
    kinds = hand.all(KINDS)
    lines = [line(WORDS[kind], figure("/documents/", f"kind={kind}", n)) for kind, n in kinds]
    head = f"<p>{sum(n for _kind, n in kinds)} {whole} {whole - waiting}</p>"
    board = dues.board(hand)
    pieces = [
        head.replace(" ", "</p><p>"),
        table(lines),
        _by_subject(hand),
        _addressed(hand),
        recorded.recorded(hand),
        dues.states(board.counts),
        dues.items(hand, [*board.ahead, *board.passed]),
        recorded.changed(hand, hand.today - recorded.LATELY, hand.today, LATEST),
        documents_drawn(hand.all(DOCUMENTS, NEWEST)),
    ]
    return "".join(pieces)


def _by_subject(hand: Hand) -> str:
    rows = hand.all(BY_FORCE)
    counts = {(row[1], row[3]): row[4] for row in rows}
    areas = [(code, words) for _position, code, words in sorted({row[:3] for row in rows if row[1]})]
    return cross([*areas, ("", "全部领域")], FORCES_ASKING, counts, ADDRESS, "subject={}&amp;force={}")


def _addressed(hand: Hand) -> str:
    rows = hand.all(NAMED)
    words = dict(addressee_codes())
    states = [row for row in rows if row[1] in ("state", "observer")]
    others = [row for row in rows if row[1] not in ("state", "observer")][:MOST]
    lines = []
    for code, kind, _name, _position, n in (*others, *sorted(states, key=lambda row: row[3])):
        who = link(f"/actors/{code}/", words[code]) if kind else escape(words.get(code, code))
        lines.append(line(who, figure(ADDRESS, f"addressee={code}", n)))
    return table(lines)


# Subject areas ------------------------------------------------------------------------------------------------------
AREAS = f"""SELECT s.code, s.label_zh, s.definition_zh, n.n FROM obligations_subjectarea s LEFT JOIN (SELECT l.subject_id, count(*) AS n
 FROM obligations_obligation o JOIN obligations_paragraphsubject l ON l.paragraph_id = o.paragraph_id WHERE {ASKS} GROUP BY 1) n
 ON n.subject_id = s.id ORDER BY s.position"""
AREA = "SELECT id, label_zh, definition_zh FROM obligations_subjectarea WHERE code = %s"
ON_IT = "JOIN obligations_paragraphsubject l ON l.paragraph_id = o.paragraph_id AND l.subject_id = %s"
STEPS = f"""SELECT d.slug, d.symbol, d.adopted_on, o.force, count(*), count(*) FILTER (WHERE o.force_basis = 'machine')
 FROM obligations_obligation o {ON_IT} JOIN obligations_paragraph p ON p.id = o.paragraph_id JOIN obligations_document d ON d.id = p.document_id
 WHERE o.presence = 'found' AND o.tracked GROUP BY d.id, o.force ORDER BY d.adopted_on NULLS FIRST, d.symbol"""
STATUS_OF_IT = f"""SELECT o.force, a.status, count(*) FROM obligations_obligation o {ON_IT}
 JOIN obligations_assessment a ON a.obligation_id = o.id WHERE {STANDS} AND {ASKED} GROUP BY 1, 2"""
COUNT = f"SELECT count(*), count(*) FILTER (WHERE {OPEN}) FROM obligations_obligation o {ON_IT} WHERE {ASKS}"
PAGE = f"""SELECT o.id FROM obligations_obligation o {ON_IT} JOIN obligations_paragraph p ON p.id = o.paragraph_id
 JOIN obligations_document d ON d.id = p.document_id WHERE {ASKS} ORDER BY {NEWEST_FIRST} LIMIT {PER_PAGE}"""


def subjects(hand: Hand, _asked: object) -> str:
    """All subject areas with their definitions."""
    return table(
        line(link(f"/subjects/{code}/", words), escape(definition), link(f"{ADDRESS}?subject={code}", n) if n else "")
        for code, words, definition, n in hand.all(AREAS)
    )


def subject(hand: Hand, asked: Mapping[str, str]) -> str:
    """One of them: how force developed, what is recorded, what is asked now."""
    key, words, definition = hand.one(AREA, asked["code"])
    found: Counter[tuple[str, str]] = Counter()
    for force, status, n in hand.all(STATUS_OF_IT, key):
        found[force, status] = n
    follow_up = table(
        line(words, *(f"<i>{of}</i> {found[force, status]}" for status, of in STATUSES.items() if found[force, status]))
        for force, words in FORCES.items()
        if any(of == force for of, _status in found)
    )
    whole, waiting = hand.one(COUNT, key)
    head = f"<p>{escape(words)}</p><p>{escape(definition)}</p><p>{whole}</p><p>{whole - waiting}</p>"
    return f"{head}{_steps(hand, key)}{follow_up}{cards(hand, keys_of(hand.all(PAGE, key)))}"


def _steps(hand: Hand, key: int) -> str:
    rows = hand.all(STEPS, key)
    occurring = [force for force in FORCES if any(row[3] == force for row in rows)]
    lines = [line("", "", *(FORCES[force] for force in occurring))]
    for slug, steps in by_first(rows).items():
        counts = {row[3]: row[4] for row in steps}
        figures = [figure(ADDRESS, f"document={slug}&amp;force={force}", counts.get(force, 0)) for force in occurring]
        sums = (figure(ADDRESS, f"document={slug}", sum(counts.values())), sum(row[5] for row in steps))
        lines.append(line(link(f"/documents/{slug}/", steps[0][1]), steps[0][2], *figures, *sums))
    return table(lines)

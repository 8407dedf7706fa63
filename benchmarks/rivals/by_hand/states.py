"""States and other actors by hand: the list, the page of one, its brief."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape

from benchmarks.rivals.by_hand import dues, meetings
from benchmarks.rivals.by_hand.cards import cards, keys_of
from benchmarks.rivals.by_hand.hand import (
    ABOVE,
    ASKED,
    ASKS,
    FORCES,
    NEWEST_FIRST,
    OPEN,
    RUNS,
    SHOWN,
    STANDS,
    STATUSES,
    WORDS,
    Hand,
    Row,
    by_first,
    cross,
    day,
    labels,
    line,
    link,
    table,
)
from benchmarks.rivals.by_hand.recorded import by_status, grid
from obligations.choices import EvidenceKind, RegionalGroup

PER_PAGE, LATEST, VOTES, MOST_QUARTERS = 25, 5, 20, 12
GAPS = {"not_assessed": "未评估", "condition_open": "条件待定", "does_not_apply": "不适用"}
KINDS, GROUPS = labels(EvidenceKind), labels(RegionalGroup)
ACTOR = "SELECT id, name_zh, kind, regional_group, since FROM obligations_actor WHERE code = %s"

# The list -----------------------------------------------------------------------------------------------------------
LIST = f"""SELECT a.code, a.name_zh, n.n FROM obligations_actor a LEFT JOIN (SELECT l.code, count(*) AS n FROM obligations_obligation o
 JOIN obligations_obligationaddressee l ON l.obligation_id = o.id WHERE {ASKS} GROUP BY 1) n ON n.code = a.code
 WHERE a.kind <> 'former' ORDER BY a.kind, a.regional_group, a.position"""


def actors(hand: Hand, _asked: object) -> str:
    """All actors, with how often each is named."""
    return table(line(link(f"/actors/{code}/", name), link(f"/obligations/?addressee={code}", n) if n else "") for code, name, n in hand.all(LIST))


# What reaches one ---------------------------------------------------------------------------------------------------
REACH = f"""reach AS MATERIALIZED (SELECT o.id, o.paragraph_id, o.force, bool_or(l.code = %s) AS named, bool_and(l.condition <> '') AS open
 FROM obligations_obligation o JOIN obligations_obligationaddressee l ON l.obligation_id = o.id {ABOVE}
 WHERE {ASKED} AND {RUNS} AND l.code = ANY(%s) GROUP BY o.id),
 marked AS MATERIALIZED (SELECT r.*, a.as_of, CASE WHEN coalesce(y.value, CASE WHEN r.open THEN 'condition_open' ELSE 'applies' END) = 'applies'
 THEN coalesce(a.status, 'not_assessed') ELSE coalesce(y.value, 'condition_open') END AS mark FROM reach r
 LEFT JOIN obligations_applicability y ON y.obligation_id = r.id AND y.actor_id = %s AND y.replaced_at IS NULL
 LEFT JOIN obligations_assessment a ON a.obligation_id = r.id AND a.actor_id = %s AND {STANDS})"""
GRID = """SELECT coalesce(s.code, 'none'), s.label_zh, s.position, m.force, m.mark, count(*), 0::bigint FROM marked m
 LEFT JOIN obligations_paragraphsubject l ON l.paragraph_id = m.paragraph_id LEFT JOIN obligations_subjectarea s ON s.id = l.subject_id
 GROUP BY s.id, 4, 5 UNION ALL SELECT '', '', 0, force, mark, count(*), count(*) FILTER (WHERE named) FROM marked GROUP BY 4, 5"""
PAGE = f"""SELECT o.id, m.mark, m.named FROM marked m JOIN obligations_obligation o ON o.id = m.id
 JOIN obligations_paragraph p ON p.id = o.paragraph_id JOIN obligations_document d ON d.id = p.document_id ORDER BY {NEWEST_FIRST} LIMIT {PER_PAGE}"""
COUNTS = f"""SELECT count(*), count(*) FILTER (WHERE {OPEN}), count(*) FILTER (WHERE EXISTS (SELECT 1 FROM obligations_obligationaddressee l
 WHERE l.obligation_id = o.id AND l.code = %s)) FROM obligations_obligation o WHERE {ASKS}
 AND EXISTS (SELECT 1 FROM obligations_obligationaddressee l WHERE l.obligation_id = o.id AND l.code = ANY(%s))"""
BY_STATUS = f"""SELECT a.status, o.force, count(*) FROM obligations_assessment a JOIN obligations_obligation o ON o.id = a.obligation_id
 WHERE {STANDS} AND {ASKED} AND a.actor_id = %s GROUP BY 1, 2"""
PROOF = f"""SELECT a.obligation_id, a.as_of, e.slug, e.title, l.locator FROM obligations_assessment a
 LEFT JOIN obligations_evidencelink l ON l.assessment_id = a.id LEFT JOIN obligations_evidence e ON e.id = l.evidence_id AND e.access = 'with_status'
 WHERE {STANDS} AND a.actor_id = %s AND a.obligation_id = ANY(%s) ORDER BY l.position, l.id"""
FIRST = f"SELECT min(a.released_at)::date FROM obligations_assessment a WHERE {SHOWN} AND a.actor_id = %s AND a.obligation_id IS NOT NULL"
STOOD = f"""SELECT x.day, o.force, a.status, count(*) FROM unnest(%s::date[]) AS x(day)
 JOIN obligations_assessment a ON a.actor_id = %s AND a.released_at < x.day + 1 AND (a.released_until IS NULL OR a.released_until >= x.day + 1)
 JOIN obligations_obligation o ON o.id = a.obligation_id WHERE {SHOWN} AND o.presence = 'found' AND o.tracked
 AND (o.lifecycle = 'in_force' OR o.superseded_on > x.day) GROUP BY 1, 2, 3 ORDER BY 1"""
SOURCES = f"""SELECT e.slug, e.title, e.kind, e.published_on FROM obligations_evidence e WHERE e.access = 'with_status' AND e.id IN
 (SELECT l.evidence_id FROM obligations_assessment a JOIN obligations_obligation o ON o.id = a.obligation_id
 JOIN obligations_evidencelink l ON l.assessment_id = a.id WHERE {STANDS} AND {ASKED} AND a.actor_id = %s)
 ORDER BY e.published_on DESC, e.id DESC"""
BALLOTS = """SELECT b.choice, v.number, v.draft, v.resolution, d.slug, d.symbol, d.adopted_on, r.slug FROM obligations_ballot b
 JOIN obligations_vote v ON v.id = b.vote_id JOIN obligations_edition e ON e.id = v.edition_id
 JOIN obligations_document d ON d.id = e.document_id AND d.reference_edition_id = e.id LEFT JOIN obligations_document r ON r.symbol = v.resolution
 WHERE b.actor_id = %s ORDER BY d.adopted_on DESC, e.id DESC, v.number DESC LIMIT %s"""


def codes_of(code: str, kind: str) -> list[str]:
    """The codes under which texts reach an actor."""
    return [code, *{"state": ("all_states", "member_states"), "observer": ("all_states",)}.get(kind, ())]


def actor(hand: Hand, asked: Mapping[str, str]) -> str:
    """What an actor is asked, what is recorded of it, its dates, what it said and how it voted."""
    code = asked["code"]
    key, name, kind, group, since = hand.one(ACTOR, code)
    codes = codes_of(code, kind)
    whole, waiting, named = hand.one(COUNTS, code, codes)
    head = table([line(escape(name), WORDS[kind], code, GROUPS.get(group, ""), day(since), whole, named, whole - waiting)]).replace("<td>", "<td><i>")
    board = dues.board(hand, codes=codes)
    latest = hand.all(meetings.ROWS + " AND c.actor_id = %s" + meetings.NEWEST, key, LATEST)
    pieces = [
        head,
        _asked(hand, code, key, codes),
        by_status({(status, force): n for status, force, n in hand.all(BY_STATUS, key)}),
        _history(hand, key),
        dues.states(board.counts, f"applies_to={code}&amp;"),
        dues.items(hand, [*board.ahead, *board.passed]),
        str(hand.one(f"SELECT count(*) FROM obligations_commitment c WHERE {meetings.HERE} AND c.actor_id = %s", key)[0]),
        meetings.amounts_drawn(hand, "AND c.actor_id = %s", key),
        meetings.said_drawn(hand, latest),
        table(line(link(f"/evidence/{slug}/", title), KINDS[of], day(on)) for slug, title, of, on in hand.all(SOURCES, key)),
        table(_ballot(row) for row in hand.all(BALLOTS, key, VOTES)),
    ]
    return "".join(pieces)


def _asked(hand: Hand, code: str, key: int, codes: Sequence[str]) -> str:
    """The grid of marks, and the first page of obligations."""
    reach = REACH.format()
    values = (code, list(codes), key, key)
    rows = hand.all(f"WITH {reach} {GRID}", *values)
    counts = Counter({(row[0], row[3], row[4]): row[5] for row in rows})
    areas = [(of, words) for _place, of, words in sorted({(row[2], row[0], row[1]) for row in rows if row[1]})]
    drawn = grid(counts, [*areas, ("none", "未归入任何领域"), ("", "全部领域")], f"/actors/{code}/")
    page = hand.all(f"WITH {reach} {PAGE}", *values)
    keys = keys_of(page)
    marks = {row[0]: row[1] for row in page}
    proof = by_first(hand.all(PROOF, key, keys))

    def further(row: Row) -> str:
        mark = marks[row[0]]
        pieces = proof.get(row[0], []) if mark in STATUSES else []
        said = " ".join(f"<i>{day(on)}</i> {link(f'/evidence/{e}/', title) if e else ''} <i>{place or ''}</i>" for _o, on, e, title, place in pieces)
        return f"<i>{(STATUSES | GAPS)[mark]}</i> <i>{day(row[14])}</i> {said}"

    return f"<p>{sum(row[6] for row in rows)}</p>{drawn}{cards(hand, keys, tallied=False, further=further)}"


def _history(hand: Hand, key: int) -> str:
    """What stood at the ends of quarters, or of years where those are too many."""
    first = hand.one(FIRST, key)[0]
    if first is None:
        return ""
    found: dict[date, Counter[tuple[str, str]]] = {}
    for on, force, status, n in hand.all(STOOD, _ends(first, hand.today), key):
        found.setdefault(on, Counter())[force, status] = n
    lines = []
    for on, counts in found.items():
        for force in (*FORCES, None):
            mine = [sum(n for (of, one), n in counts.items() if one == status and force in (None, of)) for status in STATUSES]
            if any(mine):
                lines.append(line(on, FORCES.get(force or "", ""), *mine, sum(mine)))
    return table(lines)


def _ends(first: date, on: date) -> list[date]:
    for months in (3, 12):
        months_before = first.year * 12 + (first.month - 1) // months * months
        starts = [date(n // 12, n % 12 + 1, 1) for n in range(months_before, on.year * 12 + on.month + 1, months)]
        found = [end for start in starts if (end := start - timedelta(days=1)) < on]
        if len(found) < MOST_QUARTERS:
            break
    return [*found, on]


def _ballot(row: Row) -> str:
    choice, _number, draft, resolution, slug, symbol, on, adopted = row
    what = link(f"/documents/{adopted}/", resolution) if adopted else escape(resolution or draft)
    return line(day(on), what, WORDS[choice], link(f"/documents/{slug}/", symbol))


# The brief ----------------------------------------------------------------------------------------------------------
MOST_ASKED, MOST_DATES, MOST_STATEMENTS, LONGEST = 10, 6, 4, 140
LINES = f"""SELECT o.slug, o.key, m.force, o.hedges::text, o.clause, m.mark, m.as_of FROM marked m
 JOIN obligations_obligation o ON o.id = m.id JOIN obligations_paragraph p ON p.id = o.paragraph_id
 JOIN obligations_document d ON d.id = p.document_id
 ORDER BY NOT m.named, array_position(%s, m.force::text), {NEWEST_FIRST} LIMIT {MOST_ASKED}"""
SAID = f"""SELECT c.slug, d.symbol, c.kind, d.adopted_on, c.text, count(*) OVER () FROM obligations_commitment c
 JOIN obligations_document d ON d.id = c.document_id JOIN obligations_speech s ON s.id = c.speech_id WHERE {meetings.HERE} AND c.actor_id = %s
 ORDER BY d.adopted_on DESC, d.symbol, s."order", c.start LIMIT {MOST_STATEMENTS}"""


def brief(hand: Hand, asked: Mapping[str, str]) -> str:
    """What is asked of a State by subject, force and status, the first of it in words, the next dates, what it said last."""
    code = asked["code"]
    key, name, kind, *_rest = hand.one(ACTOR, code)
    values = (code, codes := codes_of(code, kind), key, key)
    rows = hand.all(f"WITH {REACH.format()} {GRID}", *values)
    by_area, by_mark = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for area, _words, _place, force, mark, n, _named in rows:
        by_area[area, force] += n
        if not area:
            by_mark[mark, force] += n
    areas = [(of, words) for _place, of, words in sorted({(row[2], row[0], row[1]) for row in rows if row[1]})]
    areas += [("none", "未归入任何领域")] if any(row[0] == "none" for row in rows) else []
    occurring = [pair for pair in FORCES.items() if any(force == pair[0] for _area, force in by_area)]
    marks = [(mark, words) for mark, words in (STATUSES | GAPS).items() if any(of == mark for of, _force in by_mark)]
    head = cross([*areas, ("", "全部领域")], occurring, by_area, f"/actors/{code}/", "subject={}&amp;force={}")
    head += cross(marks, occurring, by_mark, f"/actors/{code}/", "status={}&amp;force={}")
    lines = [_line(row) for row in hand.all(f"WITH {REACH.format()} {LINES}", *values, list(FORCES))]
    board = dues.board(hand, codes=codes, limit=MOST_DATES)
    said = hand.all(SAID, key)
    statements = [line(link(f"/commitments/{slug}/", symbol), meetings.KINDS[of], day(on), _short(text)) for slug, symbol, of, on, text, _n in said]
    left = (sum(by_mark.values()) - len(lines), board.counts.get("upcoming", 0), max(0, (said[0][5] if said else 0) - len(said)))
    rest = table(f"<tr><td>{n or ''}" for n in left)
    return f"{link(f'/actors/{code}/', name)}{head}{table(lines)}{dues.items(hand, board.ahead)}{table(statements)}{rest}"


def _line(row: Row) -> str:
    slug, key, force, hedges, clause, mark, as_of = row
    said = (f"<i>{(STATUSES | GAPS)[mark]}</i>", f"<i>{as_of or ''}</i>", _short(clause))
    return line(link(f"/obligations/{slug}/", key), FORCES[force], " ".join(json.loads(hedges)), *said)


def _short(words: str) -> str:
    return escape(words if len(words) <= LONGEST else f"{words[:LONGEST]}……")

"""Due dates by hand: one statement tells the days of every deadline, counts them and picks those that are shown; and the page of them.

Of what staff may note about a day it knows that something was submitted or ended, not that another day was put in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from benchmarks.rivals.by_hand.cards import ADDRESSEES
from benchmarks.rivals.by_hand.hand import FORCES, Hand, Row, by_first, day, figure, line, link, table
from obligations.dues.states import DueState

LIMIT = 5
STATES = {state.value: str(state.label) for state in DueState}
# Who is asked by each deadline: the acts of its paragraph and those that inherit from one of its acts.
ASKED = """asked AS MATERIALIZED (SELECT u.id, u.rule, u.every, u.first_due, p.id AS paragraph, d.symbol, p.position,
 array_agg(o.id ORDER BY o.id) FILTER (WHERE o.tracked AND NOT EXISTS (SELECT 1 FROM obligations_obligation c
  WHERE c.inherited_from_id = o.id AND c.tracked AND c.presence = 'found')) AS acts,
 CASE WHEN bool_and(o.lifecycle = 'superseded') THEN max(o.superseded_on) END AS stop
 FROM obligations_deadline u JOIN obligations_paragraph p ON p.current_id = u.text_id JOIN obligations_document d ON d.id = p.document_id
 JOIN (SELECT id AS act, paragraph_id AS place FROM obligations_obligation
  UNION ALL SELECT o.id, i.paragraph_id FROM obligations_obligation o
   JOIN obligations_obligation i ON i.id = o.inherited_from_id AND i.paragraph_id <> o.paragraph_id
  UNION ALL SELECT o.id, j.paragraph_id FROM obligations_obligation o JOIN obligations_obligation i ON i.id = o.inherited_from_id
   JOIN obligations_obligation j ON j.id = i.inherited_from_id AND j.paragraph_id NOT IN (i.paragraph_id, o.paragraph_id)) said ON said.place = p.id
 JOIN obligations_obligation o ON o.id = said.act AND o.presence = 'found'
 GROUP BY u.id, p.id, d.id HAVING u.rule = 'until' OR bool_or(o.tracked){reached})"""
REACHED = """ AND bool_or(o.tracked AND EXISTS (SELECT 1 FROM obligations_obligationaddressee l WHERE l.obligation_id = o.id AND l.code = ANY(%s)))"""
DAYS = """{name} AS MATERIALIZED (SELECT a.id, a.paragraph, a.symbol, a.position, a.every, a.acts, a.rule, x.due,
 CASE WHEN r.verdict = 'met' THEN 'submitted' WHEN r.verdict = 'ended' THEN 'discontinued'
  WHEN a.stop <= coalesce(x.due, CURRENT_DATE) THEN 'discontinued' WHEN x.due IS NULL THEN 'undated' WHEN x.due >= CURRENT_DATE THEN 'upcoming'
  WHEN a.rule = 'until' THEN 'elapsed' ELSE 'passed' END AS state
 FROM asked a CROSS JOIN LATERAL (SELECT a.first_due AS due WHERE a.every = '' OR a.first_due IS NULL UNION ALL
  SELECT (a.first_due + n * a.every::interval)::date FROM generate_series(0,
   greatest(0, ceil((%s::date - a.first_due) / (extract(epoch FROM a.every::interval) / 88000))::int) + 1) n
  WHERE a.every <> '' AND a.first_due IS NOT NULL AND (n = 0 OR (a.first_due + (n - 1) * a.every::interval)::date < %s::date)) x
 LEFT JOIN obligations_duerecord r ON r.paragraph_id = a.paragraph AND r.due_on = x.due AND a.rule <> 'until')"""
SHOWN = "id, due, state, every, acts, symbol, position, rule"
COUNTED = "SELECT 0 AS part, NULL::int AS id, NULL::date AS due, state, count(*)::text, NULL::int[], '' AS symbol, 0, '' FROM days GROUP BY state"
AHEAD = f"(SELECT 1, {SHOWN} FROM days WHERE state = 'upcoming' ORDER BY due, symbol, position, id LIMIT %s)"
PASSED = f"""(SELECT 2, * FROM (SELECT DISTINCT ON (id) {SHOWN} FROM days WHERE state = 'passed' ORDER BY id, due DESC) z
 ORDER BY due DESC, id DESC LIMIT %s)"""
TEXTS = """SELECT u.id, d.slug, d.symbol, p.slug, p.label, substr(t.text, u.start + 1, u."end" - u.start) FROM obligations_deadline u
 JOIN obligations_paragraphtext t ON t.id = u.text_id JOIN obligations_paragraph p ON p.id = t.paragraph_id
 JOIN obligations_document d ON d.id = p.document_id WHERE u.id = ANY(%s)"""
ACTS = "SELECT id, slug, key, force FROM obligations_obligation WHERE id = ANY(%s)"
PER_PAGE, LEAST, MOST, MOST_QUARTERS = 50, 1, 9, 20


@dataclass(frozen=True, slots=True)
class Board:
    """How many days are in which state, and those that are shown."""

    counts: dict[str, int]
    ahead: list[Row]
    passed: list[Row]


def board(hand: Hand, *, codes: Sequence[str] = (), limit: int = LIMIT) -> Board:
    """The board of all due dates, or of those of what is addressed to one of some codes."""
    asked = ASKED.format(reached=REACHED if codes else "")
    sql = f"WITH {asked}, {DAYS.format(name='days')} {COUNTED} UNION ALL {AHEAD} UNION ALL {PASSED}"
    parts = by_first(hand.all(sql, *([list(codes)] if codes else []), hand.today, hand.today, limit, limit))
    return Board({row[3]: int(row[4]) for row in parts[0]}, [row[1:] for row in parts[1]], [row[1:] for row in parts[2]])


def states(found: dict[str, int], query: str = "") -> str:
    """How many days are in each state."""
    return table(line(words, figure("/deadlines/", f"{query}state={code}", found[code])) for code, words in STATES.items() if code in found)


def items(hand: Hand, days: Sequence[Row]) -> str:
    """Days with their words and acts."""
    texts = {row[0]: row for row in hand.all(TEXTS, [row[0] for row in days])}
    wanted = [key for row in days for key in row[4] or ()]
    acts = {row[0]: row for row in hand.all(ACTS, wanted)}
    addressed = by_first(hand.all(ADDRESSEES, wanted))
    lines = []
    for key, due, state, _every, asked, _symbol, _position, _rule in days:
        _key, document, symbol, paragraph, label, words = texts[key]
        said = " ".join(_act(acts[act], addressed.get(act, [])) for act in asked or ())
        place = link(f"/documents/{document}/#{paragraph}", symbol)
        lines.append(line(day(due) or "无日期", place, escape(label), escape(words), said, STATES[state]))
    return table(lines)


def _act(row: Row, addressed: Sequence[Row]) -> str:
    _key, slug, name, force = row
    to = " ".join(f"<i>{escape(who or words or code)}</i>" for _act, code, who, words, _condition, _machine in addressed)
    return f"{link(f'/obligations/{slug}/', name)} <i>{FORCES[force]}</i> {to}"


# The page -----------------------------------------------------------------------------------------------------------
TO_READ = f"""(SELECT 1, {SHOWN} FROM days
 ORDER BY CASE WHEN due >= CURRENT_DATE THEN 0 WHEN due IS NULL THEN 2 ELSE 1 END, CASE WHEN due >= CURRENT_DATE THEN due END,
 CASE WHEN due < CURRENT_DATE THEN due END DESC, CASE WHEN due < CURRENT_DATE THEN symbol END DESC,
 CASE WHEN due < CURRENT_DATE THEN position END DESC, CASE WHEN due < CURRENT_DATE THEN id END DESC, symbol, position, id LIMIT %s)"""
LAST = "SELECT 2, NULL, max(due), '', '', NULL, '', 0, '' FROM days"
IN_TIME = """SELECT {period} AS period, state, count(*), min(due), max(due) FROM days WHERE due IS NOT NULL AND due <= %s GROUP BY 1, 2 ORDER BY 1"""
QUARTER = "extract(year FROM due)::int || ' Q' || extract(quarter FROM due)::int"
YEAR = "extract(year FROM due)::int::text"


def deadlines(hand: Hand, _asked: object) -> str:
    """All due dates: how they lie in time, and the first page of them."""
    asked, days = ASKED.format(reached=""), DAYS.format(name="days")
    parts = by_first(hand.all(f"WITH {asked}, {days} {COUNTED} UNION ALL {TO_READ} UNION ALL {LAST}", hand.today, hand.today, PER_PAGE))
    counts = {row[3]: int(row[4]) for row in parts[0]}
    last: date | None = parts[2][0][2]
    year = last.year if last else hand.today.year
    until = date(min(max(year, hand.today.year + LEAST), hand.today.year + MOST), 12, 31)
    years = hand.all(f"WITH {asked}, {days} {IN_TIME.format(period=YEAR)}", until, until, until)
    first = min((row[3] for row in years), default=hand.today)
    if (until.year - first.year) * 4 <= MOST_QUARTERS:
        years = hand.all(f"WITH {asked}, {days} {IN_TIME.format(period=QUARTER)}", until, until, until)
    shown = [line(period, STATES[state], n) for period, state, n, _first, _last in years]
    return f"<p>{sum(counts.values())}</p>{states(counts)}{table(shown)}{items(hand, [row[1:] for row in parts[1]])}"

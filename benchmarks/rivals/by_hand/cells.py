"""The matrix of a document and the page of a round, by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import Any

from benchmarks.rivals import raw_matrix
from benchmarks.rivals.by_hand.hand import ABOVE, FORCES, RUNS, SHOWN, STATUSES, Hand, cross, figure, labels, line, link, table
from obligations.matrix.reading import GLYPHS, MARKS, words_of
from obligations.rounds.reading import CellState

CLAUSES = """SELECT o.slug, left(o.clause, 120) FROM obligations_obligation o JOIN obligations_paragraph p ON p.id = o.paragraph_id
 JOIN obligations_document d ON d.id = p.document_id WHERE d.slug = %s"""


def matrix(hand: Hand, asked: Mapping[str, str]) -> str:
    """The States and the obligations of a document."""
    columns, states, _named, marks = raw_matrix.read(hand.cursor, asked["document"], hand.today)
    clauses = dict(hand.all(CLAUSES, asked["document"]))
    heads = [line("", *(FORCES[row[3]] for row in columns))]
    heads.append(line(link(f"/documents/{asked['document']}/", columns[0][7]), *(_head(row[1], row[2], clauses) for row in columns)))
    opening = {mark: f'<td class="k-{mark}"><a aria-label="{words_of(mark)}" href="/obligations/' for mark in MARKS}
    nowhere = f"<td>{GLYPHS['not_addressed']}"
    slugs = [row[1] for row in columns]
    lines = []
    for key, code, name, _kind, _until in states:
        cells = (
            nowhere if mark == "not_addressed" else f'{opening[mark]}{slug}/#state-{code}">{GLYPHS[mark]}</a>'
            for slug, mark in zip(slugs, marks[key], strict=True)
        )
        lines.append(f"<tr><th>{link(f'/matrix/?state={code}', name)}{''.join(cells)}")
    return f"{_counts(raw_matrix.counts(columns, marks))}{table([*heads, *lines])}"


def _head(slug: str, key: str, clauses: Mapping[str, str]) -> str:
    return f'<a href="/obligations/{slug}/" title="{escape(clauses[slug])}">{"/".join(key.split("/")[-2:])}</a>'


def _counts(counted: list[dict[str, Any]]) -> str:
    lines = []
    for row in counted:
        numbers = (row["applicable"], row["assessed"], *row["marks"].values())
        lines.append(line(row["label"], *(figure("/matrix/cells/", f"of={row['force']}", n) for n in numbers)))
    return table(lines)


# Rounds -------------------------------------------------------------------------------------------------------------
ROUNDS = """SELECT r.slug, r.name, r.opens_on, r.closes_on, (SELECT count(*) FROM obligations_round_states s WHERE s.round_id = r.id),
 (SELECT count(*) FROM obligations_round_obligations o WHERE o.round_id = r.id) FROM obligations_round r ORDER BY r.opens_on DESC, r.name"""
ROUND = "SELECT id, name, opens_on, closes_on, coalesce(closed_at, now()) FROM obligations_round WHERE slug = %s"
CELLS = f"""WITH cell AS MATERIALIZED (SELECT o.id, o.paragraph_id, o.force, s.id AS actor, bool_and(l.condition <> '') AS open
 FROM obligations_round_obligations ro JOIN obligations_obligation o ON o.id = ro.obligation_id {ABOVE}
 JOIN obligations_round_states rs ON rs.round_id = ro.round_id JOIN obligations_actor s ON s.id = rs.actor_id
 JOIN obligations_obligationaddressee l ON l.obligation_id = o.id AND (l.code = s.code OR (l.code = 'member_states' AND s.kind = 'state')
  OR (l.code = 'all_states' AND s.kind IN ('state', 'observer')))
 WHERE ro.round_id = %s AND o.presence = 'found' AND o.tracked AND (o.lifecycle = 'in_force' OR o.superseded_on > %s) AND {RUNS} GROUP BY o.id, s.id)
 SELECT c.paragraph_id, c.force, CASE WHEN y.value IS NOT NULL AND y.value <> 'applies' THEN y.value WHEN y.value IS NULL AND c.open
 THEN 'condition_open' WHEN a.id IS NULL THEN 'not_assessed' WHEN a.approved_at > %s THEN 'reviewed' ELSE 'carried_over' END AS state,
 coalesce(a.status, ''), count(*) FROM cell c
 LEFT JOIN obligations_applicability y ON y.obligation_id = c.id AND y.actor_id = c.actor AND y.recorded_at <= %s
  AND (y.replaced_at IS NULL OR y.replaced_at > %s)
 LEFT JOIN obligations_assessment a ON a.obligation_id = c.id AND a.actor_id = c.actor AND {SHOWN} AND a.released_until IS NULL
 GROUP BY 1, 2, 3, 4"""
AREAS = """SELECT l.paragraph_id, s.position, s.code, s.label_zh FROM obligations_paragraphsubject l
 JOIN obligations_subjectarea s ON s.id = l.subject_id WHERE l.paragraph_id = ANY(%s)"""
HEADS = {**labels(CellState), "not_assessed": "未发布"}


def rounds(hand: Hand, _asked: object) -> str:
    """All rounds."""
    return table(line(link(f"/rounds/{slug}/", name), *rest) for slug, name, *rest in hand.all(ROUNDS))


def one_round(hand: Hand, asked: Mapping[str, str]) -> str:
    """A round that is open: coverage by force and by subject, statuses by force, as published to readers."""
    key, name, opens_on, closes_on, moment = hand.one(ROUND, asked["slug"])
    rows = hand.all(CELLS, key, moment.date(), opens_on, moment, moment)
    by_force, by_area, statuses = Counter[Any](), Counter[Any](), Counter[tuple[str, str]]()
    areas: dict[int, list[tuple[int, str, str]]] = {}
    for place, position, code, words in hand.all(AREAS, list({row[0] for row in rows})):
        areas.setdefault(place, []).append((position, code, words))
    for place, force, state, status, n in rows:
        by_force[force, state] += n
        by_force["", state] += n
        for area in areas.get(place, ()):
            by_area[area, state] += n
        if state in ("reviewed", "carried_over"):
            statuses[status, force] += n
    forces = [(force, words) for force, words in FORCES.items() if any(of == force for of, _state in by_force)]
    head = table([line(escape(name), opens_on, closes_on), line(*HEADS.values())])
    covered = [_covered(words, force, by_force) for force, words in (*forces, ("", "全部单元"))]
    covered += [_covered(area[2], area, by_area) for area in sorted({area for area, _state in by_area})]
    return f"{head}{table(covered)}{cross(list(STATUSES.items()), forces, statuses, '/cells/', 'status={}&amp;force={}')}"


def _covered(words: str, key: Any, counts: Counter[Any]) -> str:
    found = [counts[key, state] for state in HEADS]
    assessed, applicable = sum(found[:2]), sum(found[:3])
    share = f"{100 * assessed // applicable} %" if applicable else "–"
    return line(words, *(figure("/cells/", "state=", n) for n in (applicable, assessed)), share, *(figure("/cells/", "state=", n) for n in found))

"""What is recorded, counted by hand by subject, force and status; and what changed: for several pages."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape

from benchmarks.rivals.by_hand.hand import ASKED, FORCES, SHOWN, STANDS, STATUSES, Hand, Row, cross, day, figure, line, link, table

# One is one actor's status on one obligation; counted by obligation first, so that subjects are joined to few rows.
BY_OBLIGATION = f"""n AS MATERIALIZED (SELECT a.obligation_id, a.status, count(*) AS n FROM obligations_assessment a WHERE {STANDS}
 AND a.obligation_id IS NOT NULL {{0}} GROUP BY 1, 2),
 f AS MATERIALIZED (SELECT o.paragraph_id, o.force, n.status, n.n FROM n JOIN obligations_obligation o ON o.id = n.obligation_id WHERE {ASKED})"""
GRID = """SELECT s.position, s.code, s.label_zh, f.force, f.status, sum(f.n)::int FROM f
 LEFT JOIN obligations_paragraphsubject l ON l.paragraph_id = f.paragraph_id LEFT JOIN obligations_subjectarea s ON s.id = l.subject_id
 GROUP BY 1, 2, 3, 4, 5"""
WHOLE = "SELECT 0, '', '', f.force, f.status, sum(f.n)::int FROM f GROUP BY 4, 5"
NONE, ALL = ("none", ""), ("", "")
ADDRESS = "/follow-up/"


def recorded(hand: Hand) -> str:
    """The two tables of the overview: by subject and force, each split by status; by status and force."""
    rows = hand.all(f"WITH {BY_OBLIGATION.format('')} {GRID} UNION ALL {WHOLE}")
    counts = Counter({((row[1] if row[1] is not None else "none"), row[3], row[4]): row[5] for row in rows})
    heads = sorted({(row[0], row[1], row[2]) for row in rows if row[1]})
    whole = {(status, force): n for (code, force, status), n in counts.items() if code == ""}
    areas = [(code, words) for _position, code, words in heads]
    return grid(counts, [*areas, ("", "全部领域")], ADDRESS) + by_status(whole)


def grid(counts: Mapping[tuple[str, str, str], int], areas: Sequence[tuple[str, str]], address: str) -> str:
    """A line for each subject and force that occur, with the number of each mark, and the numbers of all marks together."""
    lines = []
    marks = list(dict.fromkeys(mark for _code, _force, mark in counts))
    totals: Counter[tuple[str, str]] = Counter()
    for (code, force, _mark), n in counts.items():
        totals[code, force] += n
    for code, words in areas:
        mine = [force for force in FORCES if totals[code, force]]
        lines.append(line(escape(words), figure(address, f"subject={code}", sum(totals[code, force] for force in mine))))
        for force in mine:
            parts = (figure(address, f"subject={code}&amp;force={force}&amp;status={mark}", counts.get((code, force, mark), 0)) for mark in marks)
            lines.append(line(FORCES[force], *parts, figure(address, f"subject={code}&amp;force={force}", totals[code, force])))
    return table(lines)


def by_status(whole: dict[tuple[str, str], int]) -> str:
    """Statuses by force, with the sums of both."""
    forces = [(force, words) for force, words in FORCES.items() if force != "declares"]
    sums = [sum(n for (_status, of), n in whole.items() if of == force) for force, _words in forces]
    return cross(list(STATUSES.items()), forces, whole, ADDRESS, "status={}&amp;force={}") + table([line(*sums, sum(sums))])


# Changes ------------------------------------------------------------------------------------------------------------
PUBLISHED = f"""{SHOWN} AND a.released_at >= %s AND a.released_at < %s AND (EXISTS (SELECT 1 FROM obligations_obligation o
 WHERE o.id = a.obligation_id AND o.presence <> 'retired') OR EXISTS (SELECT 1 FROM obligations_commitment c
 WHERE c.id = a.commitment_id AND c.opinion = 'confirmed' AND c.presence = 'found'))"""
CHANGES = f"""SELECT a.released_at, r.code, r.name_zh, o.slug, o.key, o.force, a.status, a.summary, (SELECT b.status FROM obligations_assessment b
  WHERE b.obligation_id = a.obligation_id AND b.actor_id = a.actor_id AND b.state = 'approved' AND b.released_until = a.released_at LIMIT 1)
 FROM obligations_assessment a JOIN obligations_actor r ON r.id = a.actor_id LEFT JOIN obligations_obligation o ON o.id = a.obligation_id
 WHERE {PUBLISHED} ORDER BY a.released_at DESC, a.id DESC LIMIT %s"""
LATELY = timedelta(days=30)
PER_PAGE = 50


def changed(hand: Hand, after: date, until: date, limit: int) -> str:
    """How much was published between the ends of two days, and the latest of it."""
    ends = (after + timedelta(days=1), until + timedelta(days=1))
    count = hand.one(f"SELECT count(*) FROM obligations_assessment a WHERE {PUBLISHED}", *ends)[0]
    return f"<p>{count}</p>{table(_change(row) for row in hand.all(CHANGES, *ends, limit))}"


def _change(row: Row) -> str:
    at, code, name, slug, key, force, status, summary, before = row
    said = (STATUSES.get(before, "无"), STATUSES.get(status, ""), escape(summary))
    return line(at.date().isoformat(), link(f"/obligations/{slug}/", key), FORCES[force], link(f"/actors/{code}/", name), *said)


def changes(hand: Hand, asked: Mapping[str, str]) -> str:
    """The page of changes between two days."""
    return changed(hand, date.fromisoformat(asked["from"]), date.fromisoformat(asked["to"]), PER_PAGE)


# The list of follow-up ----------------------------------------------------------------------------------------------
FOLLOW_UP = f"""SELECT r.code, r.name_zh, o.slug, o.key, o.force, o.hedges::text, o.clause, a.status, a.as_of, a.summary
 FROM obligations_assessment a JOIN obligations_actor r ON r.id = a.actor_id JOIN obligations_obligation o ON o.id = a.obligation_id
 JOIN obligations_paragraph p ON p.id = o.paragraph_id JOIN obligations_document d ON d.id = p.document_id WHERE {STANDS} AND {ASKED}
 ORDER BY d.adopted_on DESC, d.symbol, p.position, o.position, r.position LIMIT %s"""
COUNT = f"SELECT count(*) FROM obligations_assessment a JOIN obligations_obligation o ON o.id = a.obligation_id WHERE {STANDS} AND {ASKED}"


def follow_up(hand: Hand, _asked: object) -> str:
    """The first page of what stands, by obligation and then by actor."""
    lines = []
    for code, name, slug, key, force, hedges, clause, status, as_of, summary in hand.all(FOLLOW_UP, PER_PAGE):
        said = (FORCES[force], STATUSES[status], " ".join(json.loads(hedges)), day(as_of), escape(clause), escape(summary))
        lines.append(line(link(f"/actors/{code}/", name), link(f"/obligations/{slug}/", key), *said))
    return f"<p>{hand.one(COUNT)[0]}</p>{table(lines)}"


# Evidence -----------------------------------------------------------------------------------------------------------
PIECE = f"""SELECT e.id, e.title, e.url, e.language, e.published_on, e.expires_on, r.code, r.name_zh, e.revision, e.filename
 FROM obligations_evidence e LEFT JOIN obligations_actor r ON r.id = e.issuer_id WHERE e.slug = %s AND e.access = 'with_status' AND EXISTS
 (SELECT 1 FROM obligations_evidencelink l JOIN obligations_assessment a ON a.id = l.assessment_id WHERE l.evidence_id = e.id AND {SHOWN})"""
SUPPORTS = f"""SELECT o.slug, o.key, o.force, r.code, r.name_zh, a.status, a.as_of, a.version, a.summary, l.locator, l.remark, o.hedges::text
 FROM obligations_evidencelink l JOIN obligations_assessment a ON a.id = l.assessment_id
 JOIN obligations_actor r ON r.id = a.actor_id JOIN obligations_obligation o ON o.id = a.obligation_id
 JOIN obligations_paragraph p ON p.id = o.paragraph_id JOIN obligations_document d ON d.id = p.document_id
 WHERE l.evidence_id = %s AND {SHOWN} ORDER BY d.adopted_on, p.position, o.position, r.position, a.version DESC, l.position LIMIT %s"""
REVISIONS = """WITH RECURSIVE chain AS (SELECT id, revises_id, revision, slug, added_at FROM obligations_evidence WHERE id = %s
 UNION SELECT e.id, e.revises_id, e.revision, e.slug, e.added_at FROM obligations_evidence e
 JOIN chain c ON e.id = c.revises_id OR e.revises_id = c.id)
 SELECT slug, revision, added_at FROM chain ORDER BY revision DESC"""


def evidence(hand: Hand, asked: Mapping[str, str]) -> str:
    """A piece of evidence and the statuses that rest on it."""
    key, title, url, language, published_on, expires_on, code, name, _revision, filename = hand.one(PIECE, asked["slug"])
    what = (escape(title), link(escape(url), url), language, day(published_on), day(expires_on), escape(filename))
    head = [line(*what, link(f"/actors/{code}/", name) if code else "")]
    revisions = hand.all(REVISIONS, key)
    head += [line(link(f"/evidence/{slug}/", number), day(at)) for slug, number, at in revisions if len(revisions) > 1]
    return table([*head, *(_support(row) for row in hand.all(SUPPORTS, key, PER_PAGE))])


def _support(row: Row) -> str:
    slug, key, force, code, name, status, as_of, number, summary, place, remark, hedges = row
    labelled = (FORCES[force], " ".join(json.loads(hedges)), STATUSES.get(status, ""), day(as_of), number)
    said = (*labelled, escape(place), escape(remark), escape(summary))
    return line(link(f"/obligations/{slug}/", key), link(f"/actors/{code}/", name), *said)

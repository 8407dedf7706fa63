"""The list of obligations with its facets, and the page of one, by hand."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from benchmarks.rivals.by_hand.cards import ADDRESSEES, ROWS, SUBJECTS, cards, deadline, keys_of
from benchmarks.rivals.by_hand.dues import ASKED as DUE_ASKED
from benchmarks.rivals.by_hand.dues import DAYS, STATES
from benchmarks.rivals.by_hand.hand import (
    ASKS_WORDS,
    FORCES,
    NEWEST_FIRST,
    OPEN,
    SHOWN,
    STANDS,
    STATUSES,
    WORDS,
    Hand,
    Row,
    by_first,
    day,
    figure,
    labels,
    line,
    link,
    table,
)
from obligations.choices import Label, LegalBasis, Verdict
from obligations.filters.offers import addressee_codes

PER_PAGE, FOLDED = 25, 108  # of a long facet eight values and a hundred more
VISIBLE = "o.presence <> 'retired'"
PAGE = f"""SELECT o.id FROM obligations_obligation o JOIN obligations_paragraph p ON p.id = o.paragraph_id
 JOIN obligations_document d ON d.id = p.document_id WHERE {VISIBLE} ORDER BY {NEWEST_FIRST} LIMIT {PER_PAGE}"""
COUNTS = f"""SELECT o.tracked, o.force, o.legal_basis, extract(year FROM d.adopted_on)::int, count(*), count(*) FILTER (WHERE {OPEN})
 FROM obligations_obligation o JOIN obligations_paragraph p ON p.id = o.paragraph_id JOIN obligations_document d ON d.id = p.document_id
 WHERE {VISIBLE} GROUP BY 1, 2, 3, 4"""
BY_SUBJECT = f"""SELECT s.code, s.label_zh, count(*) FROM obligations_obligation o
 JOIN obligations_paragraphsubject l ON l.paragraph_id = o.paragraph_id JOIN obligations_subjectarea s ON s.id = l.subject_id
 WHERE {VISIBLE} GROUP BY s.id ORDER BY 3 DESC, s.position"""
BY_ADDRESSEE = f"""SELECT l.code, count(*) FROM obligations_obligation o JOIN obligations_obligationaddressee l ON l.obligation_id = o.id
 WHERE {VISIBLE} GROUP BY 1"""
BY_DOCUMENT = f"""SELECT d.slug, d.symbol, count(*) FROM obligations_obligation o JOIN obligations_paragraph p ON p.id = o.paragraph_id
 JOIN obligations_document d ON d.id = p.document_id WHERE {VISIBLE} GROUP BY d.id ORDER BY d.adopted_on DESC, d.symbol"""
BY_STATUS = f"""SELECT a.status, o.force, count(DISTINCT o.id) FROM obligations_assessment a
 JOIN obligations_obligation o ON o.id = a.obligation_id WHERE {STANDS} AND {VISIBLE} GROUP BY 1, 2"""
NOT_ASSESSED = f"""SELECT o.force, count(*) FROM obligations_obligation o WHERE o.tracked AND o.presence = 'found' AND o.lifecycle = 'in_force'
 AND NOT EXISTS (SELECT 1 FROM obligations_assessment a WHERE a.obligation_id = o.id AND {STANDS}) GROUP BY 1"""
BY_DUE = f"""WITH {DUE_ASKED.format(reached="")}, {DAYS.format(name="days")}
 SELECT state, count(DISTINCT act) FROM days CROSS JOIN LATERAL unnest(acts) act
 WHERE rule <> 'until' GROUP BY 1"""
BASES = labels(LegalBasis)


def listed(hand: Hand, _asked: object) -> str:
    """The first page of the list, with the number of each value of each facet."""
    counts = hand.all(COUNTS)
    whole, waiting = sum(row[4] for row in counts), sum(row[5] for row in counts)
    confirmed = figure("/obligations/", "confirmed=true", whole - waiting)
    head = f"<p>{whole}</p><p>{confirmed} {waiting}</p>"
    return head + "".join(_facets(hand, counts)) + cards(hand, keys_of(hand.all(PAGE)))


def _facets(hand: Hand, counts: Sequence[Row]) -> Iterable[str]:
    tracked, forces, bases, years = (_sums(counts, place) for place in range(4))
    yield _facet("tracked", [("true", "是", tracked[True]), ("false", "否", tracked[False])])
    yield _facet("force", [(code, words, forces[code]) for code, words in FORCES.items()])
    named = dict(hand.all(BY_ADDRESSEE))
    yield _facet("addressee", [(code, words, named[code]) for code, words in addressee_codes() if code in named])
    yield _facet("subject", hand.all(BY_SUBJECT))
    due = dict(hand.all(BY_DUE, hand.today, hand.today))
    yield _facet("due", [(code, words, due[code]) for code, words in STATES.items() if code in due])
    yield _statuses(hand)
    yield _facet("legal_basis", [(code, words, bases[code]) for code, words in BASES.items()])
    yield _facet("year", [(year, year, n) for year, n in sorted(years.items(), reverse=True)])
    documents = hand.all(BY_DOCUMENT)
    yield _facet("document", documents[:FOLDED]) + f"<p>{max(0, len(documents) - FOLDED)}</p>"


def _sums(counts: Sequence[Row], place: int) -> Counter[object]:
    found: Counter[object] = Counter()
    for row in counts:
        found[row[place]] += row[4]
    return found


def _facet(name: str, values: Iterable[Sequence[object]]) -> str:
    return table(line(escape(str(words)), figure("/obligations/", f"{name}={code}", int(str(n)))) for code, words, n in values)


def _statuses(hand: Hand) -> str:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for status, force, n in hand.all(BY_STATUS):
        found[status][force] = n
    found["not_assessed"] = dict(hand.all(NOT_ASSESSED))
    lines = []
    for code, words in {**STATUSES, "not_assessed": ""}.items():
        split = " ".join(f"<i>{words} {found[code][force]}</i>" for force, words in FORCES.items() if force in found[code])
        lines.append(line(words, figure("/obligations/", f"status={code}", sum(found[code].values())), split))
    return table(lines)


# One of them --------------------------------------------------------------------------------------------------------
ABOUT = """SELECT o.id, o.paragraph_id, o.text_id, t.printed, t.text, c.printed, c.text, o.modifiers::text, o.hedges::text, o.supporting::text,
 o.verb_basis, o.force_basis, o.tracked_basis, v.code, v.verb FROM obligations_obligation o
 JOIN obligations_paragraph p ON p.id = o.paragraph_id JOIN obligations_paragraphtext t ON t.id = p.current_id
 JOIN obligations_verb v ON v.id = o.verb_id LEFT JOIN obligations_paragraph q ON q.id = p.parent_id
 LEFT JOIN obligations_paragraphtext c ON c.id = q.current_id WHERE o.slug = %s AND o.presence <> 'retired'"""
SIBLINGS = """SELECT o.slug, o.key, v.verb FROM obligations_obligation o JOIN obligations_verb v ON v.id = o.verb_id
 WHERE o.paragraph_id = %s AND o.id <> %s AND o.presence = 'found' ORDER BY o.position"""
DEADLINES = """SELECT u.text_id, substr(t.text, u.start + 1, u."end" - u.start), u.first_due, u.every FROM obligations_deadline u
 JOIN obligations_paragraphtext t ON t.id = u.text_id WHERE u.text_id = %s ORDER BY u.start"""
SUGGESTED = """SELECT label, value, words, rule, condition, lexicon_version FROM obligations_suggestion
 WHERE obligation_id = %s OR paragraph_id = %s ORDER BY id"""
DECIDED = """SELECT x.label, x.value, x.verdict, u.username, x.at, x.reason FROM obligations_decision x LEFT JOIN auth_user u ON u.id = x.by_id
 WHERE x.obligation_id = %s OR x.paragraph_id = %s ORDER BY x.id"""
VERSIONS = f"""SELECT a.id, r.code, r.name_zh, a.status, a.as_of, a.version, a.summary, a.details, a.sources, a.approved_at, a.replaced_at
 FROM obligations_assessment a JOIN obligations_actor r ON r.id = a.actor_id WHERE {SHOWN} AND a.obligation_id = %s
 ORDER BY r.position, r.id, a.version DESC"""
LINKS = """SELECT l.assessment_id, e.slug, e.title, l.locator, l.remark FROM obligations_evidencelink l
 JOIN obligations_evidence e ON e.id = l.evidence_id WHERE e.access = 'with_status' AND l.assessment_id = ANY(%s)
 ORDER BY l.position, l.id"""
SAID = """SELECT c.assessment_id, r.name_zh, c.received_on, c.text FROM obligations_statecomment c JOIN obligations_actor r ON r.id = c.actor_id
 WHERE c.assessment_id = ANY(%s) ORDER BY c.id DESC"""
TIES = """SELECT c.slug, c.key, c.text, d.slug, d.symbol, d.adopted_on, s.speaker, u.username, x.at FROM obligations_tie x
 JOIN obligations_commitment c ON c.id = x.commitment_id JOIN obligations_document d ON d.id = c.document_id
 JOIN obligations_speech s ON s.id = c.speech_id LEFT JOIN auth_user u ON u.id = x.by_id
 WHERE x.obligation_id = %s AND x.opinion = 'confirmed' AND c.opinion = 'confirmed' AND c.presence = 'found'
 ORDER BY x.score DESC, d.adopted_on, s."order", c.start"""
VERDICTS = labels(Verdict)


def one(hand: Hand, asked: Mapping[str, str]) -> str:
    """An obligation: its words, why each label stands, and its follow-up by actor."""
    found = hand.one(ABOUT, asked["slug"])
    key, paragraph, text, printed, words, above, chapeau = found[:7]
    rows = hand.all(ROWS, [key])
    addressed, subjects = hand.all(ADDRESSEES, [key]), hand.all(SUBJECTS, [paragraph])
    head = _head(rows[0], any(found[-1] for found in (*addressed, *subjects)))
    said = [line(escape(above or ""), escape(chapeau or "")), line(escape(printed), escape(words)), line(WORDS[rows[0][13]])]
    said += [line(" ".join(escape("、".join(json.loads(part))) for part in found[7:9]))]
    said += [line(deadline(row)) for row in hand.all(DEADLINES, text)]
    said += [line(link(f"/obligations/{slug}/", name), escape(verb)) for slug, name, verb in hand.all(SIBLINGS, paragraph, key)]
    labelled = _reasons(hand, key, paragraph, _settled(found, rows[0], addressed, subjects))
    return f"{table([head, *said])}{labelled}{_answers(hand, key)}{_follow_up(hand, key)}"


def _head(row: Row, unsure: bool) -> str:  # noqa: FBT001
    name, force, tracked, hedges, clause, document, symbol, paragraph, label = row[2:11]
    waits = "待确认" if unsure or row[12] else ""
    said = (name, FORCES[force], ASKS_WORDS[tracked], " ".join(map(escape, json.loads(hedges))), waits, escape(clause))
    return line(*said, link(f"/documents/{document}/#{paragraph}", symbol), escape(label), day(row[14]))


def _settled(found: Row, row: Row, addressed: Sequence[Row], subjects: Sequence[Row]) -> dict[tuple[str, str], str]:
    """The words of the labels that hold."""
    _verb_basis, _force_basis, _tracked_basis, verb, words = found[10:]
    settled = {("verb", verb): words, ("force", row[3]): FORCES[row[3]], ("tracked", str(row[4]).lower()): "是" if row[4] else "否"}
    settled |= {("addressee", code): name or words or code for _key, code, name, words, *_rest in addressed}
    return settled | {("subject", code): name for _place, code, name, _machine in subjects}


def _reasons(hand: Hand, key: int, paragraph: int, settled: Mapping[tuple[str, str], str]) -> str:
    lines = [line(Label(label).label, escape(words)) for (label, _code), words in settled.items()]
    for label, value, words, rule, condition, lexicon in hand.all(SUGGESTED, key, paragraph):
        lines.append(line(escape(settled.get((label, value), "")), escape(words), escape(rule), escape(lexicon), escape(condition)))
    for label, value, verdict, who, at, why in hand.all(DECIDED, key, paragraph):
        lines.append(line(escape(settled.get((label, value), "")), VERDICTS[verdict], escape(who or ""), day(at), escape(why)))
    return table(lines)


def _answers(hand: Hand, key: int) -> str:
    return table(
        line(link(f"/commitments/{slug}/", name), escape(words), link(f"/documents/{document}/", symbol), day(on), escape(who), day(at))
        for slug, name, words, document, symbol, on, who, _by, at in hand.all(TIES, key)
    )


def _follow_up(hand: Hand, key: int) -> str:
    versions = hand.all(VERSIONS, key)
    return versions_drawn(hand, versions)


def versions_drawn(hand: Hand, versions: Sequence[Row]) -> str:
    """Versions with what they rest on and what the State says of them."""
    keys = keys_of(versions)
    proof, said = by_first(hand.all(LINKS, keys)), by_first(hand.all(SAID, keys))
    lines = []
    for key, code, name, status, as_of, number, summary, details, sources, approved_at, _replaced in versions:
        rests = " ".join(
            f"{link(f'/evidence/{slug}/', title)} <i>{escape(place)}</i> <i>{escape(remark)}</i>"
            for _key, slug, title, place, remark in proof.get(key, [])
        )
        comments = " ".join(f"<i>{escape(text)}</i>" for _key, _who, _on, text in said.get(key, []))
        what = (escape(summary), escape(details), escape(sources), rests, comments)
        lines.append(line(link(f"/actors/{code}/", name), STATUSES.get(status, ""), day(as_of), number, *what, day(approved_at)))
    return table(lines)

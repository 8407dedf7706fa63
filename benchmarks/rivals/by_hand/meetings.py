"""Meetings, commitments, and the documents' list, by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from benchmarks.rivals.by_hand.hand import FORCES, STANDS, WORDS, Hand, Row, by_first, day, figure, labels, line, link, table
from obligations.choices import Ballot, CommitmentKind, CommitmentStatus

PER_PAGE, DOCUMENTS, FOLDED = 25, 40, 108
KINDS, STATUSES, BALLOTS = labels(CommitmentKind), labels(CommitmentStatus), labels(Ballot)
HERE = "c.opinion = 'confirmed' AND c.presence = 'found'"

# Documents ----------------------------------------------------------------------------------------------------------
LISTED = """SELECT d.slug, d.symbol, d.title, d.kind, d.adopted_on, (SELECT count(*) FROM obligations_obligation o
 JOIN obligations_paragraph p ON p.id = o.paragraph_id WHERE p.document_id = d.id AND o.presence = 'found' AND o.tracked
 AND o.lifecycle = 'in_force') FROM obligations_document d WHERE {where} ORDER BY d.adopted_on DESC, d.symbol LIMIT %s"""


def documents(hand: Hand, _asked: object) -> str:
    """The newest documents, with what each asks for."""
    return _documents(hand, "true")


def meetings(hand: Hand, _asked: object) -> str:
    """The newest records of meetings."""
    return _documents(hand, "d.kind = 'meeting_record'")


def _documents(hand: Hand, where: str) -> str:
    count = hand.one(f"SELECT count(*) FROM obligations_document d WHERE {where}")[0]
    return f"<p>{count}</p>{documents_drawn(hand.all(LISTED.format(where=where), DOCUMENTS))}"


def documents_drawn(rows: Iterable[Row]) -> str:
    """A line for each document."""
    lines = []
    for slug, symbol, title, kind, adopted_on, asks in rows:
        asking = "" if kind == "meeting_record" else figure("/obligations/", f"document={slug}", asks)
        lines.append(line(link(f"/documents/{slug}/", symbol), escape(title) if title != symbol else "", WORDS[kind], day(adopted_on), asking))
    return table(lines)


# A meeting ----------------------------------------------------------------------------------------------------------
RECORD = """SELECT d.id, d.symbol, d.title, d.adopted_on, e.id, e.number, e.filename, m.president, m.agenda, a.code, a.name_zh
 FROM obligations_document d JOIN obligations_edition e ON e.id = d.reference_edition_id LEFT JOIN obligations_meeting m ON m.document_id = d.id
 LEFT JOIN obligations_actor a ON a.id = m.presiding_id WHERE d.slug = %s"""
VOTES = "SELECT id, number, draft, resolution, outcome, stated::text FROM obligations_vote WHERE edition_id = %s ORDER BY number"
CAST = """SELECT b.vote_id, b.choice, a.code, a.name_zh FROM obligations_ballot b JOIN obligations_actor a ON a.id = b.actor_id
 WHERE b.vote_id = ANY(%s) ORDER BY a.position"""
SPEECHES = """SELECT s.id, s."order", s.speaker, a.code, a.name_zh, s.affiliation, s.capacity, s.text FROM obligations_speech s
 LEFT JOIN obligations_actor a ON a.id = s.actor_id WHERE s.edition_id = %s ORDER BY s."order\""""
IN_IT = f"SELECT c.speech_id, c.slug, c.key, c.kind, c.text FROM obligations_commitment c WHERE c.document_id = %s AND {HERE} ORDER BY c.start"


def meeting(hand: Hand, asked: Mapping[str, str]) -> str:
    """A record: who spoke, what was said, how States voted."""
    key, symbol, title, on, edition, number, filename, president, agenda, code, name = hand.one(RECORD, asked["slug"])
    head = [line(escape(symbol), escape(title), day(on), number, escape(filename), escape(president or ""), escape(agenda or ""))]
    head += [line(link(f"/actors/{code}/", name))] if code else []
    said = by_first(hand.all(IN_IT, key))
    lines = []
    for speech, order, speaker, code, name, affiliation, capacity, text in hand.all(SPEECHES, edition):
        who = link(f"/actors/{code}/", name) if code else escape(affiliation)
        mine = " ".join(f"{link(f'/commitments/{slug}/', of)} <i>{KINDS[kind]}</i>" for _speech, slug, of, kind, _text in said.get(speech, []))
        lines.append(line(order, escape(speaker), who, WORDS[capacity], escape(text), mine))
    return f"{table(head)}{_polls(hand, edition)}{table(lines)}"


def _polls(hand: Hand, edition: int) -> str:
    votes = hand.all(VOTES, edition)
    cast = by_first(hand.all(CAST, [row[0] for row in votes])) if votes else {}
    lines = []
    for key, _number, draft, resolution, _outcome, _stated in votes:
        lines.append(line(escape(draft), escape(resolution)))
        for choice, words in BALLOTS.items():
            mine = [link(f"/actors/{code}/", name) for _vote, how, code, name in cast.get(key, []) if how == choice]
            if mine:
                lines.append(line(words, len(mine), " ".join(mine)))
    return table(lines)


# Commitments --------------------------------------------------------------------------------------------------------
ROWS = f"""SELECT c.id, c.slug, c.key, c.kind, c.text, a.name_zh, c.actor_code, d.slug, d.symbol, d.adopted_on, s."order", s.speaker, c.amount,
 c.currency, c.horizon, c.condition, c.beneficiary FROM obligations_commitment c JOIN obligations_document d ON d.id = c.document_id
 JOIN obligations_speech s ON s.id = c.speech_id LEFT JOIN obligations_actor a ON a.id = c.actor_id WHERE {HERE}"""
NEWEST = ' ORDER BY d.adopted_on DESC, d.symbol, s."order", c.start LIMIT %s'
STANDING = f"SELECT a.commitment_id, a.status, a.as_of FROM obligations_assessment a WHERE {STANDS} AND a.commitment_id = ANY(%s)"
SUBJECTS = """SELECT l.commitment_id, s.label_zh FROM obligations_commitment_subjects l JOIN obligations_subjectarea s ON s.id = l.subjectarea_id
 WHERE l.commitment_id = ANY(%s) ORDER BY s.position"""
AMOUNTS = f"""SELECT c.currency, c.kind, count(*), sum(c.amount) FROM obligations_commitment c
 WHERE {HERE} AND c.amount IS NOT NULL AND c.currency <> '' {{where}} GROUP BY 1, 2 ORDER BY 1, 2"""
COUNTS = f"""SELECT c.kind, c.amount IS NOT NULL, a.status, count(*) FROM obligations_commitment c
 LEFT JOIN obligations_assessment a ON a.commitment_id = c.id AND {STANDS} WHERE {HERE} GROUP BY 1, 2, 3"""
BY_ACTOR = f"""SELECT coalesce(a.code, c.actor_code), coalesce(a.name_zh, c.actor_code), count(*) FROM obligations_commitment c
 LEFT JOIN obligations_actor a ON a.id = c.actor_id WHERE {HERE} GROUP BY 1, 2, a.position ORDER BY a.position"""
BY_SUBJECT = f"""SELECT s.code, s.label_zh, count(*) FROM obligations_commitment c JOIN obligations_commitment_subjects l ON l.commitment_id = c.id
 JOIN obligations_subjectarea s ON s.id = l.subjectarea_id WHERE {HERE} GROUP BY s.id ORDER BY 3 DESC, s.position"""
BY_DOCUMENT = f"""SELECT d.slug, d.symbol, count(*) FROM obligations_commitment c JOIN obligations_document d ON d.id = c.document_id
 WHERE {HERE} GROUP BY d.id ORDER BY d.adopted_on DESC, d.symbol"""


def commitments(hand: Hand, _asked: object) -> str:
    """The first page of the board, with the number of each value of each facet."""
    counts = hand.all(COUNTS)
    kinds, amounts, statuses = (_sums(counts, place) for place in range(3))
    facets = [
        _facet("kind", [(code, words, kinds[code]) for code, words in KINDS.items()]),
        _facet("amount", [("true", "", amounts[True]), ("false", "", amounts[False])]),
        _facet("status", [(code, words, statuses[code]) for code, words in {**STATUSES, None: "未评估"}.items()]),
        _long_facet("actor", hand.all(BY_ACTOR)),
        _facet("subject", hand.all(BY_SUBJECT)),
    ]
    facets.append(_long_facet("document", hand.all(BY_DOCUMENT)))
    return f"<p>{sum(kinds.values())}</p>{''.join(facets)}{amounts_drawn(hand)}{said_drawn(hand, hand.all(ROWS + NEWEST, PER_PAGE))}"


def _sums(counts: Sequence[Row], place: int) -> defaultdict[object, int]:
    found: defaultdict[object, int] = defaultdict(int)
    for row in counts:
        found[row[place]] += row[3]
    return found


def _facet(name: str, values: Iterable[Sequence[object]]) -> str:
    return table(line(escape(str(words)), figure("/commitments/", f"{name}={code}", int(str(n)))) for code, words, n in values)


def _long_facet(name: str, values: Sequence[Row]) -> str:
    """The first values, and how many more there are."""
    return _facet(name, values[:FOLDED]) + f"<p>{max(0, len(values) - FOLDED) or ''}</p>"


def amounts_drawn(hand: Hand, where: str = "", *values: object) -> str:
    """Sums by currency and kind."""
    rows = hand.all(AMOUNTS.format(where=where), *values)
    return table(line(currency, KINDS[kind], f"{whole:,.0f}", n) for currency, kind, n, whole in rows)


def said_drawn(hand: Hand, rows: Sequence[Row], *, linked: bool = True) -> str:
    """A line for each commitment, which leads to its page."""
    keys = [row[0] for row in rows]
    standing = {key: (status, as_of) for key, status, as_of in hand.all(STANDING, keys)}
    subjects = by_first(hand.all(SUBJECTS, keys))
    lines = []
    for key, slug, name, kind, text, who, code, document, symbol, on, _order, speaker, amount, currency, *further in rows:
        status, as_of = standing.get(key, ("", None))
        about = " ".join(f"<i>{escape(words)}</i>" for _key, words in subjects.get(key, []))
        money = f"{amount:,.0f} {currency}" if amount is not None else ""
        what = (KINDS[kind], escape(text), STATUSES.get(status, ""), day(as_of), money, *map(escape, further), about)
        head = link(f"/commitments/{slug}/", name) if linked else name
        lines.append(line(head, escape(who or code), *what, link(f"/documents/{document}/", symbol), escape(speaker), day(on)))
    return table(lines)


# A commitment -------------------------------------------------------------------------------------------------------
TIES = """SELECT o.slug, o.key, o.force, o.clause, d.slug, d.symbol, p.label, u.username, x.at FROM obligations_tie x
 JOIN obligations_obligation o ON o.id = x.obligation_id JOIN obligations_paragraph p ON p.id = o.paragraph_id
 JOIN obligations_document d ON d.id = p.document_id LEFT JOIN auth_user u ON u.id = x.by_id
 WHERE x.commitment_id = %s AND x.opinion = 'confirmed' AND o.presence <> 'retired' ORDER BY x.score DESC"""
AROUND = """SELECT s.text, c.start, c."end", c.rule, c.lexicon_version, s."group", a.code, a.name_zh FROM obligations_commitment c
 JOIN obligations_speech s ON s.id = c.speech_id LEFT JOIN obligations_actor a ON a.id = c.actor_id WHERE c.id = %s"""
DECISIONS = """SELECT x.verdict, u.username, x.at, x.reason FROM obligations_commitmentdecision x LEFT JOIN auth_user u ON u.id = x.by_id
 WHERE x.commitment_id = %s ORDER BY x.id"""
VERSIONS = """SELECT a.id, r.code, r.name_zh, a.status, a.as_of, a.version, a.summary, a.details, a.sources, a.approved_at, a.replaced_at
 FROM obligations_assessment a JOIN obligations_actor r ON r.id = a.actor_id WHERE a.state = 'approved' AND a.released_at IS NOT NULL
 AND a.commitment_id = %s ORDER BY a.version DESC"""


def commitment(hand: Hand, asked: Mapping[str, str]) -> str:
    """A commitment: where it was said, why it was read so, what it may answer, what became of it."""
    from benchmarks.rivals.by_hand.obligations import versions_drawn

    rows = hand.all(f"{ROWS} AND c.slug = %s", asked["slug"])
    key = rows[0][0]
    text, start, end, rule, lexicon, group, code, name = hand.one(AROUND, key)
    last = text.find("\n", end)
    around = text[text.rfind("\n", 0, start) + 1 : last if last >= 0 else len(text)]
    why = [line(escape(around), escape(rule), escape(lexicon), escape(group), link(f"/actors/{code}/", name) if code else "")]
    why += [line(verdict, escape(who or ""), day(at), escape(reason)) for verdict, who, at, reason in hand.all(DECISIONS, key)]
    ties = [
        line(link(f"/obligations/{slug}/", name), FORCES[force], escape(clause), link(f"/documents/{document}/", symbol), label, day(at))
        for slug, name, force, clause, document, symbol, label, _who, at in hand.all(TIES, key)
    ]
    return f"{said_drawn(hand, rows, linked=False)}{table(why)}{table(ties)}{versions_drawn(hand, hand.all(VERSIONS, key))}"

"""The JSON form of a parsed document: the contract with other programs. New keys may be added, none renamed."""

from __future__ import annotations

from typing import Any

from ingest.explain import considered
from ingest.lexicon import Lexicon
from ingest.records import (
    Act,
    Addressee,
    Citation,
    Commitment,
    Deadline,
    Member,
    Paragraph,
    ParsedDocument,
    Preambular,
    Problem,
    Speech,
    Subject,
    Vote,
)


def as_json(document: ParsedDocument, *, explain_with: Lexicon | None = None) -> dict[str, Any]:
    """What `python -m ingest FILE` prints. Spans count characters of the paragraph's `text`; dates are ISO 8601.

    With `explain_with` each operative paragraph also says what was `considered` and refused, by the rules of that lexicon.
    """
    shared = {
        "kind": document.kind,
        "symbol": document.symbol,
        "title": document.title,
        "language": document.language,
        "script": document.script,
        "lexicon_version": document.lexicon_version,
        "problems": [_problem(p) for p in document.problems],
    }
    if document.kind == "meeting_record":
        return shared | {
            "date": document.adopted_on.isoformat() if document.adopted_on else None,
            "president": document.presiding,
            "members": [_member(m) for m in document.members],
            "agenda": document.agenda,
            "speeches": [_speech(s) for s in document.speeches],
            "directions": [{"after": d.after, "text": d.text, "line": d.line} for d in document.directions],
            "votes": [_vote(v) for v in document.votes],
            "commitments": [_commitment(c) for c in document.commitments],
            "adopts": list(document.adopts),
            "text": document.body,
        }
    return shared | {
        "adopted_on": document.adopted_on.isoformat() if document.adopted_on else None,
        "meeting": document.meeting,
        "preambular": [_preambular(p) for p in document.preambular],
        "operative": _operative(document, explain_with),
        "annexes": [_paragraph(p) for p in document.annexes],
        "citations": [_citation(c) for c in document.citations],
    }


def _operative(document: ParsedDocument, explain_with: Lexicon | None) -> list[dict[str, Any]]:
    rows = [_paragraph(p) for p in document.operative]
    if explain_with is None:
        return rows
    texts = {p.label: p.text for p in document.operative}
    for paragraph, row in zip(document.operative, rows, strict=True):
        found = considered(paragraph.text, lexicon=explain_with, chapeau=texts.get(paragraph.parent or ""))
        row["considered"] = [{"verb": c.verb, "start": c.span.start, "end": c.span.end, "rule": c.rule, "why": c.why} for c in found]
    return rows


def _preambular(paragraph: Preambular) -> dict[str, Any]:
    return {"position": paragraph.position, "label": paragraph.label, "text": paragraph.text}


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    return {
        "label": paragraph.label,
        "parent": paragraph.parent,
        "printed": paragraph.printed,
        "text": paragraph.text,
        "acts": [act_as_json(act) for act in paragraph.acts],
        "subjects": [_subject(s) for s in paragraph.subjects],
        "deadlines": [_deadline(d) for d in paragraph.deadlines],
        "tracked": paragraph.tracked,
    }


def act_as_json(act: Act) -> dict[str, Any]:
    """One act; an inherited one has `start` and `end` null."""
    return {
        "verb": act.verb,
        "force": act.force,
        "ambiguous": act.ambiguous,
        "modifiers": list(act.modifiers),
        "addressees": list(dict.fromkeys(a.code for a in act.addressees)),
        "addressee_spans": [_addressee(a, inherited=act.inherited) for a in act.addressees],
        "supporting": list(act.supporting),
        "condition": act.condition,
        "hedges": list(act.hedges),
        "permission": act.permission,
        "legal_basis": act.legal_basis,
        "source": act.source,
        "tracked": act.tracked,
        "rule": act.rule,
        "start": act.span.start if act.span else None,
        "end": act.span.end if act.span else None,
        "inherited": act.inherited,
    }


def _addressee(addressee: Addressee, *, inherited: bool) -> dict[str, Any]:
    """Who is to act; the words of an inherited addressee stand in the chapeau and have no span here."""
    start, end = (None, None) if inherited else addressee.span
    return {
        "code": addressee.code,
        "text": addressee.text,
        "start": start,
        "end": end,
        "rule": addressee.rule,
        "condition": addressee.condition,
    }


def _subject(subject: Subject) -> dict[str, Any]:
    matches = [{"start": m.span.start, "end": m.span.end, "rule": m.rule} for m in subject.matches]
    return {"code": subject.code, "confidence": subject.confidence, "matches": matches}


def _deadline(deadline: Deadline) -> dict[str, Any]:
    due = deadline.first_due.isoformat() if deadline.first_due else None
    return {"rule": deadline.rule, "first_due": due, "every": deadline.every, "start": deadline.span.start, "end": deadline.span.end}


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "kind": citation.kind,
        "target": citation.target,
        "label": citation.label,
        "where": citation.where,
        "start": citation.span.start,
        "end": citation.span.end,
    }


def _member(member: Member) -> dict[str, Any]:
    return {"state": member.state, "name": member.name}


def _speech(speech: Speech) -> dict[str, Any]:
    return {
        "order": speech.order,
        "speaker": speech.speaker,
        "actor": speech.actor,
        "capacity": speech.capacity,
        "language": speech.language,
        "text": speech.text,
        "line": speech.line,
        "on_behalf_of": list(speech.on_behalf_of),
        "group": speech.group,
        "affiliation": speech.affiliation,
        "switches": [{"start": start, "language": language} for start, language in speech.switches],
    }


def _vote(vote: Vote) -> dict[str, Any]:
    in_favour, against, abstaining = vote.stated
    return {
        "draft": vote.draft,
        "sponsors": list(vote.sponsors),
        "in_favour": list(vote.in_favour),
        "against": list(vote.against),
        "abstaining": list(vote.abstaining),
        "not_voting": list(vote.not_voting),
        "stated": {"in_favour": in_favour, "against": against, "abstaining": abstaining},
        "outcome": vote.outcome,
        "resolution": vote.resolution,
        "procedural": vote.procedural,
        "speech": vote.speech or None,
        "line": vote.line,
    }


def _commitment(commitment: Commitment) -> dict[str, Any]:
    return {
        "speech": commitment.speech,
        "actor": commitment.actor,
        "kind": commitment.kind,
        "text": commitment.text,
        "start": commitment.start,
        "end": commitment.end,
        "amount": commitment.amount,
        "currency": commitment.currency,
        "subjects": [_subject(s) for s in commitment.subjects],
        "condition": commitment.condition,
        "horizon": commitment.horizon,
        "beneficiary": commitment.beneficiary,
        "instruments": list(commitment.instruments),
        "rule": commitment.rule,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {"line": problem.line, "what": problem.what, "advice": problem.advice, "code": problem.code, "params": dict(problem.params)}

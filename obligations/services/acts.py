"""Store the acts of an edition's paragraphs as obligations, with what the machine suggests about each.

An act is the same as one that is stored if paragraph, verb and clause agree; a clause that was corrected a little (80 % alike) still agrees.
One that is no longer found stays: marked `not_found` where a decision or an assessment refers to it, else retired.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ingest.records import Act
from ingest.records import Paragraph as ParsedParagraph
from ingest.records import Problem as ParsedProblem
from obligations.choices import Label, Lifecycle, Opinion, Presence
from obligations.incoming.problemtexts import compared
from obligations.models import Document, Obligation, Paragraph, Suggestion, Verb
from obligations.searching import normalise
from obligations.services.matching import ALIKE, alike
from obligations.services.settle import settle_obligations, settle_paragraphs
from obligations.slugs import short_symbol, slug_of


def store_acts(document: Document, pairs: Sequence[tuple[Paragraph, ParsedParagraph]], *, lexicon_version: str) -> list[ParsedProblem]:
    """Store the acts and suggestions of paragraphs, settle them, and return what is no longer found and carries staff's work."""
    verbs = {verb.code: verb for verb in Verb.objects.all()}
    stored = obligations_of(document)
    found: list[tuple[Obligation, Act]] = []
    last_of: dict[int, Obligation] = {}
    for paragraph, parsed in pairs:
        here = _obligations(document, paragraph, parsed, stored[paragraph.pk], verbs, last_of.get(paragraph.parent_id or 0))
        found += here
        if here:
            last_of[paragraph.pk] = here[-1][0]
    gone = _mark_missing([row for rows in stored.values() for row in rows], {row.pk for row, _ in found})
    _suggest(found, pairs, lexicon_version)
    settle_obligations([row for row, _ in found])
    settle_paragraphs([paragraph for paragraph, _ in pairs])
    return gone


def obligations_of(document: Document) -> dict[int, list[Obligation]]:
    """All that was ever read in a document, by paragraph, each with what the machine suggests about it."""
    stored: dict[int, list[Obligation]] = defaultdict(list)
    rows = Obligation.objects.filter(paragraph__document=document).select_related("verb").prefetch_related("suggestions").order_by("number")
    for obligation in rows:
        stored[obligation.paragraph_id].append(obligation)
    return stored


def recognise(parsed: ParsedParagraph, stored: Sequence[Obligation]) -> list[tuple[Act, Obligation | None]]:
    """The acts of a paragraph in order, each with the stored obligation that it is, None for a new one."""
    free = list(stored)
    rows = []
    for act in parsed.acts:
        row = _recognise(act, parsed.text, free)
        if row is not None:
            free.remove(row)
        rows.append((act, row))
    return rows


def _obligations(
    document: Document,
    paragraph: Paragraph,
    parsed: ParsedParagraph,
    stored: list[Obligation],
    verbs: dict[str, Verb],
    chapeau: Obligation | None,
) -> list[tuple[Obligation, Act]]:
    """The obligations of a paragraph's acts: recognised ones brought up to date, others made."""
    rows: list[tuple[Obligation, Act]] = []
    for position, (act, row) in enumerate(recognise(parsed, stored), 1):
        if row is None:
            number = 1 + max((o.number for o in (*stored, *(r for r, _ in rows))), default=0)
            row = _new(document, paragraph, number)
        _read(row, act, parsed, paragraph, position, chapeau, verbs)
        row.save()
        rows.append((row, act))
    return rows


def _recognise(act: Act, text: str, stored: Iterable[Obligation]) -> Obligation | None:
    clause = normalise(_clause(act, text))
    same_verb = [o for o in stored if o.verb_id and _suggested_verb(o) == act.rule and (o.start is None) == act.inherited]
    exact = next((o for o in same_verb if normalise(o.clause) == clause), None)
    return exact or next((o for o in same_verb if alike(normalise(o.clause), clause) >= ALIKE), None)


def _suggested_verb(obligation: Obligation) -> str:
    """The verb as the machine read it, whatever staff made of it since."""
    return next((s.value for s in obligation.suggestions.all() if s.label == Label.VERB), obligation.verb.code)


def _new(document: Document, paragraph: Paragraph, number: int) -> Obligation:
    label = paragraph.label
    key, number_used = _free_key(f"{short_symbol(document.symbol)}/{label}", number)
    return Obligation(paragraph=paragraph, key=key, slug=slug_of(key.replace("~", "-")), number=number_used)


def _free_key(stem: str, number: int) -> tuple[str, int]:
    """A key that no obligation has or had: paragraphs may change places, keys stay with the first that had them."""
    while Obligation.objects.filter(key=f"{stem}/{number}").exists():
        number += 1
    return f"{stem}/{number}", number


def _read(
    row: Obligation, act: Act, parsed: ParsedParagraph, paragraph: Paragraph, position: int, chapeau: Obligation | None, verbs: dict[str, Verb]
) -> None:
    """Write what the text says. The effective labels get their first values here; `settle` writes them ever after."""
    assert paragraph.current is not None  # noqa: S101  (a paragraph that was just stored has a text)
    row.text = paragraph.current
    row.position = position
    row.presence = Presence.FOUND
    row.start, row.end = (act.span.start, act.span.end) if act.span else (None, None)
    row.clause = _clause(act, parsed.text)
    row.inherited_from = chapeau if act.inherited else None
    row.modifiers, row.hedges, row.supporting = list(act.modifiers), list(act.hedges), list(act.supporting)
    row.permission = act.permission or ""
    row.legal_basis = act.legal_basis
    row.source = (act.source or "")[:80]
    row.ambiguous = act.ambiguous
    if row.pk is None:
        row.verb, row.force, row.tracked = verbs[act.rule], act.force, act.tracked


def _clause(act: Act, text: str) -> str:
    """The words of an act; an inherited one is its paragraph's whole text."""
    return text[act.clause.start : act.clause.end].strip("，；。 ") if act.clause else text


def _mark_missing(stored: Sequence[Obligation], found: set[int]) -> list[ParsedProblem]:
    problems = []
    for row in stored:
        if row.pk in found or row.presence == Presence.RETIRED:
            continue
        referred = _referred_to(row)
        row.presence = Presence.NOT_FOUND if referred else Presence.RETIRED
        row.save(update_fields=["presence"])
        if referred:
            problems.append(compared("act_gone", key=row.key, words=row.clause[:20]))
    return problems


def _referred_to(row: Obligation) -> bool:
    """Whether anything that staff did names the obligation."""
    superseded = row.lifecycle == Lifecycle.SUPERSEDED or row.predecessors.exists()
    return superseded or row.decisions.exists() or row.assessments.exists() or row.ties.exclude(opinion=Opinion.SUGGESTED).exists()


def _suggest(found: Sequence[tuple[Obligation, Act]], pairs: Sequence[tuple[Paragraph, ParsedParagraph]], version: str) -> None:
    """Replace the machine's suggestions by those of this reading."""
    Suggestion.objects.filter(obligation__in=[row for row, _ in found]).delete()
    Suggestion.objects.filter(paragraph__in=[paragraph for paragraph, _ in pairs]).delete()
    rows = [suggestion for row, act in found for suggestion in _of_act(row, act, version)]
    rows += [suggestion for paragraph, parsed in pairs for suggestion in _of_paragraph(paragraph, parsed, version)]
    Suggestion.objects.bulk_create(rows, batch_size=500)


def _of_act(row: Obligation, act: Act, version: str) -> list[Suggestion]:
    start, end = (act.span.start, act.span.end) if act.span else (None, None)
    single = {Label.VERB: act.rule, Label.FORCE: act.force, Label.TRACKED: "true" if act.tracked else "false"}
    made = [
        Suggestion(obligation=row, label=label, value=value, words=act.verb, start=start, end=end, rule=act.rule, lexicon_version=version)
        for label, value in single.items()
    ]
    for addressee in act.addressees:
        span = (None, None) if act.inherited else addressee.span
        made.append(
            Suggestion(
                obligation=row,
                label=Label.ADDRESSEE,
                value=addressee.code,
                words=addressee.text[:300],
                start=span[0],
                end=span[1],
                rule=addressee.rule,
                condition=addressee.condition or "",
                confidence=1.0 if addressee.certain else 0.5,
                lexicon_version=version,
            )
        )
    return made


def _of_paragraph(paragraph: Paragraph, parsed: ParsedParagraph, version: str) -> list[Suggestion]:
    return [
        Suggestion(
            paragraph=paragraph,
            label=Label.SUBJECT,
            value=subject.code,
            words=parsed.text[match.span.start : match.span.end][:300],
            start=match.span.start,
            end=match.span.end,
            rule=match.rule,
            confidence=subject.confidence,
            lexicon_version=version,
        )
        for subject in parsed.subjects
        for match in subject.matches
    ]

"""Settle labels: derive what filters and lists read from suggestions and decisions. The only writer of the effective labels.

For a single value (verb, force, tracked) the last decision counts, else the suggestion. For a set (addressees of an obligation, subjects of a
paragraph) a decision accepts, adds or rejects one member; a rejected member stays rejected whatever is suggested later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from obligations.choices import Basis, Label, Verdict
from obligations.models import Actor, Decision, Obligation, ObligationAddressee, Paragraph, ParagraphSubject, SubjectArea, Suggestion, Verb

SINGLE = (Label.VERB, Label.FORCE, Label.TRACKED)


def settle(obligation: Obligation) -> None:
    """Settle one obligation."""
    settle_obligations([obligation])


def settle_paragraph(paragraph: Paragraph) -> None:
    """Settle the subjects of one paragraph."""
    settle_paragraphs([paragraph])


def settle_obligations(obligations: Iterable[Obligation]) -> None:
    """Write verb, force, tracked and addressees of obligations. The objects given are brought up to date too."""
    rows = list(obligations)
    keys = [row.pk for row in rows]
    suggestions = _grouped(Suggestion.objects.filter(obligation__in=keys), "obligation_id")
    decisions = _grouped(Decision.objects.filter(obligation__in=keys), "obligation_id")
    verbs = {verb.code: verb for verb in Verb.objects.all()}
    for row in rows:
        _settle_single(row, suggestions[row.pk], decisions[row.pk], verbs)
    fields = ["verb", "verb_basis", "force", "force_basis", "tracked", "tracked_basis"]
    Obligation.objects.bulk_update(rows, fields, batch_size=200)
    _replace_addressees(rows, suggestions, decisions)


def settle_paragraphs(paragraphs: Iterable[Paragraph]) -> None:
    """Write the subjects of paragraphs."""
    keys = [row.pk for row in paragraphs]
    suggestions = _grouped(Suggestion.objects.filter(paragraph__in=keys), "paragraph_id")
    decisions = _grouped(Decision.objects.filter(paragraph__in=keys), "paragraph_id")
    areas = {area.code: area for area in SubjectArea.objects.all()}
    rows = [
        ParagraphSubject(paragraph_id=key, subject=areas[value], confidence=suggestion.confidence if suggestion else 1.0, basis=basis)
        for key in keys
        for value, suggestion, basis in members(Label.SUBJECT, suggestions[key], decisions[key])
        if value in areas
    ]
    ParagraphSubject.objects.filter(paragraph__in=keys).delete()
    ParagraphSubject.objects.bulk_create(rows, batch_size=500)


def members(label: Label, suggestions: list[Suggestion], decisions: list[Decision]) -> Iterator[tuple[str, Suggestion | None, Basis]]:
    """The settled members of a set, in the order in which they were suggested, then added: value, suggestion, basis."""
    suggested = {s.value: s for s in reversed(suggestions) if s.label == label}
    decided = {d.value: d.verdict for d in decisions if d.label == label}  # the last decision on a member counts
    for value in dict.fromkeys([*(s.value for s in suggestions if s.label == label), *decided]):
        verdict = decided.get(value)
        if verdict == Verdict.REJECT:
            continue
        if value in suggested:
            yield value, suggested[value], Basis.CONFIRMED if verdict else Basis.MACHINE
        elif verdict == Verdict.ADD:
            yield value, None, Basis.CHANGED
        elif verdict == Verdict.ACCEPT:  # accepted once; that the machine no longer sees it changes nothing
            yield value, None, Basis.CONFIRMED


def _settle_single(row: Obligation, suggestions: list[Suggestion], decisions: list[Decision], verbs: dict[str, Verb]) -> None:
    for label in SINGLE:
        suggested = next((s.value for s in suggestions if s.label == label), None)
        decided = next((d.value for d in reversed(decisions) if d.label == label), None)
        value = decided if decided is not None else suggested
        if value is None:
            continue
        basis = Basis.MACHINE if decided is None else Basis.CONFIRMED if decided == suggested else Basis.CHANGED
        _write(row, label, value, verbs)
        setattr(row, f"{label}_basis", basis)


def _write(row: Obligation, label: Label, value: str, verbs: dict[str, Verb]) -> None:
    if label == Label.VERB:
        row.verb = verbs[value]
    elif label == Label.FORCE:
        row.force = value
    else:
        row.tracked = value == "true"


def _replace_addressees(rows: list[Obligation], suggestions: dict[int, list[Suggestion]], decisions: dict[int, list[Decision]]) -> None:
    actors = {actor.code: actor for actor in Actor.objects.all()}
    links = [
        ObligationAddressee(
            obligation=row,
            code=value,
            actor=actors.get(value),
            text=suggestion.words if suggestion else "",
            condition=suggestion.condition if suggestion else "",
            basis=basis,
            position=position,
        )
        for row in rows
        for position, (value, suggestion, basis) in enumerate(members(Label.ADDRESSEE, suggestions[row.pk], decisions[row.pk]), 1)
    ]
    ObligationAddressee.objects.filter(obligation__in=rows).delete()
    ObligationAddressee.objects.bulk_create(links, batch_size=500)


def _grouped(rows: Any, field: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by("pk"):
        groups[getattr(row, field)].append(row)
    return groups

"""Record what a person decides about a label, and settle it: one label, several at once, or all that is open and certain in a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from obligations import lexicons
from obligations.choices import Basis, Force, Label, Verdict
from obligations.models import Actor, Decision, Document, Obligation, Paragraph, SubjectArea, Verb
from obligations.services import events
from obligations.services.settle import SINGLE, settle, settle_obligations, settle_paragraph, settle_paragraphs

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Target = Obligation | Paragraph


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision to be made: on a label of an obligation, or on a subject of a paragraph. `reason` stands before the one given for all."""

    target: Target
    label: Label
    value: str
    verdict: Verdict
    reason: str = ""

    @property
    def name(self) -> str:
        """What is decided on, in one word: force, addressee:JPN."""
        return str(self.label) if self.label in SINGLE else f"{self.label}:{self.value}"


@dataclass(frozen=True, slots=True)
class OpenLabels:
    """The open labels of a document: those that can be accepted together, and those that must be decided one by one."""

    acceptable: tuple[Choice, ...]
    ambiguous: tuple[Choice, ...]  # a force that the Chinese verb alone cannot tell
    uncertain: tuple[Choice, ...]  # suggested with a confidence below 1

    @property
    def digest(self) -> str:
        """The same as long as the same values can be accepted."""
        rows = sorted(f"{type(c.target).__name__} {c.target.pk} {c.label} {c.value}" for c in self.acceptable)
        return sha256("\n".join(rows).encode()).hexdigest()[:16]


@transaction.atomic
def decide(
    *,
    label: Label,
    value: str,
    verdict: Verdict,
    by: User,
    at: datetime,
    obligation: Obligation | None = None,
    paragraph: Paragraph | None = None,
    reason: str = "",
    batch: UUID | None = None,
) -> Decision:
    """Decide one label: verb, force, tracked (SET) or addressee (ACCEPT, ADD, REJECT) of an obligation, subject of a paragraph.

    `value` is a code; for tracked `true` or `false`. Raises ValidationError with a sentence for a value or verdict that does not fit,
    PermissionDenied where `by` may not decide.
    """
    target = obligation or paragraph
    _check(label, value, verdict, obligation, paragraph)
    assert target is not None  # noqa: S101  (checked above; for the type checker)
    _check_right(target, by)
    before = labels_of(target)
    decision = _decision(Choice(target, label, value, verdict), by, at, reason)
    decision.save()
    if obligation is not None:
        settle(obligation)
    if paragraph is not None:
        settle_paragraph(paragraph)
    events.record(
        by=by,
        action=f"{label}.{verdict}",
        object_type="obligation" if obligation else "paragraph",
        object_key=target.slug,
        at=at,
        before=before,
        after=labels_of(target),
        reason=reason,
        batch=batch,
    )
    return decision


@transaction.atomic
def confirm(*, obligation: Obligation, by: User, at: datetime, reason: str = "") -> list[Decision]:
    """Accept every label of an obligation, and the subjects of its paragraph, as they are suggested and not yet decided."""
    batch = uuid4()
    made = [
        decide(label=label, value=value, verdict=Verdict.SET, by=by, at=at, obligation=obligation, reason=reason, batch=batch)
        for label, value in _open_values(obligation)
    ]
    for code in obligation.addressees.filter(basis=Basis.MACHINE).values_list("code", flat=True):
        made.append(
            decide(label=Label.ADDRESSEE, value=code, verdict=Verdict.ACCEPT, by=by, at=at, obligation=obligation, reason=reason, batch=batch)
        )
    paragraph = obligation.paragraph
    for code in paragraph.subjects.filter(basis=Basis.MACHINE).values_list("subject__code", flat=True):
        made.append(decide(label=Label.SUBJECT, value=code, verdict=Verdict.ACCEPT, by=by, at=at, paragraph=paragraph, reason=reason, batch=batch))
    return made


@transaction.atomic
def decide_together(
    *, choices: Sequence[Choice], by: User, at: datetime, reason: str = "", batch: UUID | None = None, action: str = "labels.decided"
) -> list[Decision]:
    """Make several decisions, all or none: settled once, with one event for each obligation and each paragraph.

    The objects given are brought up to date. Errors as for `decide`.
    """
    known = _Known(choices)
    for choice in choices:
        _check_choice(choice, known)
    obligations = list({c.target.pk: c.target for c in choices if isinstance(c.target, Obligation)}.values())
    paragraphs = list({c.target.pk: c.target for c in choices if isinstance(c.target, Paragraph)}.values())
    _check_rights(obligations, paragraphs, by)
    # Locked in one order, so that two people who decide at the same moment wait for each other and settle what both decided.
    list(Obligation.objects.select_for_update().filter(pk__in=[row.pk for row in obligations]).order_by("pk"))
    list(Paragraph.objects.select_for_update().filter(pk__in=[row.pk for row in paragraphs]).order_by("pk"))
    before = _labels_of_all(obligations, paragraphs)
    made = Decision.objects.bulk_create([_decision(choice, by, at, reason) for choice in choices], batch_size=500)
    settle_obligations(obligations)
    settle_paragraphs(paragraphs)
    after = _labels_of_all(obligations, paragraphs)
    batch = batch or uuid4()
    targets: list[Target] = [*obligations, *paragraphs]
    for target in targets:
        mine = [choice for choice in choices if choice.target == target]
        events.record(
            by=by,
            action=action,
            object_type="obligation" if isinstance(target, Obligation) else "paragraph",
            object_key=target.slug,
            at=at,
            before=before[target.slug],
            after={**after[target.slug], "decided": [f"{choice.name} {choice.verdict}" for choice in mine]},
            reason="; ".join(dict.fromkeys(filter(None, [*(choice.reason for choice in mine), reason]))),
            batch=batch,
        )
    return made


def unfit(choices: Sequence[Choice]) -> list[tuple[int, str]]:
    """Which of several decisions `decide_together` would not make, by their place, each with the sentence that says why. Asks nothing of rights."""
    known, found = _Known(choices), []
    for place, choice in enumerate(choices):
        try:
            _check_choice(choice, known)
        except ValidationError as error:
            found.append((place, " ".join(error.messages)))
    return found


def confirm_document(*, document: Document, by: User, at: datetime, reason: str, shown: str | None = None) -> dict[str, int]:
    """Accept what is open and certain in a document, as one batch; how many labels of each kind were accepted.

    A force that is ambiguous in Chinese and what was suggested with a confidence below 1 stay open. `shown` is the digest of the open labels
    that the person saw: where they have changed since, nothing is accepted. Raises ValidationError without a reason or for what has changed,
    PermissionDenied where `by` may not decide.
    """
    if not reason.strip():
        raise ValidationError(_("Say in a sentence why all of this can be accepted."))
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk)
        found = open_labels(document)
        if not Obligation.objects.writable_by(by).filter(paragraph__document=document).exists():
            raise PermissionDenied(_("You may not decide on the labels of this document."))
        if shown is not None and shown != found.digest:
            raise ValidationError(_("The labels have changed in the meantime. Look at the numbers again, then accept."))
        decide_together(choices=found.acceptable, by=by, at=at, reason=reason.strip(), action="labels.confirmed")
    return counts(found.acceptable)


def counts(choices: Iterable[Choice]) -> dict[str, int]:
    """How many choices there are for each kind of label, in the order of the kinds; kinds without any are left out."""
    found = Counter(str(choice.label) for choice in choices)
    return {str(label): found[label] for label in Label if found[label]}


def open_labels(document: Document) -> OpenLabels:
    """The labels in a document's text on which nobody has decided. Writes nothing."""
    rows = Obligation.objects.in_the_text().filter(paragraph__document=document).select_related("verb", "paragraph")
    rows = rows.prefetch_related("addressees", "suggestions", "paragraph__subjects__subject").order_by("paragraph__position", "position")
    found: dict[str, list[Choice]] = {"acceptable": [], "ambiguous": [], "uncertain": []}
    paragraphs: dict[int, Paragraph] = {}
    for row in rows:
        paragraphs[row.paragraph_id] = row.paragraph
        for choice, confidence in _open_choices(row):
            unclear = choice.label == Label.FORCE and row.ambiguous
            found["ambiguous" if unclear else "uncertain" if confidence < 1 else "acceptable"].append(choice)
    for paragraph in paragraphs.values():
        for link in paragraph.subjects.all():
            if link.basis == Basis.MACHINE:
                choice = Choice(paragraph, Label.SUBJECT, link.subject.code, Verdict.ACCEPT)
                found["uncertain" if link.confidence < 1 else "acceptable"].append(choice)
    return OpenLabels(**{name: tuple(choices) for name, choices in found.items()})


def _open_choices(row: Obligation) -> Iterable[tuple[Choice, float]]:
    """What accepting the open labels of an obligation means, each with the confidence of its suggestion."""
    confidence = {(s.label, s.value): s.confidence for s in row.suggestions.all()}
    for label, value in _open_values(row):
        yield Choice(row, label, value, Verdict.SET), confidence.get((label, value), 1.0)
    for link in row.addressees.all():
        if link.basis == Basis.MACHINE:
            yield Choice(row, Label.ADDRESSEE, link.code, Verdict.ACCEPT), confidence.get((Label.ADDRESSEE, link.code), 1.0)


def _decision(choice: Choice, by: User, at: datetime, reason: str) -> Decision:
    about = {"obligation": choice.target} if isinstance(choice.target, Obligation) else {"paragraph": choice.target}
    why = "; ".join(filter(None, [choice.reason, reason]))
    return Decision(label=choice.label, value=choice.value, verdict=choice.verdict, by=by, at=at, reason=why, **about)


def _open_values(obligation: Obligation) -> list[tuple[Label, str]]:
    values = {Label.VERB: obligation.verb.code, Label.FORCE: obligation.force, Label.TRACKED: "true" if obligation.tracked else "false"}
    return [(label, values[label]) for label in SINGLE if getattr(obligation, f"{label}_basis") == Basis.MACHINE]


def labels_of(target: Obligation | Paragraph) -> dict[str, Any]:
    """The settled labels of an obligation, or the subjects of a paragraph, as plain JSON for the log."""
    if isinstance(target, Paragraph):
        return {"subjects": sorted(target.subjects.values_list("subject__code", flat=True))}
    return {
        "verb": target.verb.code,
        "force": target.force,
        "tracked": target.tracked,
        "addressees": list(target.addressees.values_list("code", flat=True)),
    }


def _labels_of_all(obligations: list[Obligation], paragraphs: list[Paragraph]) -> dict[str, dict[str, Any]]:
    """The same of many, by slug, in two queries each."""
    found: dict[str, dict[str, Any]] = {}
    for row in Obligation.objects.filter(pk__in=[o.pk for o in obligations]).select_related("verb").prefetch_related("addressees"):
        addressees = [link.code for link in row.addressees.all()]
        found[row.slug] = {"verb": row.verb.code, "force": row.force, "tracked": row.tracked, "addressees": addressees}
    for paragraph in Paragraph.objects.filter(pk__in=[p.pk for p in paragraphs]).prefetch_related("subjects__subject"):
        found[paragraph.slug] = {"subjects": sorted(link.subject.code for link in paragraph.subjects.all())}
    return found


def _check_rights(obligations: list[Obligation], paragraphs: list[Paragraph], by: User) -> None:
    writable = Obligation.objects.writable_by(by)
    mine = set(writable.filter(pk__in=[row.pk for row in obligations]).values_list("pk", flat=True))
    theirs = set(writable.filter(paragraph__in=[row.pk for row in paragraphs]).values_list("paragraph", flat=True))
    if not (mine.issuperset(row.pk for row in obligations) and theirs.issuperset(row.pk for row in paragraphs)):
        raise PermissionDenied(_("You may not decide on the labels of this paragraph."))


def _check_right(target: Obligation | Paragraph, by: User) -> None:
    obligations = Obligation.objects.writable_by(by)
    mine = obligations.filter(pk=target.pk) if isinstance(target, Obligation) else obligations.filter(paragraph=target)
    if not mine.exists():
        raise PermissionDenied(_("You may not decide on the labels of this paragraph."))


def _check(label: Label, value: str, verdict: Verdict, obligation: Obligation | None, paragraph: Paragraph | None) -> None:
    _check_kind(label, verdict, on_obligation=obligation is not None, on_paragraph=paragraph is not None)
    _Known([], also=[(label, value)]).check(label, value)


def _check_choice(choice: Choice, known: _Known) -> None:
    on_paragraph = isinstance(choice.target, Paragraph)
    _check_kind(choice.label, choice.verdict, on_obligation=not on_paragraph, on_paragraph=on_paragraph)
    known.check(choice.label, choice.value)


def _check_kind(label: Label, verdict: Verdict, *, on_obligation: bool, on_paragraph: bool) -> None:
    if on_obligation == on_paragraph or (label == Label.SUBJECT) != on_paragraph:
        raise ValidationError(_("Subjects are decided for a paragraph, every other label for an obligation."))
    if (label in SINGLE) != (verdict == Verdict.SET):
        raise ValidationError(_("Verb, force and 'asks for action' are set; addressees and subjects are accepted, added or rejected."))


class _Known:
    """The values that exist among those that are to be decided on: one query for each kind of label."""

    def __init__(self, choices: Iterable[Choice], *, also: Iterable[tuple[Label, str]] = ()) -> None:
        wanted: dict[str, set[str]] = {}
        for label, value in (*((c.label, c.value) for c in choices), *also):
            wanted.setdefault(label, set()).add(value)
        self._values: dict[str, set[str]] = {Label.FORCE: set(Force.values), Label.TRACKED: {"true", "false"}}
        for label, model in ((Label.VERB, Verb), (Label.SUBJECT, SubjectArea), (Label.ADDRESSEE, Actor)):
            if label in wanted:
                self._values[label] = set(model._default_manager.filter(code__in=wanted[label]).values_list("code", flat=True))
        if wanted.get(Label.ADDRESSEE, set()) - self._values.get(Label.ADDRESSEE, set()):
            self._values[Label.ADDRESSEE] |= _text_only_codes()

    def check(self, label: Label, value: str) -> None:
        """Raises ValidationError with a sentence for a value that does not exist."""
        if value not in self._values[label]:
            raise ValidationError(
                _("“%(value)s” is no known %(label)s. Choose one from the list."), params={"value": value, "label": Label(label).label}
            )


def _text_only_codes() -> set[str]:
    """Parties and others that are addressed and have no actor record."""
    return {group.code for group in lexicons.current().groups.values() if group.kind in ("parties", "others")}

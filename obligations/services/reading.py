"""Read stored documents again: with the words and names there are now, or after the parser has learned something.

What the machine suggests and what the text says is replaced, of a meeting record also for whom somebody speaks; texts, identities, decisions
and assessments stay, and the effective labels are settled. Reading happens before the transaction begins, one transaction for each document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ingest import Lexicon, ParsedDocument, Unreadable
from ingest.readers.forms import form_of
from ingest.reading import read_and_parse
from ingest.records import Act
from ingest.records import Paragraph as ParsedParagraph
from ingest.sandbox import Sandbox, Sent
from obligations.choices import DocumentKind, Label, Presence
from obligations.incoming import problemtexts
from obligations.models import Document, Edition, Obligation, Paragraph, ParagraphSubject, SubjectArea, Verb
from obligations.services import events, files, problems
from obligations.services.acts import obligations_of, recognise
from obligations.services.meeting_changes import Heard, heard_otherwise
from obligations.services.meetings import spoken_otherwise, store_meeting
from obligations.services.paragraphs import cut_otherwise, reread_paragraphs
from obligations.services.settle import SINGLE, settle_obligations, settle_paragraphs
from obligations.slugs import short_symbol

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.auth.models import User

Outcome = Literal["unchanged", "changed", "cut_otherwise", "unreadable", "outrun"]
Labels = dict[Label, str]
Decided = tuple[tuple[str, int], str]  # kind and key of a row, label


@dataclass(frozen=True, slots=True)
class Change:
    """One label that reads otherwise: of an obligation (its key) or of a paragraph (its key without a number).

    `before` or `after` is empty for an act that is new or no longer found; members of a set are joined by commas. `decided` says that a
    person has decided on the label, so that what filters and lists show does not change with it.
    """

    key: str
    label: Label
    before: str
    after: str
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Reread:
    """What reading one document again did, or would do."""

    symbol: str
    outcome: Outcome
    changes: list[Change] = field(default_factory=list)
    cut_otherwise: list[str] = field(default_factory=list)
    why: str = ""
    heard: list[Heard] = field(default_factory=list)  # what changes in a meeting record


@dataclass(frozen=True, slots=True)
class Report:
    """What reading documents again did, in the order of the documents."""

    documents: list[Reread]

    @property
    def changes(self) -> list[Change]:
        return [change for document in self.documents for change in document.changes]

    @property
    def heard(self) -> list[Heard]:
        return [heard for document in self.documents for heard in document.heard]

    def count(self, outcome: Outcome) -> int:
        """How many documents came out so."""
        return sum(document.outcome == outcome for document in self.documents)


def readable(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Those that have a reference edition."""
    return documents.filter(reference_edition__isnull=False).select_related("reference_edition")


def reclassify(*, documents: Iterable[Document], lexicon: Lexicon, at: datetime, by: User | None, dry_run: bool = False) -> Report:
    """Read the reference edition of each document again with `lexicon`; with `dry_run` only say what would change.

    Raises ValidationError where the vocabulary lacks a verb of the lexicon. A document that cannot be read as it is stored is left as it is.
    """
    missing = set(lexicon.verbs) - set(Verb.objects.values_list("code", flat=True))
    if missing:
        raise ValidationError(_("The vocabulary lacks the verb “%(code)s”. Run: manage.py load_vocabularies") % {"code": min(missing)})
    batch = uuid4()
    with Sandbox(lexicon) as sandbox:
        return Report([_reread(document, sandbox, at=at, by=by, batch=batch, dry_run=dry_run) for document in documents])


def differences(document: Document, *, sandbox: Sandbox) -> Reread:
    """What would change if a document were read again with the lexicon of `sandbox`. Writes nothing."""
    edition = _edition(document)
    try:
        parsed = _parsed(document, edition, sandbox)
    except Unreadable as error:
        return Reread(document.symbol, "unreadable", why=problemtexts.refusal(error))
    return _compared(document, edition, parsed)


def _reread(document: Document, sandbox: Sandbox, *, at: datetime, by: User | None, batch: UUID, dry_run: bool) -> Reread:
    edition = _edition(document)
    try:
        parsed = _parsed(document, edition, sandbox)
    except Unreadable as error:
        return Reread(document.symbol, "unreadable", why=problemtexts.refusal(error))
    if dry_run:
        return _compared(document, edition, parsed)
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document.pk)
        if document.reference_edition_id != edition.pk:
            return Reread(document.symbol, "outrun", why=_("a new edition came in meanwhile and has been read"))
        found = _compared(document, edition, parsed)
        if not found.cut_otherwise:
            _store(document, edition, parsed)
            _log(document, edition, parsed, found, at=at, by=by, batch=batch)
    return found


def _store(document: Document, edition: Edition, parsed: ParsedDocument) -> None:
    if document.kind == DocumentKind.MEETING_RECORD:
        store_meeting(parsed, document=document, edition=edition)
        settled = "record_without_date" if document.adopted_on else ""  # known from the resolution that was adopted, or given
        doubts = [problem for problem in parsed.problems if problem.code != settled]
    else:
        doubts = [*parsed.problems, *reread_paragraphs(parsed, document=document, edition=edition)]
    problems.replace(edition, doubts)


def _log(document: Document, edition: Edition, parsed: ParsedDocument, found: Reread, *, at: datetime, by: User | None, batch: UUID) -> None:
    before = {"lexicon": edition.lexicon_version}
    changes = [*map(_as_json, found.changes), *map(asdict, found.heard)]
    after = {"lexicon": parsed.lexicon_version, "edition": edition.number, "changes": changes}
    Edition.objects.filter(pk=edition.pk).update(lexicon_version=parsed.lexicon_version)
    events.record(
        by=by, action="document.reclassified", object_type="document", object_key=document.slug, at=at, before=before, after=after, batch=batch
    )


def _as_json(change: Change) -> dict[str, str]:
    return {"key": change.key, "label": str(change.label), "before": change.before, "after": change.after}


def _edition(document: Document) -> Edition:
    if document.reference_edition is None:
        raise ValidationError(_("%(symbol)s has no text yet. Import one first.") % {"symbol": document.symbol})
    return document.reference_edition


def _parsed(document: Document, edition: Edition, sandbox: Sandbox) -> ParsedDocument:
    """Plain text is read here, everything else apart. Raises Unreadable, also where the file is no longer kept."""
    try:
        content = files.read(edition.sha256)
    except FileNotFoundError as error:
        kept = {"file": edition.filename, "sha256": edition.sha256}
        raise Unreadable(_("%(file)s: the file is no longer kept (SHA-256 %(sha256)s). Put it back from a backup.") % kept) from error
    if form_of(content) == "text":
        known = partial(read_and_parse, adopted_on=document.adopted_on, meeting=document.meeting or None)
        return known(content, name=edition.filename, symbol=document.symbol, lexicon=sandbox.lexicon).document
    sent = Sent(content, edition.filename, document.symbol, adopted_on=document.adopted_on, meeting=document.meeting or None)
    return sandbox.read(sent).document


# --- What differs


def _compared(document: Document, edition: Edition, parsed: ParsedDocument) -> Reread:
    if document.kind == DocumentKind.MEETING_RECORD:
        return _compared_record(document, edition, parsed)
    uncut = cut_otherwise(parsed, edition)
    if uncut:
        why = _("its text would be cut into other paragraphs (%(labels)s); it is left as it is") % {"labels": ", ".join(uncut[:5])}
        return Reread(document.symbol, "cut_otherwise", cut_otherwise=uncut, why=why)
    changes = _changes(document, parsed)
    return Reread(document.symbol, "changed" if changes else "unchanged", changes)


def _compared_record(document: Document, edition: Edition, parsed: ParsedDocument) -> Reread:
    uncut = spoken_otherwise(parsed, edition)
    if uncut:
        why = _("its text would be cut into other speeches (%(numbers)s); it is left as it is") % {"numbers": ", ".join(uncut[:5])}
        return Reread(document.symbol, "cut_otherwise", cut_otherwise=uncut, why=why)
    heard = heard_otherwise(parsed, document, edition)
    return Reread(document.symbol, "changed" if heard else "unchanged", heard=heard)


def _changes(document: Document, parsed: ParsedDocument) -> list[Change]:
    read = {paragraph.label: paragraph for paragraph in (*parsed.operative, *parsed.annexes)}
    stored = obligations_of(document)
    decided = _decided(document)
    changes: list[Change] = []
    for paragraph in document.paragraphs.present().prefetch_related("suggestions").order_by("position"):
        if paragraph.label in read:
            key = f"{short_symbol(document.symbol)}/{paragraph.label}"
            changes += _of_acts(read[paragraph.label], stored[paragraph.pk], key, decided)
            changes += _of_subjects(paragraph, read[paragraph.label], key, decided)
    return changes


def _of_acts(parsed: ParsedParagraph, stored: list[Obligation], key: str, decided: set[Decided]) -> list[Change]:
    """What differs in the acts of a paragraph; a new act has no key of its own yet and goes by that of its paragraph."""
    changes: list[Change] = []
    found = recognise(parsed, stored)
    for act, row in found:
        before = _suggested(row) if row is not None and row.presence == Presence.FOUND else {}
        by_staff = {label for pk, label in decided if row is not None and pk == ("obligation", row.pk)}
        changes += _differing(row.key if row else key, before, _read(act), by_staff)
    kept = {row.pk for _act, row in found if row}
    gone = [row for row in stored if row.pk not in kept and row.presence == Presence.FOUND]
    return changes + [Change(row.key, Label.VERB, _suggested(row)[Label.VERB] or row.verb.code, "") for row in gone]


def _of_subjects(paragraph: Paragraph, parsed: ParsedParagraph, key: str, decided: set[Decided]) -> list[Change]:
    before = {Label.SUBJECT: _set(s.value for s in paragraph.suggestions.all())}
    after = {Label.SUBJECT: _set(subject.code for subject in parsed.subjects)}
    return _differing(key, before, after, {label for pk, label in decided if pk == ("paragraph", paragraph.pk)})


def _differing(key: str, before: Labels, after: Labels, decided: set[str]) -> list[Change]:
    labels = dict.fromkeys([*before, *after])
    return [
        Change(key, label, before.get(label, ""), after.get(label, ""), label in decided)
        for label in labels
        if before.get(label, "") != after.get(label, "")
    ]


def _suggested(row: Obligation) -> Labels:
    """What the machine suggested when the text was last read."""
    suggestions = list(row.suggestions.all())
    single = {label: next((s.value for s in suggestions if s.label == label), "") for label in SINGLE}
    return {**single, Label.ADDRESSEE: _set(s.value for s in suggestions if s.label == Label.ADDRESSEE)}


def _read(act: Act) -> Labels:
    """The same of an act as it is read now."""
    tracked = "true" if act.tracked else "false"
    addressees = _set(addressee.code for addressee in act.addressees)
    return {Label.VERB: act.rule, Label.FORCE: act.force, Label.TRACKED: tracked, Label.ADDRESSEE: addressees}


def _set(values: Iterable[str]) -> str:
    return ", ".join(sorted(set(values)))


def _decided(document: Document) -> set[Decided]:
    """On which labels of which rows of a document somebody has decided."""
    of_obligations = Obligation.objects.filter(paragraph__document=document, decisions__isnull=False).values_list("pk", "decisions__label")
    of_paragraphs = document.paragraphs.filter(decisions__isnull=False).values_list("pk", "decisions__label")
    return {(("obligation", pk), label) for pk, label in of_obligations} | {(("paragraph", pk), label) for pk, label in of_paragraphs}


# --- Settling everything anew


def settle_all(*, documents: Iterable[Document], at: datetime, by: User | None, dry_run: bool = False) -> list[Change]:
    """Derive every effective label anew from suggestions and decisions, and list what differed from what was stored: nothing, if all is well.

    The differences are put right; with `dry_run` everything stays as it is.
    """
    return [change for document in documents for change in _settle(document, at=at, by=by, dry_run=dry_run)]


def _settle(document: Document, *, at: datetime, by: User | None, dry_run: bool) -> list[Change]:
    with transaction.atomic():
        before = _effective(document)
        settle_obligations(Obligation.objects.filter(paragraph__document=document))
        settle_paragraphs(document.paragraphs.all())
        after = _effective(document)
        changes = [change for key in after for change in _differing(key, before[key], after[key], set())]
        if dry_run:
            transaction.set_rollback(True)
        elif changes:
            settled = {"changes": [_as_json(change) for change in changes]}
            events.record(by=by, action="document.settled", object_type="document", object_key=document.slug, at=at, after=settled)
    return changes


def _effective(document: Document) -> dict[str, Labels]:
    """The effective labels of a document with their bases, by key."""
    found: dict[str, Labels] = {}
    for row in Obligation.objects.filter(paragraph__document=document).select_related("verb").prefetch_related("addressees").order_by("pk"):
        found[row.key] = {
            Label.VERB: f"{row.verb.code} ({row.verb_basis})",
            Label.FORCE: f"{row.force} ({row.force_basis})",
            Label.TRACKED: f"{str(row.tracked).lower()} ({row.tracked_basis})",
            Label.ADDRESSEE: _set(f"{link.code} ({link.basis})" for link in row.addressees.all()),
        }
    areas = dict(SubjectArea.objects.values_list("pk", "code"))
    for paragraph in document.paragraphs.prefetch_related("subjects").order_by("position"):
        links: Iterable[ParagraphSubject] = paragraph.subjects.all()
        found[paragraph.slug] = {Label.SUBJECT: _set(f"{areas[link.subject_id]} ({link.basis})" for link in links)}
    return found

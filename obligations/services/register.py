"""Store a parsed document: the document, an edition of it, its paragraphs and their obligations, in one transaction.

The same file twice changes nothing. A changed file is a new edition: its paragraphs are recognised by their text (`matching`), and the acts in
them by verb and clause, so that every decision and every assessment stays with the words it was made for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ingest import ParsedDocument
from obligations.models import Document, Edition, FormerSlug, Paragraph, ParagraphText
from obligations.services import events, files, problems
from obligations.services.meetings import store_meeting
from obligations.services.paragraphs import store_paragraphs
from obligations.services.ties import suggest_ties_to
from obligations.slugs import slug_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Outcome = Literal["created", "unchanged", "new_edition"]


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing did."""

    document: Document
    edition: Edition
    outcome: Outcome


def store(parsed: ParsedDocument, *, content: bytes, filename: str, media_type: str, by: User | None, at: datetime, reason: str = "") -> Stored:
    """Store a parsed document with the file it came from.

    Raises ValidationError where the document has no symbol. The file is kept before the rows commit; a crash leaves the database as it was.
    """
    if not parsed.symbol:
        raise ValidationError(_("The text does not say its symbol. Give it, for example S/PV.8017."))
    sha256 = files.keep(content)
    with transaction.atomic():
        document, created = _document(parsed, parsed.symbol)
        known = document.editions.filter(sha256=sha256).first()
        if known is not None:
            return Stored(document, known, "unchanged")
        edition = Edition.objects.create(
            document=document,
            number=1 + (document.editions.aggregate(last=Max("number"))["last"] or 0),
            language=parsed.language,
            sha256=sha256,
            media_type=media_type,
            filename=filename[:255],
            size=len(content),
            lexicon_version=parsed.lexicon_version,
            body=parsed.body,
            added_at=at,
            added_by=by,
        )
        _make_reference(document, edition, parsed)
        doubts = store_paragraphs(parsed, document=document, edition=edition)
        if parsed.kind == "meeting_record":
            store_meeting(parsed, document=document, edition=edition)
        suggest_ties_to(document.symbol)
        problems.store(edition, [*parsed.problems, *doubts])
        outcome: Outcome = "created" if created else "new_edition"
        _log(document, edition, outcome, by=by, at=at, reason=reason)
    return Stored(document, edition, outcome)


def _document(parsed: ParsedDocument, symbol: str) -> tuple[Document, bool]:
    """The document of a symbol, locked; made where there is none."""
    fields = {
        "slug": _free_slug(slug_of(symbol)),
        "kind": parsed.kind,
        "title": parsed.title[:300] or symbol,
        "adopted_on": parsed.adopted_on,
        "meeting": parsed.meeting or "",
    }
    document, created = Document.objects.get_or_create(symbol=symbol, defaults=fields)
    if not created:
        document = Document.objects.select_for_update().get(pk=document.pk)
        if document.kind != parsed.kind:
            raise ValidationError(_("%(symbol)s is stored as another kind of document. Check the symbol and the file."), params={"symbol": symbol})
    return document, created


def _free_slug(slug: str) -> str:
    """The slug, with a number where another document has or had it."""
    candidate, number = slug, 1
    while Document.objects.filter(slug=candidate).exists() or FormerSlug.objects.filter(slug=candidate).exists():
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


def _make_reference(document: Document, edition: Edition, parsed: ParsedDocument) -> None:
    """Obligations are read from the newest edition; what it says about date and meeting completes what was known."""
    document.reference_edition = edition
    document.adopted_on = parsed.adopted_on or document.adopted_on
    document.meeting = parsed.meeting or document.meeting
    document.save(update_fields=["reference_edition", "adopted_on", "meeting"])


def _log(document: Document, edition: Edition, outcome: Outcome, *, by: User | None, at: datetime, reason: str) -> None:
    after = {
        "symbol": document.symbol,
        "edition": edition.number,
        "sha256": edition.sha256,
        "filename": edition.filename,
        "lexicon": edition.lexicon_version,
        "paragraphs": Paragraph.objects.filter(document=document).present().count(),
        "texts": ParagraphText.objects.filter(edition=edition).count(),
    }
    events.record(by=by, action=f"document.{outcome}", object_type="document", object_key=document.slug, at=at, after=after, reason=reason)

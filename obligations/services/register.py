"""Store a parsed document: the document, an edition of it, its paragraphs and their obligations, in one transaction.

The same file twice changes nothing. A changed file is a new edition: its paragraphs are recognised by their text (`matching`), and the acts in
them by verb and clause, so that every decision and every assessment stays with the words it was made for. An edition in another language stands
beside the one obligations are read from (`translations`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ingest import ParsedDocument
from ingest.records import Problem as ParsedProblem
from obligations.incoming.problemtexts import compared
from obligations.models import Document, Edition, FormerSlug, Paragraph, ParagraphText
from obligations.services import events, files, problems, translations
from obligations.services.meetings import store_meeting
from obligations.services.pages import locate
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


def store(
    parsed: ParsedDocument,
    *,
    content: bytes,
    filename: str,
    media_type: str,
    by: User | None,
    at: datetime,
    reason: str = "",
    pages: Sequence[int] = (),
    given: Mapping[str, str] | None = None,
    source: str = "",
) -> Stored:
    """Store a parsed document with the file it came from.

    `pages` are those of its reading, kept as locators. For the log, `given` is what its sender said of it in place of the text and `source` the
    address from which it was fetched. Raises ValidationError where the document has no symbol. The file is kept before the rows commit; a crash
    leaves the database as it was.
    """
    if not parsed.symbol:
        raise ValidationError(_("The text does not say its symbol. Give it, for example S/PV.8017."))
    sha256 = files.keep(content)
    with transaction.atomic():
        document, created = _document(parsed, parsed.symbol)
        known = document.editions.filter(sha256=sha256).first()
        if known is not None:
            return Stored(document, known, "unchanged")
        edition = _edition(document, parsed, sha256, filename=filename, media_type=media_type, size=len(content), by=by, at=at)
        if translations.stands_beside(document, parsed.language):
            doubts = translations.store(parsed, document=document, edition=edition)
        else:
            doubts = _store_reference(parsed, document=document, edition=edition)
        locate(edition, pages)
        suggest_ties_to(document.symbol)
        problems.store(edition, [*parsed.problems, *doubts])
        outcome: Outcome = "created" if created else "new_edition"
        _log(document, edition, outcome, by=by, at=at, reason=reason, said={"given": given, "source": source})
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


def _store_reference(parsed: ParsedDocument, *, document: Document, edition: Edition) -> list[ParsedProblem]:
    """Store an edition that obligations are read from, and pair those in other languages with it."""
    _make_reference(document, edition, parsed)
    doubts = store_paragraphs(parsed, document=document, edition=edition)
    if parsed.kind == "meeting_record":
        store_meeting(parsed, document=document, edition=edition)
    translations.pair_again(document)
    return doubts if parsed.language == translations.FIRST else [*doubts, compared("no_first_edition")]


def _edition(
    document: Document, parsed: ParsedDocument, sha256: str, *, filename: str, media_type: str, size: int, by: User | None, at: datetime
) -> Edition:
    """The next edition of a document, without its texts."""
    return Edition.objects.create(
        document=document,
        number=1 + (document.editions.aggregate(last=Max("number"))["last"] or 0),
        language=parsed.language,
        sha256=sha256,
        media_type=media_type,
        filename=filename[:255],
        size=size,
        lexicon_version=parsed.lexicon_version,
        body=parsed.body,
        added_at=at,
        added_by=by,
    )


def _free_slug(slug: str) -> str:
    """The slug, with a number where another document has or had it."""
    candidate, number = slug, 1
    while Document.objects.filter(slug=candidate).exists() or FormerSlug.objects.filter(slug=candidate).exists():
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


def _make_reference(document: Document, edition: Edition, parsed: ParsedDocument) -> None:
    """Obligations are read from the newest edition in the first language; what it says about date and meeting completes what was known."""
    before = document.reference_edition
    if before is not None and before.language != edition.language:
        document.title = parsed.title[:300] or document.title
    document.reference_edition = edition
    document.adopted_on = parsed.adopted_on or document.adopted_on
    document.meeting = parsed.meeting or document.meeting
    document.save(update_fields=["reference_edition", "title", "adopted_on", "meeting"])


def _log(
    document: Document, edition: Edition, outcome: Outcome, *, by: User | None, at: datetime, reason: str, said: Mapping[str, Any]
) -> None:
    """`said` is what is known of its way in; what is empty of it is left out."""
    after = {
        "symbol": document.symbol,
        "edition": edition.number,
        "language": edition.language,
        "sha256": edition.sha256,
        "filename": edition.filename,
        "lexicon": edition.lexicon_version,
        "paragraphs": Paragraph.objects.filter(document=document).present().count(),
        "texts": ParagraphText.objects.filter(edition=edition).count(),
    }
    after |= {name: value for name, value in said.items() if value}
    events.record(by=by, action=f"document.{outcome}", object_type="document", object_key=document.slug, at=at, after=after, reason=reason)

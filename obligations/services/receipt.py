"""Take a document from a person: look at what storing it would do, then store it. Reading it is done before, apart (`ingest.sandbox`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from obligations.models import Document, ParagraphText
from obligations.querysets import has_role
from obligations.services import files, register

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from ingest.reading import Reading
    from ingest.records import ParsedDocument


@dataclass(frozen=True, slots=True)
class Difference:
    """A paragraph that a new edition would add, leave out or word otherwise; the text before or after is empty where there is none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """What storing would do: `created`, `new_edition` or `unchanged`; for a new edition what differs from the one in place, by label."""

    outcome: str
    document: Document | None
    differences: tuple[Difference, ...] = ()


def forecast(parsed: ParsedDocument, *, content: bytes) -> Forecast:
    """What storing a parsed document would do. Nothing is written."""
    document = Document.objects.filter(symbol=parsed.symbol).select_related("reference_edition").first() if parsed.symbol else None
    if document is None:
        return Forecast("created", None)
    if document.editions.filter(sha256=files.digest(content)).exists():
        return Forecast("unchanged", document)
    return Forecast("new_edition", document, tuple(_differences(document, parsed)))


def receive(*, reading: Reading, parsed: ParsedDocument, content: bytes, filename: str, by: User, at: datetime, reason: str) -> register.Stored:
    """Store a document that an editor sent; `reason` says by which way.

    Raises PermissionDenied for anybody else, ValidationError as `register.store` does.
    """
    if not has_role(by, "editor"):
        raise PermissionDenied(_("Only editors import documents. Ask an administrator for the editor's role."))
    return register.store(parsed, content=content, filename=filename, media_type=reading.media_type, by=by, at=at, reason=reason)


def _differences(document: Document, parsed: ParsedDocument) -> list[Difference]:
    """By label, in the order of the new text, then what it leaves out. White space does not count."""
    rows = ParagraphText.objects.filter(edition=document.reference_edition).order_by("position").values_list("label", "text")
    before = dict(rows)
    after = {paragraph.label: paragraph.text for paragraph in (*parsed.operative, *parsed.annexes)}
    after |= {f"pp{paragraph.position}": paragraph.text for paragraph in parsed.preambular}
    if parsed.kind == "meeting_record":
        return []
    changed = [Difference(label, before.get(label, ""), text) for label, text in after.items() if _plain(before.get(label, "")) != _plain(text)]
    gone = [Difference(label, text, "") for label, text in before.items() if label not in after]
    return [*changed, *gone]


def _plain(text: str) -> str:
    return "".join(text.split())

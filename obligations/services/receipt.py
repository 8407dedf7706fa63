"""Take a document from a person: look at what storing it would do, then store it. Reading it is done before, apart (`ingest.sandbox`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from obligations.models import Document, Edition, ParagraphText
from obligations.querysets import has_role
from obligations.services import files, register, translations
from obligations.services.translations import Paired

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from ingest.reading import Reading
    from ingest.records import ParsedDocument
    from ingest.records import Problem as ParsedProblem

CONTEXT, LONGEST_SHOWN = 30, 240  # characters of a speech that are shown before its first difference, and in all


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
    number: int = 1  # of the edition that it would be, or that it is already
    beside: Paired | None = None  # for an edition that would stand beside the one obligations are read from
    doubts: tuple[ParsedProblem, ...] = ()  # about how it would pair


def forecast(parsed: ParsedDocument, *, content: bytes) -> Forecast:
    """What storing a parsed document would do. Nothing is written."""
    document = Document.objects.filter(symbol=parsed.symbol).select_related("reference_edition").first() if parsed.symbol else None
    if document is None:
        return Forecast("created", None)
    known = document.editions.filter(sha256=files.digest(content)).first()
    if known is not None:
        return Forecast("unchanged", document, number=known.number)
    number = 1 + (document.editions.aggregate(last=Max("number"))["last"] or 0)
    apart = translations.stands_beside(document, parsed.language)
    beside, doubts = translations.forecast(parsed, document) if apart else (None, [])
    return Forecast("new_edition", document, tuple(_differences(document, parsed)), number, beside, tuple(doubts))


def receive(
    *,
    reading: Reading,
    parsed: ParsedDocument,
    content: bytes,
    filename: str,
    by: User,
    at: datetime,
    reason: str,
    given: Mapping[str, str] | None = None,
    source: str = "",
    seen: Forecast | None = None,
) -> register.Stored:
    """Store a document that an editor sent; `reason` says by which way, `given` what the editor said in place of the text, `source` from where
    it was fetched, and `seen` what the editor was told that storing it would do.

    Raises PermissionDenied for anybody else, ValidationError as `register.store` does, and where it would do something else than was seen.
    """
    if not has_role(by, "editor"):
        raise PermissionDenied(_("Only editors import documents. Ask an administrator for the editor's role."))
    with transaction.atomic():
        made = register.store(
            parsed,
            content=content,
            filename=filename,
            media_type=reading.media_type,
            by=by,
            at=at,
            reason=reason,
            pages=reading.pages,
            given=given,
            source=source,
        )
        if seen is not None and (made.outcome, made.edition.number) != (seen.outcome, seen.number):
            raise ValidationError(_("%(symbol)s has another edition since you looked. Look again before you store.") % {"symbol": parsed.symbol})
    return made


def _differences(document: Document, parsed: ParsedDocument) -> list[Difference]:
    """From the newest edition in the same language, where there is one: by label, in the order of the new text, then what it leaves out.

    White space does not count.
    """
    reference = document.reference_edition
    same = reference if reference and reference.language == parsed.language else _newest(document, parsed.language)
    if same is None:
        return []
    if parsed.kind == "meeting_record":
        return _speeches_otherwise(same, parsed)
    rows = ParagraphText.objects.filter(edition=same).order_by("position").values_list("label", "text")
    before = dict(rows)
    after = {paragraph.label: paragraph.text for paragraph in (*parsed.operative, *parsed.annexes)}
    after |= {f"pp{paragraph.position}": paragraph.text for paragraph in parsed.preambular}
    changed = [Difference(label, before.get(label, ""), text) for label, text in after.items() if _plain(before.get(label, "")) != _plain(text)]
    gone = [Difference(label, text, "") for label, text in before.items() if label not in after]
    return [*changed, *gone]


def _newest(document: Document, language: str) -> Edition | None:
    return document.editions.filter(language=language).order_by("number").last()


def _speeches_otherwise(edition: Edition, parsed: ParsedDocument) -> list[Difference]:
    """The speeches that a record adds, leaves out or words otherwise, by their number and speaker; of long ones the place where they differ."""
    old = [(f"{speech.order}. {speech.speaker}", speech.text) for speech in edition.speeches.order_by("order")]
    new = [(f"{speech.order}. {speech.speaker}", speech.text) for speech in parsed.speeches]
    compared = SequenceMatcher(None, [_plain(text) for _, text in old], [_plain(text) for _, text in new], autojunk=False)
    found: list[Difference] = []
    for same, first, last, start, end in compared.get_opcodes():
        if same != "equal":
            pairs = zip_longest(old[first:last], new[start:end], fillvalue=("", ""))
            found += [Difference(after[0] or before[0], *_where_they_differ(before[1], after[1])) for before, after in pairs]
    return found


def _where_they_differ(before: str, after: str) -> tuple[str, str]:
    """Both texts from shortly before their first difference."""
    alike = next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), min(len(before), len(after)))
    start = max(0, alike - CONTEXT) if before and after else 0

    def shown(text: str) -> str:
        cut = text[start : start + LONGEST_SHOWN]
        return f"{'…' if start and cut else ''}{cut}{'…' if start + LONGEST_SHOWN < len(text) else ''}"

    return shown(before), shown(after)


def _plain(text: str) -> str:
    return "".join(text.split())

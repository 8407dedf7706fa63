"""Record what is known of one date that a paragraph sets: submitted, discontinued, or replaced by another date. Records are only added."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ingest.heading import canonical_symbol
from obligations.choices import DueVerdict
from obligations.dues.days import DueItem
from obligations.dues.reading import due_items, readable_deadlines
from obligations.models import DueRecord, Paragraph
from obligations.querysets import has_role
from obligations.services import events

if TYPE_CHECKING:
    from django.contrib.auth.models import User

RECORDERS = ("analyst", "editor")
SYMBOL = re.compile(r"[A-Z]{1,12}(?:/[A-Za-z0-9.()\- ]+)+")
PARTS = re.compile(r"/(ADD|CORR|REV)\.")  # written /Add.1, /Corr.1, /Rev.1
LONGEST_SYMBOL = 60


@transaction.atomic
def record_due(
    *,
    paragraph: Paragraph,
    due_on: date,
    verdict: str,
    symbol: str = "",
    dated: date | None = None,
    reason: str = "",
    by: User,
    at: datetime,
) -> DueRecord:
    """Record something about the date `due_on` of a paragraph. The last record on a date counts.

    `symbol` names the document that meets, ends or moves the date; `dated` is that document's date, for a replaced date the one in its place.
    A date that ends a rhythm ends all later ones. Raises ValidationError with a sentence, PermissionDenied where `by` may not record.
    """
    _check_right(paragraph, by)
    # One writer at a time for this paragraph: the row is locked until the end of the transaction.
    Paragraph.objects.select_for_update().get(pk=paragraph.pk)
    symbol, reason = normal_symbol(symbol), reason.strip()
    _check_verdict(verdict, symbol, dated, reason)
    _check_dates(paragraph, due_on, verdict, dated, by, at)
    before = DueRecord.objects.filter(paragraph=paragraph, due_on=due_on).order_by("pk").last()
    made = DueRecord.objects.create(paragraph=paragraph, due_on=due_on, verdict=verdict, symbol=symbol, dated=dated, reason=reason, by=by, at=at)
    events.record(
        by=by,
        action=f"due.{verdict}",
        object_type="paragraph",
        object_key=paragraph.slug,
        at=at,
        before=content_of(before) if before else None,
        after=content_of(made),
        reason=reason,
    )
    return made


def content_of(record: DueRecord) -> dict[str, Any]:
    """What a record says, as plain JSON."""
    return {
        "due_on": record.due_on.isoformat(),
        "verdict": str(record.verdict),
        "symbol": record.symbol,
        "dated": record.dated.isoformat() if record.dated else None,
    }


def normal_symbol(symbol: str) -> str:
    """`ｓ／2015 /289` is `S/2015/289`; empty stays empty. Raises ValidationError for what is no symbol."""
    bare = canonical_symbol(unicodedata.normalize("NFKC", symbol))
    written = PARTS.sub(lambda found: f"/{found[1].capitalize()}.", bare)
    if written and (len(written) > LONGEST_SYMBOL or not SYMBOL.fullmatch(written)):
        raise ValidationError(_("“%(symbol)s” is no symbol of a document. Write it as S/2015/289.") % {"symbol": symbol.strip()[:LONGEST_SYMBOL]})
    return written


def _check_right(paragraph: Paragraph, by: User) -> None:
    if not has_role(by, *RECORDERS) or not Paragraph.objects.visible_to(by).filter(pk=paragraph.pk).exists():
        raise PermissionDenied(_("You may not record what is known of a date. Ask an administrator for the analyst's role."))


def _check_verdict(verdict: str, symbol: str, dated: date | None, reason: str) -> None:
    """What each verdict needs."""
    if verdict not in DueVerdict.values:
        raise ValidationError(_("Choose what is known of the date: submitted, discontinued or replaced."))
    if verdict == DueVerdict.MET and not symbol:
        raise ValidationError(_("Give the symbol of the document that was submitted, such as S/2015/289."))
    if verdict == DueVerdict.REPLACED and dated is None:
        raise ValidationError(_("Give the date that takes the place of this one."))
    if verdict != DueVerdict.MET and not (symbol or reason):
        raise ValidationError(_("Name the document that says so, or say in a sentence why."))


def _check_dates(paragraph: Paragraph, due_on: date, verdict: str, dated: date | None, by: User, at: datetime) -> None:
    """That the date is one the paragraph sets, and that the other date can be."""
    items = _items(paragraph, due_on, by, at)
    here = [item for item in items if item.due_on == due_on]
    if not here:
        raise ValidationError(_("%(day)s is no date that this paragraph sets. Choose one from the list.") % {"day": due_on.isoformat()})
    if all(item.ends for item in here):
        raise ValidationError(_("On this date something ends and nothing is due. Mark the obligation as superseded where a later text goes on."))
    adopted_on = paragraph.document.adopted_on
    if dated and adopted_on and dated < adopted_on:
        raise ValidationError(_("The date given lies before the adoption of the text that sets the deadline. Check the year."))
    if verdict != DueVerdict.REPLACED:
        if dated and dated > at.date():
            raise ValidationError(_("The document's date lies in the future. Record it once it is there."))
    elif any(item.due_on == dated for item in _items(paragraph, max(due_on, dated or due_on), by, at)):
        raise ValidationError(_("The paragraph sets that date already. Choose another, or record this one as discontinued."))


def _items(paragraph: Paragraph, until: date, by: User, at: datetime) -> list[DueItem]:
    """The due items of one paragraph up to a day."""
    mine = readable_deadlines(by).filter(text__paragraph=paragraph)
    return due_items(on=at.date(), until=until, user=by, deadlines=mine)

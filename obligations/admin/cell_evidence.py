"""The evidence that can be named on the page of a cell: what is about its actor first, then the newest; found by title, key or actor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, When
from django.utils.translation import gettext as _

from obligations.models import Actor, Commitment, Evidence

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST = 12  # offered while somebody types
SEPARATOR = " · "  # between key and title in the field


def offered(*, user: User, actor: Actor, words: str = "", most: int = MOST) -> list[Evidence]:
    """Evidence in use in which every word is in the title, the key, or the name of an actor it is about or from."""
    rows = Evidence.objects.visible_to(user).in_use()
    for word in words.replace("\x00", "").replace(SEPARATOR, " ").split():
        named = Actor.objects.filter(Q(code__iexact=word) | Q(name_zh__icontains=word) | Q(name_en__icontains=word))
        rows = rows.filter(Q(title__icontains=word) | Q(slug__icontains=word) | Q(issuer__in=named) | _about(actor__in=named))
    concerns = Case(When(Q(issuer=actor) | _about(actor=actor), then=1), default=0, output_field=IntegerField())
    return list(rows.annotate(concerns=concerns).order_by("-concerns", "-pk").select_related("issuer")[:most])


def _about(**which: object) -> Exists:
    return Exists(Evidence.actors.through.objects.filter(evidence=OuterRef("pk"), **which))


def written(evidence: Evidence) -> str:
    """What stands in the field for a piece of evidence: `E-7f3a · 国家报告`."""
    return f"{evidence.slug}{SEPARATOR}{evidence.title}"


def named_by(text: str, *, user: User, actor: Actor) -> Evidence:
    """The piece of evidence that a field names, by its key or by words that only one has. Raises ValidationError that says what to do."""
    key = text.partition(SEPARATOR.strip())[0].strip().replace("\x00", "")
    known = Evidence.objects.visible_to(user).filter(slug=key).select_related("issuer").first()
    if known is not None:
        return known
    found = offered(user=user, actor=actor, words=text, most=4)
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValidationError(_("No piece of evidence has these words. Add it with “New piece of evidence”, or use other words."))
    raise ValidationError(_("Several have these words: %(names)s. Choose one.") % {"names": "; ".join(map(written, found))})


def place_in(evidence: Evidence) -> str:
    """Where a sentence of a meeting record stands in it; empty for other evidence."""
    speech = evidence.speech or (evidence.commitment.speech if evidence.commitment else None)
    return _("speech %(number)s") % {"number": speech.order} if speech else ""


def says(commitment: Commitment | None) -> str:
    """The sentence itself, as the remark on it."""
    return " ".join(commitment.text.split())[:300] if commitment else ""

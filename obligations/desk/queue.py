"""The review queue: which paragraphs staff still have to look at, in which order, and how many are left.

One paragraph at a time, those that need a person most first. The database works out the order; nothing about the queue is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, F, IntegerChoices, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from obligations.choices import Basis, Label, Lifecycle
from obligations.desk.contradictions import contradictory, disputed
from obligations.models import Obligation, ObligationAddressee, Paragraph, ParagraphSubject, Suggestion
from obligations.stats.figures import unconfirmed

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Reader = AbstractBaseUser | AnonymousUser


class Cause(IntegerChoices):
    """Why a paragraph waits, most pressing first; a paragraph waits for the first of its causes."""

    AMBIGUOUS = 0, _("Force ambiguous in Chinese")
    ADDRESSEE_OPEN = 1, _("Addressee open")
    UNCERTAIN = 2, _("Addressee uncertain")
    CONTRADICTION = 3, _("Labels that contradict each other")
    REST = 4, _("Other labels to confirm")
    DONE = 9, _("Confirmed")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person wants to work on: a document's slug, a code of force, a code of a subject area; empty for all."""

    document: str = ""
    force: str = ""
    subject: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        """Those that are set, as they stand in an address."""
        return [(name, value) for name in ("document", "force", "subject") if (value := getattr(self, name))]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many paragraphs there are, how many of them need nobody any more, and how many wait for each cause."""

    total: int
    done: int
    left: tuple[tuple[Cause, int], ...]

    @property
    def waiting(self) -> int:
        return self.total - self.done


def paragraphs(user: Reader, filters: Filters) -> Any:
    """A queryset of the paragraphs with acts that fit the filters, those done included, in the order of the queue; each has its `cause`."""
    rows = Paragraph.objects.visible_to(user).present().filter(Exists(_acts(user)))
    if filters.document:
        rows = rows.filter(document__slug=filters.document)
    if filters.force:
        rows = rows.filter(Exists(_acts(user).filter(force=filters.force)))
    if filters.subject:
        rows = rows.filter(Exists(ParagraphSubject.objects.filter(paragraph=OuterRef("pk"), subject__code=filters.subject)))
    day: Any = Coalesce(F("document__adopted_on"), Value(date.min))
    return rows.annotate(cause=_cause(user), day=day).order_by("cause", "-day", "document__symbol", "position", "pk")


def next_after(rows: Any, place: str) -> Paragraph | None:
    """The first that waits after a place (see `place_of`); after the last one the queue begins anew. None where nobody is needed."""
    waiting = rows.exclude(cause=Cause.DONE)
    cause, _dot, slug = place.partition(".")
    # Looked up without the filters: what was decided may have moved it out of them.
    known = cause in map(str, Cause.values)
    left = Paragraph.objects.select_related("document").filter(slug=slug).first() if known else None
    if left is None:
        return _first(waiting)
    day, symbol = left.document.adopted_on or date.min, left.document.symbol
    in_document = Q(document__symbol=symbol, position__gt=left.position)
    later = Q(day__lt=day) | Q(day=day) & (Q(document__symbol__gt=symbol) | in_document)
    others = waiting.exclude(pk=left.pk)
    return _first(others.filter(Q(cause__gt=int(cause)) | Q(cause=int(cause)) & later)) or _first(others) or _first(waiting)


def _first(rows: Any) -> Paragraph | None:
    """The first of them with its texts; the database sorts keys alone, not whole texts."""
    key = rows.values_list("pk", flat=True).first()
    found: Paragraph | None = rows.select_related("document", "current", "parent__current").get(pk=key) if key else None
    return found


def place_of(paragraph: Any) -> str:
    """A paragraph's place in the queue as it is now; it can be found again when the paragraph has left the queue."""
    return f"{paragraph.cause}.{paragraph.slug}"


def progress(rows: Any) -> Progress:
    """Counts over the same rows."""
    by_cause = dict(rows.order_by().values_list("cause").annotate(n=Count("pk")))
    left = tuple((cause, by_cause[cause]) for cause in Cause if cause != Cause.DONE and by_cause.get(cause))
    return Progress(sum(by_cause.values()), by_cause.get(Cause.DONE, 0), left)


def _acts(user: Reader) -> QuerySet[Obligation]:
    return Obligation.objects.visible_to(user).in_the_text().filter(paragraph=OuterRef("pk"))


def _cause(user: Reader) -> Case:
    acts = _acts(user)
    return Case(
        When(Exists(acts.filter(ambiguous=True, force_basis=Basis.MACHINE)), then=Value(Cause.AMBIGUOUS)),
        When(Exists(acts.filter(addressee_open())), then=Value(Cause.ADDRESSEE_OPEN)),
        When(Exists(acts.filter(_uncertain())), then=Value(Cause.UNCERTAIN)),
        When(Q(Exists(acts.filter(contradictory()))) | Q(disputed("paragraph")), then=Value(Cause.CONTRADICTION)),
        When(Exists(acts.filter(unconfirmed())), then=Value(Cause.REST)),
        default=Value(Cause.DONE),
        output_field=IntegerField(),
    )


def addressee_open() -> Q:
    """Acts that ask for action and name nobody for it."""
    return Q(tracked=True, lifecycle=Lifecycle.IN_FORCE) & Q(~Exists(ObligationAddressee.objects.filter(obligation=OuterRef("pk"))))


def _uncertain() -> Q:
    """Acts with an addressee that the machine suggests without being sure, and on which nobody has decided."""
    open_ones = ObligationAddressee.objects.filter(obligation=OuterRef("obligation"), code=OuterRef("value"), basis=Basis.MACHINE)
    guesses = Suggestion.objects.filter(obligation=OuterRef("pk"), label=Label.ADDRESSEE, confidence__lt=1)
    return Q(Exists(guesses.filter(Exists(open_ones))))

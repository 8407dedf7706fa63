"""Commitments: the board with its filter, and the page of one with its sentence, its reasons and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.choices import COMMITMENT_STATUS_DEFINITIONS, CommitmentKind, CommitmentStatus, Opinion, Presence
from obligations.facets.commitments import Listed, commitment_facets
from obligations.facets.values import Asked
from obligations.filters.commitments import CommitmentFilter
from obligations.marking import Mark, Segment, segments
from obligations.models import Assessment, Commitment, Instrument, Obligation, SubjectArea, Tie
from obligations.querysets import state_of
from obligations.stats.commitments import Money, amounts, confirmed, kinds_of
from obligations.tiereasons import tie_reason
from obligations.views.access import for_readers, is_staff_reader, sees_statuses
from obligations.views.filtering import around_list, filtered
from obligations.views.search_marks import search_marks
from obligations.views.versions import versions_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from obligations.querysets import CommitmentQuerySet, TieQuerySet

    Reader = AbstractBaseUser | AnonymousUser

PER_PAGE = 25
FURTHER = ("obligation", "currency", "opinion", "presence", "said_after", "said_before")  # asked seldom, and folded
ORDERS = (
    ("", gettext_lazy("newest document first")),
    ("date", gettext_lazy("oldest document first")),
    ("symbol", gettext_lazy("by symbol")),
    ("actor", gettext_lazy("by actor, in the order of the United Nations")),
)
VOW = "承诺"  # what was said is called so only where the speaker did


@dataclass(frozen=True, slots=True)
class Said:
    """A commitment ready to be drawn: its words with marks, and the follow-up that stands."""

    commitment: Commitment
    segments: Sequence[Segment] = ()
    standing: Assessment | None = None

    @property
    def who(self) -> str:
        """For whom the speaker spoke; a body without a record by its acronym."""
        actor = self.commitment.actor
        return actor.name if actor else self.commitment.actor_code

    @property
    def kind(self) -> str:
        """What it is, in words that claim no more than was said."""
        label = str(self.commitment.get_kind_display())
        if self.commitment.kind == CommitmentKind.PLEDGE and VOW in self.commitment.text:
            return _("%(kind)s, “承诺” in the speaker's words") % {"kind": label}
        return label

    @property
    def money(self) -> Money | None:
        """The amount that was named."""
        if self.commitment.amount is None:
            return None
        return Money(self.commitment.amount, self.commitment.currency)


@dataclass(frozen=True, slots=True)
class Answer:
    """A tie between a commitment and an obligation, with its reason in the reader's language."""

    tie: Tie
    said: Said
    reason: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A status and what it means."""

    label: str
    note: str


# Gathering ----------------------------------------------------------------------------------------------------------
ACTOR, DOCUMENT, SPEECH = ("code", "name_zh", "name_en"), ("slug", "symbol", "adopted_on"), ("order", "speaker")
NAMED = ("amount", "currency", "condition", "horizon", "beneficiary")
BESIDE = {"actor": ACTOR, "document": DOCUMENT, "speech": SPEECH}
CARD = (  # columns that a card draws
    *("key", "slug", "kind", "opinion", "text", "actor_code", *NAMED, *BESIDE),
    *(f"{link}__{column}" for link, columns in BESIDE.items() for column in columns),
)
WHOLE = (  # what its own page draws besides
    *("presence", "start", "end", "rule", "lexicon_version", "instruments"),
    *(f"speech__{column}" for column in ("affiliation", "group", "text", "page", "edition__number")),
)
AREAS = Prefetch("subjects", SubjectArea.objects.only("label_zh", "label_en"))
TIE = ("obligation", "opinion", "reason", "at", "by__username")
OBLIGATION, PARAGRAPH = ("key", "slug", "force", "force_basis", "clause", "paragraph"), ("slug", "label", "document")
ANSWERED = (  # columns of an obligation that a commitment may answer
    *(f"obligation__{column}" for column in (*OBLIGATION, *(f"paragraph__{name}" for name in PARAGRAPH))),
    *(f"obligation__paragraph__document__{column}" for column in DOCUMENT),
)


def with_speech(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Commitments with all that a card draws, in as many queries whatever their number."""
    return commitments.select_related(*BESIDE).only(*CARD).prefetch_related(AREAS)


def all_said(user: Reader, commitments: Iterable[Commitment], *, search: str = "") -> list[Said]:
    """Cards of commitments that were loaded `with_speech`, with the words of `search` marked."""
    rows = list(commitments)
    current = Assessment.objects.standing_for(user).filter(commitment__in=[row.pk for row in rows]).order_by()
    standing = {row.commitment_id: row for row in current.only("commitment", "status", "as_of")}
    return [Said(row, segments(row.text, search_marks(search, row.text)), standing.get(row.pk)) for row in rows]


def answers(user: Reader, ties: QuerySet[Tie]) -> list[Answer]:
    """Ties with their commitments and reasons, confirmed ones first."""
    keys = list(ties.order_by().values_list("pk", flat=True))  # who may see what is asked alone: together with all that is drawn it takes far longer
    if not keys:
        return []
    rows = list(
        Tie.objects.filter(pk__in=keys)
        .select_related("by", *(f"commitment__{link}" for link in BESIDE))
        .only(*TIE, "commitment", *(f"commitment__{column}" for column in CARD))
        .prefetch_related(Prefetch(f"commitment__{AREAS.prefetch_through}", AREAS.queryset))
        .order_by("opinion", "-score", "commitment__document__adopted_on", "commitment__speech__order", "commitment__start")
    )
    cards = all_said(user, [row.commitment for row in rows])
    return [Answer(row, card, tie_reason(row.reason)) for row, card in zip(rows, cards, strict=True)]


def answered(user: Reader, said: Said) -> list[Answer]:
    """The ties of a commitment to what it may answer, with their reasons, confirmed ones first."""
    ties = Tie.objects.visible_to(user).filter(commitment=said.commitment)
    rows = ties.select_related("by", "obligation__paragraph__document").only(*TIE, *ANSWERED)
    return [Answer(row, said, tie_reason(row.reason)) for row in rows.order_by("opinion", "-score", "obligation_id")]


def ties_answering(user: Reader, obligations: Iterable[Obligation]) -> TieQuerySet:
    """What may answer some obligations; nothing that was rejected as a commitment, though a tie to it may stand."""
    ties: TieQuerySet = Tie.objects.visible_to(user).filter(obligation__in=[row.pk for row in obligations])
    return ties.exclude(commitment__opinion=Opinion.REJECTED).exclude(commitment__presence=Presence.RETIRED)


# Pages --------------------------------------------------------------------------------------------------------------
@for_readers
def commitment_list(request: HttpRequest) -> HttpResponse:
    """What speakers said that their own State or body will do or has done; newest meeting first."""
    found = filtered(request, CommitmentFilter, with_speech(Commitment.objects.visible_to(request.user)))
    asked = Asked(found.filterset, found.kept, Commitment.objects.visible_to(request.user))
    listed = Listed(asked)
    pages = Paginator(found.rows, PER_PAGE)
    pages.count = listed.total  # is known: not asked for again
    page = pages.get_page(request.GET.get("page"))
    parameters = tuple(parse_qsl(found.query))
    staff = is_staff_reader(request.user)
    context = {
        "on": timezone.localdate(),
        **around_list(found, asked, commitment_facets(asked, listed), page=page, further=FURTHER),
        "orders": ORDERS,
        "list_name": "commitments",
        "cards": all_said(request.user, page.object_list, search=found.form.cleaned_data.get("search", "")),
        "kinds": kinds_of(listed.kinds, parameters),
        "columns": tuple(CommitmentKind),
        "amounts": amounts(found.rows, parameters, opinions=staff),
        "confirmed": confirmed(found.rows, parameters) if staff else None,
        "sees_statuses": sees_statuses(request.user),
    }
    return render(request, "obligations/commitment_list.html", context)


@for_readers
def commitment_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A commitment: its sentence where it was said, why it was read so, what it may answer, and what became of it."""
    visible: CommitmentQuerySet = Commitment.objects.visible_to(request.user)
    whole = visible.select_related(*BESIDE, "speech__edition").only(*CARD, *WHOLE).prefetch_related(AREAS)
    commitment = get_object_or_404(whole, slug=slug)
    versions = Assessment.objects.visible_to(request.user).approved().filter(commitment=commitment)
    said = Said(commitment)
    context = {
        "on": timezone.localdate(),
        "said": said,
        "commitment": commitment,
        "document": commitment.document,
        "around": around(commitment),
        "instruments": instrument_titles(commitment),
        "decisions": commitment.decisions.select_related("by").only("verdict", "at", "reason", "by__username"),
        "answers": answered(request.user, said),
        "versions": versions_of(request.user, versions.order_by("-version")),
        "definitions": definitions(),
        "sees_statuses": sees_statuses(request.user),
        "is_staff_reader": is_staff_reader(request.user),
        "own_state": state_of(request.user),
    }
    return render(request, "obligations/commitment.html", context)


def around(commitment: Commitment) -> list[Segment]:
    """The paragraph of the speech in which the sentence stands, with the sentence marked."""
    text = commitment.speech.text
    start = text.rfind("\n", 0, commitment.start) + 1
    end = text.find("\n", commitment.end)
    paragraph = text[start : end if end >= 0 else len(text)]
    return segments(paragraph, [Mark(commitment.start - start, commitment.end - start, mark_kind(commitment))])


def mark_kind(commitment: Commitment) -> str:
    """How its sentence is marked in the speech: what is not confirmed is drawn dashed."""
    return "commitment" if commitment.opinion == Opinion.CONFIRMED else "suggested"


def instrument_titles(commitment: Commitment) -> list[str]:
    """The instruments that the sentence names: by title where the vocabulary knows them, else as written."""
    known = {row.code: row.title for row in Instrument.objects.filter(code__in=commitment.instruments)}
    return [known.get(name, name) for name in commitment.instruments]


def definitions() -> dict[str, list[Definition]]:
    """What the statuses of commitments mean, in the form that the template of definitions draws."""
    return {"rows": [Definition(str(status.label), str(COMMITMENT_STATUS_DEFINITIONS[status])) for status in CommitmentStatus]}

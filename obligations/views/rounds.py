"""Rounds of review for readers: what each covers, how far it is assessed as far as they may see, and how two pictures differ."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Func, IntegerField, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from obligations.choices import Force, Status
from obligations.filters.offers import actor_codes, subject_codes
from obligations.filters.parameters import CodesField
from obligations.models import Round
from obligations.querysets import is_staff
from obligations.rounds import counts, coverage, seals
from obligations.rounds import reading as rounds
from obligations.rounds.reading import CellState, Change, Picture, RoundCell, fits
from obligations.views.access import for_people_with_a_role

if TYPE_CHECKING:
    from obligations.rounds.reading import Difference
    from obligations.views.access import Reader

PER_PAGE = 100
OPENING = "opening"  # the name of the picture a round began with, beside the slugs of other rounds
PICTURES = [("closing", _("Closing, or as it stands now")), (OPENING, _("Opening"))]


class CellForm(forms.Form):
    """Which cells of a round: any of the values of a field, all fields together."""

    state = CodesField(required=False, label=_("State of the cell"), choices=CellState.choices)
    status = CodesField(required=False, label=_("Status"), choices=Status.choices)
    force = CodesField(required=False, label=_("Force"), choices=Force.choices)
    subject = CodesField(required=False, label=_("Subject area"), choices=subject_codes)
    actor = CodesField(required=False, label=_("Actor"), choices=actor_codes)
    at = forms.ChoiceField(required=False, label=_("Picture"), choices=PICTURES)

    def chosen(self, cells: tuple[RoundCell, ...]) -> list[RoundCell]:
        """The cells that fit."""
        wanted = self.cleaned_data
        states, statuses, actors = (frozenset(wanted.get(name) or ()) for name in ("state", "status", "actor"))
        forces, subjects = wanted.get("force") or (), wanted.get("subject") or ()
        return [
            cell
            for cell in cells
            if (not states or cell.state in states)
            and (not statuses or cell.status in statuses)
            and (not actors or cell.actor.code in actors)
            and fits(cell.obligation, forces=forces, subjects=subjects)
        ]


class CompareForm(forms.Form):
    """With what a round is compared, and which changes are listed."""

    other = forms.ChoiceField(required=False, label=_("Compare with"))
    change = CodesField(required=False, label=_("What became of it"), choices=Change.choices)
    force = CodesField(required=False, label=_("Force"), choices=Force.choices)
    actor = CodesField(required=False, label=_("Actor"), choices=actor_codes)

    def __init__(self, *args: Any, among: list[Round], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [(OPENING, _("Its own opening")), *((row.slug, row.name) for row in among)]

    def chosen(self, differences: tuple[Difference, ...]) -> list[Difference]:
        """The differences that fit."""
        wanted = self.cleaned_data
        kinds, actors = (frozenset(wanted.get(name) or ()) for name in ("change", "actor"))
        forces = wanted.get("force") or ()
        return [
            row
            for row in differences
            if (not kinds or row.change in kinds) and (not actors or row.actor.code in actors) and fits(row.obligation, forces=forces)
        ]


@for_people_with_a_role
def round_list(request: HttpRequest) -> HttpResponse:
    """All rounds, the latest first."""
    found = Round.objects.visible_to(request.user).annotate(n_states=_number_of("states"), n_obligations=_number_of("obligations"))
    shown = found.only("name", "slug", "opens_on", "closes_on", "closed_at")
    return render(request, "obligations/round_list.html", {"on": timezone.localdate(), "rounds": shown})


def _number_of(linked: str) -> Subquery:
    """How many rows are linked to a round: counted for each round apart, for two links joined are as many rows as their numbers multiplied."""
    links = Round._meta.get_field(linked).remote_field.through._default_manager.filter(round=OuterRef("pk"))  # type: ignore[union-attr]
    # `Count` would group, and find no row where there is none.
    whole = Func(function="COUNT", template="%(function)s(*)", output_field=IntegerField())
    return Subquery(links.order_by().values(n=whole))


@for_people_with_a_role
def round_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One round: its dates and rules, coverage by force and by subject, statuses by force, each number with the cells behind it."""
    row = get_object_or_404(Round.objects.visible_to(request.user), slug=slug)
    return render(request, "obligations/round.html", round_context(row, request.user, at=timezone.now()))


def round_context(row: Round, user: Reader, *, at: datetime) -> dict[str, Any]:
    """What the readers' and the staff's page of a round show."""
    picture = counts.closing(row, user, at=at)
    return {
        "on": timezone.localdate(picture.moment),
        "today": timezone.localdate(at),
        "round": row,
        "picture": picture,
        "by_force": coverage.by_force(picture),
        "by_subject": coverage.by_subject(picture),
        "by_status": coverage.by_status(picture),
        "heads": heads(user),
        "verification": seals.verify(row, user) if is_staff(user) else None,
        "others": Round.objects.visible_to(user).exclude(pk=row.pk),
        "told": is_staff(user),
    }


def heads(user: Reader) -> list[str]:
    """The heads of the columns of coverage; for all but staff, what is not assessed cannot be told from what is not published."""
    return [str(_("Nothing published") if state == CellState.NOT_ASSESSED and not is_staff(user) else state.label) for state in CellState]


@for_people_with_a_role
def round_cells(request: HttpRequest, slug: str) -> HttpResponse:
    """The cells behind a number of a round."""
    row = get_object_or_404(Round.objects.visible_to(request.user), slug=slug)
    form = CellForm(request.GET)
    form.is_valid()
    picture = _picture(row, request.user, opening=form.cleaned_data.get("at") == OPENING)
    page = Paginator(form.chosen(picture.cells), PER_PAGE).get_page(request.GET.get("page"))
    context = {"on": timezone.localdate(picture.moment), "round": row, "picture": picture, "form": form, "page": page, "heads": heads(request.user)}
    return render(request, "obligations/round_cells.html", {**context, "told": is_staff(request.user), "address": _address(request)})


@for_people_with_a_role
def round_compare(request: HttpRequest, slug: str) -> HttpResponse:
    """A round beside another one, or beside its own opening: per cell new, another, the same or no longer a status."""
    visible = Round.objects.visible_to(request.user)
    row = get_object_or_404(visible, slug=slug)
    others = list(visible.exclude(pk=row.pk))
    form = CompareForm(request.GET, among=others)
    form.is_valid()
    other = next((one for one in others if one.slug == form.cleaned_data.get("other")), None)
    later = _picture(row, request.user)
    earlier = _picture(other, request.user) if other else _picture(row, request.user, opening=True)
    if earlier.moment > later.moment:
        earlier, later = later, earlier
    found = rounds.compare(earlier, later)
    compared = (("other", other.slug if other else OPENING),)
    page = Paginator(form.chosen(found), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": row,
        "other": other,
        "earlier": earlier,
        "later": later,
        "form": form,
        "page": page,
        "table": coverage.by_change(found, compared),
    }
    return render(
        request,
        "obligations/round_compare.html",
        {**context, "on": timezone.localdate(later.moment), "told": is_staff(request.user), "address": _address(request)},
    )


def _picture(row: Round, user: Reader, *, opening: bool = False) -> Picture:
    at = timezone.now()
    return rounds.opening(row, user, at=at) if opening else rounds.closing(row, user, at=at)


def _address(request: HttpRequest) -> str:
    """The query as the beginning of one to which a page is added."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"?{kept.urlencode()}&" if kept else "?"

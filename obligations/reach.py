"""What reaches an actor on a day: each obligation with how it reaches it and the mark of its cell, read as plain values in a few queries."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from obligations.choices import Applicability as Applies
from obligations.choices import Force, Status
from obligations.filters.offers import subject_codes
from obligations.filters.parameters import CodesField
from obligations.matrix.reading import NOT_ASSESSED, Gap, Mark, words_of
from obligations.models import Actor, Applicability, Assessment, ObligationAddressee
from obligations.querysets import groups_of
from obligations.services.assessments import ASSESSED_KINDS
from obligations.stats import figures
from obligations.stats.grid import NO_SUBJECT, UNSEEN, Grid, areas_in_order, grid, subjects_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from obligations.querysets import ObligationQuerySet
    from obligations.querysets.roles import Person

NEWEST_FIRST = ("-paragraph__document__adopted_on", "paragraph__document__symbol", "paragraph__position", "position")
NOTHING = ("", "")
APPLIES, CONDITION_OPEN = Applies.APPLIES.value, Applies.CONDITION_OPEN.value  # as plain strings: there are too many cells for anything dearer
SHOWN_MARKS = (*Status, Gap.NOT_ASSESSED, Gap.CONDITION_OPEN, Gap.DOES_NOT_APPLY)


class Reached(NamedTuple):
    """An obligation that reaches an actor. `mark` is that of the cell, empty where there is none or the reader sees no statuses."""

    obligation: int
    force: str
    named: bool
    mark: Mark
    subjects: tuple[str, ...]


class ReachForm(forms.Form):
    """Which of them: any of the values of a field, all fields together. What it does not know it leaves out."""

    subject = CodesField(required=False, label=_("Subject area"), choices=lambda: [*subject_codes(), (NO_SUBJECT, _("Without a subject area"))])
    force = CodesField(required=False, label=_("Force"), choices=Force.choices)
    status = CodesField(required=False, label=_("Status"), choices=lambda: [(mark, words_of(mark)) for mark in SHOWN_MARKS])
    reach = CodesField(required=False, label=_("Reaches the actor"), choices=[("named", _("by name")), ("group", _("as one of a group"))])

    def chosen(self, rows: Iterable[Reached]) -> list[Reached]:
        """Those that fit, in their order."""
        subjects, forces, marks, ways = (frozenset(self.cleaned_data.get(name) or ()) for name in ("subject", "force", "status", "reach"))
        return [
            row
            for row in rows
            if (not subjects or not subjects.isdisjoint(row.subjects or (NO_SUBJECT,)))
            and (not forces or row.force in forces)
            and (not marks or row.mark in marks)
            and (not ways or ("named" if row.named else "group") in ways)
        ]


def in_force(user: Person, actor: Actor, on: date, *, today: date) -> ObligationQuerySet:
    """The obligations that ask an actor for action and were in force on a day; of a past day nothing adopted between it and today."""
    return figures.reached_on(user, actor, on, today=today).in_force(on)


def reached(user: Person, actor: Actor, on: date, *, today: date, statuses: bool) -> tuple[Reached, ...]:
    """What reaches an actor on a day, newest document first. `statuses` says whether marks are wanted; the texts alone give none."""
    if actor.until and actor.until < on:
        return ()
    rows = list(in_force(user, actor, on, today=today).order_by(*NEWEST_FIRST).values_list("pk", "force", "paragraph"))
    subjects = subjects_of({paragraph for _pk, _force, paragraph in rows})
    named: set[int] = set()
    free: set[int] = set()  # reached in one way at least that has no condition
    addressees = ObligationAddressee.objects.filter(code__in=(actor.code, *groups_of(actor)))
    for pk, code, condition in addressees.order_by().values_list("obligation", "code", "condition"):
        if code == actor.code:
            named.add(pk)
        if not condition:
            free.add(pk)
    marked = statuses and actor.kind in ASSESSED_KINDS
    marks = _marks(user, actor, on) if marked else {}
    return tuple(
        [
            Reached(
                pk, force, pk in named, _mark(marks.get(pk, NOTHING), free=pk in free) if marked else UNSEEN, subjects.get(paragraph, ())
            )
            for pk, force, paragraph in rows
        ]
    )


def _marks(user: Person, actor: Actor, on: date) -> dict[int, tuple[str, str]]:
    """What is recorded: the decision on applicability and the status that stood, by obligation; empty where there is none."""
    decided = dict(Applicability.objects.visible_to(user).as_of(on).filter(actor=actor).order_by().values_list("obligation", "value"))
    versions = Assessment.objects.standing_for(user, on).of_obligations().filter(actor=actor)
    stood = dict(versions.order_by().values_list("obligation", "status"))
    return {pk: (decided.get(pk, ""), stood.get(pk, "")) for pk in {*decided, *stood}}


def _mark(recorded: tuple[str, str], *, free: bool) -> Mark:
    """The mark of a cell: where it applies, by decision or by the text, its status. `free` says whether the text sets no condition."""
    decided, status = recorded
    reach = decided or (APPLIES if free else CONDITION_OPEN)
    return (status or NOT_ASSESSED) if reach == APPLIES else Gap(reach).value


def reach_grid(rows: Sequence[Reached], *, parameters: figures.Parameters = ()) -> Grid:
    """Those rows by subject area and force."""
    counts = Counter((code, row.force, row.mark) for row in rows for code in row.subjects or (NO_SUBJECT,))
    whole = Counter((row.force, row.mark) for row in rows)
    areas = [*areas_in_order(), (NO_SUBJECT, str(_("Without a subject area")))]
    return grid(counts, whole, areas=areas, parameters=parameters)

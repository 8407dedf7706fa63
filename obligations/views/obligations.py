"""An obligation: the page that says why each label stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from obligations.beside import texts_beside
from obligations.choices import Presence
from obligations.desk.considered import other_force, refused_in
from obligations.models import Assessment, Obligation
from obligations.querysets import state_of
from obligations.views.access import for_readers, is_staff_reader, sees_statuses
from obligations.views.chosen_day import ChosenDay, chosen_day
from obligations.views.commitments import answers, ties_answering
from obligations.views.editions import only_language_of
from obligations.views.reading import marked_text, unfollowed, with_labels
from obligations.views.reasons import decision_on_force, read_about, reasons
from obligations.views.versions import History, histories

if TYPE_CHECKING:
    from obligations.querysets import ObligationQuerySet
    from obligations.querysets.roles import Person


@for_readers
def obligation_page(request: HttpRequest, slug: str) -> HttpResponse:
    """An obligation: its words in context, the reasons of its labels, and its follow-up by actor."""
    day = chosen_day(request, today=timezone.localdate())
    on = day.on
    visible = Obligation.objects.visible_to(request.user)
    obligation, acts = _with_its_paragraph(visible, slug)
    drawn = unfollowed([obligation, *(act for act in acts if act.pk != obligation.pk)])
    card, parent = drawn[0], obligation.paragraph.parent
    read = read_about(drawn, obligation.paragraph_id)
    found = reasons(card, read)
    passage = marked_text(obligation.paragraph, [one for one in drawn if one.obligation in acts], card.subjects, read.suggestions)
    beside = passage.beside if passage else None
    context = {
        "on": on,
        "day": day,
        "card": card,
        "obligation": obligation,
        "document": obligation.paragraph.document,
        "passage": passage,
        "beside": beside,
        "chapeau_beside": texts_beside([parent.pk]).get(parent.pk) if parent and beside else None,
        "only_language": only_language_of(obligation.text, beside),
        "chapeau": parent.current if parent else None,
        "siblings": [act for act in acts if act.pk != obligation.pk],
        "reasons": found,
        "force_decided": decision_on_force(found),
        "other_force": other_force(obligation),
        "refused": refused_in(obligation.text, chapeau=parent.current if parent else None),
        "sees_statuses": sees_statuses(request.user),
        "is_staff_reader": is_staff_reader(request.user),
        "own_state": state_of(request.user),
        "answers": answers(request.user, ties_answering(request.user, [obligation])),
        "histories": _histories(request.user, obligation, day),
    }
    return render(request, "obligations/obligation.html", context)


def _with_its_paragraph(visible: ObligationQuerySet, slug: str) -> tuple[Obligation, list[Obligation]]:
    """An obligation, and the acts that the text of its paragraph says, in one query. Raises Http404."""
    paragraph = Obligation.objects.filter(slug=slug).order_by().values("paragraph")
    rows = list(with_labels(visible).filter(paragraph=Subquery(paragraph)).order_by("position"))
    obligation = next((row for row in rows if row.slug == slug), None)
    if obligation is None:
        raise Http404
    if obligation.paragraph.current_id == obligation.text_id:
        obligation.paragraph.current = obligation.text  # the same text, not asked for twice
    return obligation, [row for row in rows if row.presence == Presence.FOUND]


def _histories(user: Person, obligation: Obligation, day: ChosenDay) -> list[History]:
    """For each actor, in the UN's order, the version that stands, or stood at the end of a past day, and the ones before it."""
    visible = Assessment.objects.visible_to(user).filter(obligation=obligation)
    return histories(user, visible.up_to(user, day.on) if day.past else visible.approved())

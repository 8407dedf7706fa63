"""An obligation: the page that says why each label stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from obligations.beside import texts_beside
from obligations.considered import other_force, refused_in
from obligations.models import Assessment, Obligation
from obligations.querysets import state_of
from obligations.views.access import for_readers, is_staff_reader, sees_statuses
from obligations.views.chosen_day import ChosenDay, chosen_day
from obligations.views.commitments import answers, ties_answering
from obligations.views.editions import only_language_of
from obligations.views.reading import cards, passage_of, with_labels
from obligations.views.reasons import decision_on_force, reasons


@for_readers
def obligation_page(request: HttpRequest, slug: str) -> HttpResponse:
    """An obligation: its words in context, the reasons of its labels, and its follow-up by actor."""
    day = chosen_day(request, today=timezone.localdate())
    on = day.on
    visible = Obligation.objects.visible_to(request.user)
    around = ("successor", "paragraph__current", "paragraph__parent__current")
    obligation = get_object_or_404(with_labels(visible).select_related(*around), slug=slug)
    card = cards(request.user, on, [obligation])[0]
    parent = obligation.paragraph.parent
    found = reasons(card)
    passage = passage_of(request.user, obligation.paragraph)
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
        "siblings": visible.in_the_text().filter(paragraph=obligation.paragraph).exclude(pk=obligation.pk).select_related("verb"),
        "reasons": found,
        "force_decided": decision_on_force(found),
        "other_force": other_force(obligation),
        "refused": refused_in(obligation.text, chapeau=parent.current if parent else None),
        "sees_statuses": sees_statuses(request.user),
        "is_staff_reader": is_staff_reader(request.user),
        "own_state": state_of(request.user),
        "answers": answers(request.user, ties_answering(request.user, [obligation])),
        "histories": _histories(request, obligation, day),
    }
    return render(request, "obligations/obligation.html", context)


def _histories(request: HttpRequest, obligation: Obligation, day: ChosenDay) -> list[tuple[Assessment, list[Assessment]]]:
    """For each actor, in the UN's order, the version that stands, or stood at the end of a past day, and the ones before it."""
    visible = Assessment.objects.visible_to(request.user).filter(obligation=obligation)
    versions = visible.up_to(request.user, day.on) if day.past else visible.approved()
    by_actor: dict[int, list[Assessment]] = {}
    ordered = versions.select_related("actor", "author").with_proof(request.user).order_by("actor__position", "actor", "-version")
    for version in ordered:
        by_actor.setdefault(version.actor_id, []).append(version)
    return [(rows[0], rows[1:]) for rows in by_actor.values()]

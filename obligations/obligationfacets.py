"""The facets of the list of obligations."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from obligations.choices import Force, LegalBasis, Status
from obligations.duedates import DueState
from obligations.facets import YES_NO, Asked, Facet, Offer, facet, most_first, of_codes, of_documents
from obligations.filtersets import NOT_ASSESSED, ObligationFilter, addressee_codes
from obligations.models import Actor, SubjectArea
from obligations.stats import unconfirmed

ALWAYS_DUE = (DueState.UPCOMING, DueState.PASSED, DueState.SUBMITTED)  # states that are offered where nothing is in them


def facets(asked: Asked) -> list[Facet]:
    """All of them, in the order in which they are asked: what it does, for whom, by when and how far; then where it comes from."""
    found = [_tracked(asked), _force(asked), _addressee(asked), _subject(asked), _due(asked)]
    if "status" in asked.filterset.filters:
        found.append(_status(asked))
    return [*found, _confirmed(asked), _legal_basis(asked), _year(asked), of_documents(asked, "paragraph__document")]


# Columns ------------------------------------------------------------------------------------------------------------
def _force(asked: Asked) -> Facet:
    return of_codes(asked, "force", asked.counted("force", "force"), choices=Force.choices)


def _legal_basis(asked: Asked) -> Facet:
    note = _("“Not named” does not mean “not binding”.")
    return of_codes(asked, "legal_basis", asked.counted("legal_basis", "legal_basis"), choices=LegalBasis.choices, note=note)


def _tracked(asked: Asked) -> Facet:
    counts = {str(value).lower(): n for value, n in asked.counted("tracked", "tracked").items()}
    return of_codes(asked, "tracked", counts, choices=zip(YES_NO, (_("yes"), _("no")), strict=True))


def _confirmed(asked: Asked) -> Facet:
    counted = asked.under_the_others("confirmed").aggregate(all=Count("pk"), open=Count("pk", filter=unconfirmed()))
    counts = {"true": counted["all"] - counted["open"], "false": counted["open"]}
    labels = (_("yes"), _("no, some are to be confirmed"))
    return of_codes(asked, "confirmed", counts, choices=zip(YES_NO, labels, strict=True))


def _year(asked: Asked) -> Facet:
    """Years, the latest first. Days are counted and added up here, which is quicker than taking the year of each row."""
    counts: Counter[int] = Counter()
    for day, n in asked.counted("year", "paragraph__document__adopted_on").items():
        if day is not None:
            counts[day.year] += n
    chosen = asked.value("year") or []
    years = sorted({*counts, *chosen}, reverse=True)
    return facet(asked, "year", [Offer(str(year), str(year), counts[year], year in chosen) for year in years])


# Links --------------------------------------------------------------------------------------------------------------
def _subject(asked: Asked) -> Facet:
    """Subject areas, the most frequent first."""
    counts = asked.counted("subject", "paragraph__subjects__subject__code")
    chosen = asked.chosen("subject")
    areas = sorted(SubjectArea.objects.all(), key=lambda area: most_first(counts)(area.code))
    return facet(asked, "subject", [Offer(area.code, area.label, counts.get(area.code, 0), area.code in chosen) for area in areas])


def _addressee(asked: Asked) -> Facet:
    """Addressees as named: groups, bodies and parties, the most frequent first; then States in the UN's order, which nothing ranks."""
    counts = asked.counted("addressee", "addressees__code")
    chosen = asked.chosen("addressee")
    states = set(Actor.objects.states().values_list("code", flat=True))
    known = [(code, label) for code, label in addressee_codes() if counts.get(code) or code in chosen]
    others = sorted((pair for pair in known if pair[0] not in states), key=lambda pair: most_first(counts)(pair[0]))
    ordered = [*others, *(pair for pair in known if pair[0] in states)]
    return facet(asked, "addressee", [Offer(code, label, counts.get(code, 0), code in chosen) for code, label in ordered])


# Follow-up ----------------------------------------------------------------------------------------------------------
def _due(asked: Asked) -> Facet:
    """The states of due dates, in the order of `DueState`. An obligation with several dates can stand in several states."""
    by_state = _of_obligations(asked).by_state
    dated: frozenset[int] = frozenset().union(*by_state.values())
    here = set(asked.under_the_others("due").filter(pk__in=dated).values_list("pk", flat=True))
    chosen = asked.chosen("due")
    offers = []
    for code, label in asked.filterset.filters["due"].extra["choices"]:
        state = DueState(code)
        offers.append(Offer(code, str(label), len(here & by_state.get(state, frozenset())), code in chosen, always=state in ALWAYS_DUE))
    return facet(asked, "due", offers, note=_("Of what asks for action, on the day shown."), short=True)


def _status(asked: Asked) -> Facet:
    """Statuses recorded for at least one actor, or one of those asked for, always split by force; and what has none."""
    rows = asked.under_the_others("status")
    filterset = _of_obligations(asked)
    standing = filterset.standing.filter(obligation__in=rows).order_by()
    pairs = standing.values_list("status", "obligation__force").annotate(n=Count("obligation", distinct=True))
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for status, force, n in pairs:
        counts[status][force] = n
    chosen = asked.chosen("status")
    offers = [
        Offer(code, str(label), sum(counts[code].values()), code in chosen, always=True, split=_by_force(counts[code]))
        for code, label in Status.choices
    ]
    without = dict(rows.filter(filterset.not_assessed).values_list("force").annotate(n=Count("pk")))
    names = _names(asked)
    label = _("Not assessed for %(names)s") % {"names": names} if names else _("Not assessed for any actor")
    offers.append(Offer(NOT_ASSESSED, label, sum(without.values()), NOT_ASSESSED in chosen, always=True, split=_by_force(without)))
    title = _("Status recorded for %(names)s") % {"names": names} if names else _("Status recorded for any actor")
    note = "" if names else _("An obligation counts under each status that at least one actor has. Choose a State to see its own.")
    return facet(asked, "status", offers, note=note, label=title, short=True)


def _by_force(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """Counts by force in the order of the forces, those that occur."""
    return tuple((str(force.label), counts[force]) for force in Force if counts.get(force))


def _names(asked: Asked) -> str:
    """The actors whose statuses are asked for, in the UN's order; empty where it is anybody's."""
    codes = asked.value("applies_to") or []
    return pgettext("between two names", ", ").join(actor.name for actor in Actor.objects.filter(code__in=codes)) if codes else ""


def _of_obligations(asked: Asked) -> ObligationFilter:
    """The filter of the list, which knows more than any list's."""
    if not isinstance(asked.filterset, ObligationFilter):
        raise TypeError(asked.filterset)
    return asked.filterset

"""The facets of the list of obligations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from obligations.choices import Force, LegalBasis, Status
from obligations.dues.states import DueState
from obligations.facets.values import YES_NO, Asked, Counted, Facet, Offer, count_documents, facet, most_first, of_codes, of_documents
from obligations.filters.obligations import ObligationFilter
from obligations.filters.offers import NOT_ASSESSED, addressee_codes
from obligations.models import Actor, SubjectArea
from obligations.stats.figures import unconfirmed
from obligations.stats.standing import among, of_obligations

if TYPE_CHECKING:
    from obligations.querysets import ObligationQuerySet

COLUMNS = ("tracked", "force", "legal_basis")
DOCUMENT = "paragraph__document"

ALWAYS_DUE = (DueState.UPCOMING, DueState.PASSED, DueState.SUBMITTED)  # states that are offered where nothing is in them


def facets(asked: Asked, listed: Listed) -> list[Facet]:
    """All of them, in the order in which they are asked: what it does, for whom, by when and how far; then where it comes from."""
    found = [_tracked(asked, listed), _force(asked, listed), _addressee(asked), _subject(asked), _due(asked)]
    if "status" in asked.filterset.filters:
        found.append(_status(asked))
    documents = count_documents(asked, DOCUMENT)
    return [*found, _confirmed(asked, listed), _legal_basis(asked, listed), _year(asked, documents), of_documents(asked, documents)]


# Columns ------------------------------------------------------------------------------------------------------------
class Listed:
    """The obligations of the list counted once by what each of them has one of: the numbers of every facet that nothing was chosen of."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        rows = asked.under_the_others().values_list(*COLUMNS).annotate(n=Count("pk"), open=Count("pk", filter=unconfirmed()))
        self._rows = list(rows)

    @property
    def total(self) -> int:
        """How long the list is."""
        return sum(row[-2] for row in self._rows)

    @property
    def unconfirmed(self) -> int:
        """How many have a label that is still the machine's."""
        return sum(row[-1] for row in self._rows)

    def counted(self, name: str) -> Mapping[Any, int]:
        """How many there are of each value of a column, under all parameters but its own."""
        if self._asked.chosen(name):
            return self._asked.counted(name, name)
        counts: Counter[Any] = Counter()
        for *values, n, _open in self._rows:
            counts[values[COLUMNS.index(name)]] += n
        return counts


def _force(asked: Asked, listed: Listed) -> Facet:
    return of_codes(asked, "force", listed.counted("force"), choices=Force.choices)


def _legal_basis(asked: Asked, listed: Listed) -> Facet:
    note = _("“Not named” does not mean “not binding”.")
    return of_codes(asked, "legal_basis", listed.counted("legal_basis"), choices=LegalBasis.choices, note=note)


def _tracked(asked: Asked, listed: Listed) -> Facet:
    counts = {str(value).lower(): n for value, n in listed.counted("tracked").items()}
    return of_codes(asked, "tracked", counts, choices=zip(YES_NO, (_("yes"), _("no")), strict=True))


def _confirmed(asked: Asked, listed: Listed) -> Facet:
    total, open_ones = listed.total, listed.unconfirmed
    if asked.chosen("confirmed"):
        counted = asked.under_the_others("confirmed").aggregate(all=Count("pk"), open=Count("pk", filter=unconfirmed()))
        total, open_ones = counted["all"], counted["open"]
    labels = (_("yes"), _("no, some are to be confirmed"))
    return of_codes(asked, "confirmed", {"true": total - open_ones, "false": open_ones}, choices=zip(YES_NO, labels, strict=True))


def _year(asked: Asked, documents: Counted) -> Facet:
    """Years, the latest first, of the documents where nothing was chosen of either. Days are added up here, which is quicker than asking for the
    year of each row."""
    counts: Counter[int] = Counter()
    apart = asked.chosen("year") or asked.chosen("document")
    days = asked.counted("year", f"{DOCUMENT}__adopted_on").items() if apart else ((day, n) for _key, _slug, _symbol, day, n in documents)
    for day, n in days:
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
    here: Set[int] = frozenset().union(*by_state.values())
    if asked.narrowed("due", "as_of"):
        here &= set(_under_the_others(asked, "due").in_the_text().filter(tracked=True).values_list("pk", flat=True))
    chosen = asked.chosen("due")
    offers = []
    for code, label in asked.filterset.filters["due"].extra["choices"]:
        state = DueState(code)
        offers.append(Offer(code, str(label), len(here & by_state.get(state, frozenset())), code in chosen, always=state in ALWAYS_DUE))
    return facet(asked, "due", offers, note=_("Of what asks for action, on the day shown."), short=True)


def _status(asked: Asked) -> Facet:
    """Statuses recorded for at least one actor, or one of those asked for, always split by force; and what has none."""
    rows = _under_the_others(asked, "status")
    filterset = _of_obligations(asked)
    found = of_obligations(filterset.standing_parts, rows)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in found:
        counts[row.status][row.force] += 1
    without = _without(rows, {row.obligation for row in found})
    chosen = asked.chosen("status")
    offers = [
        Offer(code, str(label), sum(counts[code].values()), code in chosen, always=True, split=_by_force(counts[code]))
        for code, label in Status.choices
    ]
    names = _names(asked)
    label = _("Not assessed for %(names)s") % {"names": names} if names else _("Not assessed for any actor")
    offers.append(Offer(NOT_ASSESSED, label, sum(without.values()), NOT_ASSESSED in chosen, always=True, split=_by_force(without)))
    title = _("Status recorded for %(names)s") % {"names": names} if names else _("Status recorded for any actor")
    note = "" if names else _("An obligation counts under each status that at least one actor has. Choose a State to see its own.")
    return facet(asked, "status", offers, note=note, label=title, short=True)


def _without(rows: ObligationQuerySet, assessed: set[int]) -> Mapping[str, int]:
    """How many ask for action, stand, and have no status, by force."""
    standing = rows.tracked()
    counts = Counter(dict(standing.values_list("force").annotate(n=Count("pk"))))
    counts.subtract(force for (force,) in among(standing, assessed, "force").values())
    return counts


def _under_the_others(asked: Asked, name: str) -> ObligationQuerySet:
    """The obligations that fit everything but a parameter, with their own methods."""
    found: Any = asked.under_the_others(name)
    rows: ObligationQuerySet = found
    return rows


def _by_force(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
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

"""The filter of commitments, for the API and pages alike."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ingest import default_lexicon
from obligations.choices import CommitmentKind, CommitmentStatus, Opinion, Presence
from obligations.filters.lists import ListFilter
from obligations.filters.offers import NOT_ASSESSED, actor_codes, of_document, subject_codes, visible_obligations
from obligations.filters.parameters import Codes, Day, Flag, Named, Ordering, Search
from obligations.models import Assessment, Commitment, SubjectArea, Tie
from obligations.querysets import has_role
from obligations.searching import normalise


def currency_codes() -> list[tuple[str, str]]:
    """The currencies that the lexicon knows."""
    return [(entry["id"], entry["id"]) for entry in default_lexicon().entries_of_records("currencies")]


def speaking_codes() -> list[tuple[str, str]]:
    """Everybody for whom somebody can speak: the actors, then bodies that have no record of their own, by their acronym."""
    actors = actor_codes()
    known = {code.upper() for code, _name in actors}
    bodies = sorted({entry["id"] for entry in default_lexicon().entries_of_records("bodies")} - known)
    return [*actors, *((code, code) for code in bodies)]


class CommitmentFilter(ListFilter):
    """Commitments. What was rejected or retired comes only where it is asked for by name, which is for staff."""

    needs_role = ("status",)
    for_staff = ("opinion", "presence")  # readers see what is confirmed and nothing else

    actor = Codes(method="by_actor", label=_("Actor"), choices=speaking_codes, help_text=_("Who said it of itself."))
    kind = Codes("kind", label=_("Kind of commitment"), choices=CommitmentKind.choices)
    subject = Codes(method="by_subject", label=_("Subject area"), choices=subject_codes)
    opinion = Codes("opinion", label=_("Opinion"), choices=Opinion.choices, help_text=_("Without it, all but the rejected."))
    presence = Codes("presence", label=_("Presence"), choices=Presence.choices, help_text=_("Without it, all but the retired."))
    status = Codes(
        method="by_status",
        label=_("Status"),
        choices=[*CommitmentStatus.choices, (NOT_ASSESSED, _("Not assessed"))],
        help_text=_("What is recorded of what became of it; “not_assessed” finds those without. For people with a role."),
    )
    amount = Flag(method="by_amount", label=_("Names an amount"))
    currency = Codes("currency", label=_("Currency"), choices=currency_codes, help_text=_("Of the amount named."))
    document = of_document("document")
    obligation = Named(
        "ties__obligation",
        among=visible_obligations,
        by=("slug", "key"),
        method="by_tie",
        label=_("Obligation"),
        help_text=_("Those that a confirmed tie joins to an obligation."),
    )
    said_after = Day("document__adopted_on", "gte", label=_("Said on or after"))
    said_before = Day("document__adopted_on", "lte", label=_("Said on or before"))
    search = Search(method="by_words", label=_("Search"), help_text=_("In the sentence."))
    ordering = Ordering(
        default=["-document__adopted_on", "document__symbol", "speech__order", "start"],
        columns={"date": "document__adopted_on", "symbol": "document__symbol", "actor": "actor__position"},
    )

    def __init__(self, data: Any = None, queryset: Any = None, *, request: Any = None, prefix: str | None = None) -> None:
        super().__init__(data, queryset, request=request, prefix=prefix)
        if not has_role(self.user, "analyst", "reviewer", "editor"):
            for name in self.for_staff:
                del self.filters[name]

    def filter_queryset(self, queryset: Any) -> Any:
        """What staff rejected, or a new reading retired, is left out where it is not asked for."""
        rows = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("opinion"):
            rows = rows.exclude(opinion=Opinion.REJECTED)
        return rows if self.form.cleaned_data.get("presence") else rows.exclude(presence=Presence.RETIRED)

    def by_actor(self, queryset: QuerySet[Commitment], name: str, codes: list[str]) -> QuerySet[Commitment]:
        """Those of one of the actors; a body without a record is known by its acronym."""
        return queryset.filter(Q(actor__code__in=codes) | Q(actor=None, actor_code__in=codes))

    def by_subject(self, queryset: QuerySet[Commitment], name: str, codes: list[str]) -> QuerySet[Commitment]:
        """Those with one of the subject areas."""
        return queryset.filter(Exists(SubjectArea.objects.filter(commitments=OuterRef("pk"), code__in=codes)))

    @property
    def standing(self) -> Any:
        """The versions that count for `status`: those that stand for the user."""
        return Assessment.objects.standing_for(self.user).filter(commitment=OuterRef("pk"))

    def by_status(self, queryset: QuerySet[Commitment], name: str, statuses: list[str]) -> QuerySet[Commitment]:
        """Those of which the version that stands has one of the statuses; or those without one."""
        wanted = Q(Exists(self.standing.filter(status__in=statuses)))
        return queryset.filter(wanted | ~Exists(self.standing) if NOT_ASSESSED in statuses else wanted)

    def by_amount(self, queryset: QuerySet[Commitment], name: str, named: bool) -> QuerySet[Commitment]:  # noqa: FBT001
        """Those that name a sum of money, or none."""
        return queryset.filter(amount__isnull=not named)

    def by_tie(self, queryset: QuerySet[Commitment], name: str, obligations: list[int]) -> QuerySet[Commitment]:
        """Those that staff tied to one of the obligations."""
        return queryset.filter(Exists(Tie.objects.filter(commitment=OuterRef("pk"), obligation__in=obligations, opinion=Opinion.CONFIRMED)))

    def by_words(self, queryset: QuerySet[Commitment], name: str, words: str) -> QuerySet[Commitment]:
        """Those with the words in the sentence. The speeches that have them are asked for first, by the column made for searching."""
        wanted = normalise(words)
        within = queryset.filter(speech__search__contains=wanted).values_list("pk", "text")
        return queryset.filter(pk__in=[pk for pk, text in within if wanted in normalise(text)])

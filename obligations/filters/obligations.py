"""The filter of obligations, for the API and pages alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from obligations.choices import Basis, DocumentKind, Force, LegalBasis, Lifecycle, Presence, Status
from obligations.dues.reading import obligations_by_state
from obligations.dues.states import OWED, DueState
from obligations.dues.states import codes as due_codes
from obligations.filters.lists import ListFilter
from obligations.filters.offers import NOT_ASSESSED, actor_codes, addressee_codes, of_document, subject_codes, verb_codes
from obligations.filters.parameters import Codes, Day, Flag, Ordering, Search, Years
from obligations.models import Actor, Assessment, Deadline, Obligation, ObligationAddressee, ParagraphSubject
from obligations.querysets import groups_of

OF_ACTION = _("Of what asks for action; repetitions are not counted.")
FIRST_DUE = Subquery(Deadline.objects.filter(text=OuterRef("text"), first_due__isnull=False).order_by("first_due").values("first_due")[:1])


def dated(**bounds: Any) -> Exists:
    """Whether an obligation's text sets a date within the bounds."""
    return Exists(Deadline.objects.filter(text=OuterRef("text"), **bounds))


class ObligationFilter(ListFilter):
    """Obligations."""

    needs_role = ("status",)

    document = of_document("paragraph__document")
    year = Years("paragraph__document__adopted_on", label=_("Year"), help_text=_("Of the document's adoption."))
    kind = Codes("paragraph__document__kind", label=_("Kind of document"), choices=DocumentKind.choices)
    force = Codes("force", label=_("Force"), choices=Force.choices)
    legal_basis = Codes("legal_basis", label=_("Legal basis"), choices=LegalBasis.choices)
    verb = Codes("verb__code", label=_("Verb"), choices=verb_codes)
    subject = Codes(method="by_subject", label=_("Subject area"), choices=subject_codes)
    addressee = Codes(method="by_addressee", label=_("Addressee"), choices=addressee_codes, help_text=_("As named in the text."))
    applies_to = Codes(
        method="by_reach",
        label=_("Applies to"),
        choices=actor_codes,
        help_text=_("Everything that reaches an actor: each result is marked as named, or as one of a group of States."),
    )
    tracked = Flag("tracked", label=_("Asks for action"))
    confirmed = Flag(method="by_confirmation", label=_("All labels confirmed"))
    presence = Codes("presence", label=_("Presence"), choices=Presence.choices)
    lifecycle = Codes("lifecycle", label=_("Lifecycle"), choices=Lifecycle.choices)
    due_after = Day(method="by_date", label=_("First due on or after"), help_text=OF_ACTION)
    due_before = Day(method="by_date", label=_("First due on or before"), help_text=OF_ACTION)
    due = Codes(
        method="by_due_state",
        label=_("Deadline"),
        choices=[(state.value, state.label) for state in OWED],
        help_text=_("What is known of its due dates, on the day asked for or today. “submitted” and “replaced” are for people with a role."),
    )
    status = Codes(
        method="by_status",
        label=_("Status"),
        choices=[*Status.choices, (NOT_ASSESSED, _("Not assessed"))],
        help_text=_(
            "Of a current assessment; together with “applies_to”, of one of those actors. “not_assessed” finds what asks for action where "
            "none of them has a status. For people with a role."
        ),
    )
    as_of = Day(method="at_the_end_of", label=_("As it stood on"), help_text=_("The day on which “status” is looked at; without it, today."))
    search = Search("text__search", beside="paragraph__in", label=_("Search"), help_text=_("In the paragraph's text, in any language here."))
    ordering = Ordering(
        default=["-paragraph__document__adopted_on", "paragraph__document__symbol", "paragraph__position", "position"],
        columns={"adopted_on": "paragraph__document__adopted_on", "symbol": "paragraph__document__symbol", "first_due": FIRST_DUE},
    )

    def __init__(self, data: Any = None, queryset: Any = None, *, request: Any = None, prefix: str | None = None) -> None:
        super().__init__(data, queryset, request=request, prefix=prefix)
        self.filters["due"].extra["choices"] = due_codes(self.user)

    @cached_property
    def groups(self) -> frozenset[str]:
        """The groups that the actors of `applies_to` are in; an obligation of a group reaches them."""
        asked = Actor.objects.filter(code__in=self.form.cleaned_data.get("applies_to") or ())
        return frozenset(group for actor in asked for group in groups_of(actor))

    @cached_property
    def by_state(self) -> Mapping[DueState, frozenset[int]]:
        """The obligations with a due date in each state, on the day asked for or today."""
        return obligations_by_state(self.user, self.form.cleaned_data.get("as_of") or timezone.localdate())

    def by_subject(self, queryset: QuerySet[Obligation], name: str, codes: list[str]) -> QuerySet[Obligation]:
        """Those whose paragraph has one of the subject areas."""
        return queryset.filter(Exists(ParagraphSubject.objects.filter(paragraph=OuterRef("paragraph"), subject__code__in=codes)))

    def by_addressee(self, queryset: Any, name: str, codes: list[str]) -> QuerySet[Obligation]:
        """Those that name one of the addressees."""
        return queryset.addressed_to(*codes)

    def by_reach(self, queryset: Any, name: str, codes: list[str]) -> QuerySet[Obligation]:
        """Those that reach one of the actors; `applies_as` says whether one of them is named or all are meant as part of a group."""
        named = ObligationAddressee.objects.filter(obligation=OuterRef("pk"), code__in=codes)
        applies_as = Case(When(Exists(named), then=Value("named")), default=Value("as_group"), output_field=CharField())
        return queryset.addressed_to(*codes, *self.groups).annotate(applies_as=applies_as)

    def by_confirmation(self, queryset: QuerySet[Obligation], name: str, confirmed: bool) -> QuerySet[Obligation]:  # noqa: FBT001
        """Those of which every label, or not every label, has been confirmed or changed by a person."""
        by_machine = (
            Q(verb_basis=Basis.MACHINE)
            | Q(force_basis=Basis.MACHINE)
            | Q(tracked_basis=Basis.MACHINE)
            | Exists(ObligationAddressee.objects.filter(obligation=OuterRef("pk"), basis=Basis.MACHINE))
            | Exists(ParagraphSubject.objects.filter(paragraph=OuterRef("paragraph"), basis=Basis.MACHINE))
        )
        return queryset.exclude(by_machine) if confirmed else queryset.filter(by_machine)

    def by_date(self, queryset: QuerySet[Obligation], name: str, day: Any) -> QuerySet[Obligation]:
        """Those that ask for action with a date between both bounds: one date has to fit both."""
        bounds = {"first_due__gte": self.form.cleaned_data.get("due_after"), "first_due__lte": self.form.cleaned_data.get("due_before")}
        return queryset.filter(dated(**{lookup: bound for lookup, bound in bounds.items() if bound}), tracked=True)

    def by_due_state(self, queryset: QuerySet[Obligation], name: str, states: list[str]) -> QuerySet[Obligation]:
        """Those that ask for action by a day that is in one of the states."""
        return queryset.filter(pk__in={key for state in states for key in self.by_state.get(DueState(state), ())})

    def at_the_end_of(self, queryset: QuerySet[Obligation], name: str, day: Any) -> QuerySet[Obligation]:
        """The day leaves every obligation; it says which versions count for `status`, and on which day due dates are looked at."""
        return queryset

    @property
    def standing(self) -> Any:
        """The versions that count for `status`: those that stand for the user, of the actors asked for, on the day asked for."""
        versions = Assessment.objects.standing_for(self.user, self.form.cleaned_data.get("as_of"))
        actors = self.form.cleaned_data.get("applies_to")
        return versions.filter(actor__code__in=actors) if actors else versions

    @property
    def standing_parts(self) -> list[Any]:
        """The same in parts that do not overlap, to be counted."""
        actors = self.form.cleaned_data.get("applies_to")
        parts = Assessment.objects.standing_parts(self.user, self.form.cleaned_data.get("as_of"))
        return [part.filter(actor__code__in=actors) if actors else part for part in parts]

    @property
    def not_assessed(self) -> Q:
        """What asks for action, stands, and has no version that counts for `status`."""
        none = ~Exists(self.standing.filter(obligation=OuterRef("pk")))
        return Q(none, tracked=True, presence=Presence.FOUND, lifecycle=Lifecycle.IN_FORCE)

    def by_status(self, queryset: QuerySet[Obligation], name: str, statuses: list[str]) -> QuerySet[Obligation]:
        """Those of which a current assessment, one of the actors' asked for, has one of the statuses; or those without one."""
        wanted = Q(Exists(self.standing.filter(obligation=OuterRef("pk"), status__in=statuses)))
        return queryset.filter(wanted | self.not_assessed if NOT_ASSESSED in statuses else wanted)

"""One set of filters for each list, for API and pages alike: OR inside a parameter, AND between parameters.

A label of which there are several is asked for by Exists, never by a join, so that a row comes once and is counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet  # type: ignore[import-untyped]

from ingest import default_lexicon
from obligations.beside import saying
from obligations.choices import (
    Basis,
    DocumentKind,
    Force,
    LegalBasis,
    LexiconKind,
    Lifecycle,
    ParagraphKind,
    Presence,
    Status,
)
from obligations.dues.reading import obligations_by_state
from obligations.dues.states import OWED, DueState
from obligations.dues.states import codes as due_codes
from obligations.models import (
    Actor,
    Assessment,
    Citation,
    Deadline,
    Document,
    LexiconEntry,
    Obligation,
    ObligationAddressee,
    Paragraph,
    ParagraphSubject,
    SubjectArea,
    Verb,
)
from obligations.models.vocabulary import in_language
from obligations.parameters import Codes, Day, Flag, Named, Ordering, Search, Words, Years
from obligations.querysets import groups_of, has_role

PAGING = ("page", "page_size")  # parameters of every list that select no rows


@dataclass(frozen=True, slots=True)
class Refusal:
    """A parameter or a value that a list does not know: a sentence, and what is allowed where that is a list."""

    parameter: str
    sentence: str
    allowed: tuple[str, ...] = ()


class ListFilter(FilterSet):
    """The filters of a list. What does not fit is left out of `qs` and told by `refusals`: the API answers with it, a page shows it."""

    needs_role: tuple[str, ...] = ()  # parameters that only people with a role may use
    filters: dict[str, Any]  # by name, of this request
    known_parameters: list[str] | None = None  # all of the list's own, where only those asked for were kept

    def __init__(self, data: Any = None, queryset: Any = None, *, request: Any = None, prefix: str | None = None) -> None:
        super().__init__(data, queryset, request=request, prefix=prefix)
        if self.needs_role and not has_role(self.user):
            for name in self.needs_role:
                del self.filters[name]

    @property
    def user(self) -> AbstractBaseUser | AnonymousUser:
        """Who asks; nobody in particular where there is no request."""
        return getattr(self.request, "user", None) or AnonymousUser()

    def without(self, *names: str, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What of `rows` fits all of the filter but the parameters named."""
        self.form.is_valid()  # reads what was sent, once
        said = self.form.cleaned_data
        self.form.cleaned_data = {name: value for name, value in said.items() if name not in names}
        try:
            found: QuerySet[Any] = self.filter_queryset(rows)
        finally:
            self.form.cleaned_data = said
        return found

    @property
    def allowed_parameters(self) -> list[str]:
        """Every parameter of this list, for this user."""
        return [*(self.known_parameters or self.filters), *PAGING]

    def leave_unasked(self) -> None:
        """Leave aside the parameters that the query does not name, where nobody is shown a form of all of them."""
        self.known_parameters = list(self.filters)
        self.filters = {name: found for name, found in self.filters.items() if name in self.data or isinstance(found, Ordering)}

    def unknown_parameters(self, querydict: Any, *, also_allowed: Iterable[str] = ()) -> list[str]:
        """The parameters of a query that this list does not know. A page names its own beside them (`also_allowed`)."""
        allowed = {*self.allowed_parameters, *also_allowed}
        return [name for name in querydict if name not in allowed]

    def refusals(self, querydict: Any, *, also_allowed: Iterable[str] = ()) -> list[Refusal]:
        """Everything in a query that this list does not take, a sentence each."""
        allowed = (*self.allowed_parameters, *also_allowed)
        unknown = [
            Refusal(name, gettext("There is no parameter “%(name)s”.") % {"name": name}, allowed)
            for name in self.unknown_parameters(querydict, also_allowed=also_allowed)
        ]
        twice = [
            Refusal(name, gettext("“%(name)s” takes one value; give it once.") % {"name": name})
            for name, parameter in self.filters.items()
            if not parameter.several and hasattr(querydict, "getlist") and len(querydict.getlist(name)) > 1
        ]
        return [*unknown, *twice, *self._refused_values()]

    def _refused_values(self) -> list[Refusal]:
        found = []
        for name, errors in self.form.errors.as_data().items():
            for error in errors:
                allowed = (error.params or {}).get("allowed", ())
                found.append(Refusal(name, f"{name}: {' '.join(error.messages)}", tuple(allowed)))
        return found


# What vocabularies offer --------------------------------------------------------------------------------------------
def subject_codes() -> list[tuple[str, str]]:
    """The subject areas."""
    return [(code, in_language(zh, en)) for code, zh, en in SubjectArea.objects.values_list("code", "label_zh", "label_en")]


def verb_codes() -> list[tuple[str, str]]:
    """The verbs of the Council."""
    return list(Verb.objects.values_list("code", "verb"))


def actor_codes() -> list[tuple[str, str]]:
    """Everybody who can carry something out, in the UN's order."""
    return [(code, in_language(zh, en)) for code, zh, en in Actor.objects.values_list("code", "name_zh", "name_en")]


def addressee_codes() -> list[tuple[str, str]]:
    """Everybody who can be addressed: the actors, and those without a record whom the lexicon or staff's own words name (parties, armed groups)."""
    actors = actor_codes()
    known = {code for code, _name in actors}
    words = [*default_lexicon().entries("addressees"), *_staffs_addressees()]
    others = {word.get("code", word["id"]): in_language(word["label"]["zh"], word["label"]["en"]) for word in words}
    return [*actors, *sorted((code, name) for code, name in others.items() if code not in known)]


def _staffs_addressees() -> Iterable[Any]:
    return LexiconEntry.objects.filter(kind=LexiconKind.ADDRESSEES, active=True).values_list("content", flat=True)


def visible_documents(user: Any) -> QuerySet[Document]:
    """The documents that a query may name."""
    return Document.objects.visible_to(user)


def visible_obligations(user: Any) -> QuerySet[Obligation]:
    """The obligations that a query may name."""
    return Obligation.objects.visible_to(user)


def of_document(field_name: str) -> Named:
    """The parameter `document`: by slug, by symbol, or by a slug it had before."""
    help_text = _("The slug (S-RES-2370-2017) or the symbol of a document.")
    by = ("slug", "symbol", "former_slugs__slug")
    return Named(field_name, among=visible_documents, by=by, label=_("Document"), help_text=help_text)


# The lists ----------------------------------------------------------------------------------------------------------
class DocumentFilter(ListFilter):
    """Documents."""

    kind = Codes("kind", label=_("Kind of document"), choices=DocumentKind.choices)
    year = Years("adopted_on", label=_("Year"), help_text=_("Of adoption, or of the meeting."))
    adopted_after = Day("adopted_on", "gte", label=_("Adopted on or after"))
    adopted_before = Day("adopted_on", "lte", label=_("Adopted on or before"))
    search = Search(method="by_words", label=_("Search"), help_text=_("In symbol, title and text."))
    ordering = Ordering(default=["-adopted_on", "symbol"], columns={"adopted_on": "adopted_on", "symbol": "symbol"})

    def by_words(self, queryset: QuerySet[Document], name: str, words: str) -> QuerySet[Document]:
        """Those with the words in symbol, title or a paragraph."""
        read = saying(words, Paragraph.objects.visible_to(self.user)).filter(document=OuterRef("pk"))
        return queryset.filter(Q(symbol__icontains=words) | Q(title__icontains=words) | Exists(read))


class ParagraphFilter(ListFilter):
    """Paragraphs."""

    document = of_document("document")
    kind = Codes("kind", label=_("Part of the document"), choices=ParagraphKind.choices)
    subject = Codes(method="by_subject", label=_("Subject area"), choices=subject_codes)
    cites = Words(method="by_citation", label=_("Cites"), help_text=_("A text that is named: S/RES/1373 (2001)."))
    search = Search("current__search", beside="pk__in", label=_("Search"), help_text=_("In the text, in any language here."))
    ordering = Ordering(
        default=["-document__adopted_on", "document__symbol", "position"],
        columns={"adopted_on": "document__adopted_on", "symbol": "document__symbol"},
    )

    def by_subject(self, queryset: QuerySet[Paragraph], name: str, codes: list[str]) -> QuerySet[Paragraph]:
        """Those with one of the subject areas."""
        return queryset.filter(Exists(ParagraphSubject.objects.filter(paragraph=OuterRef("pk"), subject__code__in=codes)))

    def by_citation(self, queryset: QuerySet[Paragraph], name: str, targets: list[str]) -> QuerySet[Paragraph]:
        """Those whose text in the reference edition names one of the targets."""
        return queryset.filter(Exists(Citation.objects.filter(text=OuterRef("current"), target__in=targets)))


def dated(**bounds: Any) -> Exists:
    """Whether an obligation's text sets a date within the bounds."""
    return Exists(Deadline.objects.filter(text=OuterRef("text"), **bounds))


NOT_ASSESSED = "not_assessed"  # no status: asked for beside the statuses, and never one of them
OF_ACTION = _("Of what asks for action; repetitions are not counted.")
FIRST_DUE = Subquery(Deadline.objects.filter(text=OuterRef("text"), first_due__isnull=False).order_by("first_due").values("first_due")[:1])


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


class AssessmentFilter(ListFilter):
    """Assessments: the current ones, or those that stood at the end of a day. They cannot be sorted by status."""

    obligation = Named(
        "obligation",
        among=visible_obligations,
        by=("slug", "key"),
        label=_("Obligation"),
        help_text=_("The slug or the key of an obligation."),
    )
    document = of_document("obligation__paragraph__document")
    subject = Codes(method="by_subject", label=_("Subject area"), choices=subject_codes)
    actor = Codes("actor__code", label=_("Actor"), choices=actor_codes)
    status = Codes("status", label=_("Status"), choices=Status.choices)
    force = Codes("obligation__force", label=_("Force"), choices=Force.choices)
    as_of = Day(
        method="at_the_end_of",
        label=_("As it stood on"),
        help_text=_("The versions that stood at the end of this day; without it, the current ones."),
    )
    ordering = Ordering(
        default=[
            "-obligation__paragraph__document__adopted_on",
            "obligation__paragraph__document__symbol",
            "obligation__paragraph__position",
            "obligation__position",
            "actor__position",
        ],
        columns={"actor": "actor__position", "as_of": "as_of", "approved_at": "approved_at"},
    )

    def filter_queryset(self, queryset: Any) -> Any:
        """Never two versions of one cell: where no day was understood, only what is current."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("as_of") else self.current(rows)

    def current(self, rows: Any) -> Any:
        """The versions that stand now."""
        return rows.standing_for(self.user)

    def by_subject(self, queryset: QuerySet[Assessment], name: str, codes: list[str]) -> QuerySet[Assessment]:
        """Those on obligations whose paragraph has one of the subject areas."""
        return queryset.filter(Exists(ParagraphSubject.objects.filter(paragraph=OuterRef("obligation__paragraph"), subject__code__in=codes)))

    def at_the_end_of(self, queryset: Any, name: str, day: Any) -> Any:
        """The versions that stood at the end of the day."""
        return queryset.standing_for(self.user, day)

"""What the filters of all lists have in common: who asks, what was asked, and what of it does not fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext
from django_filters import FilterSet  # type: ignore[import-untyped]

from obligations.filters.parameters import Ordering
from obligations.querysets import has_role

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

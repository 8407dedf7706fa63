"""Obligations: the list staff search and filter, and the page on which they decide on labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.admin.filters import AddresseeFilter, ConfirmedFilter, DocumentFilter, SubjectFilter
from obligations.admin.grid import grid_urls
from obligations.admin.lifecycle import lifecycle_urls
from obligations.admin.obligation_page import ObligationPage
from obligations.admin.queue import queue_urls
from obligations.admin.relations import relation_urls
from obligations.admin.staff import StaffAdmin, by_basis, is_staff, signed_in
from obligations.choices import Basis
from obligations.models import Obligation, ObligationAddressee, ParagraphSubject
from obligations.searching import normalise

if TYPE_CHECKING:
    pass


@admin.register(Obligation)
class ObligationAdmin(StaffAdmin):
    """What the Council does and asks, one row per act."""

    list_display = ["key", "words", "verb_shown", "force_shown", "tracked_shown", "addressees_shown", "subjects_shown", "confirmed"]
    list_filter = [
        DocumentFilter,
        ConfirmedFilter,
        "force",
        "tracked",
        SubjectFilter,
        AddresseeFilter,
        "presence",
        "legal_basis",
        "ambiguous",
    ]
    list_select_related = ["verb", "text", "paragraph"]
    search_fields = ["key"]
    search_help_text = gettext_lazy("Words of the paragraph or a key; two characters are enough")
    sortable_by = ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff change labels and follow-up on the page below, which calls the services; the admin's own form is never used."""
        return is_staff(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Obligation]:
        """With what each row of the list shows."""
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                Prefetch("addressees", queryset=ObligationAddressee.objects.select_related("actor")),
                Prefetch("paragraph__subjects", queryset=ParagraphSubject.objects.select_related("subject")),
            )
        )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet[Any], bool]:
        """Every word must be in the paragraph's text or in the key; both are compared in their searchable form."""
        for word in map(normalise, search_term.split()):
            queryset = queryset.filter(Q(text__search__contains=word) | Q(key__icontains=word))
        if request.GET.get("model_name") == "tie":  # offered for a commitment: what asks for action
            queryset = queryset.tracked()
        return queryset, False

    def log_keys(self, obj: Obligation) -> list[str]:
        return [obj.slug, obj.paragraph.slug]

    def get_urls(self) -> list[Any]:
        """Also the page on which an obligation is marked as superseded, and the review queue."""
        return [*lifecycle_urls(self), *relation_urls(self), *queue_urls(self), *grid_urls(self), *super().get_urls()]

    # The page of one obligation --------------------------------------------------------------------------------------
    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The page; a POST decides on labels, or confirms them all. Follow-up is recorded on the page of its cell."""
        obligation = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, obligation):
            raise PermissionDenied
        if obligation is None:
            raise Http404
        page = ObligationPage(obligation, user=signed_in(request), at=timezone.now(), data=request.POST or None)
        if request.method == "POST":
            done = page.submit()
            if done:
                self.message_user(request, done, messages.SUCCESS)
                return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": obligation.key,
            "opts": self.opts,
            "original": obligation,
            "media": self.media + page.media,
            **page.context(),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/obligations/obligation/page.html", context)

    # Columns of the list ---------------------------------------------------------------------------------------------
    @admin.display(description=gettext_lazy("text"))
    def words(self, obligation: Obligation) -> str:
        return Truncator(obligation.clause or obligation.text.text).chars(36)

    @admin.display(description=gettext_lazy("verb"))
    def verb_shown(self, obligation: Obligation) -> SafeString:
        return by_basis(obligation.verb, obligation.verb_basis)

    @admin.display(description=gettext_lazy("force"))
    def force_shown(self, obligation: Obligation) -> SafeString:
        return by_basis(obligation.get_force_display(), obligation.force_basis)

    @admin.display(description=gettext_lazy("asks for action"))
    def tracked_shown(self, obligation: Obligation) -> SafeString:
        return by_basis(_("Yes") if obligation.tracked else _("No"), obligation.tracked_basis)

    @admin.display(description=gettext_lazy("addressees"))
    def addressees_shown(self, obligation: Obligation) -> SafeString:
        return _chips((link.actor or link.text or link.code, link.basis) for link in obligation.addressees.all())

    @admin.display(description=gettext_lazy("subject areas"))
    def subjects_shown(self, obligation: Obligation) -> SafeString:
        return _chips((link.subject, link.basis) for link in obligation.paragraph.subjects.all())

    @admin.display(description=gettext_lazy("confirmed"))
    def confirmed(self, obligation: Obligation) -> str:
        own = [obligation.verb_basis, obligation.force_basis, obligation.tracked_basis]
        bases = [*own, *(a.basis for a in obligation.addressees.all()), *(s.basis for s in obligation.paragraph.subjects.all())]
        return _("%(n)s of %(m)s confirmed") % {"n": sum(basis != Basis.MACHINE for basis in bases), "m": len(bases)}


def _chips(labels: Any) -> SafeString:
    return format_html_join(" ", "{}", ((by_basis(text, basis),) for text, basis in labels))

"""Commitments: the list staff search and filter, the queue of suggested ones, and the page on which one is decided, tied and followed up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from obligations.admin.commitment_filters import ActorFilter, CommitmentSubjectFilter, CurrencyFilter, RecordFilter
from obligations.admin.commitment_page import CommitmentPage, log_keys
from obligations.admin.commitment_queue import queue_urls
from obligations.admin.speech_text import amount_shown, kind_shown, opinion_chip
from obligations.admin.staff import StaffAdmin, is_staff, signed_in
from obligations.models import Commitment
from obligations.searching import normalise

if TYPE_CHECKING:
    pass


@admin.register(Commitment)
class CommitmentAdmin(StaffAdmin):
    """What speakers said they would do, or had done; suggested by the machine until staff decide."""

    list_display = ["key", "words", "kind_column", "actor_column", "amount_column", "subjects_column", "opinion_column"]
    list_filter = [RecordFilter, "kind", "opinion", CommitmentSubjectFilter, ActorFilter, CurrencyFilter, "presence"]
    list_select_related = ["document", "speech", "actor"]
    ordering = [F("document__adopted_on").desc(nulls_last=True), "document__symbol", "speech__order", "start", "pk"]
    sortable_by = ()
    search_fields = ["key"]
    search_help_text = _("Words of the speech, a speaker or a key; two characters are enough")

    class Media:
        css = {"all": ["obligations/commitments.css"]}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff decide on the page below, which calls the services; the admin's own form is never used."""
        return is_staff(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Commitment]:
        """With what each row of the list shows."""
        rows: QuerySet[Commitment] = super().get_queryset(request)
        return rows.prefetch_related("subjects")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """Every word must be in the speech, in its searchable form, in the speaker's name, or in the key."""
        for word in search_term.replace("\x00", "").split():
            form = normalise(word)
            queryset = queryset.filter(Q(speech__search__contains=form) | Q(speech__speaker__icontains=word) | Q(key__icontains=form))
        return queryset, False

    def log_keys(self, obj: Commitment) -> list[str]:
        return log_keys(obj)

    def get_urls(self) -> list[Any]:
        """Also the queue of suggested commitments."""
        return [*queue_urls(self), *super().get_urls()]

    # The page of one commitment --------------------------------------------------------------------------------------
    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The page; a POST decides on the commitment or on a tie, adds a tie, or uses it as evidence."""
        commitment = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, commitment):
            raise PermissionDenied
        if commitment is None:
            raise Http404
        page = CommitmentPage(commitment, user=signed_in(request), at=timezone.now(), data=request.POST or None)
        if request.method == "POST":
            done = page.submit()
            if done:
                self.message_user(request, done, messages.SUCCESS)
                return HttpResponseRedirect(page.landing if page.landing.startswith("/") else f"{request.path}{page.landing}")
        context = {
            **self.admin_site.each_context(request),
            "title": commitment.key,
            "opts": self.opts,
            "original": commitment,
            "media": self.media + page.media,
            **page.context(),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/obligations/commitment/page.html", context)

    # Columns of the list ---------------------------------------------------------------------------------------------
    @admin.display(description=_("sentence"))
    def words(self, commitment: Commitment) -> str:
        return Truncator(commitment.text).chars(48)

    @admin.display(description=_("kind"))
    def kind_column(self, commitment: Commitment) -> str:
        return kind_shown(commitment)

    @admin.display(description=_("actor"))
    def actor_column(self, commitment: Commitment) -> str:
        return commitment.actor.name if commitment.actor else commitment.actor_code

    @admin.display(description=_("amount"))
    def amount_column(self, commitment: Commitment) -> str:
        return amount_shown(commitment)

    @admin.display(description=_("subject areas"))
    def subjects_column(self, commitment: Commitment) -> str:
        return "、".join(area.label for area in commitment.subjects.all())

    @admin.display(description=_("opinion"))
    def opinion_column(self, commitment: Commitment) -> SafeString:
        return opinion_chip(commitment)

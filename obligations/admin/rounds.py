"""Rounds of review for staff: make one, see its coverage, close it, publish what it holds, export its picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from obligations.admin.round_forms import PublishForm, RoundForm
from obligations.admin.staff import StaffAdmin, is_staff, log_address, signed_in
from obligations.choices import ReviewState
from obligations.models import Assessment, Round
from obligations.querysets import has_role
from obligations.rounds.coverage import by_force
from obligations.rounds.export import as_csv
from obligations.rounds.reading import closing, opening
from obligations.services import rounds
from obligations.views.changes import changes_context
from obligations.views.rounds import heads, round_context

if TYPE_CHECKING:
    pass

OPENING = "opening"


@admin.register(Round)
class RoundAdmin(StaffAdmin):
    """Rounds: the list, and the pages on which reviewers and editors make, close and publish them."""

    list_display = ["name", "opens_on", "closes_on", "n_states", "n_obligations", "now_shown"]
    search_fields = ["name"]
    sortable_by = ["name", "opens_on", "closes_on"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may open a round; the page below calls the service."""
        return is_staff(request) and _may_write(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Round]:
        """With how much each covers."""
        counted = {"states_count": Count("states", distinct=True), "obligations_count": Count("obligations", distinct=True)}
        return super().get_queryset(request).annotate(**counted)

    def get_urls(self) -> list[Any]:
        """Also the pages of one round, and what changed between two days."""
        view = self.admin_site.admin_view
        return [
            path("changes/", view(self.changes_view), name="obligations_changes"),
            path("<int:pk>/edit/", view(self.edit_view), name="obligations_round_edit"),
            path("<int:pk>/close/", view(self.close_view), name="obligations_round_close"),
            path("<int:pk>/publish/", view(self.publish_view), name="obligations_round_publish"),
            path("<int:pk>/export/", view(self.export_view), name="obligations_round_export"),
            *super().get_urls(),
        ]

    # Columns of the list --------------------------------------------------------------------------------------------------
    @admin.display(description=gettext_lazy("States"))
    def n_states(self, row: Any) -> int:
        return int(row.states_count)

    @admin.display(description=gettext_lazy("obligations"))
    def n_obligations(self, row: Any) -> int:
        return int(row.obligations_count)

    @admin.display(description=gettext_lazy("now"))
    def now_shown(self, row: Round) -> str:
        if row.closed_at:
            return _("closed on %(day)s") % {"day": timezone.localdate(row.closed_at).isoformat()}
        return _("not yet open") if row.opens_on > timezone.localdate() else pgettext("of a round", "open")

    # Pages ------------------------------------------------------------------------------------------------------------------
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Make a round: first what it would cover, then the round."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._form(request, None)

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change a round before it opens."""
        row = self._row(request, pk)
        if not _may_write(request):
            raise PermissionDenied
        return self._form(request, row)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The page of one round: coverage, statuses, its seal, and what can be done."""
        row = self._row(request, unquote(object_id))
        at = timezone.now()
        context = {
            **round_context(row, request.user, at=at),
            "may_write": _may_write(request),
            "may_publish": has_role(request.user, "reviewer"),
            "opened": row.opens_on <= timezone.localdate(at),
            "log_address": log_address([row.slug]),
        }
        return self._answer(request, "page", row.name, row, context)

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the closing picture would hold; a POST closes."""
        row = self._row(request, pk)
        if not _may_write(request):
            raise PermissionDenied
        at = timezone.now()
        if request.method == "POST":
            try:
                rounds.close(round=row, by=signed_in(request), at=at)
            except ValidationError as refused:
                self.message_user(request, " ".join(refused.messages), messages.ERROR)
            else:
                self.message_user(request, _("The round is closed; its picture is sealed."), messages.SUCCESS)
            return HttpResponseRedirect(_page(row))
        context = {
            "by_force": by_force(closing(row, request.user, at=at)),
            "heads": heads(request.user),
            "under_way": _under_way(row),
            "on": timezone.localdate(at),
        }
        return self._answer(request, "close", _("Close the round"), row, context)

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose an audience, see what would be shown and what is left out and why; a POST publishes exactly what was seen."""
        row = self._row(request, pk)
        at, user = timezone.now(), signed_in(request)
        if not has_role(user, "reviewer"):
            raise PermissionDenied(_("Only reviewers publish."))
        form = PublishForm(request.POST or request.GET or None)
        seen = None
        if form.is_valid():
            chosen = {"round": row, "audience": form.cleaned_data["audience"], "by": user, "at": at}
            if request.method == "POST" and self._published(request, form, chosen):
                return HttpResponseRedirect(_page(row))
            seen = rounds.preview(**chosen)
        versions = ",".join(map(str, sorted(seen.versions))) if seen else ""
        context = {"form": form, "preview": seen, "versions": versions, "on": timezone.localdate(at), "told": True}
        return self._answer(request, "publish", _("Publish the round"), row, context)

    def export_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The picture as CSV: closing, or now; the opening one with ?at=opening."""
        row = self._row(request, pk)
        at, name = timezone.now(), "closing"
        if request.GET.get("at") == OPENING:
            picture, name = opening(row, request.user, at=at), OPENING
        else:
            picture = closing(row, request.user, at=at)
        filename = f"{row.slug}-{name}-{timezone.localdate(picture.moment).isoformat()}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
        return HttpResponse(as_csv(picture), content_type="text/csv; charset=utf-8", headers=headers)

    def changes_view(self, request: HttpRequest) -> HttpResponse:
        """What changed between two days, with names."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._answer(request, "changes", _("What changed between two days"), None, changes_context(request))

    # What the pages share -----------------------------------------------------------------------------------------------------
    def _row(self, request: HttpRequest, pk: int | str) -> Round:
        row = self.get_object(request, str(pk))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        return row

    def _form(self, request: HttpRequest, row: Round | None) -> HttpResponse:
        """The form; a first POST shows what the round would cover, a second one writes it."""
        at, user = timezone.now(), signed_in(request)
        form = RoundForm(request.POST or None, user=user, initial=RoundForm.initial_of(row) if row else None)
        covered: dict[str, Any] = {}
        if request.method == "POST" and form.is_valid():
            if request.POST.get("what") == "save" and (made := form.save(by=user, at=at, row=row)):
                self.message_user(request, _("Recorded: %(record)s.") % {"record": made.name}, messages.SUCCESS)
                return HttpResponseRedirect(_page(made))
            covered = {"states": form.chosen_states(), "obligations": form.chosen_obligations()}
        context = {"form": form, "covered": covered, "on": timezone.localdate(at)}
        return self._answer(request, "form", _("Change the round") if row else _("Make a round"), row, context)

    def _published(self, request: HttpRequest, form: PublishForm, chosen: dict[str, Any]) -> bool:
        try:
            n = rounds.publish_round(**chosen, versions=form.cleaned_data["versions"], reason=form.cleaned_data["reason"])
        except ValidationError as refused:
            form.add_error(None, refused)
            return False
        self.message_user(request, ngettext("%(n)s status was published.", "%(n)s statuses were published.", n) % {"n": n}, messages.SUCCESS)
        return True

    def _answer(self, request: HttpRequest, template: str, title: str, row: Round | None, context: dict[str, Any]) -> HttpResponse:
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media, "title": title, "round": row, "original": row}
        return TemplateResponse(request, f"admin/obligations/round/{template}.html", {**everywhere, **context})


def _under_way(row: Round) -> list[tuple[str, int]]:
    """How many versions in a round's cells are drafts, wait for review or were returned: they would not be in its closing picture."""
    cells = Assessment.objects.open().filter(obligation__in=row.obligations.values("pk"), actor__in=row.states.values("pk"))
    counts = dict(cells.order_by().values_list("state").annotate(n=Count("pk")))
    return [(str(state.label), counts[state]) for state in ReviewState if state in counts]


def _page(row: Round) -> str:
    return reverse("admin:obligations_round_change", args=[row.pk])


def _may_write(request: HttpRequest) -> bool:
    return not Round.objects.writable_by(request.user).query.is_empty()

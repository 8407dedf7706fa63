"""Due dates for staff: the list of what is due when, the page on which they record what is known of one day, and all such records."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.admin.staff import StaffAdmin, log_address, signed_in
from obligations.choices import DueVerdict
from obligations.dues.days import DueItem
from obligations.dues.filters import DeadlineFilter, chosen_days
from obligations.dues.reading import due_items, items_of, read_dues, readable_deadlines
from obligations.models import Deadline, DueRecord, Paragraph
from obligations.querysets import has_role
from obligations.services.deadlines import RECORDERS, record_due
from obligations.views.filtering import filtered

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PER_PAGE = 50
LIST, RECORD = "admin:obligations_deadline_changelist", "admin:obligations_deadline_record"


class DueForm(forms.Form):
    """What is known of one day of a paragraph."""

    verdict = forms.ChoiceField(label=gettext_lazy("What is known"), choices=DueVerdict.choices, widget=forms.RadioSelect)
    symbol = forms.CharField(
        required=False,
        max_length=60,
        label=gettext_lazy("Symbol of the document"),
        help_text=gettext_lazy("Such as S/2015/289. Needed for what was submitted."),
    )
    dated = forms.DateField(
        required=False,
        label=gettext_lazy("Date"),
        help_text=gettext_lazy("Of that document; for a day that was replaced, the day in its place."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        required=False,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed for what is discontinued or replaced, unless a document is named. Discontinued ends all later days too."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def save(self, *, paragraph: Paragraph, due_on: date, by: User, at: Any) -> DueRecord | None:
        """Record it. None where the service refused; the form then says why."""
        try:
            return record_due(paragraph=paragraph, due_on=due_on, by=by, at=at, **self.cleaned_data)
        except ValidationError as refused:
            self.add_error(None, refused)
        return None


@admin.register(Deadline)
class DeadlineAdmin(StaffAdmin):
    """Deadlines as what they ask for: the list shows days, and each day has a page on which staff record what is known of it."""

    def get_urls(self) -> list[Any]:
        own: list[URLPattern] = [
            path("record/<slug:paragraph>/<str:day>/", self.admin_site.admin_view(self.record_view), name="obligations_deadline_record")
        ]
        return [*own, *super().get_urls()]

    def log_keys(self, obj: Deadline) -> list[str]:
        return [obj.text.paragraph.slug]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """What is due when, in the order of the public page, each day with a link to its page here."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        on = timezone.localdate()
        found = filtered(request, DeadlineFilter, readable_deadlines(request.user))
        days = chosen_days(read_dues(request.user, found.rows), found.form.cleaned_data, on=on)
        page = Paginator(days.in_reading_order(on), PER_PAGE).get_page(request.GET.get("page"))
        page.object_list = items_of(page.object_list, request.user)
        context = {"title": _("Due dates"), "found": found, "page": page, "on": on, "may_record": has_role(request.user, *RECORDERS)}
        return self._answer(request, "list", {**context, **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A deadline has no page of its own: the list shows its days."""
        deadline = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, deadline):
            raise PermissionDenied
        if deadline is None:
            raise Http404
        return HttpResponseRedirect(f"{reverse(LIST)}?{urlencode({'document': deadline.text.paragraph.document.slug})}")

    def record_view(self, request: HttpRequest, paragraph: str, day: str) -> HttpResponse:
        """One day of a paragraph: what it is due by, what was recorded, and the form to record more."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        visible = Paragraph.objects.visible_to(request.user).select_related("document", "current")
        row = get_object_or_404(visible, slug=paragraph)
        at = timezone.now()
        due_on = _day(day)
        items = _items(row, due_on, request.user)
        form = DueForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            made = form.save(paragraph=row, due_on=due_on, by=signed_in(request), at=at)
            if made is not None:
                self.message_user(request, _("Recorded: %(record)s.") % {"record": made.get_verdict_display()}, messages.SUCCESS)
                return HttpResponseRedirect(request.path)
        records = DueRecord.objects.filter(paragraph=row, due_on=due_on).select_related("by").order_by("-pk")
        context = {
            "title": f"{row} · {due_on.isoformat()}",
            "paragraph": row,
            "due_on": due_on,
            "items": items,
            "records": records,
            "form": form,
            "may_record": has_role(request.user, *RECORDERS) and any(not item.ends for item in items),
            "log_address": log_address([row.slug]),
            "on": timezone.localdate(at),
        }
        return self._answer(request, "record", context)

    def _answer(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        return TemplateResponse(request, f"admin/obligations/deadline/{template}.html", {**everywhere, **context})


@admin.register(DueRecord)
class DueRecordAdmin(StaffAdmin):
    """All that was recorded about days, to read; also about days that a later edition no longer sets."""

    list_display = ["paragraph", "due_on", "verdict", "symbol", "dated", "reason", "by", "at"]
    list_filter = ["verdict", ("by", admin.RelatedOnlyFieldListFilter), "due_on"]
    list_select_related = ["paragraph__document", "by"]
    ordering = ["-pk"]
    search_fields = ["symbol", "paragraph__document__symbol"]
    search_help_text = gettext_lazy("Symbol of the document that asks, or of the one recorded")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, with the day it shows."""
        return super().changelist_view(request, {**(extra_context or {}), "on": timezone.localdate()})

    def log_keys(self, obj: DueRecord) -> list[str]:
        return [obj.paragraph.slug]


def _items(paragraph: Paragraph, day: date, user: Any) -> list[DueItem]:
    """The due items of a paragraph on one day."""
    mine = readable_deadlines(user).filter(text__paragraph=paragraph)
    return [item for item in due_items(on=timezone.localdate(), until=day, user=user, deadlines=mine) if item.due_on == day]


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Http404 from error

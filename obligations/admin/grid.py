"""The grid of one obligation: read it, type into it, paste into it, write the same into many cells; always previewed, then one batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Media
from django.forms.widgets import Script
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from obligations.admin.grid_bulk import BRANCH, STATUS, ReachPlan, chosen_actors, plan_same, unsealed_reach
from obligations.admin.grid_entries import Lookup, read_block
from obligations.admin.grid_page import GridPage
from obligations.admin.grid_plan import Plan, plan_entries, unsealed
from obligations.admin.staff import signed_in
from obligations.choices import BatchKind
from obligations.models import Batch, Obligation
from obligations.views.chosen_day import chosen_day

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User

NAME = "obligations_grid"
MEDIA = Media(js=[Script("obligations/grid.js", defer=True)], css={"all": ["obligations/grid.css"]})  # type: ignore[list-item]
NOT_TYPED = ("csrfmiddlewaretoken", "do", "plan")
KEYS = [
    ("↑ ↓ ← →", lambda: _("move between cells")),
    ("Enter", lambda: _("edit the cell; in a field: done, and one row down")),
    ("1–6", lambda: _("set the status")),
    ("Esc", lambda: _("back from a field to its cell")),
    ("s", lambda: _("save this row")),
    ("Ctrl+Enter", lambda: _("preview all changed rows")),
    ("Ctrl+V", lambda: _("paste a block copied from a spreadsheet")),
]


def grid_urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The address of the grid, for the admin of obligations."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return GridView(model_admin, request, pk).answer()

    return [path("<int:pk>/grid/", model_admin.admin_site.admin_view(view), name=NAME)]


class GridView:
    """One request to a grid."""

    def __init__(self, model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> None:
        self.admin, self.request, self.user = model_admin, request, signed_in(request)
        if not model_admin.has_view_permission(request):
            raise PermissionDenied
        self.at: datetime = timezone.localtime()
        obligation = Obligation.objects.visible_to(self.user).select_related("paragraph__document", "paragraph__parent", "verb", "text").filter(pk=pk)
        found = obligation.first()
        if found is None:
            raise Http404
        self.day = chosen_day(request, today=self.at.date())
        data = request.POST if request.method == "POST" else None
        self.page = GridPage(found, user=self.user, at=self.at, query=request.GET, day=self.day, data=data)
        self.submit = request.POST.get("as") != "draft"

    def answer(self) -> HttpResponse:
        """Show the grid; a POST says in `do` what is asked for."""
        if self.request.method != "POST":
            return self.show()
        if self.day.past:
            raise PermissionDenied(_("A past day is only shown. Go back to today to record something."))
        what, _colon, code = self.request.POST.get("do", "").partition(":")
        ways = {"preview": self.preview_typed, "paste": self.preview_pasted, "bulk": self.preview_bulk, "write": self.write}
        try:
            if what == "save":
                return self.save(code)
            return ways[what]() if what in ways else self.show()
        except ValidationError as refused:
            messages.error(self.request, " ".join(refused.messages))
            return self.show()

    def show(self) -> HttpResponse:
        context = {**self.page.context(), "keys": [(key, said()) for key, said in KEYS]}
        return self._template("grid", {"title": self.page.obligation.key, "media": self.admin.media + MEDIA, **context})

    def save(self, code: str) -> HttpResponse:
        """One row. A script asks for the row alone; without one the page is shown again, with what was typed elsewhere."""
        made = self.page.save_one(code, submit=self.submit)
        alone = self.request.headers.get("X-Grid-Row") == "1"
        if made is not None:
            data = self.request.POST.copy()
            for name in [name for name in data if name.startswith(f"{code}.")]:
                del data[name]
            self.page = GridPage(self.page.obligation, user=self.user, at=self.at, query=self.request.GET, day=self.day, data=data)
            said = _("%(actor)s: version %(n)s, %(state)s.") % {"actor": made.actor, "n": made.version, "state": made.get_state_display()}
            if not alone:
                messages.success(self.request, said)
        if not alone:
            return self.show()
        row = self.page.row(next(cell for cell in self.page.cells if cell.actor.code == code))
        row.said = said if made is not None else ""
        row.is_typed = made is None
        context = {"row": row, "may_record": True, "statuses": self.page.context()["statuses"]}
        return TemplateResponse(self.request, "admin/obligations/grid_row.html", context)

    # Previews --------------------------------------------------------------------------------------------------------
    def preview_typed(self) -> HttpResponse:
        """What was typed into rows."""
        entries = self.page.changed()
        plan = Plan(BatchKind.BULK, _("Typed into the grid · %(key)s") % {"key": self.page.obligation.key}, self.submit)
        lookup = Lookup(entries, user=self.user, on=self.page.on)
        return self.preview(plan_entries(plan, entries, self.page.cells, lookup=lookup, keep_blank=False, as_of=self.page.on))

    def preview_pasted(self) -> HttpResponse:
        """A block of a spreadsheet."""
        entries = read_block(self.request.POST.get("paste", ""))
        lookup = Lookup(entries, user=self.user, on=self.page.on)
        typed = self.request.POST.get("paste_as_of", "")
        as_of = lookup.day(typed) if typed.strip() else self.page.on
        plan = Plan(BatchKind.PASTE, _("Pasted block · %(key)s") % {"key": self.page.obligation.key}, self.submit)
        return self.preview(plan_entries(plan, entries, self.page.cells, lookup=lookup, keep_blank=True, as_of=as_of))

    def preview_bulk(self) -> HttpResponse:
        """The same for many cells."""
        form = self.page.bulk_form
        if not form.is_valid():
            return self.show()
        said: dict[str, Any] = form.cleaned_data
        actors = chosen_actors(said, self.request.POST.getlist("chosen"), self.page.listed_actors, self.page.everybody)
        wanted = {actor.pk for actor in actors}
        cells = self.page.branch_cells if said["where"] == BRANCH or self.page.is_chapeau else self.page.cells
        rows = [cell for cell in cells if cell.actor.pk in wanted]
        if not rows:
            raise ValidationError(_("Tick at least one State, or choose a group."))
        if said["what"] == STATUS:
            return self.preview(plan_same(said, rows, user=self.user, on=self.page.on, submit=self.submit))
        return self.preview(ReachPlan.of(said["what"], said["bulk_summary"], rows))

    def preview(self, plan: Plan | ReachPlan) -> HttpResponse:
        """Before and after, row by row, with what is refused and why."""
        if not plan.rows:
            raise ValidationError(_("There is nothing to write. Type something, paste a block, or tick States."))
        return self._preview(plan.check(by=self.user, at=self.at))

    def _preview(self, plan: Plan | ReachPlan) -> HttpResponse:
        context = preview_context(plan, self.request.POST, by=self.user)
        context |= {"title": _("Preview"), "obligation": self.page.obligation, "media": self.admin.media + MEDIA, "on": self.page.on}
        return self._template("grid_preview", context)

    def write(self) -> HttpResponse:
        """Write what was previewed, as one batch."""
        plan = read_plan(self.request.POST.get("plan", ""), by=self.user, on=self.page.on)
        try:
            batch = plan.write(by=self.user, at=self.at)
        except ValidationError as refused:
            messages.error(self.request, " ".join(refused.messages))
            return self._preview(plan)
        messages.success(self.request, written(batch))
        return HttpResponseRedirect(self.request.get_full_path())

    def _template(self, name: str, context: dict[str, Any]) -> HttpResponse:
        everywhere = {**self.admin.admin_site.each_context(self.request), "opts": self.admin.opts, "here": self.request.get_full_path()}
        return TemplateResponse(self.request, f"admin/obligations/{name}.html", {**everywhere, **context})


def preview_context(plan: Plan | ReachPlan, data: QueryDict, *, by: User) -> dict[str, Any]:
    """What a preview shows; what was typed travels along, so that it can be corrected."""
    typed = [(name, value) for name, values in data.lists() if name not in NOT_TYPED for value in values]
    many = len({row.row.obligation.pk for row in plan.rows if row.row is not None}) > 1
    return {"plan": plan, "sealed": plan.sealed(by), "typed": typed, "many": many, "is_reach": isinstance(plan, ReachPlan)}


def read_plan(sealed: str, *, by: User, on: Any) -> Plan | ReachPlan:
    """The plan that travelled with a preview."""
    return unsealed_reach(sealed, by=by, on=on) or unsealed(sealed, by=by, on=on)


def written(batch: Batch) -> str:
    """The message after a batch, with the way to undo it."""
    address = reverse("admin:obligations_batch_undo", args=[batch.pk])
    return format_html('{} <a href="{}">{}</a>', _("%(n)s cells written as one batch.") % {"n": batch.size}, address, _("Undo"))

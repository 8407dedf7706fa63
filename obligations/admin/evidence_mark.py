"""Many cells from one piece of evidence: a State's obligations beside the report, each marked with status, place and one line, then one batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.forms import Media
from django.forms.widgets import Script
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from obligations.admin.grid import preview_context, read_plan, written
from obligations.admin.grid_entries import Entry, Lookup, proof_text
from obligations.admin.grid_plan import Plan, Planned, before_of, seen_in
from obligations.admin.staff import signed_in
from obligations.cells import CellRow, cells_of_actor, obligations_in_force
from obligations.choices import BatchKind, Status
from obligations.models import Actor, Document, Evidence, Obligation, ParagraphSubject, SubjectArea
from obligations.querysets import has_role
from obligations.searching import normalise
from obligations.services.assessments import ASSESSED_KINDS, Content, Proof

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NAME, PER_PAGE = "obligations_evidence_mark", 100
FIELDS = ("status", "place", "line", "based_on")
MEDIA = Media(js=[Script("obligations/grid_mark.js", defer=True)], css={"all": ["obligations/grid.css"]})  # type: ignore[list-item]
KEYS = [
    ("j k ↑ ↓", lambda: _("next or last obligation")),
    ("1–6", lambda: _("set the status, and on to the place")),
    ("Enter", lambda: _("on: from the place to the line, from the line to the next obligation")),
    (".", lambda: _("the same as in the row marked last: status, place and line")),
    ("0", lambda: _("empty the row")),
    ("Esc", lambda: _("back from a field to its row")),
    ("Ctrl+Enter", lambda: _("preview what is marked")),
]


def mark_urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The address of the page, for the admin of evidence."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return MarkView(model_admin, request, pk).answer()

    return [path("<int:pk>/mark/", model_admin.admin_site.admin_view(view), name=NAME)]


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One obligation of the State, with what was typed about it."""

    cell: CellRow
    entry: Entry

    @property
    def stands(self) -> str:
        """The status that stands."""
        version = self.cell.newest
        return version.get_status_display() if version else ""

    @property
    def stands_on(self) -> str:
        """The evidence that stands."""
        return proof_text(before_of(self.cell))


class MarkPage:
    """The State's obligations that the filters leave, and what was typed about them; fields are `<obligation>.status`, `.place`, `.line`."""

    def __init__(self, evidence: Evidence, *, user: User, at: datetime, query: Mapping[str, str], data: QueryDict | None = None) -> None:
        self.evidence, self.user, self.at, self.on = evidence, user, at, at.date()
        self.query = {name: query.get(name, "").replace("\x00", "") for name in ("actor", "document", "subject", "q", "page")}
        self.data = data or QueryDict()

    @cached_property
    def actors(self) -> list[Actor]:
        """Whom it can be about: those it names first."""
        named = [*([self.evidence.issuer] if self.evidence.issuer else []), *self.evidence.actors.all()]
        return list(dict.fromkeys(actor for actor in named if actor.kind in ASSESSED_KINDS))

    @cached_property
    def actor(self) -> Actor | None:
        """The State that is asked for, else the first one that the evidence names."""
        if self.query["actor"]:
            return Actor.objects.filter(code=self.query["actor"], kind__in=ASSESSED_KINDS).first()
        return self.actors[0] if self.actors else None

    @cached_property
    def cells(self) -> list[CellRow]:
        """What the filters leave; what was typed elsewhere stays in."""
        if self.actor is None:
            return []
        wanted = Obligation.objects.filter(self._filter() | Q(pk__in=list(self.typed)))
        return cells_of_actor(self.actor, user=self.user, on=self.on, obligations=wanted, with_evidence=True)

    @property
    def may_record(self) -> bool:
        """For analysts, and with the revision in use."""
        return has_role(self.user, "analyst") and self.evidence.withdrawn_at is None and getattr(self.evidence, "revised_by", None) is None

    def _filter(self) -> Q:
        found = ~Q(pk__in=[])
        if self.query["document"]:
            found &= Q(paragraph__document__slug=self.query["document"])
        if self.query["subject"]:
            found &= Q(Exists(ParagraphSubject.objects.filter(paragraph=OuterRef("paragraph"), subject__code=self.query["subject"])))
        for word in map(normalise, self.query["q"].split()):
            found &= Q(text__search__contains=word) | Q(key__icontains=word)
        return found

    @cached_property
    def typed(self) -> dict[int, Entry]:
        """What was typed, by the obligation's primary key; rows that nobody touched are left out."""
        found = {}
        for name in self.data:
            key, _dot, part = name.partition(".")
            if part == "status" and key.isascii() and key.isdigit() and len(key) < 18:
                status, place, line, seen = (self.data.get(f"{key}.{each}", "").replace("\x00", "").strip() for each in FIELDS)
                if status or place or line:
                    found[int(key)] = Entry("", status, line, place, based_on=seen)
        return found

    @property
    def as_of(self) -> str:
        """The day for all rows: as typed, else that of the evidence."""
        day = self.evidence.published_on or self.on
        return self.data.get("as_of", min(day, self.on).isoformat())

    def plan(self, *, submit: bool) -> Plan:
        """What was typed, as versions: added to the evidence that stands in each cell."""
        assert self.actor is not None  # noqa: S101  (without one there are no rows; for the type checker)
        plan = Plan(BatchKind.EVIDENCE, f"{self.evidence.slug} {self.evidence.title[:200]} · {self.actor}", submit)
        lookup = Lookup([], user=self.user, on=self.on)
        day = lookup.day(self.as_of)
        cells = {cell.obligation.pk: cell for cell in self.cells}
        for key, entry in self.typed.items():
            cell = cells.get(key)
            planned = Planned(str(self.actor), cell, before_of(cell), based_on=seen_in(entry, cell) if cell else None)
            plan.rows.append(planned)
            try:
                planned.after = self._content(planned.before, replace(entry, status=lookup.status(entry.status)), day)
            except ValidationError as refused:
                planned.why = " ".join(refused.messages)
            if cell is None:
                planned.why = _("This cell is no longer there: the obligation is not in force, or no longer addressed to this State.")
        return plan

    def _content(self, before: Content | None, entry: Entry, day: date) -> Content:
        start = before or Content("", "", day)
        proof = Proof(self.evidence, entry.proof)
        others = tuple(each for each in start.proofs if (each.evidence.pk, each.locator) != (self.evidence.pk, entry.proof))
        return replace(start, status=entry.status or start.status, summary=entry.summary or start.summary, as_of=day, proofs=(*others, proof))

    def context(self) -> dict[str, Any]:
        """Everything the template shows."""
        page = Paginator(self.cells, PER_PAGE).get_page(self.query["page"])
        hidden = [cell for cell in self.cells if cell.obligation.pk in self.typed and cell not in list(page)]
        rows = [MarkRow(cell, self.typed.get(cell.obligation.pk) or Entry("", based_on=_based_on(cell))) for cell in [*page, *hidden]]
        reaching = obligations_in_force(self.user, self.on)
        reaching = reaching.applies_to(self.actor) if self.actor else reaching.none()
        return {
            "evidence": self.evidence,
            "mark": self,
            "rows": rows,
            "page": page,
            "everybody": Actor.objects.filter(kind__in=ASSESSED_KINDS),
            "documents": Document.objects.filter(Exists(reaching.filter(paragraph__document=OuterRef("pk")))),
            "areas": SubjectArea.objects.all(),
            "statuses": [(n, value, label) for n, (value, label) in enumerate(Status.choices, start=1)],
            "keys": [(key, said()) for key, said in KEYS],
            "newer": getattr(self.evidence, "revised_by", None),
            "may_record": self.may_record,
            "as_draft": self.data.get("as") == "draft",
            "on": self.on,
        }


def _based_on(cell: CellRow) -> str:
    return str(cell.standing.pk) if cell.standing else ""


class MarkView:
    """One request to the page."""

    def __init__(self, model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> None:
        self.admin, self.request, self.user, self.at = model_admin, request, signed_in(request), timezone.localtime()
        if not model_admin.has_view_permission(request):
            raise PermissionDenied
        evidence = Evidence.objects.visible_to(self.user).select_related("issuer", "document", "speech", "revised_by").filter(pk=pk).first()
        if evidence is None:
            raise Http404
        self.page = MarkPage(evidence, user=self.user, at=self.at, query=request.GET, data=request.POST if request.method == "POST" else None)

    def answer(self) -> HttpResponse:
        """Show the page; a POST previews what was marked, writes what was previewed, or goes back to correct it."""
        what = self.request.POST.get("do", "") if self.request.method == "POST" else ""
        try:
            if what == "preview":
                return self._preview()
            if what == "write":
                return self._write()
        except ValidationError as refused:
            messages.error(self.request, " ".join(refused.messages))
        return self._template("mark", {"title": self.page.evidence.title, **self.page.context()})

    def _preview(self) -> HttpResponse:
        if not self.page.may_record:
            raise PermissionDenied
        if not self.page.typed or self.page.actor is None:
            raise ValidationError(_("There is nothing to write yet. Mark at least one obligation."))
        plan = self.page.plan(submit=self.request.POST.get("as") != "draft").check(by=self.user, at=self.at)
        return self._shown(plan)

    def _shown(self, plan: Any) -> HttpResponse:
        context = preview_context(plan, self.request.POST, by=self.user) | {"title": _("Preview"), "evidence": self.page.evidence, "many": True}
        return self._template("grid_preview", {**context, "on": self.page.on})

    def _write(self) -> HttpResponse:
        plan = read_plan(self.request.POST.get("plan", ""), by=self.user, on=self.page.on)
        try:
            batch = plan.write(by=self.user, at=self.at)
        except ValidationError as refused:
            messages.error(self.request, " ".join(refused.messages))
            return self._shown(plan)
        messages.success(self.request, written(batch))
        return HttpResponseRedirect(self.request.get_full_path())

    def _template(self, name: str, context: dict[str, Any]) -> HttpResponse:
        everywhere = {**self.admin.admin_site.each_context(self.request), "opts": self.admin.opts, "here": self.request.get_full_path()}
        return TemplateResponse(self.request, f"admin/obligations/{name}.html", {**everywhere, "media": self.admin.media + MEDIA, **context})

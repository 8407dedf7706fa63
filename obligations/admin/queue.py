"""The review queue: one paragraph after the other, each label to accept, change or reject; the next paragraph comes by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.forms.widgets import Script
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from obligations.admin.labels import text_only_addressees
from obligations.admin.queue_labels import ParagraphLabels
from obligations.admin.queue_sheet import Sheet
from obligations.admin.staff import signed_in
from obligations.choices import Force
from obligations.desk.queue import Cause, Filters, next_after, paragraphs, place_of, progress
from obligations.models import Actor, Document, Paragraph, SubjectArea, Verb

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NAME = "obligations_obligation_queue"
MEDIA = Media(js=[Script("obligations/queue.js", defer=True)], css={"all": ["obligations/queue.css"]})  # type: ignore[list-item]
KEYS = [  # each key and what it does: shown as help; the script knows the keys by themselves
    ("j ↓", lambda: _("next label")),
    ("k ↑", lambda: _("label before")),
    ("a", lambda: _("accept; once more takes it back")),
    ("r", lambda: _("reject; once more takes it back")),
    ("c", lambda: _("change: opens the list")),
    ("w", lambda: _("why: words, rule and lexicon of the label")),
    ("+", lambda: _("add an addressee or a subject area")),
    ("Enter", lambda: _("accept what is left, and on to the next paragraph")),
    ("s", lambda: _("skip the paragraph")),
    ("Esc", lambda: _("back from a field to its label")),
    ("?", lambda: _("show or hide this help")),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address of the queue asks for: filters, the place after which to go on, or one paragraph."""

    filters: Filters
    after: str = ""
    paragraph: str = ""

    def address(self, **places: str) -> str:
        """The queue with the same filters, at another place."""
        pairs = [*self.filters.pairs(), *((name, value) for name, value in places.items() if value)]
        return reverse(f"admin:{NAME}") + (f"?{urlencode(pairs)}" if pairs else "")


def asked_by(query: QueryDict) -> Asked:
    """Read an address; what is unknown there is left out."""
    given = {name: query.get(name, "").replace("\x00", "") for name in ("document", "force", "subject", "after", "paragraph")}
    force = given["force"] if given["force"] in Force.values else ""
    return Asked(Filters(given["document"], force, given["subject"]), given["after"], given["paragraph"])


def queue_urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The address of the queue, for the admin of obligations."""

    def view(request: HttpRequest) -> HttpResponse:
        return queue_view(model_admin, request)

    return [path("queue/", model_admin.admin_site.admin_view(view), name=NAME)]


def queue_view(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the next paragraph; a POST records what was decided about one and leads to the next."""
    user = signed_in(request)
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    asked = asked_by(request.GET)
    rows = paragraphs(user, asked.filters)
    paragraph = _paragraph(user, request.POST.get("paragraph", "") if request.method == "POST" else asked.paragraph)
    if request.method == "POST" and paragraph is None:
        raise Http404
    if request.method != "POST":
        paragraph = paragraph or next_after(rows, asked.after)
    sheet = Sheet(ParagraphLabels(paragraph, user=user), data=request.POST if request.method == "POST" else None) if paragraph else None
    if request.method == "POST" and sheet is not None and paragraph is not None:
        place = place_of(paragraph)  # where it stood before anything was decided
        made = sheet.save(accept_rest=request.POST.get("do") != "save", by=user, at=timezone.now())
        if made is not None:
            messages.success(request, _("%(paragraph)s: %(n)s labels decided.") % {"paragraph": paragraph, "n": made})
            return HttpResponseRedirect(asked.address(after=place))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Review queue"),
        "opts": model_admin.opts,
        "media": model_admin.media + MEDIA,
        **_shown(asked, rows, paragraph, sheet),
    }
    return TemplateResponse(request, "admin/obligations/obligation/queue.html", context)


def _shown(asked: Asked, rows: Any, paragraph: Any, sheet: Sheet | None) -> dict[str, Any]:
    """What the template draws."""
    found = progress(rows)
    context: dict[str, Any] = {
        "asked": asked,
        "progress": found,
        "documents": Document.objects.filter(paragraphs__obligations__isnull=False).distinct(),
        "forces": Force.choices,
        "areas": list(SubjectArea.objects.all()),
        "keys": [(key, said()) for key, said in KEYS],
        "here": asked.address(after=asked.after, paragraph=asked.paragraph),
        "before": asked.address(paragraph=asked.after.partition(".")[2]) if asked.after else "",
    }
    if paragraph is None or sheet is None:
        return context
    return {
        **context,
        "paragraph": paragraph,
        "document": paragraph.document,
        "sheet": sheet,
        "cause": Cause(paragraph.cause),
        "skip": asked.address(after=place_of(paragraph)),
        "verbs": [(verb.verb, verb.code, verb.label_en) for verb in Verb.objects.all()],
        "actors": [(actor.name, actor.code) for actor in Actor.objects.all()] + [(name, code) for code, name in text_only_addressees().items()],
    }


def _paragraph(user: User, slug: str) -> Paragraph | None:
    """One paragraph with its cause, whatever the filters."""
    if not slug:
        return None
    rows = paragraphs(user, Filters()).select_related("document", "current", "parent__current")
    return rows.filter(slug=slug.replace("\x00", "")).first()

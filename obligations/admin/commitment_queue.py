"""The queue of suggested commitments: one after the other, the sentence marked in its speech; accept or reject, and the next comes by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.forms import Media
from django.forms.widgets import Script
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from obligations.admin.commitment_filters import actors, areas, records, with_subject
from obligations.admin.commitment_forms import DecideForm
from obligations.admin.commitment_page import speech_context
from obligations.admin.staff import signed_in
from obligations.choices import CommitmentKind, Opinion, Presence
from obligations.models import Commitment

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NAME = "obligations_commitment_queue"
FILTERS = ("document", "kind", "actor", "subject")
SCRIPTS: list[Any] = [Script("obligations/commitments.js", defer=True)]
KEYS = [  # each key and what it does: shown as help; the script knows the keys by themselves
    ("a", lambda: _("accept, and on to the next")),
    ("r", lambda: _("reject, and on to the next")),
    ("s", lambda: _("skip")),
    ("c", lambda: _("write a reason")),
    ("Esc", lambda: _("back from the reason")),
    ("?", lambda: _("show or hide this help")),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address of the queue asks for: filters, and the commitment after which to go on, or one to show."""

    filters: tuple[tuple[str, str], ...] = ()
    after: str = ""
    commitment: str = ""

    def address(self, **places: str) -> str:
        """The queue with the same filters, at another place."""
        pairs = [*self.filters, *((name, value) for name, value in places.items() if value)]
        return reverse(f"admin:{NAME}") + (f"?{urlencode(pairs)}" if pairs else "")

    @property
    def chosen(self) -> dict[str, str]:
        return dict(self.filters)


def asked_by(query: QueryDict) -> Asked:
    """Read an address; what is unknown there is left out."""
    given = {name: query.get(name, "").replace("\x00", "") for name in (*FILTERS, "after", "commitment")}
    if given["kind"] not in CommitmentKind.values:
        given["kind"] = ""
    return Asked(tuple((name, given[name]) for name in FILTERS if given[name]), given["after"], given["commitment"])


def rows_for(user: User, asked: Asked) -> QuerySet[Commitment]:
    """The commitments that fit the filters, those decided included, in the order of the queue: newest meeting first, then as they were spoken."""
    chosen = asked.chosen
    exact = {"document": "document__slug", "kind": "kind", "actor": "actor__code"}
    rows: QuerySet[Commitment] = Commitment.objects.visible_to(user).filter(presence=Presence.FOUND)
    rows = rows.filter(**{exact[name]: value for name, value in asked.filters if name in exact})
    if "subject" in chosen:
        rows = with_subject(rows, chosen["subject"])
    rows = rows.select_related("document__record", "speech", "actor").prefetch_related("subjects")
    day: Any = Coalesce(F("document__adopted_on"), Value(date.min))
    return rows.annotate(day=day).order_by("-day", "document__symbol", "speech__order", "start", "pk")


def next_after(rows: QuerySet[Commitment], slug: str) -> Commitment | None:
    """The first that waits after a commitment; after the last one the queue begins anew. None where nobody is needed."""
    waiting = rows.filter(opinion=Opinion.SUGGESTED)
    left = Commitment.objects.select_related("document", "speech").filter(slug=slug).first() if slug else None
    if left is None:
        return waiting.first()
    day, symbol, order = left.document.adopted_on or date.min, left.document.symbol, left.speech.order
    in_speech = Q(speech__order__gt=order) | Q(speech__order=order, start__gt=left.start) | Q(speech__order=order, start=left.start, pk__gt=left.pk)
    later = Q(day__lt=day) | Q(day=day) & (Q(document__symbol__gt=symbol) | Q(document__symbol=symbol) & in_speech)
    return waiting.filter(later).first() or waiting.exclude(pk=left.pk).first() or waiting.first()


def queue_urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The address of the queue, for the admin of commitments."""

    def view(request: HttpRequest) -> HttpResponse:
        return queue_view(model_admin, request)

    return [path("queue/", model_admin.admin_site.admin_view(view), name=NAME)]


def queue_view(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the next suggested commitment; a POST records what was decided about one and leads to the next."""
    user = signed_in(request)
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    asked = asked_by(request.GET)
    rows = rows_for(user, asked)
    form = None
    if request.method == "POST":
        commitment = rows_for(user, Asked()).filter(slug=request.POST.get("commitment", "").replace("\x00", "")).first()
        if commitment is None:
            raise Http404
        form = DecideForm(request.POST, commitment=commitment)
        if _decided(request, form, user):
            return HttpResponseRedirect(asked.address(after=commitment.slug))
    else:
        named = rows_for(user, Asked()).filter(slug=asked.commitment, opinion=Opinion.SUGGESTED).first() if asked.commitment else None
        commitment = named or next_after(rows, asked.after)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Suggested commitments"),
        "opts": model_admin.opts,
        "media": model_admin.media + Media(js=SCRIPTS, css={"all": ["obligations/queue.css"]}),
        **_shown(asked, rows, commitment, form, user),
    }
    return TemplateResponse(request, "admin/obligations/commitment/queue.html", context)


def _decided(request: HttpRequest, form: DecideForm, user: User) -> bool:
    """Whether the queue goes on: the decision was recorded, or somebody else had recorded one."""
    commitment = form.commitment
    page = reverse("admin:obligations_commitment_change", args=[commitment.pk])
    if commitment.opinion != Opinion.SUGGESTED:
        text = _("Somebody has decided on {} in the meantime: {}.")
        messages.warning(request, format_html(text, _link(page, commitment.key), commitment.get_opinion_display()))
        return True
    opinion = form.save(by=user, at=timezone.now()) if form.is_valid() else None
    if opinion is None:
        return False
    messages.success(request, format_html("{}: {}", _link(page, commitment.key), opinion.label))
    return True


def _link(address: str, text: str) -> str:
    return format_html('<a href="{}">{}</a>', address, text)


def _shown(asked: Asked, rows: QuerySet[Commitment], commitment: Commitment | None, form: DecideForm | None, user: User) -> dict[str, Any]:
    """What the template draws."""
    counts = dict(rows.order_by().values_list("opinion").annotate(n=Count("pk")))
    total = sum(counts.values())
    context: dict[str, Any] = {
        "asked": asked,
        "total": total,
        "done": total - counts.get(Opinion.SUGGESTED, 0),
        "choices": [
            ("document", _("document"), records(user)),
            ("kind", _("kind"), CommitmentKind.choices),
            ("actor", _("actor"), actors()),
            ("subject", _("subject area"), areas()),
        ],
        "keys": [(key, said()) for key, said in KEYS],
        "here": asked.address(after=asked.after, commitment=asked.commitment),
        "before": asked.after,
    }
    if commitment is None:
        return context
    return {
        **context,
        "commitment": commitment,
        "document": commitment.document,
        "form": form or DecideForm(commitment=commitment),
        "skip": asked.address(after=commitment.slug),
        **speech_context(commitment, user=user),
    }

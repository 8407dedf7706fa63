"""Comments of staff: threads on the pages they are about, and a list of those that wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from obligations.admin import keeping
from obligations.admin.staff import StaffAdmin, is_staff, signed_in
from obligations.models import Actor, Assessment, Comment, Commitment, Obligation
from obligations.services import comments

ABOUT: dict[str, type[Model]] = {"obligation": Obligation, "actor": Actor, "assessment": Assessment, "commitment": Commitment}


@admin.register(Comment)
class CommentAdmin(StaffAdmin):
    """All comments, the open threads first; they are written on the pages they are about."""

    list_display = ["start", "about", "author", "at", "resolved_by"]
    list_filter = [("resolved_at", admin.EmptyFieldListFilter), ("author", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["obligation", "commitment", "actor", "author", "resolved_by"]
    ordering = ["-pk"]
    search_fields = ["text", "obligation__key", "commitment__key"]
    search_help_text = gettext_lazy("Words of the comment, or the key of what it is about")

    def get_urls(self) -> list[Any]:
        closed: Callable[..., Any] = self.admin_site.admin_view
        own: list[URLPattern] = [
            path("say/", closed(require_POST(self.say)), name="obligations_comment_say"),
            path("<int:pk>/answer/", closed(require_POST(self.answer)), name="obligations_comment_answer"),
            path("<int:pk>/resolve/", closed(require_POST(self.resolve)), name="obligations_comment_resolve"),
        ]
        return [*own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        """Threads by their first comment."""
        return super().get_queryset(request).filter(parent__isnull=True)

    def log_keys(self, obj: Comment) -> list[str]:
        return [comments.key_of(obj)]

    @admin.display(description=gettext_lazy("comment"))
    def start(self, row: Comment) -> str:
        return Truncator(row.text).chars(60)

    @admin.display(description=gettext_lazy("about"))
    def about(self, row: Comment) -> str:
        return f"{row.obligation or row.commitment}{f' · {row.actor}' if row.actor else ''}"

    def say(self, request: HttpRequest) -> HttpResponse:
        """Begin a thread on what the form names."""
        self._check(request)
        about = {name: get_object_or_404(model, pk=key) for name, model in ABOUT.items() if (key := _key(request.POST.get(name, "")))}
        return self._do(request, lambda: comments.say(text=request.POST.get("text", ""), by=signed_in(request), at=timezone.now(), **about))  # type: ignore[arg-type]

    def answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer in a thread."""
        self._check(request)
        row = get_object_or_404(Comment, pk=pk)
        return self._do(request, lambda: comments.answer(comment=row, text=request.POST.get("text", ""), by=signed_in(request), at=timezone.now()))

    def resolve(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Settle a thread."""
        self._check(request)
        row = get_object_or_404(Comment, pk=pk)
        return self._do(request, lambda: comments.resolve(comment=row, by=signed_in(request), at=timezone.now()))

    def _check(self, request: HttpRequest) -> None:
        if not is_staff(request):
            raise PermissionDenied

    def _do(self, request: HttpRequest, work: Callable[[], object]) -> HttpResponse:
        """Do it, say how it went, and go back to where the person came from."""
        back = request.POST.get("next", "")
        here = {request.get_host()}
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts=here, require_https=request.is_secure())
        answer = HttpResponseRedirect(back if safe else reverse("admin:obligations_comment_changelist"))
        try:
            work()
        except ValidationError as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
            return answer  # the browser gives back what was typed
        self.message_user(request, _("The comment is recorded."), messages.SUCCESS)
        return keeping.saved(request, answer, request.POST.get("keep", ""))


def _key(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else 0

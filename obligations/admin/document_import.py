"""Import documents: send files or paste a text, look at what would be stored, correct the symbol, then store. Nothing is stored before that."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from obligations import previews, problemtexts
from obligations.admin.staff import signed_in
from obligations.filenames import safe_filename
from obligations.models import Document
from obligations.previews import Looked
from obligations.services import files, receipt
from obligations.uploads import was_too_large

NAME = "obligations_document_import"
MOST_FILES = 20  # in one request
PASTED = "pasted.txt"


def import_urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The address of the page, for the admin of documents."""

    def view(request: HttpRequest) -> HttpResponse:
        return ImportView(model_admin, request).answer()

    return [path("import/", model_admin.admin_site.admin_view(view), name=NAME)]


class ImportView:
    """One request to the page."""

    def __init__(self, model_admin: admin.ModelAdmin, request: HttpRequest) -> None:
        self.admin, self.request, self.user = model_admin, request, signed_in(request)
        if Document.objects.writable_by(self.user).query.is_empty():
            raise PermissionDenied(_("Only editors import documents. Ask an administrator for the editor's role."))

    def answer(self) -> HttpResponse:
        """The form; a POST previews what was sent, or stores what was previewed."""
        if self.request.method != "POST":
            return self._page([])
        return self._store() if self.request.POST.get("do") == "store" else self._preview()

    def _preview(self) -> HttpResponse:
        sent, text = self.request.FILES.getlist("files"), self.request.POST.get("text", "")
        symbol = self.request.POST.get("symbol", "").replace("\x00", "")
        if was_too_large(self.request, "files"):
            largest = {"n": settings.LARGEST_UPLOAD // 2**20}
            return self._refused(_("A file is larger than %(n)s MB. Send the document alone, without pictures.") % largest)
        if len(sent) > MOST_FILES:
            return self._refused(_("At most %(n)s files at once. For more there is “manage.py ingest”.") % {"n": MOST_FILES})
        named = [(safe_filename(upload.name or "") or PASTED, upload.read()) for upload in sent]
        if text.strip():
            named.append((PASTED, text.replace("\r\n", "\n").encode("utf-8", "replace")))
        if not named:
            return self._refused(_("Choose a file, or paste the text of a document."))
        looked = [previews.look(name, content, symbol if len(named) == 1 else "") for name, content in named]
        for one in looked:
            if one.parsed is not None:
                files.keep(one.content)
        return self._page(looked)

    def _store(self) -> HttpResponse:
        """Everything that was ticked, each in a transaction of its own; what is refused says why and is shown again."""
        left: list[Looked] = []
        sent = self.request.POST
        for number in range(MOST_FILES + 1):
            if sent.get(f"take-{number}") != "on":
                continue
            looked = self._again(sent.get(f"token-{number}", ""), sent.get(f"symbol-{number}", ""))
            if looked is not None and not self._stored(looked):
                left.append(looked)
        return self._page(left) if left else HttpResponseRedirect(reverse("admin:obligations_document_changelist"))

    def _again(self, token: str, symbol: str) -> Looked | None:
        """The file of a preview, read again with the symbol that was given."""
        try:
            return previews.again(token, user=self.user, symbol=symbol.replace("\x00", ""))
        except previews.Lapsed:
            messages.error(self.request, _("This preview is no longer valid. Send the file again."))
            return None

    def _stored(self, looked: Looked) -> bool:
        """Whether it was stored."""
        if looked.reading is None or looked.parsed is None:
            return False
        try:
            made = receipt.receive(
                reading=looked.reading,
                parsed=looked.parsed,
                content=looked.content,
                filename=looked.name,
                by=self.user,
                at=timezone.now(),
                reason=_("Imported in the admin"),
            )
        except ValidationError as refused:
            looked.refused = " ".join(refused.messages)
            return False
        link = format_html('<a href="{}">{}</a>', reverse("admin:obligations_document_change", args=[made.document.pk]), made.document.symbol)
        messages.success(self.request, format_html("{} – {}", link, OUTCOMES[made.outcome]()))
        return True

    def _refused(self, sentence: str) -> HttpResponse:
        messages.error(self.request, sentence)
        return self._page([])

    def _page(self, looked: list[Looked]) -> HttpResponse:
        context: dict[str, Any] = {
            **self.admin.admin_site.each_context(self.request),
            "title": _("Import documents"),
            "opts": self.admin.opts,
            "media": self.admin.media,
            "looked": [self._shown(number, one) for number, one in enumerate(looked)],
            "typed": {name: self.request.POST.get(name, "") for name in ("text", "symbol")},
            "megabytes": settings.LARGEST_UPLOAD // 2**20,
        }
        return TemplateResponse(self.request, "admin/obligations/document/import.html", context)

    def _shown(self, number: int, one: Looked) -> dict[str, Any]:
        """A file of the preview, with its token and its problems in the reader's language."""
        problems = [(row.line, problemtexts.what(row), problemtexts.advice(row)) for row in one.problems]
        outcome = OUTCOMES[one.expected.outcome]() if one.expected else ""
        counts = [(words, count) for _code, words, count in one.counts]
        return {"number": number, "one": one, "outcome": outcome, "token": one.token(self.user), "problems": problems, "counts": counts}


OUTCOMES = {
    "created": lambda: _("a new document"),
    "new_edition": lambda: _("a new edition; what staff decided stays with its words"),
    "unchanged": lambda: _("stored already, nothing to do"),
}

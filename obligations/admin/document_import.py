"""Import documents: send files, paste a text or name a symbol, look at what would be stored, correct what is known of it, then store.

Nothing is stored before it was seen. A script sends one document at a time (`part` is its number on the page) and is answered with its section
alone; without it whole pages come back.
"""

from __future__ import annotations

import re
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

from obligations import fetching
from obligations.admin import document_entry
from obligations.admin.document_entry import Entry, outcome_of
from obligations.admin.staff import signed_in
from obligations.incoming import previews, staging
from obligations.incoming.filenames import safe_filename
from obligations.incoming.given import Given, given
from obligations.incoming.previews import Looked
from obligations.incoming.uploads import was_too_large
from obligations.models import Document
from obligations.views.meetings import language_name

NAME = "obligations_document_import"
MOST_FILES = 20  # in one request
MOST_NUMBERS = 1000  # on one page
PASTED = "pasted.txt"
SECTION, PAGE = "admin/obligations/document/import_section.html", "admin/obligations/document/import.html"


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
        self.at = timezone.now()

    def answer(self) -> HttpResponse:
        """The form; a POST previews what was sent, looks at it again with what was corrected, or stores what was previewed."""
        if self.request.method != "POST":
            return self._page([])
        self.sent = self.request.POST
        self.part = _number(self.sent.get("part", ""))
        does = {"store": self._store, "again": self._again, "fetch": self._fetched}
        return self._answered(does.get(self.sent.get("do", ""), self._preview)())

    def _answered(self, entries: list[Entry]) -> HttpResponse:
        """One section for a script; else the page, or the list of documents where everything was stored."""
        if self.part is not None:
            entry = entries[0] if entries else Entry(self.part, refused=_("Choose a file, or paste the text of a document."))
            return TemplateResponse(self.request, SECTION, entry.shown(self.user))
        for entry in entries:
            if entry.made is not None:
                document = entry.made.document
                link = format_html('<a href="{}">{}</a>', reverse("admin:obligations_document_change", args=[document.pk]), document.symbol)
                messages.success(self.request, format_html("{} – {}", link, outcome_of(entry.made)))
            elif entry.looked is None:
                messages.error(self.request, entry.refused)
        left = [entry for entry in entries if entry.made is None and entry.looked is not None]
        if entries and all(entry.made is not None for entry in entries):
            return HttpResponseRedirect(reverse("admin:obligations_document_changelist"))
        return self._page(left)

    # What was sent ----------------------------------------------------------------------------------------------------
    def _preview(self) -> list[Entry]:
        if was_too_large(self.request, "files"):
            largest = {"n": settings.LARGEST_UPLOAD // 2**20}
            return self._refused(_("A file is larger than %(n)s MB. Send the document alone, without pictures.") % largest)
        uploads = self.request.FILES.getlist("files")
        if len(uploads) > MOST_FILES:
            return self._refused(_("At most %(n)s files at once. For more there is “manage.py ingest”.") % {"n": MOST_FILES})
        sent = [(safe_filename(upload.name or "") or PASTED, upload.read()) for upload in uploads]
        if text := self.sent.get("text", "").strip():
            sent.append((PASTED, text.replace("\r\n", "\n").encode("utf-8", "replace")))
        if not sent:
            return self._refused(_("Choose a file, or paste the text of a document."))
        try:
            known = given({"symbol": self.sent.get("symbol", "")}) if len(sent) == 1 else Given()
        except ValidationError as error:
            return self._refused(" ".join(error.messages))
        return [self._entry(first, previews.look(name, content, given=known)) for first, (name, content) in enumerate(sent, self.part or 0)]

    def _fetched(self) -> list[Entry]:
        """What the document service has under a symbol."""
        try:
            found = fetching.fetch(self.sent.get("wanted", ""), language=self.sent.get("language", "zh"))
        except fetching.NotFetched as error:
            return self._refused(error.sentence)
        looked = previews.look(found.name, found.content, given=Given(found.symbol), source=found.address)
        return [self._entry(self.part or 0, looked)]

    def _entry(self, number: int, looked: Looked) -> Entry:
        if looked.parsed is not None:
            staging.stage(looked.content, at=self.at)
        return Entry(number, looked)

    def _refused(self, sentence: str) -> list[Entry]:
        return [Entry(self.part or 0, refused=sentence)]

    # What was looked at -----------------------------------------------------------------------------------------------
    def _numbers(self) -> list[int]:
        """The documents of the page that came back, or the one that a script sends."""
        if self.part is not None:
            return [self.part]
        found = (_number(name.removeprefix("token-")) for name in self.sent if name.startswith("token-"))
        return sorted(number for number in found if number is not None)[: MOST_FILES + 1]

    def _again(self) -> list[Entry]:
        return [document_entry.again(number, self.sent, user=self.user)[0] for number in self._numbers()]

    def _store(self) -> list[Entry]:
        """Everything that was ticked, each in a transaction of its own; what is refused says why and is shown again."""
        ticked = [number for number in self._numbers() if self.part is not None or f"take-{number}" in self.sent]
        if not ticked:
            messages.error(self.request, _("Tick what is to be stored."))
            return self._again()
        return [document_entry.store(number, self.sent, user=self.user, at=self.at) for number in ticked]

    def _page(self, entries: list[Entry]) -> HttpResponse:
        typed = self.request.POST
        context: dict[str, Any] = {
            **self.admin.admin_site.each_context(self.request),
            "title": _("Import documents"),
            "opts": self.admin.opts,
            "media": self.admin.media,
            "entries": [entry.shown(self.user) for entry in entries],
            "typed": {name: typed.get(name, "") for name in ("text", "symbol", "wanted", "language")},
            "languages": [(code, language_name(code)) for code in fetching.LANGUAGES] if fetching.available() else [],
            "largest": settings.LARGEST_UPLOAD,
            "megabytes": settings.LARGEST_UPLOAD // 2**20,
        }
        return TemplateResponse(self.request, PAGE, context)


def _number(text: str) -> int | None:
    """A number of a document on the page."""
    return int(text) if re.fullmatch(r"\d{1,4}", text) and int(text) < MOST_NUMBERS else None

"""Documents: the list, the page with the marked text, and the file an edition came from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from obligations.choices import DocumentKind, ParagraphKind
from obligations.citing import citing
from obligations.filters.documents import DocumentFilter
from obligations.models import Document, Edition, FormerSlug, Obligation, Problem
from obligations.services import files
from obligations.stats import figures
from obligations.views.access import for_readers, is_staff_reader, sees_statuses
from obligations.views.editions import Shown, asked_beside, only_language, own_beside, shown_editions, side_by_side
from obligations.views.filtering import filtered
from obligations.views.meetings import Poll, meeting_context, votes_on
from obligations.views.passages import Passage, passages

PER_PAGE = 40
UNKNOWN_FILE = "application/octet-stream"


@for_readers
def document_list(request: HttpRequest) -> HttpResponse:
    """All documents, newest first, or those that fit a filter, with what each asks for."""
    found = filtered(request, DocumentFilter, Document.objects.visible_to(request.user))
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
    asking = figures.asking_by_document(request.user, page.object_list)
    rows = [(document, asking[document.pk]) for document in page.object_list]
    return render(request, "obligations/document_list.html", {"found": found, "page": page, "rows": rows})


@for_readers
def document_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A document: its text with what was read from it. An address it had earlier leads here."""
    documents = Document.objects.visible_to(request.user)
    editions = shown_editions(Edition.objects.visible_to(request.user).filter(document__slug=slug))
    document = editions[0].edition.document if editions else documents.filter(slug=slug).first()
    if document is None:
        former = get_object_or_404(FormerSlug.objects.select_related("document").filter(document__in=documents), slug=slug)
        return redirect(former.document, permanent=True)
    is_record = document.kind == DocumentKind.MEETING_RECORD
    document.reference_edition = next((row.edition for row in editions if row.edition.pk == document.reference_edition_id), None)
    beside, ignored = asked_beside(request, document, editions)
    context = {
        "on": timezone.localdate(),
        "document": document,
        "edition": document.reference_edition,
        "editions": editions,
        "ignored": ignored,
        "only_language": only_language(document, editions),
        "sees_statuses": sees_statuses(request.user),
        "own_beside": own_beside(document, editions),
        "problems": _problems(document, editions) if is_staff_reader(request.user) else (),
        **(meeting_context(request.user, document) if is_record else _text_context(request, document, editions, beside)),
    }
    return render(request, "obligations/meeting.html" if is_record else "obligations/document.html", context)


def _problems(document: Document, editions: list[Shown]) -> Iterable[Problem]:
    """What reading left in doubt in the edition read here, and in the newest one in each other language."""
    newest = {row.edition.language: row.edition.pk for row in editions}
    if document.reference_edition is not None:
        newest[document.reference_edition.language] = document.reference_edition.pk
    rows = Problem.objects.filter(edition__in=newest.values()).select_related("edition").defer("edition__body")
    return rows.order_by("edition__number", "line", "pk")


def _text_context(request: HttpRequest, document: Document, editions: list[Shown], beside: Shown | None) -> dict[str, Any]:
    """What the page of a resolution or a statement shows: its paragraphs with what was read from them, or two editions, and the vote on it."""
    reference = next((row for row in editions if row.edition.pk == document.reference_edition_id), None)
    text = _beside_context(request, document, (reference, beside)) if beside and reference else _passages_context(request, document)
    polls = votes_on(request.user, document)
    return {
        **text,
        "chosen_beside": beside,
        "citing": citing(request.user, document),
        "polls": polls,
        "record": _record(request, document, polls),
    }


def _record(request: HttpRequest, document: Document, polls: Iterable[Poll]) -> str | None:
    """The slug of the record of the meeting at which a document was adopted, where it is here; as a rule it tells of the vote."""
    if document.meeting in ("", document.symbol):
        return None
    told = next((poll.record.slug for poll in polls if poll.record.symbol == document.meeting), None)
    return told or Document.objects.visible_to(request.user).filter(symbol=document.meeting).values_list("slug", flat=True).first()


def _beside_context(request: HttpRequest, document: Document, editions: tuple[Shown, Shown]) -> dict[str, Any]:
    own = Obligation.objects.visible_to(request.user).filter(paragraph__document=document)
    return {"beside": side_by_side(editions), "asking": figures.confirmed(own.tracked(), _asking(document))}


def _asking(document: Document) -> figures.Parameters:
    """The list of what a document asks for."""
    return (*figures.ASKING, ("document", document.slug))


def _passages_context(request: HttpRequest, document: Document) -> dict[str, Any]:
    found, known = passages(request.user, timezone.localdate(), document)
    asking = [act for passage in found for act in passage.acts if act.asks]
    return {
        "asking": figures.confirmed_of(len(asking), sum(act.unconfirmed for act in asking), _asking(document)),
        "parts": _parts(found),
        "preambular": [passage for passage in found if passage.kind == ParagraphKind.PREAMBULAR],
        "cited": known,
        "alone": sum(passage.beside is None for passage in found),
    }


def _parts(found: list[Passage]) -> list[tuple[str, list[Passage]]]:
    """Operative paragraphs, then annexes."""
    titles = {ParagraphKind.OPERATIVE: _("Operative paragraphs"), ParagraphKind.ANNEX: _("Annexes")}
    parts = [(title, [passage for passage in found if passage.kind == kind]) for kind, title in titles.items()]
    return [(title, inside) for title, inside in parts if inside]


@for_readers
def edition_file(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The file of an edition, as it came in: always a download, never drawn by the browser as a page of ours."""
    documents = Document.objects.visible_to(request.user)
    edition = get_object_or_404(Edition, document__in=documents, document__slug=slug, number=number)
    try:
        content = files.read(edition.sha256)
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = HttpResponse(content, content_type="text/plain; charset=utf-8" if edition.media_type.startswith("text/") else UNKNOWN_FILE)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=edition.filename)
    return response

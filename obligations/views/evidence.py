"""The page of a piece of evidence, with the statuses that rest on it, and its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet, Window
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from obligations.models import Assessment, Commitment, Document, Evidence, Speech
from obligations.revisions import chain_of
from obligations.services import files
from obligations.views.access import for_status_readers, is_staff_reader

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from obligations.querysets import AssessmentQuerySet, EvidenceQuerySet

    Reader = AbstractBaseUser | AnonymousUser

PER_PAGE = 50
# A file is never drawn as a page of ours: it is saved, its type is taken as said, and if it were opened all the same it could do nothing.
FILE_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


@dataclass(frozen=True, slots=True)
class Support:
    """A status that rests on the piece, at a place in it. `stands` is false for a version that another one has followed for this reader.

    What it is about is an obligation, with its force and hedges, or a commitment, with its kind: the others are None.
    """

    locator: str
    remark: str
    status: str
    as_of: date
    number: int
    summary: str
    actor_code: str
    actor_name_zh: str
    actor_name_en: str
    obligation_key: str | None
    obligation_slug: str | None
    force: str | None
    force_basis: str | None
    hedges: list[str] | None
    stands: bool
    commitment: Commitment | None


SUPPORT = (  # where the fields of `Support` are read from, in their order
    *("links__locator", "links__remark", "status", "as_of", "version", "summary", "actor__code", "actor__name_zh", "actor__name_en"),
    *(f"obligation__{name}" for name in ("key", "slug", "force", "force_basis", "hedges")),
    *("stands", "commitment"),
)


def readable(user: Reader) -> EvidenceQuerySet:
    """The pieces a reader may see, with what a page or list says of them."""
    return Evidence.objects.visible_to(user).select_related("issuer")


@for_status_readers
def evidence_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One revision of a piece: what it is, what rests on it, and its other revisions, as far as the reader may see them."""
    evidence = get_object_or_404(readable(request.user), slug=slug)
    chain = chain_of(evidence)
    revisions = list(readable(request.user).filter(pk__in=chain).order_by("-revision")) if len(chain) > 1 else [evidence]
    page = page_of(supported_by(evidence, request.user), request.user, request.GET.get("page"))
    context = {
        "on": timezone.localdate(),
        "evidence": evidence,
        "actors": evidence.actors.all(),
        "revisions": revisions,
        "newest": revisions[0],
        "page": page,
        "supports": supports(list(page.object_list)),
        "is_staff_reader": is_staff_reader(request.user),
        **stored_texts(evidence, request.user),
    }
    return render(request, "obligations/evidence.html", context)


@require_safe
def evidence_file(request: HttpRequest, slug: str) -> FileResponse:
    """The file, to be saved; for everybody who may not see the piece there is nothing here."""
    evidence = get_object_or_404(Evidence.objects.visible_to(request.user).exclude(sha256=""), slug=slug)
    try:
        return attachment(evidence)
    except FileNotFoundError as missing:
        raise Http404 from missing


def attachment(evidence: Evidence) -> FileResponse:
    """The file of a piece, to be saved. Raises FileNotFoundError where none is kept."""
    content = files.opened(evidence.sha256)
    return FileResponse(content, as_attachment=True, filename=evidence.filename, content_type=evidence.media_type, headers=FILE_HEADERS)


def supported_by(evidence: Evidence, user: Reader) -> AssessmentQuerySet:
    """The approved versions that a reader may see and that rest on a piece, each as often as it names the piece."""
    found: AssessmentQuerySet = Assessment.objects.visible_to(user).approved().filter(links__evidence=evidence)
    return found


def in_reading_order(found: AssessmentQuerySet, user: Reader) -> QuerySet[Any, tuple[Any, ...]]:
    """What `Support` has of them, newest version first. Commitments are told by primary key: each table more is planned for long."""
    standing = Assessment.objects.standing_for(user).filter(pk=OuterRef("pk"))
    ordered = found.order_by(
        "obligation__paragraph__document__adopted_on",
        "obligation__paragraph__position",
        "obligation__position",
        "commitment_id",
        "actor__position",
        "-version",
        "links__position",
    )
    return ordered.annotate(stands=Exists(standing)).values_list(*SUPPORT)


def page_of(found: AssessmentQuerySet, user: Reader, number: str | None) -> Page[tuple[Any, ...]]:
    """A page of them by its number. The first one is asked for together with how many there are in all."""
    rows = in_reading_order(found, user)
    pages = Paginator(rows, PER_PAGE)
    if number:
        pages.count = found.count()  # without what is shown of each
        return pages.get_page(number)
    counted = list(rows.values_list(*SUPPORT, Window(Count("*")))[:PER_PAGE])
    pages.count = counted[0][-1] if counted else 0
    return Page([row[:-1] for row in counted], 1, pages)


def supports(shown: Sequence[tuple[Any, ...]]) -> list[Support]:
    """The rows of a page with the commitments that some are about."""
    commitments = Commitment.objects.in_bulk({key for *_rest, key in shown if key is not None})
    return [Support(*(*rest, commitments.get(key))) for *rest, key in shown]


def stored_texts(evidence: Evidence, user: Reader) -> dict[str, Document | Speech | Commitment | None]:
    """What the piece is among the texts here, as far as the reader may see it."""
    speech = Speech.objects.visible_to(user).filter(pk=evidence.speech_id).select_related("edition__document").first() if evidence.speech_id else None
    return {
        "document": Document.objects.visible_to(user).filter(pk=evidence.document_id).first() if evidence.document_id else None,
        "speech": speech,
        "commitment": Commitment.objects.visible_to(user).filter(pk=evidence.commitment_id).first() if evidence.commitment_id else None,
    }

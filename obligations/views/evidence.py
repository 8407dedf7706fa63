"""The page of a piece of evidence, with the statuses that rest on it, and its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from obligations.models import Assessment, Commitment, Document, Evidence, EvidenceLink, Speech
from obligations.revisions import chain_of
from obligations.services import files
from obligations.views.access import for_status_readers, is_staff_reader

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from obligations.querysets import EvidenceQuerySet

    Reader = AbstractBaseUser | AnonymousUser

PER_PAGE = 50
DRAWN = (  # of a link, its version and what that is about
    *("locator", "remark"),
    *(f"assessment__{name}" for name in ("status", "as_of", "version", "summary", "actor__code", "actor__name_zh", "actor__name_en")),
    *(f"assessment__obligation__{name}" for name in ("key", "slug", "force", "force_basis", "hedges")),
    *(f"assessment__commitment__{name}" for name in ("key", "slug", "kind")),
)
# A file is never drawn as a page of ours: it is saved, its type is taken as said, and if it were opened all the same it could do nothing.
FILE_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


@dataclass(frozen=True, slots=True)
class Support:
    """A status that rests on the piece, at a place in it. `stands` is false for a version that another one has followed for this reader."""

    link: EvidenceLink
    version: Assessment
    stands: bool


def readable(user: Reader) -> EvidenceQuerySet:
    """The pieces a reader may see, with what a page or list says of them."""
    return Evidence.objects.visible_to(user).select_related("issuer")


@for_status_readers
def evidence_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One revision of a piece: what it is, what rests on it, and its other revisions, as far as the reader may see them."""
    evidence = get_object_or_404(readable(request.user), slug=slug)
    chain = chain_of(evidence)
    revisions = list(readable(request.user).filter(pk__in=chain).order_by("-revision")) if len(chain) > 1 else [evidence]
    page = Paginator(links_of(evidence, request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "on": timezone.localdate(),
        "evidence": evidence,
        "actors": evidence.actors.all(),
        "revisions": revisions,
        "newest": revisions[0],
        "page": page,
        "supports": supports(page, request.user),
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


def links_of(evidence: Evidence, user: Reader) -> QuerySet[Assessment, int]:
    """Where a piece is named by approved versions that a reader may see: links by primary key, in reading order, newest version first."""
    shown = Assessment.objects.visible_to(user).approved().filter(links__evidence=evidence)
    ordered = shown.order_by(
        "obligation__paragraph__document__adopted_on",
        "obligation__paragraph__position",
        "obligation__position",
        "commitment_id",  # not in the order of commitments, which joins four more tables
        "actor__position",
        "-version",
        "links__position",
    )
    return ordered.values_list("links__pk", flat=True)  # rows alone are sorted sooner than with all that is shown of them


def supports(page: Page[int], user: Reader) -> list[Support]:
    """The links of a page, given by primary key, with their versions, and whether each stands for this reader."""
    keys = list(page.object_list)
    found = EvidenceLink.objects.select_related("assessment__actor", "assessment__obligation", "assessment__commitment").only(*DRAWN).in_bulk(keys)
    links = [found[key] for key in keys if key in found]
    versions = Assessment.objects.standing_for(user).filter(pk__in=[link.assessment_id for link in links])
    standing = set(versions.order_by().values_list("pk", flat=True))
    return [Support(link, link.assessment, link.assessment_id in standing) for link in links]


def stored_texts(evidence: Evidence, user: Reader) -> dict[str, Document | Speech | Commitment | None]:
    """What the piece is among the texts here, as far as the reader may see it."""
    speech = Speech.objects.visible_to(user).filter(pk=evidence.speech_id).select_related("edition__document").first() if evidence.speech_id else None
    return {
        "document": Document.objects.visible_to(user).filter(pk=evidence.document_id).first() if evidence.document_id else None,
        "speech": speech,
        "commitment": Commitment.objects.visible_to(user).filter(pk=evidence.commitment_id).first() if evidence.commitment_id else None,
    }

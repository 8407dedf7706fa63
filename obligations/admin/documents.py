"""Documents, to read: their editions, their paragraphs with labels, and what reading them left in doubt."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.admin.actor_names import may_name
from obligations.admin.document_confirm import confirm_urls
from obligations.admin.document_import import import_urls
from obligations.admin.queue_labels import contradictions_in
from obligations.admin.staff import StaffAdmin, StaffInline
from obligations.models import Document, Edition, Obligation, Paragraph, ParagraphSubject, ParagraphText, Problem
from obligations.searching import normalise
from obligations.stats.figures import unconfirmed


class ProblemsFilter(admin.SimpleListFilter):
    """Documents whose reading left something in doubt."""

    title = gettext_lazy("problems")
    parameter_name = "problems"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("yes", _("With problems")), ("no", _("Without problems"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found = Exists(Problem.objects.filter(edition=OuterRef("reference_edition")))
        if self.value() == "yes":
            return queryset.filter(found)
        return queryset.exclude(found) if self.value() == "no" else queryset


class EditionInline(StaffInline):
    """The files a document came in."""

    model = Edition
    fields = ["number", "language", "file", "media_type", "size", "sha256", "lexicon_version", "added_at", "who"]
    readonly_fields = ["file", "who"]
    fk_name = "document"

    @admin.display(description=gettext_lazy("file"))
    def file(self, edition: Edition) -> SafeString:
        address = reverse("edition", args=[edition.document.slug, edition.number])
        return format_html('<a href="{}">{}</a>', address, edition.filename)

    @admin.display(description=gettext_lazy("added by"))
    def who(self, edition: Edition) -> str:
        return edition.added_by.get_username() if edition.added_by else "–"


@admin.register(Document)
class DocumentAdmin(StaffAdmin):
    """Official data: read here, changed only by reading a new edition."""

    list_display = ["symbol", "title", "adopted_on", "kind", "paragraph_count", "obligation_count", "problem_count", "confirmed"]
    list_filter = ["kind", ProblemsFilter]
    date_hierarchy = "adopted_on"
    search_fields = ["symbol", "title"]
    search_help_text = gettext_lazy("Symbol, title, or words of the text; two characters are enough")
    fields = ["symbol", "title", "kind", "adopted_on", "meeting"]
    inlines = [EditionInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        """With the numbers the list shows: of what stands in the reference edition."""
        obligations = Obligation.objects.visible_to(request.user).in_the_text()
        return (
            super()
            .get_queryset(request)
            .annotate(
                paragraphs_n=_number(Paragraph.objects.present(), "document"),
                obligations_n=_number(obligations, "paragraph__document"),
                confirmed_n=_number(obligations.exclude(unconfirmed()), "paragraph__document"),
                problems_n=_number(Problem.objects.filter(edition=OuterRef("reference_edition")), None),
            )
        )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """Every word must be in the symbol, the title or the text."""
        for word in search_term.split():
            in_text = ParagraphText.objects.filter(edition=OuterRef("reference_edition"), search__contains=normalise(word))
            named = Q(symbol__icontains=word) | Q(title__icontains=word) | Q(reference_edition__body__icontains=word)
            queryset = queryset.filter(named | Exists(in_text))
        return queryset, False

    def get_urls(self) -> list[Any]:
        """Also the pages on which documents are imported, and the open labels of one are accepted together."""
        return [*import_urls(self), *confirm_urls(self), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The document with its paragraphs, their labels, and the problems."""
        document = self.get_object(request, unquote(object_id))
        context = {**_page(document), "may_name": may_name(request)} if document else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    @admin.display(description=gettext_lazy("paragraphs"), ordering="paragraphs_n")
    def paragraph_count(self, document: Any) -> int:
        return int(document.paragraphs_n)

    @admin.display(description=gettext_lazy("obligations"), ordering="obligations_n")
    def obligation_count(self, document: Any) -> SafeString | str:
        if not document.obligations_n:
            return "0"
        address = f"{reverse('admin:obligations_obligation_changelist')}?document={document.slug}"
        return format_html('<a href="{}">{}</a>', address, document.obligations_n)

    @admin.display(description=gettext_lazy("problems"), ordering="problems_n")
    def problem_count(self, document: Any) -> SafeString | str:
        if not document.problems_n:
            return "0"
        address = reverse("admin:obligations_document_change", args=[document.pk])
        return format_html('<a class="has-problems" href="{}#problems">{}</a>', address, document.problems_n)

    @admin.display(description=gettext_lazy("confirmed"))
    def confirmed(self, document: Any) -> str:
        if not document.obligations_n:
            return "–"
        return _("%(n)s of %(m)s confirmed") % {"n": document.confirmed_n, "m": document.obligations_n}


def _number(rows: QuerySet[Any], to_document: str | None) -> Coalesce:
    """How many rows belong to the document; without a path the rows are already those of the document."""
    mine = rows.filter(**{to_document: OuterRef("pk")}) if to_document else rows
    group = to_document or "edition"
    counted = mine.order_by().values(group).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _page(document: Document) -> dict[str, Any]:
    """What the page of a document shows below its editions."""
    return {"paragraphs": _paragraphs(document), "problems": _problems(document), "contradictions": contradictions_in(document)}


def _paragraphs(document: Document) -> QuerySet[Paragraph]:
    """The paragraphs of the reference edition with everything their listing shows."""
    obligations = Obligation.objects.in_the_text().select_related("verb").prefetch_related("addressees__actor").order_by("position")
    return (
        document.paragraphs.present()
        .select_related("current")
        .prefetch_related(
            Prefetch("obligations", queryset=obligations, to_attr="standing"),
            Prefetch("subjects", queryset=ParagraphSubject.objects.select_related("subject")),
        )
        .order_by("position")
    )


def _problems(document: Document) -> QuerySet[Problem]:
    return Problem.objects.filter(edition__document=document).select_related("edition")

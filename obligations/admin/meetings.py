"""Meetings, to read: who presided, who spoke for whom, how they voted as the record prints it, and what was taken for a commitment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from obligations.admin.actor_names import may_name
from obligations.admin.speech_text import kind_shown, marked_speech, opinion_chip
from obligations.admin.staff import StaffAdmin
from obligations.choices import Presence
from obligations.marking import Segment
from obligations.models import Commitment, Meeting, Problem, Speech, Vote
from obligations.searching import normalise
from obligations.views.meetings import language_name, polls


@dataclass(frozen=True, slots=True)
class SpeechShown:
    """A speech with the commitments found in it."""

    speech: Speech
    language: str
    text: list[Segment]
    commitments: list[tuple[Commitment, str, SafeString]]  # each with what it is and what is settled about it


@admin.register(Meeting)
class MeetingAdmin(StaffAdmin):
    """Official data: read here, changed only by reading a new edition."""

    list_display = ["symbol", "held_on", "president", "presiding", "speech_count", "vote_count", "commitment_count", "waiting_count", "problem_count"]
    list_filter = [("presiding", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["document", "presiding"]
    ordering = [F("document__adopted_on").desc(nulls_last=True), "document__symbol"]
    sortable_by = ()
    search_fields = ["document__symbol"]
    search_help_text = _("Symbol, agenda item, or words of a speech; two characters are enough")

    class Media:
        css = {"all": ["obligations/commitments.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meeting]:
        """With the numbers the list shows: of what stands in the reference edition."""
        found = Commitment.objects.visible_to(request.user).filter(presence=Presence.FOUND)
        rows: QuerySet[Meeting] = super().get_queryset(request)
        return rows.annotate(
            speeches_n=_number(Speech.objects.all(), "edition", "document__reference_edition"),
            votes_n=_number(Vote.objects.all(), "edition", "document__reference_edition"),
            commitments_n=_number(found, "document", "document"),
            waiting_n=_number(found.suggested(), "document", "document"),
            problems_n=_number(Problem.objects.all(), "edition", "document__reference_edition"),
        )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """Every word must be in the symbol, in the agenda item, or in a speech of the reference edition."""
        for word in search_term.replace("\x00", "").split():
            said = Speech.objects.filter(edition=OuterRef("document__reference_edition"), search__contains=normalise(word))
            queryset = queryset.filter(Q(document__symbol__icontains=word) | Q(agenda__icontains=word) | Exists(said))
        return queryset, False

    def log_keys(self, obj: Meeting) -> list[str]:
        return [obj.document.slug]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The page of one meeting."""
        meeting = self.get_object(request, unquote(object_id))
        if request.method == "POST" or not self.has_view_permission(request, meeting):
            raise PermissionDenied
        if meeting is None:
            raise Http404
        edition = meeting.document.reference_edition
        context = {
            **self.admin_site.each_context(request),
            "title": meeting.document.symbol,
            "opts": self.opts,
            "original": meeting,
            "media": self.media,
            "meeting": meeting,
            "document": meeting.document,
            "members": list(meeting.members.all()),
            "problems": Problem.objects.filter(edition=edition),
            "may_name": may_name(request),
            "polls": polls(request.user, Vote.objects.visible_to(request.user).filter(edition=edition)),
            "speeches": _speeches(request, meeting),
        }
        return TemplateResponse(request, "admin/obligations/meeting/page.html", context)

    # Columns of the list ---------------------------------------------------------------------------------------------
    @admin.display(description=_("symbol"))
    def symbol(self, meeting: Meeting) -> str:
        return meeting.document.symbol

    @admin.display(description=_("date"))
    def held_on(self, meeting: Meeting) -> Any:
        return meeting.document.adopted_on

    @admin.display(description=_("speeches"))
    def speech_count(self, meeting: Any) -> int:
        return int(meeting.speeches_n)

    @admin.display(description=_("votes"))
    def vote_count(self, meeting: Any) -> int:
        return int(meeting.votes_n)

    @admin.display(description=_("commitments"))
    def commitment_count(self, meeting: Any) -> int:
        return int(meeting.commitments_n)

    @admin.display(description=_("to be confirmed"))
    def waiting_count(self, meeting: Any) -> int:
        return int(meeting.waiting_n)

    @admin.display(description=_("problems"))
    def problem_count(self, meeting: Any) -> int:
        return int(meeting.problems_n)


def _number(rows: QuerySet[Any], link: str, of_meeting: str) -> Coalesce:
    """How many rows a meeting has."""
    counted = rows.order_by().filter(**{link: OuterRef(of_meeting)}).values(link).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _speeches(request: HttpRequest, meeting: Meeting) -> list[SpeechShown]:
    """The speeches of the reference edition, each with its commitments."""
    by_speech: dict[int, list[Commitment]] = defaultdict(list)
    found = Commitment.objects.visible_to(request.user).filter(document=meeting.document_id, presence=Presence.FOUND)
    for commitment in found.order_by("start"):
        by_speech[commitment.speech_id].append(commitment)
    rows = Speech.objects.visible_to(request.user).filter(edition=meeting.document.reference_edition_id).select_related("actor")
    return [_speech(speech, by_speech[speech.pk]) for speech in rows.order_by("order")]


def _speech(speech: Speech, commitments: list[Commitment]) -> SpeechShown:
    listed = [(one, kind_shown(one), opinion_chip(one)) for one in commitments]
    return SpeechShown(speech, language_name(speech.language), marked_speech(speech, commitments), listed)

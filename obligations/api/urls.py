"""Addresses of the API. Things are looked up by their natural keys; a cell by obligation and actor, a speech and a vote by
record and number."""

from typing import Any

from django.urls import path, re_path
from rest_framework.routers import DefaultRouter

from obligations.api.views.actors import ActorView
from obligations.api.views.assessments import AssessmentVersionView, AssessmentView
from obligations.api.views.codes import CodeView
from obligations.api.views.comments import CommentView
from obligations.api.views.commitments import CommitmentView
from obligations.api.views.deadlines import DeadlineView
from obligations.api.views.documents import DocumentView
from obligations.api.views.evidence import EvidenceView
from obligations.api.views.meetings import MeetingView, SpeechView, VoteView
from obligations.api.views.obligations import ObligationView
from obligations.api.views.paragraphs import ParagraphView
from obligations.api.views.reading import Nowhere
from obligations.api.views.rounds import RoundView
from obligations.api.views.vocabulary import InstrumentView, SubjectAreaView, VerbView

app_name = "api"


KEYED_OTHERWISE = ("assessments", "comments", "deadlines", "speeches", "votes")


class Router(DefaultRouter):
    """Also lists what has no single key; those addresses stand below."""

    include_format_suffixes = False

    def get_api_root_view(self, api_urls: Any = None) -> Any:
        """The list of endpoints at /api/v1/."""
        prefixes = [*(prefix for prefix, _view, _basename in self.registry), *KEYED_OTHERWISE]
        return self.APIRootView.as_view(api_root_dict={prefix: f"{prefix}-list" for prefix in prefixes})


router = Router()
router.register("documents", DocumentView, basename="documents")
router.register("paragraphs", ParagraphView, basename="paragraphs")
router.register("obligations", ObligationView, basename="obligations")
router.register("meetings", MeetingView, basename="meetings")
router.register("commitments", CommitmentView, basename="commitments")
router.register("evidence", EvidenceView, basename="evidence")
router.register("rounds", RoundView, basename="rounds")
router.register("actors", ActorView, basename="actors")
router.register("subject-areas", SubjectAreaView, basename="subject-areas")
router.register("verbs", VerbView, basename="verbs")
router.register("instruments", InstrumentView, basename="instruments")
router.register("codes", CodeView, basename="codes")

assessments = AssessmentView.as_view({"get": "list"}, detail=False)
assessment = AssessmentView.as_view({"get": "retrieve"}, detail=True)
versions = AssessmentVersionView.as_view({"get": "list"}, detail=False)
comments = CommentView.as_view({"get": "list"}, detail=False)
deadlines = DeadlineView.as_view({"get": "list"}, detail=False)
speeches = SpeechView.as_view({"get": "list"}, detail=False)
speech = SpeechView.as_view({"get": "retrieve"}, detail=True)
votes = VoteView.as_view({"get": "list"}, detail=False)
vote = VoteView.as_view({"get": "retrieve"}, detail=True)

urlpatterns = [
    *router.urls,
    path("assessments/", assessments, name="assessments-list"),
    path("assessments/<slug:obligation>/<slug:actor>/", assessment, name="assessments-detail"),
    path("assessments/<slug:obligation>/<slug:actor>/versions/", versions, name="assessments-versions"),
    path("comments/", comments, name="comments-list"),
    path("deadlines/", deadlines, name="deadlines-list"),
    path("speeches/", speeches, name="speeches-list"),
    path("speeches/<slug:meeting>/<int:order>/", speech, name="speeches-detail"),
    path("votes/", votes, name="votes-list"),
    path("votes/<slug:meeting>/<int:number>/", vote, name="votes-detail"),
    # Only with the slash at its end, so that an address without it is led to the one with it; line breaks included.
    re_path(r"^[\s\S]*/\Z", Nowhere.as_view()),
]

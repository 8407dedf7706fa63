"""Addresses of the API. Things are looked up by their natural keys; a cell by obligation and actor, a speech and a vote by
record and number."""

from typing import Any

from django.urls import URLPattern, path, re_path
from rest_framework.routers import DefaultRouter

from obligations.api.views.actors import ActorView, ReachView
from obligations.api.views.applicability import ApplicabilityView
from obligations.api.views.assessments import AssessmentVersionView
from obligations.api.views.changes import ChangeView
from obligations.api.views.codes import CodeView
from obligations.api.views.comments import CommentView
from obligations.api.views.commitment_decisions import CommitmentDecisionView
from obligations.api.views.commitment_versions import CommitmentVersionView
from obligations.api.views.commitments import CommitmentView
from obligations.api.views.deadlines import DeadlineView
from obligations.api.views.deciding import DecideTogetherView
from obligations.api.views.decisions import ObligationDecisionView, ParagraphDecisionView
from obligations.api.views.documents import DocumentView
from obligations.api.views.editions import EditionView, ProblemView
from obligations.api.views.evidence import CommitmentEvidenceView, EvidenceView
from obligations.api.views.history import KEPT, HistoryView
from obligations.api.views.imports import ImportView
from obligations.api.views.matrix import MatrixView
from obligations.api.views.meetings import MeetingView, SpeechView, VoteView
from obligations.api.views.obligations import ObligationView
from obligations.api.views.paragraphs import ParagraphView
from obligations.api.views.reading import Nowhere
from obligations.api.views.recording import RecordView, VersionView
from obligations.api.views.roundcells import RoundCellView
from obligations.api.views.rounds import RoundView
from obligations.api.views.statistics import StatisticsView
from obligations.api.views.vocabulary import InstrumentView, SubjectAreaView, VerbView

app_name = "api"


KEYED_OTHERWISE = ("assessments", "changes", "comments", "deadlines", "matrix", "speeches", "statistics", "votes")


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

# Steps of a version, by the last word of their addresses.
STEPS = {
    "submit": "submit",
    "discard": "discard",
    "take-up": "take_up",
    "approve": "approve",
    "return": "send_back",
    "withdraw": "withdraw",
    "publish": "publish",
    "narrow": "narrow",
    "comments": "comment",
}

assessments = RecordView.as_view({"get": "list", "post": "create"}, detail=False)
assessments_together = RecordView.as_view({"post": "create_many"}, detail=True)
assessment = RecordView.as_view({"get": "retrieve"}, detail=True)
version = VersionView.as_view({"get": "retrieve"}, detail=True)
versions = AssessmentVersionView.as_view({"get": "list"}, detail=False)
obligation_decisions = ObligationDecisionView.as_view({"get": "list", "post": "create"}, detail=False)
obligation_confirm = ObligationDecisionView.as_view({"post": "confirm"}, detail=True)
paragraph_decisions = ParagraphDecisionView.as_view({"get": "list", "post": "create"}, detail=False)
decisions_together = DecideTogetherView.as_view({"post": "create"}, detail=True)
commitment_decisions = CommitmentDecisionView.as_view({"get": "list", "post": "create"}, detail=False)
commitment_ties = CommitmentDecisionView.as_view({"post": "tie"}, detail=True)
commitment_versions = CommitmentVersionView.as_view({"get": "list"}, detail=False)
commitment_version = CommitmentVersionView.as_view({"get": "retrieve"}, detail=True)
commitment_evidence = CommitmentEvidenceView.as_view({"post": "create"}, detail=True)
comments = CommentView.as_view({"get": "list", "post": "create"}, detail=False)
comment = CommentView.as_view({"get": "retrieve"}, detail=True)
comment_answers = CommentView.as_view({"post": "answers"}, detail=True)
comment_resolve = CommentView.as_view({"post": "resolve"}, detail=True)
deadlines = DeadlineView.as_view({"get": "list"}, detail=False)
speeches = SpeechView.as_view({"get": "list"}, detail=False)
speech = SpeechView.as_view({"get": "retrieve"}, detail=True)
votes = VoteView.as_view({"get": "list"}, detail=False)
vote = VoteView.as_view({"get": "retrieve"}, detail=True)


def steps(version: str, view: Any, *, of: str) -> list[URLPattern]:
    """The addresses of the steps that a version can take, under its own."""
    return [path(f"{version}{word}/", view.as_view({"post": step}, detail=True), name=f"{of}-{word}") for word, step in STEPS.items()]


urlpatterns = [
    *router.urls,
    path("actors/<slug:code>/obligations/", ReachView.as_view({"get": "list"}, detail=False), name="actors-obligations"),
    path("assessments/", assessments, name="assessments-list"),
    path("assessments/bulk/", assessments_together, name="assessments-bulk"),
    path("assessments/<slug:obligation>/<slug:actor>/", assessment, name="assessments-detail"),
    path("assessments/<slug:obligation>/<slug:actor>/versions/", versions, name="assessments-versions"),
    path("assessments/<slug:obligation>/<slug:actor>/versions/<int:version>/", version, name="assessments-version"),
    *steps("assessments/<slug:obligation>/<slug:actor>/versions/<int:version>/", VersionView, of="assessments"),
    path("changes/", ChangeView.as_view({"get": "list"}, detail=False), name="changes-list"),
    path("obligations/<slug:slug>/decisions/", obligation_decisions, name="obligations-decisions"),
    path("obligations/<slug:slug>/confirm/", obligation_confirm, name="obligations-confirm"),
    path("paragraphs/<slug:slug>/decisions/", paragraph_decisions, name="paragraphs-decisions"),
    path("decisions/bulk/", decisions_together, name="decisions-bulk"),
    path("commitments/<slug:slug>/decisions/", commitment_decisions, name="commitments-decisions"),
    path("commitments/<slug:slug>/ties/", commitment_ties, name="commitments-ties"),
    path("commitments/<slug:slug>/evidence/", commitment_evidence, name="commitments-evidence"),
    path("obligations/<slug:slug>/applicability/", ApplicabilityView.as_view({"get": "list"}, detail=False), name="obligations-applicability"),
    path("documents/<slug:slug>/editions/", EditionView.as_view({"get": "list"}, detail=False), name="documents-editions"),
    path("documents/<slug:slug>/editions/<int:number>/", EditionView.as_view({"get": "retrieve"}, detail=True), name="documents-edition"),
    path("documents/<slug:slug>/problems/", ProblemView.as_view({"get": "list"}, detail=False), name="documents-problems"),
    *(
        path(f"{kind}/<slug:slug>/history/", HistoryView.as_view({"get": "list"}, detail=False, kind=kind), name=f"{kind}-history")
        for kind in KEPT
    ),
    path("commitments/<slug:slug>/versions/", commitment_versions, name="commitments-versions"),
    path("commitments/<slug:slug>/versions/<int:version>/", commitment_version, name="commitments-version"),
    *steps("commitments/<slug:slug>/versions/<int:version>/", CommitmentVersionView, of="commitments"),
    path("comments/", comments, name="comments-list"),
    path("comments/<int:pk>/", comment, name="comments-detail"),
    path("comments/<int:pk>/answers/", comment_answers, name="comments-answers"),
    path("comments/<int:pk>/resolve/", comment_resolve, name="comments-resolve"),
    path("deadlines/", deadlines, name="deadlines-list"),
    path("imports/", ImportView.as_view({"post": "create"}, detail=False), name="imports-list"),
    path("imports/<str:token>/", ImportView.as_view({"get": "retrieve"}, detail=True), name="imports-detail"),
    path("imports/<str:token>/correct/", ImportView.as_view({"post": "correct"}, detail=True), name="imports-correct"),
    path("imports/<str:token>/store/", ImportView.as_view({"post": "store"}, detail=True), name="imports-store"),
    path("matrix/", MatrixView.as_view({"get": "list"}, detail=False), name="matrix-list"),
    path("rounds/<slug:slug>/cells/", RoundCellView.as_view({"get": "list"}, detail=False), name="rounds-cells"),
    path("statistics/", StatisticsView.as_view({"get": "list"}, detail=False), name="statistics-list"),
    path("speeches/", speeches, name="speeches-list"),
    path("speeches/<slug:meeting>/<int:order>/", speech, name="speeches-detail"),
    path("votes/", votes, name="votes-list"),
    path("votes/<slug:meeting>/<int:number>/", vote, name="votes-detail"),
    # Only with the slash at its end, so that an address without it is led to the one with it; line breaks included.
    re_path(r"^[\s\S]*/\Z", Nowhere.as_view()),
]

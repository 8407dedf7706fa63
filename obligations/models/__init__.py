"""The models, by noun: access, documents, vocabulary, obligations, meetings, assessments, evidence, the desk, events."""

from obligations.models.access import AnsweredRequest, ApiToken, CalendarFeed
from obligations.models.assessments import Applicability, Assessment, StateComment
from obligations.models.desk import Assignment, Batch, Comment, Relation, Round, StateAccount
from obligations.models.documents import Citation, Deadline, Document, DueRecord, Edition, FormerSlug, Paragraph, ParagraphText, Problem
from obligations.models.events import Event
from obligations.models.evidence import Evidence, EvidenceLink
from obligations.models.meetings import Ballot, Commitment, CommitmentDecision, Meeting, Speech, Tie, Vote
from obligations.models.obligations import Decision, Obligation, ObligationAddressee, ParagraphSubject, Suggestion
from obligations.models.savedviews import SavedView
from obligations.models.vocabulary import Actor, ActorAlias, Instrument, LexiconEntry, SubjectArea, Verb

__all__ = [
    "Actor",
    "ActorAlias",
    "AnsweredRequest",
    "ApiToken",
    "Applicability",
    "Assessment",
    "Assignment",
    "Ballot",
    "Batch",
    "CalendarFeed",
    "Citation",
    "Comment",
    "Commitment",
    "CommitmentDecision",
    "Deadline",
    "Decision",
    "Document",
    "DueRecord",
    "Edition",
    "Event",
    "Evidence",
    "EvidenceLink",
    "FormerSlug",
    "Instrument",
    "LexiconEntry",
    "Meeting",
    "Obligation",
    "ObligationAddressee",
    "Paragraph",
    "ParagraphSubject",
    "ParagraphText",
    "Problem",
    "Relation",
    "Round",
    "SavedView",
    "Speech",
    "StateAccount",
    "StateComment",
    "SubjectArea",
    "Suggestion",
    "Tie",
    "Verb",
    "Vote",
]

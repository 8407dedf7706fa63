"""The models, by noun: documents, vocabulary, obligations, meetings, assessments, events."""

from obligations.models.assessments import Assessment
from obligations.models.documents import Citation, Deadline, Document, DueRecord, Edition, FormerSlug, Paragraph, ParagraphText, Problem
from obligations.models.events import Event
from obligations.models.meetings import Ballot, Commitment, CommitmentDecision, Meeting, Speech, Tie, Vote
from obligations.models.obligations import Decision, Obligation, ObligationAddressee, ParagraphSubject, Suggestion
from obligations.models.vocabulary import Actor, ActorAlias, Instrument, LexiconEntry, SubjectArea, Verb

__all__ = [
    "Actor",
    "ActorAlias",
    "Assessment",
    "Ballot",
    "Citation",
    "Commitment",
    "CommitmentDecision",
    "Deadline",
    "Decision",
    "Document",
    "DueRecord",
    "Edition",
    "Event",
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
    "Speech",
    "SubjectArea",
    "Suggestion",
    "Tie",
    "Verb",
    "Vote",
]

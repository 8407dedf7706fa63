"""The models, by noun: documents, vocabulary, obligations, assessments, events."""

from obligations.models.assessments import Assessment
from obligations.models.documents import Citation, Deadline, Document, Edition, FormerSlug, Paragraph, ParagraphText, Problem
from obligations.models.events import Event
from obligations.models.obligations import Decision, Obligation, ObligationAddressee, ParagraphSubject, Suggestion
from obligations.models.vocabulary import Actor, ActorAlias, Instrument, SubjectArea, Verb

__all__ = [
    "Actor",
    "ActorAlias",
    "Assessment",
    "Citation",
    "Deadline",
    "Decision",
    "Document",
    "Edition",
    "Event",
    "FormerSlug",
    "Instrument",
    "Obligation",
    "ObligationAddressee",
    "Paragraph",
    "ParagraphSubject",
    "ParagraphText",
    "Problem",
    "SubjectArea",
    "Suggestion",
    "Verb",
]

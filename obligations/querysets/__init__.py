"""Reading: who may see what, and the domain's questions, as queryset methods that chain.

Every read starts at `visible_to(user)`; every write asks `writable_by(user)`. Pages, API, admin, exports and services use the same ones.
"""

from obligations.querysets.among import Among
from obligations.querysets.assessments import (
    SHOWN,
    ApplicabilityQuerySet,
    AssessmentQuerySet,
    CommentQuerySet,
    EvidenceQuerySet,
    RelationQuerySet,
    RoundQuerySet,
    StateCommentQuerySet,
    end_of,
    evidence_of_seen,
    may_see_statuses,
)
from obligations.querysets.assignments import AssignmentQuerySet, Scope, scopes_of
from obligations.querysets.meetings import CommitmentQuerySet, SpeechQuerySet, TieQuerySet, VoteQuerySet, opinions_in_record
from obligations.querysets.roles import ROLES, STAFF, has_role, is_staff, may_read_texts, sees_demonstration, state_of
from obligations.querysets.savedviews import SavedViewQuerySet
from obligations.querysets.texts import (
    UNTIL,
    ActorQuerySet,
    DocumentQuerySet,
    EditionQuerySet,
    ObligationQuerySet,
    ParagraphQuerySet,
    ParagraphTextQuerySet,
    groups_of,
)

__all__ = [
    "ActorQuerySet",
    "Among",
    "ApplicabilityQuerySet",
    "AssessmentQuerySet",
    "AssignmentQuerySet",
    "CommentQuerySet",
    "CommitmentQuerySet",
    "DocumentQuerySet",
    "EditionQuerySet",
    "EvidenceQuerySet",
    "ObligationQuerySet",
    "ParagraphQuerySet",
    "ParagraphTextQuerySet",
    "ROLES",
    "RelationQuerySet",
    "RoundQuerySet",
    "SHOWN",
    "STAFF",
    "SavedViewQuerySet",
    "Scope",
    "SpeechQuerySet",
    "StateCommentQuerySet",
    "TieQuerySet",
    "UNTIL",
    "VoteQuerySet",
    "end_of",
    "evidence_of_seen",
    "groups_of",
    "has_role",
    "is_staff",
    "may_read_texts",
    "opinions_in_record",
    "may_see_statuses",
    "scopes_of",
    "sees_demonstration",
    "state_of",
]

"""The browser's pages, a module for each: they read what the reader may see, take figures from `stats`, and render templates."""

from obligations.views.actors import actor_list, actor_page
from obligations.views.changes import change_list
from obligations.views.commitments import commitment_list, commitment_page
from obligations.views.deadlines import deadline_list
from obligations.views.documents import document_list, document_page, edition_file
from obligations.views.evidence import evidence_file, evidence_page
from obligations.views.follow_up import follow_up_list
from obligations.views.obligations import obligation_list, obligation_page
from obligations.views.overview import overview
from obligations.views.rounds import round_cells, round_compare, round_list, round_page
from obligations.views.state_comments import state_comment

__all__ = [
    "actor_list",
    "actor_page",
    "change_list",
    "commitment_list",
    "commitment_page",
    "deadline_list",
    "document_list",
    "document_page",
    "edition_file",
    "evidence_file",
    "evidence_page",
    "follow_up_list",
    "obligation_list",
    "obligation_page",
    "overview",
    "round_cells",
    "round_compare",
    "round_list",
    "round_page",
    "state_comment",
]

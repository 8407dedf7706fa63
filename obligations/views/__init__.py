"""The browser's pages, a module for each: they read what the reader may see, take figures from `stats`, and render templates."""

from obligations.views.actors import actor_list, actor_page
from obligations.views.briefs import brief_page, brief_pdf
from obligations.views.calendar import calendar_feed
from obligations.views.changes import change_list
from obligations.views.commitments import commitment_list, commitment_page
from obligations.views.deadlines import deadline_list
from obligations.views.documents import document_list, document_page, edition_file
from obligations.views.evidence import evidence_file, evidence_page
from obligations.views.follow_up import follow_up_list
from obligations.views.listed_obligations import obligation_list
from obligations.views.matrix import matrix_cell, matrix_page
from obligations.views.matrix_cells import matrix_cells
from obligations.views.obligations import obligation_page
from obligations.views.overview import overview
from obligations.views.paragraphs import paragraph_page
from obligations.views.programs import access_page, revoke_calendar, revoke_token
from obligations.views.rounds import round_cells, round_compare, round_list, round_page
from obligations.views.saved_views import delete_view, rename_view, save_view, saved_view_list
from obligations.views.state_comments import state_comment
from obligations.views.subjects import subject_list, subject_page

__all__ = [
    "access_page",
    "actor_list",
    "actor_page",
    "brief_page",
    "brief_pdf",
    "calendar_feed",
    "change_list",
    "commitment_list",
    "commitment_page",
    "deadline_list",
    "delete_view",
    "document_list",
    "document_page",
    "edition_file",
    "evidence_file",
    "evidence_page",
    "follow_up_list",
    "matrix_cell",
    "matrix_cells",
    "matrix_page",
    "obligation_list",
    "obligation_page",
    "overview",
    "paragraph_page",
    "rename_view",
    "revoke_calendar",
    "revoke_token",
    "round_cells",
    "round_compare",
    "round_list",
    "round_page",
    "save_view",
    "saved_view_list",
    "state_comment",
    "subject_list",
    "subject_page",
]

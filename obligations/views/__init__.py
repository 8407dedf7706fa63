"""The browser's pages, a module for each: they read what the reader may see, take figures from `stats`, and render templates."""

from obligations.views.actors import actor_list, actor_page
from obligations.views.commitments import commitment_list, commitment_page
from obligations.views.deadlines import deadline_list
from obligations.views.documents import document_list, document_page, edition_file
from obligations.views.follow_up import follow_up_list
from obligations.views.obligations import obligation_list, obligation_page
from obligations.views.overview import overview

__all__ = [
    "actor_list",
    "actor_page",
    "commitment_list",
    "commitment_page",
    "deadline_list",
    "document_list",
    "document_page",
    "edition_file",
    "follow_up_list",
    "obligation_list",
    "obligation_page",
    "overview",
]

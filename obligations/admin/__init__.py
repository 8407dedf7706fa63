"""The admin that staff work in: one module per noun of the domain. Reading is by role, writing only through `obligations.services`."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from obligations.admin import (
    access,
    accounts,
    assessments,
    batches,
    comments,
    commitments,
    deadlines,
    documents,
    events,
    evidence_records,
    lexicon,
    meetings,
    obligations,
    people,
    rounds,
    vocabulary,
)

__all__ = [
    "access",
    "accounts",
    "assessments",
    "batches",
    "comments",
    "commitments",
    "deadlines",
    "documents",
    "events",
    "evidence_records",
    "lexicon",
    "meetings",
    "obligations",
    "people",
    "rounds",
    "vocabulary",
]

admin.site.site_header = _("Commitments and obligations: staff")
admin.site.site_title = _("Commitments and obligations")
admin.site.index_title = _("What staff work on")
admin.site.enable_nav_sidebar = False  # the lists need its room; the start page and the path above each page lead everywhere

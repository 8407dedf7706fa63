"""Addresses of the browser's pages."""

from django.urls import path

from obligations import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("obligations/", views.obligation_list, name="obligations"),
    path("obligations/<slug:slug>/", views.obligation_page, name="obligation"),
    path("documents/", views.document_list, name="documents"),
    path("documents/<slug:slug>/", views.document_page, name="document"),
    path("documents/<slug:slug>/paragraphs/<slug:paragraph>/", views.paragraph_page, name="paragraph"),
    path("documents/<slug:slug>/editions/<int:number>/", views.edition_file, name="edition"),
    path("commitments/", views.commitment_list, name="commitments"),
    path("commitments/<slug:slug>/", views.commitment_page, name="commitment"),
    path("actors/", views.actor_list, name="actors"),
    path("actors/<slug:code>/", views.actor_page, name="actor"),
    path("actors/<slug:code>/brief/", views.brief_page, name="brief"),
    path("actors/<slug:code>/brief.pdf", views.brief_pdf, name="brief-pdf"),
    path("follow-up/", views.follow_up_list, name="follow-up"),
    path("follow-up/versions/<int:pk>/comment/", views.state_comment, name="state_comment"),
    path("evidence/<slug:slug>/", views.evidence_page, name="evidence"),
    path("evidence/<slug:slug>/file/", views.evidence_file, name="evidence-file"),
    path("rounds/", views.round_list, name="rounds"),
    path("rounds/<slug:slug>/", views.round_page, name="round"),
    path("rounds/<slug:slug>/cells/", views.round_cells, name="round-cells"),
    path("rounds/<slug:slug>/compare/", views.round_compare, name="round-compare"),
    path("subjects/", views.subject_list, name="subjects"),
    path("subjects/<slug:code>/", views.subject_page, name="subject"),
    path("matrix/", views.matrix_page, name="matrix"),
    path("matrix/cells/", views.matrix_cells, name="matrix-cells"),
    path("matrix/<slug:slug>/<slug:code>/", views.matrix_cell, name="matrix-cell"),
    path("changes/", views.change_list, name="changes"),
    path("deadlines/", views.deadline_list, name="deadlines"),
    path("account/access/", views.access_page, name="access"),
    path("account/access/tokens/<int:pk>/revoke/", views.revoke_token, name="revoke-token"),
    path("account/access/calendars/<int:pk>/revoke/", views.revoke_calendar, name="revoke-calendar"),
    path("account/views/", views.saved_view_list, name="saved-views"),
    path("account/views/save/", views.save_view, name="save-view"),
    path("account/views/<int:pk>/rename/", views.rename_view, name="rename-view"),
    path("account/views/<int:pk>/delete/", views.delete_view, name="delete-view"),
    path("calendar/<slug:secret>.ics", views.calendar_feed, name="calendar"),
]

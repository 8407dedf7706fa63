"""Addresses of the browser's pages."""

from django.urls import path

from obligations import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("obligations/", views.obligation_list, name="obligations"),
    path("obligations/<slug:slug>/", views.obligation_page, name="obligation"),
    path("documents/", views.document_list, name="documents"),
    path("documents/<slug:slug>/", views.document_page, name="document"),
    path("documents/<slug:slug>/editions/<int:number>/", views.edition_file, name="edition"),
    path("commitments/", views.commitment_list, name="commitments"),
    path("commitments/<slug:slug>/", views.commitment_page, name="commitment"),
    path("actors/", views.actor_list, name="actors"),
    path("actors/<slug:code>/", views.actor_page, name="actor"),
    path("follow-up/", views.follow_up_list, name="follow-up"),
    path("deadlines/", views.deadline_list, name="deadlines"),
]

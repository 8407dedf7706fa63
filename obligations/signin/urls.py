"""Addresses of the doors and of one's own security. The admin's own doors stand before the admin, so that there are no others."""

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.generic import RedirectView

from obligations.signin import doors, pages

urlpatterns = [
    path("admin/login/", doors.StaffSignIn.as_view()),
    path("admin/password_change/", RedirectView.as_view(pattern_name="password")),
    path("accounts/login/", doors.SignIn.as_view(), name="login"),
    path("accounts/login/code/", doors.second_step, name="second-step"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("account/password/", pages.ChangePassword.as_view(), name="password"),
    path("account/security/", pages.security_page, name="security"),
    path("account/security/set-up/", pages.second_step_setup, name="second-step-setup"),
]

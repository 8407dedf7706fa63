"""Which address leads where."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from tracker.health import healthz

icon = lazy(static, str)("obligations/icon.svg")  # its address is known once the static files are

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("obligations.api.urls")),
    # The schema describes the service and holds no data, so it is open to whoever wants to write a client.
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("favicon.ico", RedirectView.as_view(url=icon)),  # browsers ask for it on pages that name no icon, such as admin's
    path("healthz", healthz, name="healthz"),
    path("", include("obligations.urls")),
]

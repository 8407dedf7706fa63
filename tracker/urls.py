"""Which address leads where."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from tracker import metrics
from tracker.health import healthz, readyz

icon = lazy(static, str)("obligations/icon.svg")  # its address is known once the static files are

handler500 = "tracker.failures.server_error"

urlpatterns = [
    path("", include("obligations.signin.urls")),  # before the admin, whose door it replaces
    path("admin/", admin.site.urls),
    path("api/v1/", include("obligations.api.urls")),
    # The schema describes the service and holds no data, so it is open to whoever wants to write a client.
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("favicon.ico", RedirectView.as_view(url=icon)),  # browsers ask for it on pages that name no icon, such as admin's
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics.page, name="metrics"),
    path("", include("obligations.urls")),
]

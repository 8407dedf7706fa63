"""The service's addresses and, beside them, those of what it is measured against."""

from __future__ import annotations

from django.urls import include, path

from benchmarks.rivals import by_hand, plain, raw, raw_matrix

urlpatterns = [
    path("rivals/plain/obligations/", plain.Obligations.as_view({"get": "list"})),
    path("rivals/raw/obligations/", raw.obligations),
    path("rivals/raw/matrix/", raw_matrix.matrix),
    path("rivals/pages/<slug:name>/", by_hand.by_hand),
    path("", include("tracker.urls")),
]

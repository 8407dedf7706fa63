"""How the API says no: one form for every refusal, after RFC 9457 (problem details), with a sentence that says what to do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotAuthenticated, Throttled
from rest_framework.response import Response
from rest_framework.views import exception_handler

from obligations.filtersets import Refusal

MEDIA_TYPE = "application/problem+json"
TYPES = {  # stable names for programs; the sentence beside them is translated
    HTTPStatus.BAD_REQUEST: "urn:problem:bad-request",
    HTTPStatus.UNAUTHORIZED: "urn:problem:not-logged-in",
    HTTPStatus.FORBIDDEN: "urn:problem:not-permitted",
    HTTPStatus.NOT_FOUND: "urn:problem:not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "urn:problem:method-not-allowed",
    HTTPStatus.NOT_ACCEPTABLE: "urn:problem:not-acceptable",
    HTTPStatus.TOO_MANY_REQUESTS: "urn:problem:too-many-requests",
}


class Refused(APIException):
    """A query that names a parameter or a value the list does not know."""

    status_code = HTTPStatus.BAD_REQUEST
    default_code = "bad_request"

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(" ".join(refusal.sentence for refusal in refusals))
        self.refusals = refusals


class RefusedParameterSerializer(serializers.Serializer):
    """One parameter that was refused."""

    parameter = serializers.CharField()
    detail = serializers.CharField(help_text="What is wrong with it, in the language of the request.")
    allowed = serializers.ListField(child=serializers.CharField(), help_text="What would be taken; empty where that is no list.")


class ProblemSerializer(serializers.Serializer):
    """Why a request was refused (RFC 9457)."""

    type = serializers.CharField(help_text="A stable name: urn:problem:not-found.")
    title = serializers.CharField(help_text="The meaning of the status.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    detail = serializers.CharField(help_text="A sentence, in the language of the request.")
    errors = RefusedParameterSerializer(many=True, required=False, help_text="The parameters refused.")  # type: ignore[assignment]


def as_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an exception with a problem; None, and so an error of the service, for one that the framework does not know."""
    response = exception_handler(error, context)
    if response is None:
        return None
    status = HTTPStatus(response.status_code)
    data = response.data if isinstance(response.data, dict) else {}
    problem: dict[str, Any] = {
        "type": TYPES.get(status, "about:blank"),
        "title": status.phrase,
        "status": int(status),
        "detail": _own_sentence(error) or str(data.get("detail") or _("The request does not fit.")),
    }
    if isinstance(error, Refused):
        problem["errors"] = [{"parameter": r.parameter, "detail": r.sentence, "allowed": list(r.allowed)} for r in error.refusals]
    elif "detail" not in data:
        problem["errors"] = response.data
    response.data = problem
    response.content_type = MEDIA_TYPE
    return response


def _own_sentence(error: Exception) -> str:
    """What to do, where the framework's own sentence does not say it; else empty."""
    if isinstance(error, NotAuthenticated):
        return _("Send a token in the header Authorization (docs/api.md says how), or log in.")
    if isinstance(error, Throttled):
        seconds = max(1, math.ceil(getattr(error, "wait", None) or 0))
        return ngettext("Too many requests. Ask again in %(n)s second.", "Too many requests. Ask again in %(n)s seconds.", seconds) % {"n": seconds}
    return ""

"""How the API says no: one form for every refusal, after RFC 9457 (problem details), with a sentence that says what to do."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotAuthenticated, Throttled
from rest_framework.response import Response
from rest_framework.views import exception_handler

from obligations.filters.lists import Refusal

MEDIA_TYPE = "application/problem+json"
TYPES = {  # stable names for programs; the sentence beside them is translated
    HTTPStatus.BAD_REQUEST: "urn:problem:bad-request",
    HTTPStatus.UNAUTHORIZED: "urn:problem:not-logged-in",
    HTTPStatus.FORBIDDEN: "urn:problem:not-permitted",
    HTTPStatus.NOT_FOUND: "urn:problem:not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "urn:problem:method-not-allowed",
    HTTPStatus.NOT_ACCEPTABLE: "urn:problem:not-acceptable",
    HTTPStatus.TOO_MANY_REQUESTS: "urn:problem:too-many-requests",
    HTTPStatus.CONFLICT: "urn:problem:outdated",
    HTTPStatus.GONE: "urn:problem:start-again",
    HTTPStatus.PRECONDITION_FAILED: "urn:problem:changed-since",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "urn:problem:too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "urn:problem:unsupported-media-type",
    HTTPStatus.UNPROCESSABLE_ENTITY: "urn:problem:refused",
    HTTPStatus.PRECONDITION_REQUIRED: "urn:problem:if-match-missing",
    HTTPStatus.BAD_GATEWAY: "urn:problem:document-service",
}


class Problem(APIException):
    """A refusal with its status and a sentence; `more` stands beside the sentence in the answer."""

    def __init__(self, status: int, sentence: str, *, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(sentence)
        self.status_code, self.headers, self.more = status, headers or {}, more


class Refused(APIException):
    """A query that names a parameter or a value the list does not know."""

    status_code = HTTPStatus.BAD_REQUEST
    default_code = "bad_request"

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(" ".join(refusal.sentence for refusal in refusals))
        self.refusals = refusals


class RefusedParameterSerializer(serializers.Serializer):
    """One parameter, or field of the body, that was refused."""

    parameter = serializers.CharField()
    detail = serializers.CharField(help_text="What is wrong with it, in the language of the request.")
    allowed = serializers.ListField(child=serializers.CharField(), help_text="What would be taken; empty where that is no list.")


class ProblemSerializer(serializers.Serializer):
    """Why a request was refused (RFC 9457)."""

    type = serializers.CharField(help_text="A stable name: urn:problem:not-found.")
    title = serializers.CharField(help_text="The meaning of the status.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    detail = serializers.CharField(help_text="A sentence, in the language of the request.")
    instance = serializers.CharField(required=False, help_text="urn:request: and the number of the request, as in X-Request-ID.")
    errors = RefusedParameterSerializer(many=True, required=False, help_text="The parameters, or fields of the body, that were refused.")  # type: ignore[assignment]


def as_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an exception with a problem; None, and so an error of the service, for one that the framework does not know."""
    if isinstance(error, ValidationError):  # of a service: the request is well formed, but what it asks is not allowed or makes no sense
        error = Problem(HTTPStatus.UNPROCESSABLE_ENTITY, " ".join(error.messages))
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
    if number := getattr(context.get("request"), "request_id", ""):
        problem["instance"] = f"urn:request:{number}"
    if isinstance(error, Refused):
        problem["errors"] = [{"parameter": r.parameter, "detail": r.sentence, "allowed": list(r.allowed)} for r in error.refusals]
    elif isinstance(error, serializers.ValidationError):
        problem["errors"] = [{"parameter": name, "detail": str(said), "allowed": _allowed(said)} for name, said in _fields(response.data)]
        problem["detail"] = " ".join(f"{each['parameter']}: {each['detail']}" if each["parameter"] else each["detail"] for each in problem["errors"])
    if isinstance(error, Problem):
        problem |= error.more
        for name, value in error.headers.items():
            response[name] = value
    response.data = problem
    response.content_type = MEDIA_TYPE
    return response


def _fields(said: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Each sentence on a field of the body, with the place of the field: `evidence.0.locator`."""
    if isinstance(said, dict):
        for key, inner in said.items():
            yield from _fields(inner, f"{name}.{key}".strip(".") if key != "non_field_errors" else name)
    elif isinstance(said, list) and any(isinstance(inner, dict | list) for inner in said):
        for number, inner in enumerate(said):
            yield from _fields(inner, f"{name}.{number}".strip("."))
    else:
        for sentence in said if isinstance(said, list) else [said]:
            yield name, sentence


def _allowed(sentence: Any) -> list[str]:
    """What would be taken in place of what was refused, where the sentence knows it (see `serializers.bodies`)."""
    code = getattr(sentence, "code", None)
    return list(code) if isinstance(code, tuple) else []


def _own_sentence(error: Exception) -> str:
    """What to do, where the framework's own sentence does not say it; else empty."""
    if isinstance(error, NotAuthenticated):
        return _("Send a token in the header Authorization (docs/api.md says how), or log in.")
    if isinstance(error, Throttled):
        seconds = max(1, math.ceil(getattr(error, "wait", None) or 0))
        return ngettext("Too many requests. Ask again in %(n)s second.", "Too many requests. Ask again in %(n)s seconds.", seconds) % {"n": seconds}
    return ""

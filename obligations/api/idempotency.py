"""A request sent twice is carried out once: the `Idempotency-Key` header.

The row of a key is written in the transaction of the change and holds its answer. Of two requests with one key at the same
time the second waits for the first and then gives its answer. A refused request leaves no row, so its key may be used again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from obligations.api.errors import Problem
from obligations.models import AnsweredRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from rest_framework.request import Request

HEADER = "Idempotency-Key"
KEPT = timedelta(days=1)
_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_CARRIED = ("Location", "ETag")


def once(request: Request, write: Callable[[Any], Response], *, at: datetime, prepare: Callable[[], Any] | None = None) -> Response:
    """Carry out `write` in one transaction, or give the answer that the same request got before.

    `prepare` is what takes long and writes nothing, such as reading a file: it runs before the transaction, and `write` is given what it
    found; where there is something to prepare, an answer given before is looked for first. Raises Problem: 400 for a key of another form,
    422 for one that went with another request.
    """
    key = request.headers.get(HEADER)
    if key is None:
        prepared = prepare() if prepare else None
        with transaction.atomic():
            return write(prepared)
    if not _KEY.fullmatch(key):
        raise Problem(400, _("An Idempotency-Key is 1 to 128 printable ASCII characters, such as a UUID."))
    if prepare and (before := AnsweredRequest.objects.filter(user=cast("User", request.user), key=key, fingerprint=_fingerprint(request)).first()):
        return _again(before)
    prepared = prepare() if prepare else None
    with transaction.atomic():
        row = _claimed(request, key, at)
        if row.status:
            return _again(row)
        response = write(prepared)
        row.status, row.headers = response.status_code, {name: response[name] for name in _CARRIED if name in response}
        row.body = JSONRenderer().render(response.data).decode() if response.data is not None else ""
        row.save(update_fields=["status", "headers", "body"])
        return response


def _claimed(request: Request, key: str, at: datetime) -> AnsweredRequest:
    """The row of the key: a new one, without a status, or that of the same request before. Waits for another that is under way with it."""
    AnsweredRequest.objects.filter(at__lt=at - KEPT).delete()
    user, fingerprint = cast("User", request.user), _fingerprint(request)
    AnsweredRequest.objects.bulk_create([AnsweredRequest(user=user, key=key, fingerprint=fingerprint, at=at)], ignore_conflicts=True)
    row: AnsweredRequest = AnsweredRequest.objects.get(user=user, key=key)
    if row.fingerprint != fingerprint:
        raise Problem(422, _("This Idempotency-Key went with another request. Take a new one for each thing you do."))
    return row


def _again(row: AnsweredRequest) -> Response:
    """The answer as it was given."""
    data = json.loads(row.body) if row.body else None
    return Response(data, status=row.status, headers={**row.headers, "Idempotency-Replayed": "true"})


def _fingerprint(request: Request) -> str:
    """SHA-256 of what the request asks: method, address, body."""
    said: Any = request.data
    if hasattr(said, "lists"):
        said = {name: [_plain(value) for value in values] for name, values in said.lists()}
    whole = json.dumps([request.method, request.get_full_path(), said], sort_keys=True, ensure_ascii=False, default=str)
    return sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> str:
    """A field of a form; of a file the digest of what is in it."""
    if not isinstance(value, UploadedFile):
        return str(value)
    digest = sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return f"{value.name}:{digest.hexdigest()}"

"""Conditional requests (RFC 9110, RFC 6585): a thing is changed only by somebody who has seen it as it is now."""

from __future__ import annotations

from hashlib import md5
from typing import TYPE_CHECKING

from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _

from obligations.api.errors import Problem

if TYPE_CHECKING:
    from rest_framework.request import Request


def tag_of(content: bytes) -> str:
    """The ETag of an answer, as Django's ConditionalGetMiddleware makes it."""
    return quote_etag(md5(content, usedforsecurity=False).hexdigest())


def require_match(request: Request, content: bytes) -> None:
    """Let a change through whose `If-Match` names the ETag of `content`, what GET answers at the thing's own address now.

    Raises Problem: 428 without the header, 412 where the thing has changed since; the new ETag comes with it.
    """
    now = tag_of(content)
    given = request.headers.get("If-Match", "")
    if not given:
        raise Problem(428, _("Say which state of it you saw: send the ETag of its GET as If-Match."), headers={"ETag": now})
    if not matches(given, now):
        raise Problem(412, _("It has changed since you read it. Get it again, look at it, and send the new ETag as If-Match."), headers={"ETag": now})


def matches(given: str, now: str) -> bool:
    """Whether an `If-Match` names the ETag that a thing has now; `*` names any."""
    tags = parse_etags(given)
    return tags == ["*"] or now in tags

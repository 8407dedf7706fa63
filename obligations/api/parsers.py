"""How a request's body is read: within bounds, each name once, and with a sentence for what cannot be read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import IO, Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import APIException, ParseError

DEEPEST = 20  # levels of objects and lists inside one another
MB = 1024 * 1024


class BoundedJSON(parsers.JSONParser):
    """JSON of at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes; more is never held in memory."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """What was sent. Raises TooMuch (413) for too much, ParseError (400) for what is not JSON, says a name twice or nests too deep."""
        content = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(content) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooMuch
        try:
            said = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_each_name_once, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            reason = _("nested too deep") if isinstance(error, RecursionError) else str(error)
            raise ParseError(_("This is no JSON that can be read: %(reason)s.") % {"reason": _printable(reason).rstrip(".")}) from error
        if _is_deep(said):
            raise ParseError(_("This is no JSON that can be read: %(reason)s.") % {"reason": _("nested too deep")})
        return said


class BoundedMultiPart(parsers.MultiPartParser):
    """A form with files, which pass by `incoming.uploads.StopAtLimit`; the other fields take no more than DATA_UPLOAD_MAX_MEMORY_SIZE together."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """What was sent. Raises TooMuch (413) for too much, ParseError (400) for what is no form."""
        try:
            return super().parse(stream, media_type=media_type, parser_context=parser_context)
        except RequestDataTooBig as error:
            raise TooMuch from error
        except SuspiciousOperation as error:  # too many fields or files, or names of files that are none
            raise ParseError(_("The form has too many fields or files, or one that cannot be read.")) from error


WITH_FILES = [BoundedJSON, BoundedMultiPart]


class TooMuch(APIException):
    """A body that is too large, its files apart."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE

    def __init__(self) -> None:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE / MB
        super().__init__(_("The request is larger than %(limit)g MB. Send less at once.") % {"limit": limit})


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object. Raises ValueError for a name that stands twice, of which one would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise ValueError(_("“%(name)s” stands twice in one object") % {"name": next(name for name in names if names.count(name) > 1)})
    return found


def _no_number(written: str) -> NoReturn:
    raise ValueError(_("%(written)s is no number") % {"written": written})


def _is_deep(said: Any) -> bool:
    """Whether there are more than DEEPEST levels; looked at level by level."""
    level = [said]
    for _depth in range(DEEPEST):
        level = [inner for outer in level if isinstance(outer, dict | list) for inner in (outer.values() if isinstance(outer, dict) else outer)]
        if not level:
            return False
    return True


def _printable(text: str) -> str:
    """A text that can be sent: half of a surrogate pair as `\\ud800`."""
    return text.encode("utf-8", "backslashreplace").decode()

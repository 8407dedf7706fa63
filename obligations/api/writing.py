"""What all writing endpoints share: one transaction with the service's own, what is refused in one form, and no rights of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from obligations.api.conditions import require_match, tag_of
from obligations.api.errors import Refused
from obligations.api.filters import FORMAT
from obligations.api.idempotency import once
from obligations.filters.lists import Refusal
from obligations.permissions import ReadOrWrite

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User
    from rest_framework.request import Request
    from rest_framework.response import Response

Method = Callable[..., "Response"]


def written(method: Method) -> Method:
    """A POST of a view: carried out once for each Idempotency-Key, all of it or nothing."""

    @wraps(method)
    def carried_out(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        return once(request, lambda _nothing: method(view, request, *args, **kwargs), at=timezone.now())

    return carried_out


def changed(method: Method) -> Method:
    """A PATCH, PUT or DELETE of a view: all of it or nothing."""

    @wraps(method)
    def carried_out(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        with transaction.atomic():
            return method(view, request, *args, **kwargs)

    return carried_out


class Writes(APIView):
    """For a ReadView that also writes. `representation` is what its GET answers, of which the ETag is made."""

    permission_classes = [ReadOrWrite]

    def body(self, serializer: type[Serializer[Any]]) -> dict[str, Any]:
        """What was sent, as the serializer understands it. Raises its ValidationError, or Refused for parameters in the address: 400 both."""
        asked = [name for name in self.request.query_params if name != FORMAT]
        if asked:
            raise Refused([Refusal(name, _("There is no parameter “%(name)s” here.") % {"name": name}) for name in asked])
        read = serializer(data=self.request.data, context={"request": self.request})
        read.is_valid(raise_exception=True)
        return cast("dict[str, Any]", read.validated_data)

    def representation(self, thing: Any) -> bytes:
        """What GET answers at the address of a thing."""
        view = cast("Any", self)
        data = view.get_serializer(thing).data
        content: bytes = view.get_renderers()[0].render(data, accepted_media_type="application/json", renderer_context=view.get_renderer_context())
        return content

    def seen(self, thing: Any) -> Any:
        """The thing, if its caller has seen it as it is now. Raises Problem, see `require_match`."""
        require_match(self.request, self.representation(thing))
        return thing

    def tag(self, thing: Any) -> dict[str, str]:
        """The ETag of the thing as it is now, for the answer to a change."""
        return {"ETag": tag_of(self.representation(thing))}

    @property
    def by(self) -> User:
        """Who writes; a request that comes as far as a writing method has an account."""
        return cast("User", self.request.user)

    @property
    def at(self) -> datetime:
        """When."""
        return timezone.now()

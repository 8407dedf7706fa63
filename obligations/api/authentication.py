"""Who asks: a program with a token in its `Authorization` header, or a person with the session of a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS

from obligations.services import tokens

if TYPE_CHECKING:
    from typing import Any

    from django.contrib.auth.models import User
    from rest_framework.request import Request

    from obligations.models import ApiToken

SCHEMES = (b"token", b"bearer")


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Token <secret>`, or `Bearer`. A token that is not for writing is stopped here, before any view is asked."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The token's person and the token; None where the header carries none.

        Raises AuthenticationFailed for a token that opens nothing, PermissionDenied where a reading token would write.
        """
        words = get_authorization_header(request).split()
        if not words or words[0].lower() not in SCHEMES:
            return None
        token = tokens.used(secret=words[1].decode("latin-1"), at=timezone.now()) if len(words) == 2 else None
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, revoked or expired, or its account is closed. Make a new one and send that."))
        if request.method not in SAFE_METHODS and not token.may_write:
            raise PermissionDenied(_("This token only reads. Make one that may write."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a request without an account is asked for: with this, the answer is 401."""
        return 'Token realm="api"'


class TokenDescription(OpenApiAuthenticationExtension):
    """The token in the OpenAPI description."""

    target_class = "obligations.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """As a bearer's token, which tools know how to send."""
        return {"type": "http", "scheme": "bearer", "description": "A token made at /account/access/. `Token` in place of `Bearer` is taken too."}

"""How often a program may ask: by token, else by account, else by address. Rates are settings; without a rate nothing is counted.

Counted in the default cache: each process for itself, unless CACHE_URL names one that all processes share.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.conf import settings
from rest_framework.throttling import SimpleRateThrottle

from obligations.models import ApiToken
from obligations.signin.addresses import address_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from rest_framework.request import Request
    from rest_framework.views import APIView


class ConfiguredThrottle(SimpleRateThrottle):
    """Takes its rate from `settings.API_RATES`, and answers 429 with Retry-After beyond it."""

    scope: str

    def get_rate(self) -> str | None:
        """Such as 600/min; None where it is switched off."""
        rate: str = settings.API_RATES[self.scope]
        return rate or None


class CallerThrottle(ConfiguredThrottle):
    """For who has signed in: each token counts for itself, and so does each account in the browser."""

    scope = "caller"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Under which the asking is counted; None for anonymous requests."""
        if isinstance(request.auth, ApiToken):
            ident = f"token-{request.auth.pk}"
        elif request.user.is_authenticated:
            ident = f"user-{request.user.pk}"
        else:
            return None
        return self.cache_format % {"scope": self.scope, "ident": ident}


class AddressThrottle(ConfiguredThrottle):
    """For who has not: by network address. Behind a proxy that is the one the proxy names (see NUM_PROXIES)."""

    scope = "address"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Under which the asking is counted; None for who has signed in."""
        if request.user.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class CalendarThrottle(ConfiguredThrottle):
    """For calendars, which anybody may ask for who knows an address: by network address, at the rate of those who have not signed in."""

    scope = "address"

    def get_cache_key(self, request: Any, view: Any = None) -> str:
        """Under which the asking is counted, apart from that of the API."""
        return self.cache_format % {"scope": "calendar", "ident": self.get_ident(request)}

    def seconds(self, request: HttpRequest) -> int:
        """In how many seconds a request may be made; 0 for now, and then it is counted."""
        if self.allow_request(request, None):  # type: ignore[arg-type]  # it asks for the headers alone
            return 0
        return max(1, math.ceil(self.wait() or 0))


class SignInThrottle(CalendarThrottle):
    """For the form with the password: by network address, so that nobody tries one password on many accounts."""

    scope = "login"

    def get_cache_key(self, request: Any, view: Any = None) -> str:
        """Under which the asking is counted."""
        return self.cache_format % {"scope": self.scope, "ident": address_of(request)}

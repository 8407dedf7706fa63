"""The network address that a request came from, as far as it can be believed."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

NETWORK = 64  # bits of an IPv6 address that name a household or an office; the rest its holder changes at will


def address_of(request: HttpRequest) -> str | None:
    """The address, of IPv6 only its network; None where there is none. Behind a proxy it is the one that the proxy itself adds."""
    said = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR", "")):
        said = forwarded.rpartition(",")[2]
    try:
        address = ip_address(said.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((address, NETWORK), strict=False).network_address)
    return str(address)

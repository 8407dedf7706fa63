"""Where the document service is: the address of a symbol there, and which other addresses it may send on to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from obligations.fetching.failures import NotFetched
from obligations.fetching.symbols import Symbol

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

SYMBOL, LANGUAGE = "{symbol}", "{language}"
PORTS = {"https": 443, "http": 80}
NAT64 = ip_network("64:ff9b::/96")
LONGEST = 2000  # characters of an address
QUOTED = 80  # of an address, in a message
_HOST = re.compile(r"[a-z0-9.-]+|\[[0-9a-f:.]+\]")
_SEEN = "/%:@!$&'()*+,;=~-._?"  # characters of an address that stand for themselves
# The service tells the place of a file in capitals, and has it in small letters.
_FILES = re.compile(r"/doc/undoc/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Service:
    """The document service. `form` is its address with `{symbol}` and `{language}` in it; `inside` are networks in which it may stand although
    they are not public; `agent` is how it is told who asks. `loopback_http` is for tests alone: HTTP, and then to this machine alone."""

    form: str
    scheme: str
    host: str
    port: int
    agent: str
    inside: tuple[Network, ...] = ()
    loopback_http: bool = False

    def address_of(self, symbol: Symbol, language: str) -> str:
        """Where a document is asked for."""
        path, mark, query = self.form.partition("?")
        path = path.replace(SYMBOL, quote(symbol.printed, safe="/()")).replace(LANGUAGE, language)
        return path + mark + query.replace(SYMBOL, quote(symbol.printed, safe="")).replace(LANGUAGE, language)

    def sent_on(self, address: str, location: str) -> str:
        """The address to which an answer from `address` sends on. Raises NotFetched for any other host, scheme or port."""
        try:
            parts = urlsplit(urljoin(address, location[:LONGEST]))
            same = _origin(parts) == (self.scheme, self.host, self.port)
        except ValueError as error:
            raise self._elsewhere(location) from error
        if not same or parts.username is not None or parts.password is not None:
            raise self._elsewhere(location)
        path = parts.path.lower() if _FILES.match(parts.path) else parts.path
        return quote(f"{parts.scheme}://{parts.netloc}{path or '/'}{'?' + parts.query if parts.query else ''}", safe=_SEEN + "[]")

    def lets_in(self, address: Address) -> bool:
        """Whether a connection may be made to this address of the host."""
        if self.scheme == "http":
            return address.is_loopback
        return is_public(address) or any(address in network for network in self.inside)

    def _elsewhere(self, location: str) -> NotFetched:
        printable = "".join(char for char in location if char.isprintable())
        return NotFetched("redirected", host=self.host, to=re.sub(r"//[^/@]*@", "//", printable)[:QUOTED])


def service_at(address: str, *, agent: str, inside: Iterable[str] = (), loopback_http: bool = False) -> Service:
    """The service at an address as it is configured; one without `{symbol}` is a base: `https://docs.un.org` is `https://docs.un.org/{language}/{symbol}`.

    Raises NotFetched, `misconfigured`.
    """
    try:
        parts = urlsplit(address)
        scheme, host, port = _origin(parts)
        networks = tuple(ip_network(each) for each in inside)
    except ValueError as error:
        raise NotFetched("misconfigured") from error
    plain = parts.username is None and parts.password is None and "#" not in address and address.isascii()
    usable = (scheme == "https" or (scheme == "http" and loopback_http)) and (SYMBOL in address or not parts.query)
    if not plain or not usable or not _HOST.fullmatch(host):
        raise NotFetched("misconfigured")
    form = address if SYMBOL in address else f"{address.rstrip('/')}/{LANGUAGE}/{SYMBOL}"
    return Service(form, scheme, host, port, agent, networks, loopback_http)


def is_public(address: Address) -> bool:
    """Whether an address belongs to the Internet at large; one that carries another inside counts as that one."""
    inner = _carried(address)
    if inner is not None:
        return is_public(inner)
    local = address.is_multicast or address.is_reserved or (isinstance(address, IPv6Address) and address.is_site_local)
    return address.is_global and not local


def _carried(address: Address) -> IPv4Address | None:
    """The IPv4 address in one of IPv6, where that is where packets end."""
    if not isinstance(address, IPv6Address):
        return None
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    """Scheme, host and port of an address. Raises ValueError for a port that is none."""
    host = parts.hostname or ""
    return parts.scheme, f"[{host}]" if ":" in host else host, parts.port or PORTS.get(parts.scheme, 0)

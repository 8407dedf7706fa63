"""Addresses by the hundred: each is worked out once for a page of rows, and the key of a row put in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse as reverse_page
from rest_framework.reverse import reverse

if TYPE_CHECKING:
    from rest_framework.request import Request

KEY = "0"  # stands for a key while an address is worked out; no address of ours ends in it
Link = Callable[[str], str]  # from the key of a thing, which has nothing to be escaped, to a full address


def to_endpoint(request: Request, name: str) -> Link:
    """Addresses of things in the API."""
    return _filled(reverse(f"api:{name}", args=[KEY], request=request))


def to_page(request: Request, name: str) -> Link:
    """Addresses of pages for people."""
    return _filled(request.build_absolute_uri(reverse_page(name, args=[KEY])))


def to_list(request: Request, name: str, parameter: str) -> Link:
    """Addresses of lists in the API, narrowed by a parameter."""
    before = f"{reverse(f'api:{name}', request=request)}?{parameter}="
    return before.__add__


def to_cell(request: Request, name: str) -> Callable[[str, str], str]:
    """Addresses of cells in the API, from the keys of an obligation and an actor."""
    before, between, after = reverse(f"api:{name}", args=[f"{KEY}-obligation", f"{KEY}-actor"], request=request).split(f"{KEY}-")
    middle, after = between.removeprefix("obligation"), after.removeprefix("actor")
    return lambda obligation, actor: f"{before}{obligation}{middle}{actor}{after}"


def _filled(address: str) -> Link:
    before, _key, after = address.rpartition(KEY)
    return lambda key: f"{before}{key}{after}"

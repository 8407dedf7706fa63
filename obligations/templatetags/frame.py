"""What stands on every page alike: drawn once for each language, kind of reader and page of the menu, and kept in the process."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from obligations.querysets import has_role, may_see_statuses

MENU = frozenset(("overview", "documents", "obligations", "subjects", "commitments", "actors", "deadlines", "matrix", "rounds"))

register = template.Library()


@register.simple_tag(takes_context=True)
def frame_top(context: Context) -> SafeString:
    """The name of the service, and the menu with the page one is on; where there is no request the name alone."""
    request, user = context.get("request"), context.get("user") or AnonymousUser()
    return _drawn("frame/top.html", here=_here(request), sees_statuses=may_see_statuses(user), has_a_role=has_role(user))


@register.simple_tag(takes_context=True)
def frame_links(context: Context) -> SafeString:
    """The way to what concerns one's account and programs."""
    user = context.get("user") or AnonymousUser()
    return _drawn("frame/links.html", has_a_role=has_role(user), signed_in=user.is_authenticated)


@register.simple_tag
def frame_disclaimer(on: date) -> SafeString:
    """The day of the statuses on a page, and what they are not."""
    return _drawn("frame/disclaimer.html", on=on)


def _here(request: HttpRequest | None) -> str | None:
    """The name of the page where it is one of the menu; None where there is no request, as on a page that says that something failed."""
    if request is None:
        return None
    name = getattr(getattr(request, "resolver_match", None), "view_name", "")
    return name if name in MENU else ""


def _drawn(name: str, **words: str | bool | date | None) -> SafeString:
    """A template that needs nothing but its words, the language and where the service stands."""
    draw = _kept.__wrapped__ if settings.DEBUG else _kept  # who works on templates sees each change
    return draw(name, get_language(), get_script_prefix(), **words)


@lru_cache(maxsize=256)
def _kept(name: str, _language: str | None, _prefix: str, **words: Any) -> SafeString:
    return render_to_string(name, words)

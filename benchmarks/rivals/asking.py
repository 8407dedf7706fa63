"""Asking the service as a program does: a whole request with a token, through all of Django, without a network."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.rivals import databases

Ask = Callable[[str], bytes]


def asking(size: str, name: str) -> Ask:
    """A function that asks for an address as the person of that name, of the corpus of a size, and gives the body of the answer."""
    databases.use(size)
    from django.contrib.auth.models import User
    from django.utils import timezone

    from benchmarks.corpus.people import token_of

    secret = token_of(User.objects.get(username=name), at=timezone.now())
    return _asking({"Authorization": f"Token {secret}"})


def reading(size: str, name: str) -> Ask:
    """As `asking`, with a browser's session in place of a program's token."""
    databases.use(size)
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client()
    client.force_login(User.objects.get(username=name))
    return _asking({"Cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"})


def _asking(headers: dict[str, str]) -> Ask:
    from django.core.wsgi import get_wsgi_application
    from django.test import RequestFactory

    application = get_wsgi_application()
    factory = RequestFactory(SERVER_NAME="localhost", headers=headers)

    def ask(address: str) -> bytes:
        said: list[str] = []
        answer = application({**factory.get(address).environ, "wsgi.input": io.BytesIO()}, lambda status, headers: said.append(status))
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        if said != ["200 OK"]:
            raise RuntimeError(f"{address} answers {said[0]}: {body[:300].decode(errors='replace')}")
        return body

    return ask


def same(ask: Ask, addresses: Sequence[str]) -> None:
    """Raises RuntimeError unless all addresses give the same JSON, their own names in links apart."""
    answers = [json.loads(_renamed(ask(address))) for address in addresses]
    for address, answer in zip(addresses[1:], answers[1:], strict=True):
        if answer != answers[0]:
            raise RuntimeError(f"{address} does not answer as {addresses[0]}: {_difference(answers[0], answer)}")


def _renamed(body: bytes) -> bytes:
    for rival in (b"plain", b"raw"):
        body = body.replace(b"/rivals/" + rival + b"/", b"/api/v1/")
    return body


def _difference(first: Any, second: Any, path: str = "") -> str:
    """Where two answers differ first."""
    if isinstance(first, dict) and isinstance(second, dict):
        for name in [*first, *second]:
            if first.get(name, "(none)") != second.get(name, "(none)"):
                return _difference(first.get(name, "(none)"), second.get(name, "(none)"), f"{path}/{name}")
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        for place, (one, other) in enumerate(zip(first, second, strict=True)):
            if one != other:
                return _difference(one, other, f"{path}/{place}")
    return f"{path}: {str(first)[:200]} and {str(second)[:200]}"

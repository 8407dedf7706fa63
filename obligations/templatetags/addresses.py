"""Addresses of many things of one kind: the form is looked up once, and each thing's name put into it."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

ANY = "any-key"


def addressing(name: str, *before: str) -> Callable[[str], str]:
    """What gives the address under `name` of anything by its slug, which has letters, digits, hyphens and underscores alone.

    `before` are the slugs that stand in front of it, such as that of the document whose paragraphs are addressed.
    """
    start, end = reverse(name, args=[*before, ANY]).rsplit(ANY, 1)
    return lambda slug: f"{start}{slug}{end}"

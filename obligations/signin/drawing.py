"""The key of an app: as a drawing that its camera reads, and in letters that can be typed."""

from __future__ import annotations

from base64 import b32encode

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _


def drawn(address: str) -> SafeString:
    """The QR code of an address as SVG, without styles or scripts, so that the content security policy lets it be."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(scale=5, dark="#000", light="#fff", title=_("QR code for the app"), svgclass="qr", lineclass=None, omitsize=False)
    return mark_safe(svg)  # nosec B308, B703 # noqa: S308  (segno escapes the title and draws the rest as numbers)


def spelled(key: bytes) -> str:
    """The key in letters and digits, in groups of four."""
    letters = b32encode(key).decode().rstrip("=")
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))

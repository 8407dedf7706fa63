"""Names of files that came from elsewhere, made fit to be shown and sent on: no path, no invisible or turning characters, no name of a device."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 180  # bytes in UTF-8; file systems take 255, and browsers add to a name
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # control, format (bidi, zero width), surrogates, private, unassigned, line separators
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)


def safe_filename(name: str, *, extension: str = "") -> str:
    """The last part of a name, without what could deceive its reader. `extension` is put at its end where it has none: `..\\x/报告` is `报告.pdf`."""
    last = re.split(r"[\\/]", name)[-1]
    seen = "".join(char for char in unicodedata.normalize("NFC", last) if unicodedata.category(char) not in UNSEEN)
    plain = re.sub(r'[<>:"|?*%;]', "_", " ".join(seen.split())).strip(". ")
    stem, ending = split_extension(plain)
    ending = ending or extension
    if not stem or DEVICES.match(stem):
        stem = f"file_{stem}".rstrip("_")
    room = LONGEST - len(ending.encode()) - 1
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    return f"{stem}.{ending}" if ending else stem


def split_extension(name: str) -> tuple[str, str]:
    """`a.b.PDF` is `a.b` and `pdf`; a name without an extension, or with a number or words after its last point, has none."""
    stem, point, ending = name.rpartition(".")
    if not point or not re.fullmatch(r"[A-Za-z0-9]{1,8}", ending) or ending.isdigit():
        return name, ""
    return stem, ending.lower()

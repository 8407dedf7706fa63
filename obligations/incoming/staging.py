"""Files that were looked at and are not stored yet. They lie apart from the files that rows name, so that what is left behind can be thrown away.

A file is kept by its SHA-256; looking at it again makes it new again. Whatever is older than `KEPT` goes: with the next file that comes in, and
with `manage.py tidy`.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from obligations.services.files import digest

FOLDER = "staged"
VALID = timedelta(days=1)  # for which a preview can be stored
KEPT = VALID + timedelta(hours=1)
_HALF = re.compile(r"tmp[a-z0-9_]{6,12}")  # what a process that was killed leaves half written
_STAGED = re.compile(rf"[0-9a-f]{{64}}|{_HALF.pattern}")


def stage(content: bytes, *, at: datetime) -> str:
    """Keep a file until it is stored, and throw away what was left behind. Returns its SHA-256."""
    tidy(at=at)
    sha256, folder = digest(content), _folder()
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.utime(temporary, (at.timestamp(),) * 2)
        Path(temporary).replace(folder / sha256)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return sha256


def staged(sha256: str) -> bytes:
    """The content of a staged file. Raises FileNotFoundError."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise FileNotFoundError(sha256)
    return (_folder() / sha256).read_bytes()


@dataclass(frozen=True, slots=True)
class Gone:
    """What was thrown away."""

    files: int = 0
    bytes: int = 0


def tidy(*, at: datetime, halves: bool = False, dry_run: bool = False) -> Gone:
    """Throw away what has been staged for longer than a preview is valid; with `halves` also what was left half written where files are kept.

    Two at once do no harm.
    """
    oldest = (at - KEPT).timestamp()
    root = Path(settings.MEDIA_ROOT)
    folders = [root / FOLDER, *(root.glob("[0-9a-f][0-9a-f]") if halves else ())]
    files, size = 0, 0
    for folder in folders:
        for path, taken in _left_behind(folder, _STAGED if folder.name == FOLDER else _HALF, oldest):
            files, size = files + 1, size + taken
            if not dry_run:
                path.unlink(missing_ok=True)
    return Gone(files, size)


def _left_behind(folder: Path, named: re.Pattern[str], oldest: float) -> Iterator[tuple[Path, int]]:
    """The files of such names that are older, with their sizes in bytes."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            found = path.stat()
            if named.fullmatch(path.name) and found.st_mtime < oldest:
                yield path, found.st_size


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER

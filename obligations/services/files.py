"""Keep the files documents and evidence came in: by their SHA-256, outside the web root, never overwritten."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

PIECE = 256 * 1024  # bytes read at once


def digest(content: bytes) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes) -> str:
    """Store a file and return its SHA-256. Called before the row that names it commits, so that no row ever lacks its file."""
    return keep_stream(io.BytesIO(content))


def keep_stream(content: BinaryIO) -> str:
    """As `keep`, for a file that is open for reading and can be read twice: it is never held in memory as a whole."""
    sha256 = _digest_of(content)
    path = _path(sha256)
    if path.exists():
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    content.seek(0)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            shutil.copyfileobj(content, file)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(settings.FILE_UPLOAD_PERMISSIONS)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return sha256


def read(sha256: str) -> bytes:
    """The content of a kept file. Raises FileNotFoundError."""
    return _path(sha256).read_bytes()


def opened(sha256: str) -> BinaryIO:
    """A kept file, open for reading; the caller closes it. Raises FileNotFoundError."""
    return _path(sha256).open("rb")


def _digest_of(content: BinaryIO) -> str:
    running = hashlib.sha256()
    content.seek(0)
    while piece := content.read(PIECE):
        running.update(piece)
    return running.hexdigest()


def _path(sha256: str) -> Path:
    if len(sha256) != 64 or not sha256.isalnum():
        raise FileNotFoundError(sha256)
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256

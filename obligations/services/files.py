"""Keep the files documents came in: by their SHA-256, outside the web root, never overwritten."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def digest(content: bytes) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes) -> str:
    """Store a file and return its SHA-256. Called before the row that names it commits, so that no row ever lacks its file."""
    sha256 = digest(content)
    path = _path(sha256)
    if path.exists():
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
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


def _path(sha256: str) -> Path:
    if len(sha256) != 64 or not sha256.isalnum():
        raise FileNotFoundError(sha256)
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256

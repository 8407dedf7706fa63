"""The signing key of an installation that runs on one machine and was given none."""

import os
import secrets
from pathlib import Path


def kept_key(folder: Path) -> str:
    """Return the key kept in `folder`, made on first use and readable by its owner alone.

    The file is completed under a name of its own and then linked into place, which either succeeds or finds another
    process's key: two processes starting together end up with the same one.
    Raises OSError when the folder cannot be written.
    """
    path = folder / "secret_key"
    if not path.exists():
        draft = folder / f".secret_key.{os.getpid()}"
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()

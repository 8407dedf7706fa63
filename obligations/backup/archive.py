"""The archive of a backup: a tar file of a manifest, the database and the files; and the check that it is whole.

Nothing is ever unpacked by the names that an archive gives: they are compared with the few forms a name may have, and what is read is written to
places of our own. Checksums tell what was damaged, not who made it: restore only what comes from a place you trust.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from obligations.backup.fingerprints import Fingerprint

FORM = 1  # of archives; another one for what older programs cannot read
MANIFEST, DATABASE = "manifest.json", "database"
FILE = re.compile(r"files/([0-9a-f]{64})")
PIECE = 1024 * 1024  # bytes read at once
GZIP = b"\x1f\x8b"  # how a packed file begins
LARGEST_MANIFEST = 512 * 1024 * 1024


class Damaged(ValueError):
    """An archive that is not what a backup wrote; says why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds. `members` are the database and the files, each with its size in bytes and its SHA-256."""

    kind: str  # sqlite or postgresql
    made_at: str
    server: str  # version of the database's program
    migrations: tuple[tuple[str, str], ...]
    tables: Mapping[str, Fingerprint]
    members: Mapping[str, tuple[int, str]]
    referenced: int  # files that rows name
    missing: tuple[str, ...] = field(default=())  # of these, the ones that were not there
    damaged: tuple[str, ...] = field(default=())  # files that are not what their name says; left out

    @property
    def stored(self) -> int:
        """How many files are in the archive."""
        return len(self.members) - 1

    @property
    def rows(self) -> int:
        """How many rows all tables have together."""
        return sum(table.rows for table in self.tables.values())

    def written(self) -> bytes:
        """As JSON."""
        return json.dumps({"form": FORM, **asdict(self)}, ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def read(cls, content: bytes) -> Manifest:
        """What `written` wrote. Raises Damaged."""
        try:
            said: dict[str, Any] = json.loads(content)
            if said.pop("form") != FORM:
                raise Damaged("The archive is of another form: it was made by another version of this program.")
            said["tables"] = {str(name): Fingerprint(int(each["rows"]), str(each["sha256"])) for name, each in said["tables"].items()}
            said["members"] = {str(name): (int(size), str(sha256)) for name, (size, sha256) in said["members"].items()}
            said["migrations"] = tuple((str(app), str(name)) for app, name in said["migrations"])
            said["missing"], said["damaged"] = tuple(said["missing"]), tuple(said["damaged"])
            return cls(**said)
        except Damaged:
            raise
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise Damaged("The manifest of the archive cannot be read.") from error


def digest_of(source: IO[bytes]) -> tuple[int, str]:
    """Size and SHA-256 of what is left to read."""
    running, size = hashlib.sha256(), 0
    while piece := source.read(PIECE):
        running.update(piece)
        size += len(piece)
    return size, running.hexdigest()


def write(target: Path, manifest: Manifest, *, database: Path, file_at: Callable[[str], Path]) -> None:
    """Write an archive, readable by its owner alone. It appears under its name when it is complete; an existing file is never replaced.

    Raises FileExistsError, or OSError where it cannot be written.
    """
    if target.exists():
        raise FileExistsError(target)
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            with tarfile.open(fileobj=out, mode="w:gz" if target.name.endswith("gz") else "w", format=tarfile.PAX_FORMAT) as tar:
                content = manifest.written()
                _add(tar, MANIFEST, len(content), io.BytesIO(content))
                for name, (size, _sha256) in manifest.members.items():
                    found = FILE.fullmatch(name)
                    with (file_at(found[1]) if found else database).open("rb") as source:
                        _add(tar, name, size, source)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


def _add(tar: tarfile.TarFile, name: str, size: int, source: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    tar.addfile(member, source)


# Reading ----------------------------------------------------------------------------------------------------------------
UNREADABLE: tuple[type[Exception], ...] = (tarfile.TarError, EOFError, zlib.error)


@contextmanager
def damage(*also: type[Exception]) -> Iterator[None]:
    """Raises Damaged where an archive cannot be read to its end; `also` for other errors that mean this here."""
    try:
        yield
    except (UNREADABLE + also) as error:
        raise Damaged(f"The archive cannot be read to its end: {error}.") from error


def members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Name and content of everything in an archive, one after the other. Raises Damaged for a name or a kind that a backup does not write."""
    seen: set[str] = set()
    with path.open("rb") as source, damage(OSError):
        packed = source.read(len(GZIP)) == GZIP
        source.seek(0)
        tar = tarfile.open(fileobj=source, mode="r:gz" if packed else "r:")  # noqa: SIM115  (it holds nothing but the source)
        for member in tar:
            content = tar.extractfile(member) if member.isreg() else None
            if content is None or member.name in seen or not (member.name in (MANIFEST, DATABASE) or FILE.fullmatch(member.name)):
                raise Damaged(f"The archive holds what no backup writes: {member.name[:100]!r}. Nothing was read from it.")
            seen.add(member.name)
            yield member.name, content


def checked(path: Path) -> Manifest:
    """The manifest of an archive of which everything was read and compared with its checksum. Raises Damaged, OSError."""
    manifest, found = None, dict[str, tuple[int, str]]()
    for name, content in members(path):
        with damage(OSError):
            if name == MANIFEST:
                manifest = Manifest.read(content.read(LARGEST_MANIFEST))
            else:
                found[name] = digest_of(content)
        named = FILE.fullmatch(name)
        if named and named[1] != found[name][1]:
            raise Damaged(f"{name} is damaged: it is not what its name says.")
    if manifest is None or DATABASE not in manifest.members:
        raise Damaged("The archive has no manifest, or one without a database.")
    for name in sorted({*manifest.members, *found}):
        if manifest.members.get(name) != found.get(name):
            state = "missing" if name not in found else "not in the manifest" if name not in manifest.members else "damaged"
            raise Damaged(f"{name} is {state} in the archive.")
    return manifest

"""Files that were looked at lie apart, and go when nobody stored them; nothing that a row names goes with them."""

from __future__ import annotations

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from obligations.incoming import staging
from obligations.services import files

NOW = timezone.now()
LATER = NOW + staging.KEPT + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def root(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_a_staged_file_is_read_again_by_its_digest() -> None:
    assert staging.staged(staging.stage(b"sent", at=NOW)) == b"sent"
    for wrong in ("0" * 64, "../../etc/passwd", ""):
        with pytest.raises(FileNotFoundError):
            staging.staged(wrong)


def test_what_nobody_stored_goes_with_the_next_file() -> None:
    left = staging.stage(b"left", at=NOW)
    staging.stage(b"next", at=LATER)
    with pytest.raises(FileNotFoundError):
        staging.staged(left)


def test_looking_again_keeps_it() -> None:
    staging.stage(b"sent", at=NOW)
    seen = staging.stage(b"sent", at=LATER)
    staging.tidy(at=LATER)
    assert staging.staged(seen) == b"sent"


def test_kept_files_and_what_others_put_there_stay(root: Path) -> None:
    kept = files.keep(b"kept")
    other = root / staging.FOLDER / "notes.txt"
    staging.stage(b"sent", at=NOW)
    other.write_text("mine")
    os.utime(other, (0, 0))
    assert staging.tidy(at=LATER + timedelta(days=400), halves=True).files == 1
    assert (files.read(kept), other.read_text()) == (b"kept", "mine")


def test_the_command_says_what_goes_and_takes_halves_with_it(root: Path) -> None:
    files.keep(b"kept")
    half = next(root.glob("??")) / "tmpab12cd34"
    half.write_bytes(b"x" * 1000)
    os.utime(half, (0, 0))
    out = StringIO()
    call_command("tidy", dry_run=True, stdout=out)
    assert half.exists()
    call_command("tidy", stdout=out)
    assert not half.exists()
    assert out.getvalue().splitlines() == ["1 files, 0.0 MB would be thrown away", "1 files, 0.0 MB thrown away"]

"""Old Word and RTF files: read by way of a converter, which stands here as a script that plays one."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import Unreadable, extract
from ingest.readers import converters
from tests.ingest.hostile_files import BODY, RESOLUTION, ole
from tests.ingest.word_makers import word_file

OLD_WORD, RICH = ole("WordDocument"), b"{\\rtf1\\ansi }"
Install = Callable[[str, str], None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a program of a name into the only folder where programs are looked for; its code is Python, with the arguments in `given`."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def put(name: str, code: str) -> None:
        program = tmp_path / name
        program.write_text(f"#!{sys.executable}\nimport sys, pathlib, time\ngiven = sys.argv[1:]\n{code}\n", encoding="utf-8")
        program.chmod(0o755)

    return put


def converts_to(content: bytes) -> str:
    return f"pathlib.Path(given[given.index('--outdir') + 1], 'sent.docx').write_bytes({content!r})"


@pytest.mark.parametrize(("content", "media_type"), [(OLD_WORD, "application/msword"), (RICH, "application/rtf")])
class TestWithOffice:
    def test_the_text_is_that_of_the_converted_file(self, content: bytes, media_type: str, install: Install) -> None:
        install("soffice", converts_to(word_file(BODY)))
        found = extract(content, name="sent.doc")
        assert (found.text.split("\n"), found.media_type) == (RESOLUTION, media_type)

    def test_staff_are_told(self, content: bytes, media_type: str, install: Install) -> None:
        install("libreoffice", converts_to(word_file(BODY)))
        assert [(note.code, note.params) for note in extract(content, name="sent.doc").notes] == [("converted", {"program": "LibreOffice"})]

    def test_a_file_that_is_not_converted_is_refused(self, content: bytes, media_type: str, install: Install) -> None:
        install("soffice", "sys.exit(0)")
        with pytest.raises(Unreadable, match="LibreOffice could not convert the file"):
            extract(content, name="sent.doc")

    def test_what_the_converter_makes_is_not_trusted(self, content: bytes, media_type: str, install: Install) -> None:
        install("soffice", converts_to(b"nothing"))
        with pytest.raises(Unreadable, match="damaged"):
            extract(content, name="sent.doc")


def test_a_converter_that_hangs_is_ended(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converters, "SECONDS", 0.5)
    install("soffice", "time.sleep(60)")
    began = time.monotonic()
    with pytest.raises(Unreadable, match="could not convert"):
        extract(OLD_WORD, name="sent.doc")
    assert time.monotonic() - began < 20


def test_antiword_gives_text(install: Install) -> None:
    install("antiword", f"sys.stdout.buffer.write({chr(10).join(RESOLUTION).encode()!r})")
    assert extract(OLD_WORD, name="sent.doc").text.split("\n") == RESOLUTION


@pytest.mark.parametrize(("content", "kind"), [(OLD_WORD, "an old Word file"), (RICH, "an RTF file")])
def test_without_a_converter_the_sentence_says_what_to_do(content: bytes, kind: str, install: Install) -> None:
    with pytest.raises(Unreadable, match="Save it as Word file") as refused:
        extract(content, name="sent.doc")
    assert str(refused.value).startswith(f"sent.doc: this is {kind}")

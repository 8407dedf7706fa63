"""Old Word files (.doc) and RTF files, read by way of a program that converts them, where one is installed.

LibreOffice gives a Word file, from which numbers of lists are read as from any other; antiword gives text. They run in a folder of their own
that is thrown away, without a shell, with a limit of time, and no input but the file.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from ingest.problems import Refusal, problem
from ingest.readers import docx
from ingest.readers.extracted import Extracted
from ingest.readers.text import decode

Kind = Literal["doc", "rtf"]
MEDIA_TYPES: dict[Kind, str] = {"doc": "application/msword", "rtf": "application/rtf"}
SECONDS = 60  # an office program needs some to start
MOST_OUTPUT = 30 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Program:
    """A converter: its commands, of which one may be installed, and how it is called in a folder that holds the file `sent`."""

    title: str
    commands: tuple[str, ...]
    arguments: Callable[[Path, str], Sequence[str]]
    result: str


def _office(folder: Path, file: str) -> Sequence[str]:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    return ("--headless", "--norestore", profile, "--convert-to", "docx", "--outdir", str(folder / "out"), str(folder / file))


_OFFICE = _Program("LibreOffice", ("soffice", "libreoffice"), _office, "sent.docx")
_ANTIWORD = _Program("antiword", ("antiword",), lambda folder, file: ("-m", "UTF-8.txt", "-w", "0", str(folder / file)), "")
_PROGRAMS: dict[Kind, tuple[_Program, ...]] = {"doc": (_OFFICE, _ANTIWORD), "rtf": (_OFFICE,)}


def read(content: bytes, *, kind: Kind, name: str) -> Extracted:
    """The text of a .doc or RTF file. Raises Refusal where no converter is installed or the one there is cannot read the file."""
    for program in _PROGRAMS[kind]:
        command = next((found for one in program.commands if (found := shutil.which(one))), None)
        if command is not None:
            converted = _converted(content, kind, program, command, name)
            note = problem("converted", None, program=program.title)
            return replace(converted, media_type=MEDIA_TYPES[kind], notes=(*converted.notes, note))
    raise Refusal("no_converter", name=name, kind=kind, programs=", ".join(program.title for program in _PROGRAMS[kind]))


def _converted(content: bytes, kind: Kind, program: _Program, command: str, name: str) -> Extracted:
    with tempfile.TemporaryDirectory(prefix="convert-") as made:
        folder = Path(made)
        (folder / "out").mkdir()
        (folder / f"sent.{kind}").write_bytes(content)
        output = folder / "out" / (program.result or "text")
        if not _run([command, *program.arguments(folder, f"sent.{kind}")], folder, output if not program.result else None):
            raise Refusal("conversion_failed", name=name, program=program.title)
        if not output.is_file() or not 0 < output.stat().st_size <= MOST_OUTPUT:
            raise Refusal("conversion_failed", name=name, program=program.title)
        made_of = output.read_bytes()
    return docx.read(made_of, name=name) if program.result else Extracted(decode(made_of, name=name), MEDIA_TYPES[kind])


def _run(command: Sequence[str], folder: Path, output: Path | None) -> bool:
    """Run a converter with nothing but its folder; whether it ended well and in time. Its children end with it."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    with (output or folder / "said").open("wb") as written:
        process = subprocess.Popen(  # nosec B603 # noqa: S603  (a fixed command; the file is an argument, no shell reads it)
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=written, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            return process.wait(SECONDS) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

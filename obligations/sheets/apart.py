"""Read an uploaded file in a process of its own, with a limit of time and of memory: whatever it holds, the service goes on.

`python -m obligations.sheets.apart EXTENSION` reads the file from its standard input and prints the table, or why it cannot be read, as JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

from obligations.sheets import container, delimited, workbook_reading
from obligations.sheets.headers import is_header
from obligations.sheets.tables import Table, Unreadable

SECONDS = 60
MEMORY = 1536 * 1024 * 1024  # bytes of address space; a table of 50,000 rows needs about half
MACROS = ("xlsm", "xltm", "xlsb", "xlam", "xla")
OTHERS = ("ods", "numbers", "pdf", "doc", "docx", "html", "htm", "xml", "json", "zip")
ROOT = Path(__file__).resolve().parent.parent.parent


def table_of(content: bytes, *, extension: str) -> Table:
    """The table in a file, by its content; the extension only refuses. Raises Unreadable."""
    command = [sys.executable, "-m", "obligations.sheets.apart", extension[:8]]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, cwd=ROOT, check=False)  # nosec B603 # noqa: S603  (our own module)
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too_slow", seconds=SECONDS) from error
    if done.returncode != 0:
        raise Unreadable("too_much")
    said = json.loads(done.stdout)
    if "code" in said:
        raise Unreadable(said["code"], **said["words"])
    return Table.from_json(said)


def read(content: bytes, *, extension: str) -> Table:
    """As `table_of`, in this process."""
    if not content:
        raise Unreadable("empty")
    container.refuse_old_or_locked(content)
    if extension in MACROS:
        raise Unreadable("macros")
    if container.is_container(content):
        return workbook_reading.read(content)
    if extension in OTHERS or content.startswith((b"%PDF", b"{", b"<")):
        raise Unreadable("not_a_workbook")
    return delimited.read(content, is_header)


def main() -> None:
    """Limit this process, read, print."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        said = read(sys.stdin.buffer.read(), extension=sys.argv[1] if len(sys.argv) > 1 else "").as_json()
    except Unreadable as refused:
        said = {"code": refused.code, "words": refused.words}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()

"""Many files to be imported: found, told from those that are stored already, read apart on all processors, and handed over in their order.

Nothing is stored here: whoever takes what arrives is the only writer, and reading goes on while it writes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ingest import Lexicon, Unreadable
from ingest.heading import canonical_symbol
from ingest.readers import content_of
from ingest.reading import Reading
from ingest.sandbox import Sent, parse_many, processors
from obligations.models import Edition
from obligations.services import files

SUFFIXES = (".txt", ".md", ".pdf", ".docx", ".doc", ".rtf", ".html", ".htm", ".mhtml", ".mht")
NO_DOCUMENTS = ("README.md",)
WORTH = 4  # files for which one more process is worth starting


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that has its turn: what was read from it, or the symbol under which it is stored already, or why it is refused."""

    number: int
    path: Path
    content: bytes = b""
    reading: Reading | None = None
    stored_as: str = ""
    refusal: Unreadable | None = None


def documents(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those in the folders named, in order of their names."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.name not in NO_DOCUMENTS) if path.is_dir() else [path]
        found += inside
    return found


def symbol_in_name(path: Path) -> str | None:
    """A symbol that the file's name gives: S-PV-8017.txt."""
    named = re.fullmatch(r"S-(RES|PV|PRST)-(\d+)(?:-(\d+))?", path.stem)
    if not named:
        return None
    kind, first, second = named.groups()
    return {"RES": f"S/RES/{first} ({second})", "PV": f"S/PV.{first}", "PRST": f"S/PRST/{first}/{second}"}[kind]


def arrivals(paths: Sequence[Path], *, lexicon: Lexicon, symbol: str | None = None, processes: int | None = None) -> Generator[Arrived, None, None]:
    """The files in their order, each when it has been read; `number` counts from 1. Closing the generator ends what is being read.

    A file whose content is stored already, under the symbol it is given or any if it is given none, is not read again.
    """
    return _Reading(paths, lexicon, symbol, processes).arrivals()


class _Reading:
    """Hands over in order what is done in any order: those done before their turn wait."""

    def __init__(self, paths: Sequence[Path], lexicon: Lexicon, symbol: str | None, processes: int | None) -> None:
        self.paths = paths
        self.lexicon = lexicon
        self.symbol = symbol
        self.processes = min(processes or processors(), -(-len(paths) // WORTH))
        self.stored = _stored()
        self.done: dict[int, Arrived] = {}
        self.next = 1

    def arrivals(self) -> Generator[Arrived, None, None]:
        """Every file once."""
        with closing(parse_many(self._to_read(), lexicon=self.lexicon, processes=self.processes)) as results:
            for result in results:
                number, path = result.sent.number, self.paths[result.sent.number - 1]
                self.done[number] = Arrived(number, path, result.sent.content, result.reading, refusal=result.refusal)
                yield from self._in_turn()
        yield from self._in_turn()

    def _in_turn(self) -> Iterator[Arrived]:
        while self.next in self.done:
            yield self.done.pop(self.next)
            self.next += 1

    def _to_read(self) -> Iterator[Sent]:
        """The files that have to be read; of the others it is known at once what becomes of them."""
        for number, path in enumerate(self.paths, 1):
            try:
                content = content_of(path)
            except Unreadable as error:
                self.done[number] = Arrived(number, path, refusal=error)
                continue
            symbol = self.symbol or symbol_in_name(path)
            known = self.stored.get(files.digest(content), ())
            stored_as = known[0] if known and symbol is None else next((one for one in known if symbol and one == canonical_symbol(symbol)), "")
            if stored_as:
                self.done[number] = Arrived(number, path, stored_as=stored_as)
            else:
                yield Sent(content, path.name, symbol, number)


def _stored() -> dict[str, list[str]]:
    """The symbols under which each file is stored, by its SHA-256."""
    found: dict[str, list[str]] = defaultdict(list)
    for sha256, symbol in Edition.objects.order_by("pk").values_list("sha256", "document__symbol"):
        found[sha256].append(symbol)
    return dict(found)

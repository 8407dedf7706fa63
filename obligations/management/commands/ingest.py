"""`manage.py ingest PATH… [--symbol S] [--dry-run] [--json]`: read documents and store them, a line each.

Each document is stored in a transaction of its own; a file that cannot be read stores nothing and is named. Exit code 0; 2 where a file could
not be read.
"""

import json
import re
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from ingest import Lexicon, ParsedDocument, Unreadable, parse, read_bytes
from ingest.readers import LARGEST
from obligations import lexicons
from obligations.services import meetings, register

SUFFIXES = (".txt", ".md")
NO_DOCUMENTS = ("README.md",)


class Command(BaseCommand):
    """Read documents and store them."""

    help = "Read documents of the Security Council and store them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Files and folders, and what to do with them."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, or folders of .txt and .md files")
        parser.add_argument("--symbol", help="the official symbol, for a single file that does not say it")
        parser.add_argument("--dry-run", action="store_true", help="read and report, store nothing")
        parser.add_argument("--json", action="store_true", help="report as JSON, one line per file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read every file; report each."""
        self.lexicon: Lexicon = lexicons.current()
        files = list(documents(options["paths"]))
        refused = 0
        if options["symbol"] and len(files) != 1:
            self.stderr.write("--symbol names one document; give one file with it.")
            raise SystemExit(2)
        waiting = []
        for number, path in enumerate(files, 1):
            symbol = options["symbol"] or symbol_in_name(path)
            report = self._one(path, symbol=symbol, dry_run=options["dry_run"])
            if report["outcome"] == "unnamed":
                waiting.append((number, path))
                continue
            refused += report["outcome"] == "refused"
            self._print(report, f"[{number}/{len(files)}]", as_json=options["json"])
        for number, path in waiting:  # a record may name a resolution that came after it
            report = self._one(path, symbol=None, dry_run=options["dry_run"])
            report["outcome"] = report["outcome"].replace("unnamed", "refused")
            refused += report["outcome"] == "refused"
            self._print(report, f"[{number}/{len(files)}]", as_json=options["json"])
        if not files:
            self.stderr.write("No .txt or .md file was found there. Name files, or a folder that holds them.")
        if refused or not files:
            raise SystemExit(2)

    def _one(self, path: Path, *, symbol: str | None, dry_run: bool) -> dict[str, Any]:
        try:
            content = read_content(path)
            parsed = parse(read_bytes(content, name=path.name), lexicon=self.lexicon, symbol=symbol, name=path.name)
            parsed = meetings.identify(parsed)
            if dry_run:
                return _report(path, parsed, "read")
            if not parsed.symbol:
                return {"file": path.name, "outcome": "unnamed", "why": _unnamed(path)}
            stored = register.store(
                parsed, content=content, filename=path.name, media_type="text/plain", by=None, at=timezone.now(), reason="manage.py ingest"
            )
            return _report(path, parsed, stored.outcome)
        except Unreadable as error:
            return {"file": path.name, "outcome": "refused", "why": str(error)}
        except ValidationError as error:
            return {"file": path.name, "outcome": "refused", "why": f"{path.name}: {' '.join(error.messages)}"}

    def _print(self, report: dict[str, Any], counter: str, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        elif report["outcome"] == "refused":
            self.stderr.write(f"{counter} refused  {report['why']}")
        else:
            counts = f"{_counts(report)}, {len(report['problems'])} problems"
            self.stdout.write(f"{counter} {report['outcome']:11} {report['symbol']}  {counts}  ({report['file']})")


def documents(paths: list[Path]) -> list[Path]:
    """The files named, and those in the folders named, in order of their names."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES and p.name not in NO_DOCUMENTS) if path.is_dir() else [path]
        found += inside
    return found


def read_content(path: Path) -> bytes:
    """The bytes of a file. Raises Unreadable where it cannot be opened or is too large to be read."""
    try:
        if path.stat().st_size > LARGEST:
            return path.open("rb").read(LARGEST + 1)  # one byte too many: the reader says what is wrong
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: cannot be opened ({error.strerror}). Check the path and that you may read it.") from error


def symbol_in_name(path: Path) -> str | None:
    """A symbol that the file's name gives: S-PV-8017.txt."""
    named = re.fullmatch(r"S-(RES|PV|PRST)-(\d+)(?:-(\d+))?", path.stem)
    if not named:
        return None
    kind, first, second = named.groups()
    return {"RES": f"S/RES/{first} ({second})", "PV": f"S/PV.{first}", "PRST": f"S/PRST/{first}/{second}"}[kind]


def _counts(report: dict[str, Any]) -> str:
    """What was found: paragraphs and acts, or in a record speeches, votes and what speakers said of their own side."""
    if report["kind"] == "meeting_record":
        return f"{report['speeches']} speeches, {report['votes']} votes, {report['commitments']} commitments"
    return f"{report['operative']} operative, {report['acts']} acts"


def _unnamed(path: Path) -> str:
    return f"{path.name}: the text does not say its symbol, and no resolution it adopts is known. Give it: --symbol S/PV.8017."


def _report(path: Path, parsed: ParsedDocument, outcome: str) -> dict[str, Any]:
    return {
        "file": path.name,
        "outcome": outcome,
        "symbol": parsed.symbol,
        "kind": parsed.kind,
        "operative": len(parsed.operative),
        "acts": sum(len(p.acts) for p in parsed.operative),
        "speeches": len(parsed.speeches),
        "votes": len(parsed.votes),
        "commitments": len(parsed.commitments),
        "problems": [{"line": p.line, "what": p.what, "advice": p.advice} for p in parsed.problems],
    }

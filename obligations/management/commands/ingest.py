"""`manage.py ingest PATH… [--symbol S] [--processes N] [--dry-run] [--json] [--report FILE]`: read documents and store them, a line each.

Files are read apart, several at once; each document is stored in a transaction of its own, in the order of the files. A file that is stored
already is not read again, so that a run that was stopped goes on where it was; one that cannot be read stores nothing and is named. Exit code
0; 2 where a file could not be read; 75 where the disk is full or the database away; 130 where the run was stopped.
"""

import json
import time
from argparse import ArgumentTypeError
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error as DatabaseFault
from django.utils import timezone
from django.utils.translation import override

from ingest import ParsedDocument
from obligations import lexicons
from obligations.incoming.importing import SUFFIXES, Arrived, arrivals, documents
from obligations.incoming.progress import Progress
from obligations.services import meetings, register, translations

Report = dict[str, Any]


class Command(BaseCommand):
    """Read documents and store them."""

    help = "Read documents of the Security Council and store them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Files and folders, and what to do with them."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=f"files, or folders of files ({', '.join(SUFFIXES)})")
        parser.add_argument("--symbol", help="the official symbol, for a single file that does not say it")
        parser.add_argument("--processes", type=_positive, metavar="N", help="how many files are read at once (default: all processors)")
        parser.add_argument("--dry-run", action="store_true", help="read and report, store nothing")
        parser.add_argument("--json", action="store_true", help="report as JSON, one line per file")
        parser.add_argument("--report", type=Path, metavar="FILE", help="also write the whole report to this file, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read every file; report each, and all together."""
        files = documents(options["paths"])
        if options["symbol"] and len(files) != 1:
            self.stderr.write("--symbol names one document; give one file with it.")
            raise SystemExit(2)
        if not files:
            self.stderr.write(f"No file that can be read ({', '.join(SUFFIXES)}) was found there. Name files, or a folder that holds them.")
            raise SystemExit(2)
        self.total, self.dry_run, self.as_json = len(files), options["dry_run"], options["json"]
        self.progress = Progress(self.total, draw=self._draw if self.stderr.isatty() else None, clock=time.monotonic)
        self.reports: list[Report] = []
        try:
            stopped = self._read_all(files, options["symbol"], options["processes"])
        except (OSError, DatabaseFault):  # no room, or no database: first what is stored so far, then why it ended
            self._sum_up(None, stopped=True)
            raise
        self._sum_up(options["report"], stopped=stopped)
        if stopped:
            raise SystemExit(130)
        if any(report["outcome"] == "refused" for report in self.reports):
            raise SystemExit(2)

    def _read_all(self, files: list[Path], symbol: str | None, processes: int | None) -> bool:
        """Whether the run was stopped before its end. A record may name a resolution that comes after it, so those without a name come last."""
        waiting: list[Arrived] = []
        arriving = arrivals(files, lexicon=lexicons.current(), symbol=symbol, processes=processes)
        try:
            for arrived in arriving:
                report = self._one(arrived)
                if report["outcome"] == "unnamed":
                    waiting.append(arrived)
                else:
                    self._tell(report, arrived)
            for arrived in waiting:
                report = self._one(arrived)
                self._tell({**report, "outcome": report["outcome"].replace("unnamed", "refused")}, arrived)
        except KeyboardInterrupt:
            return True
        finally:
            arriving.close()
        return False

    def _one(self, arrived: Arrived) -> Report:
        name = arrived.path.name
        if arrived.stored_as:
            return {"file": name, "outcome": "unchanged", "symbol": arrived.stored_as}
        if arrived.reading is None:
            return {"file": name, "outcome": "refused", "why": str(arrived.refusal)}
        parsed = meetings.identify(arrived.reading.document)
        if self.dry_run:
            return _report(arrived, parsed, "read")
        if not parsed.symbol:
            return {"file": name, "outcome": "unnamed", "why": _unnamed(name)}
        reading, at = arrived.reading, timezone.now()
        store = partial(register.store, pages=reading.pages, by=None, at=at, reason="manage.py ingest")
        try:
            stored = store(parsed, content=arrived.content, filename=name, media_type=reading.media_type)
        except ValidationError as error:
            return {"file": name, "outcome": "refused", "why": f"{name}: {' '.join(error.messages)}"}
        beside = translations.paired(stored.edition) if stored.outcome == "new_edition" else None
        return _report(arrived, parsed, stored.outcome, beside)

    def _draw(self, bar: str) -> None:
        self.stderr.write(bar, style_func=str, ending="")
        self.stderr.flush()

    def _tell(self, report: Report, arrived: Arrived) -> None:
        """A line for a file, and the bar."""
        self.reports.append(report)
        counter = f"[{arrived.number}/{self.total}]"
        self.progress.clear()
        if self.as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        elif report["outcome"] == "refused":
            self.stderr.write(f"{counter} refused  {report['why']}")
        else:
            self.stdout.write(f"{counter} {report['outcome']:11} {report['symbol']}  {_counts(report)}({report['file']})")
        self.progress.count(problems=bool(report.get("problems")), refused=report["outcome"] == "refused")

    def _sum_up(self, file: Path | None, *, stopped: bool) -> None:
        """What became of all files: on the error stream, where it mixes with no output, and in a file."""
        self.progress.clear()
        outcomes = [report["outcome"] for report in self.reports]
        sums = {outcome: outcomes.count(outcome) for outcome in ("created", "new_edition", "read", "unchanged", "refused")}
        problems = sum(bool(report.get("problems")) for report in self.reports)
        seconds = round(self.progress.seconds, 1)
        if self.total > 1 or stopped:
            done = "read, none stored" if self.dry_run else f"stored ({sums['new_edition']} as new editions)"
            count = sums["read"] if self.dry_run else sums["created"] + sums["new_edition"]
            rest = f"{sums['unchanged']} unchanged, {problems} with problems, {sums['refused']} refused"
            self.stderr.write(f"{count} {done}, {rest}; {len(outcomes)} of {self.total} files in {seconds} s", style_func=str)
        if stopped:
            self.stderr.write("Stopped. Run the same command again to go on: files that are stored are not read again.")
        if file is not None:
            whole = {"files": self.total, **sums, "with_problems": problems, "seconds": seconds, "stopped": stopped, "results": self.reports}
            file.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError("give a number from 1")
    return int(text)


def _counts(report: Report) -> str:
    """What was found: paragraphs and acts, or in a record speeches, votes and what speakers said of their own side; nothing of a file not read."""
    if "kind" not in report:
        return ""
    if report.get("beside"):
        found = report["beside"]["said"]
    elif report["kind"] == "meeting_record":
        found = f"{report['speeches']} speeches, {report['votes']} votes, {report['commitments']} commitments"
    else:
        found = f"{report['operative']} operative, {report['acts']} acts"
    return f"{found}, {len(report['problems'])} problems  "


def _unnamed(name: str) -> str:
    return f"{name}: the text does not say its symbol, and no resolution it adopts is known. Give it: --symbol S/PV.8017."


def _report(arrived: Arrived, parsed: ParsedDocument, outcome: str, beside: translations.Paired | None = None) -> Report:
    with override("en"):  # like everything else that the command prints
        paired = {"beside": {**asdict(beside), "said": beside.said(parsed.symbol or "")}} if beside else {}
    return {
        **paired,
        "file": arrived.path.name,
        "outcome": outcome,
        "symbol": parsed.symbol,
        "kind": parsed.kind,
        "language": parsed.language,
        "operative": len(parsed.operative),
        "acts": sum(len(p.acts) for p in parsed.operative),
        "speeches": len(parsed.speeches),
        "votes": len(parsed.votes),
        "commitments": len(parsed.commitments),
        "problems": [{"line": p.line, "what": p.what, "advice": p.advice} for p in parsed.problems],
    }

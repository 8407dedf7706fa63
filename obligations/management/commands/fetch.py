"""`manage.py fetch SYMBOL… [--file LIST] [--language zh] [--force] [--dry-run | --out DIR] [--json] [--report FILE]`: bring documents by symbol.

One after the other, with pauses; each is read and stored as by `manage.py ingest`, in a transaction of its own. What is stored already in that
language is not asked for again, so that a run that was stopped goes on where it was. Exit code 0; 2 where a document was not brought; 130 where
the run was stopped.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from obligations.fetching import LANGUAGES
from obligations.fetching.runs import Asked, Report, run
from obligations.incoming.progress import Progress

OUTCOMES = ("created", "new_edition", "unchanged", "kept", "read", "saved", "failed")


class Command(BaseCommand):
    """Bring documents by symbol."""

    help = "Fetch documents of the Security Council by symbol from the United Nations' document service, and store them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Symbols, and what to do with their documents."""
        parser.add_argument("symbols", nargs="*", metavar="SYMBOL", help="such as 'S/RES/2370 (2017)', S/PRST/2015/25, S/PV.8017")
        parser.add_argument("--file", type=Path, metavar="LIST", help="a file of symbols, one on each line, # before remarks; - for a pipe")
        parser.add_argument("--language", default="zh", choices=LANGUAGES, help="of the text (default: zh)")
        parser.add_argument("--force", action="store_true", help="also fetch what is stored, or kept in the folder, already")
        instead = parser.add_mutually_exclusive_group()
        instead.add_argument("--dry-run", action="store_true", help="fetch, read and report, store nothing")
        instead.add_argument("--out", type=Path, metavar="DIR", help="keep the files in this folder, and store nothing")
        parser.add_argument("--json", action="store_true", help="report as JSON, one line for each symbol")
        parser.add_argument("--report", type=Path, metavar="FILE", help="also write the whole report to this file, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fetch each; report each, and all together."""
        symbols = list(dict.fromkeys([*options["symbols"], *_listed(options["file"])]))
        if not symbols:
            raise CommandError("Name a symbol, such as 'S/RES/2370 (2017)', or --file with a list of them.", returncode=2)
        if options["out"] is not None and not options["out"].is_dir():
            raise CommandError(f"There is no folder {options['out']}. Make it first.", returncode=2)
        asked = Asked(options["language"], force=options["force"], dry_run=options["dry_run"], out=options["out"])
        self.total, self.as_json = len(symbols), options["json"]
        self.progress = Progress(self.total, draw=self._draw if self.stderr.isatty() else None, clock=time.monotonic)
        self.reports: list[Report] = []
        stopped = False
        try:
            for report in run(symbols, asked, clock=timezone.now):
                self._tell(report)
        except KeyboardInterrupt:
            stopped = True
        self._sum_up(options["report"], stopped=stopped)
        if stopped:
            raise SystemExit(130)
        if len(self.reports) < self.total or any(report["outcome"] == "failed" for report in self.reports):
            raise SystemExit(2)

    def _tell(self, report: Report) -> None:
        """A line for a symbol, its problems, and the bar."""
        self.reports.append(report)
        counter = f"[{len(self.reports)}/{self.total}]"
        failed, problems = report["outcome"] == "failed", report.get("problems", [])
        self.progress.clear()
        if self.as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        elif failed:
            self.stderr.write(f"{counter} failed      {report.get('symbol', report['typed'])}  {report['why']}")
        else:
            self.stdout.write(f"{counter} {report['outcome']:11} {report['symbol']}  {_details(report)}")
            for problem in problems:
                self.stdout.write(f"    {'line ' + str(problem['line']) + ': ' if problem['line'] else ''}{problem['what']}. {problem['advice']}")
        self.progress.count(problems=bool(problems), refused=failed)

    def _draw(self, bar: str) -> None:
        self.stderr.write(bar, style_func=str, ending="")
        self.stderr.flush()

    def _sum_up(self, file: Path | None, *, stopped: bool) -> None:
        """What became of all: on the error stream, where it mixes with no output, and in a file."""
        self.progress.clear()
        outcomes = [report["outcome"] for report in self.reports]
        sums = {outcome: outcomes.count(outcome) for outcome in OUTCOMES}
        seconds, left = round(self.progress.seconds, 1), self.total - len(outcomes)
        if self.total > 1 or stopped:
            counts = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in sums.items() if count) or "nothing done"
            self.stderr.write(f"{counts}; {len(outcomes)} of {self.total} symbols in {seconds} s", style_func=str)
        if stopped or left:
            why = "Stopped" if stopped else "The other symbols were not asked for"
            self.stderr.write(f"{why}. Run the same command again to go on: what is there is not fetched again.")
        if file is not None:
            whole = {"symbols": self.total, **sums, "not_asked": left, "seconds": seconds, "stopped": stopped, "results": self.reports}
            file.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _listed(path: Path | None) -> list[str]:
    """The symbols of a list. Raises CommandError where it cannot be read."""
    if path is None:
        return []
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = f"{path}: the list cannot be read ({error}). Give a text file in UTF-8 with one symbol on each line."
        raise CommandError(why, returncode=2) from error
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def _details(report: Report) -> str:
    """What was found, and where it came from."""
    if report["outcome"] == "kept":
        return f"({report['file']} is there already; --force fetches it again)"
    size = f"{report['bytes'] / 1024:,.0f} KB from {report['address']}"
    if report["outcome"] == "saved":
        return f"{report['file']}, {size}"
    if report["kind"] == "meeting_record":
        found = f"{report['speeches']} speeches, {report['votes']} votes"
    else:
        found = f"{report['operative']} operative, {report['acts']} acts"
    return f"{found}, {len(report['problems'])} problems, {size}"

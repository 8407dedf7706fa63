"""`manage.py reclassify [--dry-run] [SYMBOL…]`: read stored documents again with the words there are now.

Prints a line for each label that reads otherwise, then totals. Decisions and assessments are never touched. Exit code 0; 2 where a document
could not be read or none has the symbol.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from obligations import lexicons
from obligations.models import Document
from obligations.services import reading
from obligations.services.meeting_changes import Heard


class Command(BaseCommand):
    """Read stored documents again."""

    help = "Read stored documents again with the lexicon and staff's words; decisions and assessments stay."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which documents, and whether to store."""
        parser.add_argument("symbols", nargs="*", metavar="SYMBOL", help="documents; all of them where none is named")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, print the differences, print the totals."""
        lexicon = lexicons.current()
        documents = self._documents(options["symbols"])
        try:
            report = reading.reclassify(documents=documents, lexicon=lexicon, at=timezone.now(), by=None, dry_run=options["dry_run"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        for document in report.documents:
            if document.why:
                self.stderr.write(f"{document.symbol}: {document.why}")
            for change in document.changes:
                self.stdout.write(line(change))
            for heard in document.heard:
                self.stdout.write(line_of_record(heard))
        verb = "would change" if options["dry_run"] else "changed"
        labels = len(report.changes) + len(report.heard)
        left = report.count("cut_otherwise") + report.count("outrun")
        self.stdout.write(
            f"Lexicon {lexicon.version}: {len(report.documents)} documents read, {report.count('changed')} {verb} in {labels} labels, "
            f"{left} left as they are, {report.count('unreadable')} could not be read"
        )
        if report.count("unreadable"):
            raise SystemExit(2)

    def _documents(self, symbols: list[str]) -> list[Document]:
        rows = reading.readable(Document.objects.all())
        if not symbols:
            return list(rows)
        found = list(rows.filter(symbol__in=symbols))
        unknown = sorted(set(symbols) - {document.symbol for document in found})
        if unknown:
            raise CommandError(f"{unknown[0]}: no document with this symbol is stored. Write it as in S/RES/2370 (2017).", returncode=2)
        return found


def line(change: reading.Change) -> str:
    """A difference as one line: 9101(2032)/1/1 force: decides -> urges."""
    note = "  (decided by staff, stays as decided)" if change.decided else ""
    return f"{change.key}  {change.label}: {change.before or '–'} -> {change.after or '–'}{note}"


def line_of_record(heard: Heard) -> str:
    """A difference in a meeting record as one line: PV.9951/s3 actor: – -> FRA."""
    note = "  (decided by staff, stays as decided)" if heard.decided else ""
    return f"{heard.key}  {heard.what}: {heard.before or '–'} -> {heard.after or '–'}{note}"

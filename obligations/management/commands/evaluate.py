"""`manage.py evaluate [--gold DIR] [--documents DIR] [--json]`: how well the machine reads.

Compares what the lexicon, with staff's words, reads in the documents of a gold standard with that standard, and what the machine suggests in
the stored documents with what staff decided. Prints precision, recall and F1 for each kind of label and each code, and where the two disagree
most. Writes nothing. Exit code 0; 2 where there is no gold standard or none of its documents can be read.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ingest import Lexicon, ParsedDocument, Unreadable, parse, read_bytes, read_file
from obligations import evaluation, lexicons
from obligations.choices import Presence
from obligations.evaluation import GoldDocument, Judged, Score, Tally
from obligations.models import Decision, Document, Suggestion
from obligations.services import files

MOST_LISTED = 20  # disagreements printed


class Command(BaseCommand):
    """Measure the labels."""

    help = "Compare the machine's labels with a gold standard and with what staff decided."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the standard is, and the form of the output."""
        parser.add_argument("--gold", type=Path, default=Path(settings.BASE_DIR) / "samples", metavar="DIR", help="gold.yaml or the tables (samples)")
        parser.add_argument("--documents", type=Path, metavar="DIR", help="the files of its documents; else beside it, else as stored here")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, print."""
        lexicon = lexicons.current()
        try:
            documents = evaluation.read_gold(options["gold"])
        except evaluation.NoGold as error:
            raise CommandError(str(error), returncode=2) from error
        folders = [folder for folder in (options["documents"], options["gold"]) if folder]
        against_gold, compared = Score(), []
        for document in documents:
            parsed = self._parsed(document, folders, lexicon)
            if parsed is not None:
                compared.append(document.symbol)
                for label in evaluation.compare(document, evaluation.as_read(parsed), against_gold):
                    self.stderr.write(f"{document.symbol}: paragraph {label} was not found")
        if not compared:
            raise CommandError("No document of the gold standard could be read. Name the folder of their files: --documents DIR", returncode=2)
        against_staff = evaluation.compare_with_staff(judged())
        if options["json"]:
            figures = {"lexicon": lexicon.version, "documents": compared, "gold": as_json(against_gold), "staff": as_json(against_staff)}
            self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"Lexicon {lexicon.version}")
        self._print(f"Against the gold standard ({len(compared)} documents)", against_gold)
        self._print("Against what staff decided", against_staff)

    def _parsed(self, document: GoldDocument, folders: list[Path], lexicon: Lexicon) -> ParsedDocument | None:
        """The document as read now: from its file, else from its stored edition. None, and a line, where there is neither."""
        try:
            text = text_of(document, folders)
            return parse(text, lexicon=lexicon, symbol=document.symbol, name=document.file)
        except Unreadable as error:
            self.stderr.write(f"{document.symbol}: left out. {error}")
            return None

    def _print(self, title: str, score: Score) -> None:
        self.stdout.write(f"\n{title}")
        if not score.kinds:
            self.stdout.write("  nothing to compare")
            return
        self.stdout.write(f"  {'':32}{'hit':>6}{'missed':>8}{'wrong':>7}{'precision':>11}{'recall':>8}{'F1':>8}")
        for kind, tally in score.kinds.items():
            self.stdout.write(row(str(kind).upper(), tally, recall_only=kind in score.recall_only))
            for (of_kind, code), of_code in sorted(score.codes.items()):
                if of_kind == kind:
                    self.stdout.write(row(f"  {code}", of_code, recall_only=kind in score.recall_only))
        if score.disagreements:
            self.stdout.write("  Where they disagree most")
        for found, count in most(score):
            what = f"{found.found or 'nothing'} instead of {found.right or 'nothing'}"
            self.stdout.write(f"  {count:>4} × {found.kind:10} {what}" + (f"  (rule {found.rule})" if found.rule else ""))


def text_of(document: GoldDocument, folders: list[Path]) -> str:
    """The text of a document. Raises Unreadable where neither a file nor a stored edition can be read."""
    path = next((folder / document.file for folder in folders if (folder / document.file).is_file()), None)
    if path is not None:
        return read_file(path)
    stored = Document.objects.filter(symbol=document.symbol, reference_edition__isnull=False).select_related("reference_edition").first()
    edition = stored.reference_edition if stored else None
    if edition is None:
        raise Unreadable(f"{document.file} was not found, and no document with this symbol is stored.")
    try:
        return read_bytes(files.read(edition.sha256), name=edition.filename)
    except FileNotFoundError as error:
        raise Unreadable(f"{edition.filename}: the file is no longer kept.") from error


def judged() -> Iterator[Judged]:
    """What staff decided on what stands in the texts, beside what the machine suggests there now."""
    decided: dict[tuple[int | None, int | None, str], list[tuple[str, str]]] = defaultdict(list)
    standing = Decision.objects.filter(obligation__presence=Presence.FOUND) | Decision.objects.filter(paragraph__current__isnull=False)
    for obligation, paragraph, label, value, verdict in standing.order_by("pk").values_list(
        "obligation_id", "paragraph_id", "label", "value", "verdict"
    ):
        decided[obligation, paragraph, label].append((value, verdict))
    suggested: dict[tuple[int | None, int | None, str], dict[str, str]] = defaultdict(dict)
    suggestions = Suggestion.objects.order_by("-pk").values_list("obligation_id", "paragraph_id", "label", "value", "rule")
    for obligation, paragraph, label, value, rule in suggestions.iterator():
        if (obligation, paragraph, label) in decided:
            suggested[obligation, paragraph, label][value] = rule
    for key, decisions in decided.items():
        yield Judged(key[2], suggested[key], decisions)


def row(name: str, tally: Tally, *, recall_only: bool) -> str:
    """A line of the table: a name, the counts, the figures. Chinese characters are two columns wide."""
    wide = sum(ord(character) > 0x2E80 for character in name)
    wrong = "–" if recall_only else str(tally.wrong)
    precision, f1 = (None, None) if recall_only else (tally.precision, tally.f1)
    figures = f"{_figure(precision):>11}{_figure(tally.recall):>8}{_figure(f1):>8}"
    return f"  {name:<{32 - wide}}{tally.hit:>6}{tally.missed:>8}{wrong:>7}{figures}"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def most(score: Score) -> list[tuple[evaluation.Disagreement, int]]:
    """The most frequent disagreements, in an order that does not change from run to run."""
    return sorted(score.disagreements.items(), key=lambda pair: (-pair[1], str(pair[0])))[:MOST_LISTED]


def as_json(score: Score) -> dict[str, Any]:
    """A score as plain JSON. Precision and F1 are null where the standard does not say what is wrong."""
    codes: dict[str, dict[str, Any]] = defaultdict(dict)
    for (kind, code), tally in sorted(score.codes.items()):
        codes[str(kind)][code] = _figures(tally, recall_only=kind in score.recall_only)
    return {
        "kinds": {str(kind): _figures(tally, recall_only=kind in score.recall_only) for kind, tally in score.kinds.items()},
        "codes": codes,
        "disagreements": [
            {"label": str(found.kind), "rule": found.rule, "found": found.found, "right": found.right, "count": count} for found, count in most(score)
        ],
    }


def _figures(tally: Tally, *, recall_only: bool) -> dict[str, Any]:
    counts: dict[str, Any] = {"hit": tally.hit, "missed": tally.missed, "wrong": None if recall_only else tally.wrong}
    figures = {"precision": None if recall_only else tally.precision, "recall": tally.recall, "f1": None if recall_only else tally.f1}
    return {**counts, **{name: None if value is None else round(value, 4) for name, value in figures.items()}}

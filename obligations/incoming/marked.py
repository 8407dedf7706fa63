"""What a preview shows: the document as it would be stored, row by row, each with its place in the file and the problems that stand there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ingest.reading import page_of
from ingest.records import Act, Paragraph, ParsedDocument, Speech, Vote
from obligations.choices import Force
from obligations.incoming import problemtexts
from obligations.models import SubjectArea

if TYPE_CHECKING:
    from obligations.incoming.previews import Looked
    from obligations.models import Problem

LONGEST_SPEECH = 400  # characters of a speech that are shown


@dataclass(frozen=True, slots=True)
class Doubt:
    """A problem in the reader's language."""

    line: int | None
    what: str
    advice: str


@dataclass(frozen=True, slots=True)
class Label:
    """An act as it would be labelled: its verb, its force, whom it addresses, as printed."""

    verb: str
    force: str
    addressees: str
    tracked: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph, a speech or a vote: where it begins in the file, what it is, and what is doubtful there."""

    line: int
    page: int | None
    kind: str
    label: str
    text: str
    acts: tuple[Label, ...] = ()
    subjects: str = ""
    deadlines: str = ""
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Marked:
    """A document in rows. `doubts` are those of the whole; `at_lines` tells how many stand at a line."""

    doubts: list[Doubt]
    rows: list[Row]

    @property
    def at_lines(self) -> list[Row]:
        """The rows with something doubtful."""
        return [row for row in self.rows if row.doubts]


def marked(looked: Looked, *, areas: Mapping[str, str] | None = None) -> Marked:
    """The rows of a document that could be read, in their order; `areas` names subject areas where the caller knows them already."""
    parsed = looked.parsed
    if parsed is None or looked.reading is None:
        return Marked([], [])
    named = areas if areas is not None else subject_names()
    rows = sorted(_rows(parsed, looked.reading.pages, named), key=lambda row: row.line)
    return Marked(_placed(looked.problems, rows), rows)


def subject_names() -> dict[str, str]:
    """Subject areas in the reader's language, by code."""
    return {area.code: str(area.label) for area in SubjectArea.objects.all()}


def _placed(problems: Sequence[Problem], rows: Sequence[Row]) -> list[Doubt]:
    """Put each problem into the row that its line belongs to; returns those that belong to none."""
    starts = [row.line for row in rows]
    rest: list[Doubt] = []
    for problem in problems:
        doubt = Doubt(problem.line, problemtexts.what(problem), problemtexts.advice(problem))
        at = bisect_right(starts, problem.line) if problem.line else 0
        (rows[at - 1].doubts if at else rest).append(doubt)
    return rest


def _rows(parsed: ParsedDocument, pages: Sequence[int], areas: Mapping[str, str]) -> Iterator[Row]:
    for one in parsed.preambular:
        yield Row(one.line, page_of(one.line, pages), "preambular", one.label, one.text)
    for paragraph in parsed.operative:
        yield _paragraph(paragraph, "operative", pages, areas)
    for paragraph in parsed.annexes:
        yield _paragraph(paragraph, "annex", pages, areas)
    for speech in parsed.speeches:
        yield _speech(speech, pages)
    for vote in parsed.votes:
        yield _vote(vote, pages)


def _paragraph(paragraph: Paragraph, kind: str, pages: Sequence[int], areas: Mapping[str, str]) -> Row:
    return Row(
        paragraph.line,
        page_of(paragraph.line, pages),
        kind,
        paragraph.label,
        paragraph.text,
        tuple(map(_label, paragraph.acts)),
        ", ".join(areas.get(subject.code, subject.code) for subject in paragraph.subjects),
        ", ".join(f"{each.first_due or ''} {each.every or ''}".strip() or each.rule for each in paragraph.deadlines),
    )


def _label(act: Act) -> Label:
    return Label(act.verb, str(Force(act.force).label), "、".join(each.text for each in act.addressees if each.text != act.verb), act.tracked)


def _speech(speech: Speech, pages: Sequence[int]) -> Row:
    text = speech.text if len(speech.text) <= LONGEST_SPEECH else f"{speech.text[:LONGEST_SPEECH]}…"
    return Row(speech.line, page_of(speech.line, pages), "speech", f"{speech.order}. {speech.speaker}", text)


def _vote(vote: Vote, pages: Sequence[int]) -> Row:
    counts = {"yes": len(vote.in_favour), "no": len(vote.against), "abstaining": len(vote.abstaining)}
    said = _("%(yes)s in favour, %(no)s against, %(abstaining)s abstaining") % counts
    return Row(vote.line, page_of(vote.line, pages), "vote", vote.resolution or vote.draft or _("Vote"), said)

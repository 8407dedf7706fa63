"""Which words of a paragraph are marked: verbs of acts, words behind labels that hold, dates, citations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

from django.utils.translation import gettext as _

from obligations.choices import Force, Label
from obligations.marking import Mark
from obligations.views.cited import Cited, Quote

if TYPE_CHECKING:
    from obligations.models import Citation


class Placed(Protocol):
    """An act of the Council with the place of its verb, which counts characters of its text."""

    @property
    def slug(self) -> str: ...
    @property
    def force(self) -> str: ...
    @property
    def start(self) -> int | None: ...
    @property
    def end(self) -> int | None: ...
    @property
    def text_id(self) -> int: ...
    @property
    def verb(self) -> object: ...


class Spanned(Protocol):
    """Words with their place in the text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Suggested(NamedTuple):
    """Words that led to a label: of an act, or of the paragraph, which has no `obligation`."""

    label: str
    value: str
    start: int
    end: int
    obligation: int | None


class Marker:
    """Marks with their titles in the reader's language: words are looked up once for all paragraphs of a page."""

    def __init__(self) -> None:
        self.deadline, self.addressee = _("Deadline"), _("Addressee")
        self.force = {row.value: str(row.label) for row in Force}

    def acts(self, acts: Iterable[Placed], text: int) -> Iterator[Mark]:
        """The verbs of the acts whose places count characters of this text."""
        for act in acts:
            if act.start is not None and act.end is not None and act.text_id == text:
                yield Mark(act.start, act.end, "act", f"{act.verb} · {self.force[act.force]}", act.slug)

    def labels(self, suggested: Iterable[Suggested], addressees: Mapping[tuple[int, str], str], areas: Mapping[str, str]) -> Iterator[Mark]:
        """Words behind addressees and subjects that still hold; what staff rejected is not marked.

        `addressees` are the names of those that hold, by act and code, empty for those without a record; `areas` the subjects by code.
        """
        for row in suggested:
            if row.label == Label.SUBJECT and row.value in areas:
                yield Mark(row.start, row.end, "subject", areas[row.value])
            elif row.label == Label.ADDRESSEE and row.obligation is not None:
                name = addressees.get((row.obligation, row.value))
                if name is not None:
                    yield Mark(row.start, row.end, "addressee", name or self.addressee)

    def deadlines(self, rows: Iterable[Spanned]) -> Iterator[Mark]:
        """The words that set dates."""
        return (Mark(row.start, row.end, "deadline", self.deadline) for row in rows)

    def citations(self, rows: Iterable[Citation | Quote], cited: Mapping[str, Cited]) -> Iterator[Mark]:
        """The words that cite; their title is the name of what is cited where it is known."""
        return (Mark(row.start, row.end, "citation", cited[row.target].name if row.target in cited else str(row)) for row in rows)

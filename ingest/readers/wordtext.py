"""The text of the parts of a Word file, as it is printed: a line for each paragraph, tracked changes accepted, results of fields.

Not printed and so left out: what was deleted, hidden text, codes of fields, comments, placeholders of empty forms, soft hyphens. The row of a
table is a line, its cells with a tab between them; where a cell holds several paragraphs each of them is a line. Text boxes follow the
paragraph to which they are anchored, notes are gathered apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingest.readers.numbering import Numbering
from ingest.readers.wordxml import child, is_on, local, value

_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DELETED = ("del", "moveFrom")
_INSERTED = ("ins", "moveTo")
_REFERENCES = ("footnoteReference", "endnoteReference")
_NOT_PRINTED = ("pPr", "rPr", "delText", "delInstrText", "rt", "rubyPr", "sdtPr", "sdtEndPr", "sectPr", "annotationRef", "footnoteRef", "endnoteRef")
_SYMBOLS = {"F0B7": "•", "F0A7": "•", "F0D8": "•", "F02D": "-"}
_NUMBER_FIELDS = ("LISTNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT")  # Word keeps no result of these
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SOFT_HYPHEN = "\u00ad"


@dataclass(slots=True)
class Tally:
    """What was met on the way that staff should know."""

    inserted: int = 0
    deleted: int = 0
    hidden: int = 0
    unread: int = 0
    numbers_lost: int = 0


@dataclass(frozen=True, slots=True)
class Reference:
    """Where the text refers to a note: its kind (footnote, endnote), its id in the file, and its mark where it has one of its own (*)."""

    kind: str
    id: str
    mark: str = ""


@dataclass(slots=True)
class _Line:
    """A paragraph that is being put together, with the text boxes that hang on it."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)

    def text(self) -> str:
        return "".join(self.pieces).replace(_SOFT_HYPHEN, "")


class WordText:
    """Reads the parts of one file in order, so that the numbers of lists go on from paragraph to paragraph."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.tally = Tally()
        self.references: list[Reference] = []
        self._fields: list[bool] = []  # of each open field whether its code has ended and its result has begun
        self._unended = _Line()  # a paragraph whose end was deleted goes on in the next
        self._readings: dict[str, Callable[[etree._Element, _Line], None]] = {
            "t": self._text,
            "sym": self._symbol,
            "r": self._run,
            "fldChar": self._field,
            "instrText": self._code,
            "sdt": lambda element, line: self._inline(_content(element), line),
            "AlternateContent": lambda element, line: self._inline(_alternative(element), line),
            "drawing": self._drawing,
            "pict": self._drawing,
            "object": self._embedded,
        }

    def lines(self, part: etree._Element) -> list[str]:
        """The lines of a part: a body, a header, a note, a cell, the inside of a text box. A line may hold line breaks."""
        outer, self._unended = self._unended, _Line()
        found = [line for element in part for line in self._block(element)]
        if self._unended.pieces or self._unended.boxes:
            found += self._ended(self._unended)
        self._unended = outer
        return found

    # --- blocks

    def _block(self, element: etree._Element) -> Iterator[str]:
        name = local(element)
        if name == "p":
            yield from self._paragraph(element)
        elif name == "tbl":
            yield from self._table(element)
        elif name == "altChunk":
            self.tally.unread += 1
        elif name in _DELETED:
            self.tally.deleted += 1
        elif name not in _NOT_PRINTED:
            inside = _content(element) if name == "sdt" else _alternative(element) if name == "AlternateContent" else element
            for one in inside:
                yield from self._block(one)

    def _paragraph(self, paragraph: etree._Element) -> list[str]:
        begun, line = self._unended, _Line()
        self._inline(paragraph, line)
        self._fields = [ended for ended in self._fields if ended]  # a code that does not end in its paragraph hides nothing after it
        if _end_deleted(paragraph):
            self._unended = _Line([*begun.pieces, *line.pieces], [*begun.boxes, *line.boxes])
            return []
        number = self.numbering.mark(paragraph)
        return self._ended(_Line([number, *begun.pieces, *line.pieces], [*begun.boxes, *line.boxes]))

    def _ended(self, line: _Line) -> list[str]:
        self._unended = _Line()
        return [line.text(), *line.boxes]

    def _table(self, table: etree._Element) -> Iterator[str]:
        for row in _within(table, "tr"):
            if child(row, "trPr", "del") is not None:
                self.tally.deleted += 1
                continue
            cells = [[line for line in self.lines(cell) if line.strip()] for cell in _within(row, "tc") if child(cell, "tcPr", "cellDel") is None]
            if all(len(cell) <= 1 for cell in cells):
                yield "\t".join(cell[0] for cell in cells if cell)
            else:
                yield from (line for cell in cells for line in cell)

    # --- inside a paragraph

    def _inline(self, parent: etree._Element, line: _Line) -> None:
        for element in parent:
            name = local(element)
            if name in self._readings:
                self._readings[name](element, line)
            elif name in _SIGNS:
                self._put(_SIGNS[name], line)
            elif name in _REFERENCES:
                self.references.append(Reference(name.removesuffix("Reference"), value(element, "id") or ""))
            elif name in _DELETED:
                self.tally.deleted += 1
            elif name not in _NOT_PRINTED:
                self.tally.inserted += name in _INSERTED
                self._inline(element, line)

    def _run(self, run: etree._Element, line: _Line) -> None:
        if is_on(child(run, "rPr", "vanish")):
            self.tally.hidden += 1
        elif any(local(one) in _REFERENCES and value(one, "customMarkFollows") not in (None, "0", "false") for one in run):
            mark = _Line()
            self._inline(run, mark)
            last = self.references[-1]
            self.references[-1] = Reference(last.kind, last.id, "".join(mark.text().split())[:8])
        else:
            self._inline(run, line)

    def _put(self, text: str, line: _Line) -> None:
        if all(self._fields):
            line.pieces.append(text)

    def _text(self, element: etree._Element, line: _Line) -> None:
        text = (element.text or "").replace("\n", " ")
        self._put(text if element.get(_SPACE) == "preserve" else text.strip(" \t\r"), line)

    def _symbol(self, element: etree._Element, line: _Line) -> None:
        self._put(_SYMBOLS.get((value(element, "char") or "").upper(), "□"), line)

    def _field(self, element: etree._Element, _line: _Line) -> None:
        kind = value(element, "fldCharType")
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _code(self, element: etree._Element, _line: _Line) -> None:
        self.tally.numbers_lost += (element.text or "").strip().startswith(_NUMBER_FIELDS)

    def _drawing(self, element: etree._Element, line: _Line) -> None:
        """Of a picture or a shape only the text in its boxes."""
        outer, self._fields = self._fields, []
        for box in _boxes(element):
            line.boxes += [text for text in self.lines(box) if text.strip()]
        self._fields = outer

    def _embedded(self, _element: etree._Element, _line: _Line) -> None:
        self.tally.unread += 1


def _end_deleted(paragraph: etree._Element) -> bool:
    """Whether the end of a paragraph was deleted, so that the next one goes on with it."""
    return any(child(paragraph, "pPr", "rPr", name) is not None for name in _DELETED)


def _content(control: etree._Element) -> etree._Element:
    """The inside of a content control; nothing where it only shows what is to be filled in."""
    inside = child(control, "sdtContent")
    return etree.Element("empty") if inside is None or is_on(child(control, "sdtPr", "showingPlcHdr")) else inside


def _alternative(element: etree._Element) -> etree._Element:
    """The first choice of an `mc:AlternateContent`, else what stands for it; they say the same twice."""
    choices = [one for one in element if local(one) == "Choice"] or [one for one in element if local(one) == "Fallback"]
    return choices[0] if choices else etree.Element("empty")


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The text boxes in a drawing, each once."""
    for one in _alternative(element) if local(element) == "AlternateContent" else element:
        if local(one) == "txbxContent":
            yield one
        else:
            yield from _boxes(one)


def _within(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, those inside content controls too."""
    for one in parent:
        if local(one) == name:
            yield one
        elif local(one) in ("sdt", "sdtContent", "customXml", *_INSERTED):
            yield from _within(one, name)

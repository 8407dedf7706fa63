"""The text of a web page as a browser prints it: blocks as lines, numbers of lists written out, everything around the text left out.

The page is read as a stream of tags, never as a tree, so that depth and number of tags cost nothing but time. Left out are scripts and styles,
what leads elsewhere (nav, header, footer, aside), fields of forms, hidden elements, deleted text, and the marks of footnotes in the text; a
footnote itself becomes a line `[^1]: …`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import unquote

from ingest import markers
from ingest.readers.htmllists import Numbered, list_of

_BLOCKS = re.compile(
    "address|article|blockquote|body|caption|center|dd|details|dir|div|dl|dt|fieldset|figcaption|figure|form|h1|h2|h3|h4|h5|h6|"
    "hgroup|hr|html|legend|li|main|menu|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_LEFT_OUT = re.compile(
    "aside|audio|base|button|canvas|datalist|del|dialog|embed|footer|frame|frameset|head|iframe|input|link|map|math|meta|nav|"
    "noembed|noframes|noscript|object|optgroup|option|param|picture|rp|rt|s|script|select|source|strike|style|svg|template|"
    "textarea|track|video|xml"
)
_LEFT_OUT_ROLES = re.compile("navigation|banner|contentinfo|search|dialog|alertdialog|menu|menubar|toolbar|tablist|complementary")
_LISTS = ("ol", "ul", "menu", "dir")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_NOTE_REFERENCE = re.compile(r"#_?(?:ftn|edn|fn|footnote|endnote|note|cite_note)[-_:]?\w{0,4}?(\d{1,3})$", re.IGNORECASE)
_NOTE_ITSELF = re.compile(r"#_?(?:ftnref|ednref|fnref|footnoteref|noteref|cite_ref)[-_:]?\w{0,4}?(\d{1,3})$", re.IGNORECASE)
_NOTE_MARK = re.compile(r"\[?(?:\d{1,3}|\*{1,3})\]?")
_BROKEN_LINE = re.compile(r"(?<=[\u2e80-\uffef])[ \t\r\f]*\n\s*(?=[\u2e80-\uffef])")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of the page; `in_form` tells that it stands inside a form."""

    text: str
    in_form: bool


@dataclass(slots=True)
class _Open:
    """An element that is open, and from which piece of the line on it reaches; `note` is the number of the note that its link leads back from."""

    tag: str
    pieces: int = 0
    note: str = ""


class PageText:
    """Takes up the tags and texts of a page (lxml's parser target). `lines`, `title` and `asks_password` are what was found."""

    def __init__(self) -> None:
        self.lines: list[Printed] = []
        self.title = ""
        self.asks_password = False
        self._open: list[_Open] = []
        self._lists: list[Numbered] = []
        self._rows: list[list[int]] = []  # for each open row, at which line each of its cells begins
        self._pieces: list[str] = []
        self._mark = ""  # the number of a list item whose text has not begun
        self._left_out = 0  # how many elements are open from the one on that is left out
        self._in_title = False
        self._forms = self._articles = self._pre = 0

    # --- the parser's calls

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        tag = tag.lower()
        self._in_title = tag == "title" and not self.title
        self.asks_password |= tag == "input" and attributes.get("type", "").lower() == "password"
        if self._left_out or self._is_left_out(tag, attributes):
            self._left_out += 1
            return
        if _BLOCKS.fullmatch(tag):
            self._end_line()
        opened = _Open(tag, len(self._pieces))
        self._open.append(opened)
        self._enter(opened, attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._in_title = False
        if self._left_out:
            self._left_out -= 1
            return
        if not self._open:
            return
        closed = self._open.pop()
        if _BLOCKS.fullmatch(closed.tag):
            self._end_line()
        self._leave(closed)

    def data(self, text: str) -> None:
        """A stretch of text."""
        if self._in_title:
            self.title += text
        elif self._left_out:
            return
        elif self._pre:
            first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self._pieces.append(first)
            for line in rest:
                self._end_line()
                self._pieces.append(line)
        else:
            self._pieces.append(text)

    def close(self) -> PageText:
        """The page ends."""
        self._end_line()
        return self

    # --- elements

    def _is_left_out(self, tag: str, attributes: Mapping[str, str]) -> bool:
        if tag == "header":
            return not self._articles  # that of the page; an article's own holds its title
        hidden = "hidden" in attributes or attributes.get("aria-hidden") == "true" or _HIDDEN.search(attributes.get("style", ""))
        by_name = _LEFT_OUT.fullmatch(tag) or _LEFT_OUT_ROLES.fullmatch(attributes.get("role", "").lower())
        return bool(by_name or hidden)

    def _enter(self, opened: _Open, attributes: Mapping[str, str]) -> None:
        tag = opened.tag
        if tag in _LISTS:
            self._end_mark()
            self._lists.append(list_of(tag, attributes))
        elif tag == "li":
            self._end_mark()
            self._mark = self._lists[-1].mark(attributes) if self._lists else ""
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th") and self._rows:
            self._rows[-1].append(len(self.lines))
        elif tag == "a":
            address = unquote(attributes.get("href", ""))
            found = _NOTE_ITSELF.search(address)
            opened.note = found[1] if found else ""
            opened.tag = "noteref" if found or _NOTE_REFERENCE.search(address) else tag
        elif tag == "br":
            self._end_line()
        self._count(tag, 1)

    def _leave(self, closed: _Open) -> None:
        if closed.tag == "tr":
            self._join_cells(self._rows.pop())
        elif closed.tag in _LISTS:
            self._end_mark()
            self._lists.pop()
        elif closed.tag == "li":
            self._end_mark()
        elif closed.tag == "noteref" or (closed.tag == "sup" and not self._is_power(closed)):
            self._take_note_mark(closed)
        self._count(closed.tag, -1)

    def _count(self, tag: str, step: int) -> None:
        self._forms += step * (tag == "form")
        self._articles += step * (tag in ("article", "main"))
        self._pre += step * (tag == "pre")

    def _take_note_mark(self, closed: _Open) -> None:
        """The mark of a note goes; where it leads back from the note itself, the note is marked as one."""
        if not _NOTE_MARK.fullmatch("".join(self._pieces[closed.pieces :]).strip()):
            return
        del self._pieces[closed.pieces :]
        if closed.note and not any(piece.strip() for piece in self._pieces):
            self._pieces = [f"[^{closed.note}]: "]

    def _is_power(self, closed: _Open) -> bool:
        """km² is no note."""
        before = "".join(self._pieces[max(0, closed.pieces - 1) : closed.pieces])[-1:]
        return before.isascii() and before.isalpha()

    def _join_cells(self, begins: list[int]) -> None:
        """A row whose cells hold one line each is a line."""
        cells = [self.lines[a:b] for a, b in pairwise([*begins, len(self.lines)])]
        filled = [cell[0] for cell in cells if cell]
        if len(filled) > 1 and all(len(cell) <= 1 for cell in cells):
            self.lines[begins[0] :] = [Printed("\t".join(cell.text for cell in filled), filled[0].in_form)]

    # --- lines

    def _end_line(self) -> None:
        written = "".join(self._pieces).translate(_INVISIBLE)
        self._pieces.clear()
        text = written.rstrip() if self._pre else _SPACES.sub(" ", _BROKEN_LINE.sub("", written)).strip(" \xa0\u3000")
        if not text.strip():
            return
        own = markers.marker(text)
        self.lines.append(Printed(text if own is not None and self._mark else self._mark + text, self._forms > 0))
        self._mark = ""

    def _end_mark(self) -> None:
        """A list item without text of its own prints its number all the same."""
        if self._mark.strip():
            self.lines.append(Printed(self._mark.strip(), self._forms > 0))
        self._mark = ""

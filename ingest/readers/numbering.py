"""The numbers that Word computes and does not store: 1., (a), (ii), 一、 before paragraphs with automatic numbering.

A paragraph names a list (`w:num`) and a level, itself or by its style; the list refers to a definition (`w:abstractNum`) that holds for each
level its form, its first number, its text (`%1.%2`) and what restarts it. Lists of one definition count on together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from ingest.readers import numerals
from ingest.readers.wordxml import child, children, is_on, number, value

LEVELS = 9
_BULLET, _NO_NUMBER = "bullet", "none"
_BULLETS = ("-", "–", "—", "*", "·", "•")
_LONGEST_CHAIN = 20  # of styles based on each other
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list. `restart`: the level counts anew when one of so many upper levels is used; None for all, 0 for none."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    gap: str = " "
    restart: int | None = None
    legal: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    """A list: its definition, and what it starts otherwise or prints otherwise."""

    definition: str
    levels: dict[int, Level]
    starts: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Style:
    based_on: str | None
    list: str | None
    level: int | None


@dataclass(slots=True)
class Numbering:
    """Counts on from paragraph to paragraph; call `mark` once for each, in the order of the document."""

    lists: dict[str, _List]
    styles: dict[str, _Style]
    default_style: str | None = None
    unknown_forms: set[str] = field(default_factory=set)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def mark(self, paragraph: etree._Element) -> str:
        """The number of a `w:p` with what stands between it and the text: `1. `, `(a) `; empty where it has none."""
        placed = self._place(paragraph)
        if placed is None:
            return ""
        name, level = placed
        chosen = self.lists[name]
        counts = self._counts.setdefault(chosen.definition, [None] * LEVELS)
        self._count(name, chosen, level, counts)
        return self._written(chosen, level, counts)

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        """The list and the level of a paragraph: its own, else its style's."""
        own = child(paragraph, "pPr", "numPr")
        style = value(child(paragraph, "pPr", "pStyle")) or self.default_style
        name, level = value(child(own, "numId")), number(child(own, "ilvl"))
        if name is None:
            name, of_style, style = self._of_style(style)
            level = of_style if level is None else level
        if name is None or name not in self.lists:
            return None  # list 0 is no list: it takes the number of the style away
        if level is None:
            levels = self.lists[name].levels
            level = next((at for at, one in levels.items() if style is not None and one.style == style), 0)
        return name, max(0, min(level, LEVELS - 1))

    def _of_style(self, style: str | None) -> tuple[str | None, int | None, str | None]:
        """The list, the level and the name of the style, or of the first one it is based on that has a list."""
        for _ in range(_LONGEST_CHAIN):
            found = self.styles.get(style or "")
            if found is None:
                break
            if found.list is not None:
                return found.list, found.level, style
            style = found.based_on
        return None, None, None

    def _count(self, name: str, chosen: _List, level: int, counts: list[int | None]) -> None:
        begins = (name, level) not in self._begun and level in chosen.starts
        self._begun.add((name, level))
        before = counts[level]
        first = chosen.starts.get(level, chosen.levels.get(level, Level()).start)
        counts[level] = first if begins or before is None else before + 1
        for deeper in range(level + 1, LEVELS):
            restart = chosen.levels.get(deeper, Level()).restart
            if restart is None or level < restart:
                counts[deeper] = None

    def _written(self, chosen: _List, level: int, counts: list[int | None]) -> str:
        own = chosen.levels.get(level, Level())
        if own.form == _BULLET:
            return (own.text if own.text in _BULLETS else "•") + " "

        def count(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            of_level = chosen.levels.get(at, Level())
            return self._number(counts[at] if counts[at] is not None else of_level.start, "decimal" if own.legal else of_level.form)

        written = _PLACE.sub(count, own.text)
        return written + own.gap if written.strip() else ""

    def _number(self, count: int | None, form: str) -> str:
        if form == _NO_NUMBER or count is None:
            return ""
        if not numerals.is_known(form):
            self.unknown_forms.add(form)
        return numerals.written(count, form)


def numbering(numbers: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """The lists of a file, from the roots of its numbering and style parts; both may be missing."""
    known = {} if styles is None else dict(_style(one) for one in children(styles, "style"))
    defaults = [] if styles is None else [s for s in children(styles, "style") if value(s, "default") == "1" and value(s, "type") == "paragraph"]
    default = value(defaults[0], "styleId") if defaults else None
    if numbers is None:
        return Numbering({}, known, default)
    definitions = {value(one, "abstractNumId") or "": one for one in children(numbers, "abstractNum")}
    named = {value(one, "numId") or "": one for one in children(numbers, "num")}
    lists = {name: _list(one, definitions, named, known) for name, one in named.items()}
    return Numbering({name: one for name, one in lists.items() if one is not None and name != "0"}, known, default)


def _style(style: etree._Element) -> tuple[str, _Style]:
    own = child(style, "pPr", "numPr")
    return value(style, "styleId") or "", _Style(value(child(style, "basedOn")), value(child(own, "numId")), number(child(own, "ilvl")))


def _list(one: etree._Element, definitions: dict[str, etree._Element], named: dict[str, etree._Element], styles: dict[str, _Style]) -> _List | None:
    definition = value(child(one, "abstractNumId")) or ""
    for _ in range(_LONGEST_CHAIN):
        linked = value(child(definitions.get(definition), "numStyleLink"))
        of_style = styles.get(linked or "")
        if of_style is None or of_style.list not in named:
            break
        definition = value(child(named[of_style.list], "abstractNumId")) or ""
    if definition not in definitions:
        return None
    levels = dict(_level(level) for level in children(definitions[definition], "lvl"))
    starts: dict[int, int] = {}
    for override in children(one, "lvlOverride"):
        at = number(override, "ilvl") or 0
        start = number(child(override, "startOverride"))
        if start is not None:
            starts[at] = start
        if (level := child(override, "lvl")) is not None:
            levels[at] = _level(level)[1]
    return _List(definition, levels, starts)


def _level(level: etree._Element) -> tuple[int, Level]:
    start = number(child(level, "start"))
    form = child(level, "numFmt")
    if form is None:  # newer forms stand in a choice beside an older one
        form = next(level.iter("{*}numFmt"), None)
    return number(level, "ilvl") or 0, Level(
        start=0 if start is None else start,
        form=value(form) or "decimal",
        text=value(child(level, "lvlText")) or "",
        gap="" if value(child(level, "suff")) == "nothing" else " ",
        restart=number(child(level, "lvlRestart")),
        legal=is_on(child(level, "isLgl")),
        style=value(child(level, "pStyle")),
    )

"""The heading of a resolution: its number and year, the day and the meeting of its adoption.

    第2370(2017)号决议
    安全理事会2017年8月2日第8017次会议通过

Copies from the web name the neighbours too (第2369(2017)号决议 · 第2371(2017)号决议), older ones leave the year to the date of adoption
(第661号决议, 一九九零年八月六日通过), and some say the meeting at the end (第3990次会议一致通过). The resolution's own title is the last one before
the line of adoption; without such a line the number that the heading names most often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest import markers
from ingest.clean import Line
from ingest.folding import fold
from ingest.problems import problem
from ingest.records import Problem

TOP = 60  # lines in which a heading stands
END = 6  # lines at the end in which the meeting may be named


@dataclass(frozen=True, slots=True)
class Title:
    """What the heading says."""

    number: int
    year: int | None
    line: int
    adopted_on: date | None
    meeting: str | None
    problems: tuple[Problem, ...] = ()

    @property
    def symbol(self) -> str | None:
        return f"S/RES/{self.number} ({self.year})" if self.year else None

    @property
    def text(self) -> str:
        return f"第{self.number}({self.year})号决议" if self.year else f"第{self.number}号决议"


@dataclass(frozen=True, slots=True)
class _Named:
    """A resolution that a line of the heading names."""

    number: int
    year: int | None
    position: int
    alone: bool


def find(lines: Sequence[Line]) -> Title | None:
    """The resolution's own title; None where no line is a title."""
    heading = _heading(lines)
    named = [one for position, line in enumerate(heading) for one in _named(line.text, position)]
    if not any(one.alone for one in named):
        return None
    adoption = next((position for position, line in enumerate(heading) if _is_adoption(line.text)), None)
    before = [one for one in named if adoption is not None and one.position <= adoption]
    own = before[-1] if before else _most_named(named)
    said = "".join(line.text for line in heading[own.position + 1 : adoption + 1]) if adoption is not None and before else ""
    adopted_on = markers.date_in(said)
    meeting = markers.meeting_in(said) or _meeting_at_end(lines)
    year = own.year or (adopted_on.year if adopted_on else None) or next((o.year for o in named if o.number == own.number and o.year), None)
    line = heading[own.position].number
    problems = () if adopted_on else (problem("adoption_date_missing", line),)
    return Title(own.number, year, line, adopted_on, meeting, problems)


def _heading(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines before 安全理事会，, at most the first sixty."""
    top = lines[:TOP]
    opened = next((i for i, line in enumerate(top) if markers.OPENING.match(line.text)), None)
    numbered = next((i for i, line in enumerate(top) if (m := markers.marker(line.text)) and m.family == "number"), len(top))
    return top[: opened if opened is not None else numbered]


def _named(text: str, position: int) -> list[_Named]:
    found = list(markers.RESOLUTION_NAMED.finditer(text))
    alone = len(found) == 1 and markers.RESOLUTION_TITLE.fullmatch(text) is not None
    return [_Named(int(m[1]), int(m[2]) if m[2] else None, position, alone or len(found) > 1) for m in found]


def _most_named(named: Sequence[_Named]) -> _Named:
    count = Counter(one.number for one in named)
    number = max(count, key=lambda n: count[n])  # of equals the first
    ours = [one for one in named if one.number == number]
    return next((one for one in ours if one.year), ours[0])


def _is_adoption(text: str) -> bool:
    """安全理事会2017年8月2日第8017次会议通过, or its last line where it is broken."""
    return markers.ADOPTION.search(fold(text).text) is not None


def _meeting_at_end(lines: Sequence[Line]) -> str | None:
    return next((markers.meeting_in(line.text) for line in lines[-END:] if _is_adoption(line.text)), None)

"""The cover page of a meeting record: symbol, number and date of the meeting, President, members of the Council, agenda.

    第九九〇一次会议
    2032年3月14日星期日上午10时举行
    主席： 蒙特罗·巴尔加斯先生 ........ （哥斯达黎加）
    成员： 中国 ........ 沈岚女士
    议程项目

A page made from columns may give all states first and then all names; both orders are read. What is not on the page stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ingest import markers, nations
from ingest.clean import Line
from ingest.folding import fold
from ingest.lexicon import Lexicon
from ingest.parts import is_running, is_stage, language_in, tidy, unspaced
from ingest.problems import problem
from ingest.records import Member, Problem

SEATS = 15
LONGEST_COVER = 160  # lines in which a cover page ends
LONGEST_PERSON = 25  # folded characters
_LEADERS = re.compile(r"(?:[.．…。·•_]\s*){3,}|…+|\t+| {3,}")
_TIME = re.compile(r"(上午|下午|中午|晚上|正午|午夜)(?:(\d{1,2})时(?:(\d{1,2})分)?)?")
_NUMBER = re.compile(r"第([〇○Ｏ零一二三四五六七八九十百千\d]{1,9})次(?:\(.{1,12}\))?会议")
_PRESIDENT, _MEMBERS, _AGENDA = re.compile(r"主席："), re.compile(r"(?:理事国|成员国?)："), re.compile(r"(?:临时)?议程(?:项目)?：?")
_NOTICE = re.compile(r"本记录|本文件|更正应|定本|无障碍文件|请回收|\*\d{6,8}\*")


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover page says. `ends` is the index of the first line after it; `president` is also the first of the members."""

    ends: int = 0
    symbol: str | None = None
    held_on: date | None = None
    time: str | None = None
    president: Member | None = None
    members: tuple[Member, ...] = ()
    agenda: str | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(member.state for member in self.members)


@dataclass(slots=True)
class _Rows:
    """States and persons in the order in which a list of members gives them; the President's state stands in brackets."""

    bracketed: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)


def read(lines: Sequence[Line], *, lexicon: Lexicon) -> Cover:
    """The cover page at the head of a record; an empty one where the record has none."""
    ends = _end(lines, lexicon)
    page = [Line(n.number, n.indent, unspaced(n.text), n.after_blank) for n in lines[:ends]]
    folded = [fold(line.text).text for line in page]
    if not any(_NUMBER.search(text) or markers.RECORD_SYMBOL.search(text) for text in folded):
        return Cover()
    marks = {name: _first(pattern, folded) for name, pattern in (("president", _PRESIDENT), ("members", _MEMBERS), ("agenda", _AGENDA))}
    president, members, problems = _council(page, marks, lexicon)
    symbol = next((f"S/PV.{m[1]}" + (f" ({m[2]})" if m[2] else "") for text in folded if (m := markers.RECORD_SYMBOL.search(text))), None)
    joined = "".join(folded)
    time = _TIME.search(joined)
    return Cover(
        ends=ends,
        symbol=symbol,
        held_on=markers.date_in(joined),
        time=time[0] if time else None,
        president=president,
        members=members,
        agenda=_agenda(page, folded, marks["agenda"]),
        problems=(*problems, *_number_problem(folded, symbol)),
    )


def _end(lines: Sequence[Line], lexicon: Lexicon) -> int:
    """The first line after the cover: the one that says when the meeting began, else the first heading with a language."""
    cover_seen = False
    for i, line in enumerate(lines[:LONGEST_COVER]):
        folded = fold(unspaced(line.text)).text
        if folded.startswith(("上午", "下午", "中午", "正午", "晚", "会议")) and is_stage(folded, lexicon):
            return i if cover_seen else 0
        speaks = re.match(r"[^，。；：]{1,20}(?:\([^()]{1,20}\))?\(([^()]{2,20})\)：?", folded)
        if speaks and language_in(speaks[1], lexicon):
            return i if cover_seen else 0
        cover_seen = cover_seen or bool(_NUMBER.search(folded) or markers.RECORD_SYMBOL.search(folded))
    return _after_notice(lines) if cover_seen else 0


def _after_notice(lines: Sequence[Line]) -> int:
    """Where nothing shows the beginning: after the notice at the foot of the first page and its job number, else no line is the cover's."""
    last = max((i for i, line in enumerate(lines[:LONGEST_COVER]) if _NOTICE.match(fold(line.text).text)), default=-1)
    while last >= 0 and last + 1 < len(lines) and is_running(lines[last + 1].text):
        last += 1
    return last + 1


def _first(pattern: re.Pattern[str], folded: Sequence[str]) -> int:
    return next((i for i, text in enumerate(folded) if pattern.match(text)), -1)


def _council(page: Sequence[Line], marks: dict[str, int], lexicon: Lexicon) -> tuple[Member | None, tuple[Member, ...], list[Problem]]:
    """The President and the members, with what is doubtful about the list."""
    if marks["president"] < 0:
        return None, (), []
    stop = marks["members"] if marks["members"] > marks["president"] else marks["agenda"]
    head = _rows([line.text for line in page[marks["president"] : stop if stop > 0 else marks["president"] + 2]], _PRESIDENT, lexicon)
    president = Member(head.states[0], head.persons[0] if head.persons else "") if head.states else None
    listed: list[Member] = []
    rows = _Rows()
    if marks["members"] >= 0:
        stop = next((i for i, line in enumerate(page) if i > marks["members"] and _ends_list(line.text)), len(page))
        rows = _rows([line.text for line in page[marks["members"] : stop]], _MEMBERS, lexicon)
        names = rows.persons if len(rows.persons) == len(rows.states) else [""] * len(rows.states)
        listed = [Member(state, name) for state, name in zip(rows.states, names, strict=True)]
    if president is None and rows.bracketed:  # both labels stand above both lists
        president = next((member for member in listed if member.state == rows.bracketed[0]), None)
    members = tuple([president] if president else []) + tuple(member for member in listed if president is None or member.state != president.state)
    line = page[marks["president"]].number
    return president, members, _list_problems(members, rows, president, line)


def _list_problems(members: Sequence[Member], rows: _Rows, president: Member | None, line: int) -> list[Problem]:
    problems = []
    if president is None:
        problems.append(problem("president_missing", line))
    if members and len(members) != SEATS:
        problems.append(problem("members_number", line, named=len(members), seats=SEATS))
    if rows.persons and len(rows.persons) != len(rows.states):
        counts = {"states": len(rows.states), "others": len(rows.persons)}
        problems.append(problem("members_uneven", line, **counts, entries="、".join(rows.persons)))
    return problems


def _ends_list(text: str) -> bool:
    folded = fold(text).text
    return bool(_AGENDA.match(folded) or _NOTICE.match(folded) or is_running(text))


def _rows(texts: Sequence[str], label: re.Pattern[str], lexicon: Lexicon) -> _Rows:
    """Read a list of members: a name of a state may be broken over two lines, leaders and line ends stand between the entries."""
    flat, written, stops = _flat(texts, label)
    rows, at = _Rows(), 0
    while at < len(flat):
        state = nations.names(lexicon).at(flat, at)
        if state and state.end in stops:
            rows.states.append(state.rule)
            at = state.end
            continue
        end = _person_end(flat, at, stops, lexicon)
        text = flat[at:end].strip("()")
        if (named := nations.state(text, lexicon)) is not None:
            rows.states.append(named)
            rows.bracketed.append(named)
        elif text:
            rows.persons.append(tidy(written[at:end].strip("()")))
        at = end
    return rows


def _flat(texts: Sequence[str], label: re.Pattern[str]) -> tuple[str, str, set[int]]:
    """The folded text of a list without leaders, the same in the characters of the page, and where its entries may end."""
    flat, written, stops = "", "", set()
    for number, text in enumerate(texts):
        for piece in _LEADERS.split(text):
            folded = fold(piece)
            named = label.search(folded.text) if number == 0 else None
            start, end = named.span() if named else (0, 0)
            bare = folded.text[:start] + folded.text[end:]
            kept = folded.words(0, start) + folded.words(end)
            lead = len(bare) - len(bare.lstrip("."))
            flat += bare.strip(".")
            written += kept[lead : lead + len(bare.strip("."))]
            stops.add(len(flat))
    return flat, written, stops


def _person_end(flat: str, at: int, stops: set[int], lexicon: Lexicon) -> int:
    """Where the entry that begins at `at` ends: at leaders or a line's end, unless the name goes on to a form of address on the next line."""
    stop = min((s for s in stops if s > at), default=len(flat))
    form = next((f.end for f in lexicon.spoken("forms").longest(flat, at, min(len(flat), at + LONGEST_PERSON))), None)
    if form is None or flat[at] == "(":
        return stop
    if form <= stop:
        return form
    following = nations.names(lexicon).at(flat, stop)
    return stop if (following and following.end in stops) or flat[stop] == "(" else form


def _agenda(page: Sequence[Line], folded: Sequence[str], start: int) -> str | None:
    """The lines after 议程项目, up to the notice at the foot of the page."""
    if start < 0:
        return None
    items: list[str] = []
    for line, text in zip(page[start + 1 :], folded[start + 1 :], strict=True):
        if _NOTICE.match(text) or is_running(line.text):
            break
        items.append(line.text)
    return "\n".join(items) or None


def _number_problem(folded: Sequence[str], symbol: str | None) -> list[Problem]:
    """第九九〇一次会议 must be that of S/PV.9901."""
    found = next((m for text in folded if (m := _NUMBER.search(text))), None)
    if found is None or symbol is None:
        return []
    number = markers.chinese_number(found[1].replace("○", "〇").replace("Ｏ", "〇"))
    if number is None or symbol.startswith(f"S/PV.{number}"):
        return []
    return [problem("meeting_number_differs", None, symbol=symbol, number=number)]

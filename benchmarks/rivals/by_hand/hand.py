"""What pages by hand are made of: a cursor, conditions that are written once, and pieces of HTML joined from strings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

from obligations import choices

Row = tuple[Any, ...]

# What a reader sees who is no member of staff; `o` is an obligation, `a` a version of follow-up.
ASKS = "o.presence = 'found' AND o.tracked AND o.lifecycle = 'in_force'"
ASKED = "o.presence = 'found' AND o.tracked AND (o.lifecycle = 'in_force' OR o.superseded_on > CURRENT_DATE)"
SHOWN = "a.state = 'approved' AND a.released_at IS NOT NULL"
STANDS = f"{SHOWN} AND a.released_until IS NULL"
OPEN = """(o.verb_basis = 'machine' OR o.force_basis = 'machine' OR o.tracked_basis = 'machine'
 OR EXISTS (SELECT 1 FROM obligations_obligationaddressee x WHERE x.obligation_id = o.id AND x.basis = 'machine')
 OR EXISTS (SELECT 1 FROM obligations_paragraphsubject x WHERE x.paragraph_id = o.paragraph_id AND x.basis = 'machine'))"""
# Not past the last day until which its text, or a text it inherits from (`i`, `j`), runs.
_ENDING = "SELECT text_id FROM obligations_deadline WHERE rule = 'until' GROUP BY text_id HAVING max(first_due)"
_ANY = " OR ".join(f"coalesce({row}.text_id, 0) IN ({_ENDING} {{0}} CURRENT_DATE)" for row in "oij")
RUNS = f"NOT (({_ANY.format('<')}) AND NOT ({_ANY.format('>=')}))"
ABOVE = """LEFT JOIN obligations_obligation i ON i.id = o.inherited_from_id
 LEFT JOIN obligations_obligation j ON j.id = i.inherited_from_id"""
NEWEST_FIRST = "d.adopted_on DESC NULLS LAST, d.symbol, p.position, o.position"


@dataclass(frozen=True, slots=True)
class Hand:
    """A cursor of the connection and the day."""

    cursor: Any
    today: date

    def all(self, sql: str, *values: Any) -> list[Row]:
        """All rows of an answer."""
        self.cursor.execute(sql, values)
        found: list[Row] = self.cursor.fetchall()
        return found

    def one(self, sql: str, *values: Any) -> Row:
        """The only row."""
        return self.all(sql, *values)[0]


def labels(*lists: Any) -> dict[str, str]:
    """The words of codes, in Chinese as they were when this was loaded."""
    return {str(code): str(words) for each in lists for code, words in each.choices}


FORCES = labels(choices.Force)
STATUSES = labels(choices.Status)
WORDS = labels(choices.DocumentKind, choices.LegalBasis, choices.Basis, choices.Ballot, choices.Capacity, choices.ActorKind)
ASKS_WORDS = {True: "含有待执行内容", False: "不含待执行内容"}


# HTML ---------------------------------------------------------------------------------------------------------------
def link(address: str, words: object) -> str:
    """A link."""
    return f'<a href="{address}">{escape(str(words))}</a>'


def figure(address: str, query: str, count: int) -> str:
    """A number that leads to what it counts."""
    return f'<a href="{address}?{query}">{count}</a>' if count else "0"


def line(*cells: object) -> str:
    """A line of a table; cells are HTML."""
    return f"<tr><td>{'<td>'.join(map(str, cells))}"


def table(lines: Iterable[str]) -> str:
    """A table."""
    return f"<table>{chr(10).join(lines)}</table>"


def day(value: date | datetime | None) -> str:
    """A day as pages write it."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def by_first(rows: Iterable[Row]) -> dict[Any, list[Row]]:
    """Rows by their first column."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def cross(
    heads: Sequence[tuple[str, str]], across: Sequence[tuple[str, str]], counts: Mapping[Any, int], address: str, query: str, *, sums: bool = True
) -> str:
    """A table of counts by two codes, with the sums of its lines; `query` has places for both codes."""
    lines = [line("", *(words for _code, words in across))]
    for code, words in heads:
        cells = [counts.get((code, other), 0) for other, _words in across]
        figures = [figure(address, query.format(code, other), n) for (other, _words), n in zip(across, cells, strict=True)]
        lines.append(line(escape(words), *figures, *([sum(cells)] if sums else [])))
    return table(lines)

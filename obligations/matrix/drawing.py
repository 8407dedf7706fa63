"""The cells of a matrix as HTML. What differs between cells is joined from parts that were escaped once, because there are so many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import getitem

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from obligations.matrix.reading import GLYPHS, MARKS, NOT_ADDRESSED, Column, Mark, Matrix, State, definition_of, words_of

CODE = "\0"  # stands for the code of the State until a row is whole: no escaped text and no address has it


@dataclass(frozen=True, slots=True)
class Explained:
    """A line of the legend."""

    mark: Mark
    glyph: str
    words: str
    definition: str


@dataclass(frozen=True, slots=True)
class Head:
    """A document above its columns."""

    symbol: str
    slug: str
    span: int


def legend() -> list[Explained]:
    """Every mark, in one order that ranks nothing."""
    return [Explained(mark, GLYPHS[mark], words_of(mark), definition_of(mark)) for mark in MARKS]


def heads(columns: Sequence[Column]) -> list[Head]:
    """The documents above the columns, which stand together."""
    found: list[Head] = []
    for column in columns:
        if found and found[-1].slug == column.document:
            found[-1] = Head(column.symbol, column.document, found[-1].span + 1)
        else:
            found.append(Head(column.symbol, column.document, 1))
    return found


def body(drawn: Matrix, *, day: str, address: str) -> SafeString:
    """All rows. `day` is the query that keeps the day on the obligation's page, `address` the beginning of a query that shows one State."""
    return mark_safe("\n".join(_rows(drawn, day=day, address=address)))  # nosec B308, B703 # noqa: S308  (every part of a row is escaped where it is made)


def _rows(drawn: Matrix, *, day: str, address: str) -> Iterator[str]:
    links = [str(format_html("{}{}#state-", reverse("obligation", args=[column.slug]), day)) + CODE for column in drawn.columns]
    cells = _cells(links)
    differing = _Differing({})
    for place, (state, marks) in enumerate(zip(drawn.states, drawn.rows, strict=True)):
        row = list(map(getitem, cells, marks))
        if drawn.earlier:
            for here, (before, now) in enumerate(zip(drawn.earlier[place], marks, strict=True)):
                if before != now:
                    row[here] = differing.cell(before, now, links[here])
        yield _head(state, address) + "".join(row).replace(CODE, conditional_escape(state.code))


def _cells(links: Sequence[str]) -> list[dict[Mark, str]]:
    """For each column its cell with each mark, with `CODE` where the State's code comes."""
    opening = {str(mark): str(format_html('<td class="k-{}"><a aria-label="{}" href="', mark, words_of(mark))) for mark in MARKS}
    closing = {str(mark): str(format_html('">{}</a>', GLYPHS[mark])) for mark in MARKS}
    nowhere = {NOT_ADDRESSED: str(format_html('<td class="k-{}">{}', NOT_ADDRESSED, GLYPHS[NOT_ADDRESSED]))}  # it leads nowhere
    return [{mark: f"{opening[mark]}{link}{closing[mark]}" for mark in opening} | nowhere for link in links]


def _head(state: State, address: str) -> str:
    return str(format_html('<tr><th scope="row"><a href="{}state={}">{}</a></th>', address, state.code, state.name))


@dataclass(frozen=True, slots=True)
class _Differing:
    """Cells that differ from the day compared with: both marks with an arrow, in a frame. What each pair of marks needs is made once."""

    made: dict[tuple[Mark, Mark], tuple[str, str]]

    def cell(self, before: Mark, now: Mark, link: str) -> str:
        """The cell with a link that has been escaped."""
        if (before, now) not in self.made:
            said = _("%(before)s, then %(now)s") % {"before": words_of(before), "now": words_of(now)}
            begin = format_html('<td class="k-{} differs"><a aria-label="{}" href="', now, said)
            self.made[before, now] = str(begin), str(format_html('">{}→{}</a>', GLYPHS[before], GLYPHS[now]))
        opening, closing = self.made[before, now]
        return f"{opening}{link}{closing}"

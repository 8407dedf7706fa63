"""The cells of a matrix as HTML. What differs between cells is joined from parts that were escaped once, because there are so many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from obligations.matrix import GLYPHS, MARKS, Column, Gap, Mark, Matrix, State, definition_of, words_of


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
    return mark_safe("\n".join(_rows(drawn, day=day, address=address)))  # noqa: S308  (every part of a row is escaped where it is made)


def _rows(drawn: Matrix, *, day: str, address: str) -> Iterator[str]:
    columns = [str(format_html("{}{}#state-", reverse("obligation", args=[column.slug]), day)) for column in drawn.columns]
    opening = {mark: str(format_html('<td class="k-{}"><a aria-label="{}" href="', mark, words_of(mark))) for mark in MARKS}
    closing = {mark: str(format_html('">{}</a>', GLYPHS[mark])) for mark in MARKS}
    fixed = {Gap.NOT_ADDRESSED.value: f'<td class="k-{Gap.NOT_ADDRESSED}">{GLYPHS[Gap.NOT_ADDRESSED]}'}  # it leads nowhere
    for place, (state, marks) in enumerate(zip(drawn.states, drawn.rows, strict=True)):
        code = str(conditional_escape(state.code))
        cells = [fixed.get(mark) or f"{opening[mark]}{link}{code}{closing[mark]}" for link, mark in zip(columns, marks, strict=True)]
        if drawn.earlier:
            for here, (before, now) in enumerate(zip(drawn.earlier[place], marks, strict=True)):
                if before != now:
                    cells[here] = _differing(before, now, columns[here] + code)
        yield _head(state, address) + "".join(cells)


def _head(state: State, address: str) -> str:
    return str(format_html('<tr><th scope="row"><a href="{}state={}">{}</a></th>', address, state.code, state.name))


def _differing(before: Mark, now: Mark, link: str) -> str:
    """A cell that differs from the day compared with: both marks with an arrow, in a frame. The link has been escaped."""
    said = _("%(before)s, then %(now)s") % {"before": words_of(before), "now": words_of(now)}
    end = format_html("{}→{}</a>", GLYPHS[before], GLYPHS[now])
    return str(format_html('<td class="k-{} differs"><a aria-label="{}" href="{}">{}', now, said, mark_safe(link), end))  # noqa: S308

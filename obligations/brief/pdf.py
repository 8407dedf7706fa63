"""The brief on one State as a PDF. Chinese is set in STSong-Light, which readers have, so that no font file is needed; Latin in Helvetica."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from obligations.api.notices import notices
from obligations.brief.reading import Brief, said_of, shortened
from obligations.cells import CellRow
from obligations.choices import Basis
from obligations.stats.figures import Figure

FONT, LATIN = "STSong-Light", "Helvetica"
_LATIN = re.compile(r"[\u0020-\u024f]+")
BODY = ParagraphStyle("body", fontName=FONT, fontSize=9.5, leading=14, spaceAfter=2, wordWrap="CJK")
SMALL = ParagraphStyle("small", parent=BODY, fontSize=8, leading=11.5, textColor=colors.HexColor("#444444"))
TIGHT = ParagraphStyle("tight", parent=SMALL, leading=9.5, spaceAfter=0)
CLAUSE = ParagraphStyle("clause", parent=BODY, leftIndent=10, spaceAfter=5)
ABOVE = ParagraphStyle("above", parent=CLAUSE, spaceAfter=1)
BESIDE = ParagraphStyle("beside", parent=CLAUSE, fontName=LATIN, fontSize=8.5, leading=11.5, wordWrap=None)
LINE = ParagraphStyle("line", parent=BODY, keepWithNext=True)
TITLE = ParagraphStyle("title", parent=BODY, fontSize=17, leading=23, spaceAfter=4)
HEAD = ParagraphStyle("head", parent=BODY, fontSize=12.5, leading=18, spaceBefore=9, spaceAfter=3, keepWithNext=True)
SUBHEAD = ParagraphStyle("subhead", parent=BODY, fontSize=10.5, leading=15, spaceBefore=6, keepWithNext=True)


def as_pdf(said: Brief) -> bytes:
    """The brief as the bytes of a PDF, in the language of the request."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    title = _title(said)
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=20 * mm, rightMargin=20 * mm, topMargin=18 * mm, bottomMargin=20 * mm, title=title, lang=get_language() or "zh"
    )
    foot = _("Follow-up as it stood on %(day)s.") % {"day": date_format(said.on)}

    def numbered(canvas: Any, _document: Any) -> None:
        line = Paragraph(_mixed(f"{title} · {foot} · {canvas.getPageNumber()}"), SMALL)
        line.wrap(A4[0] - 40 * mm, 10 * mm)
        line.drawOn(canvas, 20 * mm, 10 * mm)

    document.build(list(_story(said)), onFirstPage=numbered, onLaterPages=numbered)
    return out.getvalue()


def _title(said: Brief) -> str:
    return _("Brief: %(state)s") % {"state": said.actor.name}


def _mixed(words: str) -> str:
    """Escaped, with what is Latin set in the Latin font, whose letters the Chinese one lacks."""
    return _LATIN.sub(lambda run: f'<font face="{LATIN}">{escape(run.group())}</font>', words.replace("\n", " "))


def _set(words: str, style: ParagraphStyle = BODY) -> Paragraph:
    return Paragraph(_mixed(words), style)


def _story(said: Brief) -> Iterator[Flowable]:
    yield _set(_title(said), TITLE)
    yield _set(
        _("As it stood on %(day)s. Obligations that ask for action and are addressed to this State: %(n)s.")
        % {"day": date_format(said.on), "n": said.asked.count}
    )
    for sentence in notices():
        yield _set(sentence, SMALL)
    if said.grid.forces:
        yield _set(_("What is asked, by subject and force"), HEAD)
        rows = [(row.label, [place.total for place in row.places], row.total.total) for row in said.grid.lines]
        yield _table(_("Subject area"), rows, said)
    if said.by_mark:
        yield _set(_("Follow-up recorded"), SUBHEAD)
        yield _table(_("Status"), said.by_mark, said)
    if said.lines:
        yield _set(_("What is asked"), HEAD)
    for cell in said.lines:
        yield from _cell(cell, said)
    if said.unsaid:
        words = ngettext("%(n)s more obligation is counted above.", "%(n)s more obligations are counted above.", said.unsaid)
        yield _set(words % {"n": said.unsaid}, SMALL)
    yield from _dates(said)
    yield from _statements(said)


def _table(head: str, rows: Iterable[tuple[str, Iterable[Figure], Figure]], said: Brief) -> Table:
    """Figures by force, with a column of totals."""
    heads = [head, *(str(force.label) for force in said.grid.forces), pgettext("column of totals", "All")]
    lines = [[words, *(str(figure.count) for figure in figures), str(together.count)] for words, figures, together in rows]
    width = 170 * mm - 44 * mm
    table = Table(
        [[_set(words, TIGHT) for words in row] for row in [heads, *lines]],
        colWidths=[44 * mm, *([width / (len(heads) - 1)] * (len(heads) - 1))],
        repeatRows=1,
    )
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    table.setStyle([("TOPPADDING", (0, 0), (-1, -1), 0.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5)])
    return table


def _cell(cell: CellRow, said: Brief) -> Iterator[Flowable]:
    row = cell.obligation
    force = str(row.get_force_display())
    if row.force_basis == Basis.MACHINE:
        force = f"{force} {_('(to be confirmed)')}"
    parts = [row.key, force, *row.hedges, _("by name") if cell.named else "", said_of(cell, sees_statuses=said.sees_statuses)]
    yield _set(" · ".join(filter(None, parts)), LINE)
    beside = said.beside.get(row.paragraph_id)
    yield _set(shortened(row.clause), CLAUSE if beside is None else ABOVE)
    if beside is not None:
        yield _set(beside, BESIDE)


def _dates(said: Brief) -> Iterator[Flowable]:
    yield _set(_("Dates ahead"), HEAD)
    for item in said.ahead:
        where = f"{item.paragraph.document.symbol} {item.paragraph.label}"
        yield _set(f"{item.due_on}　{where}　{item.words}")
    if said.later_dates and said.dates:
        yield _set(ngettext("%(n)s date in all.", "%(n)s dates in all.", said.dates.count) % {"n": said.dates.count}, SMALL)
    if not said.ahead:
        yield _set(_("None."))


def _statements(said: Brief) -> Iterator[Flowable]:
    yield Spacer(1, 4)
    yield _set(_("What it said it intends or has done"), HEAD)
    yield _set(_("Only what its own speakers said in meetings, confirmed by staff."), SMALL)
    for row in said.statements:
        day = date_format(row.document.adopted_on) if row.document.adopted_on else ""
        yield _set(f"{row.get_kind_display()} · {row.document.symbol} {day}")
        yield _set(shortened(row.text), CLAUSE)
    more = said.earlier_statements
    if more > 0:
        yield _set(ngettext("%(n)s earlier sentence is left out.", "%(n)s earlier sentences are left out.", more) % {"n": more}, SMALL)
    if not said.statements:
        yield _set(_("None."))

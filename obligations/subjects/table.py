"""The development of a subject as lines of a table, joined from parts that are escaped once: a frequent subject has some two thousand documents."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from obligations.subjects.reading import Development

ZERO = '<td><span class="zero">0</span></td>'
SLUG = "-document-"  # stands in addresses until the document is known; a slug needs no escaping


def lines(found: Development, *, address: str) -> SafeString:
    """A line for each document: its symbol and day, a figure for each force, all of them, and of how many the force is to be confirmed.

    `address` is that of the list that figures lead to.
    """
    return mark_safe("\n".join(_lines(found, address)))  # nosec B308, B703 # noqa: S308  (every part is escaped where it is made)


def _lines(found: Development, address: str) -> Iterator[str]:
    forces = [escape(f"&force={force.value}") for force in found.forces]
    document = reverse("document", args=[SLUG])
    asked = found.steps[0].total.parameters if found.steps else ()
    query = escape(urlencode([(name, SLUG if name == "document" else value) for name, value in asked]))
    for step in found.steps:
        link = f"{address}?{query}".replace(SLUG, step.slug)
        cells = "".join([_cell(link + force, figure.count) if figure.count else ZERO for force, figure in zip(forces, step.figures, strict=True)])
        day = step.adopted_on.isoformat() if step.adopted_on else ""
        head = f'<tr><th scope="row"><a href="{document.replace(SLUG, step.slug)}">{escape(step.symbol)}</a></th><td>{day}</td>'
        yield f"{head}{cells}{_cell(link, step.total.count)}<td>{step.unconfirmed}</td></tr>"


def _cell(link: str, count: int) -> str:
    return f'<td><a href="{link}">{count}</a></td>'

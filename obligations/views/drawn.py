"""What is drawn of hundreds of numbers, each with a link: it changes as seldom as what it counts, and is kept with that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from obligations.models import Actor, Evidence
    from obligations.stats.grid import Grid
    from obligations.stats.history import History


def drawn_grid(grid: Grid, *, caption: str, address: str, anchor: str = "") -> SafeString:
    """The grid in the language of the request. Its numbers lead to `address` with their query, at `anchor`."""
    return render_to_string("obligations/status_grid.html", {"grid": grid, "caption": caption, "address": address, "anchor": anchor})


def drawn_history(told: History, actor: Actor) -> SafeString:
    """How the follow-up of an actor grew, as columns and as a table."""
    return render_to_string("obligations/history.html", {"history": told, "drawing": told.drawing(), "actor": actor})


def drawn_sources(first: Sequence[Evidence], more: Sequence[Evidence]) -> SafeString:
    """The evidence that an actor's statuses rest on, of which `more` is folded."""
    return render_to_string("obligations/sources.html", {"sources": first, "more_sources": more})

"""Going through cells one after the other: where saving leads, and what one wrote last, to be taken over on request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

if TYPE_CHECKING:
    from obligations.admin.cell_form import Written

LAST = "last_written"  # the key in the session
CARRIED = ("status", "as_of", "sources")  # what of a version is worth taking over to the next cell, besides its evidence
MOST_ROWS = 10


def onward(request: HttpRequest) -> str:
    """Where submitting leads: the next cell of the worklist that the address names. Empty for any other address, so that nobody is led elsewhere."""
    to = request.GET.get("next", "")
    return to if to.startswith(f"{reverse('admin:obligations_worklist_next')}?") else ""


def remember(request: HttpRequest, written: Written) -> None:
    """Keep what was written last, for as long as the person is signed in."""
    values = {name: written.values.get(name, "")[:2000] for name in CARRIED}
    request.session[LAST] = {"values": values, "proofs": list(written.proofs[:MOST_ROWS])}


def last_written(request: HttpRequest) -> dict[str, Any] | None:
    """What was kept; None where there is nothing, or nobody asked to take it over."""
    return request.session.get(LAST) if request.GET.get("last") == "1" else None


def offers(request: HttpRequest) -> dict[str, str]:
    """For the page: where submitting and skipping lead, and the address that takes over what was written last."""
    to = onward(request)
    asked = {name: value for name, value in (("next", to), ("last", "1")) if value}
    taken = request.GET.get("last") == "1"
    return {"onward": to, "take_last": f"?{urlencode(asked)}#draft" if request.session.get(LAST) and not taken else ""}

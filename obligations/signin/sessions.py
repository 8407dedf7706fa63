"""What a session knows of its own beginning: who waits at the second step, when somebody came in, when they last asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model, login

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest

WAITING, BEGAN, SEEN, SECOND_STEP = "signin_waiting", "signin_began", "signin_seen", "signin_second_step"
PATIENCE = timedelta(minutes=5)  # between the password and the code
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody whose password was right, and the page they want to go to."""

    user: User
    address: str


def wait(request: HttpRequest, user: User, *, address: str, at: datetime) -> None:
    """Remember that the password was right. Nobody is signed in by that."""
    request.session.cycle_key()
    request.session[WAITING] = {"user": user.pk, "hash": user.get_session_auth_hash(), "address": address, "at": at.timestamp()}


def waiting(request: HttpRequest, *, at: datetime) -> Waiting | None:
    """Who waits; None for nobody, after five minutes, and where the password was changed or the account closed meanwhile."""
    said = request.session.get(WAITING)
    if said is None or at.timestamp() - said["at"] > PATIENCE.total_seconds():
        return None
    user = get_user_model().objects.filter(pk=said["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != said["hash"]:
        return None
    return Waiting(user, said["address"])


def enter(request: HttpRequest, user: User, *, at: datetime, second_step: bool) -> None:
    """Sign somebody in."""
    request.session.pop(WAITING, None)
    login(request, user, backend=BACKEND)
    request.session[BEGAN] = request.session[SEEN] = int(at.timestamp())
    if second_step:
        request.session[SECOND_STEP] = True

"""The accounts of a corpus: a reader with a token, staff who write and review, a State's own account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import Group, User

from obligations.models import Actor
from obligations.services import assignments, tokens

ANALYSTS, REVIEWERS = 6, 3


@dataclass(frozen=True, slots=True)
class People:
    """Who is there. None of them has a password; sign in by `force_login`, or by the reader's token."""

    reader: User
    analysts: tuple[User, ...]
    reviewers: tuple[User, ...]
    delegate: User


def make(*, at: datetime) -> People:
    """Make the accounts."""
    reader, delegate = _user("bench-reader", "reader"), _user("bench-delegate", "reader")
    analysts = tuple(_user(f"bench-analyst-{n}", "analyst") for n in range(ANALYSTS))
    reviewers = tuple(_user(f"bench-reviewer-{n}", "reviewer") for n in range(REVIEWERS))
    for analyst in analysts:
        assignments.assign(user=analyst, by=None, at=at)
    assignments.bind(user=delegate, actor=Actor.objects.get(code="JPN"), by=_user("bench-admin", superuser=True), at=at)
    return People(reader, analysts, reviewers, delegate)


def token_of(user: User, *, at: datetime) -> str:
    """The secret of a new token of somebody, good for a day."""
    name = f"bench-{at.isoformat()}"
    return tokens.issue(user=user, name=name, may_write=False, expires_at=at + timedelta(days=1), by=user, at=at).secret


def _user(name: str, *groups: str, superuser: bool = False) -> User:
    user = User.objects.create(username=name, is_staff=superuser or groups != ("reader",), is_superuser=superuser)
    user.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
    return user

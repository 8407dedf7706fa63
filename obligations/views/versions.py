"""Versions of follow-up as pages show them, told as plain rows: a page of all States has hundreds, most of whose columns it does not show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from obligations.models import EvidenceLink, StateComment
from obligations.models.vocabulary import in_language
from obligations.querysets import evidence_of_seen, is_staff

if TYPE_CHECKING:
    from obligations.querysets import AssessmentQuerySet
    from obligations.querysets.roles import Person

COLUMNS = ("pk", "actor_id", "version", "status", "as_of", "summary", "details", "sources", "approved_at", "replaced_at")
AUTHOR = ("author__username", "created_at")  # for staff alone
ACTOR = ("actor__code", "actor__name_zh", "actor__name_en")


class Proof(NamedTuple):
    """A place in a piece of evidence that a version rests on."""

    slug: str
    title: str
    locator: str
    remark: str


class Statement(NamedTuple):
    """What a State said of a version."""

    state: str
    text: str
    received_on: date


class Version(NamedTuple):
    """One version with what it rests on and what the State says of it. Whose it is and from when is told to staff alone."""

    pk: int
    actor: int
    number: int
    status: str
    as_of: date
    summary: str
    details: str
    sources: str
    approved_at: datetime | None
    replaced_at: datetime | None
    author: str
    created_at: datetime | None
    proofs: Sequence[Proof]
    said: Sequence[Statement]


class History(NamedTuple):
    """The versions of one actor, newest first."""

    code: str
    name: str
    versions: Sequence[Version]


def versions_of(user: Person, seen: AssessmentQuerySet) -> list[Version]:
    """Versions that were narrowed to what `user` may see, in their order, in three queries whatever their number."""
    return _told(user, _rows(user, seen))


def histories(user: Person, seen: AssessmentQuerySet) -> list[History]:
    """The same by actor, in the UN's order, each from the newest version on."""
    rows = _rows(user, seen.order_by("actor__position", "actor_id", "-version"), *ACTOR)
    names = {row[1]: row[-len(ACTOR) :] for row in rows}
    by_actor: dict[int, list[Version]] = defaultdict(list)
    for version in _told(user, rows):
        by_actor[version.actor].append(version)
    return [History(code, in_language(zh, en), by_actor[actor]) for actor, (code, zh, en) in names.items()]


def _rows(user: Person, seen: AssessmentQuerySet, *more: str) -> list[tuple[Any, ...]]:
    """The columns, then the author's and more."""
    if is_staff(user):
        return list(seen.values_list(*COLUMNS, *AUTHOR, *more))
    rows = seen.values_list(*COLUMNS, *more)
    return [(*row[: len(COLUMNS)], "", None, *row[len(COLUMNS) :]) for row in rows]


def _told(user: Person, rows: Sequence[tuple[Any, ...]]) -> list[Version]:
    keys = [row[0] for row in rows]
    proofs, said = _proofs(user, keys), _said(keys)
    told = ((*row[: len(COLUMNS) + len(AUTHOR)], proofs.get(row[0], ()), said.get(row[0], ())) for row in rows)
    return [Version(*parts) for parts in told]


def _proofs(user: Person, keys: Iterable[int]) -> dict[int, list[Proof]]:
    links = EvidenceLink.objects.filter(evidence_of_seen(user), assessment__among=keys).order_by("position", "pk")
    found: dict[int, list[Proof]] = defaultdict(list)
    for key, *proof in links.values_list("assessment_id", "evidence__slug", "evidence__title", "locator", "remark"):
        found[key].append(Proof(*proof))
    return found


def _said(keys: Iterable[int]) -> dict[int, list[Statement]]:
    """Whoever may see a version sees what the State said of it, the latest first."""
    rows = StateComment.objects.filter(assessment__among=keys).order_by("-pk")
    found: dict[int, list[Statement]] = defaultdict(list)
    for key, text, day, zh, en in rows.values_list("assessment_id", "text", "received_on", "actor__name_zh", "actor__name_en"):
        found[key].append(Statement(in_language(zh, en), text, day))
    return found

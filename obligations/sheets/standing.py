"""What the rows of a file are compared with: the obligations, actors, versions and evidence they name, read in a few queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet

from obligations.cells import obligations_in_force
from obligations.choices import ReviewState
from obligations.models import Actor, Assessment, Evidence, EvidenceLink, Obligation
from obligations.sheets.reading import Row
from obligations.sheets.values import split_keys

if TYPE_CHECKING:
    from django.contrib.auth.models import User

OPEN = (ReviewState.DRAFT, ReviewState.SUBMITTED)
Place = tuple[int, int]  # primary keys of the obligation and of the actor


@dataclass(frozen=True, slots=True)
class Standing:
    """What is recorded now. `mine` are the reader's own open versions, `approved` every approved one that a row names, by its number."""

    obligations: dict[str, Obligation]
    actors: dict[str, Actor]
    in_force: frozenset[int]
    current: dict[Place, Assessment]
    mine: dict[Place, list[Assessment]]
    approved: dict[tuple[int, int, int], Assessment]
    evidence: dict[str, Evidence]

    @classmethod
    def of(cls, rows: Sequence[Row], *, user: User, on: date) -> Standing:
        """Read it for the rows of a file."""
        obligations = _obligations({row.key("obligation") for row in rows}, user)
        actors = {actor.code: actor for actor in Actor.objects.filter(code__in={row.key("state") for row in rows})}
        keys = [obligation.pk for obligation in obligations.values()]
        versions = _loaded(Assessment.objects.visible_to(user).filter(obligation__in=keys, actor__in=[actor.pk for actor in actors.values()]))
        current = {_place(version): version for version in versions.current()}
        mine: dict[Place, list[Assessment]] = {}
        for version in versions.filter(state__in=OPEN, author=user).order_by("-version"):
            mine.setdefault(_place(version), []).append(version)
        approved = {(*_place(version), version.version): version for version in current.values()}
        older = _behind(rows, obligations, actors, current)
        if older:
            approved |= {(*_place(one), one.version): one for one in versions.filter(approved_at__isnull=False, version__in=older)}
        in_force = obligations_in_force(user, on).filter(pk__in=keys).values_list("pk", flat=True)
        return cls(
            obligations,
            actors,
            frozenset(in_force),
            current,
            mine,
            approved,
            _evidence(rows, user),
        )

    def base(self, row: Row, obligation: Obligation, actor: Actor) -> Assessment | None:
        """The approved version that a row was exported from. None where there was none, or there is no such version."""
        return self.approved.get((obligation.pk, actor.pk, _number(row)))


def _obligations(keys: set[str], user: User) -> dict[str, Obligation]:
    rows = Obligation.objects.visible_to(user).filter(key__in=keys).select_related("text", "paragraph")
    return {row.key: row for row in rows}


def _loaded(versions: QuerySet[Assessment]) -> Any:
    """With the evidence they rest on."""
    links = EvidenceLink.objects.select_related("evidence").order_by("position", "pk")
    return versions.order_by().select_related("author").prefetch_related(Prefetch("links", queryset=links))


def _place(version: Assessment) -> Place:
    return version.obligation_id or 0, version.actor_id


def _number(row: Row) -> int:
    """The number of the version a row is based on; 0 where there is none, or it cannot be one."""
    written = row.key("based_on")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 9 else 0


def _behind(rows: Sequence[Row], obligations: dict[str, Obligation], actors: dict[str, Actor], current: dict[Place, Assessment]) -> set[int]:
    """The numbers of versions that rows name and that are no longer current in their cells."""
    numbers = set()
    for row in rows:
        obligation, actor = obligations.get(row.key("obligation")), actors.get(row.key("state"))
        now = current.get((obligation.pk, actor.pk)) if obligation and actor else None
        if now is None or now.version != _number(row):
            numbers.add(_number(row))
    return numbers - {0}


def _evidence(rows: Iterable[Row], user: User) -> dict[str, Evidence]:
    """The pieces of evidence that rows name, with those that took their place."""
    keys: set[str] = set()
    for row in rows:
        value = row.values.get("evidence")
        if isinstance(value, str):
            keys |= set(split_keys(value))
    return {row.slug: row for row in Evidence.objects.visible_to(user).filter(slug__in=keys).select_related("revised_by")}

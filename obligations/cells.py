"""Cells: an obligation that asks for action and is in force on a day × an actor it is addressed to, with what is recorded there.

`member_states` reaches the members, `all_states` the observers too. A cell that is reached only through a condition starts as 'condition open';
what staff recorded about its applicability counts before that. Every function asks the same number of queries, however many cells there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from obligations.choices import ActorKind, ReviewState
from obligations.choices import Applicability as Reach
from obligations.models import Actor, Applicability, Assessment, Evidence, EvidenceLink, Obligation, ObligationAddressee, ParagraphText
from obligations.querysets import groups_of
from obligations.services.assessments import ASSESSED_KINDS
from obligations.services.assessments import Cell as Target

if TYPE_CHECKING:
    from obligations.querysets import ObligationQuerySet
    from obligations.querysets.roles import Person

GROUPS = {"all_states": (ActorKind.STATE, ActorKind.OBSERVER), "member_states": (ActorKind.STATE,)}
Key = tuple[int, int]  # primary keys of the obligation and of the actor


class Marker(TextChoices):
    """What a cell needs somebody to look at."""

    NOT_ASSESSED = "not_assessed", _("Not assessed")
    DUE_FOR_REVIEW = "due_for_review", _("Due for review")
    CHANGED = "changed", _("Changed since approval")
    RETURNED = "returned", _("Returned")


@dataclass(frozen=True, slots=True)
class CellRow:
    """One cell as somebody sees it on a day. `decided` is what staff recorded about its applicability, None where that follows from the text.

    `standing` is the version that stands for the reader; `mine` and `others` are the open versions (drafts, submitted, returned), newest first,
    which only staff see.
    """

    obligation: Obligation
    actor: Actor
    named: bool
    condition: str
    applicability: Reach
    decided: Applicability | None
    standing: Assessment | None
    mine: tuple[Assessment, ...]
    others: tuple[Assessment, ...]
    markers: frozenset[Marker]

    @property
    def cell(self) -> Target:
        """The cell as the services know it."""
        return Target(actor=self.actor, obligation=self.obligation)

    @property
    def key(self) -> str:
        """`9101-2032-1-1/JPN`, as in the log and in addresses."""
        return self.cell.key

    @property
    def counts(self) -> bool:
        """Whether it stands in denominators: only where the obligation applies."""
        return self.applicability == Reach.APPLIES

    @property
    def draft(self) -> Assessment | None:
        """The reader's own draft."""
        return next((version for version in self.mine if version.state == ReviewState.DRAFT), None)

    @property
    def newest(self) -> Assessment | None:
        """What its author would go on with: the own open version or the one that stands, whichever came last."""
        return max(filter(None, (*self.mine, self.standing)), key=lambda version: version.version, default=None)


def cells_of_obligation(obligation: Obligation, *, user: Person, on: date, with_evidence: bool = False) -> list[CellRow]:
    """The cells of one obligation, in the UN's order of actors; none where it asks nobody for action or is not in force on the day."""
    return cells_between(obligations_in_force(user, on).filter(pk=obligation.pk), None, user=user, on=on, with_evidence=with_evidence)


def cells_of_actor(
    actor: Actor, *, user: Person, on: date, obligations: QuerySet[Obligation] | None = None, with_evidence: bool = False
) -> list[CellRow]:
    """The cells of one actor, in the order of the texts; `obligations` narrows them down."""
    rows = obligations_in_force(user, on).applies_to(actor)
    if obligations is not None:
        rows = rows.filter(pk__in=obligations.order_by().values("pk"))
    return cells_between(rows, [actor], user=user, on=on, with_evidence=with_evidence)


def obligations_in_force(user: Person, on: date) -> ObligationQuerySet:
    """The obligations somebody may see that ask for action and are in force on a day."""
    rows: ObligationQuerySet = Obligation.objects.visible_to(user).in_the_text().filter(tracked=True).in_force(on)
    return rows


def cells_between(
    obligations: QuerySet[Obligation], actors: Collection[Actor] | None, *, user: Person, on: date, with_evidence: bool = False
) -> list[CellRow]:
    """All cells between some obligations and some actors (None: all), obligation by obligation, actors in the UN's order.

    Give `obligations` from `obligations_in_force`. Each row's obligation has its document, paragraph, verb and addressees loaded; with
    `with_evidence` each version has the evidence that the reader may see.
    """
    links = Prefetch("addressees", queryset=ObligationAddressee.objects.select_related("actor"))
    rows = list(obligations.select_related("paragraph__document", "verb", "text__edition").prefetch_related(links))
    found = _Records.of(rows, actors, user=user, on=on, with_evidence=with_evidence)
    everybody = sorted(actors, key=_place) if actors is not None else _addressed(rows)
    return [row for obligation in rows for actor in everybody if (row := found.row(obligation, actor)) is not None]


def _place(actor: Actor) -> tuple[int, int]:
    return actor.position, actor.pk


def _addressed(rows: Sequence[Obligation]) -> list[Actor]:
    """All actors that are addressed by one of the obligations."""
    codes = {link.code for row in rows for link in row.addressees.all()}
    kinds = {kind for code in codes for kind in GROUPS.get(code, ())}
    return list(Actor.objects.filter(Q(code__in=codes, kind__in=ASSESSED_KINDS) | Q(kind__in=kinds)).order_by("position", "pk"))


@dataclass(frozen=True, slots=True)
class _Records:
    """What is recorded in all cells of a question, read in as many queries as there are kinds of records."""

    on: date
    reader: int | None
    decided: dict[Key, Applicability]
    standing: dict[Key, Assessment]
    open: dict[Key, list[Assessment]]
    reworded: dict[int, datetime]

    @classmethod
    def of(cls, rows: Sequence[Obligation], actors: Collection[Actor] | None, *, user: Person, on: date, with_evidence: bool) -> _Records:
        where = Q(obligation__in=[row.pk for row in rows])
        if actors is not None:
            where &= Q(actor__in=[actor.pk for actor in actors])
        decided = Applicability.objects.visible_to(user).as_of(on).filter(where)
        expired = EvidenceLink.objects.filter(assessment=OuterRef("pk"), evidence__expires_on__lt=on)
        standing = Assessment.objects.standing_for(user, on).filter(where).annotate(evidence_expired=Exists(expired))
        under_way: dict[Key, list[Assessment]] = defaultdict(list)
        for version in _ready(Assessment.objects.visible_to(user).open().filter(where).order_by("-version"), user, with_evidence=with_evidence):
            under_way[_key(version)].append(version)
        return cls(
            on,
            user.pk,
            {_key(row): row for row in decided},
            {_key(version): version for version in _ready(standing.order_by(), user, with_evidence=with_evidence)},
            under_way,
            _reworded(rows),
        )

    def row(self, obligation: Obligation, actor: Actor) -> CellRow | None:
        """The row of a cell; None where the obligation is not addressed to the actor."""
        reaching = links_between(obligation, actor)
        if not reaching or (actor.until and actor.until < self.on):
            return None
        key = (obligation.pk, actor.pk)
        condition = condition_of(reaching)
        decided, standing, under_way = self.decided.get(key), self.standing.get(key), self.open.get(key, [])
        from_text = Reach.CONDITION_OPEN if condition else Reach.APPLIES
        reach = Reach(decided.value) if decided else from_text
        return CellRow(
            obligation=obligation,
            actor=actor,
            named=any(link.code == actor.code for link in reaching),
            condition=condition,
            applicability=reach,
            decided=decided,
            standing=standing,
            mine=tuple(version for version in under_way if version.author_id == self.reader),
            others=tuple(version for version in under_way if version.author_id != self.reader),
            markers=frozenset(self._markers(reach, standing, under_way, self.reworded.get(obligation.pk))),
        )

    def _markers(self, reach: Reach, standing: Assessment | None, under_way: list[Assessment], reworded: datetime | None) -> Iterable[Marker]:
        if any(version.state == ReviewState.RETURNED for version in under_way):
            yield Marker.RETURNED
        if standing is None:
            if reach == Reach.APPLIES:
                yield Marker.NOT_ASSESSED
            return
        passed = standing.review_after is not None and standing.review_after < self.on
        if passed or standing.evidence_expired:  # type: ignore[attr-defined]
            yield Marker.DUE_FOR_REVIEW
        newer = any(version.version > standing.version for version in under_way)
        if newer or (reworded and standing.approved_at and standing.approved_at < reworded):
            yield Marker.CHANGED


def links_between(obligation: Obligation, actor: Actor) -> list[ObligationAddressee]:
    """The addressees of an obligation through which it reaches an actor: by name, or as one of a group. Empty for whom no status is recorded."""
    codes = (actor.code, *groups_of(actor)) if actor.kind in ASSESSED_KINDS else ()
    return [link for link in obligation.addressees.all() if link.code in codes]


def condition_of(links: Sequence[ObligationAddressee]) -> str:
    """The condition under which an actor is reached; empty where one of the ways has none."""
    return "；".join(dict.fromkeys(link.condition for link in links)) if all(link.condition for link in links) else ""


def _key(row: Assessment | Applicability) -> Key:
    return row.obligation_id or 0, row.actor_id


def _ready(versions: QuerySet[Assessment], user: Person, *, with_evidence: bool) -> QuerySet[Assessment]:
    """With what rows show of them."""
    versions = versions.select_related("author", "reviewer")
    if not with_evidence:
        return versions
    links = EvidenceLink.objects.filter(evidence__in=Evidence.objects.visible_to(user)).select_related("evidence").order_by("position", "pk")
    return versions.prefetch_related(Prefetch("links", queryset=links))


def _reworded(rows: Sequence[Obligation]) -> dict[int, datetime]:
    """When the words of obligations last changed: when the edition came whose text differs from the one before it. Those unchanged are left out."""
    paragraphs = [row.paragraph_id for row in rows]
    read = ParagraphText.objects.filter(paragraph__in=paragraphs, edition__language=F("edition__document__reference_edition__language"))
    texts = read.order_by("paragraph", "edition__added_at", "edition__number")
    when: dict[int, datetime] = {}
    before: dict[tuple[int, str], str] = {}
    for paragraph, language, search, added_at in texts.values_list("paragraph", "edition__language", "search", "edition__added_at"):
        if before.get((paragraph, language), search) != search:
            when[paragraph] = added_at
        before[paragraph, language] = search
    return {row.pk: when[row.paragraph_id] for row in rows if row.paragraph_id in when}

"""Who is told what by the changes feed: what somebody may see now has changed, what they could see before is removed, of all else they hear nothing.

The columns of a version say only to whom it is shown now; to whom it ever was stands in the log.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q, Value
from django.db.models.enums import TextChoices
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from obligations.choices import Audience, EvidenceAccess, Verdict
from obligations.feed.things import BRINGS, SHOWING, Kind, Thing
from obligations.models import (
    Assessment,
    Comment,
    Commitment,
    CommitmentDecision,
    Document,
    Event,
    Evidence,
    EvidenceLink,
    Meeting,
    Obligation,
    Paragraph,
    Round,
    Speech,
    StateAccount,
    Vote,
)
from obligations.querysets import SHOWN, has_role, is_staff, may_read_texts, state_of

if TYPE_CHECKING:
    from obligations.querysets.roles import Person

WIDENING = ("assessment.recorded", "assessment.published")
MOVES = (*WIDENING, "assessment.narrowed", "assessment.withdrawn")  # what shows a version to somebody, or ceases to
ON_THEIR_OWN = {"assessment.recorded": Audience.READERS, "assessment.withdrawn": Audience.STAFF}  # moves that do not say to whom
RANKS = {audience: rank for rank, audience in enumerate((Audience.STAFF, *SHOWN))}
ALWAYS = float("inf")
VERSIONS = (Kind.VERSION, Kind.COMMITMENT_VERSION)


class Change(TextChoices):
    """What happened to a thing, as its caller sees it."""

    CHANGED = "changed", _("Made or changed")
    REMOVED = "removed", _("No longer to be seen")


# What somebody may be told at all ------------------------------------------------------------------------------------
def rights_of(user: Person) -> str:
    """In a word, what decides on what somebody is told; empty for those who are told nothing."""
    if is_staff(user):
        return "staff"
    if has_role(user):
        state = state_of(user)
        return "readers" if state is None else f"state{state}"
    return "public" if settings.PUBLIC_READ else ""


def kinds_for(user: Person) -> frozenset[Kind]:
    """The lists that somebody may ask for at all."""
    if is_staff(user):
        return frozenset(Kind)
    if has_role(user):
        return frozenset(Kind) - {Kind.COMMENT}
    return frozenset(Kind) - {Kind.COMMENT, Kind.ROUND} if may_read_texts(user) else frozenset()


def telling(user: Person, kinds: Iterable[Kind]) -> Q:
    """The events that can tell somebody anything about some kinds of things."""
    wanted = frozenset(kinds) & kinds_for(user)
    types = [name for name, brought in BRINGS.items() if not wanted.isdisjoint(brought)]
    told = Q(object_type__in=types)
    if not has_role(user):  # who may not see whom an obligation concerns
        told &= ~Q(object_type="applicability")
    return told if is_staff(user) else told & (~Q(object_type="assessment") | Q(action__in=SHOWING))


# What they are told of each thing ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may see of some things, and what they could see before."""

    kinds: frozenset[Kind]
    seen: dict[Kind, set[str]]
    seen_before: dict[Kind, set[str]]

    def told(self, thing: Thing) -> Change | None:
        """What to tell of a thing; None for nothing at all."""
        return self._change(thing) if thing.kind in self.kinds else None

    def _change(self, thing: Thing) -> Change | None:
        if thing.through is not None and self._change(thing.through) is None:
            return None
        if thing.key in self.seen[thing.kind]:
            return Change.CHANGED
        return Change.REMOVED if thing.key in self.seen_before[thing.kind] else None


def sight(user: Person, things: Iterable[Thing]) -> Sight:
    """What somebody may see of things, with as many queries whatever their number."""
    keys: dict[Kind, set[str]] = defaultdict(set)
    for thing in things:
        keys[thing.kind].add(thing.key)
        if thing.through is not None:
            keys[thing.through.kind].add(thing.through.key)
    seen = {kind: SEES[kind](user, keys[kind]) if keys[kind] else set() for kind in Kind}
    hidden = {kind: keys[kind] - seen[kind] for kind in Kind}
    before: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    if may_read_texts(user):  # whatever was read from a text was shown to all who read texts
        before |= {kind: hidden[kind] for kind in (Kind.OBLIGATION, Kind.SPEECH, Kind.VOTE)}
    if hidden[Kind.COMMITMENT]:
        confirmed = CommitmentDecision.objects.filter(commitment__slug__in=hidden[Kind.COMMITMENT], verdict=Verdict.ACCEPT)
        before[Kind.COMMITMENT] = set(confirmed.values_list("commitment__slug", flat=True))
    if any(hidden[kind] for kind in (Kind.ASSESSMENT, *VERSIONS, Kind.EVIDENCE)):
        before |= _shown_before(user, hidden)
    return Sight(kinds_for(user), seen, before)


def _texts(model: Any, column: str) -> Callable[[Person, set[str]], set[str]]:
    """For kinds whose key is a column of their own."""

    def sees(user: Person, keys: set[str]) -> set[str]:
        found = model.objects.visible_to(user).filter(**{f"{column}__in": keys})
        return {str(key) for key in found.values_list(column, flat=True)}

    return sees


def _numbered(model: Any, number: str) -> Callable[[Person, set[str]], set[str]]:
    """For what stands in a record under a number."""

    def sees(user: Person, keys: set[str]) -> set[str]:
        slugs = {key.partition("/")[0] for key in keys}
        found = model.objects.visible_to(user).filter(edition__document__slug__in=slugs)
        return {f"{slug}/{place}" for slug, place in found.order_by().values_list("edition__document__slug", number)} & keys

    return sees


def _meetings(user: Person, keys: set[str]) -> set[str]:
    found = Meeting.objects.filter(document__in=Document.objects.visible_to(user), document__slug__in=keys)
    return set(found.order_by().values_list("document__slug", flat=True))


def _vocabulary(user: Person, keys: set[str]) -> set[str]:
    return set(keys) if may_read_texts(user) else set()


def _cells(user: Person, keys: set[str]) -> set[str]:
    rows = _in_cells(Assessment.objects.standing_for(user).of_obligations(), keys)
    return set(rows.values_list("cell", flat=True))


def _versions(user: Person, keys: set[str]) -> set[str]:
    rows = _in_cells(Assessment.objects.visible_to(user), {key.rpartition("/")[0] for key in keys})
    return {_key_of(*row) for row in rows.values_list(*COLUMNS)} & keys


SEES: dict[Kind, Callable[[Any, set[str]], set[str]]] = {
    Kind.DOCUMENT: _texts(Document, "slug"),
    Kind.MEETING: _meetings,
    Kind.PARAGRAPH: _texts(Paragraph, "slug"),
    Kind.OBLIGATION: _texts(Obligation, "slug"),
    Kind.SPEECH: _numbered(Speech, "order"),
    Kind.VOTE: _numbered(Vote, "number"),
    Kind.COMMITMENT: _texts(Commitment, "slug"),
    Kind.ASSESSMENT: _cells,
    Kind.VERSION: _versions,
    Kind.COMMITMENT_VERSION: _versions,
    Kind.EVIDENCE: _texts(Evidence, "slug"),
    Kind.ROUND: _texts(Round, "slug"),
    Kind.COMMENT: _texts(Comment, "pk"),
    Kind.ACTOR: _vocabulary,
    Kind.SUBJECT_AREA: _vocabulary,
    Kind.VERB: _vocabulary,
    Kind.INSTRUMENT: _vocabulary,
}


# What follow-up was shown to them before -----------------------------------------------------------------------------
COLUMNS = ("obligation__slug", "commitment__slug", "actor__code", "version")  # that name a version
Span = tuple[float, float]  # of numbers of events: from the one that showed a version to the one that ceased to


@dataclass(slots=True)
class Shown:
    """When a version was shown to somebody."""

    spans: list[Span] = field(default_factory=list)
    since: int | None = None

    def turn(self, at: int, *, on: bool) -> None:
        """From this event it is shown, or is no longer."""
        if on and self.since is None:
            self.since = at
        elif not on and self.since is not None:
            self.spans.append((self.since, at))
            self.since = None

    def all(self) -> list[Span]:
        """Every span; the last one may go on."""
        return self.spans if self.since is None else [*self.spans, (self.since, ALWAYS)]


def _shown_before(user: Person, hidden: dict[Kind, set[str]]) -> dict[Kind, set[str]]:
    """What of follow-up somebody could see before."""
    cells = hidden[Kind.ASSESSMENT] | {key.rpartition("/")[0] for kind in VERSIONS for key in hidden[kind]}
    links: dict[str, set[str]] = defaultdict(set)
    rests_on = EvidenceLink.objects.filter(evidence__slug__in=hidden[Kind.EVIDENCE]) if hidden[Kind.EVIDENCE] else EvidenceLink.objects.none()
    for slug, *row in rests_on.values_list("evidence__slug", *(f"assessment__{name}" for name in COLUMNS)):
        links[slug].add(_key_of(*row))
    cells |= {key.rpartition("/")[0] for keys in links.values() for key in keys}
    shown = _spans(user, cells)
    return {
        **{kind: hidden[kind] & set(shown) for kind in VERSIONS},
        Kind.ASSESSMENT: hidden[Kind.ASSESSMENT] & {key.rpartition("/")[0] for key in shown},
        Kind.EVIDENCE: _evidence_before({slug: [span for key in keys for span in shown.get(key, [])] for slug, keys in links.items()}),
    }


def _spans(user: Person, cells: set[str]) -> dict[str, list[Span]]:
    """The versions of cells that were ever shown to somebody, each with when. To staff: what was approved."""
    if is_staff(user):
        approved = _in_cells(Assessment.objects.filter(approved_at__isnull=False), cells)
        return {_key_of(*row): [(0, ALWAYS)] for row in approved.values_list(*COLUMNS)}
    own = _own_code(user)
    found: dict[str, Shown] = defaultdict(Shown)
    log = Event.objects.filter(object_type="assessment", object_key__in=cells, action__in=MOVES).order_by("sequence")
    moves: Iterable[Any] = log.values_list("sequence", "object_key", "action", "after")
    for sequence, key, action, after in moves:
        audience = ON_THEIR_OWN.get(action) or Audience(after["audience"])
        reaches = RANKS[audience] >= RANKS[_audience(user, key.rpartition("/")[2], own)]
        if reaches == (action in WIDENING):  # what is widened to fewer leaves the others where they were, and so does what is narrowed to more
            found[f"{key}/{after['version']}"].turn(sequence, on=reaches)
    spans = {key: all_of for key, shown in found.items() if (all_of := shown.all())}
    columns = [f"{column}_at" for column in SHOWN.values()]
    for *row, shared, released, public in _in_cells(Assessment.objects.all(), cells).values_list(*COLUMNS, *columns):
        moment = dict(zip(SHOWN, (shared, released, public), strict=True))[_audience(user, row[2], own)]
        if moment is not None:
            spans.setdefault(_key_of(*row), [(0, ALWAYS)])
    return spans


def _evidence_before(spans: dict[str, list[Span]]) -> set[str]:
    """The pieces that were open while a version that rests on them was shown."""
    wanted = {slug for slug, shown in spans.items() if shown}
    if not wanted:
        return set()
    access: dict[str, list[tuple[float, str]]] = {}
    log = Event.objects.filter(object_type="evidence", object_key__in=wanted).order_by("sequence")
    steps: Iterable[Any] = log.values_list("sequence", "object_key", "action", "before", "after")
    for sequence, slug, action, before, after in steps:
        first = before if action not in ("evidence.added", "evidence.revised") and before else after
        access.setdefault(slug, [(0, first["access"])]).append((sequence, after["access"]))
    silent = Evidence.objects.filter(slug__in=wanted - set(access)).values_list("slug", "access")
    access |= {slug: [(0, now)] for slug, now in silent}
    return {slug for slug in wanted if _overlap(_open_spans(access[slug]), spans[slug])}


def _open_spans(access: Sequence[tuple[float, str]]) -> list[Span]:
    ends = [*access, (ALWAYS, EvidenceAccess.STAFF)]
    return [(since, until) for (since, value), (until, _next) in pairwise(ends) if value == EvidenceAccess.WITH_STATUS]


def _overlap(some: Iterable[Span], others: Sequence[Span]) -> bool:
    return any(max(a[0], b[0]) < min(a[1], b[1]) for a in some for b in others)


# Cells and audiences -------------------------------------------------------------------------------------------------
def _in_cells(rows: Any, cells: Iterable[str]) -> Any:
    """The versions of some cells. Those on obligations and those on commitments are found apart: an index leads to each, and to no OR of them."""
    wanted = set(cells)
    targets, codes = {cell.partition("/")[0] for cell in wanted}, {cell.rpartition("/")[2] for cell in wanted}
    of_actors = Assessment.objects.filter(actor__code__in=codes).order_by().values("pk")
    about = of_actors.filter(obligation__slug__in=targets).union(of_actors.filter(commitment__slug__in=targets), all=True)
    cell = Concat(Coalesce("obligation__slug", "commitment__slug"), Value("/"), "actor__code")
    return rows.filter(pk__in=about).annotate(cell=cell).filter(cell__in=wanted).order_by()


def _key_of(obligation: str | None, commitment: str | None, actor: str, version: int) -> str:
    return f"{obligation or commitment}/{actor}/{version}"


def _own_code(user: Person) -> str | None:
    """The code of the State whose account it is."""
    if state_of(user) is None:
        return None
    return StateAccount.objects.filter(user=user.pk).values_list("actor__code", flat=True).first()


def _audience(user: Person, code: str, own: str | None) -> Audience:
    """The audience somebody without a staff role belongs to, for follow-up of an actor."""
    if not has_role(user):
        return Audience.PUBLIC
    return Audience.STATE if code == own else Audience.READERS

"""Write rounds of review: open one, change it before it opens, close it with the seal of its picture, publish what it holds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from obligations.choices import Audience, BatchKind, ReviewState
from obligations.models import Actor, Assessment, Obligation, Round
from obligations.querysets import SHOWN
from obligations.rounds.reading import ASSESSED, RoundCell, closing, reach_of
from obligations.rounds.seals import CLOSED, seal
from obligations.services import batches, events, publication
from obligations.services.assessments import ASSESSED_KINDS
from obligations.slugs import slug_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST_NAME = 120
LONGEST_SLUG = 50  # leaves room for a number behind it


@dataclass(frozen=True, slots=True)
class Scope:
    """What a round is: its name and dates, whom and what it covers, and when readers are shown what it holds."""

    name: str
    opens_on: date
    closes_on: date
    states: tuple[Actor, ...]
    obligations: tuple[Obligation, ...]
    state_first: bool
    days_to_comment: int


@transaction.atomic
def open(
    *,
    name: str,
    opens_on: date,
    closes_on: date,
    states: Collection[Actor],
    obligations: Collection[Obligation],
    state_first: bool,
    days_to_comment: int,
    by: User,
    at: datetime,
) -> Round:
    """Make a round; it opens at the beginning of its first day. Nothing is copied: its pictures are asked for as of a moment.

    Raises ValidationError with a sentence for dates, States or obligations that do not fit, PermissionDenied without the reviewer's or editor's role.
    """
    _check_right(by)
    scope = Scope(name.strip(), opens_on, closes_on, tuple(states), tuple(obligations), state_first, days_to_comment)
    _check(scope)
    made = Round(slug=_slug(scope), made_by=by, made_at=at)
    _write(made, scope)
    events.record(by=by, action="round.opened", object_type="round", object_key=made.slug, at=at, after=content_of(made))
    return made


@transaction.atomic
def change(
    *,
    round: Round,
    name: str,
    opens_on: date,
    closes_on: date,
    states: Collection[Actor],
    obligations: Collection[Obligation],
    state_first: bool,
    days_to_comment: int,
    by: User,
    at: datetime,
) -> Round:
    """Change a round before it opens. Errors as for `open`."""
    _check_right(by)
    row = _locked(round)
    if row.closed_at is not None or timezone.localdate(at) >= row.opens_on:
        raise ValidationError(_("This round has opened, so what it covers no longer changes. Make another round for what is missing."))
    scope = Scope(name.strip(), opens_on, closes_on, tuple(states), tuple(obligations), state_first, days_to_comment)
    _check(scope, own=row)
    before = content_of(row)
    _write(row, scope)
    after = content_of(row)
    if after != before:
        events.record(by=by, action="round.changed", object_type="round", object_key=row.slug, at=at, before=before, after=after)
    return row


@transaction.atomic
def close(*, round: Round, by: User, at: datetime) -> Round:
    """Close a round: its closing picture is what stands at `at`, and the seal of that picture is kept here and, part by part, in the log.

    Raises ValidationError where it has not opened or is closed already, PermissionDenied without the reviewer's or editor's role.
    """
    _check_right(by)
    row = _locked(round)
    if row.closed_at is not None:
        raise ValidationError(_("This round was already closed."))
    if timezone.localdate(at) < row.opens_on:
        raise ValidationError(_("This round opens on %(day)s. It can be closed after that.") % {"day": row.opens_on.isoformat()})
    # wait for approvals that are being written, so that the picture has them
    list(Obligation.objects.select_for_update().filter(pk__in=row.obligations.values("pk")).order_by("pk").values_list("pk", flat=True))
    made = seal(row, at, by)
    row.closed_at, row.closed_by, row.picture_hash = at, by, made.whole
    row.save(update_fields=["closed_at", "closed_by", "picture_hash"])
    after = {"hash": made.whole, "parts": made.parts}
    events.record(by=by, action=CLOSED, object_type="round", object_key=row.slug, at=at, after=after)
    return row


def content_of(row: Round) -> dict[str, Any]:
    """A round as plain JSON for the log."""
    return {
        "name": row.name,
        "opens_on": row.opens_on.isoformat(),
        "closes_on": row.closes_on.isoformat(),
        "states": list(row.states.values_list("code", flat=True)),
        "obligations": list(row.obligations.order_by("key").values_list("key", flat=True)),
        "state_first": row.state_first,
        "days_to_comment": row.days_to_comment,
    }


def _check_right(by: User) -> None:
    if Round.objects.writable_by(by).query.is_empty():
        raise PermissionDenied(_("Rounds are opened and closed by reviewers and editors. Ask an administrator for one of these roles."))


def _locked(row: Round) -> Round:
    return Round.objects.select_for_update().get(pk=row.pk)


def _write(row: Round, scope: Scope) -> None:
    row.name, row.opens_on, row.closes_on = scope.name, scope.opens_on, scope.closes_on
    row.state_first, row.days_to_comment = scope.state_first, scope.days_to_comment
    row.save()
    row.states.set(scope.states)
    row.obligations.set(scope.obligations)


def _check(scope: Scope, own: Round | None = None) -> None:
    """Raise ValidationError with a sentence for what does not fit."""
    if not scope.name or len(scope.name) > LONGEST_NAME:
        raise ValidationError(_("Give the round a name of at most %(n)s characters.") % {"n": LONGEST_NAME})
    others = Round.objects.exclude(pk=own.pk) if own else Round.objects.all()
    if others.filter(name=scope.name).exists():
        raise ValidationError(_("There is a round of this name. Choose another one."))
    if scope.opens_on > scope.closes_on:
        raise ValidationError(_("The round would close before it opens. Correct one of the two dates."))
    if scope.days_to_comment < 0:
        raise ValidationError(_("Give the days to comment as a number from 0."))
    wrong = next((actor for actor in scope.states if actor.kind not in ASSESSED_KINDS), None)
    if wrong is not None:
        raise ValidationError(_("%(actor)s is a group. Choose its members.") % {"actor": wrong})
    untracked = next((row for row in scope.obligations if not row.tracked), None)
    if untracked is not None:
        raise ValidationError(_("%(key)s asks nobody for action. Take it out of the round.") % {"key": untracked.key})
    _check_cells(scope)


def _check_cells(scope: Scope) -> None:
    if not scope.states:
        raise ValidationError(_("Choose at least one State or group of States."))
    if not scope.obligations:
        raise ValidationError(_("Choose at least one obligation: by document, subject area, force or words, or by its key."))
    rows = Obligation.objects.filter(pk__in=[row.pk for row in scope.obligations]).prefetch_related("addressees")
    if not any(reach_of(row, actor) for row in rows for actor in scope.states):
        raise ValidationError(_("None of these obligations is addressed to any of these States. Choose others."))


def _slug(scope: Scope) -> str:
    """Its name in an address: from the letters of its name, or from its first day where the name has none."""
    start = slug_of(scope.name).lower()[:LONGEST_SLUG].strip("-")
    start = start if any(letter.isalpha() for letter in start) else f"round-{scope.opens_on.isoformat()}"
    taken = set(Round.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    return next(slug for slug in (start, *(f"{start}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


# Publication --------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class LeftOut:
    """A cell whose version is not published with its round, and the sentence that says why."""

    cell: RoundCell
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing a round would do: what is shown, what stays as it is, and what is left out for a reason."""

    audience: Audience
    published: tuple[RoundCell, ...]
    shown_already: int
    left_out: tuple[LeftOut, ...]

    @property
    def versions(self) -> frozenset[int]:
        """The primary keys of the versions that would be shown."""
        return frozenset(cell.version.pk for cell in self.published if cell.version is not None)


def preview(*, round: Round, audience: Audience, by: User, at: datetime) -> Preview:
    """What `publish_round` would do at `at`. Nothing is written. PermissionDenied without the reviewer's role."""
    publication.check_right(by)
    published, shown, left_out = [], 0, []
    for cell in closing(round, by, at=at).cells:
        if cell.version is None:
            continue
        if _shown(cell.version, audience):
            shown += 1
        elif reason := _refusal(cell, cell.version, Audience(audience), round, at):
            left_out.append(LeftOut(cell, reason))
        else:
            published.append(cell)
    return Preview(Audience(audience), tuple(published), shown, tuple(left_out))


@transaction.atomic
def publish_round(*, round: Round, audience: Audience, versions: Collection[int], by: User, at: datetime, reason: str = "") -> int:
    """Show the approved versions of a round to an audience, all in one batch or none. Returns how many.

    `versions` are the primary keys that the preview showed. Where the round would now publish others, nothing is published and ValidationError
    says so; it also says where there is nothing to publish. PermissionDenied without the reviewer's role.
    """
    if audience not in SHOWN:
        raise ValidationError(_("Choose an audience: the State concerned, all readers, or the public."))
    row = _locked(round)
    seen = preview(round=row, audience=audience, by=by, at=at)
    if not seen.versions:
        raise ValidationError(_("There is nothing to publish to this audience."))
    if seen.versions != frozenset(versions):
        raise ValidationError(_("The round has changed since you looked, so nothing was published. Look at the new list and confirm again."))
    words = _("%(round)s, to: %(audience)s") % {"round": row.name, "audience": Audience(audience).label}
    batch = batches.begin(kind=BatchKind.PUBLICATION, description=words, by=by, at=at)
    for cell in seen.published:
        if cell.version is not None:
            publication.publish(version=cell.version, audience=audience, by=by, at=at, reason=reason, of_round=row, batch=batch)
    batches.finish(batch, len(seen.published))
    after = {"audience": str(audience), "versions": len(seen.published), "left_out": len(seen.left_out)}
    events.record(
        by=by, action="round.published", object_type="round", object_key=row.slug, at=at, after=after, reason=reason.strip(), batch=batch.pk
    )
    return len(seen.published)


def _shown(version: Assessment, audience: Audience) -> bool:
    column = SHOWN[Audience(audience)]
    return bool(getattr(version, f"{column}_at")) and not getattr(version, f"{column}_until")


def _refusal(cell: RoundCell, version: Assessment, audience: Audience, of: Round, at: datetime) -> str:
    """Why a version cannot be shown now; empty where it can."""
    if cell.state not in ASSESSED:
        return str(cell.state.label)
    if version.state == ReviewState.WITHDRAWN:
        return _("Its approval was withdrawn after the round was closed.")
    if version.replaced_at is not None:
        return _("A newer version was approved after the round was closed. Publish that one on its own page.")
    try:
        publication.check_round(version, audience, of, at)
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""

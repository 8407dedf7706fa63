"""The versions of one cell, read once, and which of them are what to the person who looks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from obligations.choices import ReviewState
from obligations.models import Assessment, EvidenceLink, StateComment

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from obligations.services.assessments import Cell

RELATED = ("author", "reviewer", "based_on", "carried_from__obligation", "carried_from__commitment", "batch", "actor")
OPEN = (ReviewState.DRAFT, ReviewState.SUBMITTED)


class CellVersions:
    """All versions, newest first, with their evidence and the State's comments, in as many queries whatever their number."""

    def __init__(self, cell: Cell, user: User) -> None:
        self.cell, self.user = cell, user

    @cached_property
    def all(self) -> list[Assessment]:
        links = EvidenceLink.objects.select_related("evidence__revised_by", "evidence__issuer")
        comments = StateComment.objects.visible_to(self.user).select_related("by").order_by("-received_on", "-pk")
        rows = self.cell.versions.visible_to(self.user).select_related(*RELATED)
        return list(rows.prefetch_related(Prefetch("links", links), Prefetch("state_comments", comments)).order_by("-version"))

    @cached_property
    def current(self) -> Assessment | None:
        """The approved version that nothing has replaced."""
        return next((version for version in self.all if version.is_current), None)

    @cached_property
    def of_mine(self) -> list[Assessment]:
        """All that one wrote oneself."""
        return [version for version in self.all if version.author_id == self.user.pk]

    @cached_property
    def mine(self) -> Assessment | None:
        """One's own draft."""
        return next((version for version in self.of_mine if version.state == ReviewState.DRAFT), None)

    @cached_property
    def taken_up(self) -> set[int]:
        """The keys of versions whose content goes on in another one."""
        return {version.continues_id for version in self.all if version.continues_id and version.state != ReviewState.DISCARDED}

    @cached_property
    def open(self) -> list[Assessment]:
        """What is under way: drafts, what waits for review, and what was returned and not taken up again."""
        followed = {version.continues_id for version in self.all}
        return [v for v in self.all if v.state in OPEN or (v.state == ReviewState.RETURNED and v.pk not in followed)]

    @cached_property
    def waiting(self) -> list[Assessment]:
        """What waits for review."""
        return [version for version in self.open if version.state == ReviewState.SUBMITTED]

    @cached_property
    def began_before_current(self) -> Assessment | None:
        """The approved version, where one's own draft was begun, or what it takes up was written, before that was approved."""
        mine, current = self.mine, self.current
        if mine is None or current is None:
            return None
        source = next((version for version in self.all if version.pk == mine.continues_id), None)
        is_behind = mine.based_on_id != current.pk or (
            mine.revision == 1 and source is not None and source.based_on_id != current.pk and source.pk != current.pk
        )
        return current if is_behind else None

    def may_be_taken_up(self, version: Assessment) -> bool:
        """Whether its content can begin a new draft: returned, taken back by oneself, or no longer approved."""
        if version.pk in self.taken_up or self.mine is not None:
            return False
        own = version.author_id == self.user.pk
        return version.state in (ReviewState.RETURNED, ReviewState.WITHDRAWN) or (own and version.state == ReviewState.DISCARDED)

    def heading(self, version: Assessment) -> str:
        """How a version is named beside one's own."""
        if version == self.mine:
            return _("Your stored draft")
        which = {"n": version.version, "author": version.author, "state": version.get_state_display()}
        return _("Version %(n)s, %(author)s, %(state)s") % which

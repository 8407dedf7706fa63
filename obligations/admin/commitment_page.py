"""The page of one commitment: the sentence in its speech, its labels, what was decided, the obligations it answers, and the way to its follow-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Media
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from obligations.admin.commitment_forms import AddTieForm, DecideForm, TiesForm
from obligations.admin.speech_text import amount_shown, kind_shown, marked_speech, opinion_chip
from obligations.admin.staff import log_address
from obligations.choices import CommitmentKind, Opinion, Presence
from obligations.models import Assessment, Commitment, Obligation, Tie
from obligations.querysets import has_role
from obligations.services import evidence
from obligations.tiereasons import tie_reason
from obligations.views.meetings import language_name

if TYPE_CHECKING:
    from django.contrib.auth.models import User

DECIDE, TIES, ADD_TIE, AS_EVIDENCE = "decide", "ties", "add-tie", "evidence"  # what a POST can ask for


@dataclass(frozen=True, slots=True)
class TieShown:
    """A tie with what can be done about it. `is_evidence` says whether the sentence is evidence for the obligation."""

    tie: Tie
    reason: str
    button: str  # which tie, and as what it was shown
    is_evidence: bool

    @property
    def may_accept(self) -> bool:
        return self.tie.opinion != Opinion.CONFIRMED

    @property
    def may_reject(self) -> bool:
        return self.tie.opinion != Opinion.REJECTED


class CommitmentPage:
    """What the page shows, and what a POST to it does."""

    def __init__(self, commitment: Commitment, *, user: User, at: datetime, data: Any = None) -> None:
        self.commitment, self.user, self.at = commitment, user, at
        self.what = data.get("what", "") if data else ""
        self.decide_form = DecideForm(data if self.what == DECIDE else None, commitment=commitment)
        self.ties_form = TiesForm(data if self.what == TIES else None, commitment=commitment)
        self.add_tie_form = AddTieForm(data if self.what == ADD_TIE else None, commitment=commitment)
        self.data = data or {}
        self.landing = ""  # a place of the page, or another address, to go on to
        self.refused: list[str] = []

    @property
    def media(self) -> Media:
        return self.add_tie_form.media

    @cached_property
    def versions(self) -> list[Assessment]:
        """All versions of the follow-up, newest first."""
        rows = Assessment.objects.visible_to(self.user).filter(commitment=self.commitment)
        return list(rows.select_related("actor", "author").order_by("-version"))

    @cached_property
    def may_decide(self) -> bool:
        return Commitment.objects.writable_by(self.user).filter(pk=self.commitment.pk).exists()

    @cached_property
    def may_record(self) -> bool:
        return has_role(self.user, "analyst")

    def submit(self) -> str:
        """Do what the POST asks for. Returns a sentence about what was done; empty where a form has errors."""
        asked = {DECIDE: self._decide, TIES: self._decide_tie, ADD_TIE: self._add_tie, AS_EVIDENCE: self._use_as_evidence}
        if self.what not in asked:
            raise PermissionDenied
        return asked[self.what]()

    def _decide(self) -> str:
        form = self.decide_form
        opinion = form.save(by=self.user, at=self.at) if form.is_valid() else None
        return f"{self.commitment.key}: {opinion.label}" if opinion else ""

    def _decide_tie(self) -> str:
        self.landing = "#ties"
        form = self.ties_form
        return _tie_said(form.save(by=self.user, at=self.at)) if form.is_valid() else ""

    def _add_tie(self) -> str:
        self.landing = "#ties"
        form = self.add_tie_form
        return _tie_said(form.save(by=self.user, at=self.at)) if form.is_valid() else ""

    def _use_as_evidence(self) -> str:
        """Make a piece of evidence of the sentence, or find it, and go on to the cell of the obligation with it in a row."""
        key = self.data.get("obligation", "")
        confirmed = {str(row.tie.obligation_id): row.tie.obligation for row in self._ties() if row.is_evidence}
        if key not in confirmed or self.commitment.actor is None:
            self.refused = [_("Only a confirmed measure is evidence, and only for an obligation that it was tied to. Confirm both first.")]
            return ""
        try:
            piece = evidence.of_commitment(commitment=self.commitment, by=self.user, at=self.at)
        except (ValidationError, PermissionDenied) as refused:
            self.refused = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
            return ""
        address = reverse("admin:obligations_cell", args=[confirmed[key].slug, self.commitment.actor.code])
        self.landing = f"{address}?{urlencode({'evidence': piece.slug})}#draft"
        return _("The sentence stands in a row of evidence. Choose a status, say what was seen, and save.")

    def context(self) -> dict[str, Any]:
        """Everything the template shows."""
        commitment = self.commitment
        return {
            "commitment": commitment,
            "target": commitment,
            "document": commitment.document,
            **speech_context(commitment, user=self.user),
            "decisions": commitment.decisions.select_related("by").order_by("-pk"),
            "decide_form": self.decide_form,
            "may_accept": commitment.opinion != Opinion.CONFIRMED,
            "may_reject": commitment.opinion != Opinion.REJECTED,
            "ties": self._ties(),
            "ties_form": self.ties_form,
            "add_tie_form": self.add_tie_form,
            "versions": self.versions,
            "cell_address": self._cell_address(),
            "refused": self.refused,
            "may_decide": self.may_decide,
            "on": self.at.date(),
            "log_address": log_address(log_keys(commitment)),
        }

    def _cell_address(self) -> str:
        """The page on which it is followed up; empty where it cannot be."""
        commitment = self.commitment
        if commitment.opinion != Opinion.CONFIRMED or commitment.actor is None:
            return ""
        return reverse("admin:obligations_cell", args=[commitment.slug, commitment.actor.code])

    def _ties(self) -> list[TieShown]:
        """Confirmed ones first, then what is suggested, best first, then what was rejected."""
        rows = self.commitment.ties.select_related("obligation__text", "obligation__paragraph__document", "obligation__verb", "by")
        order = [Opinion.CONFIRMED, Opinion.SUGGESTED, Opinion.REJECTED]
        ties = sorted(rows, key=lambda tie: (order.index(Opinion(tie.opinion)), -tie.score, tie.obligation_id))
        usable = self._usable_as_evidence(ties)
        return [TieShown(tie, tie_reason(tie.reason), f"{tie.obligation_id}-{tie.opinion}", tie.obligation_id in usable) for tie in ties]

    def _usable_as_evidence(self, ties: list[Tie]) -> set[int]:
        """For a confirmed measure: the keys of the confirmed obligations on which follow-up for its actor can be recorded."""
        commitment = self.commitment
        is_fact = (commitment.kind, commitment.opinion, commitment.presence) == (CommitmentKind.MEASURE, Opinion.CONFIRMED, Presence.FOUND)
        if not is_fact or commitment.actor is None or not self.may_record:
            return set()
        confirmed = [tie.obligation_id for tie in ties if tie.opinion == Opinion.CONFIRMED]
        reaching = Obligation.objects.visible_to(self.user).tracked().applies_to(commitment.actor).filter(pk__in=confirmed)
        return set(reaching.values_list("pk", flat=True))


def log_keys(commitment: Commitment) -> list[str]:
    """Under which keys the log speaks of a commitment: its own, and that of its follow-up."""
    return [commitment.slug, *([f"{commitment.slug}/{commitment.actor.code}"] if commitment.actor else [])]


def speech_context(commitment: Commitment, *, user: User) -> dict[str, Any]:
    """The sentence in its speech, and its labels; the queue shows the same."""
    others = Commitment.objects.visible_to(user).filter(speech=commitment.speech_id, presence=commitment.presence)
    return {
        "speech": commitment.speech,
        "spoken_in": language_name(commitment.speech.language),
        "pieces": marked_speech(commitment.speech, others, shown=commitment),
        "heading": kind_shown(commitment),
        "opinion": opinion_chip(commitment),
        "facts": _facts(commitment),
    }


def _facts(commitment: Commitment) -> list[tuple[str, str]]:
    """The labels as read from the sentence; empty ones are left out."""
    facts = [
        (_("actor"), commitment.actor.name if commitment.actor else _("%(code)s (not in the list of actors)") % {"code": commitment.actor_code}),
        (_("kind"), commitment.get_kind_display()),
        (_("condition"), commitment.condition),
        (_("amount"), amount_shown(commitment)),
        (_("horizon"), commitment.horizon),
        (_("beneficiary"), commitment.beneficiary),
        (_("instruments"), "、".join(map(str, commitment.instruments))),
        (_("subject areas"), "、".join(area.label for area in commitment.subjects.all())),
        (_("presence"), commitment.get_presence_display()),
    ]
    return [(str(name), str(value)) for name, value in facts if value]


def _tie_said(tie: Tie | None) -> str:
    return _("Tie to %(obligation)s: %(opinion)s.") % {"obligation": tie.obligation, "opinion": Opinion(tie.opinion).label} if tie else ""

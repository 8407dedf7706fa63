"""Meetings: who spoke for whom and what was committed, and how States voted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy, pgettext_lazy

from obligations.choices import Ballot as Choice
from obligations.choices import Opinion, Presence
from obligations.marking import Mark, Segment, segments
from obligations.models import Actor, Ballot, Commitment, Document, Meeting, Speech, Vote
from obligations.views.commitments import Said, mark_kind

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Reader = AbstractBaseUser | AnonymousUser

OFFICIAL = {
    "ar": pgettext_lazy("language spoken", "Arabic"),
    "zh": pgettext_lazy("language spoken", "Chinese"),
    "en": pgettext_lazy("language spoken", "English"),
    "fr": pgettext_lazy("language spoken", "French"),
    "ru": pgettext_lazy("language spoken", "Russian"),
    "es": pgettext_lazy("language spoken", "Spanish"),
}
OUTCOMES: dict[str, str | Promise] = {"adopted": gettext_lazy("Adopted"), "rejected": gettext_lazy("Not adopted")}


@dataclass(frozen=True, slots=True)
class Cast:
    """The States that made one choice, in the UN's order, and the number that was announced."""

    choice: Choice
    states: Sequence[Actor]
    stated: int | None

    @property
    def differs(self) -> bool:
        """Whether the announced number is not that of the list."""
        return self.stated is not None and self.stated != len(self.states)


@dataclass(frozen=True, slots=True)
class Poll:
    """A vote ready to be drawn."""

    vote: Vote
    choices: Sequence[Cast]
    sponsors: Sequence[Actor | str]
    outcome: str | Promise
    resolution: Document | None
    draft: Document | None

    @property
    def differs(self) -> bool:
        """Whether an announced number is not that of its list."""
        return any(cast.differs for cast in self.choices)


@dataclass(frozen=True, slots=True)
class Turn:
    """A speech ready to be drawn, with the commitments in it and the votes it announced."""

    speech: Speech
    language: str
    segments: Sequence[Segment]
    commitments: Sequence[Said]
    votes: Sequence[Vote]


# Votes --------------------------------------------------------------------------------------------------------------
def polls(user: Reader, votes: QuerySet[Vote]) -> list[Poll]:
    """Votes with their lists, sponsors and the documents they adopted, in as many queries whatever their number."""
    ballots = Prefetch("ballots", Ballot.objects.select_related("actor").order_by("actor__position"))
    rows = list(votes.select_related("edition__document").defer("edition__body").prefetch_related(ballots))
    named = {symbol for row in rows for symbol in (row.resolution, row.draft) if symbol}
    here = Document.objects.visible_to(user).in_bulk(named, field_name="symbol") if named else {}
    codes = {code for row in rows for code in row.sponsors}
    sponsors = Actor.objects.in_bulk(codes, field_name="code") if codes else {}
    return [_poll(row, here, sponsors) for row in rows]


def _poll(vote: Vote, here: dict[str, Document], actors: dict[str, Actor]) -> Poll:
    by_choice: dict[str, list[Actor]] = defaultdict(list)
    for ballot in vote.ballots.all():
        by_choice[ballot.choice].append(ballot.actor)
    casts = [Cast(choice, by_choice[choice], vote.stated.get(choice)) for choice in Choice]
    drawn = [cast for cast in casts if cast.choice != Choice.NOT_VOTING or cast.states]
    known = sorted((actors[code] for code in vote.sponsors if code in actors), key=lambda actor: actor.position)
    others = [code for code in vote.sponsors if code not in actors]
    outcome = OUTCOMES.get(vote.outcome, vote.outcome)
    return Poll(vote, drawn, [*known, *others], outcome, here.get(vote.resolution), here.get(vote.draft))


def votes_on(user: Reader, document: Document) -> list[Poll]:
    """The votes by which a document was adopted."""
    return polls(user, Vote.objects.visible_to(user).filter(resolution=document.symbol))


def ballots_of(user: Reader, actor: Actor) -> QuerySet[Ballot]:
    """How an actor voted, the latest vote first."""
    visible = Ballot.objects.filter(actor=actor, vote__in=Vote.objects.visible_to(user))
    return visible.select_related("vote__edition__document").order_by("-vote__edition__document__adopted_on", "-vote__edition", "-vote__number")


def adopted_here(user: Reader, ballots: Iterable[Ballot]) -> dict[str, Document]:
    """The documents that votes adopted, by symbol, where they are here."""
    symbols = {ballot.vote.resolution for ballot in ballots if ballot.vote.resolution}
    return Document.objects.visible_to(user).in_bulk(symbols, field_name="symbol") if symbols else {}


# A meeting ----------------------------------------------------------------------------------------------------------
def meeting_context(user: Reader, document: Document) -> dict[str, Any]:
    """All that the page of a meeting record shows beyond what every document's page does."""
    record = Meeting.objects.select_related("presiding").prefetch_related("members").filter(document=document).first()
    votes = Vote.objects.visible_to(user).filter(edition__document=document).order_by("number")
    drawn = polls(user, votes)
    return {
        "meeting": record,
        "members": list(record.members.all()) if record else [],
        "polls": drawn,
        "turns": _turns(user, document, [poll.vote for poll in drawn]),
    }


def _turns(user: Reader, document: Document, votes: Iterable[Vote]) -> list[Turn]:
    by_speech: dict[int, list[Said]] = defaultdict(list)
    visible = Commitment.objects.visible_to(user).filter(document=document, presence=Presence.FOUND).exclude(opinion=Opinion.REJECTED)
    for commitment in visible.select_related("actor").order_by("start", "pk"):
        by_speech[commitment.speech_id].append(Said(commitment))
    announced: dict[int, list[Vote]] = defaultdict(list)
    for vote in votes:
        announced[vote.speech_order].append(vote)
    speeches = Speech.objects.visible_to(user).filter(edition__document=document).select_related("actor").order_by("order")
    return [_turn(speech, by_speech[speech.pk], announced[speech.order]) for speech in speeches]


def _turn(speech: Speech, commitments: Sequence[Said], votes: Sequence[Vote]) -> Turn:
    marks = [Mark(said.commitment.start, said.commitment.end, mark_kind(said.commitment), said.kind) for said in commitments]
    return Turn(speech, language_name(speech.language), segments(speech.text, marks), commitments, votes)


def language_name(code: str) -> str:
    """A language in the reader's own; the code where it has no name here."""
    if code in OFFICIAL:
        return str(OFFICIAL[code])
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code

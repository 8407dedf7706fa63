"""Meetings: who spoke for whom and what was committed, and how States voted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import FilteredRelation, Model, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy, pgettext_lazy

from obligations.choices import Ballot as Choice
from obligations.choices import Presence
from obligations.marking import Mark, Segment, segments
from obligations.models import Actor, Ballot, Commitment, Document, Meeting, Speech, Vote
from obligations.models.vocabulary import in_language
from obligations.querysets import opinions_in_record
from obligations.views.commitments import Said, mark_kind

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Reader = AbstractBaseUser | AnonymousUser

M = TypeVar("M", bound=Model)

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
class Named:
    """An actor by its code and its name; a name alone where it has no record."""

    code: str
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Cast:
    """The States that made one choice, in the UN's order, and the number that was announced."""

    choice: Choice
    states: Sequence[Named]
    stated: int | None

    @property
    def differs(self) -> bool:
        """Whether the announced number is not that of the list."""
        return self.stated is not None and self.stated != len(self.states)


@dataclass(frozen=True, slots=True)
class Motion:
    """What was put to the vote, and the speech that announced the outcome."""

    number: int
    draft: str
    procedural: bool
    resolution: str
    speech_order: int


@dataclass(frozen=True, slots=True)
class Record:
    """The document that tells of a vote."""

    slug: str
    symbol: str
    adopted_on: date | None


@dataclass(frozen=True, slots=True)
class Poll:
    """A vote ready to be drawn; of what was adopted and of its draft the slug, where they are here."""

    vote: Motion
    choices: Sequence[Cast]
    sponsors: Sequence[Named]
    outcome: str | Promise
    record: Record
    resolution: str
    draft: str

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
    votes: Sequence[Motion]


# Votes --------------------------------------------------------------------------------------------------------------
MOTION = ("number", "draft", "procedural", "resolution", "speech_order")
RECORD = ("slug", "symbol", "adopted_on")
STATE = ("code", "name_zh", "name_en")


def polls(user: Reader, votes: QuerySet[Vote], *, record: Record | None = None) -> list[Poll]:
    """Votes with their lists, sponsors and the documents they adopted, in as many queries whatever their number.

    `record` is the document that tells of all of them; without it each vote's is asked for.
    """
    told_in = () if record else tuple(f"edition__document__{column}" for column in RECORD)
    columns = (*MOTION, "sponsors", "outcome", "stated", "ballots__choice", *(f"ballots__actor__{column}" for column in STATE), *told_in)
    ordered = votes.order_by(*(("number",) if record else ("edition", "number")), "ballots__actor__position")
    cast: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *row in ordered.values_list("pk", *columns, _slug_of(user, "resolution"), _slug_of(user, "draft")):
        cast[key].append(tuple(row))
    sponsors = _sponsors({code for rows in cast.values() for code in rows[0][5]})
    return [_poll(rows, record or Record(*rows[0][12:-2]), sponsors) for rows in cast.values()]


def _slug_of(user: Reader, column: str) -> Subquery:
    """The slug of the document whose symbol stands in a column, where it is here."""
    return Subquery(Document.objects.visible_to(user).filter(symbol=OuterRef(column)).order_by().values("slug"))


def _sponsors(codes: Collection[str]) -> dict[str, Named]:
    """The actors of some codes, in the UN's order."""
    rows = Actor.objects.filter(code__in=codes).values_list(*STATE) if codes else ()
    return {code: Named(code, in_language(zh, en)) for code, zh, en in rows}


def _poll(rows: Sequence[tuple[Any, ...]], record: Record, actors: Mapping[str, Named]) -> Poll:
    """A vote from its rows, one for each ballot; one row without a ballot where there is none."""
    motion, (sponsors, outcome, stated) = Motion(*rows[0][:5]), rows[0][5:8]
    by_choice: dict[str, list[Named]] = defaultdict(list)
    for choice, code, zh, en in (row[8:12] for row in rows):
        if choice:
            by_choice[choice].append(Named(code, in_language(zh, en)))
    casts = [Cast(choice, by_choice[choice], stated.get(choice)) for choice in Choice]
    drawn = [cast for cast in casts if cast.choice != Choice.NOT_VOTING or cast.states]
    known = [actor for code, actor in actors.items() if code in sponsors]
    others = [Named("", code) for code in sponsors if code not in actors]
    adopted, draft = rows[0][-2:]
    return Poll(motion, drawn, [*known, *others], OUTCOMES.get(outcome, outcome), record, adopted or "", draft or "")


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
    record = Record(document.slug, document.symbol, document.adopted_on)
    drawn = polls(user, Vote.objects.in_record(user, document), record=record)
    return {**_record(document), "polls": drawn, "turns": _turns(user, document, [poll.vote for poll in drawn])}


def _record(document: Document) -> dict[str, Any]:
    """What the record says of the meeting as a whole: a row for each member of the Council."""
    columns = ("president", "agenda", *(f"{who}__{column}" for who in ("presiding", "members") for column in STATE))
    rows = list(Meeting.objects.filter(document=document).order_by("members__position").values_list(*columns))
    president, agenda, code, zh, en = rows[0][:5] if rows else ("", "", "", "", "")
    return {
        "president": president,
        "presiding": Named(code, in_language(zh, en)) if code else None,
        "agenda": agenda,
        "members": [Named(row[5], in_language(row[6], row[7])) for row in rows if row[5]],
    }


def _columns(kind: type[Model], *names: str) -> tuple[str, ...]:
    """Columns of a model in its own order, in which it takes their values."""
    return tuple(field.attname for field in kind._meta.concrete_fields if field.attname in names)


SPOKEN = _columns(Speech, "order", "speaker", "actor_code", "group", "affiliation", "capacity", "language", "text", "page")
WHO = _columns(Actor, "id", *STATE)
READ = _columns(Commitment, "id", "key", "slug", "kind", "opinion", "text", "start", "end", "amount", "currency", "condition")
ORDER = SPOKEN.index("order")


def _turns(user: Reader, document: Document, votes: Iterable[Motion]) -> list[Turn]:
    """The speeches with what was read from them, in one query: a row for each commitment, and one for a speech without any."""
    shown = Q(commitments__presence=Presence.FOUND, commitments__opinion__in=opinions_in_record(user))
    speeches = Speech.objects.in_record(user, document).annotate(read=FilteredRelation("commitments", condition=shown))
    ordered = speeches.order_by("order", "read__start", "read__id")
    rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in ordered.values_list(*SPOKEN, *(f"actor__{column}" for column in WHO), *(f"read__{column}" for column in READ)):
        rows[row[ORDER]].append(row)
    announced: dict[int, list[Motion]] = defaultdict(list)
    for vote in votes:
        announced[vote.speech_order].append(vote)
    return [_turn(said, announced[order]) for order, said in rows.items()]


def _turn(rows: Sequence[tuple[Any, ...]], votes: Sequence[Motion]) -> Turn:
    speech, who = _made(Speech, SPOKEN, rows[0]), rows[0][len(SPOKEN) :]
    speech.actor = _made(Actor, WHO, who) if who[0] else None
    read = [row[len(SPOKEN) + len(WHO) :] for row in rows]
    commitments = [Said(_made(Commitment, READ, row)) for row in read if row[0]]
    marks = [Mark(said.commitment.start, said.commitment.end, mark_kind(said.commitment), said.kind) for said in commitments]
    return Turn(speech, language_name(speech.language), segments(speech.text, marks), commitments, votes)


def _made(kind: type[M], columns: Sequence[str], row: Sequence[Any]) -> M:
    """A row of a model of which the first values are those of some columns."""
    return kind.from_db(None, columns, row[: len(columns)])


def language_name(code: str) -> str:
    """A language in the reader's own; the code where it has no name here."""
    if code in OFFICIAL:
        return str(OFFICIAL[code])
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code

"""What events are about: the things of the API that each of them made or changed.

One event can be about many things: a stored document is about all that is read from it, a published version about what it rests on. The
things of all events asked about are found together, with as many queries whatever the number of events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from obligations.choices import LexiconKind, Opinion
from obligations.models import (
    Actor,
    Comment,
    Commitment,
    Document,
    Event,
    EvidenceLink,
    Instrument,
    Meeting,
    Obligation,
    Paragraph,
    Speech,
    SubjectArea,
    Tie,
    Verb,
    Vote,
)


class Kind(TextChoices):
    """What an entry of the feed is about: one of the lists of the API."""

    DOCUMENT = "document", _("Document")
    MEETING = "meeting", _("Meeting")
    PARAGRAPH = "paragraph", _("Paragraph")
    OBLIGATION = "obligation", _("Obligation")
    SPEECH = "speech", _("Speech")
    VOTE = "vote", _("Vote")
    COMMITMENT = "commitment", _("Commitment")
    ASSESSMENT = "assessment", _("Assessment")
    VERSION = "version", _("Version of an assessment")
    COMMITMENT_VERSION = "commitment_version", _("Version of the follow-up of a commitment")
    EVIDENCE = "evidence", _("Evidence")
    ROUND = "round", _("Round")
    COMMENT = "comment", _("Comment")
    ACTOR = "actor", _("Actor")
    SUBJECT_AREA = "subject_area", _("Subject area")
    VERB = "verb", _("Verb")
    INSTRUMENT = "instrument", _("Instrument")


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing by its key in the API. Of one that changes only with another (`through`), only those are told who are told of that one."""

    kind: Kind
    key: str
    through: Thing | None = None


BRINGS: dict[str, tuple[Kind, ...]] = {  # kinds of objects in the log, and the kinds of things that their events are about
    "document": (Kind.DOCUMENT, Kind.MEETING, Kind.PARAGRAPH, Kind.OBLIGATION, Kind.SPEECH, Kind.VOTE, Kind.COMMITMENT),
    "paragraph": (Kind.PARAGRAPH, Kind.OBLIGATION),
    "obligation": (Kind.OBLIGATION,),
    "applicability": (Kind.OBLIGATION,),
    "commitment": (Kind.COMMITMENT, Kind.OBLIGATION),
    "assessment": (Kind.ASSESSMENT, Kind.VERSION, Kind.COMMITMENT, Kind.COMMITMENT_VERSION, Kind.EVIDENCE),
    "evidence": (Kind.EVIDENCE,),
    "round": (Kind.ROUND,),
    "comment": (Kind.COMMENT,),
    "actor": (Kind.ACTOR,),
    "lexicon_entry": (Kind.VERB, Kind.ACTOR),
    "vocabulary": (Kind.VERB, Kind.SUBJECT_AREA, Kind.ACTOR, Kind.INSTRUMENT),
}
# What happens to a version between its author and its reviewer changes nothing that stands, and nobody but staff hears of it.
SHOWING = ("assessment.recorded", "assessment.published", "assessment.narrowed", "assessment.withdrawn", "state.commented")
STANDING = ("assessment.approved", *SHOWING)


def version_key(event: Event) -> str:
    """The key of the version that an event on follow-up is about: obligation or commitment, actor, number."""
    return f"{event.object_key}/{(event.after or event.before or {})['version']}"


class Things:
    """The things of some events: `of(event)` gives those of one, always in the same order."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._of: dict[str, Callable[[Event], Iterator[Thing]]] = {
            "document": self._of_document,
            "paragraph": self._of_paragraph,
            "obligation": self._of_obligation,
            "applicability": self._of_applicability,
            "commitment": self._of_commitment,
            "assessment": self._of_assessment,
            "evidence": self._of_evidence,
            "comment": self._of_comment,
            "lexicon_entry": self._of_word,
            "vocabulary": self._of_vocabulary,
        }
        keys: dict[str, set[str]] = defaultdict(set)
        for event in events:
            keys[event.object_type].add(event.object_key)
        self._read_in_documents = _read_in(keys["document"])
        self._in_paragraphs = _grouped(Obligation.objects.filter(paragraph__slug__in=keys["paragraph"]), "paragraph__slug", "slug")
        self._named = _slugs(event for event in events if event.action.startswith("relation."))
        self._tied = _tied(keys["commitment"])
        targets = {key.partition("/")[0] for key in keys["assessment"]}
        self._commitments = set(Commitment.objects.filter(slug__in=targets).values_list("slug", flat=True)) if targets else set()
        self._proofs = _proofs([event for event in events if event.action in STANDING])
        self._comments = _comments([event for event in events if event.object_type == "comment"])
        self._vocabulary = list(_vocabulary()) if keys["vocabulary"] else []

    def of(self, event: Event) -> list[Thing]:
        """The things that an event made or changed, each once."""
        found = self._of.get(event.object_type, self._itself)(event)
        return list({(thing.kind, thing.key): thing for thing in found}.values())

    def _itself(self, event: Event) -> Iterator[Thing]:
        if event.object_type in BRINGS:
            yield Thing(BRINGS[event.object_type][0], event.object_key)

    def _of_document(self, event: Event) -> Iterator[Thing]:
        yield Thing(Kind.DOCUMENT, event.object_key)
        yield from self._read_in_documents[event.object_key]

    def _of_paragraph(self, event: Event) -> Iterator[Thing]:
        """Its obligations show its subject areas."""
        yield from self._itself(event)
        if not event.action.startswith("due."):
            yield from (Thing(Kind.OBLIGATION, slug) for slug in self._in_paragraphs[event.object_key])

    def _of_obligation(self, event: Event) -> Iterator[Thing]:
        """A relation stands at both its ends."""
        yield from self._itself(event)
        named = _said(event, "target") if event.action.startswith("relation.") else None
        if named in self._named:
            yield Thing(Kind.OBLIGATION, self._named[named])

    def _of_applicability(self, event: Event) -> Iterator[Thing]:
        """Whom an obligation concerns stands under its address."""
        yield Thing(Kind.OBLIGATION, event.object_key.partition("/")[0])

    def _of_commitment(self, event: Event) -> Iterator[Thing]:
        """The obligations it is tied to show it, while it is confirmed."""
        itself = Thing(Kind.COMMITMENT, event.object_key)
        yield itself
        tied = [_said(event, "obligation")] if event.action.startswith("tie.") else self._tied[event.object_key]
        yield from (Thing(Kind.OBLIGATION, slug, itself) for slug in tied if slug)

    def _of_assessment(self, event: Event) -> Iterator[Thing]:
        """The version, and where it stands or stood, what shows it and what it rests on."""
        target = event.object_key.partition("/")[0]
        of_commitment = target in self._commitments
        version = Thing(Kind.COMMITMENT_VERSION if of_commitment else Kind.VERSION, version_key(event))
        yield version
        if event.action in STANDING:
            yield Thing(Kind.COMMITMENT, target, version) if of_commitment else Thing(Kind.ASSESSMENT, event.object_key, version)
            yield from (Thing(Kind.EVIDENCE, slug, version) for slug in self._proofs[version.key])

    def _of_evidence(self, event: Event) -> Iterator[Thing]:
        """The revision before says which one took its place."""
        yield from self._itself(event)
        if event.action == "evidence.revised" and (before := _said(event, "revises")):
            yield Thing(Kind.EVIDENCE, before, Thing(Kind.EVIDENCE, event.object_key))

    def _of_comment(self, event: Event) -> Iterator[Thing]:
        number = (event.after or {}).get("comment") or self._comments.get((event.at, (event.after or {}).get("text")))
        if number is not None:
            yield Thing(Kind.COMMENT, str(number))

    def _of_word(self, event: Event) -> Iterator[Thing]:
        after = event.after or {}
        if after.get("kind") == LexiconKind.VERBS:
            yield Thing(Kind.VERB, event.object_key)
        elif after.get("kind") == LexiconKind.ADDRESSEES:
            yield Thing(Kind.ACTOR, after["content"].get("code", event.object_key))

    def _of_vocabulary(self, event: Event) -> Iterator[Thing]:
        yield from self._vocabulary


def _said(event: Event, name: str) -> Any:
    """What an event says under a name, after the change or else before it."""
    return (event.after or {}).get(name) or (event.before or {}).get(name)


# What belongs to what -----------------------------------------------------------------------------------------------
def _read_in(slugs: set[str]) -> dict[str, list[Thing]]:
    """All that was ever read from documents, whichever of their editions says it, and what shows it elsewhere."""
    found: dict[str, list[Thing]] = defaultdict(list)
    if not slugs:
        return found
    symbols = dict(Document.objects.filter(slug__in=slugs).values_list("symbol", "slug"))
    adopted_there = Commitment.objects.filter(speech__edition__votes__resolution__in=symbols)
    tied = Tie.objects.filter(commitment__document__slug__in=slugs, opinion=Opinion.CONFIRMED)
    parts: list[tuple[Kind, QuerySet[Any], tuple[str, ...]]] = [
        (Kind.MEETING, Meeting.objects.filter(document__slug__in=slugs), ("document__slug", "document__slug")),
        (Kind.PARAGRAPH, Paragraph.objects.filter(document__slug__in=slugs), ("document__slug", "slug")),
        (Kind.OBLIGATION, Obligation.objects.filter(paragraph__document__slug__in=slugs), ("paragraph__document__slug", "slug")),
        (Kind.SPEECH, Speech.objects.filter(edition__document__slug__in=slugs), ("edition__document__slug", "order")),
        (Kind.VOTE, Vote.objects.filter(edition__document__slug__in=slugs), ("edition__document__slug", "number")),
        (Kind.COMMITMENT, Commitment.objects.filter(document__slug__in=slugs), ("document__slug", "slug")),
        (Kind.COMMITMENT, adopted_there, ("speech__edition__votes__resolution", "slug")),
        (Kind.OBLIGATION, tied, ("commitment__document__slug", "obligation__slug")),
    ]
    for kind, rows, columns in parts:
        for owner, key in rows.order_by("pk").values_list(*columns):
            document = symbols.get(owner, owner)
            found[document].append(Thing(kind, f"{document}/{key}" if kind in (Kind.SPEECH, Kind.VOTE) else key))
    return found


def _grouped(rows: QuerySet[Any], by: str, value: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, key in rows.order_by("pk").values_list(by, value):
        found[name].append(key)
    return found


def _slugs(related: Iterable[Event]) -> dict[str, str]:
    """The slugs of the obligations that relations name by key."""
    keys = {key for event in related if (key := _said(event, "target"))}
    return dict(Obligation.objects.filter(key__in=keys).values_list("key", "slug")) if keys else {}


def _tied(commitments: set[str]) -> dict[str, list[str]]:
    """The obligations to which staff tied commitments."""
    return _grouped(Tie.objects.filter(commitment__slug__in=commitments, opinion=Opinion.CONFIRMED), "commitment__slug", "obligation__slug")


def _proofs(events: Sequence[Event]) -> dict[str, list[str]]:
    """The evidence of versions, by the key of the version."""
    found: dict[str, list[str]] = defaultdict(list)
    if not events:
        return found
    parts = [key.rsplit("/", 2) for key in map(version_key, events)]
    links = EvidenceLink.objects.filter(assessment__actor__code__in={code for _target, code, _number in parts})
    numbered = links.filter(assessment__version__in={int(number) for _target, _code, number in parts})
    targets = {target for target, _code, _number in parts}
    for column in ("obligation", "commitment"):
        rows = numbered.filter(**{f"assessment__{column}__slug__in": targets}).order_by("position", "pk")
        names = (f"assessment__{column}__slug", "assessment__actor__code", "assessment__version", "evidence__slug")
        for target, code, number, slug in rows.values_list(*names):
            found[f"{target}/{code}/{number}"].append(slug)
    return found


def _comments(events: Sequence[Event]) -> dict[tuple[Any, Any], int]:
    """The numbers of comments that the log does not name, by moment and words."""
    moments = {event.at for event in events if "comment" not in (event.after or {})}
    rows = Comment.objects.filter(at__in=moments).values_list("at", "text", "pk") if moments else ()
    return {(at, text): pk for at, text, pk in rows}


def _vocabulary() -> Iterator[Thing]:
    """All words that labels are made of: loading them does not say which it changed."""
    for kind, model in ((Kind.VERB, Verb), (Kind.SUBJECT_AREA, SubjectArea), (Kind.ACTOR, Actor), (Kind.INSTRUMENT, Instrument)):
        yield from (Thing(kind, code) for code in model._default_manager.order_by("pk").values_list("code", flat=True))

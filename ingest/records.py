"""What is found in a document: frozen values, each label with the span that caused it.

Spans count characters (Python `str` indices, half open) of the paragraph's `text`. Codes are those of the vocabularies; a state is its
ISO 3166-1 alpha-3 code. Dates are `datetime.date`. The records hold what the text says, never what staff decided about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

Force = Literal["decides", "demands", "directs", "requests", "urges", "calls", "encourages", "restates", "declares"]
LegalBasis = Literal["chapter_vii", "not_named"]
DocumentKind = Literal["resolution", "presidential_statement", "meeting_record"]
Script = Literal["Hans", "Hant", "Latn", "Cyrl", "Arab"]  # ISO 15924
Params = Mapping[str, str | int]


class Span(NamedTuple):
    """Characters `start` to `end` (half open) of a paragraph's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the reader doubts: where (1-based line of the file, None where no line is to blame), what, and what to do about it.

    `what` and `advice` are English; `code` and `params` say the same to programs and translations. `ingest.problems` makes them.
    """

    line: int | None
    what: str
    advice: str
    code: str = ""
    params: Params = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is to act: a code, the words that name them, and the condition of a conditional group (有能力的会员国)."""

    code: str
    text: str
    span: Span
    rule: str
    condition: str | None = None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Act:
    """One main-clause verb of the Council. An inherited act has no span of its own (`span` is None).

    `recalls` tells that it recalls a decision, `source` which resolution's (S/RES/1373 (2001), 1(d)); `clause` is the verb with its content.
    """

    verb: str
    force: Force
    rule: str
    span: Span | None
    modifiers: tuple[str, ...] = ()
    addressees: tuple[Addressee, ...] = ()
    supporting: tuple[str, ...] = ()
    hedges: tuple[str, ...] = ()
    permission: str | None = None
    legal_basis: LegalBasis = "not_named"
    tracked: bool = False
    ambiguous: bool = False
    recalls: bool = False
    source: str | None = None
    clause: Span | None = None

    @property
    def inherited(self) -> bool:
        return self.span is None

    @property
    def condition(self) -> str | None:
        """The condition of the first conditional group among the addressees."""
        return next((a.condition for a in self.addressees if a.condition), None)


@dataclass(frozen=True, slots=True)
class Match:
    """Words that a rule of the lexicon found in a paragraph."""

    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject area suggested for a paragraph, with a confidence from 0 to 1 and the words behind it."""

    code: str
    confidence: float
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date or a rhythm in the text. `every` is an ISO 8601 duration (P2Y) for a recurring one; `first_due` None where it hangs on an event."""

    rule: str
    first_due: date | None
    every: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Citation:
    """Another text that a paragraph names. `label` is the paragraph of it that is meant, where one is (S/RES/1373 (2001), 1(d))."""

    kind: Literal["resolution", "document", "instrument", "paragraph"]
    target: str
    label: str | None
    span: Span
    where: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """An operative paragraph, a subparagraph, or a paragraph of an annex.

    `label` is canonical ASCII (`6(b)`, `6~2` for a second paragraph 6, `annex1/4`), `printed` the mark as it stands, `line` the first line.
    """

    label: str
    parent: str | None
    printed: str
    text: str
    line: int
    acts: tuple[Act, ...] = ()
    subjects: tuple[Subject, ...] = ()
    deadlines: tuple[Deadline, ...] = ()

    @property
    def tracked(self) -> bool:
        return any(act.tracked for act in self.acts)


@dataclass(frozen=True, slots=True)
class Preambular:
    """A preambular paragraph, labelled `pp1`, `pp2`, … by position."""

    position: int
    text: str
    line: int

    @property
    def label(self) -> str:
        return f"pp{self.position}"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the Council as a cover page lists it: the state's code, and who sits for it as printed (蒙特罗·巴尔加斯先生)."""

    state: str
    name: str


@dataclass(frozen=True, slots=True)
class Speech:
    """A turn of speech in a meeting record.

    `actor` is the state (ISO 3166-1 alpha-3) or the body (its acronym) for which the speaker speaks; a President who only presides has none.
    `on_behalf_of` are further states or a body, `group` the words that name them (北欧五国); `affiliation` is how a briefer was announced.
    `switches` are changes of language inside the speech: where in `text`, and to which.
    """

    order: int
    speaker: str
    actor: str | None
    capacity: str
    language: str
    text: str
    line: int
    on_behalf_of: tuple[str, ...] = ()
    group: str | None = None
    affiliation: str | None = None
    switches: tuple[tuple[int, str], ...] = ()
    written: str = ""


@dataclass(frozen=True, slots=True)
class Direction:
    """A stage direction or a title between speeches; `after` is the order of the speech before it, 0 before the first."""

    after: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote. The lists hold the codes of states in printed order; `stated` the numbers the President announced, where he did.

    `speech` is the order of the speech that announces the result, 0 where none does.
    """

    draft: str | None
    in_favour: tuple[str, ...]
    against: tuple[str, ...]
    abstaining: tuple[str, ...]
    resolution: str | None
    line: int
    speech: int = 0
    outcome: Literal["adopted", "rejected"] | None = None
    not_voting: tuple[str, ...] = ()
    stated: tuple[int | None, int | None, int | None] = (None, None, None)
    sponsors: tuple[str, ...] = ()
    procedural: bool = False


@dataclass(frozen=True, slots=True)
class Commitment:
    """A sentence in which a speaker binds the own state or body (pledge), or reports what it has done or has in force (measure).

    `start` and `end` are characters of the speech's text. `amount` is a string of digits in units of `currency` (ISO 4217).
    """

    speech: int
    actor: str
    kind: Literal["pledge", "measure"]
    text: str
    start: int
    end: int
    rule: str
    amount: str | None = None
    currency: str | None = None
    subjects: tuple[Subject, ...] = ()
    condition: str | None = None
    horizon: str | None = None
    beneficiary: str | None = None
    instruments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """All that was read. `pieces` are the blocks of the text in order, headings and running heads too: joined they give back the cleaned text.

    `language` is that of the text; a document in another language than Chinese is split and holds no labels. `script` tells Simplified (Hans)
    from Traditional characters (Hant), and other alphabets from both: texts and what is quoted from them are in those of the file, labels that
    are words of the lexicon (verb, modifiers, hedges) in Simplified ones. `body` is the text of a meeting record, `adopts` the symbols of the
    resolutions that it says were adopted.
    """

    kind: DocumentKind
    symbol: str | None
    title: str
    language: str
    adopted_on: date | None
    meeting: str | None
    lexicon_version: str
    preambular: tuple[Preambular, ...] = ()
    operative: tuple[Paragraph, ...] = ()
    annexes: tuple[Paragraph, ...] = ()
    citations: tuple[Citation, ...] = ()
    problems: tuple[Problem, ...] = ()
    speeches: tuple[Speech, ...] = ()
    directions: tuple[Direction, ...] = ()
    votes: tuple[Vote, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    president: Member | None = None
    presiding: str | None = None
    members: tuple[Member, ...] = ()
    agenda: str | None = None
    body: str = ""
    adopts: tuple[str, ...] = ()
    pieces: tuple[str, ...] = field(default=(), repr=False)
    script: Script = "Hans"

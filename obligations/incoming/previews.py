"""Look at a document before it is stored: what is in it, what storing it would do, or why it cannot be read. Nothing is stored here.

A preview is named by a signed token that says which staged file it was, under which name, with what its sender gave, and what was seen of it;
whoever holds one can look again, correct what was given, and store what was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ingest import Unreadable
from ingest.reading import Reading
from ingest.records import ParsedDocument
from ingest.sandbox import parse_apart
from obligations import lexicons
from obligations.incoming import problemtexts, staging
from obligations.incoming.given import FIELDS, Given, given
from obligations.models import Problem
from obligations.services import files, meetings, receipt

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from obligations.services.register import Stored

SALT = "document-import"
VALID = staging.VALID


class Lapsed(Exception):
    """A token that was tampered with, is somebody else's or older than a day, or whose file is gone."""


@dataclass(slots=True)
class Looked:
    """A file that was looked at: what would be stored, or why it cannot be read. `source` is the address from which it was fetched."""

    name: str
    content: bytes
    given: Given = field(default_factory=Given)
    source: str = ""
    refused: str = ""
    reading: Reading | None = None
    parsed: ParsedDocument | None = None
    expected: receipt.Forecast | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def symbol(self) -> str:
        """As given, else as read."""
        return self.given.symbol or (self.parsed.symbol if self.parsed else "") or ""

    @property
    def shown(self) -> dict[str, str]:
        """What would be stored of the fields that can be corrected, as they are typed; empty where nobody says it."""
        parsed = self.parsed
        day = parsed.adopted_on.isoformat() if parsed and parsed.adopted_on else ""
        return dict(zip(FIELDS, (self.symbol, day, parsed.meeting or "" if parsed else ""), strict=True))

    @property
    def seen(self) -> list[Any]:
        """What storing it would do, as far as it can change without its sender."""
        expected = self.expected
        return [expected.outcome, expected.number, self.parsed.lexicon_version] if expected and self.parsed else []

    def token(self, user: User) -> str:
        """What says which file is meant and what was seen of it, for this person."""
        said = {"sha256": files.digest(self.content), "name": self.name, "given": self.given.said, "source": self.source}
        return signing.dumps({**said, "shown": self.shown, "seen": self.seen, "user": user.pk}, salt=SALT, compress=True)

    def forecast(self) -> None:
        """Work out what storing it would do now."""
        self.expected = receipt.forecast(self.parsed, content=self.content) if self.parsed else None

    def store(self, *, by: User, at: datetime, reason: str) -> Stored:
        """Store it as it was seen. Raises ValidationError, also where it cannot be read or something came in between, and PermissionDenied."""
        if self.reading is None or self.parsed is None:
            raise ValidationError(self.refused)
        return receipt.receive(
            reading=self.reading,
            parsed=self.parsed,
            content=self.content,
            filename=self.name,
            by=by,
            at=at,
            reason=reason,
            given=self.given.said,
            source=self.source,
            seen=self.expected,
        )

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """What was found in it: a code, its words, how many."""
        parsed = self.parsed
        if parsed is None:
            return []
        if parsed.kind == "meeting_record":
            spoken = [("speeches", _("speeches"), len(parsed.speeches)), ("votes", _("votes"), len(parsed.votes))]
            return [*spoken, ("commitments", _("commitments"), len(parsed.commitments))]
        acts = sum(len(paragraph.acts) for paragraph in parsed.operative)
        texts = [("preambular", _("preambular"), len(parsed.preambular)), ("operative", _("operative"), len(parsed.operative))]
        annexes = [("annexes", _("in annexes"), len(parsed.annexes))] if parsed.annexes else []
        return [*texts, *annexes, ("acts", _("acts"), acts)]


@dataclass(frozen=True, slots=True)
class Opened:
    """What a token says, and the file it names."""

    name: str
    content: bytes
    given: Given
    source: str
    shown: Mapping[str, str]
    seen: list[Any]

    def look(self, said: Given | None = None) -> Looked:
        """Look again, with what was given then or with something else."""
        return look(self.name, self.content, given=self.given if said is None else said, source=self.source)

    def retyped(self, typed: Mapping[str, str]) -> Given:
        """What is given now that the fields were sent back: a field that stands as it was shown says nothing new. Raises ValidationError by field."""
        before = self.given.said
        return given({name: before.get(name, "") if self._stands(name, typed) else typed[name] for name in FIELDS})

    def _stands(self, name: str, typed: Mapping[str, str]) -> bool:
        return name not in typed or typed[name].strip() == self.shown[name]


def look(name: str, content: bytes, symbol: str = "", *, given: Given | None = None, source: str = "") -> Looked:
    """Read a file apart and say what storing it would do; `symbol`, or all that is `given`, where its sender knows it."""
    said = Given(symbol.strip()) if given is None else given
    looked = Looked(name, content, said, source)
    try:
        looked.reading = parse_apart(
            content,
            name=name,
            symbol=said.symbol or None,
            lexicon=lexicons.current(),
            adopted_on=said.adopted_on,
            meeting=said.meeting or None,
        )
    except Unreadable as refused:
        looked.refused = problemtexts.refusal(refused)
        return looked
    looked.parsed = meetings.identify(looked.reading.document)
    looked.forecast()
    doubts = (*looked.parsed.problems, *(looked.expected.doubts if looked.expected else ()))
    looked.problems = [Problem(line=p.line, what=p.what, advice=p.advice, code=p.code, params=p.params) for p in doubts]
    return looked


def opened(token: str, *, user: User) -> Opened:
    """What a token of this person says. Raises Lapsed."""
    try:
        said = signing.loads(token, salt=SALT, max_age=VALID)
        content = staging.staged(said["sha256"])
    except (signing.BadSignature, FileNotFoundError) as error:
        raise Lapsed from error
    if said["user"] != user.pk:
        raise Lapsed
    given_then = said["given"]
    day = date.fromisoformat(given_then["adopted_on"]) if "adopted_on" in given_then else None
    known = Given(given_then.get("symbol", ""), day, given_then.get("meeting", ""))
    return Opened(said["name"], content, known, said["source"], said["shown"], said["seen"])


def again(token: str, *, user: User) -> Looked:
    """The file of a token, read again as it was. Raises Lapsed."""
    return opened(token, user=user).look()

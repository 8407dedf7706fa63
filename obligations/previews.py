"""Look at a document before it is stored: what is in it, what storing it would do, or why it cannot be read. Nothing is stored here but its file.

A preview is named by a signed token that says which kept file it was, under which name and symbol; whoever holds one can look again and store it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core import signing
from django.utils.translation import gettext as _

from ingest import Unreadable
from ingest.reading import Reading
from ingest.records import ParsedDocument
from ingest.sandbox import parse_apart
from obligations import lexicons, problemtexts
from obligations.models import Problem
from obligations.services import files, meetings, receipt

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SALT = "document-import"
VALID = timedelta(days=1)


class Lapsed(Exception):
    """A token that was tampered with, is somebody else's or older than a day, or whose file is gone."""


@dataclass(slots=True)
class Looked:
    """A file that was looked at: what would be stored, or why it cannot be read."""

    name: str
    content: bytes
    symbol: str = ""  # as given, else as read
    given: str = ""  # the symbol that its sender gave
    refused: str = ""
    reading: Reading | None = None
    parsed: ParsedDocument | None = None
    expected: receipt.Forecast | None = None
    problems: list[Problem] = field(default_factory=list)

    def token(self, user: User) -> str:
        """What says which file is meant, for this person."""
        said = {"sha256": files.digest(self.content), "name": self.name, "symbol": self.given, "user": user.pk}
        return signing.dumps(said, salt=SALT)

    def forecast(self) -> None:
        """Work out what storing it would do now."""
        self.expected = receipt.forecast(self.parsed, content=self.content) if self.parsed else None

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
        return [*texts, ("acts", _("acts"), acts)]


def look(name: str, content: bytes, symbol: str = "") -> Looked:
    """Read a file apart and say what storing it would do; `symbol` where its sender knows it."""
    given = symbol.strip()
    looked = Looked(name, content, given, given)
    try:
        looked.reading = parse_apart(content, name=name, symbol=given or None, lexicon=lexicons.current())
    except Unreadable as refused:
        looked.refused = problemtexts.refusal(refused)
        return looked
    looked.parsed = meetings.identify(looked.reading.document)
    looked.symbol = given or looked.parsed.symbol or ""
    looked.forecast()
    looked.problems = [Problem(line=p.line, what=p.what, advice=p.advice, code=p.code, params=p.params) for p in looked.parsed.problems]
    return looked


def again(token: str, *, user: User, symbol: str | None = None) -> Looked:
    """The file of a token, read again, with another symbol if one is given. Raises Lapsed."""
    try:
        staged = signing.loads(token, salt=SALT, max_age=VALID)
        content = files.read(staged["sha256"])
    except (signing.BadSignature, FileNotFoundError) as error:
        raise Lapsed from error
    if staged["user"] != user.pk:
        raise Lapsed
    return look(staged["name"], content, staged["symbol"] if symbol is None else symbol)

"""One document on the page of imports: what was sent with it, what became of it, and what its section shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from obligations.incoming import previews
from obligations.incoming.given import FIELDS
from obligations.incoming.marked import marked
from obligations.incoming.previews import Looked, Opened
from obligations.services import translations

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from obligations.services.register import Stored

OUTCOMES = {
    "created": lambda: _("a new document"),
    "new_edition": lambda: _("a new edition; what staff decided stays with its words"),
    "unchanged": lambda: _("stored already, nothing to do"),
}


@dataclass(slots=True)
class Entry:
    """A document of the page, by its number there. `refused` is why it cannot be stored, `said` what its sender should know beside the preview."""

    number: int
    looked: Looked | None = None
    refused: str = ""
    said: str = ""
    ticked: bool = True
    typed: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    made: Stored | None = None
    name: str = ""

    @property
    def state(self) -> str:
        """For the script of the page: stored, ready, refused."""
        if self.made is not None:
            return "stored"
        return "ready" if self.looked is not None and self.looked.parsed is not None else "refused"

    def shown(self, user: User) -> dict[str, Any]:
        """What the template of a section needs."""
        looked = self.looked
        context = {"entry": self, "number": self.number, "state": self.state, "refused": self.refused, "name": self.name}
        if self.made is not None:
            return context | {"document": self.made.document, "outcome": outcome_of(self.made)}
        if looked is None:
            return context
        context |= {"looked": looked, "name": looked.name, "refused": self.refused or looked.refused}
        if looked.parsed is None or looked.expected is None:
            return context
        return context | {
            "parsed": looked.parsed,
            "token": looked.token(user),
            "expected": looked.expected,
            "outcome": looked.expected.beside.said(looked.symbol) if looked.expected.beside else OUTCOMES[looked.expected.outcome](),
            "ticked": self.ticked and looked.expected.outcome != "unchanged",
            "fields": {name: {"value": self.typed.get(name, looked.shown[name]), "wrong": self.wrong.get(name, "")} for name in FIELDS},
            "counts": [(words, count) for _code, words, count in looked.counts],
            "marked": marked(looked),
        }


def outcome_of(made: Stored) -> str:
    """What storing did, in words; of an edition in another language how far it is paired."""
    beside = translations.paired(made.edition) if made.outcome == "new_edition" else None
    return beside.said(made.document.symbol) if beside else OUTCOMES[made.outcome]()


def again(number: int, sent: Mapping[str, str], *, user: User) -> tuple[Entry, Opened | None]:
    """The document of this number as the fields now say; what its token said beside it, None where it cannot be taken as it is."""
    entry = Entry(number, ticked=f"take-{number}" in sent)
    try:
        opened = previews.opened(sent.get(f"token-{number}", ""), user=user)
    except previews.Lapsed:
        entry.refused = _("This preview is no longer valid. Send the file again.")
        return entry, None
    typed = {name: sent[f"{name}-{number}"] for name in FIELDS if f"{name}-{number}" in sent}
    try:
        given = opened.retyped(typed)
    except ValidationError as error:
        entry.typed, entry.wrong = typed, {name: " ".join(sentences) for name, sentences in error.message_dict.items()}
        entry.looked = opened.look()
        return entry, None
    entry.looked = opened.look(given)
    if entry.looked.parsed is None:  # with what was given it is another kind of document: what was typed is shown beside what can be read
        entry.refused, entry.looked = entry.looked.refused, opened.look()
        entry.typed = typed
        return entry, None
    return entry, opened


def store(number: int, sent: Mapping[str, str], *, user: User, at: datetime) -> Entry:
    """The document of this number, stored if it is what its sender has seen; else shown as it would be now, with a sentence that says so."""
    entry, opened = again(number, sent, user=user)
    looked = entry.looked
    if opened is None or looked is None:
        return entry
    if looked.given != opened.given:
        entry.said = _("This is what would be stored with what you changed. Store it if it is right.")
    elif looked.seen != opened.seen:
        entry.said = _("Something has changed since you looked. This is what would be stored now.")
    else:
        try:
            entry.made = looked.store(by=user, at=at, reason=_("Imported in the admin"))
        except ValidationError as refused:
            entry.refused = " ".join(refused.messages)
    return entry

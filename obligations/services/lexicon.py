"""Staff's own words: add one, take one out of use, and see beforehand which labels a word would change.

A word is refused unless its pattern can be read and keeps the promises of its examples. Adding a word changes no label by itself: documents
are read again by `reading.reclassify`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from ingest import Lexicon
from ingest.patterns import branches
from ingest.sandbox import Sandbox
from obligations import lexicons
from obligations.choices import LexiconKind
from obligations.lexicons import Additions, Content
from obligations.models import Actor, Document, LexiconEntry, ParagraphText, Verb
from obligations.querysets import has_role
from obligations.searching import normalise
from obligations.services import events, reading, vocabulary
from obligations.services.reading import Change

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_PREVIEWED = 100  # documents that a preview reads while a person waits


@dataclass(frozen=True, slots=True)
class Preview:
    """What words would change: `read` documents were read, `left_out` more hold the words, `uncut` would be cut into other paragraphs."""

    changes: list[Change]
    read: int
    left_out: int
    uncut: list[str]


def checked(*, kind: str, code: str, content: Content, lexicon: Lexicon) -> dict[str, Any]:
    """The entry in the form of the lexicon's files. Raises ValidationError with one sentence that says why it cannot be added."""
    if kind not in LexiconKind.values:
        raise ValidationError(_("Staff can add verbs, addressees and patterns of subject areas."))
    field: Any = LexiconEntry._meta.get_field("code")
    field.clean(code, None)
    entry = lexicons.entry_of(LexiconKind(kind), code, content)
    why = _("The code “%(code)s” is taken. Choose another one.") % {"code": code} if _taken(kind, code) else None
    why = why or lexicons.refusal(LexiconKind(kind), entry, lexicon)
    if why:
        raise ValidationError(why)
    return entry


@transaction.atomic
def add(*, kind: str, code: str, content: Content, by: User, at: datetime, reason: str) -> LexiconEntry:
    """Add a word. `content` has the form of the lexicon's files; its id is `code` (for a subject area: `area.code`).

    Raises ValidationError with one sentence where the word is refused, PermissionDenied where `by` is no editor.
    """
    _check(by, reason)
    lexicon = lexicons.current()
    entry = checked(kind=kind, code=code, content=content, lexicon=lexicon)
    made = LexiconEntry.objects.create(kind=kind, code=code, content=entry, added_by=by, added_at=at)
    extended = lexicons.current()
    vocabulary.learn(lexicon=extended, kind=kind, rule=code)
    after = {"kind": kind, "content": entry, "lexicon": extended.version}
    events.record(by=by, action="lexicon.added", object_type="lexicon_entry", object_key=code, at=at, after=after, reason=reason.strip())
    return made


@transaction.atomic
def deactivate(*, entry: LexiconEntry, by: User, at: datetime, reason: str) -> LexiconEntry:
    """Take a word out of use: documents read from now on are read without it. Its code stays taken and what was decided stays.

    Raises ValidationError where it is out of use already or no reason is given, PermissionDenied where `by` is no editor.
    """
    _check(by, reason)
    entry = LexiconEntry.objects.select_for_update().get(pk=entry.pk)
    if not entry.active:
        raise ValidationError(_("“%(code)s” is out of use already.") % {"code": entry.code})
    entry.active = False
    entry.save(update_fields=["active"])
    after = {"active": False, "lexicon": lexicons.current().version}
    events.record(
        by=by,
        action="lexicon.deactivated",
        object_type="lexicon_entry",
        object_key=entry.code,
        at=at,
        before={"active": True},
        after=after,
        reason=reason.strip(),
    )
    return entry


def preview(additions: Additions, *, most: int = MOST_PREVIEWED) -> Preview:
    """Which labels would change if words were added, each a line. Reads files and writes nothing; call it outside a transaction.

    Only documents that hold the words are read, at most `most` of them. A change that reading again would bring without the words too,
    because a document was last read with another lexicon, is left out.
    """
    lexicon = lexicons.current()
    extended = lexicon.extended(additions)
    documents = reading.readable(_holding(additions)).order_by("-adopted_on", "symbol")
    chosen = list(documents[:most])
    changes: list[Change] = []
    uncut = []
    with Sandbox(extended) as with_words, Sandbox(lexicon) as without:
        for document in chosen:
            found = reading.differences(document, sandbox=with_words)
            if found.cut_otherwise:
                uncut.append(document.symbol)
                continue
            due_anyway = set() if _is_read_with(document, lexicon) else set(reading.differences(document, sandbox=without).changes)
            changes += [change for change in found.changes if change not in due_anyway]
    return Preview(changes, len(chosen), max(documents.count() - len(chosen), 0), uncut)


def _is_read_with(document: Document, lexicon: Lexicon) -> bool:
    return document.reference_edition is not None and document.reference_edition.lexicon_version == lexicon.version


def _holding(additions: Additions) -> QuerySet[Document]:
    """The documents whose reference edition holds the first words of a pattern; the others read the same with it as without."""
    patterns = [lexicons.word_of(kind, entry)["pattern"] for kind, entries in additions.items() for entry in entries]
    starts = {normalise(branch.first) for pattern in patterns for branch in branches("", pattern)}
    if not starts:
        return Document.objects.none()
    any_of = reduce(or_, (Q(search__contains=start) for start in sorted(starts)))
    return Document.objects.filter(Exists(ParagraphText.objects.filter(any_of, edition=OuterRef("reference_edition"))))


def _check(by: User, reason: str) -> None:
    if not has_role(by, "editor"):
        raise PermissionDenied(_("You may not change the lexicon. Ask an administrator for the editor's role."))
    if not reason.strip():
        raise ValidationError(_("Say in a sentence why."))


def _taken(kind: str, code: str) -> bool:
    """Whether a word of staff, in use or not, or a row of the vocabulary has the code."""
    rows = {LexiconKind.VERBS: Verb.objects, LexiconKind.ADDRESSEES: Actor.objects}
    in_vocabulary = kind in rows and rows[LexiconKind(kind)].filter(code=code).exists()
    return in_vocabulary or LexiconEntry.objects.filter(code=code).exists()

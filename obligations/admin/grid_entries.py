"""What somebody types into a grid, or pastes from a spreadsheet: States, statuses, evidence and days, read as people write them.

Five columns: State (code or name), status (code, number or label), summary, evidence with its place (`E-4f2a81 第3页；E-99c0de 第5段`; for the
statuses that need none, the sources consulted), as-of day.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from obligations.choices import Status
from obligations.models import Actor, ActorAlias, Evidence
from obligations.searching import normalise
from obligations.services.assessments import WITHOUT_EVIDENCE, Content, Proof

if TYPE_CHECKING:
    from obligations.querysets.roles import Person

FIELDS = ("status", "summary", "proof", "as_of")
MOST_ROWS = 2000
_KEY = re.compile(r"E-[0-9A-Za-z-]+", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_SEPARATOR = re.compile(r"[;；\n]")


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed for one State, as typed. `line` is its place in a pasted block, `based_on` the version that was shown, if it is known."""

    who: str
    status: str = ""
    summary: str = ""
    proof: str = ""
    as_of: str = ""
    line: int = 0
    based_on: str | None = None
    revision: int = 0

    @property
    def is_blank(self) -> bool:
        """Whether nothing was said; a day alone says nothing."""
        return not (self.status or self.summary or self.proof)


def read_block(text: str) -> list[Entry]:
    """The rows of a block copied from a spreadsheet; a line of headings and empty lines are left out. Raises ValidationError for what is no block."""
    lines = text.replace("\x00", "").splitlines(keepends=True)
    try:
        rows = list(csv.reader(lines, delimiter="\t"))
    except csv.Error as error:
        raise ValidationError(_("This is no block of a spreadsheet. Copy the cells again and paste them as they are.")) from error
    entries = [_entry(row, n) for n, row in enumerate(rows, start=1) if any(value.strip() for value in row)]
    if len(entries) > MOST_ROWS:
        raise ValidationError(_("More than %(most)s rows. Paste them in several steps.") % {"most": MOST_ROWS})
    return entries


def _entry(row: Sequence[str], line: int) -> Entry:
    values = [value.strip() for value in row] + [""] * 6
    if len(row) > 5 and values[5]:  # evidence and its place in two columns
        values[3:5] = [f"{values[3]} {values[4]}".strip()]
    who, status, summary, proof, as_of = values[:5]
    return Entry(who, status, summary, proof, as_of, line=line)


def proof_text(content: Content | None) -> str:
    """Evidence and places as they are typed; without any, the sources consulted."""
    if content is None:
        return ""
    return "；".join(f"{proof.evidence.slug} {proof.locator}".strip() for proof in content.proofs) or content.sources


class Lookup:
    """Finds what entries name: in three queries for all of them."""

    def __init__(self, entries: Iterable[Entry], *, user: Person, on: date) -> None:
        self.on = on
        entries = list(entries)
        keys = {key.upper() for entry in entries for key in _KEY.findall(entry.proof)}
        self.actors = _codes_by_name() if any(entry.who for entry in entries) else {}
        self.statuses = _statuses()
        rows = Evidence.objects.visible_to(user).select_related("revised_by").filter(slug__iregex=_any_of(keys)) if keys else []
        self.evidence = {row.slug.upper(): row for row in rows}

    def code(self, typed: str) -> str:
        """The code of an actor; empty where nobody, or more than one, goes by this name."""
        return self.actors.get(normalise(typed), "")

    def is_heading(self, entry: Entry) -> bool:
        """Whether a pasted row only names the columns."""
        return entry.line == 1 and not self.code(entry.who) and bool(entry.status) and normalise(entry.status) not in self.statuses

    def content(self, entry: Entry, base: Content | None, *, keep_blank: bool, as_of: date | None = None) -> Content:
        """What the entry says, on top of `base`; with `keep_blank` an empty column leaves what stands. Raises ValidationError with a sentence."""
        start = base or Content("", "", as_of or self.on)
        said = entry if not keep_blank else _filled(entry, base)
        status = self.status(said.status)
        proofs, sources = self.proofs(said.proof, start, status)
        day = self.day(said.as_of) if said.as_of else as_of or self.on
        return replace(start, status=status, summary=said.summary.strip(), proofs=proofs, sources=sources, as_of=day)

    def status(self, typed: str) -> str:
        """The code of a status given by code, number or label in either language; empty for nothing."""
        if not typed.strip():
            return ""
        found = self.statuses.get(normalise(typed))
        if found is None:
            raise ValidationError(_("There is no status “%(typed)s”. Use its code or its label.") % {"typed": typed[:60]})
        return found

    def day(self, typed: str) -> date:
        """A day as year, month, day."""
        found = _DAY.fullmatch(typed.strip())
        try:
            return date(*map(int, found.groups())) if found else date.fromisoformat(typed.strip())
        except ValueError as error:
            raise ValidationError(_("“%(typed)s” is no day. Write it as year-month-day: 2026-05-31.") % {"typed": typed[:30]}) from error

    def proofs(self, typed: str, base: Content, status: str) -> tuple[tuple[Proof, ...], str]:
        """Evidence with places, and the sources consulted. What is said there in one line is kept for evidence that stood there already."""
        if not typed.strip():
            return (), base.sources if base.proofs else ""
        before = {(proof.evidence.pk, proof.locator): proof for proof in base.proofs}
        found: list[tuple[Evidence, str]] = []
        for piece in _SEPARATOR.split(typed):
            key = _KEY.match(piece.strip())
            if key:
                found.append((self._evidence(key.group(), base), piece.strip()[key.end() :].strip(" \t:：,，")))
            elif found and piece.strip():
                found[-1] = (found[-1][0], f"{found[-1][1]}；{piece.strip()}")
            elif piece.strip() and status not in ("", *WITHOUT_EVIDENCE):
                raise ValidationError(_("“%(typed)s”: begin with the key of the evidence, then the place: E-4f2a81 p. 3.") % {"typed": piece[:60]})
        if not found:
            return (), typed.strip()
        proofs = (before.get((evidence.pk, place), Proof(evidence, place)) for evidence, place in found)
        return tuple(proofs), base.sources if base.proofs else ""

    def _evidence(self, key: str, base: Content) -> Evidence:
        standing = {proof.evidence.slug.upper(): proof.evidence for proof in base.proofs}  # stays, whatever became of it
        row = standing.get(key.upper()) or self.evidence.get(key.upper())
        if row is None:
            raise ValidationError(_("There is no evidence “%(key)s”. Correct its key, or add it first.") % {"key": key[:30]})
        if row.slug.upper() in standing:
            return row
        if row.withdrawn_at is not None:
            raise ValidationError(_("The evidence %(key)s was withdrawn. Give another one.") % {"key": row.slug})
        newer = getattr(row, "revised_by", None)
        if newer is not None:
            raise ValidationError(_("The evidence %(key)s has a newer revision. Use %(newer)s.") % {"key": row.slug, "newer": newer.slug})
        return row


def _filled(entry: Entry, base: Content | None) -> Entry:
    """The entry with what stands in place of its empty columns; a day is of its own time and is never taken over."""
    if base is None:
        return entry
    return replace(
        entry,
        status=entry.status or base.status,
        summary=entry.summary or base.summary,
        proof=entry.proof or proof_text(base),
    )


def _any_of(keys: Iterable[str]) -> str:
    return f"^({'|'.join(re.escape(key) for key in sorted(keys))})$"


def _codes_by_name() -> dict[str, str]:
    """Codes by everything an actor goes by; a name that two actors share names nobody."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    actors = list(Actor.objects.values_list("code", "name_zh", "name_en", "formal_zh", "formal_en"))
    pairs = [(name, code) for code, *names in actors for name in (code, *names) if name]
    pairs += ActorAlias.objects.filter(active=True).values_list("name", "actor__code")
    for name, code in pairs:
        bare = normalise(name)
        if found.setdefault(bare, code) != code:
            shared.add(bare)
    return {name: code for name, code in found.items() if name not in shared}


def _statuses() -> dict[str, str]:
    """Codes of statuses by code, number and label in either language."""
    found = {str(n): status.value for n, status in enumerate(Status, start=1)}
    found |= {normalise(status.value): status.value for status in Status}
    for language in ("zh-hans", "en"):
        with override(language):
            found |= {normalise(str(status.label)): status.value for status in Status}
    return found

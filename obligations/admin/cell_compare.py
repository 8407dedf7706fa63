"""Versions side by side: field by field, with what differs marked, and what can be taken over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from obligations.choices import CommitmentStatus, Status

if TYPE_CHECKING:
    from obligations.admin.cell_form import Written
    from obligations.models import Assessment

PROOFS = "proofs"
NAMES = {
    "status": _("Status"),
    "summary": _("Summary"),
    PROOFS: _("Evidence"),
    "details": _("Details"),
    "sources": _("Sources consulted"),
    "as_of": _("As of"),
    "review_after": _("Review after"),
}
STATUSES = {**dict(Status.choices), **dict(CommitmentStatus.choices)}


@dataclass(frozen=True, slots=True)
class Side:
    """What one version says in one field. `takes` is the value of the button that takes it over, empty where there is nothing to take."""

    text: str
    differs: bool = False
    takes: str = ""
    adds: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One field in all versions that are compared, the own one first."""

    name: str
    label: str
    sides: tuple[Side, ...]

    @property
    def differs(self) -> bool:
        return any(side.differs for side in self.sides)


@dataclass(frozen=True, slots=True)
class Column:
    """A version beside one's own: its heading, and the version, whose key the buttons carry."""

    heading: str
    version: Assessment


def beside(mine: Written, others: Sequence[Column], *, taking: bool = True) -> list[Row]:
    """One's own beside other versions. Fields that all of them leave empty are left out."""
    own = _of_written(mine)
    theirs = [(column.version.pk, said(column.version)) for column in others]
    return [_row(name, own[name], theirs, taking=taking) for name in NAMES if own[name] or any(texts[name] for _pk, texts in theirs)]


def against(before: Assessment | None, after: Assessment) -> list[Row]:
    """A version beside an earlier one, field by field. Fields that both leave empty are left out."""
    old, new = said(before) if before else dict.fromkeys(NAMES, ""), said(after)
    names = [name for name in NAMES if old[name] or new[name]]
    return [Row(name, str(NAMES[name]), (Side(old[name]), Side(new[name], differs=old[name] != new[name]))) for name in names]


def differences(before: Assessment | None, after: Assessment) -> list[Row]:
    """The fields in which a version differs from the one before it; for the first version, all that it says."""
    return [row for row in against(before, after) if row.differs]


def _row(name: str, own: str, theirs: list[tuple[int, dict[str, str]]], *, taking: bool) -> Row:
    sides = [Side(own)]
    for pk, texts in theirs:
        differs = texts[name] != own
        takes = f"{name}:{pk}" if differs and taking else ""
        adds = f"more_proofs:{pk}" if takes and name == PROOFS and own and texts[name] else ""
        sides.append(Side(texts[name], differs, takes, adds))
    return Row(name, str(NAMES[name]), tuple(sides))


def said(version: Assessment) -> dict[str, str]:
    """What a version says in each field, as a person reads it. Its links should be prefetched."""
    days = {name: value.isoformat() if (value := getattr(version, name)) else "" for name in ("as_of", "review_after")}
    texts = {name: getattr(version, name) for name in ("summary", "details", "sources")}
    lines = [_line(str(link.evidence), link.locator, link.remark) for link in version.links.all()]
    return {"status": str(version.get_status_display()), **texts, **days, PROOFS: "\n".join(lines)}


def _of_written(mine: Written) -> dict[str, str]:
    """What stands in the form, said in the same way. Lines and blanks that a browser adds make no difference."""
    values = {name: value.replace("\r\n", "\n").strip() for name, value in mine.values.items()}
    lines = [_line(row["evidence"].partition(" · ")[2] or row["evidence"], row["locator"], row["remark"]) for row in mine.proofs]
    return {**values, "status": str(STATUSES.get(values["status"], "")), PROOFS: "\n".join(lines)}


def _line(title: str, locator: str, remark: str) -> str:
    return " – ".join(filter(None, (title.strip(), locator.strip(), remark.strip())))

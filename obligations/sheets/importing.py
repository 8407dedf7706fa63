"""The two steps of an import: keep the file and say what it would do, then do exactly that as one batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from obligations.choices import BatchKind
from obligations.incoming import staging
from obligations.incoming.filenames import safe_filename
from obligations.models import Batch
from obligations.services import bulk, files
from obligations.sheets import reading
from obligations.sheets.comparison import Plan, compare
from obligations.sheets.reading import Sheet

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SALT = "obligations.sheets"
SECONDS = 24 * 60 * 60  # for which a dry run can be confirmed


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that was looked at and not yet imported: kept by its SHA-256, to be imported as drafts or at once submitted."""

    sha256: str
    filename: str
    submit: bool


@dataclass(frozen=True, slots=True)
class DryRun:
    """What importing a staged file would do."""

    staged: Staged
    sheet: Sheet
    plan: Plan

    def token(self, user: User) -> str:
        """What the page sends back on confirmation: which file, and what was shown of it, signed for one person."""
        staged = self.staged
        content = [user.pk, staged.sha256, staged.filename, staged.submit, self.plan.digest]
        return signing.dumps(content, salt=SALT, compress=True)


class Changed(Exception):
    """Something has changed since the dry run that is confirmed; `run` is a new one, nothing was written."""

    def __init__(self, run: DryRun) -> None:
        self.run = run
        super().__init__()


def stage(content: bytes, *, filename: str, submit: bool, user: User, at: datetime, on: date) -> DryRun:
    """Look at an uploaded file, and keep it for the second step; nothing is recorded. Raises FileRefused."""
    name = safe_filename(filename)
    sheet = reading.read(content, filename=name)
    staged = Staged(staging.stage(content, at=at), name, submit)
    return DryRun(staged, sheet, compare(sheet, user=user, at=at, on=on, submit=submit))


def again(staged: Staged, *, user: User, at: datetime, on: date) -> DryRun:
    """Look at a staged file again. Raises FileRefused, also where it is no longer kept."""
    try:
        content = staging.staged(staged.sha256)
    except FileNotFoundError as error:
        raise reading.FileRefused(_("The file is no longer kept here. Send it again.")) from error
    sheet = reading.read(content, filename=staged.filename)
    return DryRun(staged, sheet, compare(sheet, user=user, at=at, on=on, submit=staged.submit))


def opened(token: str, user: User) -> tuple[Staged, str]:
    """The staged file that a page sent back, and the digest of what it showed. Raises FileRefused where it is too old or somebody else's."""
    try:
        pk, sha256, filename, submit, digest = signing.loads(token, salt=SALT, max_age=SECONDS)
    except signing.BadSignature as error:
        raise reading.FileRefused(_("This page is too old to be confirmed. Send the file again.")) from error
    if pk != user.pk:
        raise reading.FileRefused(_("Somebody else has looked at this file. Send it again yourself."))
    return Staged(sha256, filename, submit), digest


def confirm(token: str, *, user: User, at: datetime, on: date) -> Batch:
    """Write what a dry run has shown, as one batch; rows in conflict and refused ones are left out, as shown.

    Raises FileRefused; Changed where it would do something else by now, and where somebody writes at the same moment; ValidationError and
    PermissionDenied as `bulk.write_many`.
    """
    staged, digest = opened(token, user)
    run = again(staged, user=user, at=at, on=on)
    if run.plan.digest != digest:
        raise Changed(run)
    rows = [write for _entry, write in run.plan.writes]
    if not rows:
        raise ValidationError(_("There is nothing to import: no row says anything new that can be written."))
    files.keep(staging.staged(staged.sha256))
    words = {"file": staged.filename, "n": len(rows)}
    description = ngettext("Spreadsheet “%(file)s”: %(n)s row", "Spreadsheet “%(file)s”: %(n)s rows", len(rows)) % words
    try:
        return bulk.write_many(
            rows=rows,
            by=user,
            at=at,
            kind=BatchKind.SPREADSHEET,
            description=description,
            submit=staged.submit,
            filename=staged.filename,
            sha256=staged.sha256,
        )
    except bulk.Refused as refused:
        raise Changed(again(staged, user=user, at=at, on=on)) from refused

"""Everything a dry run found, as a CSV file to keep."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from obligations.sheets.comparison import Entry, Plan
from obligations.sheets.delimited import written as as_csv
from obligations.sheets.escaping import guarded


def written(plan: Plan) -> Iterable[bytes]:
    """One row for each changed column and for each refusal."""
    return as_csv([guarded(text) for text in line] for line in _lines(plan))


def _lines(plan: Plan) -> Iterable[list[str]]:
    yield [_("What"), _("Row"), _("Cell"), _("Column"), _("Before"), _("After"), _("Now"), _("Why")]
    for what, entries in ((_("New"), plan.added), (_("Changed"), plan.changed), (_("In conflict"), plan.conflicting)):
        for entry in entries:
            yield from _changes(what, entry)
    for refusal in plan.refused:
        yield [_("Refused"), str(refusal.number), "", refusal.column, "", "", "", refusal.reason]
    yield [_("Unchanged"), str(plan.unchanged), "", "", "", "", "", ""]


def _changes(what: str, entry: Entry) -> Iterable[list[str]]:
    for change in entry.changes:
        yield [what, str(entry.number), entry.cell.key, change.column, change.before, change.after, change.now, entry.reason]

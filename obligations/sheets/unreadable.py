"""Why a file cannot be read, as one sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from obligations.sheets.tables import Unreadable

SENTENCES = {
    "empty": _("The file is empty. Send it again."),
    "locked": _("The file is locked with a password. Save it without one and send it again."),
    "old_office": _("This is a file of an old Excel version. Save it as XLSX and send that."),
    "macros": _("There are macros in this file, or its name says so. Save it as XLSX, without macros, and send that."),
    "damaged": _("The workbook is damaged and cannot be opened. Open it in a spreadsheet program, save it as XLSX and send that."),
    "declarations": _("The workbook holds XML declarations that no spreadsheet program writes. Open it in one, save it as XLSX and send that."),
    "not_a_workbook": _("This is neither an XLSX workbook nor CSV. Save it as XLSX and send that."),
    "too_large_unpacked": _("Unpacked, this file would be far larger than a sheet is. Export fewer rows, or save the workbook anew."),
    "extra_sheets": _("The workbook has sheets that are not from the export: %(sheets)s. Delete them, so that nothing in them is overlooked."),
    "no_cells": _("The workbook has no sheet “%(sheet)s”. Give the sheet with the rows this name."),
    "merged": _("Cells are merged: %(cells)s. Unmerge them, so that each cell says its own."),
    "too_many_rows": _("There are more than %(limit)s rows. Import them in several files."),
    "too_many_columns": _("There are more than %(limit)s columns. Delete those that are not from the export."),
    "encoding": _("The text is in no encoding that is known here. Save it as CSV UTF-8, or as XLSX, and send that."),
    "no_header": _("The first row does not name the columns, separated by commas, semicolons or tabs. Send a file that was exported here."),
    "broken_row": _("Row %(row)s is broken: a quotation mark is missing or doubled. Save the file anew, or use XLSX."),
    "too_slow": _("Reading the file took longer than %(seconds)s seconds. Export fewer rows and send several files."),
    "too_much": _("Reading the file needed more time or memory than it may. Export fewer rows and send several files."),
}


def sentence_of(refused: Unreadable) -> str:
    """The sentence in the language of the reader."""
    return str(SENTENCES[refused.code]) % refused.words

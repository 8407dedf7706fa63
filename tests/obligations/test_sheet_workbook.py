"""What an exported workbook looks like to whoever opens it."""

import io

import openpyxl
import pytest

from obligations.choices import Status
from obligations.sheets.columns import EDITABLE, LOCKED
from obligations.sheets.escaping import fitting, from_xlsx, guarded, is_too_long, plain, to_xlsx, unguarded, units
from tests.factories import make_approved, obligation, store_text
from tests.obligations.sheet_files import exported, places_in

KEY = "9101(2032)/3/2"  # addressed to Japan and Norway


@pytest.fixture
def book(db, analyst):
    store_text()
    make_approved((obligation(KEY), "JPN"), analyst, summary="=1+1", details="#N/A")
    return openpyxl.load_workbook(io.BytesIO(exported(analyst, key=[KEY])))


def test_locked_columns_are_locked_and_the_others_are_not(book):
    sheet = book["cells"]
    places = places_in(sheet)
    assert sheet.protection.sheet
    assert [sheet.cell(2, places[code]).protection.locked for code in LOCKED] == [True] * len(LOCKED)
    assert [sheet.cell(2, places[code]).protection.locked for code in EDITABLE] == [False] * len(EDITABLE)


def test_a_person_finds_names_frozen_filters_and_a_list_of_statuses(book):
    sheet = book["cells"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("D2", "A1:R3")
    status, days = sheet.data_validations.dataValidation
    assert (status.type, status.formula1, str(status.sqref)) == ("list", "codes!$A$2:$A$7", "K2:K3")
    assert (days.type, str(days.sqref)) == ("date", "Q2:Q3 R2:R3")
    assert [book["codes"].cell(row, 1).value for row in range(2, 8)] == list(Status.values)
    assert book["codes"].cell(2, 2).value == "暂无信息"
    assert book["codes"].cell(2, 3).value == "No information"


def test_no_cell_is_a_formula_or_an_error(book):
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "d"}
    sheet = book["cells"]
    places = places_in(sheet)
    assert (sheet.cell(2, places["summary"]).value, sheet.cell(2, places["details"]).value) == ("'=1+1", "#N/A")
    assert {sheet.cell(2, places[code]).number_format for code in ("summary", "place", "evidence")} == {"@"}
    assert sheet.cell(2, places["as_of"]).number_format == "yyyy-mm-dd"


def test_the_workbook_says_in_both_languages_what_it_is(book):
    about = [[cell.value for cell in row] for row in book["about"].iter_rows()]
    assert ["2032-05-01" in text for text in about[1]] == [True, True]
    text = "\n".join(str(value) for row in about for value in row)
    assert all(words in text for words in ("analyst", "legal finding", "法律认定", "Unprotect Sheet", "撇号"))


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=", "＝1", " =1", "'=1", "''@", "\n"])
def test_a_dangerous_beginning_is_guarded_and_comes_back(text):
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["", "甲", "'quoted'", "1-2", "a=b", "''", "–3"])
def test_everything_else_is_left_as_it_is(text):
    assert guarded(text) == unguarded(text) == text


@pytest.mark.parametrize("text", ["_x0041_", "_x005F_x0041_", "_x005F_", "__x000D__x0041_", "_x00", "x005F_"])
def test_what_looks_like_the_number_of_a_character_comes_back(text):
    assert from_xlsx(to_xlsx(text)) == text


def test_a_text_has_no_control_characters_and_one_kind_of_line():
    assert plain(" a\x00\x0b\ud800b\r\nc\rd ") == "ab\nc\nd"


@pytest.mark.parametrize("text", ["长" * 40_000, "😀" * 40_000, "_x0041_" * 9_000])
def test_a_text_that_is_cut_fits_into_a_cell(text):
    assert is_too_long(text)
    assert units(guarded(fitting(text))) < 32_767

"""What people do to a spreadsheet that cannot be imported, each with the row, the column and a sentence that says what to do."""

from datetime import date

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from obligations.choices import Lifecycle
from obligations.models import Actor, Assessment, Assignment, Obligation, SubjectArea
from obligations.sheets import apart, reading
from obligations.sheets.reading import FileRefused
from obligations.sheets.tables import Unreadable
from obligations.sheets.values import day_of
from tests.factories import AT, make_approved, make_evidence, obligation, store_text
from tests.obligations.sheet_files import csv_file, csv_rows, edited, exported, number_of, places_in, plan_of, rezipped, with_values

pytestmark = pytest.mark.django_db

KEY = "9101(2032)/3/2"  # addressed to Japan and Norway
FILLED = {"status": "partial", "summary": "已登记。", "evidence": "E-9", "place": "第4页", "as_of": date(2032, 4, 1)}


@pytest.fixture
def content(analyst):
    """An exported workbook with two rows: Japan's has an approved version, Norway's is empty."""
    store_text()
    make_evidence(analyst, slug="E-9")
    make_approved((obligation(KEY), "JPN"), analyst)
    return exported(analyst, key=[KEY])


@pytest.fixture
def lines(analyst, content):
    """The same as rows of CSV."""
    return csv_rows(exported(analyst, "csv", key=[KEY]))


def refused(content, user, **options):
    """Column and sentence of each refusal."""
    return [(refusal.number, refusal.column, refusal.reason) for refusal in plan_of(content, user, **options).refused]


def sentences(content, filename="x.xlsx"):
    with pytest.raises(FileRefused) as error:
        reading.read(content, filename=filename)
    return " ".join(map(str, error.value.sentences))


# One row ------------------------------------------------------------------------------------------------------------
WRONG = [
    ("status", "done", "done"),
    ("status", "=1+1", "1+1"),
    ("status", True, "TRUE"),
    ("summary", "长" * 32_001, "longer than a cell"),
    ("summary", "=A1", "formula"),
    ("summary", "#REF!", "error"),
    ("summary", date(2032, 4, 1), "date"),
    ("summary", "", "sentence what was seen"),
    ("details", '=HYPERLINK("https://example.org")', "formula"),
    ("evidence", "E-unknown", "E-unknown"),
    ("place", "", "Say where"),
    ("place", "第4页\n第5页", "2"),
    ("place", "页" * 121, "120"),
    ("as_of", "", "as-of date"),
    ("as_of", "04/05/2032", "2032-04-30"),
    ("as_of", "30.4.2032", "2032-04-30"),
    ("as_of", "April 30, 2032", "2032-04-30"),
    ("as_of", "去年", "2032-04-30"),
    ("as_of", "2032-02-30", "2032-04-30"),
    ("as_of", "1900-01-01", "1945"),
    ("as_of", date(2032, 5, 2), "future"),
    ("review_after", "bald", "2032-04-30"),
]


@pytest.mark.parametrize(("column", "value", "words"), WRONG, ids=[f"{column}-{number}" for number, (column, _v, _w) in enumerate(WRONG)])
def test_a_wrong_value_is_refused_with_row_column_and_sentence(content, analyst, settings, column, value, words):
    settings.LANGUAGE_CODE = "en"
    number = number_of(content, "NOR")
    wrong = with_values(content, (number, {**FILLED, column: value}))
    found = refused(wrong, analyst, submit=True)
    assert [(row, where) for row, where, _why in found] == [(number, column)]
    assert words in found[0][2]


def test_evidence_is_missing_where_there_is_none_and_where_there_is_only_a_place(content, analyst):
    number = number_of(content, "NOR")
    without = with_values(content, (number, {**FILLED, "evidence": None, "place": None}))
    only_place = with_values(content, (number, {**FILLED, "evidence": None}))
    assert [where for _row, where, _why in refused(without, analyst, submit=True)] == ["evidence"]
    assert [where for _row, where, _why in refused(only_place, analyst)] == ["place"]


@pytest.mark.parametrize("value", [48333, 2032.5, "48333", "20320430", "2032-04"])
def test_a_number_is_no_day(value):
    with pytest.raises(ValidationError, match="2032-04-30"):
        day_of(value)


def test_a_draft_needs_no_evidence(content, analyst):
    incomplete = with_values(content, (number_of(content, "NOR"), {**FILLED, "evidence": None, "place": None}))
    assert len(plan_of(incomplete, analyst).added) == 1


def test_evidence_with_a_later_revision_or_withdrawn_is_refused(content, analyst):
    make_evidence(analyst, slug="E-10", revises=make_evidence(analyst, slug="E-8"), revision=2)
    make_evidence(analyst, slug="E-7", withdrawn_at=AT)
    number = number_of(content, "NOR")
    for key, words in (("E-8", "E-10"), ("E-7", "E-7")):
        (found,) = refused(with_values(content, (number, {**FILLED, "evidence": key})), analyst)
        assert (found[1], words in found[2]) == ("evidence", True)


def test_evidence_that_the_version_cites_already_may_be_cited_on(content, analyst):
    version = Assessment.objects.get()
    make_evidence(analyst, slug="E-later", revises=version.links.get().evidence, revision=2)
    assert len(plan_of(with_values(content, (number_of(content, "JPN"), {"place": "第8页"})), analyst).changed) == 1


@pytest.mark.parametrize(
    ("column", "value", "blamed"),
    [
        ("obligation", "9999(2032)/1/1", "obligation"),
        ("state", "XYZ", "state"),
        ("state", "NOR", "name_zh, name_en"),
        ("act", "改过的文字", "act"),
        ("force_zh", "决定", "force_zh"),
        ("name_en", "=1+1", "name_en"),
        ("based_on", 7, "based_on, applicability, check"),
        ("check", "k0", "based_on, applicability, check"),
    ],
)
def test_a_changed_locked_column_is_refused(content, analyst, column, value, blamed):
    number, other = number_of(content, "JPN"), number_of(content, "NOR")
    without = edited(content, lambda book: book["cells"].delete_rows(other))
    found = refused(with_values(without, (2, {column: value})), analyst)
    assert [(row, where) for row, where, _why in found] == [(2, blamed)]
    assert number in (2, 3)


def test_a_row_that_stands_there_twice_is_refused_twice(content, analyst):
    def copy(book):
        sheet = book["cells"]
        for cell in sheet[2]:
            sheet.cell(5, cell.column).value = cell.value

    assert [(row, where) for row, where, _why in refused(edited(content, copy), analyst)] == [(2, "obligation, state"), (5, "obligation, state")]


def test_an_emptied_row_takes_nothing_back(content, analyst):
    emptied = with_values(content, (number_of(content, "JPN"), dict.fromkeys(["status", "summary", "evidence", "place", "as_of"])))
    assert [where for _row, where, _why in refused(emptied, analyst)] == ["status"]


def test_what_is_out_of_assignment_is_refused_only_where_it_was_edited(content, make_user):
    other = make_user("other", groups=["analyst"], is_staff=True)
    Assignment.objects.create(user=other, made_at=AT).states.add(Actor.objects.get(code="JPN"))
    assert refused(content, other) == []
    (found,) = refused(with_values(content, (number_of(content, "NOR"), FILLED)), other)
    assert "Norway" in found[2] or "挪威" in found[2]


def test_an_assignment_to_other_subjects_is_none(content, analyst):
    Assignment.objects.get().subjects.add(SubjectArea.objects.exclude(paragraphs__paragraph__obligations__key=KEY).first())
    fresh = User.objects.get(pk=analyst.pk)  # what somebody is assigned to is read once for each user object
    assert len(refused(with_values(content, (number_of(content, "NOR"), FILLED)), fresh)) == 1


def test_an_obligation_that_is_over_is_refused_where_it_was_edited(content, analyst):
    Obligation.objects.filter(key=KEY).update(lifecycle=Lifecycle.SUPERSEDED, superseded_on=date(2032, 4, 20))
    assert refused(content, analyst) == []
    assert [where for _row, where, _why in refused(with_values(content, (number_of(content, "NOR"), FILLED)), analyst)] == ["obligation"]


def test_a_hidden_row_may_stand_there_but_not_say_something_new(content, analyst):
    number = number_of(content, "NOR")

    def hide(book):
        book["cells"].row_dimensions[number].hidden = True

    hidden = edited(content, hide)
    assert refused(hidden, analyst) == []
    assert [row for row, _where, _why in refused(edited(with_values(content, (number, FILLED)), hide), analyst)] == [number]


def test_a_hidden_column_may_stand_there_but_not_say_something_new(content, analyst):
    def hide(book):
        sheet = book["cells"]
        letter = openpyxl.utils.get_column_letter(places_in(sheet)["details"])
        sheet.column_dimensions[letter].hidden = True

    number = number_of(content, "JPN")
    assert refused(edited(content, hide), analyst) == []
    found = refused(edited(with_values(content, (number, {"details": "新", "summary": "新"})), hide), analyst)
    assert [(row, where) for row, where, _why in found] == [(number, "details")]


# The whole file -----------------------------------------------------------------------------------------------------
def header(book):
    return book["cells"][1]


def test_a_missing_a_doubled_and_an_unknown_column_are_named(content):
    def edit(book):
        sheet = book["cells"]
        places = places_in(sheet)
        sheet.cell(1, places["details"]).value = "status 状态"
        sheet.cell(1, len(places) + 1).value = "remarks"
        sheet.cell(2, len(places) + 1).value = "重要"

    said = sentences(edited(content, edit))
    assert all(name in said for name in ("details", "status", "remarks"))


def test_a_value_beside_the_columns_is_not_overlooked(content):
    assert "Z" in sentences(edited(content, lambda book: book["cells"].cell(3, 26, "旁注")))


def test_merged_cells_are_named(content):
    assert "L2:L3" in sentences(edited(content, lambda book: book["cells"].merge_cells("L2:L3")))


def test_an_extra_sheet_is_named(content):
    assert "备注" in sentences(edited(content, lambda book: book.create_sheet("备注")))


def test_a_workbook_without_its_sheet_is_refused(content):
    def rename(book):
        del book["about"]
        book["cells"].title = "codes2"

    assert "codes2" in sentences(edited(content, rename))


def test_only_one_sheet_may_have_any_name(content, analyst):
    def rename(book):
        del book["about"], book["codes"]
        book["cells"].title = "Sheet1"

    assert plan_of(edited(content, rename), analyst).unchanged == 2


def code_of(content, extension="xlsx"):
    with pytest.raises(Unreadable) as error:
        apart.table_of(content, extension=extension)
    return error.value.code


def test_files_that_are_no_sheet_are_told_apart(content):
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512
    bomb = rezipped(content, **{"xl/media/image1.xml": b"0" * 40_000_000})
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    assert code_of(content, "xlsm") == "macros"
    assert code_of(rezipped(content, **{"xl/vbaProject.bin": b"x"})) == "macros"
    assert code_of(old, "xls") == "old_office"
    assert code_of(old + "EncryptedPackage".encode("utf-16-le")) == "locked"
    assert code_of(bomb) == "too_large_unpacked"
    assert code_of(rezipped(content, **{"xl/sharedStrings.xml": entity})) == "declarations"
    assert code_of(content[: len(content) // 2]) == "damaged"
    assert code_of(rezipped(content, **{"xl/worksheets/sheet1.xml": b"<worksheet"})) == "damaged"
    assert code_of(b"%PDF-1.7", "pdf") == "not_a_workbook"
    assert code_of(b"", "csv") == "empty"


def test_every_reason_has_a_sentence():
    from obligations.sheets.unreadable import SENTENCES

    words = {"limit": 1, "sheets": "x", "sheet": "x", "cells": "x", "row": 1, "seconds": 1}
    assert all(str(sentence) % words for sentence in SENTENCES.values())


def test_too_many_rows_and_columns_are_refused(lines, monkeypatch):
    monkeypatch.setattr("obligations.sheets.delimited.MOST_ROWS", 1)
    with pytest.raises(Unreadable, match="too_many_rows"):
        apart.read(csv_file(lines), extension="csv")
    with pytest.raises(Unreadable, match="too_many_columns"):
        apart.read(csv_file([line + [""] * 40 + ["x"] for line in lines]), extension="csv")


def test_a_reader_that_takes_too_long_is_ended(content, monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    assert code_of(content) == "too_slow"


# CSV ----------------------------------------------------------------------------------------------------------------
def test_csv_is_read_as_spreadsheet_programs_save_it(lines, analyst):
    text = csv_file(lines).decode("utf-8-sig")
    tabs, semicolons = ("\r\n".join(separator.join(f'"{field}"' for field in line) for line in lines) for separator in "\t;")
    ways = [
        text.encode(),
        text.encode("gb18030"),
        tabs.encode("utf-16"),
        semicolons.encode("gb18030"),
        ("sep=;\r\n" + semicolons).encode("utf-8-sig"),
    ]
    for way in ways:
        assert plan_of(way, analyst, filename="x.csv").unchanged == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda text: text.encode("utf-16-le"), "UTF-8"),
        (lambda text: text.replace(",", "|").encode(), "separated"),
        (lambda text: (text + '"open').encode(), "quotation"),
        (lambda text: b"\x80\x81\xfe\xff" + text.encode(), "UTF-8"),
        (lambda text: text.split("\r\n")[0].encode(), "no row"),
    ],
)
def test_csv_in_another_encoding_or_form_is_refused(lines, settings, wrong, words):
    settings.LANGUAGE_CODE = "en"
    assert words in sentences(wrong(csv_file(lines).decode("utf-8-sig")), "x.csv")


def test_a_formula_typed_into_csv_is_text(lines, analyst):
    places = {name.split()[0]: place for place, name in enumerate(lines[0])}
    line = next(line for line in lines if line[places["state"]] == "NOR")
    for column, value in {"status": "no_information", "summary": "=SUM(A1)", "sources": "x", "as_of": "2032-04-01"}.items():
        line[places[column]] = value
    (entry,) = plan_of(csv_file(lines), analyst, filename="x.csv").added
    assert "=SUM(A1)" in [change.after for change in entry.changes]

"""The spreadsheet page: export, look, confirm; nothing is written before, and nothing that was not shown."""

from datetime import timedelta

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from obligations.models import Assessment, Batch, Event
from obligations.sheets import importing
from tests.factories import AT, make_approved, make_evidence, obligation, store_text
from tests.obligations.sheet_files import csv_rows, exported, number_of, with_values

pytestmark = pytest.mark.django_db

KEY = "9101(2032)/3/2"  # addressed to Japan and Norway
FILLED = {"status": "partial", "summary": "已登记。", "evidence": "E-9", "place": "第4页", "as_of": "2032-04-01"}
PAGE = "/admin/obligations/assessment/sheet/"


@pytest.fixture(autouse=True)
def may_2032(monkeypatch):
    """The clock of views stands at the time of the documents."""
    monkeypatch.setattr(timezone, "now", lambda: AT)


@pytest.fixture
def row(analyst, client):
    store_text()
    make_evidence(analyst, slug="E-9")
    client.force_login(analyst)
    return obligation(KEY)


def filled(user, **values):
    content = exported(user, key=[KEY])
    return with_values(content, (number_of(content, "NOR"), {**FILLED, **values}))


def send(client, content, name="x.xlsx", **data):
    return client.post(PAGE, {"step": "look", "mode": "draft", "sheet": SimpleUploadedFile(name, content), **data})


def rows_of(client, query="", kind="csv"):
    answer = client.get(f"{PAGE}cells.{kind}?{query}")
    assert answer.status_code == 200
    return [line[0:2] for line in csv_rows(b"".join(answer.streaming_content))[1:] if not line[0].startswith("#")]


def test_the_address_is_the_one_agreed():
    assert reverse("admin:obligations_sheet") == PAGE


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("actor=JPN,NOR&obligation=9101(2032)/3/2", [[KEY, "JPN"], [KEY, "NOR"]]),
        ("actor=JPN&document=S-RES-9101-2032", None),
        ("regional_group=asia_pacific_states&obligation=9101-2032-3-2", [[KEY, "JPN"]]),
        ("status=partial", [[KEY, "JPN"]]),
        ("marker=not_assessed&obligation=9101-2032-3-2", [[KEY, "NOR"]]),
        ("force=encourages&actor=JPN", [[KEY, "JPN"]]),
    ],
)
def test_the_export_holds_exactly_what_the_filter_chooses(client, row, analyst, query, expected):
    make_approved((row, "JPN"), analyst)
    found = rows_of(client, query)
    if expected is None:
        assert found
        assert {code for _key, code in found} == {"JPN"}
    else:
        assert found == expected


def test_a_filter_that_is_not_understood_gives_no_file(client, row):
    answer = client.get(f"{PAGE}cells.xlsx?force=sternly")
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (400, "text/html")


def test_an_export_that_is_too_large_is_refused_with_its_number(client, row, monkeypatch):
    monkeypatch.setattr("obligations.admin.sheet.MOST_ROWS", 1)
    answer = client.get(f"{PAGE}cells.csv?obligation={row.slug}")
    assert (answer.status_code, ["2" in sentence for sentence in answer.context["errors"]]) == (400, [True])


def test_the_file_says_of_what_day_it_is_who_made_it_and_what_a_status_is_not(client, row):
    answer = client.get(f"{PAGE}cells.csv?actor=JPN")
    notes = "\n".join(line[0] for line in csv_rows(b"".join(answer.streaming_content)) if line[0].startswith("#"))
    assert all(words in notes for words in ("2032-05-01", "analyst", "legal finding", "Japan", "日本"))


def test_looking_writes_nothing_and_confirming_writes_what_was_shown(client, row, analyst):
    events = Event.objects.count()
    shown = send(client, filled(analyst))
    assert shown.status_code == 200
    assert (Assessment.objects.count(), Batch.objects.count(), Event.objects.count()) == (0, 0, events)
    assert [entry.number for entry in shown.context["plan"].added] == [3]
    done = client.post(PAGE, {"step": "confirm", "token": shown.context["token"]}, follow=True)
    batch = Batch.objects.get()
    assert (batch.size, batch.filename, Assessment.objects.get().batch) == (1, "x.xlsx", batch)
    assert f"/batch/{batch.pk}/undo/" in done.content.decode()


def test_what_changed_between_looking_and_confirming_shows_up(client, row, analyst):
    shown = send(client, filled(analyst))
    make_approved((row, "NOR"), analyst)
    again = client.post(PAGE, {"step": "confirm", "token": shown.context["token"]})
    assert again.status_code == 409
    assert [entry.number for entry in again.context["plan"].conflicting] == [3]
    assert not Batch.objects.exists()


def test_confirming_twice_writes_once(client, row, analyst):
    token = send(client, filled(analyst)).context["token"]
    answers = [client.post(PAGE, {"step": "confirm", "token": token}).status_code for _time in range(2)]
    assert (answers, Batch.objects.count()) == ([302, 409], 1)


def test_the_same_file_can_be_looked_at_in_the_other_way(client, row, analyst):
    shown = send(client, filled(analyst, evidence=None, place=None))
    assert len(shown.context["plan"].added) == 1
    again = client.post(PAGE, {"step": "again", "mode": "submit", "token": shown.context["token"]})
    assert [refusal.column for refusal in again.context["plan"].refused] == ["evidence"]


def test_the_report_has_every_change_and_refusal(client, row, analyst):
    shown = send(client, filled(analyst, summary="=1+1"[1:], status="done"))
    report = client.post(PAGE, {"step": "report", "token": shown.context["token"]})
    assert [line[3] for line in csv_rows(report.content) if line[1] == "3"] == ["status"]


def test_a_token_of_somebody_else_or_too_old_or_invented_confirms_nothing(client, row, analyst, make_user):
    token = send(client, filled(analyst)).context["token"]
    client.force_login(make_user("other", groups=["analyst"], is_staff=True))
    invented = signing.dumps([1, "0" * 64, "x.xlsx", False, ""], salt="something else")
    for wrong in (token, invented, ""):
        assert client.post(PAGE, {"step": "confirm", "token": wrong}).status_code == 400
    assert not Batch.objects.exists()


def test_a_file_that_is_no_longer_kept_is_asked_for_again(client, row, analyst):
    staged = importing.Staged("0" * 64, "x.xlsx", submit=False)
    run = importing.stage(filled(analyst), filename="x.xlsx", submit=False, user=analyst, at=AT, on=AT.date())
    token = importing.DryRun(staged, run.sheet, run.plan).token(analyst)
    assert client.post(PAGE, {"step": "confirm", "token": token}).status_code == 400


def test_a_file_that_cannot_be_read_is_refused_on_the_page(client, row):
    answer = send(client, b"%PDF-1.7", "x.pdf")
    assert (answer.status_code, len(answer.context["errors"])) == (400, 1)


def test_an_upload_beyond_the_limit_is_refused_before_it_is_kept(client, row, settings):
    settings.LARGEST_UPLOAD = 10_000
    answer = send(client, b"x" * 20_000)
    assert (answer.status_code, len(answer.context["errors"])) == (400, 1)


def test_no_file_is_a_sentence(client, row):
    assert client.post(PAGE, {"step": "look"}).status_code == 400


@pytest.mark.parametrize(("who", "page", "post"), [("reviewer", 200, 403), ("reader", 302, 302), ("outsider", 302, 302)])
def test_staff_export_and_analysts_import(client, row, request, who, page, post):
    client.force_login(request.getfixturevalue(who))
    assert client.get(PAGE).status_code == page
    assert client.get(f"{PAGE}cells.csv?actor=JPN").status_code == page
    assert client.post(PAGE, {"step": "look"}).status_code == post


def test_the_page_counts_in_as_many_queries_however_many_cells(client, row, analyst, django_assert_max_num_queries):
    with django_assert_max_num_queries(45):
        assert client.get(f"{PAGE}?force=decides,urges").context["count"] > 300


def test_a_dry_run_is_confirmed_within_a_day(row, analyst, monkeypatch):
    run = importing.stage(filled(analyst), filename="x.xlsx", submit=False, user=analyst, at=AT, on=AT.date())
    token = run.token(analyst)
    monkeypatch.setattr(importing, "SECONDS", -timedelta(seconds=1).total_seconds())
    with pytest.raises(importing.reading.FileRefused):
        importing.opened(token, analyst)

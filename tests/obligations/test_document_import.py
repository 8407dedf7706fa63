"""Import in the admin: look first, store afterwards, for editors only; a bad file is refused in a sentence and stores nothing."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ingest.reading import read_and_parse
from ingest.sandbox import parse_apart
from obligations import fetching
from obligations.fetching import Fetched
from obligations.incoming import previews
from obligations.models import Document, Edition, Event, Problem
from tests.factories import RESOLUTION, make_vocabulary, store_text
from tests.obligations.records import RECORD, store_record

pytestmark = pytest.mark.django_db
PAGE = "/admin/obligations/document/import/"


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process, which takes no time to start; that they are read apart is shown by one test, and by `tests/ingest`."""
    monkeypatch.setattr(previews, "parse_apart", read_and_parse)


@pytest.fixture
def editor(make_user) -> User:
    make_vocabulary()
    return make_user("editor", groups=["editor"], is_staff=True)


@pytest.fixture
def page(editor: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(editor)
    return client


def preview(client: Client, *named: tuple[str, bytes], text: str = "", symbol: str = "") -> str:
    """The page after files were sent, or a text was pasted."""
    sent = [SimpleUploadedFile(name, content) for name, content in named]
    return client.post(PAGE, {"do": "preview", "files": sent, "text": text, "symbol": symbol}).content.decode()


def store(client: Client, shown: str, **changed: str) -> str:
    """Store what a preview shows, with some fields changed."""
    fields = dict(re.findall(r'name="((?:token|symbol|adopted_on|meeting)-\d+)" value="([^"]*)"', shown))
    ticked = dict.fromkeys(re.findall(r'name="(take-\d+)" checked', shown), "on")
    return client.post(PAGE, {"do": "store", **fields, **ticked, **changed}, follow=True).content.decode()


def test_a_preview_stores_nothing_and_shows_what_would_be(page: Client) -> None:
    shown = preview(page, ("x.txt", RESOLUTION.encode()))
    assert "S/RES/9101 (2032)" in shown and "a new document" in shown and "登记简易爆炸装置部件的销售" in shown
    assert not Document.objects.exists()


def test_what_was_previewed_is_stored_with_who_sent_it(page: Client, editor: User) -> None:
    assert "S/RES/9101 (2032)" in store(page, preview(page, ("x.txt", RESOLUTION.encode())))
    edition = Edition.objects.get()
    assert (edition.added_by, edition.filename, edition.document.symbol) == (editor, "x.txt", "S/RES/9101 (2032)")
    assert Event.objects.filter(by=editor, object_type="document").exists()


def test_a_pasted_text_is_taken_and_comes_back_when_it_is_refused(page: Client) -> None:
    assert "a new document" in preview(page, text=RESOLUTION)
    shown = preview(page, text="这不是决议。")
    assert 'class="errornote"' in shown and "这不是决议。" in shown


CORRECTED = {"symbol-0": "S/RES/9102 (2032)", "adopted_on-0": "2032-05-01", "meeting-0": "9912"}


def test_what_is_corrected_is_shown_again_before_it_is_stored_and_stands_in_the_log(page: Client) -> None:
    shown = store(page, preview(page, ("x.txt", RESOLUTION.encode())), **CORRECTED)
    assert "with what you changed" in shown and "the date given is 2032-05-01" in shown and not Document.objects.exists()
    store(page, shown)
    document = Document.objects.get()
    assert (document.symbol, document.adopted_on, document.meeting) == ("S/RES/9102 (2032)", date(2032, 5, 1), "S/PV.9912")
    event = Event.objects.get(object_type="document")
    assert event.after["given"] == {"symbol": "S/RES/9102 (2032)", "adopted_on": "2032-05-01", "meeting": "S/PV.9912"}


def test_deadlines_count_from_the_date_that_is_given(page: Client) -> None:
    undated = RESOLUTION.replace("2032年4月15日", "")
    assert undated != RESOLUTION
    shown = store(page, preview(page, ("x.txt", undated.encode())), **{"adopted_on-0": "2032-05-01"})
    store(page, shown)
    assert Document.objects.get().adopted_on == date(2032, 5, 1)
    assert not Problem.objects.filter(code="adoption_date_missing").exists()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("symbol", "9102", "is no symbol of the Council"),
        ("adopted_on", "2032-02-30", "is no date"),
        ("adopted_on", "1900-01-01", "first met"),
        ("meeting", "yesterday", "is no meeting of the Council"),
        ("symbol", "S/PV.9911", "the text is that of a resolution"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_stays_typed(page: Client, field: str, typed: str, said: str) -> None:
    shown = store(page, preview(page, ("x.txt", RESOLUTION.encode())), **{f"{field}-0": typed})
    assert said in shown and f'value="{typed}"' in shown
    assert not Document.objects.exists()


def test_a_preview_is_made_again_with_what_was_corrected(page: Client) -> None:
    shown = preview(page, ("x.txt", RESOLUTION.encode()))
    token = re.findall(r'name="token-0" value="([^"]*)"', shown)[0]
    again = page.post(PAGE, {"do": "again", "token-0": token, "take-0": "on", **CORRECTED}).content.decode()
    assert 'value="S/PV.9912"' in again and " checked" in again


def test_where_nothing_is_ticked_nothing_is_stored_and_nothing_lost(page: Client) -> None:
    shown = preview(page, ("x.txt", RESOLUTION.encode())).replace(" checked", "")
    assert "Tick what is to be stored" in store(page, shown) and 'id="looked-0"' in store(page, shown)
    assert not Document.objects.exists()


def test_what_came_in_since_the_preview_is_looked_at_first(page: Client) -> None:
    shown = preview(page, ("x.txt", RESOLUTION.replace("就可疑交易", "就一切可疑交易").encode()))
    store_text()
    later = store(page, shown)
    assert "Something has changed since you looked" in later and "1 paragraph differs" in later
    assert Edition.objects.count() == 1
    store(page, later)
    assert Edition.objects.count() == 2


def test_a_script_sends_one_file_and_is_answered_with_its_section(page: Client) -> None:
    sent = {"do": "preview", "part": "7", "files": SimpleUploadedFile("x.txt", RESOLUTION.encode())}
    section = page.post(PAGE, sent).content.decode()
    assert section.lstrip().startswith('<section class="looked" id="looked-7"') and 'data-state="ready"' in section and "<html" not in section
    token = re.findall(r'name="token-7" value="([^"]*)"', section)[0]
    stored = page.post(PAGE, {"do": "store", "part": "7", "token-7": token}).content.decode()
    assert 'data-state="stored"' in stored and Document.objects.get().symbol == "S/RES/9101 (2032)"
    assert "S/RES/9101" not in page.get("/admin/").content.decode().split('class="messagelist"')[-1][:200]


def test_a_script_is_told_why_a_file_is_refused(page: Client) -> None:
    section = page.post(PAGE, {"do": "preview", "part": "0", "files": SimpleUploadedFile("x.pdf", b"%PDF-1.4 broken")}).content.decode()
    assert 'data-state="refused"' in section and 'class="errornote"' in section
    assert 'data-state="refused"' in page.post(PAGE, {"do": "preview", "part": "0"}).content.decode()


def test_problems_stand_at_their_line(page: Client) -> None:
    broken = RESOLUTION.replace("\n3. ", "\n4. ")
    shown = preview(page, ("x.txt", broken.encode()))
    line = next(number for number, text in enumerate(broken.split("\n"), 1) if text.startswith("4. "))
    row = shown.split(f'id="row-0-{line}"')[1].split('role="listitem"')[0]
    assert "paragraph 3 is missing before paragraph 4" in row
    assert f'href="#row-0-{line}"' in shown


def test_for_a_known_symbol_the_differences_are_shown(page: Client) -> None:
    store_text()
    shown = preview(page, ("x.txt", RESOLUTION.replace("就可疑交易交流信息", "就可疑交易迅速交流信息").encode()))
    assert "a new edition" in shown and "1 paragraph differs" in shown and "就可疑交易迅速交流信息" in shown


def test_for_a_known_record_the_speeches_that_differ_are_shown(page: Client) -> None:
    store_record()
    shown = preview(page, ("x.txt", RECORD.replace("36间", "37间").encode()))
    differences = shown.split("1 paragraph differs")[1].split("</table>")[0]
    assert "2. 奎斯特" in differences and "36间临时课堂" in differences and "37间临时课堂" in differences


def test_what_is_stored_already_is_said_and_not_ticked(page: Client) -> None:
    store_text()
    shown = preview(page, ("x.txt", RESOLUTION.encode()))
    assert "stored already" in shown and "checked" not in shown


def test_files_are_read_apart(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "parse_apart", parse_apart)
    shown = preview(page, ("x.txt", RESOLUTION.encode()))
    assert "a new document" in store(page, shown)


def test_of_several_files_the_readable_ones_are_stored(page: Client) -> None:
    shown = preview(page, ("a.txt", RESOLUTION.encode()), ("b.pdf", b"%PDF-1.4 broken"), ("c.txt", RESOLUTION.replace("9101", "9103").encode()))
    assert shown.count('class="errornote"') == 1
    store(page, shown)
    assert set(Document.objects.values_list("symbol", flat=True)) == {"S/RES/9101 (2032)", "S/RES/9103 (2032)"}


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"PK\x03\x04broken", b"MZ\x90\x00" * 50, "<html><form>登录</form></html>".encode()])
def test_a_bad_file_is_refused_in_a_sentence(page: Client, content: bytes) -> None:
    assert 'class="errornote"' in preview(page, ("x.docx", content)) or "Choose a file" in preview(page, ("x.docx", content))
    assert not Document.objects.exists()


def test_a_preview_that_was_tampered_with_is_refused(page: Client) -> None:
    shown = preview(page, ("x.txt", RESOLUTION.encode()))
    assert "no longer valid" in store(page, shown, **{"token-0": "x:y:z"})
    assert not Document.objects.exists()


def test_hostile_names_and_titles_are_shown_as_text(page: Client) -> None:
    shown = preview(page, ("<script>alert(1)</script>.txt", RESOLUTION.encode()))
    assert "<script>alert" not in shown


@pytest.mark.parametrize("role", ["analyst", "reviewer"])
def test_only_editors_import(role: str, make_user, client: Client) -> None:
    client.force_login(make_user("somebody", groups=[role], is_staff=True))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"do": "preview", "text": RESOLUTION}).status_code == 403


def test_a_symbol_is_fetched_and_looked_at(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Fetched("S/RES/9101 (2032)", "zh", RESOLUTION.encode(), "x.txt", "text/plain", "https://example.org/S/RES/9101")
    monkeypatch.setattr(fetching, "fetch", lambda typed, *, language: found if (typed, language) == ("9101 (2032)", "zh") else None)
    shown = page.post(PAGE, {"do": "fetch", "wanted": "9101 (2032)", "language": "zh"}).content.decode()
    assert "https://example.org/S/RES/9101" in shown and "a new document" in shown
    store(page, shown)
    assert Event.objects.get(object_type="document").after["source"] == "https://example.org/S/RES/9101"


def test_why_nothing_was_fetched_is_said(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "available", lambda: True)
    shown = page.post(PAGE, {"do": "fetch", "wanted": "nonsense", "language": "zh"}).content.decode()
    assert 'class="error"' in shown and 'value="nonsense"' in shown
    assert 'data-state="refused"' in page.post(PAGE, {"do": "fetch", "part": "2", "wanted": "nonsense"}).content.decode()

"""Import in the admin: look first, store afterwards, for editors only; a bad file is refused in a sentence and stores nothing."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from obligations.models import Document, Edition, Event
from tests.factories import RESOLUTION, make_vocabulary, store_text

pytestmark = pytest.mark.django_db
PAGE = "/admin/obligations/document/import/"


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
    fields = dict(re.findall(r'name="((?:token|symbol)-\d+)" value="([^"]*)"', shown))
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


def test_the_symbol_can_be_corrected_before_it_is_stored(page: Client) -> None:
    store(page, preview(page, ("x.txt", RESOLUTION.encode())), **{"symbol-0": "S/RES/9102 (2032)"})
    assert Document.objects.get().symbol == "S/RES/9102 (2032)"


def test_for_a_known_symbol_the_differences_are_shown(page: Client) -> None:
    store_text()
    shown = preview(page, ("x.txt", RESOLUTION.replace("就可疑交易交流信息", "就可疑交易迅速交流信息").encode()))
    assert "a new edition" in shown and "1 paragraph differs" in shown and "就可疑交易迅速交流信息" in shown


def test_what_is_stored_already_is_said_and_not_ticked(page: Client) -> None:
    store_text()
    shown = preview(page, ("x.txt", RESOLUTION.encode()))
    assert "stored already" in shown and "checked" not in shown


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

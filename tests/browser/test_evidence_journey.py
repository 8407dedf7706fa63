"""Evidence in a real browser: a file that is too large is said so before it is sent, one that fits is added and found."""

import pytest

from obligations.models import Evidence
from tests.factories import make_vocabulary
from tests.obligations.uploaded_files import PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def desk(page, live_server, client, analyst, settings, tmp_path):
    """The form for a new piece, opened by an analyst."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EVIDENCE_LARGEST = 1024 * 1024
    make_vocabulary()
    client.force_login(analyst)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page.goto("/admin/obligations/evidence/new/?next=/admin/obligations/")
    return page


def choose(page, name, content):
    page.set_input_files("#id_file", {"name": name, "mimeType": "application/pdf", "buffer": content})


def test_a_file_that_is_too_large_is_said_so_before_it_is_sent(desk):
    choose(desk, "大.pdf", PDF + b" " * 1024 * 1024)
    assert "1 MB" in desk.inner_text(".drop [role=alert]")
    sent = []
    desk.on("request", lambda request: sent.append(request.method))
    desk.click("#evidence-form button[type=submit]")
    assert sent == []


def test_a_file_is_added_by_keyboard_and_one_comes_back(desk):
    choose(desk, "国内法.pdf", PDF)
    assert desk.input_value("#id_title") == "国内法"
    desk.select_option("#id_kind", "law")
    desk.focus("#id_title")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/admin/obligations/?evidence=*")
    assert desk.url.endswith(f"={Evidence.objects.get().pk}")

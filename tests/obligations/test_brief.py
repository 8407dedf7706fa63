"""The brief on one State: what it says to whom on which day, as a page and as a PDF whose text is read again."""

from datetime import timedelta

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from obligations.choices import Audience
from obligations.models import Actor
from tests.factories import RESOLUTION, make_approved, obligation, store_text

pytestmark = pytest.mark.django_db

NOW = timezone.now()
KEY = "9101(2032)/1/1"
LATER = RESOLUTION.replace("9101", "9102").replace("9911", "9912")


@pytest.fixture(scope="module", autouse=True)
def text(store_once):
    store_once(store_text)


def approved(code, by, audience=Audience.READERS, **fields):
    return make_approved((obligation(KEY), code), by, at=NOW, as_of=NOW.date(), audience=audience, **fields)


@pytest.fixture
def html(client):
    def get(address, user=None, status=200):
        if user is not None:
            client.force_login(user)
        answer = client.get(address, headers={"Accept-Language": "en"})
        assert answer.status_code == status, (address, answer.status_code)
        return answer.content.decode()

    return get


def read(client, user, address="/actors/JPN/brief.pdf", language="zh-hans"):
    """The text of all pages, without white space."""
    client.force_login(user)
    answer = client.get(address, headers={"Accept-Language": language})
    assert answer["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


def test_a_brief_says_what_is_asked_with_its_status(html, reader, analyst):
    approved("JPN", analyst)
    page = html("/actors/JPN/brief/", reader)
    assert f"<b>Measures found for part, as of {NOW.date()}</b>" in page


def test_a_brief_says_nothing_that_was_not_published_to_its_reader(html, reader, analyst):
    approved("JPN", analyst, audience=Audience.STAFF)
    assert "Measures found for part, as of" not in html("/actors/JPN/brief/", reader)


def test_a_brief_of_a_past_day_says_what_stood_then(html, reader, analyst):
    approved("JPN", analyst)
    day = timezone.localdate() - timedelta(days=3)
    assert "Measures found for part, as of" not in html(f"/actors/JPN/brief/?as_of={day}", reader)


def test_a_brief_names_what_names_the_State(html, reader):
    assert "9101(2032)/3/2" in html("/actors/JPN/brief/", reader)
    assert "9101(2032)/3/2" not in html("/actors/PRT/brief/", reader)


def test_a_brief_carries_the_disclaimer(html, reader):
    assert "not a legal finding" in html("/actors/JPN/brief/", reader)


def test_a_body_has_no_brief(html, reader):
    body = Actor.objects.exclude(kind__in=("state", "observer")).first()
    html(f"/actors/{body.code}/brief/", reader, status=404)


def test_without_a_role_there_is_no_brief(html, outsider):
    html("/actors/JPN/brief/", outsider, status=403)
    html("/actors/JPN/brief.pdf", outsider, status=403)


def test_the_text_of_the_file_can_be_read_again(client, reader, analyst):
    approved("JPN", analyst)
    text = read(client, reader)
    for words in ("简报：日本", KEY, "所有国家应防止爆炸物前体落入武装团体手中", "已见部分措施", NOW.date().isoformat(), "日本和挪威分享培训材料"):
        assert words in text, words


def test_the_file_carries_the_notices_on_statuses(client, reader):
    assert "notalegalfinding" in read(client, reader, language="en")


@pytest.mark.parametrize(("code", "name"), [("CIV", "Côted'Ivoire"), ("TUR", "Türkiye")])
def test_the_file_has_letters_with_accents(client, reader, code, name):
    assert name.replace("'", "") in read(client, reader, f"/actors/{code}/brief.pdf", "en").replace("'", "").replace("’", "")


@pytest.mark.parametrize("query", ["?as_of=%00", "?as_of=9999-99-99", "?as_of=<b>", "?as_of=1945-01-01"])
def test_odd_days_do_not_break_a_brief(client, reader, query):
    client.force_login(reader)
    for address in ("/actors/JPN/brief/", "/actors/JPN/brief.pdf"):
        assert client.get(address + query).status_code == 200


def test_the_number_of_queries_does_not_grow(client, reader):
    client.force_login(reader)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get("/actors/JPN/brief/")
        return len(queries)

    asked()
    few = asked()
    store_text(LATER, filename="y.txt")
    assert asked() == few

"""The pages of subject areas: definitions, how force developed, follow-up to whom it is shown, and links from labels."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from obligations.choices import Audience
from obligations.models import ParagraphSubject, SubjectArea
from obligations.subjects import reading as subjects
from tests.factories import RESOLUTION, make_approved, obligation, store_text

pytestmark = pytest.mark.django_db

NOW = timezone.now()
KEY = "9101(2032)/1/1"
LATER = RESOLUTION.replace("9101", "9102").replace("9911", "9912").replace("4月15日", "4月16日").replace("决定所有国家", "敦促所有国家")


@pytest.fixture(scope="module", autouse=True)
def text(store_once):
    store_once(store_text)


@pytest.fixture
def area():
    """A subject of the first paragraph."""
    return SubjectArea.objects.get(pk=ParagraphSubject.objects.filter(paragraph=obligation(KEY).paragraph).values("subject")[:1])


@pytest.fixture
def html(client):
    def get(address, user=None, status=200):
        if user is not None:
            client.force_login(user)
        answer = client.get(address, headers={"Accept-Language": "en"})
        assert answer.status_code == status, (address, answer.status_code)
        return answer.content.decode()

    return get


def test_every_subject_stands_in_the_list_with_its_definition(html, reader):
    page = html("/subjects/", reader)
    assert page.count('<article class="card">') == SubjectArea.objects.count()


def test_a_page_shows_its_definition(html, reader, area):
    assert area.definition_en.split("'")[0][:40] in html(f"/subjects/{area.code}/", reader)


def test_the_documents_stand_in_the_order_of_their_adoption(reader, area):
    store_text(LATER, filename="y.txt")
    assert [step.symbol for step in subjects.development(reader, area).steps] == ["S/RES/9101 (2032)", "S/RES/9102 (2032)"]


def test_each_figure_counts_the_list_it_leads_to(client, reader, area):
    client.force_login(reader)
    found = subjects.development(reader, area)
    for figure in found.steps[0].figures:
        if figure.count:
            assert client.get(f"/obligations/{figure.query}").context["page"].paginator.count == figure.count


def test_the_drawing_has_a_circle_for_each_number(html, reader, area):
    found = subjects.development(reader, area)
    figures = [figure for step in found.steps for figure in step.figures if figure.count]
    page = html(f"/subjects/{area.code}/", reader)
    assert page.count("<circle") == len(figures)
    assert 'style="' not in page


def test_follow_up_for_staff_is_not_shown_to_readers(html, reader, analyst, area):
    make_approved((obligation(KEY), "JPN"), analyst, at=NOW, as_of=NOW.date(), audience=Audience.STAFF)
    assert "Measures found for part 1" not in html(f"/subjects/{area.code}/", reader)
    assert "Measures found for part 1" in html(f"/subjects/{area.code}/", analyst)


def test_a_past_day_shows_the_follow_up_of_then(html, reader, analyst, area):
    make_approved((obligation(KEY), "JPN"), analyst, at=NOW, as_of=NOW.date(), audience=Audience.READERS)
    day = timezone.localdate() - timedelta(days=2)
    assert "Measures found for part 1" not in html(f"/subjects/{area.code}/?as_of={day}", reader)


def test_an_unknown_subject_is_not_there(html, reader):
    html("/subjects/nothing/", reader, status=404)


def test_without_a_role_there_are_no_subjects(html, outsider):
    html("/subjects/", outsider, status=403)


@pytest.mark.parametrize("query", ["?as_of=%00", "?page=-3", "?as_of=2999-01-01", "?page=<script>"])
def test_odd_parameters_do_not_break_the_page(html, reader, area, query):
    assert "<script>" not in html(f"/subjects/{area.code}/{query}", reader).replace("<script src", "")


def test_labels_lead_to_their_subject(html, reader, area):
    assert f'href="/subjects/{area.code}/"' in html("/documents/S-RES-9101-2032/", reader)


def test_the_number_of_queries_does_not_grow(client, reader, area):
    client.force_login(reader)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/subjects/{area.code}/")
        return len(queries)

    asked()
    few = asked()
    store_text(LATER, filename="y.txt")
    assert asked() == few

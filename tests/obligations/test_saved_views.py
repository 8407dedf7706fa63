"""Saved views: a filter under a name, for the person who saved it and nobody else."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from obligations.models import Event, SavedView
from obligations.services import savedviews
from tests.factories import AT, store_text

pytestmark = pytest.mark.django_db

QUERY = "force=calls&subject=ied"
PAGE = "/account/views/"


def saved(user: User, name: str = "Mine", query: str = QUERY) -> SavedView:
    """A view of the obligations."""
    return savedviews.save(user=user, of="obligations", name=name, query=query, at=AT)


@pytest.fixture
def as_reader(client: Client, reader: User) -> Client:
    """A browser in which a reader is logged in."""
    client.force_login(reader)
    return client


# The service --------------------------------------------------------------------------------------------------------
def test_a_view_keeps_what_is_asked_and_leaves_out_the_page(reader: User) -> None:
    view = saved(reader, "  Explosives   in texts ", "?force=calls&page=3&search=&document=S/RES/9001+(2031)&search=简易")
    assert view.name == "Explosives in texts"
    assert view.query == "force=calls&document=S%2FRES%2F9001+%282031%29&search=%E7%AE%80%E6%98%93"
    assert view.get_absolute_url() == f"/obligations/?{view.query}"


def test_everybody_sees_and_changes_ones_own_alone(reader: User, analyst: User, admin: User) -> None:
    view = saved(reader)
    assert list(SavedView.objects.visible_to(reader)) == [view]
    for other in (analyst, admin, AnonymousUser()):
        assert not SavedView.objects.visible_to(other).exists()
    for other in (analyst, admin):
        with pytest.raises(PermissionDenied):
            savedviews.rename(view=view, name="Theirs", by=other)
        with pytest.raises(PermissionDenied):
            savedviews.delete(view=view, by=other)


def test_a_view_is_renamed_and_deleted_and_the_log_is_left_alone(reader: User) -> None:
    before = Event.objects.count()
    view = savedviews.rename(view=saved(reader), name="Another name", by=reader)
    assert str(view) == "Another name"
    assert savedviews.rename(view=view, name="Another name", by=reader) == view
    savedviews.delete(view=view, by=reader)
    assert not SavedView.objects.exists()
    assert Event.objects.count() == before


def test_a_name_is_taken_once_by_each_person(reader: User, analyst: User) -> None:
    saved(reader)
    saved(analyst)
    with pytest.raises(ValidationError):
        saved(reader)
    with pytest.raises(ValidationError):
        savedviews.rename(view=saved(reader, "Second"), name="Mine", by=reader)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "line\x00break", "a\u202eb"])
def test_a_name_has_to_be_one(reader: User, name: str) -> None:
    with pytest.raises(ValidationError):
        saved(reader, name)


@pytest.mark.parametrize("query", ["x=" + "1" * 5000, "&".join(f"a{n}=1" for n in range(300)), "force=\x00"])
def test_a_query_that_cannot_be_kept_is_refused(reader: User, query: str) -> None:
    with pytest.raises(ValidationError):
        saved(reader, query=query)


def test_a_list_that_has_no_views_a_full_shelf_and_an_account_without_a_role_are_refused(
    reader: User, outsider: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValidationError):
        savedviews.save(user=reader, of="admin", name="Mine", query="", at=AT)
    with pytest.raises(PermissionDenied):
        saved(outsider)
    monkeypatch.setattr(savedviews, "MOST", 1)
    saved(reader)
    with pytest.raises(ValidationError):
        saved(reader, "Second")


# The pages ----------------------------------------------------------------------------------------------------------
def test_the_list_saves_its_filter_and_offers_it_again_here_and_on_the_first_page(as_reader: Client, reader: User) -> None:
    store_text()
    page = as_reader.get(f"/obligations/?{QUERY}&page=1&colour=red").content.decode()
    sent = re.search(r'name="query" value="([^"]*)"', page)
    assert sent is not None
    answer = as_reader.post(f"{PAGE}save/", {"of": "obligations", "name": "Mine", "query": sent[1].replace("&amp;", "&")}, follow=True)
    assert answer.redirect_chain == [(f"/obligations/?{QUERY}", 302)]
    page = answer.content.decode()
    link = f'<a href="/obligations/?{QUERY.replace("&", "&amp;")}"'
    assert f'{link} aria-current="true">Mine</a>' in page
    assert f"{link}>Mine</a>" in as_reader.get("/").content.decode()


def test_a_refusal_leads_back_to_the_list_with_a_sentence(as_reader: Client, reader: User) -> None:
    saved(reader)
    answer = as_reader.post(f"{PAGE}save/", {"of": "obligations", "name": "Mine", "query": QUERY}, follow=True)
    assert answer.redirect_chain == [(f"/obligations/?{QUERY}", 302)]
    assert "Mine" in " ".join(str(message) for message in answer.context["messages"])
    assert as_reader.post(f"{PAGE}save/", {"of": "//evil.example", "name": "", "query": "a\r\nb"})["Location"] == "/obligations/"


def test_ones_views_are_renamed_and_deleted_on_their_page(as_reader: Client, reader: User, analyst: User) -> None:
    mine, theirs = saved(reader), saved(analyst, "Theirs")
    page = as_reader.get(PAGE).content.decode()
    assert "Mine" in page and "Theirs" not in page
    as_reader.post(f"{PAGE}{mine.pk}/rename/", {"name": "New <name>"})
    assert "New &lt;name&gt;" in as_reader.get(PAGE).content.decode()
    as_reader.post(f"{PAGE}{mine.pk}/delete/")
    assert [view.pk for view in SavedView.objects.all()] == [theirs.pk]
    for act in ("rename", "delete"):
        assert as_reader.post(f"{PAGE}{theirs.pk}/{act}/", {"name": "Mine"}).status_code == 404


def test_who_is_not_signed_in_has_none(client: Client, reader: User, outsider: User, settings: object) -> None:
    view = saved(reader)
    settings.PUBLIC_READ = True
    assert "account/views" not in client.get("/obligations/?force=calls").content.decode()
    for address in (PAGE, f"{PAGE}save/", f"{PAGE}{view.pk}/delete/"):
        assert client.post(address).status_code in (302, 405)
    settings.PUBLIC_READ = False
    client.force_login(outsider)
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}save/").status_code == 405

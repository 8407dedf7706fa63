"""Coming in with a password: how often one may be wrong, who is told what, and how a session ends."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from obligations.models import Event
from obligations.signin.addresses import address_of
from obligations.signin.sessions import BEGAN, SEEN

pytestmark = pytest.mark.django_db

DOOR, STAFF_DOOR = "/accounts/login/", "/admin/login/"
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.1"
WRONG = "not the password"


def knock(name: str, password: str, *, door: str = DOOR, address: str = HERE, client: Client | None = None, **headers: str) -> Any:
    """The answer to a name and a password, in English."""
    sent = {"username": name, "password": password}
    return (client or Client()).post(door, sent, REMOTE_ADDR=address, headers={"Accept-Language": "en", **headers})


def locked(name: str = "reader", **how: Any) -> Any:
    """The answer to the fifth wrong password."""
    return [knock(name, WRONG, **how) for _try in range(5)][-1]


def test_the_right_password_opens(reader: User) -> None:
    client = Client()
    assert knock("reader", "reader", client=client).status_code == 302
    assert client.get("/documents/").status_code == 200


@pytest.mark.parametrize("door", [DOOR, STAFF_DOOR])
def test_after_five_wrong_passwords_the_right_one_opens_nothing(analyst: User, door: str) -> None:
    answer = locked("analyst", door=door)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 900
    page = answer.content.decode()
    assert "Try again in 15 minutes, or ask an administrator to unlock the account." in page and "It opens by itself at" in page
    assert knock("analyst", "analyst", door=door).status_code == 429


def test_the_sentence_is_there_in_chinese_too(reader: User) -> None:
    page = locked(**{"Accept-Language": "zh-hans"}).content.decode()
    assert "15" in page and re.search(r"请在.*分钟后重试", page)


def test_a_program_that_asks_for_json_is_told_so_as_a_problem(reader: User) -> None:
    answer = locked(Accept="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert answer.json()["type"] == "urn:problem:too-many-requests" and "Try again in" in answer.json()["detail"]


def test_others_and_other_places_are_not_locked_out(reader: User, outsider: User) -> None:
    locked()
    assert knock("reader", "reader", address=ELSEWHERE).status_code == 302
    assert knock("outsider", "outsider").status_code == 302


def test_the_account_opens_by_itself(reader: User) -> None:
    locked()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert knock("reader", "reader").status_code == 302


def test_trying_while_locked_does_not_make_it_longer(reader: User) -> None:
    locked()
    before = AccessAttempt.objects.get().attempt_time
    knock("reader", WRONG)
    assert AccessAttempt.objects.get().attempt_time == before


def test_the_right_password_forgets_the_wrong_ones(reader: User) -> None:
    for _try in range(4):
        knock("reader", WRONG)
    knock("reader", "reader")
    assert not AccessAttempt.objects.exists()


def test_an_administrator_unlocks(reader: User, admin: User) -> None:
    locked()
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(admin)
    assert "yes, for an address" in client.get("/admin/auth/user/").content.decode()
    client.post("/admin/auth/user/", {"action": "unlock", "_selected_action": [reader.pk]})
    assert knock("reader", "reader").status_code == 302
    assert [*Event.objects.filter(object_type="account").order_by("sequence").values_list("action", "object_key", "by__username")] == [
        ("account.locked", "reader", None),
        ("account.unlocked", "reader", "admin"),
    ]


def test_a_name_that_nobody_has_is_not_logged(db: None) -> None:
    assert locked("a password typed into the wrong field").status_code == 429
    assert not Event.objects.filter(object_type="account").exists()


def test_neither_names_nor_passwords_nor_addresses_are_written_to_the_log_of_the_service(reader: User, caplog: Any, capfd: Any) -> None:
    locked()
    knock("reader", "reader", address=ELSEWHERE)
    said = caplog.text + "".join(capfd.readouterr())
    assert [word for word in ("reader", WRONG, HERE, ELSEWHERE) if word in said] == []


def test_what_is_kept_of_an_attempt_holds_no_password(reader: User) -> None:
    knock("reader", WRONG)
    row = AccessAttempt.objects.get()
    assert WRONG not in f"{row.get_data}{row.post_data}" and "next" not in row.get_data


@override_settings(API_RATES={"login": "3/min", "caller": "", "address": ""})
def test_one_address_cannot_try_one_password_on_many_accounts(db: None) -> None:
    address = "203.0.113.77"
    answers = [knock(f"name{number}", WRONG, address=address) for number in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "Too many attempts to log in" in answers[-1].content.decode() and int(answers[-1]["Retry-After"]) <= 60


# The address ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("proxy", "remote", "forwarded", "found"),
    [
        (False, HERE, "1.1.1.1", HERE),
        (True, "10.0.0.1", f"1.1.1.1, {HERE}", HERE),
        (True, HERE, "", HERE),
        (True, HERE, "no address", None),
        (False, "2001:db8:1:2:aaaa::1", "", "2001:db8:1:2::"),
        (False, "::ffff:192.0.2.1", "", HERE),
        (False, "", "", None),
    ],
)
def test_the_address_is_the_one_that_can_be_believed(proxy: bool, remote: str, forwarded: str, found: str | None) -> None:
    with override_settings(BEHIND_PROXY=proxy):
        assert address_of(RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)) == found


# The doors ------------------------------------------------------------------------------------------------------------
def test_readers_do_not_come_in_by_the_staff_door(reader: User) -> None:
    assert knock("reader", "reader", door=STAFF_DOOR).status_code == 200


def test_who_is_in_and_may_not_see_the_admin_may_come_in_as_somebody_else(reader: User, analyst: User) -> None:
    client = Client()
    client.force_login(reader)
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 200 and 'name="password"' in answer.content.decode()
    assert knock("analyst", "analyst", door=STAFF_DOOR, client=client)["Location"] == "/admin/"


@pytest.mark.parametrize("door", [DOOR, STAFF_DOOR])
def test_nobody_is_led_elsewhere(analyst: User, door: str) -> None:
    answer = knock("analyst", "analyst", door=f"{door}?next=https://evil.example/")
    assert "evil" not in answer["Location"]


# The session ----------------------------------------------------------------------------------------------------------
def aged(client: Client, key: str, seconds: int) -> None:
    session = client.session
    session[key] -= seconds
    session.save()


@pytest.mark.parametrize(("key", "seconds"), [(SEEN, 2 * 3600 + 1), (BEGAN, 12 * 3600 + 1)])
def test_a_session_ends_that_is_not_used_or_too_old(reader: User, key: str, seconds: int) -> None:
    client = Client(headers={"Accept-Language": "en"})
    knock("reader", "reader", client=client)
    aged(client, key, seconds)
    answer = client.get("/documents/", follow=True)
    assert answer.redirect_chain == [("/accounts/login/?next=/documents/", 302)]
    assert "You were signed out" in answer.content.decode()
    assert client.get("/api/v1/documents/").status_code == 401


def test_use_keeps_a_session_alive_and_is_written_seldom(reader: User) -> None:
    client = Client()
    knock("reader", "reader", client=client)
    aged(client, SEEN, 600)
    client.get("/account/security/")
    assert client.session[SEEN] > timezone.now().timestamp() - 60
    before = client.session[SEEN]
    client.get("/account/security/")
    assert client.session[SEEN] == before


def test_a_new_password_ends_the_sessions_elsewhere(reader: User) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        knock("reader", "reader", client=client)
    new = "eine lange Wortfolge 77"
    answer = here.post("/account/password/", {"old_password": "reader", "new_password1": new, "new_password2": new})
    assert answer.status_code == 302
    assert here.get("/documents/").status_code == 200
    assert there.get("/documents/").status_code == 302
    assert Event.objects.filter(action="account.password_changed", by=reader).exists()


def test_a_password_that_is_easily_guessed_is_refused(reader: User) -> None:
    client = Client()
    client.force_login(reader)
    for weak in ("short", "123456789012345", "password1234", "reader-reader"):
        client.post("/account/password/", {"old_password": "reader", "new_password1": weak, "new_password2": weak})
    assert User.objects.get().check_password("reader")


def test_sessions_elsewhere_can_be_ended(reader: User, outsider: User) -> None:
    here, there, other = Client(), Client(), Client()
    for client in (here, there):
        knock("reader", "reader", client=client)
    other.force_login(outsider)
    here.post("/account/security/", {"what": "elsewhere"})
    assert [client.get("/account/security/").status_code for client in (here, there, other)] == [200, 302, 200]


def test_an_administrator_ends_all_sessions_of_an_account(reader: User, admin: User) -> None:
    theirs, client = Client(), Client()
    theirs.force_login(reader)
    client.force_login(admin)
    client.post("/admin/auth/user/", {"action": "end_sessions", "_selected_action": [reader.pk]})
    assert theirs.get("/documents/").status_code == 302


def test_changes_of_accounts_are_logged_with_the_roles(admin: User, reader: User) -> None:
    client = Client()
    client.force_login(admin)
    sent = {"username": "reader", "is_active": "on", "date_joined_0": "2032-01-01", "date_joined_1": "00:00:00", "first_name": "R"}
    assert client.post(f"/admin/auth/user/{reader.pk}/change/", sent).status_code == 302
    event = Event.objects.get(action="account.changed")
    assert (event.object_key, event.by) == ("reader", admin)
    assert event.after is not None and event.after["roles"] == [] and "Groups" in event.after["fields"]

"""The second step of signing in: setting it up, coming in with it, losing the device."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.test import Client, override_settings
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from obligations.models import Event
from obligations.services import secondstep
from obligations.signin.sessions import WAITING
from tests.obligations.test_sign_in import knock
from tests.obligations.test_tokens import ask, issue

pytestmark = pytest.mark.django_db

SECURITY, SETUP, STEP = "/account/security/", "/account/security/set-up/", "/accounts/login/code/"
INSIDE = "/account/security/"


def browser(user: User | None = None) -> Client:
    """A browser in English, signed in where somebody is named, by the password."""
    client = Client(headers={"Accept-Language": "en"})
    if user:
        knock(user.username, user.username, client=client)
    return client


def code_of(user: User) -> str:
    """What the app shows now. A code counts once, so the device forgets the last one here."""
    TOTPDevice.objects.filter(user=user).update(last_t=-1)
    return f"{totp(TOTPDevice.objects.get(user=user).bin_key):06}"


def set_up(user: User) -> list[str]:
    """Set the second step up, and the recovery codes."""
    secondstep.begin(user=user, by=user, at=timezone.now())
    return secondstep.confirm(user=user, code=code_of(user), by=user, at=timezone.now())


def give(client: Client, code: str) -> Any:
    """The answer to a code."""
    return client.post(STEP, {"code": code})


def is_in(client: Client) -> bool:
    """Whether the browser is signed in."""
    return client.get(INSIDE).status_code == 200


# Setting up -----------------------------------------------------------------------------------------------------------
def test_it_is_set_up_with_the_password_and_a_first_code(reader: User) -> None:
    client = browser(reader)
    assert client.post(SECURITY, {"what": "begin", "begin-password": "reader"})["Location"] == SETUP
    page = client.get(SETUP)
    key = TOTPDevice.objects.get().config_url
    assert "<svg" in page.content.decode() and " style=" not in page.content.decode() and "no-store" in page["Cache-Control"]
    assert key.startswith("otpauth://totp/Obligations%20tracker%3Areader?secret=")
    assert not secondstep.is_set_up(reader)
    shown = client.post(SETUP, {"code": code_of(reader)}).content.decode()
    assert len(re.findall(r"<code>[a-z2-9]{5}-[a-z2-9]{5}</code>", shown)) == 10
    assert secondstep.is_set_up(reader)
    assert client.get(SETUP)["Location"] == SECURITY  # the key is never shown again


def test_a_wrong_password_or_first_code_sets_nothing_up(reader: User) -> None:
    client = browser(reader)
    assert "This is not your password." in client.post(SECURITY, {"what": "begin", "begin-password": "wrong"}).content.decode()
    assert not TOTPDevice.objects.exists()
    client.post(SECURITY, {"what": "begin", "begin-password": "reader"})
    assert "This code does not fit" in client.post(SETUP, {"code": "abc"}).content.decode()
    assert not secondstep.is_set_up(reader)


def test_guessing_the_password_on_the_page_counts_as_at_the_door(reader: User) -> None:
    client = browser(reader)
    answers = [client.post(SECURITY, {"what": "begin", "begin-password": "wrong"}, REMOTE_ADDR="192.0.2.1").status_code for _try in range(5)]
    assert answers[-1] == 429


def test_setting_up_ends_the_sessions_that_came_in_without_it(reader: User) -> None:
    here, there = browser(reader), browser(reader)
    here.post(SECURITY, {"what": "begin", "begin-password": "reader"})
    here.post(SETUP, {"code": code_of(reader)})
    assert (is_in(here), is_in(there)) == (True, False)


# Coming in ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("door", ["/accounts/login/", "/admin/login/"])
def test_the_password_alone_opens_nothing(analyst: User, door: str) -> None:
    set_up(analyst)
    client = browser()
    assert knock("analyst", "analyst", door=f"{door}?next=/documents/", client=client)["Location"] == STEP
    assert not is_in(client)
    assert client.get("/api/v1/documents/").status_code == 401
    assert give(client, code_of(analyst))["Location"] == "/documents/"
    assert is_in(client)


def test_a_code_counts_once(reader: User) -> None:
    set_up(reader)
    code = code_of(reader)
    for is_first in (True, False):
        client = browser(reader)
        give(client, code)
        assert is_in(client) is is_first


def test_full_width_digits_and_spaces_are_digits(reader: User) -> None:
    set_up(reader)
    client = browser(reader)
    code = code_of(reader)
    give(client, f"{code[:3]} {code[3:]}".translate({ord("0") + n: 0xFF10 + n for n in range(10)}))
    assert is_in(client)


@pytest.mark.parametrize("wrong", ["", "000", "1234567890123456", "abcde-fghjk", "①②③④⑤⑥", "²³", "9" * 30, "\x00123", "٣٤٥٦٧٨"])
def test_what_is_no_code_opens_nothing(reader: User, wrong: str) -> None:
    set_up(reader)
    client = browser(reader)
    assert give(client, wrong).status_code == 200
    assert not is_in(client)


def test_wrong_codes_make_one_wait_longer_each_time(reader: User) -> None:
    set_up(reader)
    client = browser(reader)
    give(client, "000000")
    TOTPDevice.objects.update(throttling_failure_count=5)
    page = give(client, code_of(reader)).content.decode()
    assert re.search(r"Too many wrong codes. Try again in 1[56] seconds.", page)
    assert not is_in(client)


def test_the_second_step_waits_five_minutes(reader: User) -> None:
    set_up(reader)
    client = browser(reader)
    session = client.session
    session[WAITING] |= {"at": session[WAITING]["at"] - 301}
    session.save()
    assert give(client, code_of(reader))["Location"] == "/accounts/login/"
    assert not is_in(client)


def test_a_password_changed_meanwhile_or_a_closed_account_ends_the_waiting(reader: User, outsider: User) -> None:
    for user in (reader, outsider):
        set_up(user)
    first, second = browser(reader), browser(outsider)
    reader.set_password("another")
    reader.save()
    User.objects.filter(pk=outsider.pk).update(is_active=False)
    give(first, code_of(reader))
    give(second, code_of(outsider))
    assert (is_in(first), is_in(second)) == (False, False)


def test_without_the_password_there_is_no_second_step(reader: User) -> None:
    set_up(reader)
    client = browser()
    assert give(client, code_of(reader))["Location"] == "/accounts/login/"
    assert not is_in(client)


# Recovery -------------------------------------------------------------------------------------------------------------
def test_a_recovery_code_opens_once_and_is_counted(reader: User) -> None:
    codes = set_up(reader)
    client = browser(reader)
    give(client, codes[0].upper())
    assert is_in(client)
    assert "9 recovery codes are left." in client.get("/account/security/").content.decode()
    again = browser(reader)
    give(again, codes[0])
    assert not is_in(again)
    assert Event.objects.get(action="account.recovery_code_used").after == {"left": 9}


def test_recovery_codes_are_not_kept_as_they_are(reader: User) -> None:
    codes = {code.replace("-", "") for code in set_up(reader)}
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == 10 and not codes & kept
    client = browser(reader)
    give(client, next(iter(kept)))
    assert not is_in(client)


def test_new_recovery_codes_take_a_code_and_replace_the_old_ones(reader: User) -> None:
    old = set_up(reader)
    client = browser(reader)
    give(client, code_of(reader))
    assert "This code does not fit" in client.post(SECURITY, {"what": "codes", "codes-code": "000000"}).content.decode()
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert "Recovery codes" in client.post(SECURITY, {"what": "codes", "codes-code": code_of(reader)}).content.decode()
    again = browser(reader)
    give(again, old[0])
    assert not is_in(again)


# Taking it away -------------------------------------------------------------------------------------------------------
def test_removing_takes_a_code(reader: User) -> None:
    set_up(reader)
    client = browser(reader)
    give(client, code_of(reader))
    client.post(SECURITY, {"what": "remove", "remove-code": "123"})
    assert secondstep.is_set_up(reader)
    TOTPDevice.objects.update(throttling_failure_count=0)
    client.post(SECURITY, {"what": "remove", "remove-code": code_of(reader)})
    assert not secondstep.is_set_up(reader) and not StaticDevice.objects.exists()


def test_an_administrator_resets_a_lost_device_and_ends_its_sessions(reader: User, admin: User) -> None:
    set_up(reader)
    lost, client = browser(reader), browser(admin)
    give(lost, code_of(reader))
    client.post("/admin/auth/user/", {"action": "reset_second_step", "_selected_action": [reader.pk, admin.pk]})
    assert not secondstep.is_set_up(reader) and not is_in(lost)
    assert is_in(browser(reader))
    assert Event.objects.get(action="account.second_step_reset").by == admin


def test_nobody_else_does(reader: User, reviewer: User) -> None:
    set_up(reader)
    for attempt in (secondstep.reset, secondstep.begin):
        with pytest.raises(PermissionDenied):
            attempt(user=reader, by=reviewer, at=timezone.now())


def test_keys_and_recovery_codes_are_not_in_the_admin(admin: User) -> None:
    client = browser(admin)
    for model in ("otp_totp/totpdevice", "otp_static/staticdevice"):
        assert client.get(f"/admin/{model}/").status_code == 404


def test_the_log_says_what_happened_and_no_secret(reader: User) -> None:
    codes = set_up(reader)
    client = browser(reader)
    give(client, codes[0])
    client.post(SECURITY, {"what": "remove", "remove-code": codes[1]})
    rows = Event.objects.filter(object_type="account").order_by("sequence")
    assert [row.action for row in rows] == [
        "account.second_step_set_up",
        "account.recovery_code_used",
        "account.recovery_code_used",
        "account.second_step_removed",
    ]
    said = str([(row.after, row.before, row.reason) for row in rows])
    assert [code for code in codes if code in said] == []


# Required of staff ----------------------------------------------------------------------------------------------------
@override_settings(STAFF_TOTP="required")
def test_staff_without_it_get_nowhere_else_where_it_is_required(analyst: User) -> None:
    client = browser(analyst)
    for address in ("/", "/admin/", "/documents/", "/account/access/"):
        assert client.get(address)["Location"] == SECURITY, address
    answer = client.get("/api/v1/documents/")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert "Set it up to go on" in client.get(SECURITY).content.decode()
    client.post(SECURITY, {"what": "begin", "begin-password": "analyst"})
    client.post(SETUP, {"code": code_of(analyst)})
    assert client.get("/admin/").status_code == 200


@override_settings(STAFF_TOTP="required")
def test_readers_and_programs_are_not_asked_for_it(reader: User, analyst: User) -> None:
    assert browser(reader).get("/documents/").status_code == 200
    assert ask(issue(analyst).secret).status_code == 200


@override_settings(STAFF_TOTP="required")
def test_who_came_in_with_it_goes_everywhere(analyst: User) -> None:
    set_up(analyst)
    client = browser(analyst)
    give(client, code_of(analyst))
    assert client.get("/admin/").status_code == 200

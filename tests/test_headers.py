"""The headers of every answer, and the cookies of a deployment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.test_house import DEPLOYMENT, run_manage

ASKED = """
import json
from django.conf import settings
from django.test import Client
here = Client(headers={"Host": "tracker.example.org"})
answer, plain = here.get("/healthz", secure=True), here.get("/accounts/login/")
cookies = {name: getattr(settings, name) for name in dir(settings) if "COOKIE" in name and isinstance(getattr(settings, name), (str, bool))}
print(json.dumps({"headers": dict(answer.headers), "cookies": cookies, "plain": [plain.status_code, plain["Location"]]}))
"""
COOKIES = {
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
    "SESSION_COOKIE_HTTPONLY": True,
    **{f"{name}_COOKIE_SECURE": True for name in ("SESSION", "CSRF", "LANGUAGE")},
    **{f"{name}_COOKIE_SAMESITE": "Lax" for name in ("SESSION", "CSRF", "LANGUAGE")},
    **{f"{name}_COOKIE_PATH": "/" for name in ("SESSION", "CSRF")},
}
EXPECTED = {
    "Strict-Transport-Security": "max-age=2592000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def test_a_deployment_sends_them_all(tmp_path: Path) -> None:
    done = run_manage("shell", "--no-imports", "-c", ASKED, DATA_DIR=str(tmp_path), **DEPLOYMENT)
    said = json.loads(done.stdout.splitlines()[-1]) if done.stdout else pytest.fail(done.stderr)
    assert {name: said["headers"].get(name) for name in EXPECTED} == EXPECTED
    assert "camera=()" in said["headers"]["Permissions-Policy"]
    assert {name: said["cookies"].get(name) for name in COOKIES} == COOKIES
    assert said["plain"] == [301, "https://tracker.example.org/accounts/login/"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/nowhere/", "/api/v1/documents/", "/admin/", "/healthz", "/api/docs/", "/account/security/"])
def test_every_answer_has_a_strict_policy(address: str) -> None:
    answer = Client().get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer["Permissions-Policy"] and answer["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_the_session_is_no_scripts_to_read(reader: User) -> None:
    answer = Client().post("/accounts/login/", {"username": "reader", "password": "reader"})
    cookie = answer.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"

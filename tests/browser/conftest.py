"""A browser for the tests: Debian's Chromium, driven by playwright, that reports whatever the pages' console complains of."""

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page
    from pytest_django.live_server_helper import LiveServer


PATIENCE = 20_000  # milliseconds that a page may take on a busy machine before a test fails


def chromium_path() -> str | None:
    """Where Chromium is: CHROMIUM, else the first known name on the PATH."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """One Chromium for the whole run; skips where there is none."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium here: install it, or name it in CHROMIUM")
    playwright = pytest.importorskip("playwright.sync_api")
    playwright.expect.set_options(timeout=PATIENCE)
    # playwright runs an event loop in this thread, and Django would refuse the tests' own queries because of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with playwright.sync_playwright() as driver:
        arguments = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = driver.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


def is_complaint(message: "ConsoleMessage") -> bool:
    """Is it an error of the page's? The browser asks for /favicon.ico by itself where a page, like the admin's, names no icon."""
    return message.type == "error" and not message.location.get("url", "").endswith("/favicon.ico")


@pytest.fixture
def page(chromium: "Browser", live_server: "LiveServer") -> Iterator["Page"]:
    """An empty page in Chinese, with relative addresses going to the running service; errors in its console fail the test."""
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []

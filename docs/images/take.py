"""Take the pictures of README.md from a service that shows the samples: `python docs/images/take.py NAME=PASSWORD… [--service http://127.0.0.1:8000]`.

Names and passwords are those that `make run` printed for `reader` and `analyst`. Needs the tools of `make test`, and Chromium.
"""

import argparse
import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).parent
SIZE = {"width": 1200, "height": 1000}
PICTURES = [  # file, account, address
    ("overview.png", "reader", "/"),
    ("document.png", "reader", "/documents/S-RES-9003-2032/"),
    ("cell.png", "analyst", "/admin/obligations/assessment/cell/9003-2032-1-1/NAM/"),
]


def take(browser: Browser, *, service: str, name: str, password: str, address: str, file: Path) -> None:
    """Sign in, open a page in Chinese, keep what a window shows of it. Raises RuntimeError where the page is not there."""
    context = browser.new_context(base_url=service, locale="zh-CN", viewport=SIZE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"/accounts/login/?next={address}")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    with page.expect_navigation() as arrival:
        page.press("#id_password", "Enter")
    if not arrival.value.ok or not page.url.endswith(address):
        raise RuntimeError(f"{name} was not shown {address}: is the password right, and are the samples loaded?")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file)
    context.close()


def main() -> None:
    """Take all of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("accounts", nargs="+", metavar="NAME=PASSWORD")
    parser.add_argument("--service", default="http://127.0.0.1:8000")
    given = parser.parse_args()
    passwords = dict(account.split("=", 1) for account in given.accounts)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=chromium, args=["--disable-dev-shm-usage", "--lang=zh-CN", *sandbox])
        for file, name, address in PICTURES:
            take(browser, service=given.service, name=name, password=passwords[name], address=address, file=FOLDER / file)
        browser.close()


if __name__ == "__main__":
    main()

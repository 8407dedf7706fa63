"""The matrix of 193 States and 110 obligations in a browser, beside the same table as a file: from the click to the first layout of all of it.

Both come from one gunicorn on the loopback interface, compressed; the file is the table of the page with its style sheets and nothing else.
Where Chromium or playwright is missing a line says so and the measure is left out.
"""

from __future__ import annotations

import gzip
import importlib.util
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import Measure
from benchmarks.matrix import COLUMNS, STATES, fill
from benchmarks.storing import prepare

GOAL = 1.5
ROUNDS = 9
PATIENCE = 60  # seconds until the server answers
PAGE, STILL = "/matrix/", "/still/matrix.html"
SHEET, TABLE = re.compile(r'<link rel="stylesheet"[^>]*>'), re.compile(r'<table class="matrix".*?</table>', re.DOTALL)
# Milliseconds from the beginning of the navigation until everything was laid out and drawn once.
SHOWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(document.body.offsetHeight && performance.now()))))"
CELLS = "document.querySelectorAll('table.matrix tbody td').length"


def matrix_shown() -> Measure | Mapping[str, Measure]:
    """Time until the page is shown over the time until the file is, medians, in turn."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None or importlib.util.find_spec("playwright") is None:
        print("matrix_shown: no Chromium here, left out")
        return {}
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        cookie, table = _page(fill())
        still = Path(folder, "matrix.html.gz")
        still.write_bytes(gzip.compress(table.encode()))
        with _serving(folder, still) as server:
            page, file, cells = _shown(program, server, cookie)
    figures = {"seconds": page / 1000, "seconds_against": file / 1000, "cells": cells, "characters": len(table)}
    return Measure(page / file, "the time until the same table is shown from a file", GOAL, figures)


def _page(user: Any) -> tuple[str, str]:
    """The session of somebody who reads, and the table of the page as a page of its own."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    html = client.get(PAGE).content.decode()
    table = TABLE.search(html)
    if table is None:
        raise RuntimeError("There is no table on the page.")
    head = f'<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>matrix</title>{"".join(SHEET.findall(html))}</head>'
    return client.cookies["sessionid"].value, f'{head}<body><main class="inner"><div class="matrix-frame">{table[0]}</div></main></body></html>'


@contextmanager
def _serving(folder: str, still: Path) -> Iterator[str]:
    """Serve the database of a folder and a file; gives the address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "benchmarks.rivals.still:application", "--bind", f"127.0.0.1:{port}"]
    environment = {**os.environ, "DATA_DIR": folder, "LOCAL": "1", "STILL": str(still), "STILL_AT": STILL}
    server = subprocess.Popen([*command, "--worker-class", "gthread", "--threads", "4", "--log-level", "warning"], env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}{STILL}")
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(address).close()  # noqa: S310  (an address of our own)
        except urllib.error.URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def _shown(program: str, server: str, cookie: str) -> tuple[float, float, int]:
    """Milliseconds until the page is shown, until the file is, and how many cells both have."""
    from playwright.sync_api import sync_playwright

    arguments = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    times: dict[str, list[float]] = {PAGE: [], STILL: []}
    cells = set()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=arguments)
        context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": server}])
        for turn in range(ROUNDS + 1):
            for address, taken in times.items():
                tab = context.new_page()
                tab.goto(f"{server}{address}", wait_until="load")
                took = tab.evaluate(SHOWN)
                cells.add(tab.evaluate(CELLS))
                tab.close()
                if turn:  # the first one reads style sheets and words
                    taken.append(took)
        browser.close()
    if len(cells) != 1 or min(cells) < COLUMNS * STATES:
        raise RuntimeError(f"The two do not show the same cells: {cells}.")
    return statistics.median(times[PAGE]), statistics.median(times[STILL]), cells.pop()


MEASURES = {"matrix_shown": matrix_shown}

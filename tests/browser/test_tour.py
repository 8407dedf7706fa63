"""The tour of README.md, walked as it is printed: what its steps say to press, type and choose is done, and what is bold must stand on the page."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from textwrap import dedent

import pytest
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from obligations.choices import Audience, ReviewState
from obligations.models import Assessment
from tests.browser.conftest import PATIENCE
from tests.factories import make_vocabulary

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).parents[2]
HEADING = "## Five minutes with the samples\n"
HOST = "http://127.0.0.1:8000"  # where `make run` serves
STEP = re.compile(r"^(\d+)\. (.*?)(?=^\d+\. |^$)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| (?!what \||-)(.*?) \| (.*) \|$", re.MULTILINE)
BLOCK = re.compile(r"^   ```text\n(.*?)^   ```\n", re.MULTILINE | re.DOTALL)
BOLD = re.compile(r"\*\*(.+?)\*\*")
# What the words before something bold ask for; anything else only says that it stands there.
PRESS = re.compile(r"\b(press)$", re.IGNORECASE)
UNFOLD = re.compile(r"\bunfold$", re.IGNORECASE)
CHOOSE = re.compile(r"\bchoose$", re.IGNORECASE)
CHOOSE_AT = re.compile(r"choose `([^`]+)` at$")
TYPE = re.compile(r"type `([^`]+)` into$", re.IGNORECASE)
PASTE = re.compile(r"paste this into$", re.IGNORECASE)
PASSWORD = re.compile(r"password(?: that `make run` printed)? into$")
FIGURE = re.compile(r"the last number of the line$", re.IGNORECASE)
OPEN = re.compile(rf"Open <{re.escape(HOST)}(/[^>]*)>")
# A deed that is said in none of the forms above.
ASKED = re.compile(r"\b(press|type|choose|paste|click|tick|select|enter|fill|follow|upload|drag|unfold)\b[^.]*$", re.IGNORECASE)
AND_THEN = {",", "and", ", and"}
TURNS = 100
WATCH = """() => { window.watched = 'unchanged';
  new MutationObserver(() => { window.watched = 'changed' }).observe(document.body, {childList: true, subtree: true}) }"""


def printed() -> str:
    """The section of the tour."""
    _before, found, after = (ROOT / "README.md").read_text(encoding="utf-8").partition(HEADING)
    assert found
    return after.partition("\n## ")[0] + "\n"


def steps() -> list[tuple[int, str]]:
    """The numbered steps, each on one line."""
    return [(int(number), " ".join(text.split())) for number, text in STEP.findall(BLOCK.sub("", printed()))]


def block() -> str:
    """The text of a document that is printed among the steps, to be pasted."""
    (text,) = BLOCK.findall(printed())
    return dedent(text)


@dataclass
class Visitor:
    """Somebody who does what is printed, word by word, and notes the figures that they are told to remember."""

    page: Page
    passwords: dict[str, str]
    name: str = ""
    figures: list[int] = field(default_factory=list)
    deeds: int = 0

    def follow(self, text: str) -> None:
        """Do what a sentence says, bold by bold."""
        verb: Callable[[str], None] = self.see
        for lead, bold in self._leads(text):
            opened = OPEN.search(lead)
            if opened:
                self.page.goto(opened[1])
                self.deeds += 1
            words = lead.strip()
            verb = verb if words in AND_THEN else self._verb(words)
            verb(bold)

    def walk(self, trail: str) -> None:
        """Follow links one after the other, each time from the overview."""
        for way in trail.split(";"):
            self.page.goto("/")
            for bold in BOLD.findall(way):
                self.press(bold)

    def press(self, name: str) -> None:
        """A button or a link; a name may be a part of what stands there."""
        exact = (self.page.get_by_role("button", name=name, exact=True), self.page.get_by_role("link", name=name, exact=True))
        longer = (self.page.get_by_role("button", name=name), self.page.get_by_role("link", name=name))
        found = self._found(f"a button or link {name!r}", *exact, *longer)
        self.page.evaluate(WATCH)
        found.click()
        self.page.wait_for_function("window.watched !== 'unchanged'")  # another page, or something new on this one
        self.deeds += 1

    def unfold(self, name: str) -> None:
        """What is folded, by its heading."""
        self._do(self._found(f"a fold {name!r}", self.page.locator("summary").filter(has_text=name)).click)

    def see(self, words: str) -> None:
        """Words that must be there to be read."""
        expect(self.page.locator(f"text={words} >> visible=true").first).to_be_visible()

    def _verb(self, words: str) -> Callable[[str], None]:
        """What is to be done with what is bold, from the words before it."""
        if PRESS.search(words):
            return self.press
        if UNFOLD.search(words):
            return self.unfold
        if FIGURE.search(words):
            return self._remember
        if CHOOSE.search(words):
            return lambda label: self._do(self._field(label).check)
        if typed := TYPE.search(words):
            self.name = typed[1] if typed[1] in self.passwords else self.name
            return lambda label: self._do(lambda: self._field(label).fill(typed[1]))
        if chosen := CHOOSE_AT.search(words):
            return lambda label: self._do(lambda: self._field(label).select_option(label=chosen[1]))
        if PASTE.search(words):
            return lambda label: self._do(lambda: self._field(label).fill(block()))
        if PASSWORD.search(words):
            return lambda label: self._do(lambda: self._field(label).fill(self.passwords[self.name]))
        assert not ASKED.search(words), f"the test does not know how to do this: {words!r}"
        return self.see

    def _do(self, deed: Callable[[], object]) -> None:
        deed()
        self.deeds += 1

    def _field(self, label: str) -> Locator:
        return self._found(f"a field {label!r}", self.page.get_by_label(label, exact=True), self.page.get_by_label(label))

    def _remember(self, line: str) -> None:
        """The last number of a line of a table."""
        row = self.page.get_by_role("row").filter(has=self.page.get_by_role("rowheader", name=line, exact=True))
        self.figures.append(int(row.get_by_role("cell").last.inner_text()))

    def _found(self, what: str, *places: Locator) -> Locator:
        """The first visible one of the first place that has any, as soon as there is one."""
        for _turn in range(TURNS):
            for place in places:
                visible = place.locator("visible=true")
                if visible.count():
                    return visible.first
            self.page.wait_for_timeout(PATIENCE / TURNS)
        raise AssertionError(f"{what} is printed in the tour and does not stand on {self.page.url}")

    @staticmethod
    def _leads(text: str) -> list[tuple[str, str]]:
        """What is bold, each with the words since the bold before it."""
        pieces = BOLD.split(text)
        return list(zip(pieces[::2], pieces[1::2], strict=False))


@pytest.fixture
def passwords() -> dict[str, str]:
    """What `make run` loads, and the passwords it prints, by name of account."""
    make_vocabulary()
    call_command("ingest", str(ROOT / "samples"), stdout=StringIO(), stderr=StringIO())
    said = StringIO()
    call_command("bootstrap", "--with-samples", stdout=said)
    return dict(re.findall(r"account (\S+) +password (\S+)", said.getvalue()))


def test_the_tour_can_be_walked_as_it_is_printed(page: Page, passwords: dict[str, str]) -> None:
    visitor = Visitor(page, passwords)
    walked = []
    for number, text in steps():
        deeds = visitor.deeds
        visitor.follow(text)
        assert visitor.deeds > deeds, f"step {number} says nothing to do"
        walked.append(number)
    assert walked == [1, 2, 3, 4, 5, 6]
    before, after = visitor.figures
    assert (before > 0, after) == (True, before + 1)
    made = Assessment.objects.get(obligation__key="9006(2032)/1/1")
    assert (made.state, made.audience, str(made.author), str(made.reviewer)) == (ReviewState.APPROVED, Audience.READERS, "analyst", "reviewer")
    visitor.follow("Press **Log out reader**.")
    visitor.follow(f"Open <{HOST}/>, type `analyst` into **Username**, its password into **Password** and press **Log in**.")
    rows = ROW.findall(printed())
    assert len(rows) == 8
    for _what, trail in rows:
        visitor.walk(trail)
        expect(page.locator("h1").first).to_be_visible()

"""A small world for the tests of dashboards, stored once for a class, and the rule that each linked number is the length of its list."""

import re
import sys
from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import urljoin

from django.contrib.auth.models import AnonymousUser, Group, User
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, TestCase
from django.urls import resolve
from django.utils import timezone
from lxml import html as markup

from obligations.choices import Audience
from obligations.dues.board import Board
from obligations.models import Actor, Assignment, Round, StateAccount
from obligations.services import rounds
from obligations.services.deadlines import record_due
from tests.factories import make_approved, obligation, store_text

NOW = timezone.now()
TODAY = timezone.localdate()
YEAR = TODAY.year - 2
LONG_AGO = NOW - timedelta(days=400)
TEXT = f"""第 9701({YEAR})号决议

安全理事会{YEAR}年1月15日第9971次会议通过

安全理事会，

1. 决定所有国家应防止简易爆炸装置部件落入武装团体手中；

2. 敦促会员国最迟于{TODAY.year + 1}年6月30日登记简易爆炸装置部件的销售；

3. 请秘书长每年向安理会提交一份关于简易爆炸装置的报告；

4. 鼓励日本和挪威分享培训材料；

5. 决定尚未这样做的会员国应在三个月内冻结资助恐怖主义的资金。
"""
FIRST, SALES, REPORT, TRAINING, FUNDS = (f"9701({YEAR})/{number}/1" for number in (1, 2, 3, 4, 5))


def person(name: str, *groups: str, **fields: object) -> User:
    """An account with roles."""
    user = User.objects.create_user(username=name, **fields)
    user.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
    return user


class Dashboards(TestCase):
    """One resolution, statuses shown to different audiences, a recorded date, a round; and the personas."""

    analyst: User
    reader: User
    delegate: User
    round: Round

    @classmethod
    def setUpTestData(cls) -> None:
        store_text(TEXT)
        cls.analyst = person("analyst", "analyst", is_staff=True)
        Assignment.objects.create(user=cls.analyst, made_at=LONG_AGO)
        reviewer = person("reviewer", "reviewer", is_staff=True)
        cls.reader = person("reader", "reader")
        cls.delegate = person("delegate", "reader")
        StateAccount.objects.create(user=cls.delegate, actor=Actor.objects.get(code="JPN"))
        cls.record(FIRST, "JPN", at=LONG_AGO)
        cls.record(FIRST, "JPN", at=NOW - timedelta(days=3), status="implemented", summary="国家报告第9页：新法已生效。")
        cls.record(SALES, "JPN", audience=Audience.STATE)
        cls.record(TRAINING, "NOR", audience=Audience.STAFF)
        cls.record(FUNDS, "NOR", audience=Audience.PUBLIC, status="unclear")
        due = date(YEAR + 1, 1, 15)
        record_due(paragraph=obligation(REPORT).paragraph, due_on=due, verdict="met", symbol="S/2033/289", by=cls.analyst, at=NOW)
        cls.round = rounds.open(
            name="第一轮",
            opens_on=TODAY - timedelta(days=7),
            closes_on=TODAY + timedelta(days=7),
            states=Actor.objects.filter(code__in=["JPN", "NOR"]),
            obligations=[obligation(FIRST), obligation(TRAINING)],
            state_first=False,
            days_to_comment=0,
            by=reviewer,
            at=NOW - timedelta(days=10),
        )

    @classmethod
    def record(cls, key: str, code: str, audience: Audience = Audience.READERS, **fields: object) -> None:
        """A status that was approved and shown to an audience."""
        at = fields.pop("at", NOW - timedelta(days=5))
        make_approved((obligation(key), code), cls.analyst, at=at, audience=audience, as_of=date(YEAR, 6, 1), **fields)

    def html(self, address: str, user: User | None, language: str = "en") -> str:
        """A page as somebody gets it."""
        client = Client(headers={"Accept-Language": language})
        if user is not None:
            client.force_login(user)
        answer = client.get(address)
        self.assertEqual(answer.status_code, 200, address)
        return answer.content.decode()

    def check_numbers(self, address: str, user: User | None, *, each: int = 1) -> int:
        """Follow every linked number of a page, or one in `each`; each list has as many. Returns how many different ones there are."""
        found = {(urljoin(address, place).partition("#")[0], number) for place, number in linked_numbers(self.html(address, user))}
        for place, number in sorted(found)[::each]:
            self.assertEqual(length(place, user), number, (place, str(user)))
        return len(found)


# What pages gather beside their lists, by the name in the module of the view: left out, for it takes most of the time.
BESIDE: dict[str, Any] = {"facets": [], "cards": [], "_reaches": [], "_recorded": {}, "_board": Board((), (), ()), "_spoken": {}}


def length(address: str, user: User | None) -> int:
    """How many rows the list at an address has for somebody; nothing of the address may be ignored. The page is not drawn: only counted."""
    request = RequestFactory().get(address)
    request.user = user or AnonymousUser()
    view, arguments, named = resolve(request.path)
    given: dict[str, Any] = {}

    def keep(_request: HttpRequest, _template: str, context: dict[str, Any]) -> HttpResponse:
        given.update(context)
        return HttpResponse()

    module = sys.modules[view.__module__]
    with ExitStack() as patches:
        patches.enter_context(patch.object(module, "render", keep))
        for name in set(BESIDE) & set(vars(module)):
            patches.enter_context(patch.object(module, name, return_value=BESIDE[name]))
        answer = view(request, *arguments, **named)
    assert answer.status_code == 200, (address, answer.status_code)
    assert "found" not in given or given["found"].ignored == (), address
    return int(given["page"].paginator.count)


def linked_numbers(page: str) -> list[tuple[str, int]]:
    """Every link of a page whose words are a number, with where it leads."""
    links = markup.fromstring(page).xpath("//main//a")
    return [(link.get("href"), int(words)) for link in links if re.fullmatch(r"\d+", words := link.text_content().strip())]


def bare_numbers(page: str) -> list[str]:
    """Numbers above nought in cells of tables that lead nowhere."""
    cells = markup.fromstring(page).xpath("//main//td[not(.//a)]")
    return [words for cell in cells if re.fullmatch(r"[1-9]\d*", words := cell.text_content().strip())]

"""Rows for tests, made the way the service makes them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth.models import Group, User

from ingest import default_lexicon, parse
from obligations.choices import Audience, EvidenceKind
from obligations.models import Actor, Assessment, Document, Evidence, Obligation, Verb
from obligations.services import assessments, publication, register, review, vocabulary
from obligations.services.assessments import Cell, Content, Proof

StoreOnce = Callable[[Callable[[], object]], None]  # what the fixture `store_once` gives: see conftest

AT = datetime(2032, 5, 1, 12, 0, tzinfo=UTC)

RESOLUTION = """第 9101(2032)号决议

安全理事会2032年4月15日第9911次会议通过

安全理事会，

回顾其第9001(2031)号决议，

深为关切简易爆炸装置的使用日益增多，

1. 决定所有国家应防止爆炸物前体落入武装团体手中；

2. 敦促会员国在国家一级酌情采取以下措施：

(a) 登记简易爆炸装置部件的销售；

(b) 就可疑交易交流信息；

3. 请秘书长在六个月内向安理会报告本决议的执行情况，并鼓励日本和挪威分享培训材料；

4. 决定继续处理此案。
"""


def make_vocabulary() -> None:
    """Load the real vocabularies where there are none: once for each test database, see conftest."""
    if not Verb.objects.exists():
        vocabulary.load(lexicon=default_lexicon(), at=AT)


def store_text(text: str = RESOLUTION, *, by: User | None = None, filename: str = "x.txt", symbol: str | None = None) -> Document:
    """Parse and store a text; load the vocabularies where there are none."""
    make_vocabulary()
    parsed = parse(text, lexicon=default_lexicon(), symbol=symbol, name=filename)
    return register.store(parsed, content=text.encode(), filename=filename, media_type="text/plain", by=by, at=AT).document


def obligation(key: str) -> Obligation:
    """The obligation of a key: `9101(2032)/2(a)/1`."""
    return Obligation.objects.get(key=key)


def make_evidence(by: User, **fields: Any) -> Evidence:
    """A piece of evidence of which nobody has heard: a national report with an address."""
    number = Evidence.objects.count() + 1
    content = {"slug": f"E-test{number}", "kind": EvidenceKind.NATIONAL_REPORT, "title": f"国家报告{number}", "url": f"https://example.org/{number}"}
    return Evidence.objects.create(**{**content, "added_by": by, "added_at": AT, **fields})


def make_submission(
    cell: Cell | tuple[Obligation, Actor | str], by: User, at: datetime = AT, based_on: Assessment | None = None, **fields: Any
) -> Assessment:
    """A version of a cell that waits for review, by somebody with the analyst's role; an actor may be given as a code."""
    if isinstance(cell, tuple):
        row, actor = cell
        cell = Cell(Actor.objects.get(code=actor) if isinstance(actor, str) else actor, obligation=row)
    content = {"status": "partial", "summary": "国家报告第3页：已登记部分部件。", "as_of": date(2032, 4, 30), **fields}
    if "proofs" not in content and "sources" not in content:
        content["proofs"] = (Proof(make_evidence(by), "第3页"),)
    return assessments.record(cell=cell, content=Content(**content), by=by, at=at, based_on=based_on)


def make_approved(
    cell: Cell | tuple[Obligation, Actor | str], by: User, at: datetime = AT, audience: Audience = Audience.PUBLIC, **fields: Any
) -> Assessment:
    """A version after the current one, approved by somebody else and shown to an audience."""
    if isinstance(cell, tuple):
        row, actor = cell
        cell = Cell(Actor.objects.get(code=actor) if isinstance(actor, str) else actor, obligation=row)
    submitted = make_submission(cell, by, at, fields.pop("based_on", cell.versions.current().first()), **fields)
    second = second_reviewer()
    version = review.approve(version=submitted, by=second, at=at)
    return version if audience == Audience.STAFF else publication.publish(version=version, audience=audience, by=second, at=at)


def make_assessment(obligation: Obligation, actor: Actor | str, by: User, **fields: Any) -> Assessment:
    """As `make_approved`, for an obligation and an actor or its code."""
    return make_approved((obligation, actor), by, **fields)


def second_reviewer() -> User:
    """Somebody who approves what others submit."""
    user, made = User.objects.get_or_create(username="second-reviewer", defaults={"is_staff": True})
    if made:
        user.groups.add(Group.objects.get_or_create(name="reviewer")[0])
    return user

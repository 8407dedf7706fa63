"""Rows for tests, made the way the service makes them."""

from datetime import UTC, date, datetime

from django.contrib.auth.models import User

from ingest import default_lexicon, parse
from obligations.models import Actor, Assessment, Document, Obligation, Verb
from obligations.services import assessments, register, vocabulary

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
    """Load the real vocabularies, once per test database."""
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


def make_assessment(obligation: Obligation, actor: Actor | str, by: User, **fields: object) -> Assessment:
    """Record a version after the current one, by somebody with the analyst's role; `actor` may be a code."""
    if isinstance(actor, str):
        actor = Actor.objects.get(code=actor)
    current = Assessment.objects.filter(obligation=obligation, actor=actor).current().first()
    content = {"status": "partial", "summary": "国家报告第3页：已登记部分部件。", "as_of": date(2032, 4, 30), "at": AT, "based_on": current}
    return assessments.record(obligation=obligation, actor=actor, by=by, **{**content, **fields})

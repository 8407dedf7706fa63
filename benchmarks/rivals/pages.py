"""What is asked of the service at two sizes of the corpus, one ten times the other, to find what grows faster than that.

A list whose first page needs but its rows should hardly grow; what counts or searches everything grows as the corpus does. Either is fine:
a goal is missed where ten times as much takes more than ten times as long.
"""

from __future__ import annotations

import statistics
import sys

from benchmarks import Measure
from benchmarks.rivals.clock import work

ROUNDS = 3
API = "/api/v1"
PAGES = {
    "list_first": f"{API}/obligations/?page_size=100",
    "list_deep": f"{API}/obligations/?page_size=100&page={{deep}}",
    "by_force": f"{API}/obligations/?page_size=100&force=demands",
    "by_subject": f"{API}/obligations/?page_size=100&subject=border",
    "by_reach": f"{API}/obligations/?page_size=100&applies_to=JPN",
    "search_two": f"{API}/obligations/?page_size=100&search=禁运",
    "search_none": f"{API}/obligations/?page_size=100&search=鲸鱼",
    "by_status": f"{API}/obligations/?page_size=100&status=partial",
    "as_of": f"{API}/assessments/?page_size=100&as_of=2015-06-30",
    "assessments": f"{API}/assessments/?page_size=100",
    "page_list": "/obligations/",
    "page_list_as_of": "/obligations/?as_of=2015-06-30",
    "page_overview": "/",
    "page_state": "/actors/JPN/",
    "page_states": "/actors/",
    "page_matrix": "/matrix/",
    "page_deadlines": "/deadlines/",
    "page_follow_up": "/follow-up/",
    "page_documents": "/documents/",
}


def timed(size: str, *, rounds: int = ROUNDS) -> dict[str, float]:
    """Seconds of the processor, here and in the database, medians, for each page at one size."""
    from benchmarks.rivals import databases

    databases.use(size)
    from django.contrib.auth.models import User
    from django.test import Client

    from obligations.models import Obligation

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="bench-reader"))
    deep = Obligation.objects.count() * 9 // 1000  # nine tenths of the way
    found = {}
    for name, address in PAGES.items():
        took = [_once(client, address.format(deep=max(1, deep))) for _ in range(rounds + 1)]
        found[name] = statistics.median(took[1:])
        print(f"  {size:9} {name:16} {found[name] * 1000:9.1f} ms", file=sys.stderr, flush=True)
    return found


def _once(client: object, address: str) -> float:
    began = work()
    answer = client.get(address)  # type: ignore[attr-defined]
    took = work() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    return took


def growth(*, small: str, large: str, goal: float) -> dict[str, Measure]:
    """For each page the time at the large size over that at the small one, per row of the corpus."""
    from benchmarks.corpus import SIZES

    times = SIZES[large].resolutions / SIZES[small].resolutions
    before, after = timed(small), timed(large)
    against = f"the time per row in a corpus {times:.0f} times smaller"
    return {
        f"growth_{name}": Measure(after[name] / before[name] / times, against, goal, {"seconds": after[name], "seconds_against": before[name]})
        for name in PAGES
    }

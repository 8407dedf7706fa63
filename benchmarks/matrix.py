"""What the matrix of 193 States and 110 obligations costs beside the least that could be written by hand: three SQL questions and joined strings.

Both draw the same marks (it is asserted). Works on a database of its own in a temporary folder, a third of its cells with a status.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from typing import Any

from benchmarks import Measure, interleaved
from benchmarks.storing import AT, prepare

GOAL = 3.0
COLUMNS, STATES = 110, 193
STATUSES = ("partial", "implemented", "in_progress", "none_found", "no_information", "unclear")
GLYPHS = dict(zip((*STATUSES, "not_assessed"), "◐●△×○?□", strict=True))
TODAY = date(2032, 6, 1)
_ACTS = "\n\n".join(f"{number}. 决定所有国家应采取第{number}项措施；" for number in range(1, COLUMNS + 1))
_TEXT = f"第 9199(2032)号决议\n\n安全理事会2032年4月15日第9999次会议通过\n\n安全理事会，\n\n{_ACTS}\n"


def matrix_of_all() -> Measure:
    """Time of the processor from the database to the rows of the table, over the same by hand; and of the whole answer."""
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        user = fill()
        service, by_hand = _drawn(user), _by_hand()
        if service.count("<td") != by_hand.count("<td") or any(service.count(f">{g}<") != by_hand.count(f">{g}<") for g in GLYPHS.values()):
            raise RuntimeError("The two do not draw the same matrix.")
        mine, hand, page = interleaved(lambda: _drawn(user), _by_hand, lambda: _answer(user), rounds=5)
    figures = {"states": STATES, "obligations": COLUMNS, "seconds": mine, "seconds_against": hand, "seconds_page": page, "characters": len(service)}
    return Measure(mine / hand, "three SQL questions and strings joined by hand", GOAL, figures)


def fill() -> Any:
    """A resolution of many acts that all States are to carry out, with a status in every third cell; gives somebody who sees it."""
    from django.contrib.auth.models import User

    from ingest import default_lexicon, parse
    from obligations.models import Actor, Assessment, Obligation
    from obligations.services import register

    parsed = parse(_TEXT, lexicon=default_lexicon(), symbol="S/RES/9199 (2032)")
    register.store(parsed, content=_TEXT.encode(), filename="many.txt", media_type="text/plain", by=None, at=AT)
    user = User.objects.create_superuser("reader")
    cells = [(row, actor) for row in Obligation.objects.all() for actor in Actor.objects.filter(kind="state")]
    common = {"version": 1, "summary": "x", "as_of": TODAY, "author": user, "state": "approved"}
    when = dict.fromkeys(("created_at", "edited_at", "approved_at", "released_at", "shared_at"), datetime(2032, 1, 2, tzinfo=UTC))
    Assessment.objects.bulk_create(
        (
            Assessment(obligation=row, actor=actor, status=STATUSES[number % len(STATUSES)], **common, **when)
            for number, (row, actor) in enumerate(cells)
            if number % 3 == 0
        ),
        batch_size=500,
    )
    return user


def _drawn(user: Any) -> str:
    from obligations.matrix import drawing
    from obligations.matrix.reading import columns_of, matrix, obligations_between, states_of
    from obligations.models import Actor

    columns = columns_of(obligations_between(user, TODAY, today=TODAY))
    shown = matrix(columns, states_of(Actor.objects.filter(kind="state")), user=user, on=TODAY, today=TODAY)
    return str(drawing.body(shown, day="", address="?"))


def _by_hand() -> str:
    """The least: no permissions, no days, nobody named or excepted."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT id, slug FROM obligations_obligation WHERE tracked ORDER BY id")
        columns = cursor.fetchall()
        cursor.execute("SELECT id, code, name_zh FROM obligations_actor WHERE kind = 'state' ORDER BY position")
        states = cursor.fetchall()
        cursor.execute("SELECT actor_id, obligation_id, status FROM obligations_assessment WHERE approved_at IS NOT NULL AND replaced_at IS NULL")
        statuses = {(actor, row): status for actor, row, status in cursor.fetchall()}
    rows = []
    for pk, code, name in states:
        cells = []
        for row, slug in columns:
            status = statuses.get((pk, row), "not_assessed")
            cells.append(f'<td class="k-{status}"><a aria-label="{status}" href="/obligations/{slug}/#state-{code}">{GLYPHS[status]}</a>')
        rows.append(f'<tr><th scope="row"><a href="?state={code}">{name}</a></th>{"".join(cells)}')
    return "\n".join(rows)


def _answer(user: Any) -> bytes:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    answer = client.get("/matrix/", headers={"Accept-Encoding": "gzip"})
    if answer.status_code != 200:
        raise RuntimeError(f"The page answers {answer.status_code}.")
    return answer.content


MEASURES = {"matrix": matrix_of_all}

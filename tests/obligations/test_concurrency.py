"""Two people, two importers, one row: on PostgreSQL with real threads."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from obligations.models import Actor, Assessment, Document, Edition, Event, Obligation
from obligations.services import assessments, review
from obligations.services.assessments import Cell, Content
from obligations.services.locks import lock_cell
from tests.factories import AT, make_vocabulary, obligation, store_text

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def in_threads(work, inputs):
    """Run `work` on each input at once; results and exceptions in order."""

    def one(item):
        try:
            return work(item)
        except Exception as error:  # noqa: BLE001  (what went wrong is the result)
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(inputs)) as pool:
        return list(pool.map(one, inputs))


def test_two_importers_of_one_file_store_it_once():
    make_vocabulary()
    results = in_threads(lambda _: store_text(), range(4))
    assert {document.symbol for document in results} == {"S/RES/9101 (2032)"}
    assert (Document.objects.count(), Edition.objects.count()) == (1, 1)


def test_of_many_who_save_the_same_draft_at_once_one_wins_and_the_others_are_told(analyst):
    store_text()
    cell = Cell(Actor.objects.get(code="JPN"), obligation=obligation("9101(2032)/1/1"))

    def save(n):
        content = Content(status="partial", summary=str(n), as_of=AT.date())
        return assessments.save_draft(cell=cell, content=content, by=analyst, at=AT + timedelta(seconds=n))

    results = in_threads(save, range(8))
    assert sum(isinstance(result, Assessment) for result in results) == 1
    assert sum(isinstance(result, assessments.Outdated) for result in results) == 7
    assert Assessment.objects.count() == 1


def while_somebody_writes(cell, work):
    """What `work` gives, or the error it ends in, to somebody who waits but a moment, while a writer is at work in the cell."""

    def impatient(_):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
            return work()

    with transaction.atomic():
        lock_cell(cell)
        return in_threads(impatient, [None])[0]


def test_who_writes_in_another_cell_of_the_same_obligation_does_not_wait(analyst):
    store_text()
    mine, other = (Cell(Actor.objects.get(code=code), obligation=obligation("9101(2032)/1/1")) for code in ("JPN", "NOR"))
    content = Content(status="partial", summary="x", as_of=AT.date())
    saved = while_somebody_writes(other, lambda: assessments.save_draft(cell=mine, content=content, by=analyst, at=AT))
    assert isinstance(saved, Assessment)


def test_who_writes_in_the_same_cell_waits():
    store_text()
    cell = Cell(Actor.objects.get(code="JPN"), obligation=obligation("9101(2032)/1/1"))
    assert isinstance(while_somebody_writes(cell, lambda: lock_cell(cell)), OperationalError)


def test_who_changes_the_obligation_itself_waits_for_who_writes_about_it():
    store_text()
    cell = Cell(Actor.objects.get(code="JPN"), obligation=obligation("9101(2032)/1/1"))
    taken = while_somebody_writes(cell, lambda: Obligation.objects.select_for_update().get(pk=cell.obligation.pk))
    assert isinstance(taken, OperationalError)


# Twenty writers on ten cells -------------------------------------------------------------------------------------------
WRITERS, CELLS, SECONDS = 20, 10, 4


@dataclass
class Writer:
    """Somebody who records on the same cells as all the others, and approves what others submitted; and what came of it."""

    user: User
    cells: list[Cell]
    number: int
    submitted: int = 0
    approved: int = 0
    refused: int = 0

    def work(self) -> None:
        """Go on for some seconds. Every refusal is one of those that the services promise."""
        until = monotonic() + SECONDS
        turn = self.number
        while monotonic() < until:
            turn += 1
            try:
                self.turn(self.cells[turn % CELLS])
            except (assessments.Outdated, ValidationError):
                self.refused += 1

    def turn(self, cell: Cell) -> None:
        """Approve what somebody else submitted, or submit a version of one's own."""
        at = timezone.now()
        waiting = cell.versions.reviewable_by(self.user).first()
        if waiting is not None:
            review.approve(version=waiting, by=self.user, at=at)
            self.approved += 1
            return
        content = Content(status="no_information", summary=f"{self.number}", sources="x", as_of=date(2026, 1, 1))
        assessments.record(cell=cell, content=content, by=self.user, at=at, based_on=cell.versions.current().first())
        self.submitted += 1


def test_twenty_writers_on_ten_cells_lose_no_version_and_never_make_two_current(make_user):
    store_text()
    row = obligation("9101(2032)/1/1")
    cells = [Cell(actor, obligation=row) for actor in Actor.objects.states()[:CELLS]]
    users = [make_user(f"writer{n}", groups=["analyst", "reviewer"], is_staff=True) for n in range(WRITERS)]
    for user in users:
        user.assignments.create(made_at=AT)
    writers = [Writer(user, cells, n) for n, user in enumerate(users)]
    assert in_threads(Writer.work, writers) == [None] * WRITERS
    versions = Assessment.objects.all()
    assert versions.count() == sum(writer.submitted for writer in writers) > 0
    assert versions.filter(approved_at__isnull=False).count() == sum(writer.approved for writer in writers) > 0
    for cell in cells:
        numbers = list(cell.versions.order_by("version").values_list("version", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        chain = list(cell.versions.filter(approved_at__isnull=False).order_by("approved_at").values_list("approved_at", "replaced_at"))
        assert [until for _, until in chain] == [*[since for since, _ in chain[1:]], *[None] * bool(chain)]
    assert Event.objects.filter(action="assessment.submitted").count() == versions.count()

"""Two people, two importers, one row: on PostgreSQL with real threads."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from obligations.models import Actor, Assessment, Document, Edition
from obligations.services import assessments
from tests.factories import AT, make_assessment, make_vocabulary, obligation, store_text

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


def test_of_many_who_save_the_same_cell_at_once_one_wins_and_the_others_are_told(analyst):
    store_text()
    row, japan = obligation("9101(2032)/1/1"), Actor.objects.get(code="JPN")
    results = in_threads(lambda n: make_assessment(row, japan, analyst, based_on=None, at=AT + timedelta(seconds=n)), range(8))
    assert sum(isinstance(result, Assessment) for result in results) == 1
    assert sum(isinstance(result, assessments.Outdated) for result in results) == 7
    assert Assessment.objects.current().count() == 1

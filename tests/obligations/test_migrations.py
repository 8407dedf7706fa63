"""An installation that holds follow-up can be upgraded and taken back: on both databases, with rows there."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from obligations.models import Assessment, Assignment
from tests.factories import make_approved, make_submission, obligation, store_text

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
BEFORE_REVIEW = "0004_meetings_and_commitments"


def migrate(name: str | None = None) -> None:
    """To one migration of the tracker, or to the newest of all."""
    executor = MigrationExecutor(connection)
    targets = [("obligations", name)] if name else executor.loader.graph.leaf_nodes()
    executor.migrate(targets)


@pytest.fixture
def at_the_newest():
    """Whatever a test does, the next one finds all tables."""
    yield
    migrate()


def test_what_was_recorded_before_there_was_review_counts_and_is_shown_to_readers(analyst: User, reader: User, at_the_newest: None) -> None:
    store_text()
    for actor in ("JPN", "NOR"):
        make_approved((obligation("9101(2032)/1/1"), actor), analyst)
    make_submission((obligation("9101(2032)/2(a)/1"), "JPN"), analyst)
    migrate(BEFORE_REVIEW)
    migrate()
    assert Assessment.objects.count() == 3
    shown = Assessment.objects.standing_for(User.objects.get(pk=reader.pk))
    assert {(row.actor.code, row.state) for row in shown} == {("JPN", "approved"), ("NOR", "approved")}
    assert Assignment.objects.filter(user=analyst, ended_at__isnull=True).count() == 1


def test_every_step_of_every_migration_can_be_taken_back() -> None:
    ours = {name: migration for (app, name), migration in MigrationLoader(None).disk_migrations.items() if app == "obligations"}
    assert [f"{name}: {step.describe()}" for name, migration in ours.items() for step in migration.operations if not step.reversible] == []

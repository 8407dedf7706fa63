"""What all tests share: personas, the founding documents' folders, and the rule that nothing needed is skipped in silence."""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from django.contrib.auth.models import Group, User
from django.db import connection, connections, transaction
from django.test import TransactionTestCase
from django.utils.translation import override
from pytest_django import DjangoDbBlocker

from obligations.models import Assignment
from tests.factories import StoreOnce, make_vocabulary
from tests.tables import Tables, fill_tables, read_tables

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
NEVER_SKIPPED = {"founding", "browser", "postgres"}  # markers whose tests may not be skipped when REQUIRE_ALL is set

hypothesis.settings.register_profile("dev", max_examples=50, deadline=None)
hypothesis.settings.register_profile("ci", max_examples=25, deadline=None, derandomize=True)
hypothesis.settings.register_profile("fuzz", max_examples=int(os.environ.get("FUZZ_EXAMPLES", "500")), deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))

TABLES, BLOCKER = pytest.StashKey[Tables](), pytest.StashKey[DjangoDbBlocker]()

skipped: list[str] = []
founding_passed: list[str] = []


# Nothing needed is skipped in silence -------------------------------------------------------------------------------
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each test where it says something: those marked `postgres` on PostgreSQL alone; on SQLite alone those that ask no database, and
    those in a browser that are no journey through what is written and read. What takes longest comes first, see `soonest`."""
    if connection.vendor == "postgresql":
        shown = [item for item in items if item.get_closest_marker("browser") and not item.get_closest_marker("journey")]
        elsewhere = [*shown, *(item for item in items if not asks_a_database(item))]
    else:
        elsewhere = [item for item in items if item.get_closest_marker("postgres")]
    for item in items:
        if commits(item):  # serialized_rollback keeps Django from making rows of its own after emptying: see filled_tables
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)
    left_out = {id(item) for item in elsewhere}
    items[:] = soonest([item for item in items if id(item) not in left_out])
    config.hook.pytest_deselected(items=elsewhere)


def soonest(items: list[pytest.Item]) -> list[pytest.Item]:
    """The tests with modules and classes first that have one marked `slow` or are in a browser, so that no worker is left alone with them at the
    end. Workers are handed modules and classes in this order (`--no-loadscope-reorder`)."""
    slow = {scope(item) for item in items if item.get_closest_marker("slow")}
    return sorted(items, key=lambda item: (scope(item) not in slow, item.get_closest_marker("browser") is None))


def scope(item: pytest.Item) -> str:
    """What of a test's module is handed to one worker at once: its functions, or one class."""
    return item.nodeid.rpartition("::")[0]


def pytest_collection_finish() -> None:
    """Keep the collector away from what stays until the end, modules and collected tests: going through them took a tenth of the time."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """After a test that commits, and after Django has emptied the tables behind it, put back what stood in them before."""
    yield
    if commits(item) and nextitem is not None:
        with item.config.stash[BLOCKER].unblock():
            fill_tables(item.config.stash[TABLES])


@pytest.fixture(scope="session", autouse=True)
def filled_tables(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Load the vocabularies once, and remember what stands in the tables; what Django would put back before the next such test is nothing then."""
    if not any(map(asks_a_database, request.session.items)):
        return  # no database was made: what is there is no test's
    with django_db_blocker.unblock():
        make_vocabulary()
        request.config.stash[TABLES] = read_tables()
    request.config.stash[BLOCKER] = django_db_blocker
    vars(connections["default"]).pop("_test_serialized_contents", None)
    type(connections["default"])._test_serialized_contents = "[]"  # on the class, for playwright's loop has a connection of its own


@pytest.fixture(scope="module")
def store_once(filled_tables: None, django_db_blocker: DjangoDbBlocker) -> Iterator[StoreOnce]:
    """Store rows once for the tests of a module: `store_once(lambda: store_sample("x.txt"))` in a fixture of the module's scope.

    They stand in a transaction around the module that is never committed; what a test does to them is undone behind it. Not for a module
    with tests that commit. A test fetches its own objects, for what it does to an object of another's would stay.
    """
    around = transaction.atomic()

    def store(make: Callable[[], object]) -> None:
        with django_db_blocker.unblock():
            make()

    store(around.__enter__)
    yield store
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def commits(item: pytest.Item) -> bool:
    """Whether what a test writes is committed, so that the tables are emptied after it."""
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and bool(marker.kwargs.get("transaction"))
    return asked or not {"live_server", "transactional_db"}.isdisjoint(getattr(item, "fixturenames", ()))


def asks_a_database(item: pytest.Item) -> bool:
    """Whether a test uses the database, by marker, by fixture or by its class."""
    if item.get_closest_marker("django_db") is not None or not {"db", "live_server"}.isdisjoint(getattr(item, "fixturenames", ())):
        return True
    return issubclass(getattr(item, "cls", None) or object, TransactionTestCase)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note which tests were skipped that may not be, and which founding tests passed."""
    if report.skipped and not hasattr(report, "wasxfail") and NEVER_SKIPPED & set(report.keywords):
        skipped.append(report.nodeid)
    if report.when == "call" and report.passed and "founding" in report.keywords:
        founding_passed.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A module that skips itself whole counts too."""
    if report.skipped:
        skipped.append(report.nodeid)


def complaints() -> list[str]:
    """What REQUIRE_ALL finds wrong with the finished run, one line each."""
    lines = [f"skipped, but must run: {nodeid}" for nodeid in dict.fromkeys(skipped)]
    if not founding_passed:
        lines.append("no test on the founding documents passed")
    return lines


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With REQUIRE_ALL a run that left something out is a failed run."""
    is_worker = hasattr(session.config, "workerinput")  # a worker of pytest-xdist sees only its share
    if REQUIRE_ALL and not is_worker and exitstatus == pytest.ExitCode.OK and complaints():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why REQUIRE_ALL failed the run."""
    if REQUIRE_ALL:
        for line in complaints():
            terminalreporter.write_line(f"REQUIRE_ALL: {line}", red=True)


# The founding documents ---------------------------------------------------------------------------------------------
def folder_from_environment(variable: str) -> Path:
    """The folder an environment variable names; skips the test without it, or fails it when nothing may be skipped."""
    value = os.environ.get(variable, "")
    if value and Path(value).is_dir():
        return Path(value)
    reason = f"{variable} names no folder: {value!r}" if value else f"{variable} is not set"
    if REQUIRE_ALL:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def documents_dir() -> Path:
    """The folder of the founding documents."""
    return folder_from_environment("DOCUMENTS_DIR")


@pytest.fixture(scope="session")
def gold_dir() -> Path:
    """The folder of the gold tables and their scorer."""
    return folder_from_environment("GOLD_DIR")


@pytest.fixture
def in_english() -> Iterator[None]:
    """Sentences as the source has them, for tests that look for words in them."""
    with override("en"):
        yield


# Personas -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """Make a user: `make_user("name", groups=["analyst"], is_staff=True)`."""

    def make(name: str, *, groups: list[str] | None = None, **fields: object) -> User:
        user = User.objects.create_user(username=name, password=name, **fields)
        user.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups or []])
        return user

    return make


@pytest.fixture
def analyst(make_user: Callable[..., User]) -> User:
    """Staff who import, label and assess."""
    user = make_user("analyst", groups=["analyst"], is_staff=True)
    Assignment.objects.create(user=user, made_at=datetime(2032, 1, 1, tzinfo=UTC))  # everything
    return user


@pytest.fixture
def reviewer(make_user: Callable[..., User]) -> User:
    """Staff who approve or return what others submitted."""
    return make_user("reviewer", groups=["reviewer"], is_staff=True)


@pytest.fixture
def reader(make_user: Callable[..., User]) -> User:
    """Somebody with an account who reads what is published to readers."""
    return make_user("reader", groups=["reader"])


@pytest.fixture
def outsider(make_user: Callable[..., User]) -> User:
    """Somebody with an account and no role."""
    return make_user("outsider")


@pytest.fixture
def admin(make_user: Callable[..., User]) -> User:
    """The administrator of the installation."""
    return make_user("admin", is_staff=True, is_superuser=True)

"""Workers of gunicorn keep to a processor each, evenly, where that is asked for."""

from types import SimpleNamespace

import pytest

from tracker import serving


@pytest.fixture
def pinned(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processors that are in use, as gunicorn's workers keep to them."""
    monkeypatch.setattr(serving, "IS_PINNED", True)
    monkeypatch.setattr(serving, "PROCESSORS", [2, 5])
    return [2, 5]


def fork(server: SimpleNamespace) -> SimpleNamespace:
    worker = SimpleNamespace()
    serving.pre_fork(server, worker)
    server.WORKERS[len(server.WORKERS)] = worker
    return worker


def test_workers_are_spread_over_the_processors(pinned: list[int]) -> None:
    server = SimpleNamespace(WORKERS={})
    assert [fork(server).processor for _n in range(4)] == [*pinned, *pinned]


def test_who_takes_the_place_of_a_dead_worker_takes_its_processor(pinned: list[int]) -> None:
    server = SimpleNamespace(WORKERS={})
    first, _second = fork(server), fork(server)
    server.WORKERS = {key: worker for key, worker in server.WORKERS.items() if worker is not first}
    assert fork(server).processor == first.processor


def test_a_worker_keeps_to_its_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = []
    monkeypatch.setattr(serving.os, "sched_setaffinity", lambda process, processors: kept.append((process, processors)), raising=False)
    serving.post_fork(None, SimpleNamespace(processor=5))
    assert kept == [(0, {5})]


def test_workers_go_where_the_kernel_sends_them_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "IS_PINNED", False)
    worker = fork(SimpleNamespace(WORKERS={}))
    monkeypatch.setattr(serving.os, "sched_setaffinity", lambda *_arguments: pytest.fail("moved"), raising=False)
    serving.post_fork(None, worker)
    assert worker.processor is None

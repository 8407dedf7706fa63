"""The bar of a long run says how far it is, how fast, and how long it will take."""

from __future__ import annotations

from obligations.incoming.progress import CLEAR, Progress


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def counted(done: int, *, of: int, seconds: float) -> str:
    """The bar after so many files in so many seconds."""
    clock = Clock()
    progress = Progress(of, draw=None, clock=clock)
    for number in range(done):
        progress.count(problems=number % 2 == 0, refused=number == 0)
    clock.now += seconds
    return progress.line()


def test_it_says_how_many_how_fast_and_how_long() -> None:
    assert counted(300, of=1200, seconds=60) == "[###---------] 300/1,200  5.0/s  3:00 left  150 with problems, 1 refused"


def test_an_hour_has_hours() -> None:
    assert " 1:23:20 left " in counted(1, of=5001, seconds=1)


def test_before_anything_is_done_it_promises_nothing() -> None:
    assert "left" not in counted(0, of=5, seconds=3)


def test_it_is_drawn_after_every_file_and_cleared_before_a_line() -> None:
    drawn: list[str] = []
    progress = Progress(2, draw=drawn.append, clock=Clock())
    progress.count(problems=False, refused=False)
    progress.clear()
    assert [text.startswith(CLEAR) for text in drawn] == [True, True]
    assert drawn[-1] == CLEAR


def test_for_one_file_there_is_none() -> None:
    drawn: list[str] = []
    progress = Progress(1, draw=drawn.append, clock=Clock())
    progress.count(problems=False, refused=False)
    progress.clear()
    assert drawn == []

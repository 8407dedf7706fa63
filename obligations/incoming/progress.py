"""How far a long run has come, as one line on a terminal that is drawn again and again; nothing where there is no terminal.

    [######------] 1,203/2,400  38.2/s  0:31 left  4 with problems, 1 refused
"""

from __future__ import annotations

import shutil
from collections.abc import Callable

WIDTH = 12  # characters of the bar
CLEAR = "\r\x1b[K"


class Progress:
    """A bar for `total` files. `draw` writes to the terminal, None where there is none; `clock` gives seconds from any beginning."""

    def __init__(self, total: int, *, draw: Callable[[str], None] | None, clock: Callable[[], float]) -> None:
        self.total = total
        self.draw = draw if total > 1 else None
        self.clock = clock
        self.done = self.problems = self.refused = 0
        self.began = clock()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return self.clock() - self.began

    def count(self, *, problems: bool, refused: bool) -> None:
        """One more file is done."""
        self.done += 1
        self.problems += problems
        self.refused += refused
        if self.draw:
            width = shutil.get_terminal_size().columns
            self.draw(CLEAR + self.line()[: width - 1])

    def clear(self) -> None:
        """Take the bar away, so that a line can be printed."""
        if self.draw:
            self.draw(CLEAR)

    def line(self) -> str:
        """The bar as text."""
        full = WIDTH * self.done // max(1, self.total)
        bar = "#" * full + "-" * (WIDTH - full)
        rate = self.done / self.seconds if self.seconds > 0 else 0.0
        left = f"{_minutes((self.total - self.done) / rate)} left  " if rate else ""
        return f"[{bar}] {self.done:,}/{self.total:,}  {rate:.1f}/s  {left}{self.problems} with problems, {self.refused} refused"


def _minutes(seconds: float) -> str:
    """83 seconds as 1:23, an hour and more as 1:00:05."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

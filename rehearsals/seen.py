"""What a rehearsal saw."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Seen:
    """Lines of what was seen, and of what did not hold."""

    lines: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def note(self, line: str) -> None:
        """Something to tell."""
        self.lines.append(line)

    def check(self, holds: bool, line: str) -> None:  # noqa: FBT001  (it reads as the sentence it is)
        """Something that has to hold."""
        (self.lines if holds else self.failed).append(line)

    @property
    def held(self) -> bool:
        """Whether everything did."""
        return not self.failed

    def report(self) -> str:
        """All of it, a line each."""
        return "\n".join([*(f"  {line}" for line in self.lines), *(f"  DOES NOT HOLD: {line}" for line in self.failed)])

"""What a reader gives back. Every reader is a function `read(content: bytes, *, name: str) -> Extracted` that raises Unreadable."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.records import Problem


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file: what a person who reads the file sees, in reading order, a line for each line or paragraph.

    `media_type` is what the content is, whatever its name says. `pages` are the offsets in `text` at which pages begin (the first is 0), empty
    where files of this form know no pages. `notes` are problems for staff: what was left out, resolved or doubtful.
    """

    text: str
    media_type: str
    notes: tuple[Problem, ...] = ()
    pages: tuple[int, ...] = ()

"""Records go through JSON and come out equal; nothing else comes out."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from ingest import ParsedDocument, default_lexicon, parse
from ingest.exchange import Malformed, as_plain, receive, record_of, send
from ingest.records import Act, Problem, Span, Subject, Vote

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "samples").glob("S-*.*"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_document_comes_out_as_it_went_in(path: Path) -> None:
    document = parse(path.read_text(encoding="utf-8"), lexicon=default_lexicon())
    assert record_of(ParsedDocument, json.loads(json.dumps(as_plain(document)))) == document


WRONG: list[tuple[type, Any]] = [
    (Span, [1]),
    (Span, [1, 2, 3]),
    (Span, ["1", 2]),
    (Span, [True, 2]),
    (Span, [1, 2**60]),
    (Span, {"start": 1, "end": 2}),
    (Problem, [1, "what", "advice", "code", {"label": [1]}]),
    (Problem, [1, "what\x00", "advice", "code", {}]),
    (Problem, [1, "what\ud800", "advice", "code", {}]),
    (Problem, [1.5, "what", "advice", "code", {}]),
    (Subject, ["arms", float("nan"), []]),
    (Subject, ["arms", 0.5, {}]),
    (Vote, None),
    (Vote, "a vote"),
]


@pytest.mark.parametrize(("kind", "plain"), WRONG, ids=lambda value: getattr(value, "__name__", repr(value)[:40]))
def test_what_is_not_as_declared_is_refused(kind: type, plain: Any) -> None:
    with pytest.raises(Malformed):
        record_of(kind, plain)


def test_a_force_that_is_none_is_refused() -> None:
    act = as_plain(Act("促请", "calls", "urge", Span(0, 2)))
    assert record_of(Act, act).force == "calls"
    with pytest.raises(Malformed):
        record_of(Act, [act[0], "commands", *act[2:]])


def test_a_date_that_is_no_day_is_refused() -> None:
    plain = as_plain(parse(SAMPLES[0].read_text(encoding="utf-8"), lexicon=default_lexicon()))
    changed = ["2031-02-30" if value == "2032-04-06" else value for value in plain]
    with pytest.raises(Malformed):
        record_of(ParsedDocument, changed)


class TestFrames:
    def test_a_payload_comes_back(self) -> None:
        pipe = io.BytesIO()
        send(pipe, b"one")
        send(pipe, b"")
        pipe.seek(0)
        assert [receive(pipe, most=10), receive(pipe, most=10)] == [b"one", b""]

    def test_one_that_is_too_long_is_refused_before_it_is_read(self) -> None:
        with pytest.raises(Malformed):
            receive(io.BytesIO(b"\x7f" + b"\xff" * 7), most=10)

    @pytest.mark.parametrize("cut", [b"", b"\x00" * 4, b"\x00" * 7 + b"\x05half"[:4]])
    def test_one_that_ends_too_soon_is_an_end(self, cut: bytes) -> None:
        with pytest.raises(EOFError):
            receive(io.BytesIO(cut), most=10)

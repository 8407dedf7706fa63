"""What is fuzzed: functions that take any bytes, and break where a promise of `ingest` is broken.

A reader may refuse bytes with Unreadable, in a sentence; anything else that it raises is a find. What a text is read into must hold all of
it, with spans inside their paragraphs, and be the same when it is read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from hypothesis import given, settings

from ingest import Unreadable, default_lexicon, parse, read_bytes
from ingest.clean import clean
from tests.ingest.hostile_files import document, with_document
from tests.ingest.pdf_makers import paragraphs_of, typeset
from tests.ingest.test_properties import bare, spans, texts

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
LEXICON = default_lexicon()
SPLICE = 5  # bytes of a stretch put into a file: two for where, one for how much of it goes, the rest is put in

Target = Callable[[bytes], None]


def read(content: bytes) -> None:
    """Any bytes, as a file that somebody sends."""
    try:
        _whole(read_bytes(content, name="sent"))
    except Unreadable as error:
        assert str(error).strip(), "refused without a sentence"


def word(content: bytes) -> None:
    """A Word file whose document holds the bytes, as text of XML."""
    read(with_document(document(content.decode("utf-8", "replace"))))


def html(content: bytes) -> None:
    """A web page with the bytes in its body."""
    read(b"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>" + content + b"</body></html>")


def pdf(content: bytes) -> None:
    """A PDF of a sample, damaged where the bytes say."""
    whole = bytearray(_sample_pdf())
    for at in range(0, len(content) - SPLICE, SPLICE):
        high, low, gone, *put = content[at : at + SPLICE]
        place = (high << 8 | low) * len(whole) >> 16
        whole[place : place + gone % 8] = bytes(put)
    read(bytes(whole))


@settings(deadline=None, database=None)
@given(texts)
def _text(text: str) -> None:
    try:
        _whole(text)
    except Unreadable as error:
        assert str(error).strip(), "refused without a sentence"


def text(content: bytes) -> None:
    """A resolution put together from the words of the lexicon, as the bytes choose."""
    _text.hypothesis.fuzz_one_input(content)  # type: ignore[attr-defined]


TARGETS: Mapping[str, Target] = {"read": read, "word": word, "html": html, "pdf": pdf, "text": text}


def seeds(name: str) -> list[bytes]:
    """Inputs from which a target's fuzzing begins."""
    if name == "html":
        return [b"<ol start=3><li>" + "决定所有国家应".encode() + b"<li></ol><table><tr><td>1.<td>x</table><p>&nbsp;&#25968;"]
    if name == "word":
        return [b'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>x</w:t><w:tab/></w:r><w:del/></w:p>']
    samples = [path.read_bytes() for path in sorted(SAMPLES.glob("S-*.txt"))]
    return samples[:4] if name == "read" else [samples[0][:400]]


def _whole(text: str) -> None:
    """The promises about any text that is read."""
    found = parse(text, lexicon=LEXICON)
    assert Counter(bare("".join(found.pieces))) == Counter(bare("".join(line.text for line in clean(text)))), "something was lost or doubled"
    assert all(0 <= span.start <= span.end <= len(words) for words, span in spans(found)), "a span outside its paragraph"
    assert parse(text, lexicon=LEXICON) == found, "read otherwise the second time"


_PDF: list[bytes] = []


def _sample_pdf() -> bytes:
    if not _PDF:
        _PDF.append(typeset(paragraphs_of(sorted(SAMPLES.glob("S-RES-*"))[0].read_text(encoding="utf-8"))))
    return _PDF[0]

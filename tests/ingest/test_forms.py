"""One document in every form: as Word file with typed and with computed numbers, as web page, in every coding, in Traditional characters.

Whatever form it comes in, the same paragraphs, labels and spans are read from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import pytest
from opencc import OpenCC

from ingest import ParsedDocument, default_lexicon, extract, markers, parse
from ingest.characters import simplified
from ingest.output import as_json
from tests.ingest.word_makers import definition, level, list_of, numbered, paragraph, word_file

SAMPLES = sorted(path for path in (Path(__file__).resolve().parents[2] / "samples").glob("S-*"))
WORD, PAGE, TEXT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "text/html", "text/plain"
LEXICON = default_lexicon()
NOT_IN_BIG5 = str.maketrans({"\u2004": " ", "査": "查"})
LEVELS = [level(0, "decimal", "%1."), level(1, "lowerLetter", "(%2)"), level(2, "lowerRoman", "(%3)")]


def document_of(path: Path) -> ParsedDocument:
    return parse(path.read_text(encoding="utf-8"), lexicon=LEXICON, name=path.name)


def printed(document: ParsedDocument) -> Iterator[str]:
    """The paragraphs as they are printed; the heading of a speech stands before its first words."""
    headings, waiting = {speech.written for speech in document.speeches}, ""
    for piece in document.pieces:
        waiting += piece
        if piece not in headings:
            yield waiting
            waiting = ""


def typed_word(path: Path) -> bytes:
    return word_file("".join(map(paragraph, printed(document_of(path)))))


def lines_word(path: Path) -> bytes:
    """Every line a paragraph, as where a text was pasted."""
    return word_file("".join(map(paragraph, path.read_text(encoding="utf-8").split("\n"))))


def computed_word(path: Path) -> bytes:
    """Numbers are computed by Word: a list for each series of numbers, its levels for (a) and (i)."""
    document = document_of(path)
    known = [p for p in (*document.operative, *document.annexes) if p.printed]
    body, starts, last = "", [1], 0
    for piece in printed(document):
        found = next((p for p in known if piece.startswith(p.printed) and piece.endswith(p.text)), None)
        if found is None:
            body += paragraph(piece)
            continue
        if found.parent is None:
            mark = markers.marker(piece)
            assert mark is not None
            if mark.value != last + 1:
                starts.append(mark.value)
            last = mark.value
        body += numbered(found.text, list=len(starts), level=0 if found.parent is None else found.label.count("("))
    lists = "".join(list_of(number, 0, {0: start}) for number, start in enumerate(starts, 1))
    return word_file(body, parts={"numbering": definition(0, LEVELS) + lists})


def page(path: Path) -> bytes:
    inside = "".join(f"<p>{escape(text)}</p>\n" for text in printed(document_of(path)))
    return f"<!doctype html><html><head><meta charset=utf-8><title>x</title></head><body>{inside}</body></html>".encode()


def coded(coding: str, *, variety: str = "") -> Callable[[Path], bytes]:
    def encoded(path: Path) -> bytes:
        text = path.read_text(encoding="utf-8")
        written = traditional(text, variety) if variety else text
        return (written.translate(NOT_IN_BIG5) if coding == "big5hkscs" else written).encode(coding)

    return encoded


@cache
def converter(variety: str) -> OpenCC:
    return OpenCC(variety)


def traditional(text: str, variety: str) -> str:
    """The text with each character in its Traditional form, as it is written by default (s2t), in Taiwan (s2tw) or in Hong Kong (s2hk)."""
    pairs = {character: converter(variety).convert(character) for character in set(text)}
    return "".join(pairs[character] for character in text)


FORMS: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "Word, numbers typed": (typed_word, WORD),
    "Word, every line a paragraph": (lines_word, WORD),
    "Word, numbers computed": (computed_word, WORD),
    "web page": (page, PAGE),
    "UTF-16": (coded("utf-16"), TEXT),
    "UTF-16, little end first, unmarked": (coded("utf-16-le"), TEXT),
    "UTF-16, big end first, unmarked": (coded("utf-16-be"), TEXT),
    "GB18030": (coded("gb18030"), TEXT),
    "UTF-8, Traditional": (coded("utf-8", variety="s2t"), TEXT),
    "UTF-8, Traditional of Hong Kong": (coded("utf-8", variety="s2hk"), TEXT),
    "GB18030, Traditional": (coded("gb18030", variety="s2t"), TEXT),
    "Big5": (coded("big5hkscs", variety="s2tw"), TEXT),
}
OTHER_CHARACTERS = ("Traditional", "Big5")


def essence(value: Any) -> Any:
    """What is read, without what hangs on the form: numbers of lines, width of gaps, the script."""
    if isinstance(value, dict):
        return {key: essence(inside) for key, inside in value.items() if key not in ("line", "script")}
    if isinstance(value, list):
        return [essence(inside) for inside in value]
    return simplified(value).translate({ord("\t"): " ", 0x2004: " "}) if isinstance(value, str) else value


def differences(first: Any, second: Any, where: str = "") -> Iterator[str]:
    """Where two outputs differ."""
    if isinstance(first, dict) and isinstance(second, dict):
        for key in first.keys() | second.keys():
            yield from differences(first.get(key), second.get(key), f"{where}/{key}")
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        for number, (one, other) in enumerate(zip(first, second, strict=True)):
            yield from differences(one, other, f"{where}/{number}")
    elif first != second:
        yield f"{where}: {str(first)[:60]!r} | {str(second)[:60]!r}"


def compare(path: Path, form: str) -> list[str]:
    """How what is read from a form differs from what is read from the text."""
    make, media_type = FORMS[form]
    found = extract(make(path), name=path.name)
    read = parse(found.text, lexicon=LEXICON, name=path.name)
    wanted = document_of(path)
    script = "Hant" if any(word in form for word in OTHER_CHARACTERS) else "Hans"
    said = (found.media_type, read.script, found.notes)
    odd = [] if said == (media_type, script, ()) else [f"{path.name}: {said}"]
    return odd + list(differences(essence(as_json(wanted)), essence(as_json(read)), path.name))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_reads_the_same_in_every_form(path: Path, form: str) -> None:
    assert compare(path, form) == []


@pytest.mark.founding
@pytest.mark.parametrize("form", FORMS)
def test_a_founding_document_reads_the_same_in_every_form(documents_dir: Path, form: str) -> None:
    assert [line for path in sorted(documents_dir.iterdir()) for line in compare(path, form)] == []


def test_computed_numbers_are_written_as_they_were_printed() -> None:
    path = next(path for path in SAMPLES if path.stem == "S-RES-9001-2031")
    lines = extract(computed_word(path), name=path.name).text.split("\n")
    assert lines == list(printed(document_of(path)))

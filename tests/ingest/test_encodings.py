"""In which coding a text is, told from its bytes alone."""

from __future__ import annotations

import codecs
import random
from pathlib import Path

import pytest

from ingest import Unreadable
from ingest.readers.text import decode, likelihood
from tests.ingest.test_forms import SAMPLES, traditional

SIMPLIFIED = "促请所有国家公布水位数据，并请秘书长在六个月内提出报告。"
TRADITIONAL = traditional(SIMPLIFIED, "s2tw")
CODINGS = [
    ("utf-8", SIMPLIFIED),
    ("utf-8-sig", SIMPLIFIED),
    ("utf-16", SIMPLIFIED),
    ("utf-16-le", SIMPLIFIED),
    ("utf-16-be", SIMPLIFIED),
    ("utf-32", SIMPLIFIED),
    ("gb18030", SIMPLIFIED),
    ("utf-8", TRADITIONAL),
    ("utf-16-le", TRADITIONAL),
    ("gb18030", TRADITIONAL),
    ("big5", TRADITIONAL),
    ("big5hkscs", TRADITIONAL),
    ("cp950", TRADITIONAL),
]


@pytest.mark.parametrize(("coding", "text"), CODINGS)
def test_a_sentence_is_enough(coding: str, text: str) -> None:
    assert decode(text.encode(coding), name="sent.txt").removeprefix("\ufeff") == text


@pytest.mark.parametrize("coding", ["gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["第9302(2033)号决议", "安全理事会，", "决定继续处理此案。", "1. 请秘书长", "主席（以英语发言）："])
def test_a_line_is_enough(coding: str, text: str) -> None:
    assert decode(text.encode(coding), name="sent.txt") == text


@pytest.mark.parametrize("text", ["第9302(2033)號決議", "安全理事會，", "決定繼續處理此案。", "1. 請秘書長", "主席（以英語發言）："])
def test_a_line_of_big5_is_enough(text: str) -> None:
    assert decode(text.encode("big5"), name="sent.txt") == text


def pieces(path: Path, *, length: int, count: int) -> list[str]:
    """Stretches of a sample, always the same ones."""
    text, chance = path.read_text(encoding="utf-8"), random.Random(length)
    starts = [chance.randrange(len(text) - length) for _ in range(count)]
    return [text[start : start + length] for start in starts if len(text[start : start + length].encode()) > 1.5 * length]


def test_stretches_of_sixty_characters_are_never_mistaken() -> None:
    wrong = []
    for path in SAMPLES:
        for piece in pieces(path, length=60, count=30):
            for coding, text in (("gb18030", piece), ("utf-16-le", piece), ("utf-16-be", piece), ("big5hkscs", traditional(piece, "s2tw"))):
                content = text.encode(coding, "ignore")
                if decode(content, name="sent.txt") != content.decode(coding):
                    wrong.append((coding, text))
    assert wrong == []


def test_a_text_in_latin_letters_in_utf_16() -> None:
    assert decode("S/RES/9302 (2033)".encode("utf-16-le"), name="sent.txt") == "S/RES/9302 (2033)"


def test_a_text_that_ends_inside_a_character_is_read_up_to_there() -> None:
    text = SIMPLIFIED * 5
    assert decode(text.encode("gb18030")[:-1], name="sent.txt") == text[:-1]


def test_the_coding_that_a_page_names_decides_between_likely_ones() -> None:
    assert decode("請秘書長".encode("big5"), name="sent.html", declared="Big5") == "請秘書長"


def test_a_coding_that_the_bytes_contradict_is_not_believed() -> None:
    assert decode(SIMPLIFIED.encode(), name="sent.html", declared="gb2312") == SIMPLIFIED


@pytest.mark.parametrize("content", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b"\xff\xfe \x00\n\x00", "\u3000\u200b".encode()])
def test_nothing_but_marks_and_space_is_empty(content: bytes) -> None:
    with pytest.raises(Unreadable, match="empty"):
        decode(content, name="sent.txt")


def test_garbage_is_no_text() -> None:
    with pytest.raises(Unreadable, match="no text"):
        decode(random.Random(3).randbytes(3000), name="sent.txt")


def test_text_is_likelier_than_the_same_bytes_taken_otherwise() -> None:
    as_big5 = SIMPLIFIED.encode("gb18030").decode("big5hkscs", "ignore")
    assert likelihood(SIMPLIFIED) > 0.5 > likelihood(as_big5)

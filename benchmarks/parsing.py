"""How fast resolutions are read: against a word segmenter over the same text, and against themselves at ten times the length."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import jieba

from benchmarks import Measure, interleaved
from ingest import ParsedDocument, Unreadable, default_lexicon, parse

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
TIMES = 10
AGAINST_SEGMENTER, AGAINST_ITSELF = 2.0, 1.3  # the goals


def resolutions() -> list[str]:
    """The texts of the founding resolutions where DOCUMENTS_DIR names their folder, else of the samples."""
    folder = Path(os.environ.get("DOCUMENTS_DIR") or SAMPLES)
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if path.suffix in (".txt", ".md")]
    return [text for text in texts if _is_resolution(text)]


def _is_resolution(text: str) -> bool:
    try:
        return parse(text, lexicon=default_lexicon()).kind == "resolution"
    except Unreadable:
        return False


def against_segmenter() -> Measure:
    """Reading and classifying the resolutions, against cutting the same texts into words."""
    jieba.setLogLevel(logging.ERROR)
    texts, lexicon = resolutions(), default_lexicon()
    ours, theirs = interleaved(
        lambda: [parse(text, lexicon=lexicon) for text in texts],
        lambda: [jieba.lcut(text) for text in texts],
    )
    figures = {"seconds": ours, "seconds_against": theirs, "characters": sum(map(len, texts)), "documents": len(texts)}
    return Measure(ours / theirs, "the time of jieba.lcut over the same texts", AGAINST_SEGMENTER, figures)


def printed(document: ParsedDocument, *, times: int) -> str:
    """A resolution with its operative paragraphs so many times, numbered on, a line each.

    Of the preamble the first paragraph stays: it is read in less time, and texts are to differ in length alone.
    """
    tops = sum(paragraph.parent is None for paragraph in document.operative)
    lines = [document.title, "安全理事会2032年1月5日第9880次会议通过", "安全理事会，", *(p.text for p in document.preambular[:1])]
    for time in range(times):
        for paragraph in document.operative:
            number = int(paragraph.printed.rstrip(".、 ")) + time * tops if paragraph.parent is None else 0
            lines.append(f"{number}. {paragraph.text}" if number else f"{paragraph.printed} {paragraph.text}")
    return "\n\n".join(lines)


def growth() -> Measure:
    """The time per character of the longest resolution at ten times its length, over that at its own length."""
    lexicon = default_lexicon()
    document = parse(max(resolutions(), key=len), lexicon=lexicon)
    once, often = printed(document, times=1), printed(document, times=TIMES)
    if len(parse(often, lexicon=lexicon).operative) != TIMES * len(document.operative):
        raise AssertionError("the long text is not read as it was written")
    short, long = interleaved(lambda: [parse(once, lexicon=lexicon) for _ in range(TIMES)], lambda: parse(often, lexicon=lexicon))
    short /= TIMES
    figures = {"seconds": long, "seconds_against": short, "characters": len(often), "characters_against": len(once)}
    ratio = (long / len(often)) / (short / len(once))
    return Measure(ratio, "the time per character at its own length", AGAINST_ITSELF, figures)


MEASURES = {"parsing": against_segmenter, "parsing_growth": growth}

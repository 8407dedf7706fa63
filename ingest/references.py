"""What a text cites: resolutions of the Council, documents, instruments, paragraphs.

    第1267(1999)、1373(2001)和2368(2017)号决议            three resolutions; a missing year is that of the same number elsewhere in the text
    第1373(2001)号决议第1(d)段                            a paragraph of a resolution
    上文第12段 · 第10和11段                               paragraphs of this resolution
    S/2013/503 · S/PRST/2010/6 · PRST/2018/9号主席声明     documents
    《武器贸易条约》 … 《条约》                              an instrument, and its short form after the long one

No citations of the Council's resolutions: those of the General Assembly (60/288), the names of committees (1267/1989/2253).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.folding import Folded, fold
from ingest.lexicon import Lexicon
from ingest.records import Citation

_NUMBER = r"\d{1,4}(?:\(\d{4}\))?号?"
_RESOLUTIONS = re.compile(rf"第{_NUMBER}(?:(?:、|和|及|以及|与|或|，)第?{_NUMBER})*(?<=号)(?:各项|两项|等|安理会|安全理事会)?决议")
_ONE = re.compile(r"(?<!\d)(\d{1,4})(?:\((\d{4})\))?(?!\))")
_ASSEMBLY = re.compile(r"大会(?:\d{4}年\d{1,2}月\d{1,2}日)?$")
_DOCUMENT = re.compile(r"(?:S|A|E|ST|UNEP)/(?:[A-Z]+[.\d]*/)*[A-Z\d][\w.\-]*(?:/[\w.\-]+)*(?:\(\d{4}\))?|(?<![/A-Z])PRST/\d{4}/\d+", re.ASCII)
_LABELS = r"\d{1,3}(?:\([a-z]{1,4}\)){0,3}"
_NEXT = rf"(?:(?:、|和|及|或|以及|至)第?{_LABELS}段?){{0,40}}"
_PARAGRAPHS = re.compile(rf"第{_LABELS}段?{_NEXT}(?<=段)|第{_LABELS}{_NEXT}段")
_LABEL = re.compile(r"\d{1,3}(?:\([a-z]+\))*")
_CLAUSE_ENDS = re.compile(r"[，；。]")
_OWN = re.compile(r"(?:上文|本决议|下文|以上|以下)$")


def find(where: Sequence[tuple[str, str]], *, own: str | None, lexicon: Lexicon) -> tuple[Citation, ...]:
    """The citations of a document, paragraph by paragraph. `where` gives (label, text); spans count characters of that text."""
    folded = [(label, fold(text)) for label, text in where]
    years = _years(text.text for _, text in folded)
    known = {short: code for code, entry in lexicon.instruments.items() if entry.get("short_alone") for short in entry["short"]}
    found: list[Citation] = []
    for label, text in folded:
        cited = sorted(
            [*_resolutions(label, text, years), *_documents(label, text), *_instruments(label, text, lexicon, known)], key=lambda c: c.span
        )
        found += [*cited, *_paragraphs(label, text, cited, own)]
    return tuple(found)


def _years(texts: Iterator[str] | Sequence[str]) -> dict[str, str]:
    """The year of each resolution number that the document gives with its year."""
    return {number: year for text in texts for number, year in re.findall(r"(?<![\d/])(\d{1,4})\((\d{4})\)", text)}


def _resolutions(label: str, text: Folded, years: dict[str, str]) -> Iterator[Citation]:
    for found in _RESOLUTIONS.finditer(text.text):
        if _ASSEMBLY.search(text.text[: found.start()]):
            continue
        for one in _ONE.finditer(found[0]):
            year = one[2] or years.get(one[1])
            target = f"S/RES/{one[1]} ({year})" if year else f"S/RES/{one[1]}"
            yield Citation("resolution", target, None, text.span(found.start() + one.start(), found.start() + one.end()), label)


def _documents(label: str, text: Folded) -> Iterator[Citation]:
    for found in _DOCUMENT.finditer(text.text):
        target = found[0] if not found[0].startswith("PRST") else f"S/{found[0]}"
        yield Citation("document", target.rstrip(".-"), None, text.span(found.start(), found.end()), label)


def _instruments(label: str, text: Folded, lexicon: Lexicon, known: dict[str, str]) -> Iterator[Citation]:
    opened = 0
    while (start := text.text.find("《", opened)) >= 0:
        end = text.text.find("》", start)
        if end < 0:
            return
        opened = end + 1
        title = text.text[start + 1 : end]
        whole = lexicon.instrument_patterns.at(title, 0)
        if whole and whole.end == len(title):
            code: str | None = whole.rule
            known.update(dict.fromkeys(lexicon.instruments[whole.rule].get("short", ()), whole.rule))
        else:
            code = known.get(title)
        yield Citation("instrument", code or text.words(start + 1, end), None, text.span(start, end + 1), label)


def _paragraphs(label: str, text: Folded, cited: Sequence[Citation], own: str | None) -> Iterator[Citation]:
    for found in _PARAGRAPHS.finditer(text.text):
        target = _owner(text, found.start(), cited, own)
        for part in _LABEL.finditer(found[0]):
            span = text.span(found.start() + part.start(), found.start() + part.end())
            yield Citation("paragraph", target, part[0], span, label)


def _owner(text: Folded, start: int, cited: Sequence[Citation], own: str | None) -> str:
    """The text whose paragraph is meant: the one cited last in the same clause, else this document."""
    if not _OWN.search(text.text[:start]):
        clause = max((m.end() for m in _CLAUSE_ENDS.finditer(text.text, 0, start)), default=0)
        begins, ends = text.offsets[clause], text.offsets[start]
        for citation in reversed(cited):
            if begins <= citation.span.start < ends:
                return citation.target
    return own or ""

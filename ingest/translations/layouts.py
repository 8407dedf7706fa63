"""How documents look in each of the Council's other languages: the words of `lexicons/layouts/<language>.yaml`, compiled; and in which a text is.

The files hold literal words in small letters; what is made of them is here, and only here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast

import yaml

from ingest.lexicon import FOLDER
from ingest.markers import Marker, roman
from ingest.records import Script

LANGUAGES = ("en", "fr", "es", "ru", "ar")  # the official languages beside Chinese
LATIN = ("en", "fr", "es")
LOOKED_AT = 30_000  # characters that tell the language
CHINESE = 0.1  # share of Chinese characters from which a text is Chinese, whatever names stand in it
ENOUGH = 0.12  # share of a language's commonest words in a text that is written in it; in prose it is a quarter
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_ALPHABETS = {"Latn": re.compile("[A-Za-z\u00c0-\u024f]"), "Cyrl": re.compile("[\u0400-\u04ff]"), "Arab": re.compile("[\u0600-\u06ff]")}
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"(?:\*\*)?(\d{1,3})\s?\\?(?:[.)](?!\d)|\s[-–—](?=\s))\s*(?:\*\*)?\s*")
_MARKED = re.compile(r"[(]?\s?([^\W\d_]{1,4})\s?[)]\s*")
_QUOTES = "“”„«»\"‘’'"
_STOPS = tuple(".;:؛؟!?" + '”»"')
_COMMAS = (",", "،")


@dataclass(frozen=True, slots=True)
class Layout:
    """The page of a language. Patterns are matched without regard to capitals."""

    language: str
    script: Script
    capitals: bool
    title: re.Pattern[str]
    statement: re.Pattern[str]
    opening: re.Pattern[str]
    council: re.Pattern[str]
    adopted: re.Pattern[str]
    meeting: re.Pattern[str]
    day: re.Pattern[str]
    annex: re.Pattern[str]
    record: re.Pattern[str]
    furniture: re.Pattern[str]
    joins: re.Pattern[str]
    months: Mapping[str, int]
    openers: frozenset[str]
    endings: tuple[str, ...]
    letters: str

    def marker(self, text: str) -> Marker | None:
        """The mark with which a text begins; letters of other alphabets are written as the Latin one in their place."""
        if found := _NUMBER.match(text):
            return Marker("number", int(found[1]), found[1], found.end())
        found = _MARKED.match(text)
        letters = found[1].casefold() if found else ""
        if found is None or found[1] != letters:
            return None
        if len(letters) == 1 and letters in self.letters:
            value = 1 + self.letters.index(letters)
            return Marker("letter", value, chr(96 + value), found.end()) if value <= 26 else None
        if not letters.isascii():
            return None
        if len(letters) == 1 or (len(set(letters)) == 1 and letters[0] not in "ivxl"):
            return Marker("letter", ord(letters[0]) - 96 + 26 * (len(letters) - 1), letters, found.end())
        numeral = roman(letters)
        return Marker("roman", numeral, letters, found.end()) if numeral else None

    def opens(self, text: str) -> bool:
        """Whether a text begins as paragraphs of the preamble begin: Recalling, Deeply concerned, Having considered."""
        word = next(iter(_WORD.findall(text[:60])), "")
        small = word.casefold()
        shaped = not self.capitals or word[:1].isupper()
        return shaped and (small in self.openers or (len(small) > 4 and small.endswith(self.endings)))

    def starts(self, text: str) -> bool:
        """Whether a text begins as sentences do; where a language writes no capitals there, any does."""
        bare = text.lstrip(_QUOTES + "([*_ ")
        return not self.capitals or bare[:1].isupper()

    def ended(self, text: str, *, comma: bool) -> bool:
        """Whether a text ends as paragraphs do: with a stop, or with a stop and the word that joins the next part (…; and)."""
        bare = self.joins.sub("", text.rstrip()).rstrip("*_ ")
        return bare.endswith(_STOPS) or (comma and bare.endswith(_COMMAS))

    def date_in(self, text: str) -> date | None:
        """The first date of a text; None where there is none or it is no day of the calendar."""
        found = self.day.search(text)
        if found is None:
            return None
        try:
            return date(int(found[3]), self.months[_plain(found[2])], int(found[1]))
        except ValueError:
            return None

    def meeting_in(self, text: str) -> str | None:
        """The symbol of the meeting that a line names: its 8017th meeting is S/PV.8017."""
        found = self.meeting.search(text)
        return f"S/PV.{next(number for number in found.groups() if number)}" if found else None


@cache
def layout(language: str) -> Layout:
    """The layout of one of `LANGUAGES`."""
    with (FOLDER / "layouts" / f"{language}.yaml").open("rb") as file:
        words: Mapping[str, Any] = yaml.safe_load(file)
    title = rf"(?:{_any(words['resolution'])})\s+(\d{{1,4}})\s*\(\s*(\d{{4}})\s*\)"
    months = {_plain(name): number for number, names in enumerate(words["months"], 1) for name in names}
    before, after = words["meeting_before"], words["meeting_after"]
    meeting = [rf"(?:{_any(before)})\s+(\d{{1,5}})"] if before else [rf"(\d{{1,5}})\S{{0,3}}\s+(?:{_any(after)})"]
    return Layout(
        language=language,
        script=cast("Script", words["script"]),
        capitals=words["capitals"],
        title=_pattern(rf"#*\s*\**\s*(?:[^\d.;:]{{0,40}}\s)?{title}[,،.]?\s*\**(?:\s+.{{0,60}})?"),
        statement=_pattern(rf"#*\s*\**\s*(?:{_any(words['statement'])})"),
        opening=_pattern(rf"#*\s*[*_]*\s*(?:{_any(words['opening'])})[*_]*\s*[,،]?[*_]*\s*"),
        council=_pattern(rf"[{_QUOTES}*_\s]*(?:{_any(words['council'])})(?!\w)"),
        adopted=_pattern(rf"(?:{_any(words['adopted'])})"),
        meeting=_pattern("|".join(meeting)),
        day=_pattern(rf"(?<!\d)(\d{{1,2}})(?:er|º|-е)?\s+(?:de\s+)?({_any(months)})\s+(?:de\s+|del\s+)?(\d{{4}})"),
        annex=_pattern(rf"#*\s*\**(?:{_any(words['annexes'])})(?:\s+(?:[ivx]{{1,5}}|[a-z]|\d{{1,2}}))?\**(?:\s*[:.–—-]?\s+\S.{{0,60}}|\s*)"),
        record=_pattern(rf"(?:{_any(words['records'])})"),
        furniture=_pattern(rf"(?:{_any(words['furniture'])})\s?\S{{0,3}}"),
        joins=_pattern(rf"(?<=[;,؛،.])\s+(?:{_any(words['joins'])})\s*$"),
        months=months,
        openers=frozenset(words["openers"]),
        endings=tuple(words["opening_endings"]) or ("\0",),
        letters=words["letters"],
    )


def language_of(text: str) -> str | None:
    """The language of a text, `zh` or one of `LANGUAGES`; None where it is none of them, or too little to tell."""
    sample = text[:LOOKED_AT]
    letters = {script: len(pattern.findall(sample)) for script, pattern in _ALPHABETS.items()}
    chinese, others = len(_HAN.findall(sample)), sum(letters.values())
    if not chinese and not others:
        return None
    if chinese >= CHINESE * (chinese + others):
        return "zh"
    script = max(letters, key=lambda name: letters[name])
    return {"Cyrl": "ru", "Arab": "ar"}.get(script) or _latin(sample)


def _latin(sample: str) -> str | None:
    words = Counter(word.casefold() for word in _WORD.findall(sample))
    shares = {language: sum(words[word] for word in _common(language)) / (sum(words.values()) or 1) for language in LATIN}
    best = max(LATIN, key=lambda language: shares[language])
    return best if shares[best] >= ENOUGH else None


@cache
def _common(language: str) -> tuple[str, ...]:
    with (FOLDER / "layouts" / f"{language}.yaml").open("rb") as file:
        return tuple(yaml.safe_load(file)["common"])


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


def _any(words: Iterable[str]) -> str:
    """Any of some words, the longest first; a space in them is any white space."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())

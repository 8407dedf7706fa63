"""The characters of a PDF page, put together to runs: stretches of one line in one size, each with its place on the page.

PDFium gives characters in the order of the content stream, with spaces of its own between them. A run ends where the line ends, where the size
changes and at a gap; what belongs together on the page is put together by `pdf_layout`.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from ctypes import c_double, c_ushort
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

GAP = 1.2  # of the height of the type: a wider gap ends a run
STEP_BACK = 0.6  # of the height: so far a character may stand before the end of the last one
HALF = 0.4  # of the height: a Western bracket may stand so far within a Chinese quotation mark, whose first half is empty
SAME_FOOT = 0.15  # of the height: characters of one size stand on the same foot, give or take this
SAMPLES = 12  # characters that are asked in which direction they run

Box = tuple[float, float, float, float]  # left, bottom, right, top, in the direction of reading


@dataclass(slots=True)
class Run:
    """Text of one size on one line: left and right end, baseline, size, in points; `base` grows upwards."""

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a page: its runs in the order of the file, how many characters do not run as most do, and whether it has pictures."""

    runs: list[Run]
    askew: int = 0
    pictures: bool = False


def _mended() -> dict[int, str]:
    """Characters that fonts give for others that look the same: Kangxi radicals, compatibility forms, ligatures, PDFium's mark of a hyphen."""
    same = [*range(0x2F00, 0x2FD6), 0x2E9F, 0x2EF3, *range(0xF900, 0xFB00), *range(0xFB00, 0xFB07)]
    radicals = "⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟"
    pairs = zip(map(ord, radicals[::2]), radicals[1::2], strict=True)
    return {code: unicodedata.normalize("NFKC", chr(code)) for code in same} | dict(pairs) | {0xFFFE: "-", 0x2: "-", 0xAD: "-"}


MENDED = _mended()
_OPENING = frozenset("“‘（《〈「『【〔")
_BLANKS = frozenset(" \t\r\n\x00\u00a0\u2002\u2003\u2009\u200b\u3000")


def is_wide(character: str) -> bool:
    """Whether a character is set in the width of a Chinese one: no space stands between two of them."""
    return character > "\u2e7f"


def space_between(before: str, after: str) -> float:
    """How wide a gap must be, in heights of the type, to be a space where the file has one: justified lines put Chinese characters apart."""
    wide = is_wide(before), is_wide(after)
    return 0.8 if all(wide) else 0.15 if any(wide) else -1.0


def sheet(page: Any) -> Sheet:
    """The runs of a page (a `pypdfium2.PdfPage`)."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        runs, askew = _runs(textpage.raw, count) if count > 0 else ([], 0)
    finally:
        textpage.close()
    pictures = not runs and next(iter(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)), None) is not None
    return Sheet(runs, askew, pictures)


def _runs(textpage: Any, count: int) -> tuple[list[Run], int]:
    text = _text(textpage, count)
    quarter = _quarter(textpage, text)
    place = _Place(textpage, quarter)
    found: list[Run] = []
    askew = 0
    for first, letters, right in _stretches(text, _boxes(textpage, count, quarter)):
        run = place.run(first, letters, right)
        if run is None:
            askew += len(letters)
        else:
            found.append(run)
    return found, askew


def _text(textpage: Any, count: int) -> str:
    """The characters of a page; as many as PDFium counts, so that the two can be told together."""
    buffer = (c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(textpage, 0, count, buffer)
    text = bytes(buffer)[: 2 * (written - 1)].decode("utf-16-le", "replace") if written else ""
    if len(text) != count:  # characters without a code, or beyond the first plane
        text = "".join(_character(pdfium.FPDFText_GetUnicode(textpage, at)) for at in range(count))
    return text


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _quarter(textpage: Any, text: str) -> int:
    """In which direction most characters run: 0 from left to right, 1 downwards, 2 upside down, 3 upwards."""
    shown = [at for at, character in enumerate(text) if character not in _BLANKS]
    sample = shown[:: max(1, len(shown) // SAMPLES)]
    turns = Counter(round(pdfium.FPDFText_GetCharAngle(textpage, at) / (math.pi / 2)) % 4 for at in sample)
    return turns.most_common(1)[0][0] if turns else 0


def _boxes(textpage: Any, count: int, quarter: int) -> list[Box]:
    """The box of each character, turned so that the text runs from left to right."""
    boxes = (pdfium.FS_RECTF * count)()
    ask = pdfium.FPDFText_GetLooseCharBox
    for at, box in enumerate(boxes):
        ask(textpage, at, box)
    values = memoryview(boxes).cast("B").cast("f").tolist()
    lefts, tops, rights, bottoms = values[0::4], values[1::4], values[2::4], values[3::4]
    if quarter == 1:
        return [(-top, left, -bottom, right) for left, top, right, bottom in zip(lefts, tops, rights, bottoms, strict=True)]
    if quarter == 2:
        return [(-right, -top, -left, -bottom) for left, top, right, bottom in zip(lefts, tops, rights, bottoms, strict=True)]
    if quarter == 3:
        return [(bottom, -right, top, -left) for left, top, right, bottom in zip(lefts, tops, rights, bottoms, strict=True)]
    return list(zip(lefts, bottoms, rights, tops, strict=True))


def _stretches(text: str, boxes: list[Box]) -> Iterator[tuple[int, str, float]]:
    """Stretches of characters that stand side by side: the index of the first, their text, the right end of the last."""
    first, letters, end, foot, height, spaced, broken = 0, "", 0.0, 0.0, 0.0, False, True
    last = ""
    for at, character in enumerate(text):
        if character in _BLANKS:
            spaced = True
            broken = broken or character == "\n"
            continue
        left, bottom, right, top = boxes[at]
        gap = left - end
        if last in _OPENING and not (broken or is_wide(character)) and -height < gap < -HALF * height:  # in the empty half of the last
            letters = letters[:-1] + character + last
            continue
        if broken or gap > GAP * height or gap < -STEP_BACK * height or abs(bottom - foot) > SAME_FOOT * height:
            if letters:
                yield first, letters, end
            first, letters, foot, height = at, character, bottom, top - bottom
        else:
            letters += f" {character}" if spaced and gap > space_between(last, character) * height else character
        end, last, spaced, broken = right, character, False, False
    if letters:
        yield first, letters, end


class _Place:
    """Asks PDFium where a run stands. Its size is that of the type as it is drawn, whatever the file scales it by."""

    def __init__(self, textpage: Any, quarter: int) -> None:
        self.textpage = textpage
        self.quarter = quarter
        self.x, self.y, self.matrix = c_double(), c_double(), pdfium.FS_MATRIX()

    def run(self, first: int, letters: str, right: float) -> Run | None:
        """The run that begins with the character of index `first`; None where it runs in another direction than the page."""
        pdfium.FPDFText_GetMatrix(self.textpage, first, self.matrix)
        pdfium.FPDFText_GetCharOrigin(self.textpage, first, self.x, self.y)
        across, up = self.matrix.a, self.matrix.b
        if self._turn(across, up) != self.quarter:
            return None
        size = pdfium.FPDFText_GetFontSize(self.textpage, first) * math.hypot(self.matrix.c, self.matrix.d)
        x, y = self.x.value, self.y.value
        left, base = ((x, y), (-y, x), (-x, -y), (y, -x))[self.quarter]
        return Run(letters.translate(MENDED), left, max(left, right), base, size or 1.0)

    @staticmethod
    def _turn(across: float, up: float) -> int | None:
        """The quarter turn of a direction; None for one askew, as of a stamp."""
        if abs(across) > 8 * abs(up):
            return 0 if across > 0 else 2
        if abs(up) > 8 * abs(across):
            return 3 if up > 0 else 1
        return None

"""Numbers as lists print them: 3 is 3, c, C, iii, III, 三, 丙, ③ … by the name that Word files give the form."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"))
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LEGAL = str.maketrans("〇零一二三四五六七八九十百千万", "零零壹贰叁肆伍陆柒捌玖拾佰仟萬")
LARGEST = 32767  # the largest number that Word lets a list reach
LARGEST_LETTER = 780  # beyond thirty times the same letter Word has none


def letters(number: int) -> str:
    """a to z, then aa, bb, cc, as Word goes on."""
    return chr(97 + (number - 1) % 26) * (1 + (number - 1) // 26)


def alphabetic(number: int) -> str:
    """a to z, then aa, ab, ac, as browsers go on."""
    written = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        written = chr(97 + rest) + written
    return written


def roman(number: int) -> str:
    """iv for 4."""
    written = ""
    for value, letter in (*_ROMAN, (1, "i")):
        count, number = divmod(number, value)
        written += letter * count
    return written


def chinese(number: int) -> str:
    """十二 for 12, 一百零一 for 101."""
    if number >= 10_000:
        rest = number % 10_000
        return chinese(number // 10_000) + "万" + ("零" if 0 < rest < 1000 else "") + (chinese(rest) if rest else "")
    written, gap = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            written += ("零" if gap else "") + _DIGITS[digit] + word
            gap = False
        elif written and number:
            gap = True
    return written.removeprefix("一") if written.startswith("一十") else written


def _digit_by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _up_to_99(number: int) -> str:
    return chinese(number) if number < 100 else _digit_by_digit(number)


def _legal(number: int) -> str:
    written = chinese(number)
    return ("一" + written if written.startswith("十") else written).translate(_LEGAL)


def _signs(first: int, count: int) -> Callable[[int], str]:
    return lambda number: chr(first + number - 1) if number <= count else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalHalfWidth": str,
    "decimalFullWidth": lambda number: str(number).translate({48 + digit: 0xFF10 + digit for digit in range(10)}),
    "decimalFullWidth2": lambda number: str(number).translate({48 + digit: 0xFF10 + digit for digit in range(10)}),
    "decimalEnclosedCircle": _signs(0x2460, 20),
    "decimalEnclosedCircleChinese": _signs(0x2460, 20),
    "decimalEnclosedParen": _signs(0x2474, 20),
    "decimalEnclosedFullstop": _signs(0x2488, 20),
    "numberInDash": lambda number: f"- {number} -",
    "ordinal": str,
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "chineseCounting": _up_to_99,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": _up_to_99,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "japaneseLegal": _legal,
    "ideographEnclosedCircle": lambda number: f"({chinese(number)})",
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
}


def is_known(form: str) -> bool:
    """Whether numbers of this form can be written."""
    return form in _FORMS


def written(number: int, form: str) -> str:
    """A number in a form; in Arabic digits where the form is not known or has no sign for it (zero has no letter)."""
    most = LARGEST_LETTER if form.endswith("Letter") else LARGEST
    return _FORMS.get(form, str)(number) if 0 < number <= most else str(number)

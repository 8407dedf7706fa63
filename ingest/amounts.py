"""Sums of money in a text: 1.29亿美元 is 129000000 USD, 三百五十万欧元 is 3500000 EUR."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ingest.lexicon import Lexicon
from ingest.markers import chinese_number

_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?|(?<![数几上成])[一二三四五六七八九十百千两〇零]{1,9})(?:多|余)?(千|百)?(万亿|亿|万)?(?:多|余)?")
_SCALE = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000, "万亿": 1_000_000_000_000}


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum: `digits` in units of the currency (ISO 4217), and the folded characters where it stands."""

    digits: str
    currency: str
    start: int
    end: int


def amounts(folded: str, lexicon: Lexicon) -> Iterator[Amount]:
    """The sums that a folded text names, from left to right. A number without a currency, and a fraction of a unit, are none."""
    currencies = lexicon.spoken("currencies")
    past = 0
    for found in _NUMBER.finditer(folded):
        if found.start() < past or (currency := currencies.at(folded, found.end())) is None:
            continue
        value = _value(found[1]) * _SCALE[found[2] or ""] * _SCALE[found[3] or ""]
        if value and value == value.to_integral_value():
            past = currency.end
            yield Amount(str(int(value)), currency.rule, found.start(), currency.end)


def _value(number: str) -> Decimal:
    if number[0].isdigit():
        return Decimal(number.replace(",", ""))
    return Decimal(chinese_number(number.replace("零", "〇")) or 0)

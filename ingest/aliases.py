"""Further names of States and bodies, merged into the content of a lexicon, so that every place that looks for names finds them.

    {code: FRA, name: 法兰西}      a heading （法兰西）, the list of a vote, the cover page, 敦促法兰西…
    {code: unodc, name: 毒控办}    请毒控办…, and 毒控办执行主任…先生 in a record

A name is literal text; what the notation of patterns means otherwise may not stand in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Raw = Mapping[str, Any]

NOTATION = "[]|…"
BRIEFING = ("un", "organisation")  # kinds of addressees that are bodies also in meeting records


def with_aliases(raw: Raw, aliases: Sequence[Raw]) -> dict[str, Any]:
    """The content of a lexicon (kind of words -> entries) with aliases ({code, name}); those of codes it does not know are left out."""
    names: dict[str, list[str]] = {}
    for alias in aliases:
        names.setdefault(alias["code"], []).append(alias["name"])
    bodies = {code.upper(): more for code, more in names.items() if _briefs(code, raw["addressees"])}
    return {
        **raw,
        "states": [{**s, "aliases": [*s.get("aliases", ()), *names[s["code"]]]} if s["code"] in names else s for s in raw["states"]],
        "addressees": _addressees(raw["addressees"], names),
        "meetings": {**raw["meetings"], "bodies": _bodies(raw["meetings"]["bodies"], bodies)},
    }


def _addressees(entries: Sequence[Raw], names: Mapping[str, Sequence[str]]) -> list[Raw]:
    """Each code's names go to the entry that has the code as its id, else to the first with the code."""
    chosen: dict[str, str] = {}
    for entry in entries:
        code = entry.get("code", entry["id"])
        if code not in chosen or entry["id"] == code:
            chosen[code] = entry["id"]
    by_rule = {chosen[code]: more for code, more in names.items() if code in chosen}
    return [_joined(entry, by_rule[entry["id"]]) if entry["id"] in by_rule else entry for entry in entries]


def _bodies(entries: Sequence[Raw], names: Mapping[str, Sequence[str]]) -> list[Raw]:
    """Records call bodies by their acronyms; one that they do not know yet gets an entry of its own."""
    known = {entry["id"] for entry in entries}
    new = [{"id": code, "pattern": "|".join(more)} for code, more in names.items() if code not in known]
    return [*(_joined(entry, names[entry["id"]]) if entry["id"] in names else entry for entry in entries), *new]


def _joined(entry: Raw, names: Sequence[str]) -> Raw:
    return {**entry, "pattern": "|".join([entry["pattern"], *names])}


def _briefs(code: str, addressees: Sequence[Raw]) -> bool:
    return any(entry["kind"] in BRIEFING for entry in addressees if entry.get("code", entry["id"]) == code)

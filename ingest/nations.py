"""Names of states and bodies as meeting records print them: in a bracket after a speaker, in the list of a vote, on a cover page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ingest.folding import fold
from ingest.lexicon import Lexicon, state_names
from ingest.patterns import Found, Patterns

SG = "SG"  # the Secretary-General's office stands in the titles of many officials, who do not speak as he


@lru_cache(maxsize=8)
def names(lexicon: Lexicon) -> Patterns:
    """Every name of a state, former ones too; the rule of a match is the state's code. Compiled once for each lexicon."""
    states = lexicon.entries("states")
    current = [(state["code"], name) for state in states for name in state_names(state)]
    taken = {name for _, name in current}
    former = [(s["code"], f["name"]) for s in states for f in s.get("former_names", ()) if f["name"] not in taken and not f["name"].isascii()]
    shorts = [(entry["id"], entry["pattern"]) for entry in lexicon.entries_of_records("state_shorts")]
    return Patterns([*current, *former, *shorts])


def state(text: str, lexicon: Lexicon) -> str | None:
    """The code of the state whose name `text` is, from its first to its last character; None where it is none."""
    folded = fold(text).text
    found = names(lexicon).at(folded, 0)
    return found.rule if found and found.end == len(folded) else None


def states_in(folded: str, lexicon: Lexicon) -> list[str]:
    """The states that a folded text names, in order, each once: 丹麦、芬兰和我国挪威."""
    return list(dict.fromkeys(found.rule for found in names(lexicon).longest(folded)))


def body(folded: str, lexicon: Lexicon) -> str | None:
    """The body that a folded text names: 毒品和犯罪问题办公室项目司司长伊沃·德兰 is of UNODC. Of several the one with the longest name.

    秘书长 alone is the Secretary-General; 秘书长特别代表, 副秘书长 and the like name no body by themselves.
    """
    found = [f for f in lexicon.spoken("bodies").longest(folded) if f.rule != SG]
    if found:
        return max(found, key=lambda f: f.end - f.start).rule
    first = lexicon.spoken("bodies").at(folded, 0)
    if first is None or any(True for _ in lexicon.spoken("officials").longest(folded)):
        return None
    return first.rule


def body_names(folded: str, lexicon: Lexicon) -> Iterator[Found]:
    """Every name of a body in a folded text, from left to right."""
    yield from lexicon.spoken("bodies").longest(folded)

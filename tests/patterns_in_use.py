"""Every regular expression that the project compiles, and for each the texts that would be worst for it.

Run as a program (`python -m tests.patterns_in_use SIZE`) it tries each pattern on each of its texts, as the project asks it (at the beginning of a
text, or anywhere), and prints those that take more than a second of the processor: other work on the machine does not count.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("ingest", "obligations", "tracker")
FUNCTIONS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
MOST_SECONDS = 0.5  # of the processor for one text; what is quadratic takes a twentieth of it
NEVER = "\x00"  # a character that makes the whole fail after the part that repeats
OF_CATEGORY = {
    codes.CATEGORY_DIGIT: "0",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_NOT_DIGIT: "x",
    codes.CATEGORY_NOT_SPACE: "x",
    codes.CATEGORY_NOT_WORD: " ",
}


# Which patterns -------------------------------------------------------------------------------------------------------
def patterns() -> set[tuple[str, int]]:
    """Pattern and flags of all: those compiled while everything is imported and samples are read, and those written as literals in a call."""
    return compiled() | set(written())


def compiled() -> set[tuple[str, int]]:
    """What our own code compiles when all of it is imported and a resolution and a record are read."""
    found: set[tuple[str, int]] = set()
    compile_really = re._compile  # type: ignore[attr-defined]

    def note(pattern: Any, flags: Any) -> Any:
        caller = Path(sys._getframe(2).f_code.co_filename)
        if any((ROOT / package) in caller.parents for package in PACKAGES) and isinstance(pattern, str):
            found.add((pattern, int(flags)))
        return compile_really(pattern, flags)

    re._compile = note  # type: ignore[attr-defined]
    try:
        import_everything()
        from ingest.lexicon import default_lexicon
        from ingest.pipeline import parse

        for sample in ("S-RES-9001-2031.txt", "S-PV-9901.txt", "S-PRST-2032-3.txt"):
            parse((ROOT / "samples" / sample).read_text(encoding="utf-8"), lexicon=default_lexicon())
    finally:
        re._compile = compile_really  # type: ignore[attr-defined]
    return found


def import_everything() -> None:
    """All modules of the project, which compiles the patterns at their top."""
    import django

    django.setup()
    for name in PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if ".migrations." not in module.name and not module.name.endswith(("__main__", ".wsgi")):
                importlib.import_module(module.name)


def written() -> Iterator[tuple[str, int]]:
    """Patterns that stand as literals in a call of `re`."""
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FUNCTIONS and node.args:
                owner, first = node.func.value, node.args[0]
                if isinstance(owner, ast.Name) and owner.id == "re" and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, 0


# What is worst for them -----------------------------------------------------------------------------------------------
def hostile_texts(pattern: str, flags: int, size: int) -> set[str]:
    """For each part that repeats: what leads to it, then what it takes, again and again, then what makes the whole fail."""
    found = set()
    tree = parser.parse(pattern, flags)
    letters = sorted({letter for letter in "".join(samples(tree)) if letter != NEVER})[:12] or ["a"]
    for before, pump in pumps(tree, ""):
        for unit in {pump, *letters}:
            found.add(before + unit * (size // max(1, len(unit))) + NEVER)
    return found


def pumps(tree: Iterable[Any], before: str) -> Iterator[tuple[str, str]]:
    """What stands before each repeated part, and what that part takes."""
    for code, said in tree:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            if said[1] > 8:
                yield from ((before, taken) for taken in samples(said[2]) if taken)
            yield from pumps(said[2], before)
        elif code is codes.SUBPATTERN:
            yield from pumps(said[3], before)
        elif code is codes.BRANCH:
            for branch in said[1]:
                yield from pumps(branch, before)
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield from pumps(said[1], before)
        before += least([(code, said)])


def samples(tree: Iterable[Any]) -> list[str]:
    """Some texts that a part takes: with the first, and with the last of what it leaves open."""
    return list(dict.fromkeys([least(tree, at=0), least(tree, at=-1)]))


def least(tree: Iterable[Any], *, at: int = 0) -> str:
    """A shortest text that a part takes, as far as can be said simply; `at` chooses among alternatives."""
    text = ""
    for code, said in tree:
        if code is codes.LITERAL:
            text += chr(said)
        elif code is codes.NOT_LITERAL:
            text += "y" if said == ord("x") else "x"
        elif code is codes.ANY:
            text += "x"
        elif code is codes.IN:
            text += one_of(said, at)
        elif code is codes.BRANCH:
            text += least(said[1][at], at=at)
        elif code is codes.SUBPATTERN:
            text += least(said[3], at=at)
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            text += least(said[2], at=at) * min(max(said[0], 1), 3)
    return text


def one_of(members: list[Any], at: int) -> str:
    """A character of a set."""
    if members[0][0] is codes.NEGATE:
        left_out = {chr(said) for code, said in members[1:] if code is codes.LITERAL}
        return next((letter for letter in "x字 0(" if letter not in left_out), "z")
    code, said = members[at]
    if code is codes.LITERAL:
        return chr(said)
    return chr(said[0]) if code is codes.RANGE else OF_CATEGORY[said]


# How they are asked ---------------------------------------------------------------------------------------------------
def asked_by() -> dict[str, set[str]]:
    """For each pattern that has a name in a module, the methods that the project calls on that name."""
    methods: dict[str, set[str]] = {}
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in FUNCTIONS - {"compile"}:
                name = getattr(node.value, "id", None) or getattr(node.value, "attr", "")
                methods.setdefault(str(name), set()).add(node.attr)
    found: dict[str, set[str]] = {}
    for module in [module for name, module in sys.modules.items() if name.partition(".")[0] in PACKAGES]:
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and name in methods:
                found.setdefault(value.pattern, set()).update(methods[name])
    return found


# Trying ---------------------------------------------------------------------------------------------------------------
class TooSlowError(Exception):
    """A pattern took more than its share of the processor."""


def stop(*_said: object) -> None:
    raise TooSlowError


def tried(pattern: str, flags: int, methods: set[str], size: int) -> float:
    """Seconds of the processor for all texts of a pattern. Raises TooSlowError, after MOST_SECONDS for one text."""
    told, began = re.compile(pattern, flags), time.process_time()
    for text in sorted(hostile_texts(pattern, flags, size)):
        for whole in (True, False):
            signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
            try:
                if methods <= {"match", "fullmatch"}:
                    (told.fullmatch if whole else told.match)(text)
                elif not whole:
                    told.sub("", text)
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


def lexicon_seconds(size: int) -> dict[str, float]:
    """Seconds of the processor that each list of the lexicons takes for what almost fits its branches, again and again."""
    from ingest.lexicon import default_lexicon

    lexicon = default_lexicon()
    told = {"verbs": lexicon.verb_patterns, "addressees": lexicon.group_patterns, "subjects": lexicon.subject_patterns}
    told |= {"instruments": lexicon.instrument_patterns, **{name: lexicon.words(name) for name in lexicon.grammar}}
    told |= {f"records: {name}": lexicon.spoken(name) for name in lexicon.lists_of_records}
    seconds = {}
    for name, patterns in told.items():
        branches = [branch for bucket in patterns._by_start.values() for branch in bucket]
        almost = "".join(branch.first + "".join("到" * gap + literal[:-1] for gap, literal in branch.rest) for branch in branches)
        began = time.process_time()
        for text in (almost * (size // max(1, len(almost)) + 1), *{branch.first[:1] * size for branch in branches[:200]}):
            list(patterns.every(text[:size]))
        seconds[name] = time.process_time() - began
    return seconds


def main() -> None:
    """Print how many patterns there are, and those that were too slow, as JSON."""
    size, slow, seconds = int(sys.argv[1]), [], {}
    signal.signal(signal.SIGVTALRM, stop)
    found, methods = sorted(patterns()), asked_by()
    for pattern, flags in found:
        try:
            seconds[pattern] = tried(pattern, flags, methods.get(pattern, {"search"}), size)
        except TooSlowError:
            slow.append(pattern)
    lists = [name for name, taken in lexicon_seconds(size).items() if taken > MOST_SECONDS]
    slowest = max(seconds, key=lambda pattern: seconds[pattern])
    print(json.dumps({"patterns": len(found), "slow": slow, "slowest": slowest, "seconds": round(seconds[slowest], 3), "lists": lists}))


if __name__ == "__main__":
    main()

"""The words the parser knows: loads them from YAML, checks them, compiles them into one immutable `Lexicon`.

A lexicon is the folder `lexicons/<language>/` with one file for each kind of word, and `lexicons/states.yaml` for the names of states. Its
version is the hash of its content, so a label can always say by which words it was made. Staff's own entries are merged in with
`Lexicon.extended`, which gives a new lexicon with a version of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from ingest.aliases import with_aliases
from ingest.patterns import Patterns

FOLDER = Path(__file__).parent / "lexicons"
KINDS = ("verbs", "grammar", "addressees", "subjects", "contexts", "instruments", "meetings")

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the Council. `head` and `tail` are set for verbs that a modifier may interrupt (表示…关切)."""

    id: str
    verb: str
    force: str
    with_duty: str | None
    shared: bool
    opens_only: bool
    after_topic: bool
    repeats: bool
    recalls: bool
    ambiguous: bool
    split: tuple[str, str] | None
    not_before: tuple[str, ...]
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Somebody who can be addressed: a body, an organisation, a group of actors or a state."""

    code: str
    kind: str
    label: Mapping[str, str]
    not_before: tuple[str, ...]
    not_after: tuple[str, ...]
    speaks: bool


@dataclass(frozen=True, slots=True)
class SubjectPattern:
    """One weighted pattern of a subject area; weights of different patterns add up."""

    rule: str
    code: str
    weight: float


class Lexicon:
    """An immutable set of words, compiled. Two lexicons with the same content have the same version."""

    def __init__(self, language: str, raw: Mapping[str, Any]) -> None:
        """`raw` maps the kinds of words (verbs, grammar, addressees, subjects, instruments, states) to the content of their files."""
        self.language = language
        self._raw = raw
        self.version = hashlib.sha256(json.dumps(raw, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()[:12]

    def extended(self, additions: Mapping[str, Sequence[Raw]]) -> Lexicon:
        """A lexicon with staff's entries added: `additions` maps a kind (verbs, addressees, subjects) to entries in the form of its file.

        Under `aliases` stand further names of States and bodies: {code, name}. They are merged last, so that they reach added bodies too.
        """
        merged = {kind: [*self._raw[kind], *additions[kind]] if kind in additions else self._raw[kind] for kind in self._raw}
        return Lexicon(self.language, with_aliases(merged, additions["aliases"]) if additions.get("aliases") else merged)

    @property
    def raw(self) -> Mapping[str, Any]:
        """What the lexicon was made of; another one made of it is the same."""
        return self._raw

    def with_names(self, names: Mapping[str, str]) -> Lexicon:
        """This lexicon for one document, with the abbreviations it defines: `names` maps words to the rule of the addressee they stand for."""
        if not names:
            return self
        lexicon = copy(self)
        lexicon.__dict__["group_patterns"] = self.group_patterns.plus((rule, name) for name, rule in names.items())
        return lexicon

    def entries(self, kind: str) -> Sequence[Raw]:
        """The entries of one kind as they stand in the file, for vocabularies and for checks."""
        entries: Sequence[Raw] = self._raw[kind]
        return entries

    @cached_property
    def grammar(self) -> Mapping[str, Any]:
        grammar: Mapping[str, Any] = self._raw["grammar"]
        return grammar

    def words(self, name: str) -> Patterns:
        """A list of words of the grammar (connectives, adverbs, hedges, …), compiled; the rule of a match is the entry's id."""
        return self._words[name]

    @cached_property
    def _words(self) -> Mapping[str, Patterns]:
        return {name: Patterns((entry["id"], entry["pattern"]) for entry in entries) for name, entries in self.grammar.items()}

    def spoken(self, name: str) -> Patterns:
        """A list of words of meeting records (forms of address, languages, pledges, …), compiled; the rule of a match is the entry's id."""
        return self._spoken[name]

    @cached_property
    def _spoken(self) -> Mapping[str, Patterns]:
        return {name: Patterns((entry["id"], entry["pattern"]) for entry in entries) for name, entries in self._raw["meetings"].items()}

    @property
    def lists_of_records(self) -> Sequence[str]:
        """The names of the lists of words of meeting records."""
        return list(self._raw["meetings"])

    def entries_of_records(self, name: str) -> Sequence[Raw]:
        """The entries of a list of words of meeting records, as they stand in the file."""
        entries: Sequence[Raw] = self._raw["meetings"][name]
        return entries

    @cached_property
    def spoken_guards(self) -> Mapping[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]]:
        """For each (list, id) of the words of records that has them: what may not stand before the word, and what may not follow it."""
        return {
            (name, entry["id"]): (tuple(entry.get("not_after", ())), tuple(entry.get("not_before", ())))
            for name, entries in self._raw["meetings"].items()
            for entry in entries
            if "not_after" in entry or "not_before" in entry
        }

    @cached_property
    def setting_apart(self) -> frozenset[str]:
        """The connectives and adverbs that say that the Council speaks again (还, 再次, 为此)."""
        entries = [*self.grammar["adverbs"], *self.grammar["connectives"]]
        return frozenset(entry["id"] for entry in entries if entry.get("sets_apart"))

    @cached_property
    def verbs(self) -> Mapping[str, Verb]:
        return {entry["id"]: _verb(entry) for entry in self._raw["verbs"]}

    @cached_property
    def verb_patterns(self) -> Patterns:
        """What a verb begins with: its whole pattern, or the head of one that may be interrupted."""
        return Patterns((entry["id"], entry["split"][0] if "split" in entry else entry["pattern"]) for entry in self._raw["verbs"])

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """Everybody who can be addressed, by rule: the id of the entry, or `state.` and the code of a state."""
        bodies = {entry["id"]: _group(entry) for entry in self._raw["addressees"]}
        followers = tuple(self.grammar_words("state_not_before"))
        states = {f"state.{s['code']}": Group(s["code"], "state", s["name"], followers, (), speaks=True) for s in self._raw["states"]}
        return {**bodies, **states}

    @cached_property
    def group_patterns(self) -> Patterns:
        bodies = [(entry["id"], entry["pattern"]) for entry in self._raw["addressees"]]
        states = [(f"state.{s['code']}", name) for s in self._raw["states"] for name in state_names(s)]
        return Patterns([*bodies, *states])

    def grammar_words(self, name: str) -> list[str]:
        """The literal alternatives of a list of the grammar."""
        return [word for entry in self.grammar[name] for word in entry["pattern"].split("|")]

    @cached_property
    def subject_rules(self) -> Mapping[str, SubjectPattern]:
        return {p["id"]: SubjectPattern(p["id"], s["id"], float(p.get("weight", 1.0))) for s in self._raw["subjects"] for p in s["patterns"]}

    @cached_property
    def subject_patterns(self) -> Patterns:
        return Patterns((p["id"], p["pattern"]) for s in self._raw["subjects"] for p in s["patterns"])

    @cached_property
    def instruments(self) -> Mapping[str, Raw]:
        return {entry["id"]: entry for entry in self._raw["instruments"]}

    @cached_property
    def instrument_patterns(self) -> Patterns:
        return Patterns((entry["id"], entry["patterns"]) for entry in self._raw["instruments"])


def state_names(state: Raw) -> list[str]:
    """The Chinese names of a state as documents write them, longest first."""
    names = {state["name"]["zh"], *([state["formal"]["zh"]] if "formal" in state else []), *state.get("aliases", [])}
    return sorted((name for name in names if not name.isascii()), key=lambda name: (-len(name), name))


def load(language: str, *, folder: Path = FOLDER) -> Lexicon:
    """Load the lexicon of a language (`zh`). Raises FileNotFoundError where there is none for it."""
    raw = {kind: _read(folder / language / f"{kind}.yaml") for kind in KINDS}
    return Lexicon(language, {**raw, "states": _read(folder / "states.yaml")})


@cache
def default_lexicon() -> Lexicon:
    """The Chinese lexicon as shipped."""
    return load("zh")


def _read(path: Path) -> Any:
    with path.open("rb") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # nosec B506 # noqa: S506  (the safe loader, in C where there is one)


def _verb(entry: Raw) -> Verb:
    split = entry.get("split")
    return Verb(
        id=entry["id"],
        verb=entry["verb"],
        force=entry["force"],
        with_duty=entry.get("with_duty"),
        shared=entry.get("shared", False),
        opens_only=entry.get("opens_only", False),
        after_topic=entry.get("after_topic", False),
        repeats=entry.get("repeats", False),
        recalls=entry.get("recalls", False),
        ambiguous=entry.get("ambiguous", False),
        split=(split[0], split[1]) if split else None,
        not_before=tuple(entry.get("not_before", ())),
        label=entry["label"],
    )


def _group(entry: Raw) -> Group:
    return Group(
        code=entry.get("code", entry["id"]),
        kind=entry["kind"],
        label=entry["label"],
        not_before=tuple(entry.get("not_before", ())),
        not_after=tuple(entry.get("not_after", ())),
        speaks=entry.get("speaks", True),
    )

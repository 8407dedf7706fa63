"""The words the service reads with: the lexicon as shipped, the words and names that staff added; and whether a word may be added."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from ingest import Lexicon, acts, default_lexicon, nations
from ingest.folding import fold
from ingest.patterns import Branch, PatternError, Patterns, branches
from obligations.choices import Force, LexiconKind
from obligations.models import ActorAlias, LexiconEntry

Content = Mapping[str, Any]
Additions = Mapping[str, Sequence[Content]]

LONGEST_WORDS = 12  # characters of a literal in a pattern of a verb or a subject area: a word, not a sentence
LONGEST_NAME = 40  # characters of the name of a body
LONGEST_LABEL = {LexiconKind.VERBS: (20, 60), LexiconKind.ADDRESSEES: (120, 200)}  # in Chinese, in English
ADDRESSEE_KINDS = ("states", "parties", "others", "council", "un", "organisation")
WEIGHTS = (1.0, 0.5)
_TEXTS = ("examples", "not_examples", "not_before", "not_after")
_FLAGS = ("shared", "opens_only", "after_topic", "recalls", "ambiguous", "speaks", "name")
_KNOWN = {
    LexiconKind.VERBS: {"id", "verb", "pattern", "label", "force", "with_duty", "note", *_TEXTS, *_FLAGS} - {"not_after", "speaks", "name"},
    LexiconKind.ADDRESSEES: {"id", "code", "kind", "pattern", "label", "speaks", "note", *_TEXTS},
    LexiconKind.SUBJECTS: {"id", "patterns"},
}
_KNOWN_OF_A_PATTERN = {"id", "pattern", "weight", "name", "note", "examples", "not_examples"}


def current() -> Lexicon:
    """The lexicon with staff's active entries and names. Two small queries; compiled once for each set of them."""
    names = staffs_names()
    words = {**staffs_words(), "aliases": names} if names else staffs_words()
    return _with_entries(json.dumps(words, sort_keys=True, ensure_ascii=False))


def staffs_words() -> dict[str, list[Any]]:
    """The active entries of staff by kind, in the order in which they were added."""
    words: dict[str, list[Any]] = {}
    for kind, content in LexiconEntry.objects.filter(active=True).order_by("pk").values_list("kind", "content"):
        words.setdefault(str(kind), []).append(content)
    return words


def staffs_names() -> list[dict[str, str]]:
    """The further names that staff gave to actors, in the order of the actors. A name that the lexicon has by now is not merged again."""
    rows = ActorAlias.objects.in_use().of_staff().order_by("actor__position", "name").values_list("actor__code", "name")
    return [{"code": code, "name": name} for code, name in rows if nations.state(name, default_lexicon()) is None]


@lru_cache(maxsize=4)
def _with_entries(additions: str) -> Lexicon:
    words = json.loads(additions)
    return default_lexicon().extended(words) if words else default_lexicon()


def entry_of(kind: LexiconKind, code: str, content: Content) -> dict[str, Any]:
    """The content as it stands in the lexicon's files: with its id. A pattern of a subject area has the id `area.code`."""
    if kind != LexiconKind.SUBJECTS:
        return {**content, "id": code}
    patterns = content.get("patterns")
    if not isinstance(patterns, list) or len(patterns) != 1 or not isinstance(patterns[0], dict):
        return dict(content)
    return {**content, "patterns": [{**patterns[0], "id": f"{content.get('id', '')}.{code}"}]}


def refusal(kind: LexiconKind, entry: Content, lexicon: Lexicon) -> str | None:
    """Why an entry cannot be added to `lexicon`, in one sentence; None where it can. `entry` is in the form of the lexicon's files."""
    misshapen = _shape(kind, entry)
    if misshapen:
        return misshapen
    word = entry["patterns"][0] if kind == LexiconKind.SUBJECTS else entry
    for check in (_CODES[kind], _labels, _pattern):
        why = check(kind, entry, word, lexicon)
        if why:
            return why
    return _examples(kind, entry, word, lexicon)


def word_of(kind: str, entry: Content) -> Content:
    """The part of an entry that holds pattern and examples."""
    word: Content = entry["patterns"][0] if kind == LexiconKind.SUBJECTS else entry
    return word


# --- The form of an entry


def _shape(kind: LexiconKind, entry: Content) -> str | None:
    if kind == LexiconKind.SUBJECTS:
        patterns = entry.get("patterns")
        if not isinstance(patterns, list) or len(patterns) != 1 or not isinstance(patterns[0], dict):
            return _("An entry of a subject area holds one pattern: {id, patterns: [{pattern, weight, examples, not_examples}]}.")
        return _keys(entry, _KNOWN[kind]) or _keys(patterns[0], _KNOWN_OF_A_PATTERN)
    return _keys(entry, _KNOWN[kind])


def _keys(entry: Content, known: set[str]) -> str | None:
    """Unknown keys would be ignored in silence, and values of another form would break reading: both are refused."""
    unknown = sorted(set(entry) - known)
    if unknown:
        return _("“%(key)s” is no field of an entry of this kind.") % {"key": unknown[0]}
    for key, value in entry.items():
        if not _fits(key, value):
            return _("“%(key)s” does not have the form it has in the lexicon's files.") % {"key": key}
    return None


def _fits(key: str, value: object) -> bool:
    if key in _TEXTS:
        return isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value)
    if key == "label":
        return isinstance(value, dict) and set(value) <= {"zh", "en"} and all(isinstance(text, str) for text in value.values())
    if key in _FLAGS:
        return isinstance(value, bool)
    if key == "weight":
        return value in WEIGHTS
    return key == "patterns" or isinstance(value, str)


# --- Codes and labels


def _verb_codes(_kind: LexiconKind, entry: Content, _word: Content, lexicon: Lexicon) -> str | None:
    if entry.get("force") not in Force.values or entry.get("with_duty", entry["force"]) not in Force.values:
        return _("“%(code)s” is no force. Choose one of the nine.") % {"code": entry.get("force", "")}
    if not entry.get("verb", "").strip():
        return _("Give the verb in its dictionary form.")
    return _taken(entry["id"]) if entry["id"] in lexicon.verbs else None


def _addressee_codes(_kind: LexiconKind, entry: Content, _word: Content, lexicon: Lexicon) -> str | None:
    kind, code = entry.get("kind"), entry.get("code", "")
    if kind not in ADDRESSEE_KINDS:
        return _("“%(code)s” is no kind of addressee. Choose one from the list.") % {"code": kind or ""}
    kinds = {group.code: group.kind for group in lexicon.groups.values()}
    if code and kinds.get(code) != kind:
        return _("“%(code)s” is the code of no addressee of this kind.") % {"code": code}
    if kind == "states" and not code:
        return _("A group of States needs the code of the group that it belongs to: all_states or member_states.")
    return _taken(entry["id"]) if entry["id"] in lexicon.groups or entry["id"] in kinds else None


def _subject_codes(_kind: LexiconKind, entry: Content, word: Content, lexicon: Lexicon) -> str | None:
    if entry.get("id") not in {rule.code for rule in lexicon.subject_rules.values()}:
        return _("“%(code)s” is no subject area. Choose one from the list.") % {"code": entry.get("id", "")}
    return _taken(word["id"]) if word["id"] in lexicon.subject_rules else None


_CODES: dict[LexiconKind, Callable[[LexiconKind, Content, Content, Lexicon], str | None]] = {
    LexiconKind.VERBS: _verb_codes,
    LexiconKind.ADDRESSEES: _addressee_codes,
    LexiconKind.SUBJECTS: _subject_codes,
}


def _taken(code: str) -> str:
    return _("The code “%(code)s” is taken. Choose another one.") % {"code": code}


def _labels(kind: LexiconKind, entry: Content, _word: Content, _lexicon: Lexicon) -> str | None:
    if kind == LexiconKind.SUBJECTS:
        return None  # the area has its labels
    labels = [entry.get("label", {}).get(language, "").strip() for language in ("zh", "en")]
    if not all(labels):
        return _("Give the label in Chinese and in English.")
    limits = LONGEST_LABEL[kind]
    if any(len(label) > limit for label, limit in zip(labels, limits, strict=True)) or len(entry.get("verb", "")) > limits[0]:
        return _("A label is too long: at most %(zh)s characters in Chinese and %(en)s in English.") % {"zh": limits[0], "en": limits[1]}
    return None


# --- Pattern and examples


def _pattern(kind: LexiconKind, _entry: Content, word: Content, _lexicon: Lexicon) -> str | None:
    pattern = word.get("pattern", "").strip()
    if not pattern:
        return _("The pattern is empty. Give the words to be found.")
    try:
        unfolded = branches(word["id"], pattern)
    except PatternError as error:
        return _("The pattern cannot be read: %(why)s.") % {"why": str(error)}
    longest = LONGEST_NAME if kind == LexiconKind.ADDRESSEES or word.get("name") else LONGEST_WORDS
    sentence = next((text for branch in unfolded for text in literals(branch) if len(text) > longest), None)
    if sentence:
        too_long = _("“%(words)s” has more than %(n)s characters. Give the words that matter, with gaps between them.")
        return too_long % {"words": sentence, "n": longest}
    return None


def literals(branch: Branch) -> list[str]:
    """The literal pieces of an unfolded pattern."""
    return [branch.first, *(literal for _gap, literal in branch.rest)]


def _examples(kind: LexiconKind, entry: Content, word: Content, lexicon: Lexicon) -> str | None:
    examples, counter_examples = word.get("examples", []), word.get("not_examples", [])
    if not examples:
        return _("Give at least one example: a short text in which the words are to be found.")
    extended = lexicon.extended({kind: [entry]})
    alone = Patterns([(word["id"], word["pattern"])])
    for text in examples:
        if not any(alone.every(fold(text).text)):
            return _("The pattern does not match its example “%(text)s”.") % {"text": text}
        if not reads(kind, word["id"], text, extended):
            return _("In the example “%(text)s” the words stand where they are not read: %(place)s.") % {"text": text, "place": _place(kind)}
    wrong = next((text for text in counter_examples if reads(kind, word["id"], text, extended)), None)
    return _("The pattern matches its counter-example “%(text)s”.") % {"text": wrong} if wrong else None


def reads(kind: str, rule: str, text: str, lexicon: Lexicon) -> bool:
    """Whether a rule of the lexicon finds what it is for in a text: an act of the Council, a name, words of a subject area."""
    folded = fold(text)
    if kind == LexiconKind.VERBS:
        return any(act.opening.verb.id == rule for act in acts.find(folded, lexicon=lexicon))
    if kind == LexiconKind.SUBJECTS:
        return any(found.rule == rule for found in lexicon.subject_patterns.every(folded.text))
    group = lexicon.groups[rule]
    return any(
        found.rule == rule and not folded.text.startswith(group.not_before, found.end) and not folded.text.endswith(group.not_after, 0, found.start)
        for found in lexicon.group_patterns.longest(folded.text)
    )


def _place(kind: str) -> str:
    if kind == LexiconKind.VERBS:
        return _("a verb opens the paragraph or a clause in which the Council speaks")
    return _("a longer name stands there, or words that must not stand beside it")

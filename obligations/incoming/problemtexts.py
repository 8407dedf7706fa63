"""The sentences of problems and refusals in the reader's language: by their codes, with their params put in words.

A row that was stored before problems had codes, or by a code that is not known any more, shows the sentence that was stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext, gettext_noop

from ingest import Unreadable, default_lexicon
from ingest.problems import CODED, PROBLEMS, REFUSALS, WORDS, Refusal, Sentences
from ingest.records import Params
from ingest.records import Problem as ParsedProblem

if TYPE_CHECKING:
    from obligations.models import Problem

# What comparing editions leaves in doubt; what reading a text leaves in doubt is in `ingest.problems`.
COMPARED: Mapping[str, Sentences] = {
    "act_gone": Sentences(
        gettext_noop("%(key)s: the new edition no longer says “%(words)s…”"),
        gettext_noop("It stays with its decisions and assessments. Look for the act that took its place, or supersede it."),
    ),
    "paragraph_gone": Sentences(
        gettext_noop("paragraph %(label)s of the earlier edition was not found again"),
        gettext_noop("Their decisions and assessments are kept. Look for the new place of the words, or supersede the obligation."),
    ),
}
# What pairing an edition in another language with the reference edition leaves in doubt, in the order in which it is told.
PAIRED: Mapping[str, Sentences] = {
    "translation_alone": Sentences(
        gettext_noop("paragraphs of this edition that pair with none of the reference edition: %(count)s (%(labels)s)"),
        gettext_noop("They are kept and shown beside nothing. Compare their numbers with the official text; send a corrected file as a new edition."),
    ),
    "translation_without": Sentences(
        gettext_noop("paragraphs of the reference edition without a text in this edition: %(count)s (%(labels)s)"),
        gettext_noop("Compare both editions with the official text; paragraphs without numbers pair only where both editions have as many."),
    ),
    "translation_cites_otherwise": Sentences(
        gettext_noop("paragraphs that cite other resolutions than those that they stand beside: %(count)s (%(labels)s)"),
        gettext_noop("Look whether they are the same paragraphs; if one of the texts is wrong, send a corrected file as a new edition."),
    ),
}
ALONE: Mapping[str, Sentences] = {
    "no_first_edition": Sentences(
        gettext_noop("there is no Chinese edition of this document: nothing in it is labelled"),
        gettext_noop("Import the Chinese edition. Obligations are read from it, and this one then stands beside it."),
    ),
    "translation_day_differs": Sentences(
        gettext_noop("this edition says that the document was adopted on %(said)s, the reference edition %(known)s"),
        gettext_noop("Check that both files are of the same document."),
    ),
}
SENTENCES: Mapping[str, Sentences] = {**PROBLEMS, **COMPARED, **PAIRED, **ALONE}

# Problems that come from a name which nobody is known by, each with the param that holds it.
UNKNOWN_NAMES = {"speaker_actor_unknown": "name", "voter_unknown": "name", "speaker_body_unknown": "words"}


def compared(code: str, **params: str | int) -> ParsedProblem:
    """A problem that comes from comparing editions, in the form of those that reading finds."""
    sentences = SENTENCES[code]
    return ParsedProblem(None, sentences.what % params, sentences.advice % params, code, params)


def what(problem: Problem) -> str:
    """What is doubtful, in the reader's language."""
    return _said(SENTENCES[problem.code].what, problem.params) if problem.code in SENTENCES else problem.what


def advice(problem: Problem) -> str:
    """What to do about it, in the reader's language."""
    return _said(SENTENCES[problem.code].advice, problem.params) if problem.code in SENTENCES else problem.advice


def unknown_name(problem: Problem) -> str:
    """The name that was not known, where that is the problem; else empty."""
    return str(problem.params.get(UNKNOWN_NAMES.get(problem.code, ""), ""))


def refusal(error: Unreadable) -> str:
    """Why a file was refused, in the reader's language where the refusal has a code."""
    if not isinstance(error, Refusal):
        return str(error)
    said = _said(REFUSALS[error.code].what, error.params)
    return f"{error.name}: {said}" if error.name else said


def _said(sentence: str, params: Params) -> str:
    return gettext(sentence) % {name: _in_words(name, value) for name, value in params.items()}


def _in_words(name: str, value: str | int) -> str | int:
    """A param in words: codes of words, and States by their names; everything else is a number or stands in the text."""
    if name in CODED:
        return gettext(WORDS[str(value)]) if value in WORDS else value
    if name == "state":
        group = default_lexicon().groups.get(f"state.{value}")
        return group.label["en" if (get_language() or "").startswith("en") else "zh"] if group else value
    return value

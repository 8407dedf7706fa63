"""Read a document in another language: what it is, and its paragraphs with the labels that they have in every language. No acts, no subjects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ingest.clean import Line
from ingest.heading import Identity
from ingest.lexicon import Lexicon
from ingest.problems import Refusal, problem
from ingest.records import Paragraph, ParsedDocument, Preambular, Problem
from ingest.structure import Block, Outline
from ingest.translations.identity import identify
from ingest.translations.layouts import layout
from ingest.translations.outline import outline, statement_outline

BESIDE_THE_FIRST = ("en",)  # languages of the interface: an edition in one of them is expected and no surprise


def read(lines: Sequence[Line], *, language: str, symbol: str | None, lexicon: Lexicon, known: Callable[[Identity], Identity]) -> ParsedDocument:
    """The parsed document. `known` completes what the heading says with what the sender gave.

    Raises Refusal where the text is none of the Council's, or the record of a meeting.
    """
    page = layout(language)
    identity = identify(lines, page, symbol=symbol)
    if identity is None:
        raise Refusal("no_document")
    found = statement_outline(lines, page) if identity.kind == "presidential_statement" else outline(lines, page)
    return _document(found, known(identity), language, lexicon)


def _document(found: Outline, identity: Identity, language: str, lexicon: Lexicon) -> ParsedDocument:
    preambular = tuple(Preambular(i, block.text, block.line) for i, block in enumerate(found.of("preambular"), 1))
    operative = tuple(map(_paragraph, found.of("operative")))
    unread = [problem("language_without_lexicon", None, language=language)] if language not in BESIDE_THE_FIRST else []
    document = ParsedDocument(
        kind=identity.kind,
        symbol=identity.symbol,
        title=identity.title,
        language=language,
        adopted_on=identity.date,
        meeting=identity.meeting,
        lexicon_version=lexicon.version,
        preambular=preambular,
        operative=operative,
        annexes=tuple(map(_paragraph, found.of("annex"))),
        problems=(*identity.problems, *found.problems, *unread),
        pieces=tuple(block.written for block in found.blocks),
        script=layout(language).script,
    )
    return replace(document, problems=(*document.problems, *_missing(document)))


def _paragraph(block: Block) -> Paragraph:
    return Paragraph(block.label, block.parent, block.printed.strip(), block.text, block.line)


def _missing(document: ParsedDocument) -> list[Problem]:
    problems = []
    if not document.preambular and document.kind == "resolution":
        problems.append(problem("no_preamble", None))
    if not document.operative:
        problems.append(problem("no_operative", None))
    return problems

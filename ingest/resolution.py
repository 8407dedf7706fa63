"""Read a resolution or a presidential statement: its blocks, then the labels of each operative paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest import acts, deadlines, definitions, references, subjects
from ingest.acts import Chapeau
from ingest.classify import Classifier
from ingest.clauses import Clause
from ingest.clean import Line
from ingest.folding import Folded, fold
from ingest.heading import Identity
from ingest.lexicon import Lexicon
from ingest.problems import problem
from ingest.records import Act, Citation, DocumentKind, LegalBasis, Paragraph, ParsedDocument, Preambular, Problem
from ingest.structure import Block, Outline, outline


def read(lines: Sequence[Line], identity: Identity, lexicon: Lexicon) -> ParsedDocument:
    """The parsed resolution. Everything that is doubtful is among its problems."""
    found = outline(lines, opens=lambda text: opens(text, lexicon), goes_on=lambda text: _at_start("goes_on", text, lexicon))
    return _document(found, identity, lexicon)


def read_statement(lines: Sequence[Line], identity: Identity, lexicon: Lexicon) -> ParsedDocument:
    """The parsed statement: its paragraphs have no numbers and are labelled by position."""
    return _document(_statement_outline(lines, lexicon), identity, lexicon)


def opens(text: str, lexicon: Lexicon) -> bool:
    """Whether a text begins as preambular paragraphs do: with a verb of the Council or one of the set openings."""
    start = fold(text[:80]).text
    clause = Clause(0, len(start), "")
    return acts.open_clause(start, clause, lexicon=lexicon) is not None or lexicon.words("openings").at(start, 0) is not None


def _at_start(words: str, text: str, lexicon: Lexicon) -> bool:
    return lexicon.words(words).at(fold(text[:20]).text, 0) is not None


@dataclass(slots=True)
class _Reading:
    """What later paragraphs need of earlier ones; `names` is the lexicon with the abbreviations that the document defines."""

    identity: Identity
    lexicon: Lexicon
    names: Lexicon
    legal_basis: LegalBasis
    problems: list[Problem]
    done: dict[str, tuple[Folded, tuple[Act, ...]]]


def _document(found: Outline, identity: Identity, lexicon: Lexicon) -> ParsedDocument:
    preambular = tuple(Preambular(i, block.text, block.line) for i, block in enumerate(found.of("preambular"), 1))
    operative_blocks, annex_blocks = found.of("operative"), found.of("annex")
    problems = [*identity.problems, *found.problems, *_missing_parts(identity.kind, preambular, operative_blocks)]
    texts = [block.text for block in (*found.of("preambular"), *operative_blocks)]
    own_words = lexicon.with_names(definitions.find(texts, lexicon=lexicon))
    reading = _Reading(identity, lexicon, own_words, _preamble_basis(preambular, lexicon), problems, {})
    operative = tuple(_paragraph(block, reading) for block in operative_blocks)
    annexes = _annexes(annex_blocks, lexicon)
    where = [*((p.label, p.text) for p in preambular), *((p.label, p.text) for p in (*operative, *annexes))]
    citations = references.find(where, own=identity.symbol, lexicon=lexicon)
    return ParsedDocument(
        kind=identity.kind,
        symbol=identity.symbol,
        title=identity.title,
        language=lexicon.language,
        adopted_on=identity.date,
        meeting=identity.meeting,
        lexicon_version=lexicon.version,
        preambular=preambular,
        operative=tuple(_with_sources(paragraph, citations) for paragraph in _chapeaux_untracked(operative)),
        annexes=annexes,
        citations=citations,
        problems=tuple(problems),
        pieces=tuple(block.written for block in found.blocks),
    )


def _annexes(blocks: Sequence[Block], lexicon: Lexicon) -> tuple[Paragraph, ...]:
    """The paragraphs of annexes: criteria, plans and lists are on subjects, but the Council does not speak in them."""
    texts = {block.label: fold(block.text) for block in blocks}
    return tuple(
        Paragraph(
            label=block.label,
            parent=block.parent,
            printed=block.printed.strip(),
            text=block.text,
            line=block.line,
            subjects=subjects.suggest(texts[block.label], lexicon=lexicon, chapeau=texts.get(block.parent or "")),
        )
        for block in blocks
    )


def _paragraph(block: Block, reading: _Reading) -> Paragraph:
    folded = fold(block.text)
    inherited, chapeau_text = _chapeau(block, reading)
    chapeau = chapeau_of(inherited, chapeau_text, reading.lexicon) if inherited and chapeau_text else None
    classifier = Classifier(folded, reading.names, reading.legal_basis)
    own = classifier.acts(acts.find(folded, lexicon=reading.names, chapeau=chapeau))
    found = (classifier.inherited(inherited), *own) if inherited else own
    reading.done[block.label] = (folded, found)
    if not found:
        reading.problems.append(problem("verb_unknown", block.line, label=block.label, words=block.text[:16]))
    return Paragraph(
        label=block.label,
        parent=block.parent,
        printed=block.printed.strip(),
        text=block.text,
        line=block.line,
        acts=found,
        subjects=subjects.suggest(folded, lexicon=reading.lexicon, chapeau=chapeau_text),
        deadlines=deadlines.find(folded, adopted_on=reading.identity.date),
    )


def _chapeaux_untracked(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """A chapeau whose parts inherit its last act is not tracked for that act: its parts are."""
    chapeaux = {paragraph.parent for paragraph in paragraphs}
    return [replace(p, acts=(*p.acts[:-1], replace(p.acts[-1], tracked=False))) if p.label in chapeaux and p.acts else p for p in paragraphs]


def _with_sources(paragraph: Paragraph, citations: Sequence[Citation]) -> Paragraph:
    """Name the resolution whose decision an act recalls: 重申其第1373(2001)号决议的决定. The paragraph is named where the text names it."""
    here = [c for c in citations if c.where == paragraph.label and c.target.startswith("S/RES/")]
    if not here:
        return paragraph
    return replace(paragraph, acts=tuple(replace(act, source=_source(act, here)) for act in paragraph.acts))


def _source(act: Act, citations: Sequence[Citation]) -> str | None:
    if act.clause is None or not act.recalls:
        return None
    within = [c for c in citations if act.clause.start <= c.span.start < act.clause.end]
    first = next((c for c in within if c.kind == "resolution"), None)
    if first is None:
        return None
    part = next((c.label for c in within if c.kind == "paragraph" and c.target == first.target), None)
    return f"{first.target}, {part}" if part else first.target


def _chapeau(block: Block, reading: _Reading) -> tuple[Act | None, Folded | None]:
    """The act that a subparagraph inherits: the last one of its chapeau, on which the list hangs."""
    if block.parent is None or block.parent not in reading.done:
        return None, None
    text, found = reading.done[block.parent]
    return (found[-1] if found else None), text


def chapeau_of(act: Act, text: Folded, lexicon: Lexicon) -> Chapeau:
    """What a subparagraph needs to know of its chapeau. 决定：(a) 请秘书长…: one without content lets the Council speak again in each part."""
    return Chapeau(lexicon.verbs[act.rule], open_ended=text.text.rstrip("：").endswith(act.verb))


def _preamble_basis(preambular: Sequence[Preambular], lexicon: Lexicon) -> LegalBasis:
    for paragraph in preambular:
        text = fold(paragraph.text).text
        named = next(lexicon.words("chapter_seven").longest(text), None)
        if named and next(lexicon.words("chapter_seven_acting").longest(text, named.end), None):
            return "chapter_vii"
    return "not_named"


def _missing_parts(kind: DocumentKind, preambular: Sequence[Preambular], operative: Sequence[Block]) -> list[Problem]:
    problems = []
    if not preambular and kind == "resolution":
        problems.append(problem("no_preamble", None))
    if not operative:
        problems.append(problem("no_operative", None))
    return problems


def _statement_outline(lines: Sequence[Line], lexicon: Lexicon) -> Outline:
    """The paragraphs of a statement begin with 安全理事会 or 安理会, often behind an opening quotation mark."""
    found = Outline()
    for line in lines:
        start = fold(line.text[:30]).text.lstrip('“"「')
        named = lexicon.words("council").at(start, 0)
        last = found.blocks[-1] if found.blocks else None
        ended = last is None or last.kind != "operative" or last.text.rstrip('”"」').endswith(("。", "：", "；"))
        if named and ended and acts.open_clause(start, Clause(0, len(start), ""), lexicon=lexicon):
            label = str(1 + sum(block.kind == "operative" for block in found.blocks))
            found.blocks.append(Block("operative", line.number, line.text, "", label))
        elif last is not None and last.kind == "operative" and not ended:
            last.text += line.text
        else:
            found.blocks.append(Block("front" if not found.of("operative") else "closing", line.number, line.text))
    return found

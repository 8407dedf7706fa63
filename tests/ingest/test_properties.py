"""What holds for any text: reading never crashes, loses nothing, and every span says what its label says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest import ParsedDocument, Unreadable, default_lexicon, parse, read_bytes
from ingest.clean import clean
from ingest.folding import fold
from ingest.markers import is_furniture
from ingest.patterns import PatternError, Patterns
from ingest.records import Act, Paragraph, Span

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
RESOLUTIONS = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("S-RES-*"))]
DOCUMENTS = [*RESOLUTIONS, *(path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("S-P*")))]
HEADING = "第9301(2033)号决议\n安全理事会2033年3月7日第9950次会议通过\n安全理事会，\n"
LEXICON = default_lexicon()
VERBS = [
    "决定",
    "要求",
    "敦促",
    "促请",
    "鼓励",
    "请",
    "重申",
    "回顾",
    "强调",
    "强调指出",
    "表示严重关切",
    "关切地注意到",
    "欢迎",
    "授权",
    "指示",
    "表示",
]
NAMES = [
    "所有国家",
    "会员国",
    "秘书长",
    "日本",
    "苏丹",
    "政府",
    "各方",
    "区域组织",
    "反恐怖主义委员会",
    "有能力的",
    "尚未加入",
    "安理会",
    "安全理事会",
]
SMALL = [
    "并",
    "还",
    "再次",
    "又",
    "为此",
    "必须",
    "应",
    "的",
    "在",
    "与",
    "支持下",
    "请求",
    "可",
    "不适用于",
    "将",
    "由",
    "、",
    "和",
    "以及",
    "，",
    "；",
    "。",
    "：",
    "“",
    "”",
    "(",
    ")",
    "《",
    "》",
    "（",
    "）",
]
FIXED = [
    "第1373(2001)号决议",
    "第1(d)段",
    "上文第",
    "S/2031/5",
    "《宪章》第七章采取行动",
    "每两年",
    "12个月内",
    "最迟于2032年6月30日",
    "2032年2月30日",
]
MARKS = ["\n1. ", "\n2. ", "\n3、", "\n(a) ", "\n(i) ", "\n(ii) ", "\n（一）", "\n附件\n", "\n2/4\n", "\nS/RES/9301 (2033)\n", "\n\n", "\n- "]
ODD = ["\x00", "\ud800", "\ufeff", "\u3000", "\r", "\x0c", "𠀀", "e\u0301", "²", "1", "a", "Ａ", "…", "|", "["]

fragments = st.sampled_from([*VERBS, *NAMES, *SMALL, *FIXED, *MARKS, *ODD])
characters = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.characters(), max_size=4)
bodies = st.lists(fragments | characters, max_size=60).map("".join)
headed = bodies.map(lambda body: HEADING + body)


@st.composite
def mutated(draw: st.DrawFn, texts: list[str] = DOCUMENTS) -> str:
    """A sample in which some stretches are cut out, doubled, moved to the end, or have something put in."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        stop = min(len(text), start + draw(st.integers(0, 200)))
        kind = draw(st.sampled_from(["cut", "double", "move", "put in"]))
        stretch = text[start:stop]
        if kind == "put in":
            text = text[:start] + draw(fragments) + text[start:]
        elif kind == "double":
            text = text[:stop] + stretch + text[stop:]
        else:
            text = text[:start] + text[stop:] + (stretch if kind == "move" else "")
    return text


texts = headed | mutated()


def read(text: str) -> ParsedDocument:
    """The parsed text; what is no document does not count."""
    try:
        return parse(text, lexicon=LEXICON)
    except Unreadable:
        assume(False)
        raise


def bare(text: str) -> str:
    return "".join(text.split())


def all_paragraphs(document: ParsedDocument) -> tuple[Paragraph, ...]:
    return (*document.operative, *document.annexes)


def own_acts(document: ParsedDocument) -> Iterator[tuple[Paragraph, Act, Span]]:
    for paragraph in all_paragraphs(document):
        yield from ((paragraph, act, act.span) for act in paragraph.acts if act.span is not None)


def spans(document: ParsedDocument) -> Iterator[tuple[str, Span]]:
    """Every span of a document with the text that it points into."""
    found = {p.label: p.text for p in (*document.preambular, *all_paragraphs(document))}
    yield from ((found[citation.where], citation.span) for citation in document.citations)
    for paragraph in all_paragraphs(document):
        yield from ((paragraph.text, deadline.span) for deadline in paragraph.deadlines)
        yield from ((paragraph.text, match.span) for subject in paragraph.subjects for match in subject.matches)
    for paragraph, act, span in own_acts(document):
        yield from ((paragraph.text, one) for one in (span, act.clause, *(a.span for a in act.addressees)) if one is not None)


class TestAnyText:
    @given(st.text() | bodies | texts)
    def test_nothing_is_raised_but_unreadable(self, text: str) -> None:
        try:
            parse(text, lexicon=LEXICON)
        except Unreadable as error:
            assert str(error).isprintable()

    @given(st.binary(max_size=400) | texts.map(lambda text: text.encode("utf-8", "ignore")[:-1]))
    def test_nothing_is_raised_for_any_bytes(self, content: bytes) -> None:
        try:
            parse(read_bytes(content, name="sent.txt"), lexicon=LEXICON)
        except Unreadable as error:
            assert str(error).isprintable()

    @given(bodies, st.sampled_from(["S/RES/9301 (2033)", "S/PV.9950", "S/PRST/2033/1", "nonsense", ""]))
    def test_nothing_is_raised_with_any_symbol(self, text: str, symbol: str) -> None:
        try:
            parse(text, lexicon=LEXICON, symbol=symbol)
        except Unreadable as error:
            assert str(error)


class TestText:
    @given(texts)
    def test_nothing_is_lost_and_nothing_doubled(self, text: str) -> None:
        """A running head or foot inside a paragraph comes after it; everything else stays in its order."""
        pieces, lines = read(text).pieces, [line.text for line in clean(text)]
        assert Counter(bare("".join(pieces))) == Counter(bare("".join(lines)))
        if not any(map(is_furniture, lines)):
            assert bare("".join(pieces)) == bare("".join(lines))

    @given(texts)
    def test_labels_are_unique(self, text: str) -> None:
        document = read(text)
        labels = [p.label for p in (*document.preambular, *all_paragraphs(document))]
        assert len(set(labels)) == len(labels)

    @given(texts)
    def test_a_parent_stands_before_its_parts(self, text: str) -> None:
        labels = [p.label for p in all_paragraphs(read(text))]
        for paragraph in all_paragraphs(read(text)):
            assert paragraph.parent is None or labels.index(paragraph.parent) < labels.index(paragraph.label)

    @given(texts)
    def test_what_no_database_keeps_is_gone(self, text: str) -> None:
        assert not any(character == "\x00" or "\ud800" <= character <= "\udfff" for piece in read(text).pieces for character in piece)

    @given(texts)
    def test_reading_twice_reads_the_same(self, text: str) -> None:
        assert read(text) == read(text)


class TestSpans:
    @given(texts)
    def test_they_point_inside_their_paragraph(self, text: str) -> None:
        assert [span for whole, span in spans(read(text)) if not 0 <= span.start <= span.end <= len(whole)] == []

    @given(texts)
    def test_an_act_ends_with_its_verb(self, text: str) -> None:
        for paragraph, act, span in own_acts(read(text)):
            words = fold(paragraph.text[span.start : span.end]).text
            for modifier in act.modifiers:
                words = words if words.endswith(act.verb) else words.replace(modifier, "", 1)
            assert words.endswith(act.verb) or LEXICON.verb_patterns.at(words, 0), (words, act.verb)

    @given(texts)
    def test_an_addressee_is_the_words_it_points_at(self, text: str) -> None:
        for paragraph, act, _ in own_acts(read(text)):
            for addressee in act.addressees:
                if addressee.text:
                    assert fold(paragraph.text[addressee.span.start : addressee.span.end]).text == addressee.text

    @given(texts)
    def test_acts_stand_in_order_and_apart(self, text: str) -> None:
        for paragraph in all_paragraphs(read(text)):
            found = [act.span for act in paragraph.acts if act.span is not None]
            assert all(first.end <= second.start for first, second in zip(found, found[1:], strict=False))

    @given(texts)
    def test_a_subject_stands_on_words_of_its_rules(self, text: str) -> None:
        for paragraph in all_paragraphs(read(text)):
            for subject in paragraph.subjects:
                assert 0 < subject.confidence <= 1
                assert {LEXICON.subject_rules[match.rule].code for match in subject.matches} <= {subject.code}


class TestLabels:
    @given(texts)
    def test_who_is_asked_for_nothing_has_no_task(self, text: str) -> None:
        for paragraph in all_paragraphs(read(text)):
            for act in paragraph.acts:
                assert not act.tracked or (act.force != "declares" and {a.code for a in act.addressees} != {"council"})

    @given(texts)
    def test_a_problem_says_where_and_what_to_do(self, text: str) -> None:
        count = text.replace("\r\n", "\n").count("\n") + sum(text.count(mark) for mark in "\r\f\v\x85\u2028\u2029") + 1
        assert all(p.what and p.advice and (p.line is None or 1 <= p.line <= count) for p in read(text).problems)


class TestFolding:
    @given(st.text())
    def test_every_folded_character_comes_from_one_of_the_text(self, text: str) -> None:
        folded = fold(text)
        assert len(folded.text) == len(folded.offsets)
        assert list(folded.offsets) == sorted(set(folded.offsets))
        assert all(0 <= offset < len(text) for offset in folded.offsets)

    @given(st.text())
    def test_folding_twice_is_folding_once(self, text: str) -> None:
        assert fold(fold(text).text).text == fold(text).text


class TestPatterns:
    @given(st.text("甲乙[]|…12", max_size=12), st.text("甲乙；", max_size=30))
    def test_a_pattern_compiles_or_is_refused(self, pattern: str, text: str) -> None:
        try:
            patterns = Patterns([("rule", pattern)])
        except PatternError as error:
            assert "rule" in str(error)
        else:
            assert all(0 <= found.start < found.end <= len(text) for found in patterns.every(text))

    @given(st.lists(st.text("甲乙丙", min_size=1, max_size=3), min_size=1, max_size=4), st.text("甲乙丙丁", max_size=30))
    def test_words_are_found_as_python_finds_them(self, words: list[str], text: str) -> None:
        patterns = Patterns([(word, word) for word in set(words)])
        expected = {(at, word) for word in words for at in range(len(text)) if text.startswith(word, at)}
        assert {(found.start, found.rule) for found in patterns.every(text)} == expected


@pytest.mark.parametrize("text", DOCUMENTS)
def test_the_samples_themselves_are_read_whole(text: str) -> None:
    pieces = parse(text, lexicon=LEXICON).pieces
    assert Counter(bare("".join(pieces))) == Counter(bare("".join(line.text for line in clean(text))))

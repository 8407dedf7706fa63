"""Documents in other languages: split by what all languages share, with the labels of the Chinese edition, and nothing labelled in them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import ParsedDocument, Unreadable, default_lexicon, extract, parse
from ingest.clean import clean
from ingest.problems import Refusal
from ingest.translations import language_of
from ingest.translations.layouts import layout
from ingest.translations.outline import outline, statement_outline
from tests.ingest.pdf_makers import Document, Style, typeset
from tests.ingest.test_forms import computed_word, page, typed_word

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
ENGLISH = sorted((SAMPLES / "en").iterdir())
LEXICON = default_lexicon()
WRAPPED = """
Resolution 9310 (2033)

Adopted by the Security Council at its 9961st meeting, on
4 April 2033

The Security Council,
Recalling its resolutions on the Korsat valley, in particular resolutions 9301
(2033) and 9302 (2033),
Gravely concerned at attacks on convoys in the North Ridge area,
Songhe Town and the camps around it,
Having considered the report of the Secretary-General,
1. Decides that the measures imposed in accordance with paragraph
5. Also below shall apply to all States, as set out in paragraph 1
(a) of resolution 9301 (2033);
Arms embargo
2. Calls upon Member States:
(a) To inspect
cargo; and
(b) To report, by
31 December 2033, on:
(i) Seizures;
(ii) Prosecutions;
3. Urges all parties to exercise restraint in the days and weeks that fol-
low and to return to non-
violent means;
33-01234 2/3
S/RES/9310 (2033)
4. Decides to remain seized of the matter.
"""
OTHERS = {
    "fr": (
        "Résolution 9310 (2033)\n\nAdoptée par le Conseil de sécurité à sa 9961e séance, le 4 avril 2033\n\nLe Conseil de sécurité,\n\n"
        "Rappelant ses résolutions sur la situation dans la vallée,\n\nConscient des besoins de la population,\n\n"
        "1. Décide que tous les États doivent publier les données ;\n\n2. Prie les États Membres :\n\na) De contrôler les dépôts ; et\n\n"
        "b) De faire rapport ;\n\n3. Décide de rester saisi de la question.\n\nAnnexe\n\nCritères\n\n1. Les personnes qui attaquent les convois.\n"
    ),
    "es": (
        "Resolución 9310 (2033)\n\nAprobada por el Consejo de Seguridad en su 9961ª sesión, celebrada el 4 de abril de 2033\n\n"
        "El Consejo de Seguridad,\n\nRecordando sus resoluciones sobre la situación en el valle,\n\n"
        "Consciente de las necesidades de la población,\n\n"
        "1. Decide que todos los Estados publiquen los datos;\n\n2. Exhorta a los Estados Miembros a que:\n\na) Controlen los depósitos; y\n\n"
        "b) Presenten informes;\n\n3. Decide seguir ocupándose de la cuestión.\n\nAnexo\n\nCriterios\n\n1. Las personas que ataquen los convoyes.\n"
    ),
    "ru": (
        "Резолюция 9310 (2033),\n\nпринятая Советом Безопасности на его 9961-м заседании 4 апреля 2033 года\n\nСовет Безопасности,\n\n"
        "ссылаясь на свои резолюции о положении в долине,\n\nсознавая нужды населения,\n\n1. постановляет, что все государства публикуют данные;\n\n"
        "2. призывает государства-члены:\n\na) проверять склады; и\n\nb) представлять доклады;\n\n"
        "3. постановляет продолжать заниматься этим вопросом.\n\n"
        "Приложение\n\nКритерии\n\n1. Лица, совершающие нападения на колонны.\n"
    ),
    "ar": (
        "القرار 9310 (2033)\n\nالذي اتخذه مجلس الأمن في جلسته 9961، المعقودة في 4 نيسان/أبريل 2033\n\nإن مجلس الأمن،\n\n"
        "إذ يشير إلى قراراته بشأن الحالة في الوادي،\n\nوإذ يدرك احتياجات السكان،\n\n1 - يقرر أن تنشر جميع الدول البيانات؛\n\n"
        "2 - يهيب بالدول الأعضاء القيام بما يلي:\n\n(أ) تفتيش المستودعات؛\n\n(ب) تقديم التقارير؛\n\n3 - يقرر أن يبقي المسألة قيد نظره.\n\n"
        "المرفق\n\nالمعايير\n\n1 - الأفراد الذين يهاجمون القوافل.\n"
    ),
}


def read(path: Path) -> ParsedDocument:
    return parse(path.read_text(encoding="utf-8"), lexicon=LEXICON, name=path.name)


def shape(document: ParsedDocument) -> list[tuple[str, str | None]]:
    """The labels of a document in their order, each with that of its chapeau."""
    return [*((p.label, None) for p in document.preambular), *((p.label, p.parent) for p in (*document.operative, *document.annexes))]


def words(document: ParsedDocument) -> list[tuple[str, str]]:
    return [(p.label, " ".join(p.text.split())) for p in (*document.preambular, *document.operative, *document.annexes)]


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
class TestSamples:
    def test_the_english_has_the_paragraphs_of_the_chinese(self, path: Path) -> None:
        assert shape(read(path)) == shape(read(next(SAMPLES.glob(f"{path.stem}.*"))))

    def test_the_heading_says_the_same(self, path: Path) -> None:
        english, chinese = read(path), read(next(SAMPLES.glob(f"{path.stem}.*")))
        said = [(one.kind, one.symbol, one.adopted_on, one.meeting) for one in (english, chinese)]
        assert said[0] == said[1]
        assert (english.language, english.script, english.problems) == ("en", "Latn", ())

    def test_nothing_in_it_is_labelled(self, path: Path) -> None:
        document = read(path)
        assert not any(p.acts or p.subjects or p.deadlines for p in (*document.operative, *document.annexes))
        assert document.citations == ()

    def test_no_word_is_lost_and_none_is_doubled(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert sorted("".join("".join(read(path).pieces).split())) == sorted("".join(text.split()))

    def test_it_says_that_it_is_fictional(self, path: Path) -> None:
        assert path.read_text(encoding="utf-8").lstrip().startswith("(Fictional sample, for demonstration only)")


FORMS: dict[str, Callable[[Path], bytes]] = {
    "Word, numbers typed": typed_word,
    "Word, numbers computed": computed_word,
    "web page": page,
    "Windows-1252": lambda path: path.read_text(encoding="utf-8").encode("cp1252"),
    "UTF-16": lambda path: path.read_text(encoding="utf-8").encode("utf-16"),
}


@pytest.mark.parametrize("form", FORMS)
def test_an_english_edition_reads_the_same_in_every_form(form: str) -> None:
    for path in ENGLISH:
        found = extract(FORMS[form](path), name=path.name)
        assert words(parse(found.text, lexicon=LEXICON)) == words(read(path)), path.name


@pytest.mark.parametrize("style", [Style(), Style(columns=2), Style(indent=0, gap=0.8, justified=False)], ids=["one column", "two", "ragged"])
def test_an_english_edition_reads_the_same_as_pdf(style: Style) -> None:
    for path in ENGLISH:
        lines = clean(path.read_text(encoding="utf-8").replace("## ", ""))
        found = (statement_outline if "PRST" in path.name else outline)(lines, layout("en"))
        front, text = (tuple(b.written for b in found.blocks if b.kind != "furniture" and (b.kind == "front") == first) for first in (True, False))
        symbol = read(path).symbol or ""
        sent = typeset(Document(front, text, symbol, "Korsat", "14/03/2032", "30-04321"), style)
        assert words(parse(extract(sent, name="x.pdf").text, lexicon=LEXICON, symbol=symbol)) == words(read(path)), path.name


class TestLines:
    """Text that is cut by the width of the page, without an indent or an empty line between paragraphs."""

    def document(self) -> ParsedDocument:
        return parse(WRAPPED, lexicon=LEXICON)

    def test_paragraphs_begin_where_their_mark_or_their_verb_begins_them(self) -> None:
        labels = ["pp1", "pp2", "pp3", "1", "2", "2(a)", "2(b)", "2(b)(i)", "2(b)(ii)", "3", "4"]
        assert [label for label, _parent in shape(self.document())] == labels
        assert self.document().problems == ()

    def test_a_name_after_a_comma_begins_no_paragraph(self) -> None:
        assert self.document().preambular[1].text.endswith("in the North Ridge area, Songhe Town and the camps around it,")

    def test_a_number_inside_a_sentence_begins_no_paragraph(self) -> None:
        assert "paragraph 5. Also below" in self.document().operative[0].text
        assert "paragraph 1 (a) of resolution" in self.document().operative[0].text

    def test_a_word_with_a_hyphen_stays_one(self) -> None:
        assert "non-violent means" in next(p.text for p in self.document().operative if p.label == "3")

    def test_running_heads_and_headings_belong_to_no_paragraph(self) -> None:
        text = "".join(p.text for p in self.document().operative)
        assert "33-01234" not in text and "Arms embargo" not in text

    def test_a_paragraph_that_is_missing_is_told(self) -> None:
        cut = WRAPPED.replace("3. Urges", "5. Urges").replace("4. Decides", "6. Decides")
        assert [p.code for p in parse(cut, lexicon=LEXICON).problems] == ["paragraphs_missing"]


@pytest.mark.parametrize("language", OTHERS)
def test_the_other_languages_of_the_council_are_split_and_said_to_have_no_lexicon(language: str) -> None:
    document = parse(OTHERS[language], lexicon=LEXICON)
    assert (document.language, document.symbol, document.meeting) == (language, "S/RES/9310 (2033)", "S/PV.9961")
    assert str(document.adopted_on) == "2033-04-04"
    assert [label for label, _parent in shape(document)] == ["pp1", "pp2", "1", "2", "2(a)", "2(b)", "3", "annex1/1"]
    assert [(p.code, p.params) for p in document.problems] == [("language_without_lexicon", {"language": language})]


@pytest.mark.parametrize("language", OTHERS)
def test_they_are_decoded_without_a_mark_of_their_coding(language: str) -> None:
    assert extract(OTHERS[language].encode(), name="x.txt").text == OTHERS[language]


def test_the_language_is_told_from_the_words() -> None:
    assert {name: language_of(text) for name, text in OTHERS.items()} == {name: name for name in OTHERS}
    assert (language_of(WRAPPED), language_of("第9310(2033)号决议 安全理事会通过 (Adopted by the Security Council)")) == ("en", "zh")
    assert (language_of("1 2 3"), language_of("Der Rat fordert die Staaten auf, den Bericht vorzulegen.")) == (None, None)


class TestStatements:
    def test_without_quotation_marks_a_paragraph_begins_apart(self) -> None:
        text = (SAMPLES / "en" / "S-PRST-2032-3.txt").read_text(encoding="utf-8").translate({ord("“"): None, ord("”"): None})
        assert [p.label for p in parse(text, lexicon=LEXICON).operative] == [str(n) for n in range(1, 8)]

    def test_a_sentence_in_the_middle_begins_none(self) -> None:
        text = (SAMPLES / "en" / "S-PRST-2032-3.txt").read_text(encoding="utf-8")
        longer = text.replace("already made pledges.", "already made pledges.\nThe Security Council notes the needs.")
        assert len(parse(longer, lexicon=LEXICON).operative) == 7


class TestAnnexes:
    def test_two_annexes_are_counted_as_in_chinese(self) -> None:
        text = WRAPPED + "\nAnnex I\n\nCriteria\n\n1. Persons who attack;\n\n2. Persons who pay.\n\nAnnex II: List of names\n\n1. Nobody.\n"
        assert [p.label for p in parse(text, lexicon=LEXICON).annexes] == ["annex1/1", "annex1/2", "annex2/1"]

    def test_what_follows_the_last_paragraph_is_no_part_of_it(self) -> None:
        text = WRAPPED.replace("\nGravely", "\n\nGravely") + "\n\n   Adopted unanimously at the meeting named above\n"
        assert parse(text, lexicon=LEXICON).operative[-1].text == "Decides to remain seized of the matter."


class TestRefused:
    def test_the_record_of_a_meeting(self) -> None:
        with pytest.raises(Refusal) as refused:
            parse("S/PV.9961\n\nThe meeting was called to order at 10 a.m. by the President of the Council.\n", lexicon=LEXICON)
        assert (refused.value.code, refused.value.params) == ("record_in_other_language", {"language": "en"})

    def test_a_symbol_of_another_kind(self) -> None:
        with pytest.raises(Unreadable, match="the text is that of a resolution"):
            parse(WRAPPED, lexicon=LEXICON, symbol="S/PRST/2033/1")

    def test_a_page_about_a_resolution(self) -> None:
        with pytest.raises(Refusal) as refused:
            parse("News of the day\n\nResolution 9310 (2033)\n\nThe Council met on Monday and adopted the text in the morning.\n", lexicon=LEXICON)
        assert refused.value.code == "no_document"

    def test_a_text_made_to_take_long_is_read_in_no_time(self) -> None:
        started = time.monotonic()
        many = "\n".join(f"{n}. Urges the parties and the other ones." for n in range(5, 4000))
        parse(WRAPPED + many + "\nThe end of it.\n" * 4000, lexicon=LEXICON)
        parse("Resolution 9310 (2033)\n\nThe Security Council,\n\n1. " + "Decides ( (a) 1. and of the " * 20_000, lexicon=LEXICON)
        assert time.monotonic() - started < 5

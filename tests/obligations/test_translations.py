"""An edition in another language stands beside the one obligations are read from: paired, kept, and without a say in anything else."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.translation import override

from ingest import default_lexicon, parse
from obligations.choices import Label, Verdict
from obligations.incoming import previews
from obligations.models import Assessment, Citation, Deadline, Document, Event, Obligation, Paragraph, ParagraphText, Suggestion
from obligations.services import decisions, receipt, translations
from obligations.services.pairing import Part, pair
from tests.factories import AT, RESOLUTION, make_approved, obligation, store_text
from tests.obligations.translated import ENGLISH, STATEMENT, STATEMENT_ENGLISH

pytestmark = pytest.mark.django_db
KEY = "9101(2032)/1/1"
SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def english(text=ENGLISH, *, filename="e.txt", by=None):
    return store_text(text, filename=filename, by=by)


def beside(document):
    """The words of the newest English edition, by the label of the paragraph that they stand beside; of those that stand alone by their own."""
    rows = ParagraphText.objects.filter(paragraph__document=document).beside("en").select_related("paragraph").order_by("position")
    return {row.paragraph.label if row.paragraph.current_id else f"alone {row.label}": row.text for row in rows}


def doubts(document, number):
    return {problem.code: problem.params for problem in document.editions.get(number=number).problems.all()}


def test_an_english_file_is_a_second_edition_of_the_same_document():
    store_text()
    document = english()
    assert [(e.number, e.language) for e in document.editions.all()] == [(1, "zh"), (2, "en")]
    assert (document.reference_edition.number, document.title, Document.objects.count()) == (1, "第9101(2032)号决议", 1)


def test_its_paragraphs_stand_beside_those_of_the_same_number():
    store_text()
    words = beside(english())
    assert list(words) == ["pp1", "pp2", "1", "2", "2(a)", "2(b)", "3", "4"]
    assert words["2(b)"] == "To exchange information on suspicious transactions;"


def test_labels_spans_and_follow_up_stay_as_they_were(analyst):
    store_text(by=analyst)
    decisions.decide(label=Label.FORCE, value="urges", verdict=Verdict.SET, by=analyst, at=AT, obligation=obligation(KEY))
    make_approved((obligation(KEY), "JPN"), analyst)

    def everything():
        rows = (Obligation, Suggestion, Citation, Deadline, Assessment, Paragraph)
        return [list(model.objects.order_by("pk").values()) for model in rows]

    before = everything()
    english(by=analyst)
    english(ENGLISH.replace("suspicious", "dubious"), filename="e2.txt", by=analyst)
    assert everything() == before


def test_the_same_file_twice_changes_nothing():
    store_text()
    english()
    assert english().editions.count() == 2


def test_a_later_english_file_takes_the_place_of_the_earlier_one():
    store_text()
    english()
    document = english(ENGLISH.replace("suspicious", "dubious"), filename="e2.txt")
    assert beside(document)["2(b)"] == "To exchange information on dubious transactions;"
    assert (document.reference_edition.number, document.editions.count()) == (1, 3)


class TestWhatCannotBePaired:
    def test_a_paragraph_of_its_own_is_kept_and_named(self):
        store_text()
        document = english(ENGLISH + "\n5. Requests another report.\n")
        assert beside(document)["alone 5"] == "Requests another report."
        assert doubts(document, 2) == {"translation_alone": {"count": 1, "labels": "5"}}
        assert not document.paragraphs.present().filter(label="5").exists()

    def test_a_paragraph_that_is_not_there_is_named(self):
        store_text()
        document = english(ENGLISH.replace("(b) To exchange information on suspicious transactions;\n\n", ""))
        assert doubts(document, 2) == {"translation_without": {"count": 1, "labels": "2(b)"}}

    def test_a_preamble_of_another_length_is_paired_nowhere(self):
        store_text()
        document = english(ENGLISH.replace("Deeply concerned", "Welcoming the report,\n\nDeeply concerned"))
        assert {label for label in beside(document) if "pp" in label} == {"alone pp1", "alone pp2", "alone pp3"}
        assert set(doubts(document, 2)) == {"translation_alone", "translation_without"}

    def test_a_pair_that_cites_other_resolutions_is_named(self):
        store_text()
        document = english(ENGLISH.replace("resolution 9001 (2031)", "resolution 9002 (2031)"))
        assert doubts(document, 2) == {"translation_cites_otherwise": {"count": 1, "labels": "pp1"}}

    def test_another_day_of_adoption_is_told(self):
        store_text()
        document = english(ENGLISH.replace("15 April", "16 April"))
        assert doubts(document, 2) == {"translation_day_differs": {"said": "2032-04-16", "known": "2032-04-15"}}
        assert str(document.adopted_on) == "2032-04-15"

    def test_a_statement_is_paired_by_position_and_only_where_both_have_as_many(self):
        store_text(STATEMENT)
        document = english(STATEMENT_ENGLISH)
        assert (list(beside(document)), doubts(document, 2)) == (["1", "2"], {})
        longer = STATEMENT_ENGLISH.replace("“The Security Council calls", "“The Security Council notes it.\n\n“The Security Council calls")
        document = english(longer, filename="e2.txt")
        assert list(beside(document)) == ["alone 1", "alone 2", "alone 3"]

    def test_a_later_edition_that_pairs_leaves_nothing_behind(self):
        store_text()
        english(ENGLISH + "\n5. Requests another report.\n")
        document = english(ENGLISH + "\n6. Requests another report.\n", filename="e2.txt")
        assert beside(document)["alone 6"]
        store_text(RESOLUTION + "\n5. 请提出另一份报告；\n\n6. 请再提出一份报告。\n", filename="x2.txt")
        assert beside(document)["6"] == "Requests another report."
        assert doubts(document, 3)["translation_without"] == {"count": 1, "labels": "5"}
        assert document.paragraphs.get(label="6").slug == "S-RES-9101-2032-6"


def test_a_new_chinese_edition_is_paired_anew():
    store_text()
    document = english()
    store_text(RESOLUTION.replace("就可疑交易交流信息", "就可疑的交易交流信息和经验"), filename="x2.txt")
    document.refresh_from_db()
    assert document.reference_edition.number == 3
    assert beside(document)["2(b)"] == "To exchange information on suspicious transactions;"


class TestEnglishFirst:
    def test_the_document_is_there_without_labels_and_says_so(self):
        document = english()
        assert (document.title, document.reference_edition.language) == ("Resolution 9101 (2032)", "en")
        assert (document.paragraphs.present().count(), Obligation.objects.count()) == (8, 0)
        assert set(doubts(document, 1)) == {"no_first_edition"}

    def test_the_chinese_edition_becomes_the_one_that_is_read(self):
        slugs = list(english().paragraphs.values_list("slug", flat=True))
        document = store_text()
        assert (document.title, document.reference_edition.number) == ("第9101(2032)号决议", 2)
        assert list(document.paragraphs.values_list("slug", flat=True)) == slugs
        assert obligation(KEY).text.edition.language == "zh"
        assert beside(document)["1"].startswith("Decides that all States")
        assert doubts(document, 1) == {}

    def test_what_the_chinese_has_not_stands_alone(self):
        english(ENGLISH + "\n5. Requests another report.\n")
        document = store_text()
        assert (beside(document)["alone 5"], set(doubts(document, 1))) == ("Requests another report.", {"translation_alone"})

    def test_a_third_language_stands_beside_too(self):
        store_text()
        english()
        said = "Rappelant la résolution et les rapports,\n\n1. Décide que tous les États et les parties agissent.\n"
        french = f"Résolution 9101 (2032)\n\nLe Conseil de sécurité,\n\n{said}"
        document = store_text(french, filename="f.txt")
        assert {row.edition.language for row in ParagraphText.objects.beside()} == {"en", "fr"}
        assert (document.reference_edition.number, "language_without_lexicon" in doubts(document, 3)) == (1, True)


def test_parts_with_other_marks_are_paired_by_their_order():
    chinese = [Part("operative", "1", None, ""), Part("operative", "1(1)", "1", ""), Part("operative", "1(2)", "1", "")]
    other = [Part("operative", "1", None, ""), Part("operative", "1(a)", "1", ""), Part("operative", "1(b)", "1", "")]
    assert pair(chinese, other, numbered=True).of == {0: 0, 1: 1, 2: 2}
    assert pair(chinese, other[:2], numbered=True).of == {0: 0}


def test_a_preview_says_how_far_it_would_be_paired_and_stores_nothing():
    store_text()
    looked = previews.look("e.txt", ENGLISH.encode())
    assert (looked.expected.outcome, looked.expected.beside) == ("new_edition", translations.Paired("en", 6, 6))
    assert looked.expected.differences == ()
    with override("en"):
        assert looked.expected.beside.said(looked.symbol) == "English edition of S/RES/9101 (2032); 6 of 6 operative paragraphs paired"
    assert Document.objects.get().editions.count() == 1


def test_a_preview_names_what_would_pair_with_nothing():
    store_text()
    looked = previews.look("e.txt", (ENGLISH + "\n5. Requests another report.\n").encode())
    assert [(problem.code, problem.params["labels"]) for problem in looked.problems] == [("translation_alone", "5")]


def test_a_preview_compares_with_the_edition_in_the_same_language():
    store_text()
    english()
    parsed = parse(ENGLISH.replace("suspicious", "dubious"), lexicon=default_lexicon())
    assert [row.label for row in receipt.forecast(parsed, content=b"other").differences] == ["2(b)"]


def test_the_log_names_the_language():
    store_text()
    english()
    last = Event.objects.order_by("pk").last()
    assert (last.action, last.after["language"], last.after["edition"]) == ("document.new_edition", "en", 2)


def test_reading_again_leaves_the_english_alone():
    store_text()
    before = list(english().editions.get(number=2).texts.values())
    call_command("reclassify", stdout=StringIO())
    assert list(ParagraphText.objects.filter(edition__number=2).values()) == before


def test_the_samples_come_with_their_english_editions():
    out = StringIO()
    texts = [SAMPLES / name / "S-RES-9002-2031.txt" for name in (".", "en")]
    call_command("ingest", *map(str, texts), "--processes", "1", stdout=out, stderr=StringIO())
    assert "English edition of S/RES/9002 (2031); 19 of 19 operative paragraphs paired, 0 problems" in out.getvalue()

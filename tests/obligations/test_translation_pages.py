"""What the English interface shows of English editions, page by page, and what the API gives: beside the Chinese, or said to be missing once."""

import re
from io import BytesIO

import pypdfium2
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from obligations.models import Assignment
from tests.factories import AT, store_text
from tests.obligations.translated import ENGLISH, ENGLISH_LONGER, LONGER, STATEMENT

PAGE = "/documents/S-RES-9101-2032/"
PARAGRAPH = f"{PAGE}paragraphs/S-RES-9101-2032-2-a/"
OBLIGATION = "/obligations/9101-2032-2-a-1/"
WORDS = "To register the sale of components of improvised explosive devices;"
ONLY = "Chinese text only"
OTHER = """第 9106(2032)号决议

安全理事会2032年4月26日第9916次会议通过

安全理事会，

回顾其第9001(2031)号决议，

1. 决定所有国家应登记武器的销售；

2. 决定继续处理此案。
"""


class Translated(TestCase):
    """A resolution with an English edition, and one without."""

    @classmethod
    def setUpTestData(cls) -> None:
        store_text()
        store_text(ENGLISH, filename="e.txt")
        store_text(OTHER, filename="y.txt")
        cls.reader = User.objects.create_user("reader")
        cls.analyst = User.objects.create_user("analyst", is_staff=True)
        for user, role in ((cls.reader, "reader"), (cls.analyst, "analyst")):
            user.groups.add(Group.objects.get_or_create(name=role)[0])
        Assignment.objects.create(user=cls.analyst, made_at=AT)

    def setUp(self) -> None:
        self.client.force_login(self.reader)

    def html(self, address: str, language: str = "en") -> str:
        answer = self.client.get(address, HTTP_ACCEPT_LANGUAGE=language)
        assert answer.status_code == 200, address
        return answer.content.decode()

    def queries(self, address: str, language: str = "en") -> int:
        with CaptureQueriesContext(connection) as captured:
            self.html(address, language)
        return len(captured)


class TheDocument(Translated):
    def test_the_english_stands_beside_each_paragraph_in_its_own_language(self) -> None:
        page = self.html(PAGE)
        assert f'<p class="text beside" lang="en">{WORDS}</p>' in page
        assert page.count('class="text beside"') == 8
        assert ONLY not in page and "English (edition 2) beside the Chinese" in page

    def test_the_labels_stay_on_the_chinese(self) -> None:
        marked = re.findall(r'<p class="text beside" lang="en">(.*?)</p>', self.html(PAGE))
        assert marked and not any("<mark" in words for words in marked)

    def test_the_chinese_interface_shows_the_chinese_alone(self) -> None:
        page = self.html(PAGE, "zh-hans")
        assert WORDS not in page and '<option value="2"' in page

    def test_a_document_without_english_says_so_once(self) -> None:
        page = self.html("/documents/S-RES-9106-2032/")
        assert page.count(ONLY) == 1 and "with-beside" not in page

    def test_what_lacks_in_the_english_is_counted(self) -> None:
        store_text(ENGLISH.replace("(b) To exchange information on suspicious transactions;\n\n", ""), filename="e2.txt")
        assert "1 paragraph has no text in it." in self.html(PAGE)

    def test_staff_see_what_pairing_left_in_doubt(self) -> None:
        store_text(ENGLISH + "\n5. Requests another report.\n", filename="e2.txt")
        self.client.force_login(self.analyst)
        page = self.html(PAGE)
        assert "Edition 3:" in page and "paragraphs of this edition that pair with none of the reference edition: 1 (5)" in page

    def test_what_stands_alone_is_shown_side_by_side(self) -> None:
        store_text(ENGLISH + "\n5. Requests another report.\n", filename="e2.txt")
        assert "Requests another report." not in self.html(PAGE)
        assert "Requests another report." in self.html(f"{PAGE}?beside=3", "zh-hans")

    def test_one_query_more_whatever_the_length(self) -> None:
        short = self.queries(PAGE)
        assert short == self.queries(PAGE, "zh-hans") + 1
        store_text(LONGER, filename="x2.txt")
        store_text(ENGLISH_LONGER, filename="e2.txt")
        assert self.html(PAGE).count('class="text beside"') == 33
        assert self.queries(PAGE) == short

    def test_an_english_document_without_chinese_is_shown_as_it_is(self) -> None:
        store_text(ENGLISH.replace("9101", "9107"), filename="alone.txt")
        page = self.html("/documents/S-RES-9107-2032/")
        assert f'<p class="text" lang="en">{WORDS}</p>' in page and ONLY not in page


class TheRest(Translated):
    def test_the_page_of_an_obligation_has_the_words_in_english(self) -> None:
        page = self.html(OBLIGATION)
        assert WORDS in page and "English edition (edition 2)" in page
        assert "Urges Member States to take the following measures" in page  # its chapeau
        assert WORDS not in self.html(OBLIGATION, "zh-hans")

    def test_the_page_of_a_paragraph_has_them_too(self) -> None:
        page = self.html(PARAGRAPH)
        assert WORDS in page and "Urges Member States to take the following measures" in page

    def test_where_there_is_none_each_page_says_so_once(self) -> None:
        pages = ("/obligations/9106-2032-1-1/", "/documents/S-RES-9106-2032/paragraphs/S-RES-9106-2032-1/")
        assert [self.html(page).count(ONLY) for page in pages] == [1, 1]
        assert [self.html(page, "zh-hans").count("仅有") for page in pages] == [0, 0]

    def test_the_list_has_the_english_under_the_clause(self) -> None:
        page = self.html("/obligations/?tracked=true")
        assert f'lang="en">{WORDS}</p>' in page
        assert WORDS not in self.html("/obligations/?tracked=true", "zh-hans")
        assert self.queries("/obligations/?tracked=true&page=1") <= self.queries("/obligations/?tracked=true&page=1", "zh-hans") + 1

    def test_a_long_paragraph_is_shortened_between_words(self) -> None:
        page = self.html("/obligations/?search=报告本决议")
        assert "encourages Japan and Norway to share training materials;" in page
        long = f"Requests {'many bodies and ' * 20}the Secretary-General"
        store_text(ENGLISH.replace("Requests the Secretary-General", long), filename="e2.txt")
        assert re.search(r" (many|bodies|and) …</p>", self.html("/obligations/?search=报告本决议"))

    def test_english_words_are_found_and_marked_in_either_interface(self) -> None:
        for language in ("en", "zh-hans"):
            page = self.html("/obligations/?search=Suspicious Transactions", language)
            assert re.findall(r'href="/obligations/(9101[^"]+)/"', page) == ["9101-2032-2-b-1"], language
            assert re.search(r"<mark[^>]*>suspicious transactions</mark>", page), language
        assert "S-RES-9101-2032" in self.html("/documents/?search=suspicious transactions")

    def test_the_words_of_an_earlier_english_edition_are_not_found(self) -> None:
        store_text(ENGLISH.replace("suspicious", "dubious"), filename="e2.txt")
        assert "9101-2032-2-b-1" not in self.html("/obligations/?search=suspicious")
        assert "9101-2032-2-b-1" in self.html("/obligations/?search=dubious")

    def test_the_brief_has_the_english_under_each_clause(self) -> None:
        assert f'lang="en">{WORDS}</p>' in self.html("/actors/JPN/brief/")
        pdf = self.client.get("/actors/JPN/brief.pdf", HTTP_ACCEPT_LANGUAGE="en").content
        text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(BytesIO(pdf)))
        assert "To register the sale of components" in text


class TheApi(Translated):
    def json(self, address: str) -> dict:
        answer = self.client.get(f"/api/v1/{address}", HTTP_ACCEPT_LANGUAGE="en")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def test_a_paragraph_gives_its_words_in_other_languages(self) -> None:
        row = self.json("paragraphs/S-RES-9101-2032-2-a/")
        assert row["translations"] == [{"language": "en", "edition": 2, "printed": "(a)", "text": WORDS}]
        assert row["edition"] == 1 and row["text"].startswith("登记")
        assert self.json("paragraphs/S-RES-9106-2032-1/")["translations"] == []

    def test_an_obligation_gives_them_with_its_paragraph(self) -> None:
        row = self.json("obligations/9101-2032-2-a-1/?expand=paragraph")
        assert row["paragraph"]["translations"][0]["text"] == WORDS

    def test_the_lists_find_english_words(self) -> None:
        assert [row["label"] for row in self.json("paragraphs/?search=suspicious")["results"]] == ["2(b)"]
        assert [row["slug"] for row in self.json("obligations/?search=suspicious")["results"]] == ["9101-2032-2-b-1"]

    def test_the_list_of_paragraphs_takes_as_many_queries_however_many_have_english(self) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                self.json("paragraphs/?document=S-RES-9101-2032")
            return len(captured)

        before = queries()
        store_text(LONGER, filename="x2.txt")
        store_text(ENGLISH_LONGER, filename="e2.txt")
        assert queries() == before

    def test_a_program_sees_how_far_an_edition_pairs_before_it_stores_it(self) -> None:
        self.analyst.groups.add(Group.objects.get_or_create(name="editor")[0])
        self.client.force_login(self.analyst)
        sent = {"text": ENGLISH.replace("(a) To register", "(d) To register")}
        shown = self.client.post("/api/v1/imports/", sent, "application/json", HTTP_ACCEPT_LANGUAGE="en")
        found = shown.json()
        assert (found["language"], found["outcome"], found["beside"]) == ("en", "new_edition", {"language": "en", "paired": 5, "operative": 6})
        assert [problem["code"] for problem in found["problems"]] == ["translation_alone", "translation_without"]
        stored = self.client.post(found["links"]["store"], headers={"If-Match": shown["ETag"], "Accept-Language": "en"})
        assert stored.status_code == 201 and self.json("paragraphs/S-RES-9101-2032-2-a/")["translations"] == []

    def test_editions_say_their_language(self) -> None:
        rows = self.json("documents/S-RES-9101-2032/editions/")["results"]
        assert [(row["language"], row["reference"]) for row in rows] == [("zh", True), ("en", False)]


class AStatement(Translated):
    def test_a_statement_without_english_says_so(self) -> None:
        store_text(STATEMENT, filename="s.txt")
        assert self.html("/documents/S-PRST-2032-90/").count(ONLY) == 1

"""The document page: the text with its labels, details of a paragraph, who cites it, two editions side by side, and what the address may ask."""

import re
from datetime import timedelta

from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from obligations.choices import Label, RelationKind, Verdict
from obligations.models import Assignment, Document, Edition, Paragraph, ParagraphText
from obligations.services import decisions, relations
from obligations.views.editions import shown_editions, side_by_side
from tests.factories import AT, RESOLUTION, make_assessment, obligation, store_text

SLUG = "S-RES-9101-2032"
PAGE = f"/documents/{SLUG}/"
LATER = """第 9105(2032)号决议

安全理事会2032年4月25日第9915次会议通过

安全理事会，

回顾其第9101(2032)号决议，

1. 重申第9101(2032)号决议第2段，决定所有国家应防止爆炸物前体落入武装团体手中；

2. 促请会员国充分执行上文第1段；

3. 决定继续处理此案。
"""
CORRECTED = RESOLUTION.replace("销售", "销售和转让").replace("4. 决定", "4. 促请会员国通力合作；\n\n5. 决定")


def words(html: str) -> str:
    """The words of a page without its tags and white space."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html))


class Pages(TestCase):
    """Two resolutions, of which the later cites the earlier, read by a reader in Chinese."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.earlier, cls.later = store_text(), store_text(LATER, filename="y.txt")
        cls.reader = User.objects.create_user("reader")
        cls.analyst = User.objects.create_user("analyst", is_staff=True)
        for user, role in ((cls.reader, "reader"), (cls.analyst, "analyst")):
            user.groups.add(Group.objects.get_or_create(name=role)[0])
        Assignment.objects.create(user=cls.analyst, made_at=AT)

    def setUp(self) -> None:
        self.client.force_login(self.reader)

    def html(self, address: str, language: str = "zh-CN", **headers: str) -> str:
        """The page at an address."""
        answer = self.client.get(address, HTTP_ACCEPT_LANGUAGE=language, **headers)
        assert answer.status_code == 200, address
        return answer.content.decode()

    def panel(self, paragraph: str, **headers: str) -> str:
        """What is shown beside the text for a paragraph of either resolution."""
        return self.html(f"/documents/{paragraph[: len(SLUG)]}/paragraphs/{paragraph}/", HTTP_HX_REQUEST="true", **headers)

    def queries(self, address: str, **headers: str) -> int:
        """How many queries a page takes."""
        with CaptureQueriesContext(connection) as captured:
            self.html(address, **headers)
        return len(captured)


class TheText(Pages):
    """What stands on the page itself."""

    def test_every_act_is_labelled_below_its_paragraph_and_its_words_name_it(self) -> None:
        page = self.html(PAGE)
        assert page.index('data-act="9101-2032-3-2"') < page.index('data-label="9101-2032-3-2"')

    def test_every_paragraph_leads_to_its_details_and_to_itself(self) -> None:
        page = self.html(PAGE)
        for paragraph in Paragraph.objects.filter(document=self.earlier):
            assert f'href="/documents/{SLUG}/paragraphs/{paragraph.slug}/"' in page and f'href="#{paragraph.slug}"' in page

    def test_what_cites_the_document_is_listed_with_its_paragraphs(self) -> None:
        page = self.html(PAGE)
        assert 'href="#cited-by"' in page
        assert f'href="{self.later.get_absolute_url()}#S-RES-9105-2032-pp1"' in page

    def test_a_citation_of_a_paragraph_leads_to_it(self) -> None:
        assert f'href="{PAGE}#{SLUG}-2"' in self.html(self.later.get_absolute_url())

    def test_chinese_text_only_is_said_to_readers_of_english_alone(self) -> None:
        assert "Chinese text only: no English edition is stored here." in self.html(PAGE, "en")
        assert "no English edition" not in self.html(PAGE)

    def test_what_the_address_asks_in_vain_is_said_and_escaped(self) -> None:
        page = self.html(f"{PAGE}?colour=red&beside=<b>7")
        assert "没有参数“colour”" in page and "&lt;b&gt;7" in page and "<b>7" not in page

    def test_two_editions_at_once_or_the_same_one_are_not_shown(self) -> None:
        store_text(CORRECTED, filename="x2.txt")
        for asked in ("beside=1&beside=2", "beside=2"):
            page = self.html(f"{PAGE}?{asked}")
            assert "<ins>" not in page and 'class="legend"' in page and 'role="status"' in page, asked

    def test_sixty_paragraphs_take_as_many_queries_as_four(self) -> None:
        own = self.later.get_absolute_url()
        before = {address: self.queries(address) for address in (own, f"{own}paragraphs/S-RES-9105-2032-1/")}
        more = "\n\n".join(f"{n}. 敦促日本执行第9101(2032)号决议第1段；" for n in range(4, 63))
        store_text(LATER.replace("3. 决定继续处理此案。", f"3. 决定继续处理此案；\n\n{more}"), filename="y2.txt")
        assert self.html(own).count('class="passage ') > 60
        assert {address: self.queries(address) for address in before} == before


class TheDetails(Pages):
    """What is shown for one paragraph."""

    def test_a_script_gets_the_part_and_a_browser_the_page(self) -> None:
        address = f"{PAGE}paragraphs/{SLUG}-1/"
        part, whole = self.html(address, HTTP_HX_REQUEST="true"), self.html(address)
        assert "<html" not in part and part.strip().startswith("<h2")
        assert "<h1>" in whole and "决定所有国家应防止" in words(whole)
        assert self.client.get(address)["Vary"].count("HX-Request") == 1

    def test_a_paragraph_is_found_in_its_own_document_alone(self) -> None:
        assert self.client.get(f"/documents/S-RES-9105-2032/paragraphs/{SLUG}-1/").status_code == 404

    def test_rule_words_lexicon_and_who_decided_are_told(self) -> None:
        asked = obligation("9101(2032)/1/1")
        decisions.decide(label=Label.FORCE, value="demands", verdict=Verdict.SET, by=self.analyst, at=AT, obligation=asked, reason="与英文本核对")
        shown = self.panel(f"{SLUG}-1")
        lexicon = self.earlier.reference_edition.lexicon_version
        assert f"<code>{lexicon}</code>" in shown and "与英文本核对" in shown and "analyst" in shown and "<s>决定</s>" in shown

    def test_follow_up_is_counted_by_status_and_linked(self) -> None:
        now = timezone.now()
        make_assessment(obligation("9101(2032)/1/1"), "JPN", self.analyst, at=now, as_of=now.date())
        shown = self.panel(f"{SLUG}-1")
        assert '<a href="/follow-up/?obligation=9101-2032-1-1&amp;status=partial">1</a>' in shown

    def test_a_chapeau_tells_the_follow_up_of_its_parts(self) -> None:
        now = timezone.now()
        make_assessment(obligation("9101(2032)/2(a)/1"), "JPN", self.analyst, at=now, as_of=now.date())
        assert '<a href="/follow-up/?obligation=9101-2032-2-a-1&amp;status=partial">1</a>' in self.panel(f"{SLUG}-2")

    def test_citations_are_told_in_both_directions(self) -> None:
        cited, citing = self.panel(f"{SLUG}-2"), self.panel("S-RES-9105-2032-1")
        assert 'href="/documents/S-RES-9105-2032/#S-RES-9105-2032-1"' in cited
        assert f'href="{PAGE}#{SLUG}-2"' in citing
        assert 'href="/documents/S-RES-9105-2032/#S-RES-9105-2032-2"' in citing  # the paragraph below that names it

    def test_relations_are_told_at_both_ends(self) -> None:
        source, target = obligation("9105(2032)/1/1"), obligation("9101(2032)/1/1")
        relations.relate(source=source, target=target, kind=RelationKind.REPEATS, by=self.analyst, at=AT + timedelta(days=1), reason="同一要求")
        for paragraph, other in ((f"{SLUG}-1", source), ("S-RES-9105-2032-1", target)):
            shown = self.panel(paragraph)
            assert other.get_absolute_url() in shown and "同一要求" in shown

    def test_a_paragraph_that_the_text_lost_says_so(self) -> None:
        store_text(RESOLUTION.replace("(b) 就可疑交易交流信息；\n", ""), filename="x2.txt")
        assert "notice" in self.html(f"{PAGE}paragraphs/{SLUG}-2-b/")


class SideBySide(Pages):
    """Two editions of one document."""

    def beside(self, number: int) -> str:
        """The page with an edition beside the one read here."""
        return self.html(f"{PAGE}?beside={number}")

    def test_what_a_correction_inserted_is_marked_in_it_and_nothing_else(self) -> None:
        store_text(CORRECTED, filename="x2.txt")
        page = self.beside(1)
        marked = re.findall(r"<(ins|del)><span[^>]*>[^<]*</span>([^<]*)</", page)
        assert marked == [("ins", "和转让")]

    def test_a_paragraph_that_one_edition_lacks_is_said_to_be_missing(self) -> None:
        store_text(CORRECTED, filename="x2.txt")
        page = self.beside(1)
        assert page.count("此文本中没有。") == 1
        assert page.index("通力合作") < page.index("继续处理此案")

    def test_another_language_stands_beside_and_is_not_compared(self) -> None:
        english = Edition.objects.create(document=self.earlier, number=2, language="en", sha256="0", size=1, added_at=AT, filename="e.txt")
        own = ParagraphText.objects.filter(edition=self.earlier.reference_edition, label="1").get()
        ParagraphText.objects.create(paragraph=own.paragraph, edition=english, label="1", text="Decides <i>that</i>", position=1, line=1)
        page = self.beside(2)
        assert '<p class="text" lang="en">Decides &lt;i&gt;that&lt;/i&gt;</p>' in page
        assert "<ins>" not in page and page.count("此文本中没有。") == Paragraph.objects.filter(document=self.earlier).count() - 1
        assert "Chinese text only" not in self.html(PAGE, "en")

    def test_what_only_the_other_edition_has_stands_after_what_precedes_it_there(self) -> None:
        store_text(CORRECTED, filename="x2.txt")
        document = Document.objects.get(slug=SLUG)
        first, second = shown_editions(document.editions.all())
        order = [pair.paragraph.label for pair in side_by_side((first, second)).pairs]
        assert order[-3:] == ["3", "4", "5"]

    def test_queries_do_not_grow_with_the_text(self) -> None:
        store_text(CORRECTED, filename="x2.txt")
        before = self.queries(f"{PAGE}?beside=1")
        more = "\n\n".join(f"{n}. 请秘书长在{n}天内提交报告；" for n in range(6, 40))
        store_text(f"{CORRECTED.strip()}\n\n{more}\n", filename="x3.txt")
        assert self.queries(f"{PAGE}?beside=2") == before

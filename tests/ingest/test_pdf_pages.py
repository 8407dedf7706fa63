"""What stands on the pages of a PDF and how: heads and feet, columns, footnotes, broken numbers, turned pages, scans."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest import Unreadable
from ingest.readers.extracted import Extracted
from ingest.readers.pdf import read
from tests.ingest import hostile_pdfs
from tests.ingest.pdf_makers import FONT, HEIGHT, WIDTH

SIZE, LEAD = 10.5, 16.0
LEFT, RIGHT, WIDE = 72.0, 310.0, 210.0  # where two columns begin, and how wide each is: twenty characters
FULL = "雨季到来之前仓库须修缮完毕粮食须登记入册"  # twenty characters: a line that fills a column


class Paper:
    """Pages to draw on; `line` draws downwards from where the last one was."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=(WIDTH, HEIGHT))
        self.y = 700.0

    def at(self, x: float, y: float, text: str, size: float = SIZE) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, y, text)

    def lines(self, *texts: str, x: float = LEFT, size: float = SIZE) -> None:
        for text in texts:
            self.at(x, self.y, text, size)
            self.y -= LEAD

    def turn(self) -> None:
        self.canvas.showPage()
        self.y = 700.0

    def read(self) -> Extracted:
        self.canvas.save()
        return read(self.buffer.getvalue(), name="sent.pdf")

    def text(self) -> list[str]:
        return self.read().text.splitlines()


@pytest.fixture
def paper() -> Paper:
    return Paper()


def head_and_foot(paper: Paper, head: Sequence[str], foot: Sequence[str]) -> None:
    """Three places at the head and two at the foot of a page."""
    for x, text in zip((72, 250, 460), head, strict=False):
        paper.at(x, 790, text, 9)
    for x, text in zip((72, 460), foot, strict=False):
        paper.at(x, 40, text, 9)


class TestHeadsAndFeet:
    def test_those_of_a_record_go_whichever_way_round_they_stand(self, paper: Paper) -> None:
        heads = ["S/PV.9901", "妇女与和平与安全", "14/03/2032"]
        for number in range(1, 6):
            head_and_foot(paper, heads if number % 2 else heads[::-1], [f"{number}/5", "32-04321"] if number % 2 else ["32-04321", f"{number}/5"])
            paper.lines(f"第{'一二三四五'[number - 1]}页的正文。")
            paper.turn()
        assert paper.text() == ["S/PV.9901\t妇女与和平与安全\t14/03/2032", *(f"第{n}页的正文。" for n in "一二三四五")]

    def test_the_symbol_at_the_head_of_the_first_page_stays(self, paper: Paper) -> None:
        paper.at(72, 790, "联合国")
        paper.at(460, 790, "S/RES/9001 (2031)")
        paper.lines("安全理事会")
        paper.turn()
        paper.at(72, 790, "S/RES/9001 (2031)")
        paper.lines("决定继续处理此案。")
        assert paper.text() == ["联合国\tS/RES/9001 (2031)", "安全理事会", "决定继续处理此案。"]

    def test_job_number_printers_dates_and_bar_code_of_the_first_page_go(self, paper: Paper) -> None:
        paper.lines("第一页的正文。")
        for x, text in ((72, "24-12345 (C)"), (150, "140332"), (200, "150332"), (460, "*3204321*")):
            paper.at(x, 40, text, 8)
        assert paper.text() == ["第一页的正文。"]

    def test_a_page_break_in_the_middle_of_a_sentence_leaves_one_line(self, paper: Paper) -> None:
        head_and_foot(paper, [], ["32-04321"])
        paper.lines(FULL)
        paper.turn()
        head_and_foot(paper, ["S/RES/9001 (2031)"], ["2/2", "32-04321"])
        paper.lines("然后报告结果。")
        assert paper.text() == [FULL + "然后报告结果。"]

    def test_a_number_in_the_text_is_no_page_number(self, paper: Paper) -> None:
        written = ["会议年份：", "2031", "2032", "2033", "会议结束。", "1", "2", "3"]
        paper.lines(FULL, "完。", *written)
        assert paper.text() == [FULL + "完。", *written]


class TestColumns:
    def two(self, paper: Paper, left: Sequence[str], right: Sequence[str]) -> None:
        for x, texts in ((LEFT, left), (RIGHT, right)):
            paper.y = 600.0
            paper.lines(*texts, x=x)

    def test_the_left_one_is_read_before_the_right_one(self, paper: Paper) -> None:
        self.two(paper, [FULL, FULL, FULL, "左栏完。"], [FULL, FULL, FULL, "右栏完。"])
        assert paper.text() == [FULL * 3 + "左栏完。", FULL * 3 + "右栏完。"]

    def test_in_whatever_order_the_file_draws_them(self, paper: Paper) -> None:
        for at in range(4):
            for x, end in ((RIGHT, "右栏完。"), (LEFT, "左栏完。")):
                paper.at(x, 600 - at * LEAD, FULL if at < 3 else end)
        assert paper.text() == [FULL * 3 + "左栏完。", FULL * 3 + "右栏完。"]

    def test_a_heading_over_both_parts_what_stands_above_from_what_stands_below(self, paper: Paper) -> None:
        self.two(paper, [FULL, FULL, FULL, "左上。"], [FULL, FULL, FULL, "右上。"])
        paper.at(200, 500, "一个横跨两栏的标题一个横跨两栏的标题", 12)
        for x, end in ((LEFT, "左下。"), (RIGHT, "右下。")):
            paper.y = 470.0
            paper.lines(FULL, FULL, FULL, end, x=x)
        ends = [line[-3:] for line in paper.text()]
        assert ends == ["左上。", "右上。", "的标题", "左下。", "右下。"]

    def test_a_masthead_above_them_is_read_across(self, paper: Paper) -> None:
        paper.at(LEFT, 760, "联合国", 14)
        paper.at(440, 760, "S/PV.9901", 14)
        paper.at(LEFT, 730, "安全理事会", 18)
        self.two(paper, [FULL, FULL, FULL, "左栏完。"], [FULL, FULL, FULL, "右栏完。"])
        assert paper.text()[:2] == ["联合国\tS/PV.9901", "安全理事会"]

    def test_a_last_page_of_a_few_lines_has_those_of_the_others(self, paper: Paper) -> None:
        self.two(paper, [FULL, FULL, FULL, "左栏完。"], [FULL, FULL, FULL, "右栏完。"])
        paper.turn()
        self.two(paper, ["末页左栏。", "再一行。"], ["末页右栏。", "又一行。"])
        assert paper.text()[2:] == ["末页左栏。", "再一行。", "末页右栏。", "又一行。"]

    def test_a_table_of_names_is_none(self, paper: Paper) -> None:
        for state, name in (("中国", "沈岚女士"), ("法国", "贝尔蒙夫人"), ("加纳", "阿杜先生"), ("日本", "绪方女士"), ("约旦", "哈尔比先生")):
            paper.at(LEFT, paper.y, state)
            paper.at(400, paper.y, name)
            paper.y -= LEAD
        assert paper.text()[0] == "中国\t沈岚女士"


class TestParagraphs:
    def test_numbers_symbols_and_names_broken_over_lines_are_mended(self, paper: Paper) -> None:
        first = "雨季到来之前仓库须修缮完毕文件S/2032/"
        lines = [first, "205所载决议草案由加纳和另外一国的阿杜-", "博滕先生提出并且雨季到来之前仓库在20", "32年修缮完毕。"]
        paper.lines(*lines)
        assert paper.text() == ["".join(lines)]

    def test_latin_words_stay_apart(self, paper: Paper) -> None:
        paper.lines("The Council decides to remain seized", "of the matter at its next meeting and", "ends.")
        assert paper.text() == ["The Council decides to remain seized of the matter at its next meeting and ends."]

    def test_a_hanging_mark_does_not_part_a_paragraph(self, paper: Paper) -> None:
        paper.lines("(a) " + FULL)
        paper.lines(FULL, "完毕；", x=LEFT + 21)
        assert paper.text() == ["(a) " + FULL + FULL + "完毕；"]

    def test_a_heading_in_single_characters_is_put_together(self, paper: Paper) -> None:
        paper.lines("第  九  九  〇  一  次  会  议", size=14)
        for at, letter in enumerate("附件"):
            paper.at(200 + 60 * at, 500, letter)
        assert paper.text() == ["第九九〇一次会议", "附件"]

    def test_characters_drawn_one_by_one_make_words(self, paper: Paper) -> None:
        for at, letter in enumerate(FULL):
            paper.at(LEFT + 11 * at, 600, letter)
        assert paper.text() == [FULL]

    def test_radicals_that_a_font_gives_for_characters_are_mended(self, paper: Paper) -> None:
        font = hostile_pdfs.mapped_font({1: "⼈", 2: "⺠", 3: "⻓"})
        assert read(font, name="sent.pdf").text.startswith("人民长")


class TestFootnotes:
    def page(self, paper: Paper) -> None:
        """A page whose last paragraph goes on overleaf, with two footnotes."""
        paper.lines(FULL, FULL)
        paper.at(LEFT, paper.y, FULL[:10] + "报告")
        paper.at(LEFT + 12 * SIZE, paper.y + 4, "1", 6)
        paper.at(LEFT + 12 * SIZE + 4, paper.y, FULL[:7])
        paper.y = 120
        paper.at(LEFT, paper.y + 3, "1", 5)
        paper.at(LEFT + 6, paper.y, "见文件S/2032/41，第12段。", 8)
        paper.at(LEFT, paper.y - 9, "2", 5)
        paper.at(LEFT + 6, paper.y - 12, "同上。", 8)
        paper.turn()
        paper.lines("并在一年后再次报告。")

    def test_they_do_not_break_a_paragraph(self, paper: Paper) -> None:
        self.page(paper)
        assert paper.text()[0] == FULL * 2 + FULL[:10] + "报告" + FULL[:7] + "并在一年后再次报告。"

    def test_they_stand_at_the_end_behind_their_marks(self, paper: Paper) -> None:
        self.page(paper)
        assert paper.text()[1:] == ["[^1]: 见文件S/2032/41，第12段。", "[^2]: 同上。"]

    def test_a_raised_number_without_a_footnote_stays(self, paper: Paper) -> None:
        paper.lines(FULL, FULL)
        paper.at(LEFT, paper.y, "仓库面积十m")
        paper.at(LEFT + 5 * SIZE + 9, paper.y + 4, "2", 6)
        assert paper.text() == [FULL * 2 + "仓库面积十m2"]


class TestTurned:
    @pytest.mark.parametrize("angle", [90, 180, 270])
    def test_a_page_is_read_in_the_direction_of_its_text(self, paper: Paper, angle: int) -> None:
        paper.canvas.translate(WIDTH / 2, HEIGHT / 2)
        paper.canvas.rotate(angle)
        paper.canvas.translate(-200, -600)
        paper.canvas.setPageRotation((360 - angle) % 360)
        paper.lines(FULL, FULL, "完。", "新的一段。")
        assert paper.text() == [FULL * 2 + "完。", "新的一段。"]

    def test_a_stamp_askew_is_left_out_and_told(self, paper: Paper) -> None:
        paper.lines(FULL, "完。")
        paper.canvas.rotate(40)
        paper.at(500, 100, "草稿", 60)
        found = paper.read()
        assert (found.text.splitlines(), [(note.code, note.params) for note in found.notes]) == (
            [FULL + "完。"],
            [("pdf_askew", {"page": 1, "count": 2})],
        )


class TestPages:
    def test_each_begins_where_its_first_words_stand(self, paper: Paper) -> None:
        for words in ("第一页。", "第二页。"):
            paper.lines(words)
            paper.turn()
        paper.turn()
        paper.lines("第四页。")
        found = paper.read()
        assert [found.text[at:].split("\n")[0] for at in found.pages] == ["第一页。", "第二页。", "第四页。", "第四页。"]

    def test_one_may_begin_within_a_paragraph(self, paper: Paper) -> None:
        paper.lines(FULL, FULL)
        paper.turn()
        paper.lines(FULL, "完。")
        found = paper.read()
        assert (found.pages, found.text) == ((0, 40), FULL * 3 + "完。\n")

    def test_one_that_is_a_picture_is_told(self) -> None:
        found = read(hostile_pdfs.text_and_picture(), name="sent.pdf")
        assert [(note.code, note.params) for note in found.notes] == [("pdf_picture_page", {"page": 2})]


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a scan": (hostile_pdfs.without_text, "this is a scan"),
    "a page without anything": (hostile_pdfs.empty_page, "has no text"),
    "a password": (hostile_pdfs.encrypted, "protected by a password"),
    "a protection of its own": (hostile_pdfs.unknown_protection, "protected by a password"),
    "ten thousand pages": (hostile_pdfs.many_pages, "has 10000 pages; at most 1000"),
    "a cut": (hostile_pdfs.truncated, "damaged or cut off"),
    "fonts that tell nothing": (lambda: hostile_pdfs.mapped_font(dict.fromkeys((1, 2, 3), "\uf0b7")), "do not tell which characters"),
}


@pytest.mark.parametrize(("make", "why"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_in_one_sentence_that_names_the_file(make: Callable[[], bytes], why: str) -> None:
    with pytest.raises(Unreadable, match=rf"^sent\.pdf: .*{why}"):
        read(make(), name="sent.pdf")


def test_scripts_and_files_inside_are_ignored() -> None:
    for make in (hostile_pdfs.javascript, hostile_pdfs.embedded_file):
        assert read(make(), name="sent.pdf").text == "The Security Council decides to remain seized of the matter.\n"

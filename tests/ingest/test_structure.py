"""From lines to paragraphs: one resolution in the layouts that makers of files give it, and the marks that number its parts."""

from __future__ import annotations

import pytest

from ingest import ParsedDocument, default_lexicon, parse

HEADING = "第 9301(2033)号决议\n\n安全理事会2033年3月7日第9950次会议通过\n\n安全理事会，\n\n"
PREAMBLE = "回顾其第9001(2031)号决议，\n\n深为关切松河两岸的洪水使许多家庭流离失所，\n\n"
OPERATIVE = [
    ("1", "1. 促请所有国家为松河流域的预警站提供资金和技术人员，并在汛期到来之前完成设备的安装；"),
    ("2", "2. 敦促会员国："),
    ("2(a)", "(a) 每周公布水位数据；"),
    ("2(b)", "(b) 就下列事项交换资料："),
    ("2(b)(i)", "(i) 水库的蓄水量；"),
    ("2(b)(ii)", "(ii) 堤坝的状况；"),
    ("2(c)", "(c) 培训救援人员；"),
    ("3", "3. 决定继续处理此案。"),
]
LABELS = [label for label, _ in OPERATIVE]
BODY = "\n\n".join(text for _, text in OPERATIVE)


def read(operative: str = BODY, *, heading: str = HEADING, preamble: str = PREAMBLE) -> ParsedDocument:
    return parse(heading + preamble + operative, lexicon=default_lexicon())


def labels(document: ParsedDocument) -> list[str]:
    return [paragraph.label for paragraph in document.operative]


def text_of(document: ParsedDocument, label: str) -> str:
    """A paragraph's text, white space apart."""
    return "".join(next(p.text for p in (*document.operative, *document.annexes) if p.label == label).split())


def wrapped(text: str, *, width: int, blank: bool) -> str:
    """Every line cut at `width`, the first of a paragraph indented by a space, with an empty line after each where `blank`."""
    lines = []
    for paragraph in text.split("\n\n"):
        lines += [" " * (at == 0) + paragraph[at : at + width] for at in range(0, len(paragraph), width)]
    return ("\n\n" if blank else "\n").join(lines)


def numbered(*numbers: int) -> str:
    return "\n".join(f"{number}. 促请所有国家分享第{number}站的水位数据；" for number in numbers)


class TestLayouts:
    def test_one_line_a_paragraph(self) -> None:
        assert labels(read()) == LABELS

    def test_without_empty_lines(self) -> None:
        assert labels(read(BODY.replace("\n\n", "\n"))) == LABELS

    @pytest.mark.parametrize("blank", [False, True], ids=["close lines", "an empty line after each"])
    @pytest.mark.parametrize("width", [22, 30, 38])
    def test_lines_cut_by_the_width_of_a_page(self, width: int, *, blank: bool) -> None:
        body = wrapped(PREAMBLE + BODY, width=width, blank=blank)
        document = parse(HEADING + body, lexicon=default_lexicon())
        assert (labels(document), len(document.preambular)) == (LABELS, 2)
        assert text_of(document, "1") == OPERATIVE[0][1].removeprefix("1. ")

    def test_a_page_break_inside_a_sentence(self) -> None:
        cut = OPERATIVE[0][1].replace("资金和", "资金\n\n2/4\n33-01234\n\nS/RES/9301 (2033)\n\n  和")
        document = read(BODY.replace(OPERATIVE[0][1], cut))
        assert labels(document) == LABELS
        assert text_of(document, "1") == OPERATIVE[0][1].removeprefix("1. ")

    def test_a_page_break_between_paragraphs(self) -> None:
        assert labels(read(BODY.replace("\n\n3. ", "\n\n33-01234 (C)\n3/4\nS/RES/9301 (2033)\n\n3. "))) == LABELS

    def test_a_markdown_heading_and_bold_opening(self) -> None:
        heading = "## 第 9301 (2033) 号决议\n\n安全理事会 2033 年 3 月 7 日第 9950 次会议通过\n\n**安全理事会**，\n\n"
        document = read(heading=heading)
        assert (document.symbol, labels(document), len(document.preambular)) == ("S/RES/9301 (2033)", LABELS, 2)

    def test_numbers_and_bullets_of_web_pages(self) -> None:
        assert labels(read(BODY.replace("1. ", "- 1\\. ").replace("2. ", "- **2.** ").replace("3. ", "• 3. "))) == LABELS

    def test_the_opening_words_before_the_first_paragraph_on_one_line(self) -> None:
        document = read(heading=HEADING.rstrip())
        assert [p.text[:2] for p in document.preambular] == ["回顾", "深为"]

    def test_the_opening_words_without_their_comma(self) -> None:
        document = read(heading=HEADING.replace("安全理事会，", "安全理事会"))
        assert len(document.preambular) == 2

    def test_english_words_inside_a_line_and_at_its_end(self) -> None:
        text = "1. 促请所有国家使用River Gauge Network（RGN）\n\nData Format 2.0，并通报HydroNet；\n\n2. 决定继续处理此案。"
        document = read(text)
        assert document.operative[0].text == "促请所有国家使用River Gauge Network（RGN）Data Format 2.0，并通报HydroNet；"

    def test_english_words_on_both_sides_of_a_cut_are_kept_apart(self) -> None:
        assert "Gauge Network" in read("1. 促请所有国家使用River Gauge\nNetwork；\n2. 决定继续处理此案。").operative[0].text

    @pytest.mark.parametrize("adopted", ["安全理事会2033年3月7日通过", "安全理事会以书面程序于2033年3月7日通过"])
    def test_a_resolution_adopted_in_writing_has_a_date_and_no_meeting(self, adopted: str) -> None:
        document = read(heading=f"第 9301(2033)号决议\n\n{adopted}\n\n安全理事会，\n\n")
        assert (str(document.adopted_on), document.meeting, labels(document)) == ("2033-03-07", None, LABELS)


class TestMarks:
    def test_letters_go_on_past_h(self) -> None:
        parts = "\n".join(f"({letter}) 第{n}站的水位数据；" for n, letter in enumerate("abcdefghijk", 1))
        found = labels(read(f"1. 促请所有国家分享：\n{parts}\n2. 决定继续处理此案。"))
        assert found == ["1", *(f"1({letter})" for letter in "abcdefghijk"), "2"]

    def test_letters_go_on_past_z(self) -> None:
        marks = [*"abcdefghijklmnopqrstuvwxyz", "aa", "bb"]
        parts = "\n".join(f"({mark}) 水位数据；" for mark in marks)
        assert labels(read(f"1. 促请所有国家分享：\n{parts}\n2. 决定继续处理此案。"))[1:-1] == [f"1({mark})" for mark in marks]

    def test_i_is_a_letter_after_h_and_a_numeral_below_it(self) -> None:
        before = "\n".join(f"({letter}) 水位数据；" for letter in "abcdefgh")
        found = labels(read(f"1. 促请所有国家：\n{before}\n(i) 交换资料：\n(i) 蓄水量；\n(ii) 堤坝；\n(j) 图纸；\n2. 决定继续处理此案。"))
        assert found[-6:] == ["1(h)", "1(i)", "1(i)(i)", "1(i)(ii)", "1(j)", "2"]

    def test_numerals_right_below_a_number(self) -> None:
        found = labels(read("1. 促请所有国家：\n(i) 公布数据；\n(ii) 修缮堤坝；\n(iii) 培训人员；\n2. 决定继续处理此案。"))
        assert found == ["1", "1(i)", "1(ii)", "1(iii)", "2"]

    def test_letters_begin_anew_under_the_next_number(self) -> None:
        first, second = "(a) 公布数据；\n(b) 修缮堤坝；", "(a) 任命专家；\n(b) 提出报告；"
        found = labels(read(f"1. 促请所有国家：\n{first}\n2. 请秘书长：\n{second}\n3. 决定继续处理此案。"))
        assert found == ["1", "1(a)", "1(b)", "2", "2(a)", "2(b)", "3"]

    def test_numerals_begin_anew_under_the_next_letter(self) -> None:
        parts = "(a) 交换：\n(i) 数据；\n(ii) 图纸；\n(b) 修缮：\n(i) 堤坝；\n(ii) 水闸；"
        found = labels(read(f"1. 促请所有国家：\n{parts}\n2. 决定继续处理此案。"))
        assert found == ["1", "1(a)", "1(a)(i)", "1(a)(ii)", "1(b)", "1(b)(i)", "1(b)(ii)", "2"]

    def test_chinese_numerals_are_written_as_numbers(self) -> None:
        assert labels(read("1. 促请所有国家：\n（一）公布数据；\n（二）修缮堤坝；\n2. 决定继续处理此案。")) == ["1", "1(1)", "1(2)", "2"]

    def test_a_part_names_its_parent(self) -> None:
        document = read()
        assert {p.label: p.parent for p in document.operative if p.parent} == {
            "2(a)": "2",
            "2(b)": "2",
            "2(b)(i)": "2(b)",
            "2(b)(ii)": "2(b)",
            "2(c)": "2",
        }

    def test_the_mark_is_kept_as_it_is_printed(self) -> None:
        assert [p.printed for p in read().operative[:3]] == ["1.", "2.", "(a)"]

    def test_a_number_inside_a_sentence_is_no_mark(self) -> None:
        text = "1. 回顾大会第60/\n288号决议和拨款\n2.5亿元的计划，促请所有国家在\n12个月内予以执行；\n2. 决定继续处理此案。"
        assert labels(read(text)) == ["1", "2"]

    def test_a_bracket_that_goes_on_with_a_sentence_is_no_mark(self) -> None:
        assert labels(read("1. 促请所有国家执行上文第\n(a) 项和\n(b) 项；\n2. 决定继续处理此案。")) == ["1", "2"]


class TestDoubts:
    def problems(self, document: ParsedDocument) -> list[str]:
        return [problem.what for problem in document.problems]

    def test_a_whole_resolution_raises_none(self) -> None:
        assert self.problems(read()) == []

    def test_a_second_paragraph_of_a_number_is_kept_apart(self) -> None:
        document = read(numbered(1, 2, 2, 3))
        assert (labels(document), self.problems(document)) == (["1", "2", "2~2", "3"], ["a second paragraph 2"])

    def test_the_parts_of_a_second_paragraph_are_its_own(self) -> None:
        parts = "1. 请秘书长：\n(a) 提出报告；\n1. 促请所有国家：\n(a) 公布数据；\n2. 决定继续处理此案。"
        assert [(p.label, p.parent) for p in read(parts).operative] == [("1", None), ("1(a)", "1"), ("1~2", None), ("1~2(a)", "1~2"), ("2", None)]

    @pytest.mark.parametrize(
        ("numbers", "what"),
        [
            ((1, 2, 4, 5), "paragraph 3 is missing before paragraph 4"),
            ((1, 5, 6), "paragraph 2 to 4 is missing before paragraph 5"),
            ((2, 3), "paragraph 1 is missing before paragraph 2"),
        ],
    )
    def test_a_missing_number_is_named(self, numbers: tuple[int, ...], what: str) -> None:
        assert what in self.problems(read(numbered(*numbers)))

    def test_a_cut_off_end_is_named(self) -> None:
        assert "paragraph 2 ends without a full stop" in self.problems(read("1. 促请所有国家公布数据；\n2. 请秘书长向安理会报"))

    def test_a_paragraph_without_a_verb_is_named(self) -> None:
        assert self.problems(read("1. 水位数据的公布；\n2. 决定继续处理此案。"))[0].startswith("paragraph 1: no verb of the Council")

    def test_nothing_operative_is_named(self) -> None:
        assert "no operative paragraph was found" in self.problems(read(""))

    def test_a_missing_preamble_is_named(self) -> None:
        assert "no preamble was found" in self.problems(read(preamble=""))

    def test_a_problem_names_the_line_and_what_to_do(self) -> None:
        document = read(numbered(1, 3))
        line = (HEADING + PREAMBLE).count("\n") + 2
        assert [(problem.line, bool(problem.advice)) for problem in document.problems] == [(line, True)]


class TestBetweenAndAfter:
    def test_a_heading_between_paragraphs_belongs_to_none(self) -> None:
        document = read(BODY.replace("3. 决定", "预警系统\n\n3. 决定"))
        assert (labels(document), text_of(document, "2(c)")) == (LABELS, "培训救援人员；")

    def test_notes_after_the_last_paragraph_belong_to_none(self) -> None:
        document = read(f"{BODY}\n\n——————\n\n注：本决议以松河流域各国的语文印发\n\n网页更新于2033年4月")
        assert (labels(document), text_of(document, "3")) == (LABELS, "决定继续处理此案。")

    def test_an_annex_has_labels_of_its_own(self) -> None:
        document = read(f"{BODY}\n\n附件\n\n预警站的标准\n\n1. 设备每年检修；\n\n2. 数据公开：\n\n(a) 每小时更新；\n\n(b) 免费。")
        assert [p.label for p in document.annexes] == ["annex1/1", "annex1/2", "annex1/2(a)", "annex1/2(b)"]

    def test_two_annexes_are_counted(self) -> None:
        document = read(f"{BODY}\n\n附件一\n\n1. 设备每年检修；\n\n2. 数据公开。\n\n附件二\n\n1. 人员每年培训。")
        assert [p.label for p in document.annexes] == ["annex1/1", "annex1/2", "annex2/1"]

    def test_the_text_of_an_annex_holds_no_acts(self) -> None:
        document = read(f"{BODY}\n\n附件\n\n1. 促请所有国家检修设备。")
        assert [paragraph.acts for paragraph in document.annexes] == [()]

    def test_the_paragraphs_of_an_annex_are_on_subjects(self) -> None:
        document = read(f"{BODY}\n\n附件\n\n1. 违反武器禁运的个人；\n\n2. 其他情形。")
        assert [{subject.code for subject in paragraph.subjects} for paragraph in document.annexes] == [{"arms_embargo"}, set()]

    def test_a_paragraph_that_speaks_of_an_annex_begins_none(self) -> None:
        document = read("1. 决定本决议\n附件所列标准自即日起适用；\n2. 决定继续处理此案。")
        assert (labels(document), document.annexes) == (["1", "2"], ())


class TestPreamble:
    def test_paragraphs_end_with_a_comma(self) -> None:
        assert [p.text[:2] for p in read().preambular] == ["回顾", "深为"]

    def test_a_paragraph_with_commas_at_the_ends_of_its_lines_is_one(self) -> None:
        document = read(preamble="欢迎松河流域各国签署协定，\n包括设立预警站，\n以及交换数据，\n\n深为关切洪水，\n\n")
        assert [p.text[:2] for p in document.preambular] == ["欢迎", "深为"]

    def test_paragraphs_are_labelled_by_position(self) -> None:
        assert [p.label for p in read().preambular] == ["pp1", "pp2"]

    def test_a_paragraph_knows_its_line(self) -> None:
        assert [p.line for p in read().preambular] == [7, 9]


class TestStatement:
    TEXT = (
        "S/PRST/2033/4\n\n安全理事会主席的声明\n\n在2033年4月6日安全理事会第9960次会议上，安全理事会主席代表安理会发表声明如下：\n\n"
        "“安全理事会欢迎松河流域各国签署协定。\n\n“安全理事会促请所有国家\n分享水位数据。\n\n“安全理事会请秘书长在60天内提出报告。”"
    )

    def test_paragraphs_are_numbered_by_position(self) -> None:
        document = parse(self.TEXT, lexicon=default_lexicon())
        assert (document.kind, document.symbol, labels(document)) == ("presidential_statement", "S/PRST/2033/4", ["1", "2", "3"])

    def test_each_paragraph_has_its_act(self) -> None:
        document = parse(self.TEXT, lexicon=default_lexicon())
        assert [[act.verb for act in p.acts] for p in document.operative] == [["欢迎"], ["促请"], ["请"]]


def test_the_pieces_joined_are_the_text() -> None:
    document = read(f"{BODY}\n\n附件\n\n标准\n\n1. 设备每年检修。")
    whole = HEADING + PREAMBLE + f"{BODY}\n\n附件\n\n标准\n\n1. 设备每年检修。"
    assert "".join("".join(document.pieces).split()) == "".join(whole.split())


def test_numerals_below_the_letter_h_stay_numerals() -> None:
    letters = [f"({letter}) 公布数据；" for letter in "abcdefg"]
    body = "\n\n".join(["1. 敦促会员国：", *letters, "(h) 交换下列资料：", "(i) 蓄水量；", "(ii) 堤坝状况；"])
    assert labels(read(body))[-3:] == ["1(h)", "1(h)(i)", "1(h)(ii)"]


def test_a_heading_before_the_first_paragraph_is_no_preamble() -> None:
    document = read("预警系统\n\n" + BODY)
    assert (len(document.preambular), labels(document)) == (2, LABELS)

"""What is printed of a Word file, and what is not."""

from __future__ import annotations

import io

import docx
import pytest

from ingest import default_lexicon, extract, parse
from ingest.markers import is_furniture
from tests.ingest.word_makers import definition, level, list_of, numbered, paragraph, run, word_file

DELETED, INSERTED = '<w:del w:id="1"><w:r><w:delText>不</w:delText></w:r></w:del>', f'<w:ins w:id="2">{run("再次")}</w:ins>'
RESOLUTION = ["第 9302(2033)号决议", "安全理事会2033年3月8日第9951次会议通过", "安全理事会，", "深为关切松河两岸的洪水，"]


def lines(body: str, **parts: str) -> list[str]:
    """The lines of a Word file with a body."""
    return extract(word_file(body, parts=parts), name="sent.docx").text.split("\n")


def codes(body: str, **parts: str) -> list[str]:
    """What staff are told about it."""
    return [note.code for note in extract(word_file(body, parts=parts), name="sent.docx").notes]


def table(*rows: list[list[str]]) -> str:
    """A table of rows of cells of paragraphs."""
    cells = [["".join(f"<w:tc>{''.join(map(paragraph, cell))}</w:tc>" for cell in row)] for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in cells) + "</w:tbl>"


class TestNumbers:
    LETTERED = definition(0, [level(0, "decimal", "%1."), level(1, "lowerLetter", "(%2)"), level(2, "lowerRoman", "(%3)")])

    def test_levels_count_apart_and_begin_anew_under_the_next_number(self) -> None:
        levels = [0, 1, 1, 2, 2, 1, 0, 1]
        body = "".join(numbered("甲", list=1, level=at) for at in levels)
        found = lines(body, numbering=self.LETTERED + list_of(1, 0))
        assert found == ["1. 甲", "(a) 甲", "(b) 甲", "(i) 甲", "(ii) 甲", "(c) 甲", "2. 甲", "(a) 甲"]

    def test_a_paragraph_between_does_not_break_a_list(self) -> None:
        body = numbered("甲", list=1) + paragraph("乙") + numbered("丙", list=1)
        assert lines(body, numbering=self.LETTERED + list_of(1, 0)) == ["1. 甲", "乙", "2. 丙"]

    def test_lists_of_one_definition_count_on_together(self) -> None:
        body = numbered("甲", list=1) + numbered("乙", list=2) + numbered("丙", list=3)
        lists = list_of(1, 0) + list_of(2, 0) + list_of(3, 0, {0: 7})
        assert lines(body, numbering=self.LETTERED + lists) == ["1. 甲", "2. 乙", "7. 丙"]

    def test_a_start_that_is_set_anew_counts_once(self) -> None:
        body = "".join(numbered("甲", list=2) for _ in range(3))
        assert lines(body, numbering=self.LETTERED + list_of(2, 0, {0: 5})) == ["5. 甲", "6. 甲", "7. 甲"]

    @pytest.mark.parametrize(
        ("form", "text", "printed"),
        [
            ("decimal", "%1、", "12、"),
            ("decimalZero", "%1.", "12."),
            ("upperRoman", "%1.", "XII."),
            ("lowerLetter", "(%1)", "(l)"),
            ("chineseCounting", "（%1）", "（十二）"),
            ("chineseCountingThousand", "%1、", "十二、"),
            ("ideographTraditional", "%1、", "乙、"),
            ("ideographDigital", "%1、", "一二、"),
            ("chineseLegalSimplified", "%1、", "壹拾贰、"),
            ("decimalEnclosedCircle", "%1", "⑫"),
            ("decimalFullWidth", "%1．", "１２．"),
            ("none", "第", "第"),
        ],
    )
    def test_numbers_are_written_in_their_form(self, form: str, text: str, printed: str) -> None:
        numbering = definition(0, [level(0, form, text, start=12)]) + list_of(1, 0)
        assert lines(numbered("甲", list=1), numbering=numbering) == [f"{printed} 甲"]

    def test_a_form_that_is_not_known_is_said(self) -> None:
        numbering = definition(0, [level(0, "hebrew1", "%1.")]) + list_of(1, 0)
        assert (lines(numbered("甲", list=1), numbering=numbering), codes(numbered("甲", list=1), numbering=numbering)) == (
            ["1. 甲"],
            ["numbers_unsure"],
        )

    def test_a_text_of_several_levels(self) -> None:
        numbering = definition(0, [level(0, "upperRoman", "%1"), level(1, "decimal", "%1.%2", more="<w:isLgl/>")]) + list_of(1, 0)
        assert lines(numbered("甲", list=1) + numbered("乙", list=1, level=1), numbering=numbering) == ["I 甲", "1.1 乙"]

    def test_a_level_that_never_begins_anew(self) -> None:
        numbering = definition(0, [level(0, "decimal", "%1."), level(1, "decimal", "%2)", more='<w:lvlRestart w:val="0"/>')]) + list_of(1, 0)
        body = "".join(numbered("甲", list=1, level=at) for at in (0, 1, 0, 1))
        assert lines(body, numbering=numbering) == ["1. 甲", "1) 甲", "2. 甲", "2) 甲"]

    def test_a_gap_that_is_none(self) -> None:
        numbering = definition(0, [level(0, "decimal", "%1、", more='<w:suff w:val="nothing"/>')]) + list_of(1, 0)
        assert lines(numbered("甲", list=1), numbering=numbering) == ["1、甲"]

    def test_a_bullet_is_a_bullet(self) -> None:
        numbering = definition(0, [level(0, "bullet", "\uf0b7")]) + list_of(1, 0)
        assert lines(numbered("甲", list=1), numbering=numbering) == ["• 甲"]

    def test_the_number_of_a_style_and_of_the_style_it_is_based_on(self) -> None:
        listed = '<w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        based = '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        body = paragraph("甲", properties='<w:pStyle w:val="A"/>') + paragraph("乙", properties='<w:pStyle w:val="B"/>')
        assert lines(body, styles=listed + based, numbering=self.LETTERED + list_of(1, 0)) == ["1. 甲", "2. 乙"]

    def test_a_paragraph_that_takes_the_number_of_its_style_away(self) -> None:
        listed = '<w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        body = paragraph("甲", properties='<w:pStyle w:val="A"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        assert lines(body, styles=listed, numbering=self.LETTERED + list_of(1, 0)) == ["甲"]

    def test_the_level_of_a_style_is_the_one_that_names_it(self) -> None:
        listed = '<w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        numbering = definition(0, [level(0, "decimal", "%1."), level(1, "lowerLetter", "(%2)", more='<w:pStyle w:val="A"/>')]) + list_of(1, 0)
        assert lines(paragraph("甲", properties='<w:pStyle w:val="A"/>'), styles=listed, numbering=numbering) == ["(a) 甲"]

    def test_a_list_that_is_defined_by_a_style(self) -> None:
        style = '<w:style w:type="numbering" w:styleId="S"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        numbering = definition(0, [level(0, "lowerLetter", "(%1)")]) + definition(1, [], '<w:numStyleLink w:val="S"/>')
        assert lines(numbered("甲", list=2), styles=style, numbering=numbering + list_of(1, 0) + list_of(2, 1)) == ["(a) 甲"]

    def test_a_list_that_the_file_does_not_define(self) -> None:
        assert lines(numbered("甲", list=9)) == ["甲"]

    def test_a_file_that_another_program_made(self) -> None:
        made = docx.Document()
        for line in RESOLUTION:
            made.add_paragraph(line)
        for text in ("促请所有国家公布水位数据；", "请秘书长在六个月内提出报告；", "决定继续处理此案。"):
            made.add_paragraph(text, style="List Number")
        saved = io.BytesIO()
        made.save(saved)
        found = extract(saved.getvalue(), name="sent.docx").text
        assert [p.label for p in parse(found, lexicon=default_lexicon()).operative] == ["1", "2", "3"]


class TestChanges:
    def test_what_was_deleted_is_out_and_what_was_inserted_is_in(self) -> None:
        assert lines(paragraph("各国", DELETED, INSERTED, "应")) == ["各国再次应"]

    def test_staff_are_told(self) -> None:
        assert codes(paragraph("各国", DELETED, INSERTED, "应")) == ["changes_accepted"]

    def test_moved_text_stands_at_its_new_place(self) -> None:
        body = paragraph(f"<w:moveFrom>{run('甲')}</w:moveFrom>", "乙", f"<w:moveTo>{run('甲')}</w:moveTo>")
        assert lines(body) == ["乙甲"]

    def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next(self) -> None:
        numbering = TestNumbers.LETTERED + list_of(1, 0)
        ended = '<w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="3"/></w:rPr>'
        assert lines(paragraph("甲", properties=ended) + numbered("乙", list=1) + numbered("丙", list=1), numbering=numbering) == ["1. 甲乙", "2. 丙"]

    def test_a_deleted_row_of_a_table_is_out(self) -> None:
        rows = table([["甲"], ["乙"]], [["丙"], ["丁"]]).replace("<w:tr>", '<w:tr><w:trPr><w:del w:id="4"/></w:trPr>', 1)
        assert lines(rows) == ["丙\t丁"]


class TestRuns:
    def test_line_breaks_tabs_and_hyphens(self) -> None:
        inside = "<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t><w:softHyphen/><w:t>C\u00adD</w:t></w:r>"
        assert lines(paragraph(inside)) == ["甲", "乙\tA-BCD"]

    def test_space_around_a_text_counts_where_it_is_said_to(self) -> None:
        assert lines(paragraph("<w:r><w:t> 甲\n乙 </w:t></w:r>", run(" A "), run("B"))) == ["甲 乙 A B"]

    def test_hidden_text_is_out(self) -> None:
        body = paragraph("甲", run("密", "<w:vanish/>"), run("乙", '<w:vanish w:val="0"/>'))
        assert (lines(body), codes(body)) == (["甲乙"], ["hidden_left_out"])

    def test_the_result_of_a_field_stands_and_its_code_does_not(self) -> None:
        begin, mid, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
        code = "<w:r><w:instrText>REF a \\h</w:instrText></w:r>"
        inner = begin + "<w:r><w:instrText>PAGE</w:instrText></w:r>" + mid + run("7") + end
        assert lines(paragraph("第", begin, code, inner, mid, run("12"), end, "段")) == ["第12段"]

    def test_a_field_that_never_ends_hides_no_further_paragraph(self) -> None:
        assert lines(paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "甲") + paragraph("乙")) == ["", "乙"]

    def test_links_content_controls_and_simple_fields_show_their_text(self) -> None:
        inside = [
            f'<w:hyperlink r:id="r9">{run("甲")}</w:hyperlink>',
            f"<w:sdt><w:sdtPr/><w:sdtContent>{run('乙')}</w:sdtContent></w:sdt>",
            f'<w:fldSimple w:instr="DATE">{run("丙")}</w:fldSimple>',
            f"<w:smartTag>{run('丁')}</w:smartTag>",
        ]
        assert lines(paragraph(*inside)) == ["甲乙丙丁"]

    def test_what_is_to_be_filled_in_is_no_text(self) -> None:
        empty = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击此处')}</w:sdtContent></w:sdt>"
        assert lines(paragraph("甲", empty)) == ["甲"]

    def test_the_reading_above_a_character_is_out(self) -> None:
        ruby = f"<w:r><w:ruby><w:rt>{run('hàn')}</w:rt><w:rubyBase>{run('汉')}</w:rubyBase></w:ruby></w:r>"
        assert lines(paragraph(ruby, "字")) == ["汉字"]

    def test_a_text_box_stands_once_after_its_paragraph(self) -> None:
        box = f"<w:txbxContent>{paragraph('框')}</w:txbxContent>"
        drawing = f"<w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing>"
        choice = f'<mc:Choice Requires="wps">{drawing}</mc:Choice>'
        other = f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        assert lines(paragraph("甲", f"<w:r><mc:AlternateContent>{choice}{other}</mc:AlternateContent></w:r>", "乙")) == ["甲乙", "框"]

    def test_a_file_inside_is_not_read_and_staff_are_told(self) -> None:
        assert codes(paragraph("甲", "<w:r><w:object/></w:r>")) == ["embedded_left_out"]


class TestTables:
    def test_a_row_is_a_line(self) -> None:
        assert lines(table([["中国"], ["沈岚女士"]], [["法国"], ["贝尔蒙夫人"]])) == ["中国\t沈岚女士", "法国\t贝尔蒙夫人"]

    def test_cells_of_several_paragraphs_are_read_one_after_the_other(self) -> None:
        assert lines(table([["甲", "乙"], ["丙"]])) == ["甲", "乙", "丙"]

    def test_a_table_in_a_table(self) -> None:
        inner = table([["甲"], ["乙"]])
        assert lines(f"<w:tbl><w:tr><w:tc>{inner}{paragraph('丙')}</w:tc></w:tr></w:tbl>") == ["甲\t乙", "丙"]

    def test_a_number_in_a_cell_of_its_own_numbers_the_paragraph_beside_it(self) -> None:
        rows = table([["1."], ["促请所有国家公布水位数据；"]], [["2."], ["决定继续处理此案。"]])
        text = "\n".join(lines("".join(map(paragraph, RESOLUTION)) + rows))
        assert [p.label for p in parse(text, lexicon=default_lexicon()).operative] == ["1", "2"]


class TestNotes:
    REFERENCE = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    KEPT = '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>见附件。</w:t></w:r></w:p></w:footnote>'
    OTHER = '<w:footnote w:id="3"><w:p><w:r><w:t>1. 促请</w:t></w:r></w:p><w:p><w:r><w:t>各国。</w:t></w:r></w:p></w:footnote>'

    def test_notes_stand_at_the_end_and_leave_no_mark_in_the_text(self) -> None:
        body = paragraph("甲", self.REFERENCE.format(3), "乙", self.REFERENCE.format(2))
        assert lines(body, footnotes=self.KEPT + self.OTHER) == ["甲乙", "[^1]: 1. 促请 各国。", "[^2]: 见附件。"]

    def test_a_note_of_deleted_text_is_out(self) -> None:
        body = paragraph("甲", f'<w:del w:id="1">{self.REFERENCE.format(3)}</w:del>', self.REFERENCE.format(2))
        assert lines(body, footnotes=self.KEPT + self.OTHER) == ["甲", "[^1]: 见附件。"]

    def test_a_note_with_a_mark_of_its_own(self) -> None:
        marked = '<w:r><w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t>*</w:t></w:r>'
        assert lines(paragraph("甲", marked, "乙"), footnotes=self.KEPT) == ["甲乙", "[^*]: 见附件。"]

    def test_a_note_is_no_part_of_a_paragraph(self) -> None:
        text = [*RESOLUTION, "1. 促请所有国家公布水位数据；", "2. 决定继续处理此案"]
        body = "".join(map(paragraph, text)) + paragraph("。", self.REFERENCE.format(3))
        read = parse("\n".join(lines(body, footnotes=self.OTHER)), lexicon=default_lexicon())
        assert [(p.label, p.text) for p in read.operative] == [("1", "促请所有国家公布水位数据；"), ("2", "决定继续处理此案。")]

    def test_a_note_is_no_part_of_an_annex_or_a_speech(self) -> None:
        assert is_furniture("[^1]: 1. 促请各国。")


class TestHeaders:
    def text(self, header: str, *body: str) -> list[str]:
        return lines("".join(map(paragraph, body)), header1=paragraph(header))

    def test_headers_are_left_out(self) -> None:
        assert self.text("第2页", "甲") == ["甲"]

    def test_the_symbol_of_a_record_is_taken_from_the_header_where_the_text_has_none(self) -> None:
        assert self.text("S/PV.9951", "主席（以英语发言）：开会。") == ["S/PV.9951", "主席（以英语发言）：开会。"]

    def test_staff_are_told_so(self) -> None:
        assert codes(paragraph("主席（以英语发言）：开会。"), header1=paragraph("S/PV.9951")) == ["symbol_from_header"]

    def test_the_symbol_of_the_text_goes_before_that_of_the_header(self) -> None:
        assert self.text("S/PV.9951", "S/PV.9952", "主席：开会。") == ["S/PV.9952", "主席：开会。"]

    def test_a_resolution_that_is_titled_needs_none(self) -> None:
        assert self.text("S/RES/9302 (2033)", *RESOLUTION) == RESOLUTION

    def test_two_symbols_are_none(self) -> None:
        assert self.text("S/PV.9951 S/PV.9952", "主席：开会。") == ["主席：开会。"]

    def test_a_resolution_that_the_text_only_cites_is_not_its_symbol(self) -> None:
        cited = "主席（以英语发言）：" + "我们今天讨论执行S/RES/9001 (2031)的情况，各位成员面前都有秘书长的报告，" * 2
        assert self.text("S/PV.9951", cited)[0] == "S/PV.9951"

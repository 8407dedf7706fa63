"""What is printed of a web page, and what is not; which pages are refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import Unreadable, default_lexicon, extract, parse
from ingest.readers.forms import form_of

RESOLUTION = """<h1>第 9302(2033)号决议</h1><p>安全理事会2033年3月8日第9951次会议通过</p><p>安全理事会，</p>
<p>深为关切松河两岸的洪水，</p><ol><li>促请所有国家公布水位数据；</li><li>决定继续处理此案。</li></ol>"""
DECLARED = ("<meta charset=utf-8>", '<meta http-equiv=Content-Type content="text/html; charset=gb2312">', "", "<meta charset=klingon>")
PLENTY = "<p>安全理事会讨论了松河两岸的洪水，并听取了秘书长的通报，各位成员都表示关切。</p>" * 3


def page(inside: str, *, head: str = "<meta charset='utf-8'><title>安全理事会</title>") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{inside}</body></html>".encode()


def lines(inside: str) -> list[str]:
    """The lines of a page, without those that only make it long enough for a page."""
    found = extract(page(inside + PLENTY), name="sent.html").text.split("\n")
    return found[:-3]


@pytest.mark.parametrize(
    ("inside", "printed"),
    [
        ("<p>甲</p><p>乙</p>", ["甲", "乙"]),
        ("<div>甲<div>乙</div>丙</div>", ["甲", "乙", "丙"]),
        ("<p>甲<br>乙<br/>丙</p>", ["甲", "乙", "丙"]),
        ("<p>各<b>国</b><span>应</span></p>", ["各国应"]),
        ("<p>各国\n    应 A\n  B</p>", ["各国应 A B"]),  # a line of the source that is broken between two Chinese characters
        ("<p>&nbsp;&nbsp;1.&nbsp;促请&#x5404;国&shy;应</p>", ["1.\xa0促请各国应"]),
        ("<pre>  1. 甲\n     乙</pre>", ["  1. 甲", "     乙"]),
        ("<table><tr><td>中国<td>沈岚女士</tr><tr><td><p>法国</p></td><td>贝尔蒙夫人</td></tr></table>", ["中国\t沈岚女士", "法国\t贝尔蒙夫人"]),
        ("<table><tr><td><p>甲</p><p>乙</p></td><td>丙</td></tr></table>", ["甲", "乙", "丙"]),
        ("<dl><dt>甲<dd>乙</dl>", ["甲", "乙"]),
        ("<p>甲<del>乙</del><ins>丙</ins></p>", ["甲丙"]),
        ("<p>甲<sup>1</sup>乙<sup><a href='#_ftn2'>[2]</a></sup>丙<a href='#fn3'>3</a>，10 km<sup>2</sup></p>", ["甲乙丙，10 km2"]),
        ("<div id=ftn1><p><a href='#_ftnref1'>[1]</a> 见附件。</p></div>", ["[^1]: 见附件。"]),
        ("<ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>", ["汉"]),
        ("<article><header><h1>甲</h1></header>乙<footer>丙</footer></article>", ["甲", "乙"]),
        ("<p>甲<p>乙<li>丙", ["甲", "乙", "丙"]),
    ],
)
def test_a_page_is_read_as_it_is_printed(inside: str, printed: list[str]) -> None:
    assert lines(inside) == printed


@pytest.mark.parametrize(
    "left_out",
    [
        "<script>var a = '<p>乙</p>';</script>",
        "<style>p { color: red }</style>",
        "<nav><a>首页</a></nav>",
        "<header><p>联合国</p></header>",
        "<footer>版权所有</footer>",
        "<aside>相关链接</aside>",
        "<form><label>搜索</label><input type=search><button>搜</button></form>",
        "<select><option>中文<option>English</select>",
        "<noscript>请打开脚本</noscript>",
        "<iframe>乙</iframe>",
        "<template><p>乙</p></template>",
        "<svg><title>图</title><text>乙</text></svg>",
        "<p hidden>乙</p>",
        "<p style='display: none'>乙</p>",
        "<div role=navigation>首页</div>",
        "<div aria-hidden=true>乙</div>",
        "<!-- 乙 --><xml><o:p>乙</o:p></xml>",
    ],
)
def test_what_stands_around_the_text_is_left_out(left_out: str) -> None:
    assert lines(f"<p>甲</p>{left_out}<p>丙</p>") == ["甲", "丙"]


@pytest.mark.parametrize(
    ("inside", "printed"),
    [
        ("<ol><li>甲<li>乙</ol>", ["1. 甲", "2. 乙"]),
        ("<ol start=4><li>甲</li><li value=9>乙</li><li>丙</li></ol>", ["4. 甲", "9. 乙", "10. 丙"]),
        ("<ol type=a start=25><li>甲<li>乙<li>丙</ol>", ["(y) 甲", "(z) 乙", "(aa) 丙"]),
        ("<ol type=i><li>甲<li>乙</ol>", ["(i) 甲", "(ii) 乙"]),
        ("<ol type=A><li>甲</ol><ol type=I start=4><li>乙</ol>", ["A. 甲", "IV. 乙"]),
        ("<ol style='list-style-type: lower-alpha'><li>甲</ol>", ["(a) 甲"]),
        ("<ol style='list-style: simp-chinese-informal'><li value=12>甲</ol>", ["十二、甲"]),
        ("<ol style='list-style: none'><li>1. 甲<li>2. 乙</ol>", ["1. 甲", "2. 乙"]),
        ("<ol><li>1. 甲<li>2. 乙</ol>", ["1. 甲", "2. 乙"]),  # typed and counted: the number is printed once
        ("<ol reversed start=2><li>甲<li>乙</ol>", ["2. 甲", "1. 乙"]),
        ("<ol start=0><li>甲<li>乙</ol>", ["0. 甲", "1. 乙"]),
        ("<ol type=a start=-1><li>甲</ol>", ["-1. 甲"]),
        ("<ul><li>甲<li>乙</ul>", ["甲", "乙"]),
        ("<ol><li>甲：<ol type=a><li>乙；<li>丙。</ol><li>丁</ol>", ["1. 甲：", "(a) 乙；", "(b) 丙。", "2. 丁"]),
        ("<ol><li><p>甲</p><p>乙</p></li></ol>", ["1. 甲", "乙"]),
        ("<ol><li><ol type=a><li>甲</ol></ol>", ["1.", "(a) 甲"]),
        ("<ol start=x><li value=y>甲</ol>", ["1. 甲"]),
    ],
)
def test_numbers_of_lists_are_written_out(inside: str, printed: list[str]) -> None:
    assert lines(inside) == printed


@pytest.mark.parametrize("coding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("declared", DECLARED)
def test_the_coding_is_that_of_the_bytes(coding: str, declared: str) -> None:
    content = f"<html><head>{declared}</head><body>{RESOLUTION}</body></html>".encode(coding)
    found = extract(content, name="sent.html")
    assert (found.media_type, [p.label for p in parse(found.text, lexicon=default_lexicon()).operative]) == ("text/html", ["1", "2"])


def test_a_page_without_a_document_type_is_a_page() -> None:
    assert extract(f"\n<!-- saved from url --><HTML><BODY>{RESOLUTION}</BODY>".encode(), name="sent.txt").media_type == "text/html"


@pytest.mark.parametrize(
    ("start", "form"),
    [
        ("<p>甲</p><p>乙</p><p>丙</p>", "html"),
        ("<a id='top'></a>\n# 第 9302(2033)号决议", "text"),  # Markdown
        ("<达伊沙> 是", "text"),
        ("<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html xmlns='http://www.w3.org/1999/xhtml'>", "html"),
        ("<?xml version='1.0'?><w:document/>", "xml"),
        ("From: a\nContent-Type: multipart/related; boundary=b", "mhtml"),
        ("From: the President of the Council", "text"),
        ("\ufeff  {\\rtf1", "rtf"),
        ("BM 第2370号", "text"),
    ],
)
def test_the_form_of_a_file_is_told_from_its_start(start: str, form: str) -> None:
    assert form_of(start.encode()) == form


def test_a_form_around_the_whole_page_hides_nothing() -> None:
    found = extract(page(f"<form><input type=hidden>{RESOLUTION}</form>"), name="sent.html").text
    assert [p.label for p in parse(found, lexicon=default_lexicon()).operative] == ["1", "2"]


def test_a_sign_in_form_beside_a_document_does_no_harm() -> None:
    found = extract(page(f"<form>登录 <input type=password></form>{RESOLUTION}"), name="sent.html").text
    assert found.startswith("第 9302(2033)号决议")


def test_a_page_saved_in_one_file() -> None:
    parts = [
        'From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n',
        "--b\r\nContent-Type: text/html; charset=utf-8",
        f"Content-Transfer-Encoding: 8bit\r\n\r\n<html><body>{RESOLUTION}</body></html>\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n",
    ]
    found = extract("\r\n".join(parts).encode(), name="sent.mhtml")
    assert [p.label for p in parse(found.text, lexicon=default_lexicon()).operative] == ["1", "2"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (page("<form><input name=user><input type=password></form><p>请输入用户名</p>"), "asks to sign in"),
        (page("<p>Please wait</p>", head="<title>Sign in to your account</title>"), "asks to sign in"),
        (page("<h1>404</h1><p>Not Found</p>", head="<title>404 Not Found</title>"), "error page (“404 Not Found”)"),
        (page("<h1>您访问的页面不存在</h1>", head=""), "error page"),
        (page("", head="<title>Just a moment...</title>"), "error page"),
        (page("<div id=root></div><script>start()</script>"), "holds no text"),
        (page(""), "holds no text"),
    ],
)
def test_a_page_that_only_stands_in_the_way_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=r"^sent\.html: ") as refused:
        extract(content, name="sent.html")
    assert why in str(refused.value)


def test_a_page_of_something_else_is_no_document() -> None:
    with pytest.raises(Unreadable, match="this is no resolution"):
        parse(extract(page("<p>今天天气很好，我们去公园散步。</p>" * 40), name="sent.html").text, lexicon=default_lexicon())


TAGS = re.findall(r"\w+", "p div table tr td ol ul li a sup br pre form header nav article title head body script style svg input del select")
ATTRIBUTES = ["", " hidden", " type=a", " start=5", " value=3", " href=#_ftn1", " href=#_ftnref2", " style=list-style:lower-roman", " type=password"]
TEXTS = ["甲乙", "1. ", "[1]", "&#xD800;", "\x00", "<!--", "-->", "<![CDATA[x]]>", "&nbsp;", "\n", "<?x", "<"]
opened = st.tuples(st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)).map(lambda pair: f"<{pair[0]}{pair[1]}>")
soup = st.lists(opened | st.sampled_from(TAGS).map(lambda tag: f"</{tag}>") | st.sampled_from(TEXTS), max_size=40).map("".join)


@given(soup)
def test_no_page_raises_anything_but_unreadable(inside: str) -> None:
    try:
        extract(page(inside + PLENTY), name="sent.html")
    except Unreadable as error:
        assert str(error).isprintable()

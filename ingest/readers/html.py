"""Web pages (.html, .htm) and pages saved with everything in one file (.mhtml): the text of the document, without the page around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.parser import BytesParser
from typing import Any

from lxml import etree

from ingest import markers
from ingest.problems import Refusal
from ingest.readers.extracted import Extracted
from ingest.readers.htmltext import PageText, Printed
from ingest.readers.text import decode

MEDIA_TYPE = "text/html"
FEWEST_CHARACTERS = 40  # of a page; what is shorter is no document
MOST_TAGS = 500_000
MOST_NESTED = 50  # parts of a saved page that hold parts themselves; the parser of such files calls itself for each
SHORT = 1500  # characters below which a page that names no resolution can be one that only says why there is nothing
TOP = 3  # lines at the top of a page in which an error is said
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{1,30})|<\?xml[^>]{0,100}encoding\s*=\s*["']([\w-]{1,30})""", re.IGNORECASE)
_NESTING = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)
_SIGN_IN = re.compile(r"\b(?:sign|log)[ -]?(?:in|on)\b|登[录入陆錄陸]|身份[验驗][证證]", re.IGNORECASE)
_ERROR = re.compile(
    r"\b(?:40[0-9]|410|429|50[0-4])\b|not found|forbidden|access denied|unauthori[sz]ed|bad gateway|unavailable|internal server error|"
    r"just a moment|attention required|are you (?:a )?human|captcha|request rejected|too many requests|"
    r"找不到|不存在|无法访问|無法訪問|拒绝访问|拒絕存取|禁止访问|页面错误|出错了|服务器错误|系统维护|验证码|人机验证",
    re.IGNORECASE,
)
_LONGEST_QUOTED = 80  # characters of a page's title in a message


def read(content: bytes, *, name: str) -> Extracted:
    """The text of a page. Raises Refusal for pages that ask to sign in, say an error, or hold no text."""
    declared = _CHARSET.search(content[:4096])
    coding = (declared[1] or declared[2]).decode("ascii") if declared else None
    text = decode(content, name=name, declared=coding)
    if text.count("<") > MOST_TAGS:
        raise Refusal("too_many_pieces", name=name)
    page = _page(text)
    lines = [line.text for line in _kept(page.lines)]
    _refuse_without_document(page, lines, name)
    return Extracted("\n".join(lines), MEDIA_TYPE)


def read_saved(content: bytes, *, name: str) -> Extracted:
    """The text of a page that was saved with its pictures in one file (MHTML). Raises Refusal, also where it holds more saved pages than any has."""
    if len(_NESTING.findall(content)) > MOST_NESTED:
        raise Refusal("too_many_pieces", name=name)
    for part in BytesParser().parsebytes(content).walk():
        payload = part.get_payload(decode=True) if part.get_content_type() == MEDIA_TYPE else None
        if isinstance(payload, bytes) and payload:
            return read(payload, name=name)
    raise Refusal("page_without_text", name=name)


def _page(text: str) -> PageText:
    page = PageText()
    target: Any = page  # it needs no more of the parser's calls than it has
    parser = etree.HTMLParser(target=target, encoding="utf-8", no_network=True, huge_tree=False)
    try:
        parser.feed(text.replace("\x00", "").encode("utf-8", "replace"))
        parser.close()
    except etree.XMLSyntaxError:  # a page that breaks off; what was read before counts
        page.close()
    return page


def _kept(lines: Sequence[Printed]) -> list[Printed]:
    """The lines outside forms; all of them where a form is put around the whole page, as some makers of pages do."""
    outside = [line for line in lines if not line.in_form]
    return outside if _length(outside) >= _length(lines) - _length(outside) else list(lines)


def _length(lines: Sequence[Printed]) -> int:
    return sum(len(line.text) for line in lines)


def _refuse_without_document(page: PageText, lines: Sequence[str], name: str) -> None:
    """A page that is short and names no resolution may be one that stands in the way of the document."""
    length = sum(map(len, lines))
    title = " ".join(page.title.split())
    if length < SHORT and not any(markers.RESOLUTION_NAMED.search(line) for line in lines):
        top = " ".join((title, *lines[:TOP]))
        if page.asks_password or _SIGN_IN.search(title):
            raise Refusal("sign_in_page", name=name)
        if _ERROR.search(top):
            raise Refusal("error_page", name=name, title=(title or top.strip())[:_LONGEST_QUOTED])
        if length < FEWEST_CHARACTERS:
            raise Refusal("page_without_text", name=name)

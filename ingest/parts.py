"""From the lines of a meeting record to its parts: headings of speeches, their paragraphs, stage directions, the lists of a vote.

    主席（以阿拉伯语发言）：根据安理会暂行议      a heading, and the text after its colon
    里克罗夫特先生（联合王国）（以英语发言）      a heading whose colon stands on the next line
    进行了举手表决。                              a stage direction
    赞成：                                        a column of a vote

A wrapped line such as 39条，我邀请以下通报者：is no heading: a comma never stands in a name, and a name ends with a form of address, or is
an office. Nothing is dropped: the parts joined give back the text, running heads and feet as parts of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from ingest import markers, nations
from ingest.clean import Line
from ingest.folding import Folded, fold
from ingest.lexicon import Lexicon
from ingest.structure import glue

PartKind = Literal["cover", "running", "stage", "ballot", "heading", "text"]

_BRACKET = r"\((?:[^()]|\([^()]*\)){1,40}\)"
_WHO = r"(?P<who>[^，。；：？！、()《》“”\"「」\[\]…]{1,40}?)"
_COMPLETE = re.compile(rf"{_WHO}(?P<brackets>(?:{_BRACKET}){{0,3}})：")
_GOES_ON = re.compile(rf"{_WHO}(?P<brackets>(?:{_BRACKET}){{0,3}})(?P<broken>\([^()。：]*(?:\([^()]*\)?)?)?")  # …先生(多民族玻利维亚
_RUNNING = (
    re.compile(r"S/PV\.\d{1,5}.{0,60}\d{1,2}/\d{1,2}/\d{4}"),  # S/PV.9901妇女与和平与安全14/03/2032
    re.compile(r"\d{1,2}/\d{1,2}/\d{4}.{0,60}S/PV\.\d{1,5}(?:\(.{1,16}\))?"),  # 14/03/2032妇女与和平与安全S/PV.9901
    re.compile(r"S/PV\.\d{1,5}(?:\(.{1,16}\))?"),
    re.compile(r"\d{1,3}(?:/\d{1,3})?\d{2}-\d{5}(?:\([A-Z]\))?"),  # 2/5 30-04321
    re.compile(r"\d{2}-\d{5}(?:\([A-Z]\))?\d{1,3}(?:/\d{1,3})?"),  # 30-04321 3/5
    re.compile(r"\d{1,2}/\d{1,2}/\d{4}"),
)
_SPACED = re.compile(r"(?<=[\u3400-\u9fff，。、：；（）])[ \u3000](?=[\u3400-\u9fff，。、：；（）])")
MOST_LINES = 4  # over which a heading may be broken
LONGEST_NAME = 20  # folded characters
SHORT = 0.88  # of the usual width; a line that ends a paragraph is shorter
LONGEST_WRAPPED = 120  # display columns; hard-wrapped lines are narrower
MOST_OVER = 1.5  # of the usual width; where lines are much longer, a line is a paragraph
LONGEST_TITLE = 45  # folded characters of an agenda item's title between two speeches
TERMINAL = tuple("。！？：；”」…—.?!;:")
STOPS = tuple("。！？”」.?!")
UNFINISHED = ("/", "第", "-")  # after these a line of digits goes on with the sentence and is no page number


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a speech: whose name it is (as printed, without the form of address), the form, and what stands in brackets."""

    name: str
    form: str
    brackets: tuple[str, ...]
    written: str


@dataclass(slots=True)
class Part:
    """A piece of the record: its kind, its first line, its text; for a heading also what it says."""

    kind: PartKind
    line: int
    text: str
    heading: Heading | None = None


@dataclass(slots=True)
class _Page:
    """How the lines stand on the page: whether they are hard-wrapped, how wide they are, what shows a new paragraph."""

    wrapped: bool
    width: int
    indents: bool
    blanks: bool


def unspaced(text: str) -> str:
    """安 理 会 现 在 开 始 as 安理会现在开始: spaces between single characters go, where most of the line is set so."""
    tokens = text.split()
    single = sum(1 for token in tokens if len(token) <= 2 and not token.isascii())
    return _SPACED.sub("", text) if len(tokens) >= 4 and single >= 0.7 * len(tokens) else text


def is_running(text: str) -> bool:
    """Whether a line is a running head or foot, a page number or a job number."""
    folded = fold(text).text
    return markers.is_furniture(text) or any(pattern.fullmatch(folded) for pattern in _RUNNING)


def running_lines(lines: Sequence[Line]) -> set[int]:
    """Indices of running heads and feet: those that show it by their form, and titles that stand beside such lines again and again."""
    shown = {i for i, line in enumerate(lines) if is_running(line.text) and not (i and _goes_on_in_digits(lines[i - 1].text, line.text))}
    beside = [i for i in range(len(lines)) if i not in shown and (i - 1 in shown or i + 1 in shown) and len(lines[i].text) <= LONGEST_TITLE]
    often = Counter(fold(lines[i].text).text for i in beside)
    return shown | {i for i in beside if often[fold(lines[i].text).text] >= 3 and not lines[i].text.endswith(TERMINAL)}


def _goes_on_in_digits(before: str, text: str) -> bool:
    """Whether a line of digits goes on with a sentence: …主席声明S/PRST/ and 2015/24."""
    return before.endswith(UNFINISHED) and not set(text) - set("0123456789/- ") and text.count("/") < 2


def read_parts(lines: Sequence[Line], *, start: int, lexicon: Lexicon) -> list[Part]:
    """The parts of a record; the lines before index `start` are its cover page."""
    return _Builder(lines, start, lexicon).build()


@dataclass(slots=True)
class _Builder:
    """The state while reading from top to bottom: the open part, and the line that was read last."""

    lines: Sequence[Line]
    start: int
    lexicon: Lexicon
    parts: list[Part] = field(default_factory=list)
    open: Part | None = None
    last: Line | None = None

    def build(self) -> list[Part]:
        running = running_lines(self.lines)
        for i, line in enumerate(self.lines[: self.start]):
            self.parts.append(Part("running" if i in running else "cover", line.number, line.text))
        body = [Line(n.number, n.indent, unspaced(n.text), n.after_blank) for n in self.lines]
        page = _page([line for i, line in enumerate(body) if i >= self.start and i not in running])
        at = self.start
        while at < len(body):
            if at in running:
                self.parts.append(Part("running", body[at].number, body[at].text))
                at += 1
                continue
            following = [i for i in range(at, min(len(body), at + 2 * MOST_LINES)) if i not in running][:MOST_LINES]
            at = self._take([body[i] for i in following], following, page)
        return _titles_out(self.parts)

    def _take(self, ahead: Sequence[Line], indices: Sequence[int], page: _Page) -> int:
        """Read the first of the lines ahead, with those a heading goes on over. Returns the index of the next line."""
        line = ahead[0]
        if found := heading(ahead, ended=self._ended(), broken=not _short(line, page), lexicon=self.lexicon):
            head, rest, used = found
            self.parts.append(Part("heading", line.number, head.written, head))
            self.open = Part("text", ahead[used - 1].number, rest)
            if rest:
                self.parts.append(self.open)
            self.last = ahead[used - 1]
            return indices[used - 1] + 1
        if ballot(line.text, self.lexicon):
            self._begin("ballot", line)
        elif (self._ended() or len(self.parts) == 0) and is_stage(line.text, self.lexicon, ahead=ahead):
            self._begin("stage", line)
        elif self._goes_on(line, page) and not self._is_title(ahead):
            assert self.open is not None  # noqa: S101
            self.open.text += glue(self.open.text, line.text) + line.text
            self.last = line
        else:
            self._begin(self._kind(line), line)
        return indices[0] + 1

    def _is_title(self, ahead: Sequence[Line]) -> bool:
        """Whether a line without a stop, after a sentence that has ended, stands right before a heading: 中东局势."""
        if len(ahead) < 2 or self.open is None or self.open.kind != "text" or not self.open.text.endswith(STOPS):
            return False
        return not ahead[0].text.endswith((*TERMINAL, "，", "、")) and heading(ahead[1:], ended=True, broken=True, lexicon=self.lexicon) is not None

    def _begin(self, kind: PartKind, line: Line) -> None:
        self.open = Part(kind, line.number, line.text)
        self.parts.append(self.open)
        self.last = line

    def _kind(self, line: Line) -> PartKind:
        """A list goes on below its column; before the first heading everything is a direction or a title."""
        if self.open is not None and self.open.kind == "ballot" and not set(fold(line.text).text) & set("，。"):
            return "ballot"
        return "text" if any(part.kind == "heading" for part in self.parts) else "stage"

    def _goes_on(self, line: Line, page: _Page) -> bool:
        """Whether a line goes on with the open part."""
        if self.open is None or self.last is None:
            return False
        if not self.open.text:
            self.parts.append(self.open)
            return True
        if self.open.kind == "ballot":
            return self._kind(line) == "ballot"
        if self.open.kind == "stage":
            return not self._ended() and page.wrapped and not _short(self.last, page) and not fold(self.open.text).text.endswith(")")
        if language_of(line.text, self.lexicon) or language_of(self.last.text, self.lexicon):
            return False
        if not self.open.text.endswith(TERMINAL):
            return True
        return page.wrapped and not _breaks(self.last, line, page)

    def _ended(self) -> bool:
        """Whether the open part is finished: what follows may be a heading without brackets."""
        return self.open is None or self.open.kind != "text" or not self.open.text or self.open.text.endswith(TERMINAL) or self._switch_before()

    def _switch_before(self) -> bool:
        return self.open is not None and language_of(self.open.text, self.lexicon) is not None


def heading(ahead: Sequence[Line], *, ended: bool, broken: bool, lexicon: Lexicon) -> tuple[Heading, str, int] | None:
    """The heading with which the lines ahead begin, the text after it, and over how many lines it goes; None where there is none.

    `ended` tells whether the text before has ended, `broken` whether the first line is so long that a name may go on with the next.
    """
    joined = ""
    without_colon: tuple[Heading, str, int] | None = None
    for used, line in enumerate(ahead, 1):
        joined += (glue(joined, line.text) if joined else "") + line.text
        folded = fold(joined)
        if found := _COMPLETE.match(folded.text):
            head = _heading(folded, joined, found, ended=ended, lexicon=lexicon)
            if head is None or any(_begins_at(ahead[i:], broken=broken, lexicon=lexicon) for i in range(1, used)):
                break
            return head, _after(folded, joined, found.end()), used
        found = _GOES_ON.fullmatch(folded.text)
        if found is None:
            break
        if without_colon is None and found["brackets"] and not found["broken"]:
            head = _heading(folded, joined, found, ended=ended, lexicon=lexicon)
            without_colon = (head, "", used) if head and head.form and _language(head.brackets, lexicon) else None
    return without_colon


def _begins_at(ahead: Sequence[Line], *, broken: bool, lexicon: Lexicon) -> bool:
    """Whether the heading begins with a later line only: 中国和俄罗斯联邦, the end of a list, and then 主席（以英语发言）："""
    later = heading(ahead, ended=True, broken=True, lexicon=lexicon)
    return later is not None and (not broken or _alone(later[0].name, lexicon))


def _alone(name: str, lexicon: Lexicon) -> bool:
    """Whether a name is an office whose holder speaks by it alone: 主席, 秘书长."""
    folded = fold(name).text
    return any(_whole(words, folded, lexicon) for words in ("presiding", "officers"))


def _after(folded: Folded, joined: str, end: int) -> str:
    return joined[folded.offsets[end - 1] + 1 :].strip() if end < len(folded.text) else ""


def _heading(folded: Folded, joined: str, found: re.Match[str], *, ended: bool, lexicon: Lexicon) -> Heading | None:
    """Judge a match: who it names, and whether the signs are enough."""
    who, inside = found["who"], tuple(bracket[1:-1] for bracket in re.findall(_BRACKET, found["brackets"]))
    form = _form(who, lexicon)
    name = who[: len(who) - len(form)]
    if not _is_speaker(name, form, inside, ended=ended, lexicon=lexicon):
        return None
    span = folded.span(0, len(name))
    stop = folded.offsets[found.end() - 1] + 1
    brackets = re.findall(_BRACKET, folded.words(*found.span("brackets")))
    return Heading(tidy(joined[span.start : span.end]), form, tuple(bracket[1:-1] for bracket in brackets), joined[:stop])


def _is_speaker(name: str, form: str, inside: tuple[str, ...], *, ended: bool, lexicon: Lexicon) -> bool:
    if not name or len(name) > LONGEST_NAME or any(True for _ in lexicon.spoken("not_names").every(name)):
        return False
    language = _language(inside, lexicon) is not None
    stands_for = any(nations.state(text, lexicon) or nations.body(text, lexicon) for text in inside)
    if _alone(name, lexicon):
        return not form and (language or (not inside and ended))
    if form:
        return language or stands_for or (ended and not _whole("offices", name, lexicon) and not name.endswith(_endings("presiding", lexicon)))
    office = name.endswith(_endings("offices", lexicon))
    return (language and (office or stands_for)) or (office and stands_for and ended)


def _endings(words: str, lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(word for entry in lexicon.entries_of_records(words) for word in entry["pattern"].split("|"))


def _whole(words: str, text: str, lexicon: Lexicon) -> bool:
    found = lexicon.spoken(words).at(text, 0)
    return found is not None and found.end == len(text)


def _form(who: str, lexicon: Lexicon) -> str:
    """The forms of address at the end of a name, one or two (先生阁下); the longest, so that 女爵士 is not taken for 爵士."""
    words, bare = _endings("forms", lexicon), who
    while ending := max((word for word in words if bare.endswith(word)), key=len, default=""):
        bare = bare.removesuffix(ending)
    return who[len(bare) :]


def tidy(name: str) -> str:
    """A name without the spaces that come from the page: 让 - 保罗 • 拉博德 as 让-保罗•拉博德; Latin words stay apart."""
    bare = re.sub(r"\s*([·•‐\-－.．・])\s*", r"\1", " ".join(name.split()))
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", bare)


def language_of(text: str, lexicon: Lexicon) -> str | None:
    """The language that a bracket alone on its line names: （以英语发言）; `und` for one that is not in the lexicon."""
    folded = fold(text).text
    if len(folded) > 40 or not folded.startswith("(") or not folded.rstrip("：").endswith(")"):
        return None
    return _language((folded.rstrip("：")[1:-1],), lexicon)


def _language(inside: Sequence[str], lexicon: Lexicon) -> str | None:
    return next((code for text in inside if (code := language_in(text, lexicon))), None)


def language_in(bracket: str, lexicon: Lexicon) -> str | None:
    """以英语发言 is `en`, 以西班牙文发言；英文译文由代表团提供 is `es`; `und` where the language is unknown, None where no language is named."""
    folded = fold(bracket).text
    opener = lexicon.spoken("language_openers").at(folded, 0)
    if opener is None:
        return None
    found = lexicon.spoken("languages").at(folded, opener.end)
    ends = lexicon.spoken("language_ends")
    if found and ends.at(folded, found.end):
        return found.rule
    named = next((f for f in ends.longest(folded, opener.end, opener.end + 10)), None)
    return "und" if named and lexicon.spoken("speaks_for").at(folded, named.end) else None


def ballot(text: str, lexicon: Lexicon) -> str | None:
    """The column of a vote that a line opens: 赞成：, 反对：无."""
    folded = fold(text).text
    found = lexicon.spoken("ballots").at(folded, 0)
    return found.rule if found and folded[found.end : found.end + 1] == "：" else None


def is_stage(text: str, lexicon: Lexicon, *, ahead: Sequence[Line] = ()) -> bool:
    """Whether a line, with those after it where it is broken, is a direction: 上午10时05分开会。"""
    folded = fold(text).text
    found = lexicon.spoken("directions").at(folded, 0)
    if found is None:
        return False
    entry = next(e for e in lexicon.entries_of_records("directions") if e["id"] == found.rule)
    sentence = fold("".join(line.text for line in ahead) or text).text
    whole = folded if found.rule == "agenda_heading" else sentence[: sentence.find("。") + 1 or len(folded)]
    if len(whole) > int(entry["longest"]):
        return False
    return any(word in whole for word in str(entry["needs"]).split("|")) if "needs" in entry else True


def _page(lines: Sequence[Line]) -> _Page:
    widths = sorted(columns(line.text) for line in lines)
    if not widths:
        return _Page(wrapped=False, width=0, indents=False, blanks=False)
    usual, widest = widths[(len(widths) * 3) // 4], widths[(len(widths) * 99) // 100]
    share = len(lines)
    indented = sum(1 for line in lines if line.indent > 0) / share
    after_blank = sum(1 for line in lines if line.after_blank) / share
    return _Page(usual <= LONGEST_WRAPPED and widest <= MOST_OVER * usual, usual, 0.05 < indented < 0.6, after_blank < 0.6)


def columns(text: str) -> int:
    """How wide a text is: a Chinese character takes two columns, a Latin one takes one."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _short(line: Line, page: _Page) -> bool:
    return columns(line.text) < SHORT * page.width


def _breaks(last: Line, line: Line, page: _Page) -> bool:
    """Whether a new paragraph begins after a line that ends with a stop."""
    if _short(last, page):
        return True
    return (page.indents and line.indent > 0) or (page.blanks and line.after_blank)


def _titles_out(parts: list[Part]) -> list[Part]:
    """The title of an agenda item that stands between two speeches is no part of the first: 中东局势."""
    for at, part in enumerate(parts):
        if part.kind != "text" or part.text.endswith((*STOPS, "：", "；")) or len(fold(part.text).text) > LONGEST_TITLE:
            continue
        before = next((p for p in reversed(parts[:at]) if p.kind != "running"), None)
        after = next((p for p in parts[at + 1 :] if p.kind != "running"), None)
        if before and before.kind in ("text", "stage") and before.text.endswith(STOPS) and after and after.kind in ("heading", "stage"):
            part.kind = "stage"
    return parts

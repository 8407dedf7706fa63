"""Files as people send them: none of them crashes, and what cannot be read is refused in one line that names the file."""

from __future__ import annotations

import io
import json
import random
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command

from ingest import Unreadable, default_lexicon, parse, read_bytes
from ingest.__main__ import main
from ingest.readers import LARGEST
from obligations.models import Document, Edition, Event, Paragraph

RESOLUTION = """第 9302(2033)号决议

安全理事会2033年3月8日第9951次会议通过

安全理事会，

深为关切松河两岸的洪水，

1. 促请所有国家公布水位数据；

2. 请秘书长在六个月内提出报告；

3. 决定继续处理此案。
"""
LABELS = ["1", "2", "3"]


def archive() -> bytes:
    """A ZIP file, as a Word file is one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("word/document.xml", RESOLUTION)
    return packed.getvalue()


REFUSED = {
    "empty": b"",
    "only white space": b" \r\n\t\n\x0c",
    "only a byte order mark": b"\xef\xbb\xbf",
    "only NUL": b"\x00" * 64,
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "ZIP": archive(),
    "PNG": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64,
    "RTF": b"{\\rtf1\\ansi }",
    "random bytes": random.Random(1).randbytes(5000),
    "no resolution": "今天天气很好，我们去公园散步。\n".encode(),
    "English that is no resolution": b"The committee met on Monday.\n\n1. It calls upon all members to publish the data of the last year;\n",
    "a resolution of another organ": b"Resolution adopted by the General Assembly\n\nThe General Assembly,\n\n1. Calls upon all to act;\n",
    "a record in English": b"S/PV.9302\n\nThe meeting was called to order at 10 a.m. and the agenda of the Council was adopted.\n",
    "a language that is none of the Council's": b"Resolution 9302 (2033)\n\nDer Sicherheitsrat,\n\n1. fordert alle Staaten auf, zu handeln;\n",
    "a novel": ("第一章\n\n那年冬天，河水结了冰，孩子们在上面玩耍。\n\n" * 200).encode(),
    "JSON": json.dumps({"symbol": "S/RES/9302 (2033)"}).encode(),
    "too large": b"\xe5\x86\xb3" * (LARGEST // 3 + 1),
    "20 MB of a resolution": (RESOLUTION.encode() * (20 * 1024 * 1024 // len(RESOLUTION.encode()) + 1)),
    "a surrogate in UTF-8": RESOLUTION.encode().replace("洪水".encode(), b"\xed\xa0\x80"),
}
READ = {
    "UTF-8": RESOLUTION.encode(),
    "UTF-8 with a byte order mark": RESOLUTION.encode("utf-8-sig"),
    "UTF-16": RESOLUTION.encode("utf-16"),
    "UTF-16, big end first": b"\xfe\xff" + RESOLUTION.encode("utf-16-be"),
    "GB18030": RESOLUTION.encode("gb18030"),
    "line ends of Windows": RESOLUTION.replace("\n", "\r\n").encode(),
    "line ends of old Macs": RESOLUTION.replace("\n", "\r").encode(),
    "mixed line ends": RESOLUTION.replace("\n\n1", "\r\n\r1").replace("\n\n2", "\u2028\x85\n2").encode(),
    "NUL characters": RESOLUTION.replace("国家", "国\x00家").replace("\n", "\x00\n").encode(),
    "invisible characters": RESOLUTION.replace("国家", "国\u200b家\ufeff").encode(),
    "wide spaces": RESOLUTION.replace("1. ", "\u3000\u30001.\u3000").encode(),
    "tabs": RESOLUTION.replace("1. ", "\t1.\t").encode(),
}


@pytest.fixture
def sent(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The file with the content that the test names."""
    path = tmp_path / "sent.txt"
    path.write_bytes({**REFUSED, **READ}[request.param])
    return path


@pytest.mark.parametrize("sent", REFUSED, indirect=True)
class TestRefused:
    def test_the_reader_says_so_in_one_line_that_names_the_file(self, sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code = main([str(sent)])
        printed = capsys.readouterr()
        assert (code, printed.out, len(printed.err.splitlines())) == (2, "", 1)
        assert "sent.txt" in printed.err

    @pytest.mark.django_db
    def test_nothing_is_stored(self, sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = Event.objects.count()
        with pytest.raises(SystemExit) as ended:
            call_command("ingest", str(sent))
        assert ended.value.code == 2
        assert [model.objects.count() for model in (Document, Edition, Paragraph)] == [0, 0, 0]
        assert Event.objects.count() == before


@pytest.mark.parametrize("sent", READ, indirect=True)
def test_however_it_is_written_it_reads_the_same(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(sent)]) == 0
    read = json.loads(capsys.readouterr().out)
    plain = parse(RESOLUTION, lexicon=default_lexicon())
    assert read["symbol"] == plain.symbol
    assert [(p["label"], "".join(p["text"].split())) for p in read["operative"]] == [(p.label, p.text) for p in plain.operative]
    assert read["problems"] == []


class TestDoubtful:
    """What can be read is read, and what is odd about it is said."""

    def problems(self, text: str) -> list[str]:
        return [problem.what for problem in parse(text, lexicon=default_lexicon()).problems]

    def test_a_resolution_cut_in_the_middle(self) -> None:
        assert self.problems(RESOLUTION[: RESOLUTION.index("六个月")]) == ["paragraph 2 ends without a full stop"]

    def test_a_resolution_cut_in_its_preamble(self) -> None:
        assert "no operative paragraph was found" in self.problems(RESOLUTION[: RESOLUTION.index("的洪水")])

    def test_a_number_twice(self) -> None:
        assert self.problems(RESOLUTION.replace("3. 决定", "2. 决定")) == ["a second paragraph 2"]

    def test_a_missing_number(self) -> None:
        assert self.problems(RESOLUTION.replace("3. 决定", "4. 决定")) == ["paragraph 3 is missing before paragraph 4"]

    def test_a_heading_without_a_date(self) -> None:
        assert self.problems(RESOLUTION.replace("安全理事会2033年3月8日第9951次会议通过\n\n", "")) == ["the date of adoption is not in the heading"]

    def test_a_symbol_that_is_not_the_one_in_the_text(self) -> None:
        document = parse(RESOLUTION, lexicon=default_lexicon(), symbol="S/RES/9303 (2033)")
        assert document.symbol == "S/RES/9303 (2033)"
        assert document.problems[0].what == "the symbol given is S/RES/9303 (2033), the text says S/RES/9302 (2033)"

    def test_a_text_with_lone_surrogates(self) -> None:
        document = parse(RESOLUTION.replace("国家", "国\ud800家"), lexicon=default_lexicon())
        assert "国家" in document.operative[0].text


def test_a_symbol_of_another_kind_is_refused() -> None:
    with pytest.raises(Unreadable):
        parse(RESOLUTION, lexicon=default_lexicon(), symbol="S/PV.9951")


def test_a_refusal_gives_the_name_it_was_told() -> None:
    with pytest.raises(Unreadable, match=r"^letter\.txt: "):
        read_bytes(b"", name="letter.txt")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "missing.txt")]) == 2
    assert "missing.txt" in capsys.readouterr().err


def test_a_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def steps(text: str) -> int:
    """How many calls it takes to read a text: the same on every machine."""
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        parse(text, lexicon=default_lexicon())
    finally:
        sys.setprofile(before)
    return count


HOSTILE = [
    *("（", "《", "“", "“安全理事会", "1", "甲\n", "\n1. 甲；", "。\n附件\n", "应，", "对", "日本、", "敦促会员国、", "请尚未加入的", "决定委员会将"),
    *("在会员国的支持下", "应会员国的请求，", "第1段和", "第1(2)、", "第9001(2031)号决议、", "S/A", "《公约》", "秘书长(秘)", "12个月内"),
    *("并", "促请并", "强调各方必须，", "强调应，", "回顾，", "第1(a)、", "\n(a) 甲；"),
]


@pytest.mark.parametrize("stretch", HOSTILE)
def test_twice_the_text_is_no_more_than_twice_the_work(stretch: str) -> None:
    """A stretch over and over, such as no author writes and some senders do."""
    texts = [RESOLUTION.replace("所有国家", stretch * (length // len(stretch))) for length in (700, 1400)]
    parse(texts[1], lexicon=default_lexicon())  # what is read only once, such as the words of a language, is no work of the text's
    once, twice = map(steps, texts)
    assert twice <= 2.2 * once

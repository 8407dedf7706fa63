"""Files are read apart: the same comes out as in this process, and a file that brings its reader down brings down nothing else."""

from __future__ import annotations

import base64
import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

import docx
import pytest

from ingest import Unreadable, default_lexicon, sandbox, worker
from ingest.exchange import as_plain
from ingest.problems import Refusal
from ingest.reading import read_and_parse
from ingest.sandbox import Sandbox, Sent, parse_apart, parse_many
from tests.ingest import hostile_pdfs
from tests.ingest.pdf_makers import Style, paragraphs_of, typeset

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "samples").glob("S-*.*"))
RESOLUTION = next(path for path in SAMPLES if "9001" in path.name)
LEXICON = default_lexicon()
BOMB = Sent(hostile_pdfs.flate_bomb(), "bomb.pdf")


def sent(path: Path, number: int = 0) -> Sent:
    return Sent(path.read_bytes(), path.name, None, number)


@pytest.fixture(scope="module")
def apart() -> Iterator[Sandbox]:
    """One process for the tests that only read."""
    with Sandbox(LEXICON) as box:
        yield box


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_what_comes_back_is_what_would_be_read_here(apart: Sandbox, path: Path) -> None:
    assert apart.read(sent(path)) == read_and_parse(path.read_bytes(), name=path.name, symbol=None, lexicon=LEXICON)


def test_a_pdf_comes_back_with_its_media_type_and_pages(apart: Sandbox) -> None:
    content = typeset(paragraphs_of(RESOLUTION.read_text(encoding="utf-8")), Style(size=16))
    reading = apart.read(Sent(content, "S-RES-9001.pdf"))
    assert (reading.media_type, reading.document.symbol, len(reading.pages) > 1) == ("application/pdf", "S/RES/9001 (2031)", True)


def as_html(paragraphs: Sequence[str]) -> bytes:
    return ("<html><body>" + "".join(f"<p>{text}</p>" for text in paragraphs) + "</body></html>").encode("gb18030")


def as_saved_page(paragraphs: Sequence[str]) -> bytes:
    head = b"From: saved\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b; type=text/html\r\n\r\n"
    part = b"--b\r\nContent-Type: text/html; charset=gb18030\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head + part + base64.encodebytes(as_html(paragraphs)) + b"\r\n--b--\r\n"


def as_word(paragraphs: Sequence[str]) -> bytes:
    file, buffer = docx.Document(), io.BytesIO()
    for text in paragraphs:
        file.add_paragraph(text)
    file.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("form", [as_html, as_saved_page, as_word])
def test_every_form_is_read_as_here(apart: Sandbox, form: Callable[[Sequence[str]], bytes]) -> None:
    """What a reader loads late, it can still load."""
    document = paragraphs_of(RESOLUTION.read_text(encoding="utf-8"))
    content = form([*document.front, *document.paragraphs])
    here = read_and_parse(content, name="sent", symbol=None, lexicon=LEXICON)
    assert (apart.read(Sent(content, "sent")), here.document.symbol) == (here, "S/RES/9001 (2031)")


def test_a_symbol_given_is_used(apart: Sandbox) -> None:
    assert apart.read(replace(sent(RESOLUTION), symbol="S/RES/9005 (2031)")).document.symbol == "S/RES/9005 (2031)"


def test_staffs_own_words_are_used() -> None:
    label = {"zh": "品评", "en": "appraises"}
    lexicon = LEXICON.extended({"verbs": [{"id": "pin", "verb": "品评", "pattern": "品评", "force": "requests", "label": label}]})
    text = "第9301(2033)号决议\n安全理事会2033年1月5日第9901次会议通过\n安全理事会，\n深为关切洪水，\n1. 品评各国做法；\n".encode()
    document = parse_apart(text, name="a.txt", symbol=None, lexicon=lexicon).document
    assert (document.lexicon_version, [act.verb for act in document.operative[0].acts]) == (lexicon.version, ["品评"])


class TestRefused:
    def test_with_the_code_it_would_have_here(self, apart: Sandbox) -> None:
        with pytest.raises(Refusal, match=r"^novel\.txt: ") as refused:
            apart.read(Sent("那年冬天，河水结了冰。".encode(), "novel.txt"))
        assert (refused.value.code, refused.value.name) == ("no_document", "novel.txt")

    def test_with_its_params(self, apart: Sandbox) -> None:
        with pytest.raises(Refusal) as refused:
            apart.read(replace(sent(RESOLUTION), symbol="S/PV.9901"))
        assert refused.value.params == {"given": "S/PV.9901", "kind": "resolution", "found": "S/RES/9001 (2031)"}

    def test_where_it_needs_too_much_memory(self) -> None:
        with pytest.raises(Refusal) as refused:
            parse_apart(BOMB.content, name=BOMB.name, symbol=None, lexicon=LEXICON)
        assert refused.value.code in ("reading_broke_off", "reading_too_large")

    def test_where_it_takes_too_long(self) -> None:
        with pytest.raises(Refusal, match="more than 1 seconds") as refused:
            parse_apart(hostile_pdfs.stacked_pages(), name="long.pdf", symbol=None, lexicon=LEXICON, seconds=1)
        assert refused.value.code == "reading_too_long"

    def test_where_it_takes_its_time_without_working(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stand_in(monkeypatch, "time.sleep(60)")
        monkeypatch.setattr(sandbox, "WAITING", 0.5)
        with pytest.raises(Refusal) as refused:
            parse_apart(b"", name="slow.pdf", symbol=None, lexicon=LEXICON, seconds=1)
        assert refused.value.code == "reading_too_long"


class TestAfterwards:
    def test_the_next_file_is_read(self) -> None:
        with Sandbox(LEXICON) as box:
            with pytest.raises(Unreadable):
                box.read(BOMB)
            assert box.read(sent(RESOLUTION)).document.symbol == "S/RES/9001 (2031)"

    def test_the_log_has_what_the_process_said(self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
        stand_in(monkeypatch, "raise RuntimeError('a fault of ours')")
        with caplog.at_level(logging.ERROR), pytest.raises(Refusal) as refused:
            parse_apart(b"", name="a.pdf", symbol=None, lexicon=LEXICON)
        assert (refused.value.code, "a fault of ours" in caplog.text) == ("reading_broke_off", True)

    def test_no_process_is_left(self) -> None:
        with Sandbox(LEXICON) as box:
            box.read(sent(RESOLUTION))
            process = box._process
        assert process is not None
        assert process.poll() is not None

    def test_a_process_makes_room_for_another_after_so_many_files(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sandbox, "FILES", 2)
        with Sandbox(LEXICON) as box:
            processes = {box.read(sent(RESOLUTION)) and (box._process.pid if box._process else None) for _ in range(4)}
        assert len(processes - {None}) == 2


def can_be_shut_in() -> bool:
    """Whether the kernel can shut a process in; tried in another one."""
    command = [sys.executable, "-c", "from ingest.confinement import shut_in; raise SystemExit(not shut_in([]))"]
    return subprocess.run(command, cwd=sandbox.ROOT, check=False).returncode == 0


def stand_in(monkeypatch: pytest.MonkeyPatch, answers: str) -> None:
    """Let another program, that a file has taken over, answer in the place of ours: it reads the request and runs `answers`."""
    program = f"""
import json, pickle, struct, sys, time
def frame():
    length = struct.unpack(">Q", sys.stdin.buffer.read(8))[0]
    return sys.stdin.buffer.read(length)
def send(value):
    payload = value if isinstance(value, bytes) else json.dumps(value).encode()
    sys.stdout.buffer.write(struct.pack(">Q", len(payload)) + payload)
    sys.stdout.buffer.flush()
for _ in range(4):
    frame()
{answers}
"""
    real = sandbox.subprocess.Popen
    monkeypatch.setattr(sandbox.subprocess, "Popen", lambda _command, **options: real([sys.executable, "-c", program], **options))


READING = read_and_parse(RESOLUTION.read_bytes(), name="a.txt", symbol=None, lexicon=LEXICON)
LIES = {
    "no JSON": "send(b'rubbish')",
    "JSON of another kind": "send([1, 2, 3])",
    "JSON nested without end": "send(b'[' * 10**6)",
    "a pickle": "send(pickle.dumps(print))",
    "half an answer": "sys.stdout.buffer.write(struct.pack('>Q', 1000) + b'{'); sys.stdout.flush()",
    "an answer without end": "sys.stdout.buffer.write(struct.pack('>Q', 1 << 60)); sys.stdout.flush(); time.sleep(60)",
    "a reading with a field too few": f"send({{'reading': {as_plain(READING)[:-1]!r}}})",
    "a text that no database takes": f"send({{'reading': [{as_plain(READING.document)!r}, 'text/\\x00plain', []]}})",
    "a refusal for no known reason": "send({'refused': 'because', 'params': {}})",
    "a refusal without its params": "send({'refused': 'pdf_scan', 'params': {}})",
    "a refusal with params of another kind": "send({'refused': 'pdf_scan', 'params': {'pages': [1]}})",
    "nothing": "",
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_an_answer_that_is_none_is_not_believed(monkeypatch: pytest.MonkeyPatch, lie: str) -> None:
    stand_in(monkeypatch, lie)
    with pytest.raises(Refusal) as refused:
        parse_apart(b"", name="a.pdf", symbol=None, lexicon=LEXICON)
    assert refused.value.code == "reading_broke_off"


class TestGivenUp:
    """What the process can no longer do when it sees a file."""

    def run(self, code: str, *, seconds: int = 10, errors: IO[bytes] | int = subprocess.STDOUT) -> str:
        """What Python code says that runs where a file would be read."""
        limits = f"worker._give_up({sandbox.LIMITS.megabytes}, converts=False); worker._allow({seconds})"
        command = [sys.executable, "-c", f"from ingest import worker; {limits}\n{code}"]
        out, env = subprocess.PIPE, {"PATH": os.defpath}
        done = subprocess.run(command, cwd=sandbox.ROOT, stdout=out, stderr=errors, text=True, check=False, timeout=60, env=env)
        return f"{done.returncode} {done.stdout}"

    def test_it_writes_no_more_than_a_traceback(self, tmp_path: Path) -> None:
        with (tmp_path / "errors").open("wb") as errors:
            self.run("import os; os.write(2, b'x' * 10**6); os.write(2, b'x')", errors=errors)
        assert (tmp_path / "errors").stat().st_size == worker.LONGEST_TRACEBACK

    def test_it_gets_no_more_memory(self) -> None:
        assert "MemoryError" in self.run("bytearray(600 * 1024 * 1024)")

    def test_it_gets_no_more_time(self) -> None:
        said = self.run("while True: pass", seconds=1)
        assert said.startswith("-24 ")  # SIGXCPU

    def test_it_leaves_no_image_of_its_memory(self) -> None:
        assert self.run("import resource; print(resource.getrlimit(resource.RLIMIT_CORE))") == "0 (0, 0)\n"

    @pytest.mark.skipif(not can_be_shut_in(), reason="this kernel has no Landlock")
    @pytest.mark.parametrize(
        "tried", ["open('/etc/hostname')", "open('manage.py')", "open('/dev/shm/x', 'w')", "socket.create_connection(('127.0.0.1', 9))"]
    )
    def test_it_opens_nothing_of_ours(self, tried: str) -> None:
        assert "PermissionError" in self.run(f"import socket\n{tried}")

    def test_it_knows_no_variable_of_ours(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SECRET_KEY", "secret")
        stand_in(monkeypatch, "import os; send({'unreadable': json.dumps(sorted(os.environ))})")
        with pytest.raises(Unreadable) as refused:
            parse_apart(b"", name="a.pdf", symbol=None, lexicon=LEXICON)
        assert set(json.loads(str(refused.value))) - {"LC_CTYPE"} == {"PATH", "LANG", "PYTHONPATH", "MALLOC_ARENA_MAX"}


class TestMany:
    def test_each_comes_back_once(self) -> None:
        files = [sent(path, number) for number, path in enumerate(SAMPLES * 2)]
        found = list(parse_many(files, lexicon=LEXICON, processes=2))
        assert sorted(result.sent.number for result in found) == list(range(len(files)))
        assert all(result.reading for result in found)

    def test_one_that_brings_its_process_down_keeps_no_other_back(self) -> None:
        files = [sent(RESOLUTION, 0), replace(BOMB, number=1), Sent(b"", "empty.txt", None, 2), *(sent(path, 3) for path in SAMPLES)]
        found = list(parse_many(files, lexicon=LEXICON, processes=2))
        assert (len(found), sorted(result.sent.number for result in found if result.refusal)) == (len(files), [1, 2])

    def test_only_a_few_are_taken_ahead(self) -> None:
        taken = 0

        def files() -> Iterator[Sent]:
            nonlocal taken
            for number in range(100):
                taken += 1
                yield sent(RESOLUTION, number)

        results = parse_many(files(), lexicon=LEXICON, processes=1)
        next(results)
        assert taken < 20
        results.close()

    def test_none_is_none(self) -> None:
        assert list(parse_many([], lexicon=LEXICON, processes=2)) == []

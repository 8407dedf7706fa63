"""Files given as evidence: what is taken, what is refused with which sentence, and what becomes of their names."""

import io
import tracemalloc
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from obligations.incoming.filenames import LONGEST, UNSEEN, safe_filename
from obligations.services import evidence, files
from obligations.services.scanning import scan
from tests.obligations.uploaded_files import DOCX, JPEG, OLE, PDF, PPTX, XLSX, damaged, locked, office, open_document, packed, png

ZEROS = b"\x00" * (4 * 1024 * 1024)
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"

TAKEN = {
    "报告.pdf": (PDF, "application/pdf"),
    "a.docx": (office(DOCX), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "a.xlsx": (office(XLSX), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "a.pptx": (office(PPTX), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "a.odt": (open_document(), "application/vnd.oasis.opendocument.text"),
    "a.ods": (open_document("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
    "a.rtf": (b"{\\rtf1 \\'ce\\'c4}", "application/rtf"),
    "a.txt": ("第一条 本法自公布之日起施行。\r\n".encode(), "text/plain"),
    "old.txt": ("国家报告".encode("gb18030"), "text/plain"),
    "wide.txt": ("国家报告".encode("utf-16"), "text/plain"),
    "a.png": (png(), "image/png"),
    "a.jpeg": (JPEG, "image/jpeg"),
}

REFUSED = {
    "an empty file": ("a.pdf", b"", "empty"),
    "a Windows program": ("a.pdf", b"MZ\x90\x00" + b"\x00" * 60, "program"),
    "a Linux program": ("a.txt", b"\x7fELF\x02\x01\x01" + b"\x00" * 60, "program"),
    "a shell script": ("a.txt", b"#!/bin/sh\nrm -rf /\n", "program"),
    "a script by its name": ("a.js", b"WScript.Echo(1)", "program"),
    "a program that calls itself a report": ("report.pdf.exe", PDF, "program"),
    "a Word file with macros, by its declared type": ("a.docx", office(MACRO_MAIN), "macros"),
    "a Word file with a hidden project": ("a.docx", office(word__vbaProject_dot_bin=b"x"), "macros"),
    "an Excel file with old macro sheets": ("a.xlsx", office(XLSX, xl__macrosheets__sheet1_dot_xml=b"<x/>"), "macros"),
    "a Word file with controls": ("a.docx", office(word__activeX__activeX1_dot_xml=b"<x/>"), "macros"),
    "a project under another name": ("a.docx", office(word__data_dot_bin="_VBA_PROJECT".encode("utf-16-le")), "macros"),
    "a file named for macros": ("a.xlsm", office(XLSX), "macros"),
    "an OpenDocument file with Basic": ("a.odt", open_document(Basic__Standard__Module1_dot_xml=b"<x/>"), "macros"),
    "an OpenDocument file with scripts": ("a.ods", open_document("spreadsheet", Scripts__python__a_dot_py=b"x"), "macros"),
    "a program packed into an object": ("a.docx", office(word__embeddings__oleObject1_dot_bin="\x01Ole10Native".encode("utf-16-le")), "embedded"),
    "a program as a part": ("a.docx", office(word__embeddings__setup_dot_exe=b"MZ"), "embedded"),
    "a locked Office file": ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "a container with encrypted parts": ("a.docx", locked(office()), "password"),
    "a locked OpenDocument file": ("a.odt", open_document(**{"META-INF__manifest_dot_xml": b"<manifest:encryption-data/>"}), "password"),
    "an old Word file": ("a.doc", OLE, "old Office"),
    "an archive": ("a.zip", packed({"a.pdf": PDF}), "archive"),
    "an archive called a document": ("a.docx", packed({"a.pdf": PDF}), "archive"),
    "a RAR archive": ("a.pdf", b"Rar!\x1a\x07\x01\x00", "archive"),
    "a zip bomb": ("a.docx", office(word__bomb_dot_xml=ZEROS), "far larger"),
    "a container of very many parts": ("a.docx", packed({"[Content_Types].xml": b"", **{f"p{n}": b"" for n in range(5001)}}), "far larger"),
    "a damaged container": ("a.docx", damaged(office()), "damaged"),
    "half a container": ("a.docx", office()[:-30], "damaged"),
    "a part that points out of its container": ("a.docx", office(**{"..__..__etc__passwd": b"x"}), "damaged"),
    "a drawing with scripts": ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "web page"),
    "a drawing called a picture": ("a.png", b'<?xml version="1.0"?><svg onload="alert(1)"/>', "web page"),
    "a web page called text": ("a.txt", b"<!DOCTYPE html><html><script>alert(1)</script></html>", "web page"),
    "a text with a script far down": ("a.txt", b"x" * 300_000 + b"<ScRiPt>alert(1)</script>", "script"),
    "an e-mail": ("a.eml", b"Received: from x\r\nMIME-Version: 1.0\r\n\r\nx", "e-mail"),
    "an RTF file with an object": ("a.rtf", b"{\\rtf1{\\object\\objemb{\\*\\objdata 0105}}}", "embedded"),
    "a picture with an archive behind it": ("a.png", png(after=packed({"a.exe": b"MZ"})), "hidden"),
    "a PDF called a picture": ("a.png", PDF, "called"),
    "a sheet called a Word file": ("a.docx", office(XLSX), "called"),
    "a text called PDF": ("a.pdf", b"plain words", "called"),
    "bytes of no kind": ("a.bin", bytes(range(256)) * 4, "not known"),
    "text with control characters": ("a.txt", b"abc\x00\x01\x02", "not known"),
}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.LANGUAGE_CODE = "en"
    return settings.MEDIA_ROOT


@pytest.mark.parametrize("name", TAKEN)
def test_a_document_is_taken_for_what_it_is(name):
    content, media_type = TAKEN[name]
    kept = evidence.receive(content=content, filename=name)
    assert (kept.media_type, kept.filename, kept.size) == (media_type, name, len(content))
    assert kept.sha256 == files.digest(content) and files.read(kept.sha256) == content


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_file_is_refused_with_a_sentence_and_not_kept(case, own_folder):
    name, content, word = REFUSED[case]
    with pytest.raises(ValidationError, match=word) as refused:
        evidence.receive(content=content, filename=name)
    assert len(refused.value.messages) == 1
    assert not own_folder.exists()


def test_a_file_beyond_the_limit_is_refused(settings):
    settings.EVIDENCE_LARGEST = 1024 * 1024
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        evidence.receive(content=PDF + b" " * 1024 * 1024, filename="a.pdf")


def test_a_large_file_is_never_held_in_memory_as_a_whole(tmp_path):
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.write(PDF)
        file.truncate(20 * 1024 * 1024)
    tracemalloc.start()
    with large.open("rb") as file:
        evidence.receive(content=file, filename="large.pdf")
    assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    tracemalloc.stop()


def test_a_file_is_stored_once_with_few_rights_and_without_its_name(own_folder):
    for name in ("a.pdf", "b.pdf"):
        evidence.receive(content=SimpleUploadedFile(name, PDF), filename=name)
    (stored,) = [path for path in Path(own_folder).rglob("*") if path.is_file()]
    assert stored.name == files.digest(PDF)
    assert stored.stat().st_mode & 0o777 == 0o640


# Names ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\报告.pdf", "报告.pdf"),
        ("annual\u202efdp.exe", "annualfdp.exe"),
        ("re\u200bport\u2066.pdf", "report.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie_ x=1.pdf"),
        ('a"b<c>;d%.pdf', "a_b_c__d_.pdf"),
        ("  国家  报告 . pdf", "国家 报告 . pdf"),
        ("CON.txt", "file_CON.txt"),
        (".htaccess", "htaccess"),
        ("nul\x00l.pdf", "null.pdf"),
        ("e\u0301tude.pdf", "\u00e9tude.pdf"),
    ],
)
def test_a_name_keeps_nothing_that_deceives(given_name, safe):
    assert safe_filename(given_name) == safe


def test_a_file_without_a_name_has_one():
    assert scan(io.BytesIO(PDF), filename="").filename == "file.pdf"
    assert scan(io.BytesIO(PDF), filename="…/").filename == "file.pdf"


@given(st.text(max_size=400))
def test_whatever_a_file_is_called_its_name_is_one_short_line(name):
    import unicodedata

    safe = safe_filename(name, extension="pdf")
    assert safe and len(safe.encode()) <= LONGEST
    assert not set(safe) & set('/\\<>:"|?*\r\n') and not any(unicodedata.category(char) in UNSEEN for char in safe)
    assert safe == safe_filename(safe, extension="pdf")

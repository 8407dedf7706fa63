"""Fetching from a document service that gives good and bad answers: what is good arrives, all else ends in one sentence, soon and small."""

from __future__ import annotations

import gzip
import io
import socket
import zipfile
from collections.abc import Iterator

import httpcore
import pytest
from django.test import override_settings
from django.utils.translation import override

from obligations import fetching
from obligations.fetching import client, network
from obligations.fetching.address import service_at
from obligations.fetching.client import retry_after
from obligations.fetching.failures import ASKING, PASSING, SENTENCES, TAKING
from obligations.fetching.network import Deadline, Guarded
from obligations.models import Edition
from tests.factories import store_text
from tests.obligations.document_service import PDF, Answer, DocumentService, Time, document_service, drips, failing, gives, says, sends_on

pytestmark = pytest.mark.django_db

MB = 1024 * 1024
PAGE = b"<!doctype html><html><head><title>Official Document System</title></head><body><form><input type=password></form></body></html>"


@pytest.fixture
def service() -> Iterator[DocumentService]:
    with document_service() as made:
        yield made


def fetch(*answers: Answer, service: DocumentService, time: Time | None = None, seconds: float = 20.0) -> fetching.Fetched:
    """Fetch S/RES/9101 (2032) from a service that gives these answers."""
    service.answers = list(answers)
    return fetching.fetch("第9101(2032)号决议", seconds=seconds, pace=(time or Time()).pace())


class TestGood:
    def test_a_file_comes_with_its_name_and_address(self, service: DocumentService) -> None:
        found = fetch(gives(PDF), service=service)
        assert (found.symbol, found.language, found.content, found.name) == ("S/RES/9101 (2032)", "zh", PDF, "S-RES-9101-2032.pdf")
        assert (found.media_type, found.address) == ("application/pdf", f"{service.base}/zh/S/RES/9101(2032)")

    def test_nothing_is_told_but_what_is_asked_for_and_by_whom(self, service: DocumentService) -> None:
        fetch(sends_on("/again"), gives(PDF, set_cookie="a=b"), service=service)
        assert [set(headers) for _, headers in service.asked] == [
            {"host", "user-agent", "accept", "accept-language", "accept-encoding", "connection"}
        ] * 2
        assert service.asked[0][1]["user-agent"].startswith("obligations-tracker/")

    def test_a_cookie_is_not_kept(self, service: DocumentService) -> None:
        fetch(gives(b"", 302, location="/again", set_cookie="session=1"), gives(PDF), service=service)
        assert "cookie" not in service.asked[1][1]

    def test_the_form_is_told_from_the_content(self, service: DocumentService) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("word/document.xml", "<w/>")
        forms = {PDF: "pdf", packed.getvalue(): "docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x": "doc"}
        forms |= {b"{\\rtf1 x}": "rtf", "第9101号决议".encode(): "txt"}
        for content, ending in forms.items():
            assert fetch(gives(content, content_type="text/html"), service=service).name == f"S-RES-9101-2032.{ending}"

    def test_the_service_may_send_on_to_itself(self, service: DocumentService) -> None:
        found = fetch(sends_on("/doc/UNDOC/GEN/1.PDF", 301), sends_on(f"{service.base}/last", 307), gives(PDF), service=service)
        assert (found.address, [path for path, _ in service.asked][1:]) == (f"{service.base}/last", ["/doc/undoc/gen/1.pdf", "/last"])

    def test_what_comes_packed_is_unpacked(self, service: DocumentService) -> None:
        assert fetch(gives(gzip.compress(PDF), content_encoding="gzip"), service=service).content == PDF

    def test_a_year_is_taken_from_what_is_stored(self, service: DocumentService) -> None:
        store_text()
        assert fetching.fetch("S/RES/9101", pace=Time().pace()).symbol == "S/RES/9101 (2032)"

    def test_another_language_has_a_name_of_its_own(self, service: DocumentService) -> None:
        found = fetching.fetch("S/PV.9901", language="en", pace=Time().pace())
        assert (found.name, service.asked[0][0]) == ("S-PV-9901.en.pdf", "/en/S/PV.9901")


class TestTriedAgain:
    @pytest.mark.parametrize("bad", [gives(b"", 500), gives(b"", 502), says(b""), says(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n%PDF")])
    def test_a_passing_failure_is_waited_for(self, bad: Answer, service: DocumentService) -> None:
        time = Time()
        assert fetch(bad, bad, gives(PDF), service=service, time=time).content == PDF
        assert [round(wait) for wait in time.waits] == [2, 4]

    def test_a_pause_that_is_asked_for_is_kept(self, service: DocumentService) -> None:
        time = Time()
        fetch(gives(b"", 429, retry_after="7"), gives(PDF), service=service, time=time)
        assert [round(wait) for wait in time.waits] == [7]

    def test_a_failure_that_stays_is_told_after_four_tries(self, service: DocumentService) -> None:
        with failing("failing"):
            fetch(gives(b"", 500), service=service)
        assert len(service.asked) == 4

    def test_a_long_pause_is_told_and_kept_by_the_next_who_asks(self, service: DocumentService) -> None:
        time = Time()
        pace = time.pace()
        service.answers = [gives(b"", 429, retry_after="3600")]
        for _ in range(2):
            with failing("held") as refused:
                fetching.fetch("S/PV.9901", pace=pace)
            assert str(refused.value).startswith("127.0.0.1 asked for a pause of 3600 seconds.")
        assert (len(service.asked), time.waits) == (1, [])

    def test_there_is_a_pause_after_each_request(self, service: DocumentService) -> None:
        time = Time()
        pace = time.pace()
        with override_settings(DOCUMENT_SERVICE_PAUSE=3):
            for _ in range(3):
                fetching.fetch("S/PV.9901", pace=pace)
        assert [round(wait) for wait in time.waits] == [3, 3]

    def test_one_is_fetched_at_a_time(self, service: DocumentService) -> None:
        time = Time()
        pace = time.pace()
        with pace.turn(Deadline(1, time.clock), host="", pause=0), failing("occupied"):
            fetching.fetch("S/PV.9901", seconds=0.05, pace=pace)
        assert not service.asked

    def test_a_pause_may_be_given_as_a_moment(self) -> None:
        now = "Sun, 06 Nov 2033 08:49:37 GMT"
        told = [("Sun, 06 Nov 2033 08:51:07 GMT", now), ("Sun, 06 Nov 2033 08:00:00 GMT", now), ("soon", now), ("", ""), ("12", ""), (now, "")]
        assert [retry_after(value, date=date) for value, date in told] == [90, 0, None, None, 12, None]


class TestRefused:
    @pytest.mark.parametrize(
        ("code", "answer"),
        [
            ("not_found", gives(b"", 404)),
            ("not_found", gives(b"", 410)),
            ("not_found", gives(b"")),
            ("refused", gives(PDF, 403)),
            ("refused", gives(PDF, 206)),
            ("web_page", gives(PAGE, content_type="application/pdf")),
            ("web_page", gives(b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>")),
            ("wrong_type", gives(b"\x89PNG\r\n\x1a\n" + b"0" * 99)),
            ("packed", gives(PDF, content_encoding="br")),
            ("broken", gives(gzip.compress(PDF)[:-9], content_encoding="gzip")),
            ("broken", gives(PDF, content_encoding="gzip")),
            ("broken", says(b"\x00\x01\x02 no HTTP at all\r\n\r\n")),
            ("broken", says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n%PDF-1.7")),
            ("broken", says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n%PDF-1.7")),
            ("broken", says(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n")),
            ("going_round", sends_on("/again")),
            ("going_round", gives(b"", 302)),
            ("redirected", sends_on("https://127.0.0.1/")),
            ("redirected", sends_on("http://169.254.169.254/latest/meta-data/")),
            ("redirected", sends_on("file:///etc/passwd")),
            ("redirected", sends_on("http://localhost/")),
            ("redirected", sends_on("http://127.0.0.1:1/")),
        ],
    )
    def test_a_bad_answer_ends_in_a_sentence(self, code: str, answer: Answer, service: DocumentService) -> None:
        with failing(code) as refused:
            fetch(answer, service=service)
        assert (str(refused.value)[-1], len(service.asked) <= 1 + client.MOST_REDIRECTS, Edition.objects.exists()) == (".", True, False)

    @override_settings(MAX_DOCUMENT_BYTES=MB)
    @pytest.mark.parametrize(
        "answer",
        [
            gives(b"", content_length=str(MB + 1)),
            gives(b"", content_length="9" * 18),
            drips(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%PDF-1.7", b"0" * 65_536, every=0),
            drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"0" * 65_536 + b"\r\n", every=0),
            gives(gzip.compress(b"0" * 60 * MB), content_encoding="gzip"),
        ],
        ids=["announced", "announced as endless", "without end", "in pieces without end", "packed small"],
    )
    def test_what_is_too_large_is_not_taken(self, answer: Answer, service: DocumentService) -> None:
        with failing("too_large") as refused:
            fetch(answer, service=service)
        assert "larger than 1 MB" in str(refused.value)

    def test_what_says_to_be_shorter_than_it_is_counts_as_long_as_it_says(self, service: DocumentService) -> None:
        assert fetch(says(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n%PDF-1.7" + b"0" * 999), service=service).content == b"%PDF-1.7"

    @pytest.mark.parametrize(
        "answer",
        [
            drips(b"", b""),
            drips(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
            drips(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n%PDF", b"0"),
        ],
        ids=["no word", "headers one by one", "the file byte by byte"],
    )
    def test_what_is_too_slow_is_given_up_in_time(self, answer: Answer, service: DocumentService) -> None:
        time = Time()
        began = time.clock()
        with failing("slow"):
            fetch(answer, service=service, time=time, seconds=0.4)
        assert time.clock() - began < 1.5

    def test_a_service_that_is_not_there_is_told(self, service: DocumentService) -> None:
        service.server_close()
        with failing("offline"):
            fetch(gives(PDF), service=service)

    def test_a_name_that_stands_for_nothing_is_told_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: object, **kwargs: object) -> None:
            raise socket.gaierror(-2, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", fail)
        time = Time()
        with override_settings(DOCUMENT_SERVICE="https://documents.example"), failing("unknown_host"):
            fetching.fetch("S/PV.9901", pace=time.pace())
        assert time.waits == []

    def test_a_look_up_that_does_not_end_is_left_behind(self, monkeypatch: pytest.MonkeyPatch, service: DocumentService) -> None:
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: [] if service.ended.wait(5) else [])
        with pytest.raises(httpcore.ConnectTimeout):
            network.resolve("documents.example", 443, 0.05)

    def test_a_secure_connection_is_asked_for(self, service: DocumentService) -> None:
        secure = {"DOCUMENT_SERVICE": service.base.replace("http", "https"), "DOCUMENT_SERVICE_INSIDE": ["127.0.0.0/8"]}
        with override_settings(**secure), failing("tls"):
            fetching.fetch("S/PV.9901", pace=Time().pace())

    def test_nothing_inside_the_network_is_asked(self, service: DocumentService) -> None:
        with override_settings(DOCUMENT_SERVICE=service.base.replace("http", "https")), failing("inside"):
            fetching.fetch("S/PV.9901", pace=Time().pace())
        assert not service.asked

    def test_one_address_inside_is_enough_not_to_ask(self, service: DocumentService) -> None:
        guarded = Guarded(service_at("https://x.org", agent="x"), Deadline(1, Time().clock), resolve=lambda *given: ["8.8.8.8", "10.0.0.1"])
        with failing("inside"):
            guarded.connect_tcp("x.org", 443)

    def test_plain_http_is_for_tests_on_this_machine(self, service: DocumentService) -> None:
        with override_settings(DOCUMENT_SERVICE_LOOPBACK_HTTP=False), failing("misconfigured"):
            fetching.fetch("S/PV.9901")
        with override_settings(DOCUMENT_SERVICE="http://192.0.2.1"), failing("inside"):
            fetching.fetch("S/PV.9901", pace=Time().pace())

    def test_fetching_can_be_turned_off(self) -> None:
        with override_settings(DOCUMENT_SERVICE=""), failing("turned_off"):
            fetching.fetch("S/PV.9901")
        assert not fetching.available()


def test_every_sentence_can_be_said_in_the_readers_language(service: DocumentService) -> None:
    with failing("not_found") as refused:
        fetch(gives(b"", 404), service=service)
    with override("en"):
        assert refused.value.sentence == "127.0.0.1 has no S/RES/9101 (2032) in Chinese. Check the symbol and the language." == str(refused.value)
    with override("zh-hans"):
        assert "中文" in refused.value.sentence
    assert set(SENTENCES) > (PASSING | ASKING | TAKING)

"""What people type for a document, and the addresses at which it is asked for."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.heading import canonical_symbol
from obligations.fetching import NotFetched
from obligations.fetching.address import is_public, service_at
from obligations.fetching.symbols import FIRST_YEAR, LAST_YEAR, Symbol, language_of, symbol_of
from tests.obligations.document_service import failing

RESOLUTION = "S/RES/2370 (2017)"
TYPED = {
    "S/RES/2370 (2017)": RESOLUTION,
    "S/RES/2370(2017)": RESOLUTION,
    "  s/res/2370\t(2017) ": RESOLUTION,
    "Ｓ／ＲＥＳ／２３７０（２０１７）": RESOLUTION,
    "第2370(2017)号决议": RESOLUTION,
    "第2370（2017）號決議": RESOLUTION,
    "安全理事会第2370〔2017〕号决议。": RESOLUTION,
    "2370 (2017)": RESOLUTION,
    "resolution 2370 (2017)": RESOLUTION,
    "UNSCR 2370 (2017)": RESOLUTION,
    "https://docs.un.org/zh/S/RES/2370(2017)": RESOLUTION,
    "https://undocs.org/S/RES/2370%282017%29": RESOLUTION,
    "https://documents.un.org/api/symbol/access?l=zh&s=S%2FRES%2F2370(2017)&t=pdf": RESOLUTION,
    "s/res/2370": RESOLUTION,
    "第2370号决议": RESOLUTION,
    "S/RES/1 (1946)": "S/RES/1 (1946)",
    "S/PV.8017": "S/PV.8017",
    "pv 8017": "S/PV.8017",
    "安理会第8017次会议": "S/PV.8017",
    "S/PV.8017 (Resumption 1)": "S/PV.8017 (Resumption1)",
    "https://docs.un.org/en/S/PV.8017": "S/PV.8017",
    "S/PRST/2015/25": "S/PRST/2015/25",
    "prst/2015/025": "S/PRST/2015/25",
}
UNKNOWN = ("", "2370", "S/2017/605", "A/RES/60/288", "S/RES/", "S/RES/0 (2017)", "S/RES/2370 (1017)", "S/PV.0", "S/PRST/15/25")
UNKNOWN += ("S/RES/2370(2017)/../x", "第二三七零号决议", "x" * 10_000, "S/RES/23700 (2017)", "\x00")
UNKNOWN += ("S/RES/²³⁷⁰x", "http://169.254.169.254/latest", "S/RES/2370 (2017)?x=1\r\nHost: y")


class TestSymbols:
    @pytest.mark.parametrize(("typed", "meant"), TYPED.items())
    def test_a_symbol_is_known_however_it_is_typed(self, typed: str, meant: str) -> None:
        assert symbol_of(typed, year_of={2370: 2017}.get).canonical == meant

    @pytest.mark.parametrize("typed", UNKNOWN)
    def test_anything_else_is_refused_in_one_sentence(self, typed: str) -> None:
        with failing("unknown_symbol") as refused:
            symbol_of(typed)
        assert str(refused.value).isprintable() and len(str(refused.value)) < 250

    def test_a_year_that_nobody_knows_is_asked_for(self) -> None:
        with failing("year_missing") as refused:
            symbol_of("S/RES/2370")
        assert str(refused.value).startswith("S/RES/2370: give the year")

    @given(number=st.integers(1, 9999), year=st.integers(FIRST_YEAR, LAST_YEAR), blank=st.text(" \t　\n", max_size=3), wide=st.booleans())
    def test_every_resolution_is_known_in_all_its_forms(self, number: int, year: int, blank: str, wide: bool) -> None:
        opened, closed = ("（", "）") if wide else ("(", ")")
        bracketed = f"{number}{blank}{opened}{year}{closed}"
        forms = (f"S/RES/{bracketed}", f"s/res/{bracketed}{blank}", f"第{bracketed}号决议", f"{blank}{bracketed}", f"https://docs.un.org/fr/S/RES/{bracketed}")
        assert {symbol_of(form).canonical for form in forms} == {f"S/RES/{number} ({year})"}

    @given(st.text(max_size=40) | st.from_regex(r"\A(S/)?(RES|PV|PRST)[/. ]?[0-9]{0,5}[ /(]*[0-9]{0,5}\)?\Z"))
    def test_what_is_known_is_canonical_and_fit_for_an_address_and_a_file(self, typed: str) -> None:
        try:
            symbol = symbol_of(typed)
        except NotFetched as refused:
            assert refused.code in ("unknown_symbol", "year_missing") and refused.sentence
            return
        assert canonical_symbol(symbol.canonical) == symbol.canonical == symbol_of(symbol.canonical).canonical == symbol_of(symbol.printed).canonical
        assert set(symbol.stem) <= set("SREPVTesumptionPARIX-0123456789")
        assert set(symbol.printed) <= set("SREPVTesumptionPARIX/.()0123456789")

    def test_a_language_is_one_of_six(self) -> None:
        assert language_of(" ZH ") == "zh"
        with failing("unknown_language") as refused:
            language_of("de")
        assert "zh, en, fr" in str(refused.value)


class TestAddresses:
    def test_a_base_is_followed_by_language_and_symbol(self) -> None:
        service = service_at("https://docs.un.org/", agent="x")
        assert service.address_of(Symbol(RESOLUTION), "zh") == "https://docs.un.org/zh/S/RES/2370(2017)"

    def test_an_address_with_places_is_filled_in(self) -> None:
        service = service_at("https://example.org/api?s={symbol}&l={language}&t=pdf", agent="x")
        assert service.address_of(Symbol("S/PV.8017"), "en") == "https://example.org/api?s=S%2FPV.8017&l=en&t=pdf"

    @pytest.mark.parametrize(
        "address",
        ("", "http://127.0.0.1", "ftp://x.org", "file:///etc/passwd", "https://", "https://user:pw@x.org", "https://x.org:port", "https://x.org#a")
        + ("https://x.org?a=b", "https://{symbol}.org", "https://bücher.example", "https://x.org /{symbol}", "//x.org/{symbol}"),
    )
    def test_an_address_that_is_not_plain_https_is_not_used(self, address: str) -> None:
        with failing("misconfigured"):
            service_at(address, agent="x")

    @pytest.mark.parametrize(
        ("location", "meant"),
        [
            ("/doc/UNDOC/GEN/N17/1.PDF?OpenElement", "https://x.org/doc/undoc/gen/n17/1.pdf?OpenElement"),
            ("https://X.org:443/a b#c", "https://X.org:443/a%20b"),
            ("b", "https://x.org/zh/b"),
            ("//x.org/c", "https://x.org/c"),
            ("/文件", "https://x.org/%E6%96%87%E4%BB%B6"),
        ],
    )
    def test_the_service_may_send_on_within_itself(self, location: str, meant: str) -> None:
        assert service_at("https://x.org", agent="x").sent_on("https://x.org/zh/a", location) == meant

    @pytest.mark.parametrize(
        "location",
        ["http://x.org/a", "https://x.org:8443/a", "https://y.org/a", "//y.org/a", "https://x.org@y.org/", "https://x.org.evil.example/"]
        + ["https://a:b@x.org/", "file:///etc/passwd", "ftp://x.org/a", "data:,x", "http://169.254.169.254/", "https://[::1", "https://x.org:99999/"]
        + ["javascript:alert(1)"],
    )
    def test_and_nowhere_else(self, location: str) -> None:
        with failing("redirected") as refused:
            service_at("https://x.org", agent="x").sent_on("https://x.org/zh/a", location)
        assert "a:b" not in str(refused.value)

    def test_only_addresses_of_the_internet_are_public(self) -> None:
        inside = "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255"
        inside += " ::1 :: fe80::1%eth0 fc00::1 fec0::1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:a00:1:: ff02::1 2001:db8::1"
        assert [each for each in inside.split() if is_public(ip_address(each))] == []
        assert all(is_public(ip_address(each)) for each in ("193.0.6.139", "2606:4700::6810:84e5", "::ffff:8.8.8.8", "64:ff9b::808:808"))

    def test_a_network_of_ones_own_may_be_named(self) -> None:
        service = service_at("https://x.org", agent="x", inside=["10.20.0.0/16"])
        assert [service.lets_in(ip_address(each)) for each in ("10.20.3.4", "10.21.0.1", "127.0.0.1", "8.8.8.8")] == [True, False, False, True]

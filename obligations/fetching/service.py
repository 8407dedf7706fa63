"""Fetch a document by what somebody typed: find its symbol, ask the service for it politely, and look at what came. Nothing is stored."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings

from ingest.readers.forms import Form, form_of
from obligations.fetching.address import Service, service_at
from obligations.fetching.client import Download, Held, Wanted
from obligations.fetching.failures import NotFetched
from obligations.fetching.network import Deadline
from obligations.fetching.pace import Pace
from obligations.fetching.symbols import Symbol, language_of, symbol_of
from obligations.models import Citation, Document

IN_A_REQUEST = 20.0  # seconds for all tries together, where somebody waits for a page or an answer
IN_A_COMMAND = 180.0
TRIES = 4
FIRST_BACKOFF = 2.0  # seconds, doubled after every try
WORTH_WAITING = 60  # seconds; a longer pause that the service asks for ends the tries
MOST_HELD = 3600  # seconds; a pause that is longer than this is taken for a mistake of the service
UNTOLD = 30  # seconds of a pause for which the service does not say how long it is

# How the forms in which documents come are called: media type and the end of a file's name. What is in them, its reader finds out, apart.
FORMS: dict[Form, tuple[str, str]] = {
    "pdf": ("application/pdf", "pdf"),
    "zip": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "ole": ("application/msword", "doc"),
    "rtf": ("application/rtf", "rtf"),
    "text": ("text/plain", "txt"),
}
PAGES: tuple[Form, ...] = ("html", "mhtml", "xml")

PACE = Pace(clock=time.monotonic, sleep=time.sleep)  # of this process


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was fetched: `symbol` is canonical, `name` a name for it, `address` where it came from in the end."""

    symbol: str
    language: str
    content: bytes
    name: str
    media_type: str
    address: str


def available() -> bool:
    """Whether a document service is set up."""
    return bool(settings.DOCUMENT_SERVICE)


def named(typed: str) -> Symbol:
    """The symbol meant by what was typed; the year of a resolution is taken from what is stored. Raises NotFetched."""
    return symbol_of(typed, year_of=_year_of)


def fetch(typed: str, *, language: str = "zh", seconds: float = IN_A_REQUEST, pace: Pace | None = None) -> Fetched:
    """Fetch the document of a symbol in a language within `seconds`, all tries and pauses together; `pace` is that of the process if not given.

    Raises NotFetched, with one sentence.
    """
    pace = pace or PACE
    symbol, language = named(typed), language_of(language)
    service = _service()
    wanted = Wanted(symbol, language, service.address_of(symbol, language))
    deadline = Deadline(seconds, pace.clock)
    tried = 0
    while True:
        try:
            with pace.turn(deadline, host=service.host, pause=settings.DOCUMENT_SERVICE_PAUSE):
                content, address = Download(service, wanted, deadline, largest=settings.MAX_DOCUMENT_BYTES).take()
            return _looked_at(wanted, service, content, address)
        except NotFetched as error:
            tried += 1
            if not _worth_another(error, tried, deadline, pace):
                raise _told(error, service, pace) from error


def _service() -> Service:
    """The service as it is set up. Raises NotFetched."""
    if not available():
        raise NotFetched("turned_off")
    return service_at(
        settings.DOCUMENT_SERVICE,
        agent=settings.DOCUMENT_SERVICE_AGENT,
        inside=settings.DOCUMENT_SERVICE_INSIDE,
        loopback_http=settings.DOCUMENT_SERVICE_LOOPBACK_HTTP,
    )


def _worth_another(error: NotFetched, tried: int, deadline: Deadline, pace: Pace) -> bool:
    """Whether it is tried again, after a pause that grows, or after the one that the service asks for; that one is kept to in any case."""
    if isinstance(error, Held):
        pace.hold(UNTOLD if error.seconds is None else min(error.seconds, MOST_HELD))
    if not error.passing or tried == TRIES:
        return False
    backoff = max(pace.wait, FIRST_BACKOFF * 2 ** (tried - 1))
    if backoff > min(deadline.left, WORTH_WAITING):
        return False
    pace.hold(backoff)
    return True


def _told(error: NotFetched, service: Service, pace: Pace) -> NotFetched:
    """A failure as it is told in the end: after a request to wait, for how long."""
    return NotFetched("held", host=service.host, seconds=max(1, round(pace.wait))) if isinstance(error, Held) else error


def _looked_at(wanted: Wanted, service: Service, content: bytes, address: str) -> Fetched:
    """The file with its form, told from its content. Raises NotFetched where it is no document."""
    form = form_of(content)
    if form in PAGES:
        raise NotFetched("web_page", host=service.host, symbol=str(wanted.symbol), language=wanted.language, address=wanted.address)
    if form not in FORMS:
        raise NotFetched("wrong_type", host=service.host, address=wanted.address)
    media_type, ending = FORMS[form]
    mark = "" if wanted.language == "zh" else f".{wanted.language}"
    return Fetched(wanted.symbol.canonical, wanted.language, content, f"{wanted.symbol.stem}{mark}.{ending}", media_type, address)


def _year_of(number: int) -> int | None:
    """The year of a resolution, where the documents that are stored name just one."""
    prefix = f"S/RES/{number} ("
    symbols = {*Document.objects.filter(symbol__startswith=prefix).values_list("symbol", flat=True)}
    symbols |= {*Citation.objects.filter(target__startswith=prefix).order_by().values_list("target", flat=True).distinct()}
    years = {symbol.removeprefix(prefix).rstrip(")") for symbol in symbols}
    return int(years.pop()) if len(years) == 1 else None

"""Many symbols in turn: fetched, read apart and stored, or only kept as files. What has been done stays done when a run ends early."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from ingest import ParsedDocument, Unreadable
from ingest.sandbox import parse_apart
from obligations import lexicons
from obligations.fetching.failures import NotFetched
from obligations.fetching.service import IN_A_COMMAND, Fetched, fetch, named
from obligations.fetching.symbols import LANGUAGES, language_of
from obligations.models import Edition
from obligations.services import meetings, register

Report = dict[str, Any]

# Failures after which nothing else is asked: they would meet every symbol, and the service is not to be asked over and over.
ENDING = frozenset({"turned_off", "misconfigured", "unknown_language", "unknown_host", "inside", "tls", "held"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run does with each symbol. `out` is a folder in which files are kept and nothing is stored; `force` fetches what is there already."""

    language: str
    force: bool = False
    dry_run: bool = False
    out: Path | None = None


def run(typed: Sequence[str], asked: Asked, *, clock: Callable[[], datetime]) -> Iterator[Report]:
    """A report for each symbol, when it is done; ends early where no other can be fetched either."""
    for text in typed:
        report: Report = {"typed": text}
        try:
            report |= _one(text, asked, clock)
        except NotFetched as error:
            report |= {"outcome": "failed", "code": error.code, "why": str(error)}
        except Unreadable as error:
            report |= {"outcome": "failed", "code": "unreadable", "why": str(error)}
        except ValidationError as error:
            report |= {"outcome": "failed", "code": "refused", "why": " ".join(error.messages)}
        yield report
        if report.get("code") in ENDING:
            return


def _one(text: str, asked: Asked, clock: Callable[[], datetime]) -> Report:
    symbol, language = named(text), language_of(asked.language)
    if not asked.force and (kept := _there(symbol.canonical, symbol.stem, language, asked.out)):
        return {"outcome": "kept", "symbol": symbol.canonical, "file": kept}
    fetched = fetch(text, language=language, seconds=IN_A_COMMAND)
    report = {"symbol": fetched.symbol, "file": fetched.name, "address": fetched.address, "bytes": len(fetched.content)}
    if asked.out is not None:
        part = asked.out / f".{fetched.name}.part"  # a run that is stopped leaves no half file under its name
        part.write_bytes(fetched.content)
        part.replace(asked.out / fetched.name)
        return report | {"outcome": "saved"}
    return report | _taken_in(fetched, asked, clock)


def _there(symbol: str, stem: str, language: str, out: Path | None) -> str:
    """The name of the file of a symbol that need not be fetched again, empty where there is none."""
    if out is not None:
        pattern = f"{stem}.*" if language == "zh" else f"{stem}.{language}.*"
        return next((path.name for path in sorted(out.glob(pattern)) if language != "zh" or path.stem == stem), "")
    editions = Edition.objects.filter(document__symbol=symbol, language=language).order_by("-number")
    return editions.values_list("filename", flat=True).first() or ""


def _taken_in(fetched: Fetched, asked: Asked, clock: Callable[[], datetime]) -> Report:
    """Read a file apart and store it. Raises Unreadable, ValidationError, and NotFetched where it is another document or language."""
    reading = parse_apart(fetched.content, name=fetched.name, symbol=fetched.symbol, lexicon=lexicons.current())
    parsed = meetings.identify(reading.document)
    other = next((problem for problem in parsed.problems if problem.code == "symbol_differs"), None)
    if other is not None:
        raise NotFetched("other_document", symbol=fetched.symbol, found=str(other.params["found"]), address=fetched.address)
    if parsed.language != fetched.language and parsed.language in LANGUAGES:  # the service may answer in English and not say so
        raise NotFetched("other_language", symbol=fetched.symbol, language=fetched.language, instead=parsed.language, address=fetched.address)
    if asked.dry_run:
        return _found(parsed, "read")
    stored = register.store(
        parsed,
        content=fetched.content,
        filename=fetched.name,
        media_type=reading.media_type,
        by=None,
        at=clock(),
        reason="manage.py fetch",
        pages=reading.pages,
        source=fetched.address,
    )
    return _found(parsed, stored.outcome)


def _found(parsed: ParsedDocument, outcome: str) -> Report:
    return {
        "outcome": outcome,
        "kind": parsed.kind,
        "operative": len(parsed.operative),
        "acts": sum(len(paragraph.acts) for paragraph in parsed.operative),
        "speeches": len(parsed.speeches),
        "votes": len(parsed.votes),
        "problems": [{"line": p.line, "what": p.what, "advice": p.advice} for p in parsed.problems],
    }

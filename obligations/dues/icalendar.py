"""Due dates as an iCalendar file (RFC 5545): one all-day event for each day. Nothing here reads the clock or the settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _

from obligations.api.notices import notices
from obligations.choices import Basis
from obligations.dues.days import DueItem
from obligations.dues.states import DueState
from obligations.models import Obligation

LONGEST_LINE = 75  # octets, without the line's end
CANCELLED = (DueState.DISCONTINUED, DueState.REPLACED)  # shown struck through or not at all, so that a moved day leaves no ghost behind
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar(items: Iterable[DueItem], *, name: str, stamp: datetime, site: str) -> str:
    """The file of a calendar called `name`. `stamp` is when it is made, `site` what links begin with (https://tracker.example.org)."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Commitments and obligations tracker//Due dates//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
    ]
    taken: set[str] = set()
    for item in items:
        if item.due_on is not None:
            lines += _event(item, item.due_on, uid=_uid(item, item.due_on, taken), stamp=stamp, site=site)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    """A text as a value: separators escaped, line ends written as \\n, other control characters left out."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").translate(ESCAPED)
    return "".join(letter for letter in whole if letter == "\t" or letter >= " " and letter != "\x7f")


def folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets; those after the first begin with a space. No character is cut in two."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part


def _event(item: DueItem, day: date, *, uid: str, stamp: datetime, site: str) -> Iterator[str]:
    paragraph = item.paragraph
    page = site + paragraph.get_absolute_url()
    place = _("%(document)s, paragraph %(paragraph)s") % {"document": paragraph.document.symbol, "paragraph": paragraph.label}
    yield from ("BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    yield f"DTSTART;VALUE=DATE:{_digits(day)}"
    if day < date.max:
        yield f"DTEND;VALUE=DATE:{_digits(day + timedelta(days=1))}"  # the first day after it
    yield f"SUMMARY:{escaped(f'{place} · {item.words}')}"
    yield f"DESCRIPTION:{escaped(_described(item, page))}"
    yield f"URL:{page}"
    yield f"STATUS:{'CANCELLED' if item.state in CANCELLED else 'CONFIRMED'}"
    yield from ("TRANSP:TRANSPARENT", "END:VEVENT")


def _described(item: DueItem, page: str) -> str:
    """What is known of the day, the acts that ask for it with their force, the page, and what no status is shown without."""
    state = f"{item.state_label} {item.symbol}".strip()
    ends = [_("something runs until this day, nothing is due")] if item.ends else []
    return "\n".join([state, *ends, *map(_act, item.obligations), page, *notices()])


def _act(obligation: Obligation) -> str:
    """An act as it stands beside a due date: key, force, addressees; what nobody has decided yet is said to be so."""
    words = [_settled(obligation.get_force_display(), obligation.force_basis)]
    words += [_settled(row.actor.name if row.actor else row.text or row.code, row.basis) for row in obligation.addressees.all()]
    return f"{obligation.key} {' · '.join(words)}"


def _settled(words: str, basis: str) -> str:
    return f"{words} [{_('to be confirmed')}]" if basis == Basis.MACHINE else words


def _uid(item: DueItem, day: date, taken: set[str]) -> str:
    """The same for the same day of the same paragraph, whatever edition it is read from; a number tells apart those that share it."""
    start = f"{item.paragraph.slug}-{item.rule}-{_digits(day)}"
    uid = start
    number = 2
    while uid in taken:
        uid, number = f"{start}-{number}", number + 1
    taken.add(uid)
    return f"{uid}@obligations-tracker"


def _digits(day: date) -> str:
    return day.isoformat().replace("-", "")

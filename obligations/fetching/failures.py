"""Why a document was not fetched: one sentence for each case, by a code that stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext, gettext_noop

from ingest.problems import WORDS

SENTENCES: Mapping[str, str] = {
    # What was asked for
    "unknown_symbol": gettext_noop(
        "“%(typed)s” is no symbol of a resolution, presidential statement or meeting record of the Security Council. "
        "Write it like S/RES/2370 (2017), S/PRST/2015/25 or S/PV.8017."
    ),
    "year_missing": gettext_noop("%(symbol)s: give the year as well, as in S/RES/1373 (2001), because no document here says it."),
    "unknown_language": gettext_noop("“%(typed)s” is no language in which the United Nations gives out documents. Take zh, en, fr, es, ru or ar."),
    "not_found": gettext_noop("%(host)s has no %(symbol)s in %(language)s. Check the symbol and the language."),
    # Whether anything is asked
    "turned_off": gettext_noop("Documents are not fetched here, because no document service is set up (DOCUMENT_SERVICE). Send the file."),
    "misconfigured": gettext_noop(
        "The address of the document service (DOCUMENT_SERVICE) cannot be used: it has to begin with https:// and a host, without a name or "
        "password. Tell the administrator."
    ),
    "occupied": gettext_noop("Another document is being fetched. Try again in a moment."),
    "held": gettext_noop("%(host)s asked for a pause of %(seconds)s seconds. Try again after it, or send the file."),
    # How it went
    "unknown_host": gettext_noop("%(host)s is not found. Check that this machine is connected to the Internet, or send the file."),
    "offline": gettext_noop("%(host)s cannot be reached. Check that this machine is connected to the Internet, or send the file."),
    "inside": gettext_noop("%(host)s stands for an address inside this network, so nothing was asked there. Tell the administrator."),
    "tls": gettext_noop("No secure connection to %(host)s could be made, so nothing was taken from it. Tell the administrator: the log says why."),
    "slow": gettext_noop("%(host)s takes too long over %(symbol)s. Try again later, or send the file."),
    "broken": gettext_noop("The answer of %(host)s broke off or was damaged before %(symbol)s had arrived. Try again later, or send the file."),
    "refused": gettext_noop("%(host)s refuses to give out %(symbol)s (HTTP %(status)s). Open %(address)s in a browser, and send the file."),
    "failing": gettext_noop("%(host)s answers with an error of its own (HTTP %(status)s). Try again later, or send the file."),
    "redirected": gettext_noop("%(host)s sends on to another place (%(to)s), and nothing is fetched from there. Tell the administrator."),
    "going_round": gettext_noop("%(host)s sends on from one address to the next and gives no document. Try again later, or send the file."),
    # What came
    "too_large": gettext_noop("%(symbol)s is larger than %(limit)s MB, so it was not taken. Send the document alone, without pictures."),
    "packed": gettext_noop("%(host)s sends %(symbol)s packed in a way that is not read here (%(encoding)s). Send the file."),
    "web_page": gettext_noop(
        "%(host)s answered with a web page in place of %(symbol)s: it has none in %(language)s, or wants somebody to sign in. "
        "Open %(address)s in a browser, and send the file."
    ),
    "wrong_type": gettext_noop("%(host)s answered with something that is no document. Open %(address)s in a browser, and send the file."),
    "other_document": gettext_noop(
        "%(symbol)s was asked for, but the text says %(found)s, so it was not stored. Look at %(address)s, and send the file if it is the right one."
    ),
    "other_language": gettext_noop(
        "%(symbol)s was asked for in %(language)s, but the text that came is in %(instead)s, so it was not stored. Look at %(address)s."
    ),
}
IN_WORDS = ("language", "instead")  # params that are codes of languages
PASSING = frozenset({"broken", "failing", "offline", "slow"})  # may be otherwise when it is tried again at once
ASKING = frozenset({"unknown_symbol", "year_missing", "unknown_language"})  # lies with what was asked for
TAKING = frozenset({"not_found", "turned_off", "too_large", "web_page", "wrong_type"})  # lies with what there is; all others lie with the service


class NotFetched(Exception):
    """A document that could not be fetched. `sentence` is for the reader, `str()` the same in English."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return self._said(str)

    @property
    def sentence(self) -> str:
        """What went wrong and what to do, in the reader's language."""
        return self._said(gettext)

    def _said(self, translated: Callable[[str], str]) -> str:
        words = {name: translated(WORDS[str(value)]) if name in IN_WORDS else value for name, value in self.params.items()}
        return translated(SENTENCES[self.code]) % words

    @property
    def passing(self) -> bool:
        """Whether trying again may help."""
        return self.code in PASSING

    @property
    def outside(self) -> bool:
        """Whether it lies with the document service, or the way to it."""
        return self.code not in ASKING | TAKING

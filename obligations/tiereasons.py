"""Why a tie between a commitment and an obligation was suggested, in the reader's language. `services.ties` stores the signs in English."""

from __future__ import annotations

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from ingest import default_lexicon


def tie_reason(reason: str) -> str:
    """The signs of a suggested tie; what staff wrote stays as it is."""
    return pgettext("between two conditions", "; ").join(_sign(part) for part in reason.split("; "))


def _sign(part: str) -> str:
    head, _colon, codes = part.partition(": ")
    if head == "same subject":
        labels = _labels()
        return _("subject area in common: %(areas)s") % {
            "areas": pgettext("in a list", ", ").join(labels.get(code, code) for code in codes.split(", "))
        }
    if part.startswith("cites "):
        return _("cites %(symbol)s") % {"symbol": part.removeprefix("cites ")}
    known = {"adopted at this meeting": _("the resolution was adopted at this meeting"), "like wording": _("words in common")}
    return known.get(part, part)


def _labels() -> dict[str, str]:
    """The labels of subject areas by code; staff add words to areas and no areas, so the lexicon as shipped has them all."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return {entry["id"]: entry["label"][language] for entry in default_lexicon().entries("subjects")}

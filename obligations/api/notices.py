"""The sentences that go with every list of statuses, in the API and at the foot of pages."""

from django.utils.translation import gettext_lazy as _

NOTICES = (
    _("A status is the secretariat's indication of what was seen, and not a legal finding."),
    _(
        "The designations used and the way material is presented imply no opinion of the Secretariat on the legal status of any country, "
        "territory, city or area or of its authorities, or on the course of its frontiers or boundaries."
    ),
)


def notices() -> list[str]:
    """The sentences, in the language of the request."""
    return [str(notice) for notice in NOTICES]

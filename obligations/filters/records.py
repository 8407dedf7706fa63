"""The filters of what meeting records hold: meetings, speeches, votes. For the API and pages alike; commitments have a file of their own."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ingest import default_lexicon
from obligations.choices import Ballot as Choice
from obligations.choices import Capacity, DocumentKind
from obligations.filters.commitments import speaking_codes
from obligations.filters.lists import ListFilter
from obligations.filters.offers import actor_codes, visible_documents
from obligations.filters.parameters import Codes, Day, Flag, Named, Ordering, Search, Words, Years
from obligations.models import Ballot, Document, Meeting, Speech, Vote
from obligations.searching import normalise

VOTE_OUTCOMES = [("adopted", _("Adopted")), ("rejected", _("Not adopted"))]


def language_codes() -> list[tuple[str, str]]:
    """The languages in which a record can say that somebody spoke (ISO 639)."""
    lexicon = default_lexicon()
    codes = {lexicon.language, *(entry["id"] for entry in lexicon.entries_of_records("languages"))}
    return [(code, code) for code in sorted(codes)]


def visible_records(user: Any) -> QuerySet[Document]:
    """The meeting records that a query may name."""
    return visible_documents(user).filter(kind=DocumentKind.MEETING_RECORD)


def of_meeting() -> Named:
    """The parameter `meeting`: the record's slug, its symbol, or a slug it had before."""
    help_text = _("The slug (S-PV-8017) or the symbol of a meeting record.")
    by = ("slug", "symbol", "former_slugs__slug")
    return Named("edition__document", among=visible_records, by=by, label=_("Meeting"), help_text=help_text)


class MeetingFilter(ListFilter):
    """Meetings."""

    year = Years("document__adopted_on", label=_("Year"))
    held_after = Day("document__adopted_on", "gte", label=_("Held on or after"))
    held_before = Day("document__adopted_on", "lte", label=_("Held on or before"))
    presiding = Codes("presiding__code", label=_("Presiding State"), choices=actor_codes)
    search = Search(method="by_words", label=_("Search"), help_text=_("In symbol and agenda."))
    ordering = Ordering(
        default=["-document__adopted_on", "document__symbol"],
        columns={"held_on": "document__adopted_on", "symbol": "document__symbol"},
    )

    def by_words(self, queryset: QuerySet[Meeting], name: str, words: str) -> QuerySet[Meeting]:
        """Those with the words in symbol or agenda."""
        return queryset.filter(Q(document__symbol__icontains=words) | Q(agenda__contains=words) | Q(agenda__contains=normalise(words)))


class SpeechFilter(ListFilter):
    """Speeches of the reference editions."""

    meeting = of_meeting()
    actor = Codes(method="by_speaker", label=_("On behalf of"), choices=speaking_codes, help_text=_("A President who only presides speaks for none."))
    capacity = Codes("capacity", label=_("Capacity"), choices=Capacity.choices)
    language = Codes("language", label=_("Language of the speech"), choices=language_codes)
    search = Search("search", label=_("Search"), help_text=_("In the text."))
    ordering = Ordering(
        default=["-edition__document__adopted_on", "edition__document__symbol", "order"],
        columns={"held_on": "edition__document__adopted_on", "symbol": "edition__document__symbol"},
    )

    def by_speaker(self, queryset: QuerySet[Speech], name: str, codes: list[str]) -> QuerySet[Speech]:
        """Those on behalf of one of the actors, or of a body without a record."""
        return queryset.filter(Q(actor__code__in=codes) | Q(actor=None, actor_code__in=codes))


class VoteFilter(ListFilter):
    """Votes. `actor` and `choice` together ask how one State voted: one ballot has to fit both."""

    meeting = of_meeting()
    resolution = Words(method="by_resolution", label=_("Resolution"), help_text=_("What was adopted: its symbol, S/RES/2370 (2017), or its slug."))
    actor = Codes(method="by_ballot", label=_("Voting State"), choices=actor_codes)
    choice = Codes(method="by_ballot", label=_("Vote cast"), choices=Choice.choices, help_text=_("Together with “actor”, by one of those States."))
    outcome = Codes("outcome", label=_("Outcome"), choices=VOTE_OUTCOMES)
    procedural = Flag("procedural", label=_("Procedural vote"))
    ordering = Ordering(
        default=["-edition__document__adopted_on", "edition__document__symbol", "number"],
        columns={"held_on": "edition__document__adopted_on", "symbol": "edition__document__symbol"},
    )

    def by_resolution(self, queryset: QuerySet[Vote], name: str, names: list[str]) -> QuerySet[Vote]:
        """Those by which one of the resolutions was adopted; one that is not stored is known by its symbol alone."""
        known = visible_documents(self.user).filter(Q(slug__in=names) | Q(former_slugs__slug__in=names)).values("symbol")
        return queryset.filter(Q(resolution__in=names) | Q(resolution__in=known))

    def by_ballot(self, queryset: QuerySet[Vote], name: str, codes: list[str]) -> QuerySet[Vote]:
        """Those in which one ballot fits all that is asked of ballots."""
        wanted = {"actor__code__in": self.form.cleaned_data.get("actor"), "choice__in": self.form.cleaned_data.get("choice")}
        ballots = Ballot.objects.filter(vote=OuterRef("pk"), **{lookup: values for lookup, values in wanted.items() if values})
        return queryset.filter(Exists(ballots))

"""What parameters offer that name something of a vocabulary, a document or an obligation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ingest import default_lexicon
from obligations.choices import LexiconKind
from obligations.filters.parameters import Named
from obligations.models import Actor, Document, LexiconEntry, Obligation, SubjectArea, Verb
from obligations.models.vocabulary import in_language

NOT_ASSESSED = "not_assessed"  # no status: asked for beside the statuses, and never one of them


def subject_codes() -> list[tuple[str, str]]:
    """The subject areas."""
    return [(code, in_language(zh, en)) for code, zh, en in SubjectArea.objects.values_list("code", "label_zh", "label_en")]


def verb_codes() -> list[tuple[str, str]]:
    """The verbs of the Council."""
    return list(Verb.objects.values_list("code", "verb"))


def actor_codes() -> list[tuple[str, str]]:
    """Everybody who can carry something out, in the UN's order."""
    return [(code, in_language(zh, en)) for code, zh, en in Actor.objects.values_list("code", "name_zh", "name_en")]


def addressee_codes() -> list[tuple[str, str]]:
    """Everybody who can be addressed: the actors, and those without a record whom the lexicon or staff's own words name (parties, armed groups)."""
    actors = actor_codes()
    known = {code for code, _name in actors}
    words = [*default_lexicon().entries("addressees"), *_staffs_addressees()]
    others = {word.get("code", word["id"]): in_language(word["label"]["zh"], word["label"]["en"]) for word in words}
    return [*actors, *sorted((code, name) for code, name in others.items() if code not in known)]


def _staffs_addressees() -> Iterable[Any]:
    return LexiconEntry.objects.filter(kind=LexiconKind.ADDRESSEES, active=True).values_list("content", flat=True)


def visible_documents(user: Any) -> QuerySet[Document]:
    """The documents that a query may name."""
    return Document.objects.visible_to(user)


def visible_obligations(user: Any) -> QuerySet[Obligation]:
    """The obligations that a query may name."""
    return Obligation.objects.visible_to(user)


def of_document(field_name: str) -> Named:
    """The parameter `document`: by slug, by symbol, or by a slug it had before."""
    help_text = _("The slug (S-RES-2370-2017) or the symbol of a document.")
    by = ("slug", "symbol", "former_slugs__slug")
    return Named(field_name, among=visible_documents, by=by, label=_("Document"), help_text=help_text)

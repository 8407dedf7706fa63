"""A paragraph: why its labels stand, its follow-up, what it cites and what cites it, as a page or alone beside the document's text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from obligations.beside import texts_beside
from obligations.choices import Label
from obligations.citing import citing_paragraph, citing_whole
from obligations.desk.considered import other_force
from obligations.models import Document, Obligation, Paragraph, ParagraphSubject, Relation
from obligations.views.access import for_readers, sees_statuses
from obligations.views.cited import cited_texts
from obligations.views.commitments import Answer, answers, ties_answering
from obligations.views.editions import only_language_of
from obligations.views.reading import Card, cards, marked_text, with_labels
from obligations.views.reasons import Reason, read_about, reason_of_subjects, reasons

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from obligations.querysets import RelationQuerySet

    Reader = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True, slots=True)
class Act:
    """An act of the paragraph with all that is known about it. Its subjects are those of the paragraph and stand there.

    `parts` are the acts that subparagraphs inherit from it: its follow-up is theirs.
    """

    card: Card
    reasons: Sequence[Reason]
    other_force: str
    relations: Sequence[Relation]
    answers: Sequence[Answer]
    parts: Sequence[Card]


@for_readers
def paragraph_page(request: HttpRequest, slug: str, paragraph: str) -> HttpResponse:
    """A paragraph of a document; alone, without the frame of a page, where a script asks for it."""
    documents = Document.objects.visible_to(request.user)
    rows = Paragraph.objects.visible_to(request.user).filter(document__in=documents, document__slug=slug)
    found = get_object_or_404(rows.select_related("document", "current__edition", "parent__parent", "parent__current"), slug=paragraph)
    part = request.headers.get("HX-Request") == "true"
    context = {**_context(request.user, timezone.localdate(), found), "part": part}
    answer = render(request, "obligations/document_panel.html" if part else "obligations/document_paragraph.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _context(user: Reader, on: date, paragraph: Paragraph) -> dict[str, Any]:
    obligations = Obligation.objects.visible_to(user).in_the_text().filter(paragraph=paragraph)
    drawn = cards(user, on, with_labels(obligations).select_related("successor"))
    subjects = list(ParagraphSubject.objects.filter(paragraph=paragraph).select_related("subject"))
    read = read_about(drawn, paragraph.pk)
    passage = marked_text(paragraph, drawn, subjects, read.suggestions)
    beside = passage.beside if passage else None
    chapeau = texts_beside([paragraph.parent_id]).get(paragraph.parent_id) if beside and paragraph.parent_id else None
    return {
        "on": on,
        "beside": beside,
        "chapeau_beside": chapeau,
        "only_language": only_language_of(paragraph.current, beside),
        "document": paragraph.document,
        "paragraph": paragraph,
        "passage": passage,
        "acts": _acts(user, on, [(card, reasons(card, read)) for card in drawn]),
        "subjects": reason_of_subjects(paragraph, subjects, read),
        "cited": cited_texts(user, passage.citations if passage else ()),
        "citing": citing_paragraph(user, paragraph),
        "citing_whole": citing_whole(user, paragraph.document),
        "sees_statuses": sees_statuses(user),
    }


def _acts(user: Reader, on: date, known: Sequence[tuple[Card, list[Reason]]]) -> list[Act]:
    rows = [card.obligation for card, _why in known]
    related: dict[int, list[Relation]] = defaultdict(list)
    for relation in _relations(user, rows):
        for end in (relation.source_id, relation.target_id):
            related[end].append(relation)
    answering: dict[int, list[Answer]] = defaultdict(list)
    for answer in answers(user, ties_answering(user, rows)):
        answering[answer.tie.obligation_id].append(answer)
    parts: dict[int | None, list[Card]] = defaultdict(list)
    for part in cards(user, on, with_labels(Obligation.objects.visible_to(user).tracked().filter(inherited_from__in=rows))):
        parts[part.obligation.inherited_from_id].append(part)
    return [
        Act(
            card,
            [reason for reason in why if reason.label != Label.SUBJECT],
            other_force(card.obligation),
            related[card.obligation.pk],
            answering[card.obligation.pk],
            parts[card.obligation.pk],
        )
        for card, why in known
    ]


def _relations(user: Reader, obligations: Sequence[Obligation]) -> RelationQuerySet:
    """How some obligations relate to others, in either direction."""
    keys = [row.pk for row in obligations]
    found: RelationQuerySet = Relation.objects.visible_to(user).filter(Q(source__in=keys) | Q(target__in=keys))
    return found.select_related("source", "target", "by")

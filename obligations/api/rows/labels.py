"""What hangs on the obligations of a page, by obligation, paragraph or text: a question to the database each, whatever there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from obligations.api.rows.questions import Among, Question
from obligations.api.rows.words import Labels
from obligations.api.serializers.labels import CommitmentKindSerializer, RelationKindSerializer
from obligations.choices import Basis, Opinion
from obligations.choices import Label as Kind
from obligations.models import Deadline, Decision, ObligationAddressee, ParagraphSubject, Relation, Tie

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from obligations.api.rows.links import Link

    Reader = AbstractBaseUser | AnonymousUser

Grouped = Mapping[int, list[dict[str, Any]]]  # answers by the key of what they hang on
Words = Callable[[str, str], str]

DECISIONS = Question(
    lambda: Decision.objects.filter(Q(Among("obligation")) | Q(Among("paragraph", place=1)))
    .order_by()
    .values_list("obligation", "paragraph", "label", "value", "at")
)
ADDRESSEES = Question(
    lambda: ObligationAddressee.objects.filter(Among("obligation"))
    .order_by("position", "pk")
    .values_list("obligation", "actor", "actor__name_zh", "actor__name_en", "code", "text", "condition", "basis")
)
SUBJECTS = Question(
    lambda: ParagraphSubject.objects.filter(Among("paragraph"))
    .order_by("-confidence", "subject__position")
    .values_list("paragraph", "subject__code", "subject__label_zh", "subject__label_en", "confidence", "basis")
)
DEADLINES = Question(
    lambda: Deadline.objects.filter(Among("text")).order_by("start", "pk").values_list("text", "rule", "first_due", "every", "start", "end")
)


class Decided:
    """When people last decided labels of obligations and paragraphs."""

    def __init__(self, *, obligations: Collection[int] = (), paragraphs: Collection[int] = ()) -> None:
        self.days: dict[tuple[Any, ...], datetime] = {}
        for obligation, paragraph, label, value, at in DECISIONS.ask(obligations, paragraphs):
            for key in ((label, obligation, paragraph), (label, obligation, paragraph, value)):
                self.days[key] = max(at, self.days.get(key, at))

    def at(
        self, label: Kind, basis: str, *, obligation: int | None = None, paragraph: int | None = None, value: str | None = None
    ) -> datetime | None:
        """When a label (of a set, one of its members) was last decided; None where the machine's suggestion stands."""
        if basis == Basis.MACHINE:
            return None
        key = (str(label), obligation, paragraph)
        return self.days.get(key if value is None else (*key, value))


def addressees(obligations: Collection[int], decided: Decided, words: Words) -> Grouped:
    """Who is to act, by obligation."""
    found: Grouped = defaultdict(list)
    for obligation, actor, zh, en, code, text, condition, basis in ADDRESSEES.ask(obligations):
        found[obligation].append(
            {
                "code": code,
                "name": words(zh, en) if actor else text or code,
                "text": text,
                "condition": condition,
                "basis": basis,
                "decided_at": decided.at(Kind.ADDRESSEE, basis, obligation=obligation, value=code),
            }
        )
    return found


def subjects(paragraphs: Collection[int], decided: Decided, words: Words) -> Grouped:
    """The subject areas, by paragraph."""
    found: Grouped = defaultdict(list)
    for paragraph, code, zh, en, confidence, basis in SUBJECTS.ask(paragraphs):
        found[paragraph].append(
            {
                "code": code,
                "label": words(zh, en),
                "confidence": confidence,
                "basis": basis,
                "decided_at": decided.at(Kind.SUBJECT, basis, paragraph=paragraph, value=code),
            }
        )
    return found


def deadlines(texts: Collection[int]) -> Grouped:
    """The dates, by text."""
    found: Grouped = defaultdict(list)
    for text, rule, first_due, every, start, end in DEADLINES.ask(texts):
        found[text].append({"rule": rule, "first_due": first_due, "every": every, "start": start, "end": end})
    return found


def ties(obligations: Collection[int], user: Reader, words: Words, link: Link) -> Grouped:
    """The commitments that answer obligations, as staff confirmed, by obligation."""
    found: Grouped = defaultdict(list)
    kinds = Labels(CommitmentKindSerializer)
    rows = Tie.objects.visible_to(user).filter(Among("obligation", obligations), opinion=Opinion.CONFIRMED)
    shown = rows.exclude(commitment__opinion=Opinion.REJECTED)
    names = ("key", "slug", "kind", "condition", "actor__code", "actor__name_zh", "actor__name_en")
    columns = ("obligation", "basis", "at", *(f"commitment__{name}" for name in names))
    for obligation, basis, at, key, slug, kind, condition, code, zh, en in shown.order_by("commitment__key").values_list(*columns):
        actor = {"code": code, "name": words(zh, en)} if code else None
        commitment = {"key": key, "slug": slug, "kind": kinds[kind], "actor": actor, "condition": condition}
        found[obligation].append({"commitment": commitment, "basis": basis, "decided_at": at, "link": link(slug)})
    return found


def relations(obligations: Collection[int], user: Reader, link: Link) -> tuple[Grouped, Grouped]:
    """How obligations relate to earlier ones, and how later ones relate to them; both by obligation."""
    to_earlier: Grouped = defaultdict(list)
    from_later: Grouped = defaultdict(list)
    kinds = Labels(RelationKindSerializer)
    rows = Relation.objects.visible_to(user).filter(Q(Among("source", obligations)) | Q(Among("target", obligations)))
    columns = ("kind", "at", *(f"{side}{name}" for side in ("source", "target") for name in ("", "__key", "__slug")))
    for kind, at, source, source_key, source_slug, target, target_key, target_slug in rows.values_list(*columns):
        for found, here, key, slug in ((to_earlier, source, target_key, target_slug), (from_later, target, source_key, source_slug)):
            found[here].append({"kind": kinds[kind], "obligation": {"key": key, "slug": slug}, "at": at, "link": link(slug)})
    return to_earlier, from_later

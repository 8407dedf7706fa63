"""Labels of one paragraph that cannot all be right: shown to staff as a problem, never mended by itself.

Two forms of the same rules stand here side by side: `contradictions` says in words what is wrong with acts that were loaded, `contradictory`
finds such acts in the database. A test holds them together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from obligations.choices import Basis, Force, Label, Verdict
from obligations.models import Decision, Obligation, ObligationAddressee

COUNCIL = "council"
Name = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Opinion:
    """A decision: on which label, which value, what the person said, who it was, and the words for the value."""

    label: str
    value: str
    verdict: str
    by: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """The effective labels of an act, and the decisions on them in the order in which they were made."""

    key: str
    force: str
    tracked: bool
    addressees: tuple[str, ...] = ()
    permission: str = ""
    verb_forces: tuple[str, ...] = ()
    verb_basis: str = Basis.MACHINE
    force_basis: str = Basis.MACHINE
    opinions: tuple[Opinion, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What does not fit together: the key of the act, empty for the subjects of the paragraph, and a sentence."""

    key: str
    what: str


def contradictions(acts: Iterable[Act], on_subjects: Iterable[Opinion] = ()) -> list[Contradiction]:
    """All that does not fit together in the labels of a paragraph. Touches no database."""
    found = [Contradiction(act.key, what) for act in acts for what in (*_of_labels(act), *_of_opinions(act.opinions))]
    return found + [Contradiction("", what) for what in _of_opinions(on_subjects)]


def _of_labels(act: Act) -> Iterator[str]:
    if act.tracked and act.force == Force.DECLARES:
        yield _("It takes a position and is set to ask for action: one of the two cannot be right.")
    if act.tracked and act.addressees and set(act.addressees) == {COUNCIL}:
        yield _("It is set to ask for action, and its only addressee is the Council itself.")
    if act.tracked and act.permission:
        yield _("It is read as a permission, an exemption, an extension or a creation, and is set to ask for action.")
    if act.verb_basis == Basis.CHANGED and act.force_basis == Basis.MACHINE and act.force not in act.verb_forces:
        yield _("The verb was changed; the force is still that of the former verb.")


def _of_opinions(opinions: Iterable[Opinion]) -> Iterator[str]:
    """Where the last two decisions on one thing come from two people and differ: a third decision settles it."""
    by_thing: dict[tuple[str, str], list[Opinion]] = defaultdict(list)
    for opinion in opinions:
        by_thing[opinion.label, "" if opinion.verdict == Verdict.SET else opinion.value].append(opinion)
    for said in by_thing.values():
        if len(said) > 1 and said[-2].by != said[-1].by and _stand(said[-2]) != _stand(said[-1]):
            yield _("Two people decided differently on “%(label)s”: %(first)s %(one)s, then %(second)s %(other)s. A further decision settles it.") % {
                "label": Label(said[-1].label).label,
                "first": said[-2].by,
                "one": _words(said[-2]),
                "second": said[-1].by,
                "other": _words(said[-1]),
            }


def _stand(opinion: Opinion) -> str | bool:
    """What a decision comes to: the value set, or whether a member is in or out."""
    return opinion.value if opinion.verdict == Verdict.SET else opinion.verdict != Verdict.REJECT


def _words(opinion: Opinion) -> str:
    value = opinion.shown or opinion.value
    return value if opinion.verdict == Verdict.SET else f"{Verdict(opinion.verdict).label} {value}"


# From the database ----------------------------------------------------------------------------------------------------
def act_of(obligation: Obligation, decisions: Iterable[Decision], *, name: Name) -> Act:
    """An act as it was loaded, with its decisions; `name` gives the words for a label's value."""
    verb = obligation.verb
    return Act(
        key=obligation.key,
        force=obligation.force,
        tracked=obligation.tracked,
        addressees=tuple(link.code for link in obligation.addressees.all()),
        permission=obligation.permission,
        verb_forces=tuple(filter(None, (verb.force, verb.force_with_duty))),
        verb_basis=obligation.verb_basis,
        force_basis=obligation.force_basis,
        opinions=opinions_of(decisions, name=name),
    )


def opinions_of(decisions: Iterable[Decision], *, name: Name) -> tuple[Opinion, ...]:
    """Decisions in the order in which they were made."""
    rows = sorted(decisions, key=lambda d: d.pk)
    return tuple(Opinion(d.label, d.value, d.verdict, d.by.get_username(), name(d.label, d.value)) for d in rows)


def contradictory() -> Q:
    """Acts with labels that contradict each other, for a filter on obligations. Subjects are asked for by `disputed`."""
    addressees = ObligationAddressee.objects.filter(obligation=OuterRef("pk"))
    council_only = Q(Exists(addressees.filter(code=COUNCIL)), ~Exists(addressees.exclude(code=COUNCIL)))
    asks = Q(tracked=True) & (Q(force=Force.DECLARES) | ~Q(permission="") | council_only)
    forces = Q(force=F("verb__force")) | Q(force=F("verb__force_with_duty"))
    verb_alone = Q(verb_basis=Basis.CHANGED, force_basis=Basis.MACHINE) & ~forces
    return asks | verb_alone | Q(disputed("obligation"))


def disputed(target: str) -> Exists:
    """Obligations, or paragraphs, with something on which the last two decisions are by two people and differ."""
    same_label = Decision.objects.filter(**{target: OuterRef(target)}, label=OuterRef("label"))
    on_it = same_label.filter(Q(verdict=Verdict.SET) | Q(value=OuterRef("value")))  # a set is decided member by member
    before = on_it.filter(pk__lt=OuterRef("pk")).order_by("-pk")
    other_effect = (
        Q(verdict=Verdict.SET) & ~Q(value=F("value_before"))
        | Q(verdict=Verdict.REJECT) & ~Q(verdict_before=Verdict.REJECT)
        | ~Q(verdict=Verdict.REJECT) & Q(verdict_before=Verdict.REJECT)
    )
    last_ones = Decision.objects.filter(~Exists(on_it.filter(pk__gt=OuterRef("pk"))), **{target: OuterRef("pk")}).annotate(
        by_before=Subquery(before.values("by")[:1]),
        value_before=Subquery(before.values("value")[:1]),
        verdict_before=Subquery(before.values("verdict")[:1]),
    )
    return Exists(last_ones.filter(other_effect, ~Q(by=F("by_before")), by_before__isnull=False))

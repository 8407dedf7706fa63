"""The whole policy as one table: who may do what, and who sees what. A line is an action, a column a persona; an x allows.

The services and the querysets are asked, because admin, pages, API and exports ask nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import TestCase, override_settings

from obligations.choices import Applicability as Reach
from obligations.choices import Audience, BatchKind, EvidenceAccess, Label, Verdict
from obligations.models import (
    Actor,
    Assessment,
    Assignment,
    Comment,
    Commitment,
    Document,
    Evidence,
    Obligation,
    Relation,
    Round,
    StateAccount,
    StateComment,
    Tie,
)
from obligations.services import (
    aliases,
    applicability,
    assessments,
    assignments,
    batches,
    comments,
    commitments,
    decisions,
    evidence,
    lifecycle,
    publication,
    relations,
    review,
    rounds,
    statecomments,
)
from obligations.services.assessments import Cell, Content
from tests.factories import AT, make_approved, make_submission, obligation, second_reviewer, store_text
from tests.obligations.stored_records import store_sample
from tests.obligations.test_relations import LATER

PERSONAS = ["anybody", "outsider", "reader", "japan", "norway", "elsewhere", "analyst", "reviewer", "editor", "admin"]
# japan and norway are accounts of States; elsewhere is an analyst assigned to Norway alone; all cells are Japan's.
TABLE = """
action                          anybody outsider reader japan norway elsewhere analyst reviewer editor admin
read texts                      .       .        x      x     x      x         x       x        x      x
read a retired obligation       .       .        .      .     .      x         x       x        x      x
read a suggested commitment     .       .        .      .     .      x         x       x        x      x
read a suggested tie            .       .        .      .     .      x         x       x        x      x
read a draft                    .       .        .      .     .      x         x       x        x      x
read what staff approved        .       .        .      .     .      x         x       x        x      x
read what was sent to Japan     .       .        .      x     .      x         x       x        x      x
read what readers are shown     .       .        x      x     x      x         x       x        x      x
read what is public             .       .        x      x     x      x         x       x        x      x
read evidence of a draft        .       .        .      .     .      x         x       x        x      x
read evidence sent to Japan     .       .        .      x     .      x         x       x        x      x
read evidence readers are shown .       .        x      x     x      x         x       x        x      x
read evidence kept for staff    .       .        .      .     .      x         x       x        x      x
read Japan's comment            .       .        x      x     x      x         x       x        x      x
read Japan's comment to staff   .       .        .      x     .      x         x       x        x      x
read comments of staff          .       .        .      .     .      x         x       x        x      x
read assignments                .       .        .      .     .      x         x       x        x      x
read rounds                     .       .        x      x     x      x         x       x        x      x
read relations                  .       .        x      x     x      x         x       x        x      x
decide on a label               .       .        .      .     .      x         x       x        x      x
decide on a commitment          .       .        .      .     .      x         x       x        x      x
supersede an obligation         .       .        .      .     .      x         x       x        x      x
relate obligations              .       .        .      .     .      x         x       x        x      x
draft for Japan                 .       .        .      .     .      .         x       .        .      x
draft for Norway                .       .        .      .     .      x         x       .        .      x
go on with a colleague's draft  .       .        .      .     .      .         .       .        .      .
say what applies to Japan       .       .        .      .     .      .         x       .        .      x
add evidence                    .       .        .      .     .      x         x       .        x      x
approve                         .       .        .      .     .      .         .       x        .      x
approve one's own               .       .        .      .     .      .         .       .        .      .
return                          .       .        .      .     .      .         .       x        .      x
withdraw an approval            .       .        .      .     .      .         .       x        .      x
publish                         .       .        .      .     .      .         .       x        .      x
narrow                          .       .        .      .     .      .         .       x        .      x
comment for Japan               .       .        .      x     .      x         x       x        .      x
comment among staff             .       .        .      .     .      x         x       x        x      x
open a round                    .       .        .      .     .      .         .       x        x      x
undo a colleague's batch        .       .        .      .     .      .         .       .        .      x
add a name of a State           .       .        .      .     .      x         x       .        x      x
assign an analyst               .       .        .      .     .      .         .       .        .      x
bind an account to a State      .       .        .      .     .      .         .       .        .      x
"""
LINES = {line[:32].strip(): line[32:].split() for line in TABLE.strip().splitlines()[1:]}
FIRST, PART, SECOND = "9101(2032)/1/1", "9101(2032)/2(a)/1", "9105(2032)/1/1"


@dataclass
class House:
    """What everybody looks at and works on."""

    author: User
    japan: Actor
    norway: Actor
    row: Obligation
    versions: dict[str, Assessment]

    def version(self, name: str) -> Assessment:
        return self.versions[name]


def make_house() -> House:
    """Documents, a record, and a version for each audience, all by somebody who is none of the personas."""
    store_text()
    store_text(LATER)
    store_sample("S-PV-9901.txt")
    author = make_user("author", "analyst")
    Assignment.objects.create(user=author, made_at=AT)
    japan, norway, row = Actor.objects.get(code="JPN"), Actor.objects.get(code="NOR"), obligation(FIRST)
    Tie.objects.get_or_create(commitment=Commitment.objects.order_by("pk")[0], obligation=row, defaults={"score": 1})
    cells = {"staff": FIRST, "state": PART, "readers": "9101(2032)/2(b)/1", "public": "9101(2032)/3/2"}
    versions = {name: make_approved((obligation(key), japan), author, audience=Audience(name)) for name, key in cells.items()}
    versions["submitted"] = make_submission((obligation(SECOND), japan), author)
    versions["draft"] = assessments.save_draft(cell=Cell(japan, obligation=row), content=_content(), by=author, at=AT, based_on=versions["staff"])
    return House(author, japan, norway, row, versions)


def make_people(house: House) -> dict[str, Any]:
    """The personas by name."""
    roles = {"reader": "reader", "japan": "reader", "norway": "reader", "elsewhere": "analyst", "analyst": "analyst", "reviewer": "reviewer"}
    known = {name: make_user(name, role) for name, role in {**roles, "editor": "editor"}.items()}
    StateAccount.objects.create(user=known["japan"], actor=house.japan)
    StateAccount.objects.create(user=known["norway"], actor=house.norway)
    Assignment.objects.create(user=known["elsewhere"], made_at=AT).states.set([house.norway])
    Assignment.objects.create(user=known["analyst"], made_at=AT)
    admin = User.objects.create_superuser("admin")
    return {"anybody": AnonymousUser(), "outsider": make_user("outsider", ""), **known, "admin": admin}


def make_user(name: str, role: str) -> User:
    """An account, with a role where one is given."""
    user = User.objects.create_user(name, is_staff=role not in ("", "reader"))
    user.groups.set([Group.objects.get_or_create(name=role)[0]] if role else [])
    return user


def _content() -> Content:
    return Content("no_information", "未见", date(2032, 4, 1), sources="x")


def _draft(h: House, user: User, actor: Actor) -> object:
    return assessments.save_draft(cell=Cell(actor, obligation=obligation(SECOND)), content=_content(), by=user, at=AT)


def _sees(queryset: Any, version: Assessment) -> bool:
    return bool(queryset.filter(pk=version.pk).exists())


def _own_submission(h: House, user: User) -> Assessment:
    """A submission by the persona, made as if an assignment had allowed it at the time."""
    Assessment.objects.filter(pk=h.version("submitted").pk).update(author=user)
    return Assessment.objects.get(pk=h.version("submitted").pk)


def _evidence(h: House, name: str, user: User) -> bool:
    return Evidence.objects.visible_to(user).filter(links__assessment=h.version(name)).exists()


def _staff_evidence(h: House, user: User) -> bool:
    Evidence.objects.filter(links__assessment=h.version("public")).update(access=EvidenceAccess.STAFF)
    return _evidence(h, "public", user)


def _state_comment(h: House, name: str, user: User) -> bool:
    statecomments.add(version=h.version(name), text="x", received_on=AT.date(), by=h.author, at=AT)
    return StateComment.objects.visible_to(user).exists()


def _round(h: House) -> Round:
    scope = {"states": [h.japan], "obligations": [h.row], "state_first": False, "days_to_comment": 0}
    return rounds.open(name="一", opens_on=AT.date(), closes_on=AT.date(), by=second_reviewer(), at=AT, **scope)


def _relation(h: House) -> Relation:
    return relations.relate(source=obligation(SECOND), target=h.row, kind="repeats", by=h.author, at=AT)


def _retired(h: House, user: User) -> bool:
    Obligation.objects.filter(pk=h.row.pk).update(presence="retired")
    return Obligation.objects.visible_to(user).filter(pk=h.row.pk).exists()


def _batch(h: House, user: User) -> object:
    batch = batches.begin(kind=BatchKind.BULK, description="x", by=h.author, at=AT)
    return batches.undo(batch=batches.finish(batch, 0), by=user, at=AT)


def _open_round(h: House, user: User) -> object:
    scope = {"states": [h.japan], "obligations": [h.row], "state_first": False, "days_to_comment": 0}
    return rounds.open(name="二", opens_on=AT.date(), closes_on=AT.date(), by=user, at=AT, **scope)


def _made(make: Callable[[House], object], look: Callable[[User], bool]) -> Callable[[House, User], bool]:
    """Make something as staff, then look as the persona."""

    def action(h: House, user: User) -> bool:
        make(h)
        return look(user)

    return action


ACTIONS: dict[str, Callable[[House, Any], object]] = {
    "read texts": lambda h, u: Document.objects.visible_to(u).exists() and Obligation.objects.visible_to(u).exists(),
    "read a retired obligation": _retired,
    "read a suggested commitment": lambda h, u: Commitment.objects.visible_to(u).exists(),
    "read a suggested tie": lambda h, u: Tie.objects.visible_to(u).exists(),
    "read a draft": lambda h, u: _sees(Assessment.objects.visible_to(u), h.version("draft")),
    "read what staff approved": lambda h, u: _sees(Assessment.objects.visible_to(u), h.version("staff")),
    "read what was sent to Japan": lambda h, u: _sees(Assessment.objects.visible_to(u), h.version("state")),
    "read what readers are shown": lambda h, u: _sees(Assessment.objects.standing_for(u), h.version("readers")),
    "read what is public": lambda h, u: _sees(Assessment.objects.standing_for(u), h.version("public")),
    "read evidence of a draft": lambda h, u: _evidence(h, "submitted", u),
    "read evidence sent to Japan": lambda h, u: _evidence(h, "state", u),
    "read evidence readers are shown": lambda h, u: _evidence(h, "readers", u),
    "read evidence kept for staff": _staff_evidence,
    "read Japan's comment": lambda h, u: _state_comment(h, "readers", u),
    "read Japan's comment to staff": lambda h, u: _state_comment(h, "state", u),
    "read comments of staff": _made(
        lambda h: comments.say(text="x", by=h.author, at=AT, obligation=h.row), lambda u: Comment.objects.visible_to(u).exists()
    ),
    "read assignments": lambda h, u: Assignment.objects.visible_to(u).exists(),
    "read rounds": _made(_round, lambda u: Round.objects.visible_to(u).exists()),
    "read relations": _made(_relation, lambda u: Relation.objects.visible_to(u).exists()),
    "decide on a label": lambda h, u: decisions.decide(label=Label.FORCE, value="demands", verdict=Verdict.SET, by=u, at=AT, obligation=h.row),
    "decide on a commitment": lambda h, u: commitments.decide(commitment=Commitment.objects.first(), verdict=Verdict.ACCEPT, by=u, at=AT),
    "supersede an obligation": lambda h, u: lifecycle.supersede(
        obligation=h.row, successor=obligation(SECOND), on=date(2032, 4, 26), by=u, at=AT, reason="x"
    ),
    "relate obligations": lambda h, u: relations.relate(source=obligation(SECOND), target=h.row, kind="repeats", by=u, at=AT),
    "draft for Japan": lambda h, u: _draft(h, u, h.japan),
    "draft for Norway": lambda h, u: _draft(h, u, h.norway),
    "go on with a colleague's draft": lambda h, u: assessments.submit(draft=h.version("draft"), by=u, at=AT, revision=1),
    "say what applies to Japan": lambda h, u: applicability.decide(
        obligation=h.row, actor=h.japan, value=Reach.DOES_NOT_APPLY, reason="x", by=u, at=AT
    ),
    "add evidence": lambda h, u: evidence.add(kind="press", title="x", url="https://example.org/new", by=u, at=AT),
    "approve": lambda h, u: review.approve(version=h.version("submitted"), by=u, at=AT),
    "approve one's own": lambda h, u: review.approve(version=_own_submission(h, u), by=u, at=AT),
    "return": lambda h, u: review.send_back(version=h.version("submitted"), note="x", by=u, at=AT),
    "withdraw an approval": lambda h, u: review.withdraw(version=h.version("public"), reason="x", by=u, at=AT),
    "publish": lambda h, u: publication.publish(version=h.version("staff"), audience=Audience.READERS, by=u, at=AT),
    "narrow": lambda h, u: publication.narrow(version=h.version("public"), audience=Audience.STAFF, by=u, at=AT, reason="x"),
    "comment for Japan": lambda h, u: statecomments.add(version=h.version("state"), text="x", received_on=AT.date(), by=u, at=AT),
    "comment among staff": lambda h, u: comments.say(text="x", by=u, at=AT, obligation=h.row),
    "open a round": _open_round,
    "undo a colleague's batch": _batch,
    "add a name of a State": lambda h, u: aliases.add(actor=h.japan, name="扶桑之国", by=u, at=AT),
    "assign an analyst": lambda h, u: assignments.assign(user=h.author, by=u, at=AT),
    "bind an account to a State": lambda h, u: assignments.bind(user=User.objects.get(username="reader"), actor=h.norway, by=u, at=AT),
}
NEEDS_AN_ACCOUNT = {"approve one's own"}  # needs an account to be tried


def may(action: str, house: House, user: Any) -> bool:
    """Whether the persona may: a service refuses by PermissionDenied, a queryset by being empty."""
    try:
        return bool(ACTIONS[action](house, user))
    except PermissionDenied:
        return False


PUBLIC = {"read texts": "x", "read what is public": "x", "read what readers are shown": ".", "read a draft": ".", "read comments of staff": "."}


class TestPolicy(TestCase):
    """One house for all; whatever an action does there is undone before the next."""

    house: House
    people: dict[str, Any]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.house = make_house()
        cls.people = make_people(cls.house)

    def tried(self, action: str, persona: str) -> bool:
        """Whether the persona may, tried and undone; everybody comes with a fresh memory."""
        found = self.people[persona]
        user = User.objects.get(pk=found.pk) if found.pk else found
        with transaction.atomic():
            answer = may(action, self.house, user)
            transaction.set_rollback(True)
        return answer

    def test_the_policy(self) -> None:
        """Every line and column of the table."""
        tries = [(action, persona, LINES[action][n] == "x") for action in LINES for n, persona in enumerate(PERSONAS)]
        wrong = [
            f"{persona} may{'' if not allowed else ' not'}: {action}"
            for action, persona, allowed in tries
            if not (persona == "anybody" and action in NEEDS_AN_ACCOUNT) and self.tried(action, persona) is not allowed
        ]
        assert wrong == []

    def test_a_public_installation_opens_texts_and_what_is_public(self) -> None:
        """And nothing else, to people with no role."""
        with override_settings(PUBLIC_READ=True):
            wrong = [(a, p) for a, mark in PUBLIC.items() for p in ("anybody", "outsider") if self.tried(a, p) is not (mark == "x")]
        assert wrong == []


def test_every_action_has_its_line_and_every_line_its_action() -> None:
    assert set(ACTIONS) == set(LINES)
    assert TABLE.strip().splitlines()[0].split()[1:] == PERSONAS

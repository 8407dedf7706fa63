"""A house full of follow-up drawn by lot, and beside it, in plain data, who may see and do what: the policy's rules said a second time.

Nothing here asks the querysets or services who may; that is what the two are compared for. Whatever is stored carries a mark of its own, so that
any answer shows of itself what it tells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from obligations.choices import Audience, EvidenceAccess
from obligations.models import Actor, Assignment, Comment, Evidence, StateAccount
from obligations.services import assessments, comments, review, statecomments
from obligations.services.assessments import Cell, Content, Proof
from tests.factories import AT, make_approved, make_evidence, make_submission, obligation, second_reviewer, store_text
from tests.obligations.api_house import make_person

KEYS = ["9101(2032)/1/1", "9101(2032)/2(a)/1", "9101(2032)/2(b)/1", "9101(2032)/3/2"]
STATES = ["JPN", "NOR", "KEN"]
WIDTH = [Audience.STAFF, Audience.STATE, Audience.READERS, Audience.PUBLIC]


@dataclass(frozen=True)
class Persona:
    """Somebody who asks. `state` is whose account it is; `covers` the States an analyst is assigned to (empty for all)."""

    name: str
    role: str = ""
    state: str = ""
    covers: tuple[str, ...] = ()
    is_public: bool = False  # nobody, in an installation that is public

    @property
    def is_staff(self) -> bool:
        return self.role in ("analyst", "reviewer", "editor", "admin")

    @property
    def reads(self) -> bool:
        """Whether they may read the texts at all."""
        return bool(self.role) or self.is_public

    def may_be(self, role: str) -> bool:
        return self.role in (role, "admin")

    def records_for(self, state: str) -> bool:
        """Whether they may record follow-up of a State."""
        return self.role == "admin" or (self.role == "analyst" and (not self.covers or state in self.covers))


PERSONAS = [
    Persona("anonymous"),
    Persona("closed"),  # an account that was closed: nobody
    Persona("public", is_public=True),
    Persona("outsider"),
    Persona("reader", "reader"),
    Persona("japan", "reader", state="JPN"),
    Persona("norway", "reader", state="NOR"),
    Persona("analyst", "analyst"),
    Persona("elsewhere", "analyst", covers=("NOR",)),
    Persona("reviewer", "reviewer"),
    Persona("editor", "editor"),
    Persona("admin", "admin"),
]


@dataclass(frozen=True)
class Version:
    """A version as it was made. `audience` is the widest it was published to."""

    slug: str
    state: str
    number: int
    standing: str  # draft, submitted, returned, approved
    audience: Audience
    author: str
    mark: str
    pk: int

    def is_shown_to(self, who: Persona) -> bool:
        """The rule: staff all; others what was approved and published to them."""
        if who.is_staff:
            return True
        if self.standing != "approved" or not who.reads:
            return False
        if who.is_public:
            return self.audience == Audience.PUBLIC
        return self.audience in (Audience.READERS, Audience.PUBLIC) or (self.audience == Audience.STATE and who.state == self.state)

    def allows(self, step: str, who: Persona) -> bool:
        """The rule for what may be done with it."""
        reviews, own, is_approved = who.may_be("reviewer"), self.author == who.name, self.standing == "approved"
        match step:
            case "submit":
                return self.standing == "draft" and own
            case "discard":
                return self.standing in ("draft", "submitted") and own
            case "take-up":
                return self.standing == "returned" and who.records_for(self.state)
            case "approve" | "return":
                return self.standing == "submitted" and reviews and not own
            case "withdraw":
                return is_approved and reviews
            case "publish":
                return is_approved and reviews and self.audience != Audience.PUBLIC
            case "narrow":
                return is_approved and reviews and self.audience != Audience.STAFF
            case _:  # what a State says of it: typed in by itself once it was sent the version, or by those of staff who received it
                is_sent = who.state == self.state and self.is_shown_to(who)
                return is_approved and (is_sent or reviews or who.may_be("analyst"))


@dataclass(frozen=True)
class Piece:
    """A piece of evidence, and the versions that rest on it."""

    slug: str
    mark: str
    for_staff: bool
    versions: tuple[Version, ...]

    def is_shown_to(self, who: Persona) -> bool:
        """The rule: staff all; others what supports something they see, unless it is kept for staff."""
        return who.is_staff or (not self.for_staff and any(version.is_shown_to(who) for version in self.versions))


@dataclass
class World:
    """Everything, and for each mark who may read it."""

    people: dict[str, User]
    versions: list[Version] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    threads: list[tuple[int, str]] = field(default_factory=list)  # comments of staff: key and mark
    said: list[tuple[Version, str]] = field(default_factory=list)  # what States said: the version and the mark

    def shown_to(self, who: Persona) -> set[str]:
        """The marks that somebody may read."""
        shown = {each.mark for each in [*self.versions, *self.pieces] if each.is_shown_to(who)}
        shown |= {mark for version, mark in self.said if version.is_shown_to(who)}
        return shown | {mark for _key, mark in self.threads if who.is_staff}


def make_world(lot: Random) -> World:
    """By lot: for each cell nothing, or a version shown to some audience, or that and one on its way after it."""
    store_text()
    world = World(_people())
    authors = [world.people["analyst"], world.people["elsewhere"], make_person("author", "analyst")]
    Assignment.objects.get_or_create(user=authors[2], defaults={"made_at": AT})
    for key in KEYS:
        for state in STATES:
            cell = Cell(Actor.objects.get(code=state), obligation=obligation(key))
            if _concerns(cell) and lot.random() < 0.85:
                _fill(world, lot, cell, [author for author in authors if _covers(author, state)])
        mark = _mark("C", len(world.threads))
        thread: Comment = comments.say(text=f"核对 {mark}", by=authors[0], at=AT, obligation=obligation(key))
        world.threads.append((thread.pk, mark))
    return world


def _people() -> dict[str, User]:
    known = {who.name: make_person(who.name, who.role) for who in PERSONAS if who.role and who.role != "admin"}
    known |= {"outsider": make_person("outsider", ""), "closed": make_person("closed", "reviewer"), "admin": User.objects.create_superuser("admin")}
    User.objects.filter(username="closed").update(is_active=False)
    for who in PERSONAS:
        if who.state:
            StateAccount.objects.create(user=known[who.name], actor=Actor.objects.get(code=who.state))
        if who.role == "analyst":
            Assignment.objects.create(user=known[who.name], made_at=AT).states.set(Actor.objects.filter(code__in=who.covers))
    return known


def _concerns(cell: Cell) -> bool:
    """Whether follow-up can be recorded there at all."""
    try:
        assessments.check_cell(cell, AT.date())
    except ValidationError:
        return False
    return True


def _covers(author: User, state: str) -> bool:
    return author.username != "elsewhere" or state == "NOR"


def _mark(kind: str, number: int) -> str:
    return f"MARK{kind}{number:03}X"


def _fill(world: World, lot: Random, cell: Cell, authors: list[User]) -> None:
    shown = None
    if lot.random() < 0.8:
        audience = lot.choice(WIDTH)
        author = lot.choice(authors)
        shown = make_approved(cell, author, audience=audience, **_content(world, lot, author))
        version = _noted(world, shown, "approved", audience)
        if audience != Audience.STAFF and lot.random() < 0.5:
            mark = _mark("S", len(world.said))
            statecomments.add(version=shown, text=f"答复 {mark}", received_on=AT.date(), by=second_reviewer(), at=AT)
            world.said.append((version, mark))
    following, author = lot.choice(["draft", "submitted", "returned", ""]), lot.choice(authors)
    content = _content(world, lot, author) | {"based_on": shown}
    if following == "draft":
        based = content.pop("based_on")
        made = assessments.save_draft(cell=cell, content=Content(status="partial", as_of=AT.date(), **content), by=author, at=AT, based_on=based)
        _noted(world, made, "draft", Audience.STAFF)
    elif following:
        made = make_submission(cell, author, status="partial", as_of=AT.date(), **content)
        if following == "returned":
            review.send_back(version=made, note="页码？", by=second_reviewer(), at=AT)
        _noted(world, made, following, Audience.STAFF)


def _content(world: World, lot: Random, author: User) -> dict[str, Any]:
    """A summary and a piece of evidence, each with its mark; the piece is a new one, or one that others rest on as well."""
    number = len(world.versions)
    if world.pieces and lot.random() < 0.3:
        piece = Evidence.objects.get(slug=lot.choice(world.pieces).slug)
    else:
        for_staff = lot.random() < 0.25
        access = EvidenceAccess.STAFF if for_staff else EvidenceAccess.WITH_STATUS
        mark = _mark("E", len(world.pieces))
        piece = make_evidence(author, title=f"报告 {mark}", access=access)
        world.pieces.append(Piece(piece.slug, mark, for_staff, ()))
    return {"summary": f"概要 {_mark('V', number)}", "proofs": (Proof(piece, "第1页"),)}


def _noted(world: World, made: Any, standing: str, audience: Audience) -> Version:
    """The version among the plain data, and at the piece it rests on."""
    place = {"slug": made.obligation.slug, "state": made.actor.code, "number": made.version, "author": made.author.username, "pk": made.pk}
    version = Version(standing=standing, audience=audience, mark=_mark("V", len(world.versions)), **place)
    world.versions.append(version)
    slug = made.links.get().evidence.slug
    world.pieces = [
        Piece(piece.slug, piece.mark, piece.for_staff, (*piece.versions, version)) if piece.slug == slug else piece for piece in world.pieces
    ]
    return version

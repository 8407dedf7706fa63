"""Something at every address of the API, people of every kind who ask, and for each writing operation a request that fits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import Group, User
from django.core import signing
from django.utils import timezone

from obligations.choices import Audience
from obligations.incoming import staging
from obligations.incoming.previews import SALT
from obligations.models import Actor, Assignment, Comment, Commitment, Evidence, Round, StateAccount
from obligations.services import assessments, comments, evidence, review, statecomments
from obligations.services.assessments import Cell, Content, Proof
from tests.factories import AT, RESOLUTION, make_approved, make_evidence, make_submission, obligation, second_reviewer, store_text
from tests.obligations.records import SHARING, commitment, confirm, store_record, tie

SECRET = "只供工作人员"  # stands in all that nobody but staff may read
FIRST, SECOND, UNTOUCHED = "9101(2032)/1/1", "9101(2032)/2(a)/1", "9101(2032)/3/2"
ROLES = {"reader": "reader", "delegate": "reader", "analyst": "analyst", "reviewer": "reviewer", "editor": "editor"}
# Versions of the first thing: shown to the public, returned to its author, waiting for review; of the second: shown to readers, the analyst's draft
PUBLIC, RETURNED, WAITING, READERS, DRAFT = 1, 2, 3, 1, 2


@dataclass(frozen=True)
class House:
    """What everybody asks for and works on, by the keys in addresses."""

    people: dict[str, User]
    piece: str  # of evidence, with a file
    comment: int
    cells: tuple[str, str]  # the first and the second obligation
    commitments: tuple[str, str]
    sha256: str  # of a file whose preview may be asked for

    def token(self, user: User) -> str:
        """What names a preview of the file, for this person."""
        said = {"sha256": self.sha256, "name": "x.txt", "given": {"symbol": "S/RES/9199 (2032)"}, "source": "", "user": user.pk}
        return signing.dumps({**said, "shown": {}, "seen": []}, salt=SALT)


def make_house() -> House:
    """Two texts, a piece of evidence with a file, a round, a comment, and versions in every state on an obligation and a commitment each."""
    store_text()
    store_record()
    people = make_people()
    author = make_person("author", "analyst")
    Assignment.objects.create(user=author, made_at=AT)
    file = evidence.receive(content="报告全文".encode(), filename="report.txt")
    piece = evidence.add(kind="national_report", title="报告", by=author, at=AT, file=file)
    second = Commitment.objects.filter(actor__isnull=False).exclude(key=SHARING)[0]
    for key in (SHARING, second.key):
        confirm(key, author)
    tie(SHARING, FIRST, author)
    cells = [Cell(Actor.objects.get(code="JPN"), obligation=obligation(key)) for key in (FIRST, SECOND)]
    stated = [Cell(row.actor, commitment=row) for row in map(commitment, (SHARING, second.key))]
    for first, following in (cells, stated):
        make_first(first, author, piece)
        make_second(following, author, people["analyst"])
    held = Round.objects.create(name="第一轮", slug="first", opens_on=AT.date(), closes_on=AT.date(), made_by=author, made_at=AT)
    held.obligations.add(obligation(FIRST))
    thread: Comment = comments.say(text=SECRET, by=author, at=AT, obligation=obligation(FIRST))
    kept = staging.stage(RESOLUTION.encode(), at=timezone.now())
    slugs = [str(cell.obligation.slug) for cell in cells if cell.obligation]
    return House(people, piece.slug, thread.pk, (slugs[0], slugs[1]), (commitment(SHARING).slug, second.slug), kept)


def make_first(cell: Cell, author: User, piece: Evidence) -> None:
    """What is shown to the public, with the State's comment; then a version that was returned, and one that waits."""
    shown = make_approved(cell, author, audience=Audience.PUBLIC, proofs=(Proof(piece, "第3页"),), **content_of(cell))
    statecomments.add(version=shown, text="已通过新法。", received_on=AT.date(), by=author, at=AT)
    returned = make_submission(cell, author, based_on=shown, summary=SECRET, **content_of(cell))
    review.send_back(version=returned, note=SECRET, by=second_reviewer(), at=AT)
    make_submission(cell, author, based_on=shown, summary=SECRET, **content_of(cell))


def make_second(cell: Cell, author: User, analyst: User) -> None:
    """What is shown to readers, and a draft of the analyst among the personas."""
    shown = make_approved(cell, author, audience=Audience.READERS, **content_of(cell))
    content = Content(summary=SECRET, proofs=(Proof(make_evidence(analyst, title=SECRET), "第1页"),), **content_of(cell))
    assessments.save_draft(cell=cell, content=content, by=analyst, at=AT, based_on=shown)


def content_of(cell: Cell) -> dict[str, Any]:
    """A status that fits what is followed up, on a day that has been."""
    return {"status": "partial" if cell.obligation else "reported_done", "as_of": date(2026, 4, 30)}


def make_people() -> dict[str, User]:
    """Who asks, by name; the delegate's is Japan's own account, and the analyst is assigned to everything."""
    people = {"outsider": make_person("outsider", "")} | {name: make_person(name, role) for name, role in ROLES.items()}
    StateAccount.objects.create(user=people["delegate"], actor=Actor.objects.get(code="JPN"))
    Assignment.objects.create(user=people["analyst"], made_at=AT)
    return people | {"admin": User.objects.create_superuser("admin")}


def make_person(name: str, role: str) -> User:
    """An account, with a role where one is given."""
    user = User.objects.create_user(name, is_staff=role not in ("", "reader"))
    user.groups.set([Group.objects.get_or_create(name=role)[0]] if role else [])
    return user


# Addresses ------------------------------------------------------------------------------------------------------------
STEPS = {  # of versions: whether of what stands second, which version, and what is sent
    "submit": (True, DRAFT, {"revision": 1}),
    "discard": (True, DRAFT, {}),
    "take-up": (False, RETURNED, None),
    "approve": (False, WAITING, {}),
    "return": (False, WAITING, {"note": "哪一页?"}),
    "withdraw": (False, PUBLIC, {"reason": "来源有误"}),
    "publish": (True, READERS, {"audience": "public"}),
    "narrow": (False, PUBLIC, {"audience": "state", "reason": "来源有误"}),
    "comments": (False, PUBLIC, {"text": "另有新法。", "received_on": "2026-05-02"}),
}


def keys_of(house: House, path: str, user: User | None = None) -> dict[str, Any]:
    """What fills the braces of an address, so that it leads to something that is there."""
    kind, last = path.strip("/").split("/")[0], path.strip("/").split("/")[-1]
    second, version = STEPS[last][:2] if "{version}" in path and last in STEPS else (False, PUBLIC)
    keys: dict[str, dict[str, Any]] = {
        "documents": {"slug": "S-RES-9101-2032", "number": 1},
        "paragraphs": {"slug": "S-RES-9101-2032-1"},
        "obligations": {"slug": house.cells[0]},
        "actors": {"code": "JPN"},
        "subject-areas": {"code": "ied"},
        "verbs": {"code": "urge"},
        "instruments": {"code": "att"},
        "assessments": {"obligation": house.cells[second], "actor": "JPN", "version": version},
        "meetings": {"slug": "S-PV-9951"},
        "speeches": {"meeting": "S-PV-9951", "order": 6},
        "votes": {"meeting": "S-PV-9951", "number": 1},
        "commitments": {"slug": house.commitments[second], "version": version},
        "evidence": {"slug": house.piece},
        "rounds": {"slug": "first"},
        "codes": {"code": "force"},
        "comments": {"id": house.comment},
        "imports": {"token": house.token(user) if user else "none"},
    }
    return keys.get(kind, {})


# Bodies ---------------------------------------------------------------------------------------------------------------
FORCE = {"label": "force", "value": "demands", "verdict": "set"}
SUBJECT = {"label": "subject", "value": "ied", "verdict": "accept"}


def body_of(house: House, operation: str) -> dict[str, Any] | None:
    """What is sent to a writing operation, `POST /comments/`, and would be carried out for those who may; None for nothing."""
    path = operation.partition(" ")[2]
    last = path.strip("/").rpartition("/")[2]
    if "{version}" in path and last in STEPS:
        return STEPS[last][2]
    version = {"obligation": obligation(UNTOUCHED).slug, "actor": "JPN", "status": "none_found", "summary": "未见。", "as_of": "2026-04-30"}
    version |= {"sources": "联合国文件", "based_on": None}
    bodies: dict[str, dict[str, Any]] = {
        "/assessments/": {**version, "submit": True},
        "/assessments/bulk/": {"rows": [version], "submit": True, "description": "x"},
        "/comments/": {"obligation": house.cells[0], "actor": "JPN", "text": "核对译文。"},
        "/comments/{id}/answers/": {"text": "已核对。"},
        "/commitments/{slug}/decisions/": {"verdict": "accept"},
        "/commitments/{slug}/ties/": {"obligation": house.cells[1], "verdict": "add"},
        "/decisions/bulk/": {"rows": [{**FORCE, "obligation": house.cells[0], "if_match": "*"}]},
        "/evidence/": {"kind": "press", "title": "报道", "url": "https://example.org/new"},
        "/evidence/{slug}/": {"title": "另一题", "reason": "标题有误"},
        "/evidence/{slug}/withdraw/": {"reason": "误收"},
        "/imports/": {"text": RESOLUTION, "symbol": "S/RES/9199 (2032)"},
        "/imports/{token}/correct/": {"date": "2032-04-16"},
        "/obligations/{slug}/confirm/": {},
        "/obligations/{slug}/decisions/": FORCE,
        "/paragraphs/{slug}/decisions/": SUBJECT,
    }
    return bodies.get(path)

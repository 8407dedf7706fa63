"""Write evidence: add a piece, revise it, withdraw it. What a status rests on never changes under it: a change is a new revision, and all stay."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypedDict, Unpack
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.choices import EvidenceAccess, EvidenceKind, Opinion
from obligations.models import Actor, Commitment, Document, Evidence, Speech
from obligations.services import events, files
from obligations.services.scanning import scan

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.core.files.uploadedfile import UploadedFile

LONGEST_TITLE, LONGEST_URL = 300, 600
_URL = URLValidator(schemes=["http", "https"])


class Fields(TypedDict, total=False):
    """What is said of a piece beside its kind and title. Days are dates, `language` a code of ISO 639."""

    url: str
    issuer: Actor | None
    actors: Iterable[Actor]
    language: str
    published_on: date | None
    expires_on: date | None
    document: Document | None
    speech: Speech | None
    commitment: Commitment | None
    access: str
    note: str


class Changes(Fields, total=False):
    """What a revision may change."""

    kind: str
    title: str


class KeptFile(NamedTuple):
    """A file that was looked at and stored, before any row names it."""

    sha256: str
    size: int
    media_type: str
    filename: str


class AlreadyHere(ValidationError):
    """The same file, address or stored text is here as a piece of its own: `known`."""

    def __init__(self, known: Evidence) -> None:
        self.known = known
        super().__init__(_("Already here: “%(title)s” (%(slug)s). Use that one.") % {"title": known.title, "slug": known.slug}, code="already_here")


def receive(*, content: bytes | BinaryIO | UploadedFile, filename: str) -> KeptFile:
    """Look at a file and store it by its SHA-256. Raises ValidationError for what is not kept (see `services.scanning`)."""
    stream: Any = io.BytesIO(content) if isinstance(content, bytes) else content
    stream = stream.file if isinstance(stream, File) else stream
    found = scan(stream, filename=filename)
    return KeptFile(files.keep_stream(stream), found.size, found.media_type, found.filename)


@transaction.atomic
def add(*, kind: str, title: str, by: User, at: datetime, file: KeptFile | None = None, **fields: Unpack[Fields]) -> Evidence:
    """Add a piece of evidence: a file (see `receive`), an address, or a stored document, speech or commitment.

    Raises ValidationError with a sentence (AlreadyHere where the same is here), PermissionDenied for those who may not add evidence.
    """
    check_right(by)
    evidence = Evidence(slug=_new_slug(), added_by=by, added_at=at)
    actors = _assign(evidence, {"kind": kind, "title": title, **fields}, file)
    _check(evidence, by, before=None)
    _check_new(evidence, replacing=None)
    evidence.save()
    evidence.actors.set(actors or [])
    _log("evidence.added", evidence, by=by, at=at)
    return evidence


@transaction.atomic
def revise(*, evidence: Evidence, by: User, at: datetime, reason: str, file: KeptFile | None = None, **changes: Unpack[Changes]) -> Evidence:
    """Make a new revision with some things changed; the earlier ones stay, and statuses keep the one they named.

    Who may see it is one decision for the whole piece: it is changed on the earlier revisions too. Raises ValidationError with a sentence, also
    where somebody else has revised or withdrawn it in the meantime, PermissionDenied.
    """
    check_right(by)
    if not reason.strip():
        raise ValidationError(_("Say in a sentence what changes and why."))
    old = _in_use(evidence)
    before, actors_before = describe(old), list(old.actors.all())
    new = Evidence.objects.get(pk=old.pk)
    new.pk, new._state.adding = None, True
    new.slug, new.revises, new.revision, new.added_by, new.added_at = _new_slug(), old, old.revision + 1, by, at
    actors = _assign(new, changes, file)
    _check(new, by, before=old)
    _check_new(new, replacing=old)
    if all(value == before[name] for name, value in _said(new, actors_before if actors is None else actors).items()):
        raise ValidationError(_("Nothing is different from the present revision. Change something, or leave it as it is."))
    new.save()
    new.actors.set(actors_before if actors is None else actors)
    _log("evidence.revised", new, by=by, at=at, before=before, reason=reason)
    if new.access != old.access:
        _open_or_close_earlier(old, new.access, by=by, at=at, reason=reason)
    return new


@transaction.atomic
def withdraw(*, evidence: Evidence, reason: str, by: User, at: datetime) -> Evidence:
    """Offer a piece no more for new statuses. It is not deleted, and what rests on it stays as it is. Errors as for `revise`."""
    check_right(by)
    if not reason.strip():
        raise ValidationError(_("Say in a sentence why it is withdrawn."))
    evidence = _in_use(evidence)
    before = describe(evidence)
    evidence.withdrawn_at = at
    evidence.save(update_fields=["withdrawn_at"])
    _log("evidence.withdrawn", evidence, by=by, at=at, before=before, reason=reason)
    return evidence


@transaction.atomic
def of_commitment(*, commitment: Commitment, by: User, at: datetime) -> Evidence:
    """The piece of evidence that a confirmed commitment is, issued by who made it; made where there is none yet. Errors as for `add`."""
    check_right(by)
    confirmable = Commitment.objects.visible_to(by).select_related("document", "speech__edition", "actor")
    row = confirmable.select_for_update(of=("self",)).get(pk=commitment.pk)
    if row.opinion != Opinion.CONFIRMED:
        raise ValidationError(_("Only a commitment that staff confirmed is evidence. Confirm it first."))
    known = Evidence.objects.in_use().filter(kind=EvidenceKind.COMMITMENT, commitment=row).first()
    if known is not None:
        return known
    return add(
        kind=EvidenceKind.COMMITMENT,
        title=f"{row.document.symbol} · {row.speech.order} · {row.speech.speaker}"[:LONGEST_TITLE],
        by=by,
        at=at,
        issuer=row.actor,
        actors=[row.actor] if row.actor else [],
        language=row.speech.edition.language,
        published_on=row.document.adopted_on,
        commitment=row,
    )


def describe(evidence: Evidence) -> dict[str, Any]:
    """What a piece says and where it stands, as plain JSON for the log."""
    withdrawn = evidence.withdrawn_at.isoformat() if evidence.withdrawn_at else None
    revises = evidence.revises.slug if evidence.revises else None
    return {**_said(evidence, evidence.actors.all()), "revision": evidence.revision, "revises": revises, "withdrawn_at": withdrawn}


def _said(evidence: Evidence, actors: Iterable[Actor]) -> dict[str, Any]:
    """What people say of a piece; two revisions that say the same are no two revisions."""
    plain = ("kind", "title", "url", "filename", "sha256", "size", "media_type", "language", "access", "note")
    days = {name: value.isoformat() if (value := getattr(evidence, name)) else None for name in ("published_on", "expires_on")}
    speech = evidence.speech
    return {
        **{name: str(value) if isinstance(value := getattr(evidence, name), str) else value for name in plain},
        **days,
        "issuer": evidence.issuer.code if evidence.issuer else None,
        "actors": sorted(actor.code for actor in actors),
        "document": evidence.document.slug if evidence.document else None,
        "speech": f"{speech.edition.document.slug}/{speech.order}" if speech else None,
        "commitment": evidence.commitment.slug if evidence.commitment else None,
    }


# Checking -----------------------------------------------------------------------------------------------------------
def _assign(evidence: Evidence, fields: Changes, file: KeptFile | None) -> list[Actor] | None:
    """Put what was given on the row. Returns the actors it is about where they were given."""
    actors: list[Actor] | None = None
    for name, value in fields.items():
        if name == "actors":
            actors = list(fields["actors"])
        else:
            setattr(evidence, name, " ".join(value.split()) if name in ("title", "url", "language") and isinstance(value, str) else value)
    evidence.note = evidence.note.strip()
    if file is not None:
        evidence.sha256, evidence.size, evidence.media_type, evidence.filename = file
    return actors


def _check(evidence: Evidence, by: User, *, before: Evidence | None) -> None:
    if evidence.kind not in EvidenceKind.values:
        raise ValidationError(_("Say what kind of evidence it is."))
    if not evidence.title or len(evidence.title) > LONGEST_TITLE:
        raise ValidationError(_("Give it a title of at most %(most)s characters.") % {"most": LONGEST_TITLE})
    if evidence.access not in EvidenceAccess.values:
        raise ValidationError(_("Say who may see it."))
    if evidence.published_on and evidence.expires_on and evidence.expires_on < evidence.published_on:
        raise ValidationError(_("It would expire before it was published. Correct one of the two days."))
    if evidence.url:
        _check_url(evidence.url)
    _check_stored_texts(evidence, by, before)


def _check_url(url: str) -> None:
    try:
        if len(url) > LONGEST_URL or "@" in url.split("/")[2]:
            raise ValidationError("")
        _URL(url)
    except (ValidationError, IndexError) as error:
        raise ValidationError(_("This is no full web address. Copy it from the browser; it begins with https:// and holds no password.")) from error


def _check_stored_texts(evidence: Evidence, by: User, before: Evidence | None) -> None:
    """It leads somewhere, and to what the person may see; what the revision before names may have left the text since."""
    if not (evidence.url or evidence.sha256 or evidence.document or evidence.speech or evidence.commitment):
        raise ValidationError(_("Add a file or an address, or choose a stored document, speech or commitment."))
    texts: tuple[tuple[str, Any], ...] = (("document_id", Document), ("speech_id", Speech), ("commitment_id", Commitment))
    for name, model in texts:
        key = getattr(evidence, name)
        known = key is None or (before is not None and key == getattr(before, name))
        if not known and not model.objects.visible_to(by).filter(pk=key).exists():
            raise ValidationError(_("The stored document, speech or commitment is not there any more. Choose another one."))


def _check_new(evidence: Evidence, *, replacing: Evidence | None) -> None:
    """The same file, address or stored text is one piece; what it is the next revision of does not count. Raises AlreadyHere."""
    others = Evidence.objects.in_use()
    if replacing is not None:
        others = others.exclude(pk=replacing.pk)
    if evidence.sha256:
        same = others.filter(sha256=evidence.sha256)
    elif evidence.url:
        same = others.filter(url=evidence.url)
    else:
        same = others.filter(url="", sha256="", document=evidence.document, speech=evidence.speech, commitment=evidence.commitment)
    known = same.first()
    if known is None and evidence.sha256 and evidence.url:
        known = others.filter(url=evidence.url, sha256="").first()
    if known is not None:
        raise AlreadyHere(known)


def _in_use(evidence: Evidence) -> Evidence:
    """The piece as it is now, locked. Raises ValidationError where it was withdrawn or a newer revision has taken its place."""
    fresh = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if fresh.withdrawn_at is not None:
        raise ValidationError(_("It has been withdrawn. Add it anew if it is to be used again."))
    newer = Evidence.objects.filter(revises=fresh).select_related("added_by").first()
    if newer is not None:
        raise ValidationError(
            _("%(who)s has made revision %(number)s of it in the meantime. Open that one (%(slug)s) and look whether yours is still needed.")
            % {"who": newer.added_by, "number": newer.revision, "slug": newer.slug}
        )
    return fresh


def check_right(by: User) -> None:
    """Raise PermissionDenied for those who may not add evidence; ask it before a file of theirs is looked at."""
    if not Evidence.objects.writable_by(by).query.is_empty():
        return
    raise PermissionDenied(_("Evidence is added by analysts and editors. Ask an administrator for one of these roles."))


def _new_slug() -> str:
    return f"E-{uuid4().hex[:8]}"


def _open_or_close_earlier(newest: Evidence, access: str, *, by: User, at: datetime, reason: str) -> None:
    earlier: Evidence | None = newest
    while earlier is not None:
        before = describe(earlier)
        earlier.access = access
        earlier.save(update_fields=["access"])
        _log("evidence.access", earlier, by=by, at=at, before=before, reason=reason)
        earlier = earlier.revises


def _log(action: str, evidence: Evidence, *, by: User, at: datetime, before: dict[str, Any] | None = None, reason: str = "") -> None:
    events.record(
        by=by, action=action, object_type="evidence", object_key=evidence.slug, at=at, before=before, after=describe(evidence), reason=reason.strip()
    )

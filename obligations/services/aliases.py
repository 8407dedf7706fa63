"""Further names of actors that staff add, so that a name the parser did not know is known the next time a text is read.

Adding a name changes no label by itself: documents are read again by `reading.reclassify`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from ingest import Lexicon, nations
from ingest.aliases import NOTATION
from ingest.folding import fold
from ingest.patterns import Patterns
from obligations import lexicons
from obligations.models import Actor, ActorAlias, Document, ParagraphText, Speech
from obligations.models.vocabulary import in_language
from obligations.querysets import has_role
from obligations.searching import normalise
from obligations.services import events

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SHORTEST, LONGEST = 2, 40  # characters; one character stands in too many other words
BETWEEN_NAMES = "、，；。：？！“”《》\n"  # these end a name wherever names are read
NO_NAMES = ("states", "parties", "others")  # kinds of addressees that are words for a group and nobody's name
OF_RECORDS = ("bodies", "state_shorts")  # the lists of words of records that are names


@transaction.atomic
def add(*, actor: Actor, name: str, by: User, at: datetime, reason: str = "") -> ActorAlias:
    """Add a name of an actor, or take one that was taken out of use into use again.

    Raises ValidationError with one sentence where the name is refused, PermissionDenied where `by` is neither editor nor analyst.
    """
    _check_right(by)
    actor = Actor.objects.select_for_update().get(pk=actor.pk)
    name = "".join(name.replace("\x00", "").split())
    why = refusal(actor, name)
    if why:
        raise ValidationError(why)
    fields = {"active": True, "added_by": by, "added_at": at}
    alias, _created = ActorAlias.objects.update_or_create(actor=actor, name=name, defaults=fields)
    after = {"name": name, "lexicon": lexicons.current().version}
    events.record(by=by, action="alias.added", object_type="actor", object_key=actor.code, at=at, after=after, reason=reason.strip())
    return alias


@transaction.atomic
def retire(*, alias: ActorAlias, by: User, at: datetime, reason: str) -> ActorAlias:
    """Take a name that staff added out of use: texts are read without it from now on; what was decided stays.

    Raises ValidationError where it is the lexicon's own, out of use already, or no reason is given; PermissionDenied as `add`.
    """
    _check_right(by)
    alias = ActorAlias.objects.select_for_update(of=("self",)).select_related("actor").get(pk=alias.pk)
    if alias.added_by_id is None:
        raise ValidationError(_("“%(name)s” stands in the lexicon as shipped; only names that staff added can be taken out.") % {"name": alias.name})
    if not alias.active:
        raise ValidationError(_("“%(name)s” is out of use already.") % {"name": alias.name})
    if not reason.strip():
        raise ValidationError(_("Say in a sentence why."))
    alias.active = False
    alias.save(update_fields=["active"])
    before, after = {"name": alias.name, "active": True}, {"name": alias.name, "active": False, "lexicon": lexicons.current().version}
    events.record(
        by=by,
        action="alias.retired",
        object_type="actor",
        object_key=alias.actor.code,
        at=at,
        before=before,
        after=after,
        reason=reason.strip(),
    )
    return alias


def documents_with(name: str) -> QuerySet[Document]:
    """The documents that hold a name: reading them again may change their labels. A list of votes is not searched, a speech is."""
    words = normalise(name)
    written = ParagraphText.objects.filter(search__contains=words, edition=OuterRef("reference_edition"))
    said = Speech.objects.filter(search__contains=words, edition=OuterRef("reference_edition"))
    voted = Q(reference_edition__problems__code__in=("speaker_actor_unknown", "voter_unknown"), reference_edition__problems__params__name=name)
    return Document.objects.filter(Exists(written) | Exists(said) | voted).distinct().order_by("symbol")


def refusal(actor: Actor, name: str) -> str | None:
    """Why a name cannot be added to an actor, in one sentence; None where it can."""
    if not name:
        return _("The name is empty. Give it as it stands in the text.")
    if len(name) < SHORTEST:
        return _("“%(name)s” is too short: a name has at least two characters.") % {"name": name}
    if len(name) > LONGEST:
        return _("The name is too long: at most %(n)s characters. Give the name alone, without the words around it.") % {"n": LONGEST}
    stray = next((character for character in name if character in NOTATION + BETWEEN_NAMES), None)
    if stray:
        return _("“%(character)s” cannot stand in a name. Give the name alone, without the words around it.") % {"character": stray}
    if name.isascii():
        return _("Texts are read in Chinese: give a name with Chinese characters.")
    lexicon = lexicons.current()
    if actor.code not in {group.code for group in lexicon.groups.values()}:
        return _("%(actor)s is not in the lexicon in use, so no text can be read with a name of it.") % {"actor": actor.name}
    return _of_a_group(name, lexicon) or _of_somebody(actor, name, lexicon) or _ordinary_word(name, lexicon)


# --- Whose a name is already


def _of_somebody(actor: Actor, name: str, lexicon: Lexicon) -> str | None:
    owner = _row_with(name)
    code = owner.code if owner else _code_of(name, lexicon)
    if code is None:
        return None
    if code.upper() == actor.code.upper():
        return _("“%(name)s” is a name of %(actor)s already.") % {"name": name, "actor": actor.name}
    owner = owner or Actor.objects.filter(code__iexact=code).first()  # records know bodies that have no row
    shown = {"name": name, "actor": owner.name if owner else code}
    return _("“%(name)s” is a name of %(actor)s. A name can belong to one actor only.") % shown


def _row_with(name: str) -> Actor | None:
    rows = Actor.objects.filter(Q(name_zh=name) | Q(formal_zh=name) | Q(aliases__name=name, aliases__active=True))
    return rows.first()


def _code_of(name: str, lexicon: Lexicon) -> str | None:
    """The code of the State or body whose name it is by the words in use."""
    group = _whole(lexicon.group_patterns, name)
    named = lexicon.groups[group].code if group is not None and lexicon.groups[group].kind not in NO_NAMES else None
    return nations.state(name, lexicon) or _whole(lexicon.spoken("bodies"), name) or named


# --- Words that are nobody's name


def _of_a_group(name: str, lexicon: Lexicon) -> str | None:
    rule = _whole(lexicon.group_patterns, name)
    if rule is None or lexicon.groups[rule].kind not in NO_NAMES:
        return None
    label = lexicon.groups[rule].label
    meant = {"name": name, "label": in_language(label["zh"], label["en"])}
    return _("“%(name)s” is a word for a group that texts address (%(label)s), and the name of no single actor.") % meant


def _ordinary_word(name: str, lexicon: Lexicon) -> str | None:
    if _whole(lexicon.verb_patterns, name) or _is_word(name, lexicon):
        return _("“%(name)s” is an ordinary word of the lexicon. As a name it would be found where nobody is named.") % {"name": name}
    return None


def _is_word(name: str, lexicon: Lexicon) -> bool:
    """Whether a list of words of resolutions or of records has it (有关, 女士, 赞成)."""
    of_records = [lexicon.spoken(words) for words in lexicon.lists_of_records if words not in OF_RECORDS]
    return any(_whole(words, name) for words in [*map(lexicon.words, lexicon.grammar), *of_records])


def _whole(patterns: Patterns, name: str) -> str | None:
    """The rule that matches a name from its first to its last character."""
    folded = fold(name).text
    found = patterns.at(folded, 0)
    return found.rule if found and found.end == len(folded) else None


def _check_right(by: User) -> None:
    if not has_role(by, "editor", "analyst"):
        raise PermissionDenied(_("You may not add names of actors. Ask an administrator for the analyst's or the editor's role."))

"""Saved views: keep a filter under a name, rename it, delete it.

They are somebody's own settings, like a bookmark: they change nothing for anybody else, and so they leave no event in the log.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from obligations.models import SavedView
from obligations.models.savedviews import SavedList
from obligations.querysets import may_read_texts

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST_NAME = 80
LONGEST_QUERY = 4000
MOST = 50  # that a person may have
LEFT_OUT = ("page", "page_size", "format")


@transaction.atomic
def save(*, user: User, of: str, name: str, query: str, at: datetime) -> SavedView:
    """Keep the filter of a list, given as the query of its address, for one's own use.

    Raises ValidationError for a name, a list or a query that does not fit, PermissionDenied for one who may not read the lists.
    """
    if not may_read_texts(user) or not user.is_active:
        raise PermissionDenied(_("Your account has no role yet. Ask an administrator for the reader's role."))
    if of not in SavedList.values:
        raise ValidationError(_("Views of this list cannot be saved."))
    name = _checked_name(name, user=user)
    if user.saved_views.count() >= MOST:
        raise ValidationError(_("You have %(n)s of them already. Delete one that is no longer used.") % {"n": MOST})
    return SavedView.objects.create(user=user, of=of, name=name, query=_checked_query(query), saved_at=at)


@transaction.atomic
def rename(*, view: SavedView, name: str, by: User) -> SavedView:
    """Give one of one's own another name. Raises ValidationError for one that does not fit, PermissionDenied for somebody else's."""
    row = _locked(view, by)
    row.name = _checked_name(name, user=by, but=row)
    row.save(update_fields=["name"])
    return row


@transaction.atomic
def delete(*, view: SavedView, by: User) -> None:
    """Delete one of one's own. Raises PermissionDenied for somebody else's."""
    _locked(view, by).delete()


def _locked(view: SavedView, by: User) -> SavedView:
    found: SavedView | None = SavedView.objects.writable_by(by).select_for_update().filter(pk=view.pk).first()
    if found is None:
        raise PermissionDenied(_("You can change your own saved views only."))
    return found


def _checked_name(name: str, *, user: User, but: SavedView | None = None) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ValidationError(_("Give the view a name of at most %(n)s characters.") % {"n": LONGEST_NAME})
    get_user_model().objects.select_for_update().get(pk=user.pk)  # one at a time, so that two requests do not take the same name
    taken = user.saved_views.filter(name=name)
    if (taken.exclude(pk=but.pk) if but else taken).exists():
        raise ValidationError(_("You have a saved view called “%(name)s”. Choose another name, or rename or delete that one first.") % {"name": name})
    return name


def _checked_query(query: str) -> str:
    """The query as it is kept: decoded and encoded again, blanks and pages left out."""
    if "\x00" in query or len(query) > LONGEST_QUERY:
        raise ValidationError(_("This filter is too long to be kept. Take some conditions out."))
    try:
        pairs = parse_qsl(query.removeprefix("?"), max_num_fields=200)
    except ValueError:
        raise ValidationError(_("This filter is too long to be kept. Take some conditions out.")) from None
    return urlencode([(name, value) for name, value in pairs if name not in LEFT_OUT and "\x00" not in value])

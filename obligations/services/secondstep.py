"""The second step of signing in: a code of six digits from an app, or one of ten recovery codes, for accounts that have set it up.

The app's key is kept by django-otp. Of a recovery code only a keyed digest is kept, which opens nothing without SECRET_KEY.
A wrong code makes the account wait, twice as long each time; the count survives the refusal, so it is written in a transaction of its own.
"""

from __future__ import annotations

import secrets
import unicodedata
from base64 import b32encode
from datetime import datetime
from enum import Enum
from math import ceil
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from obligations.services import events

if TYPE_CHECKING:
    from django.contrib.auth.models import User

RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
LENGTH = 10  # letters of a recovery code: 49 bits
DIGEST = 16  # characters kept of its digest: 80 bits, what the table has room for
SALT = "obligations.recovery-code"


class Way(Enum):
    """What a code was."""

    APP = "app"
    RECOVERY = "recovery"


def is_set_up(user: User) -> bool:
    """Whether signing in to an account takes a second step."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def being_set_up(user: User) -> TOTPDevice | None:
    """The app's key that waits for its first code; None where none does."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=False).order_by("pk").last()
    return found


def codes_left(user: User) -> int:
    """How many recovery codes have not been used."""
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def begin(*, user: User, by: User, at: datetime) -> TOTPDevice:
    """Make a key for one's app; it counts once a code of it was typed in. Raises PermissionDenied for others, ValidationError where one stands."""
    _check_own(user, by)
    if is_set_up(user):
        raise ValidationError(_("A second step is set up already. Remove it first, to set it up with another device."))
    TOTPDevice.objects.filter(user=user).delete()
    device: TOTPDevice = TOTPDevice.objects.create(user=user, name="app", confirmed=False)
    return device


def confirm(*, user: User, code: str, by: User, at: datetime) -> list[str]:
    """Finish setting up with the first code, and return the recovery codes, which are told this once. Raises ValidationError for a wrong code."""
    _check_own(user, by)
    if being_set_up(user) is None:
        raise ValidationError(_("Nothing is being set up. Begin again."))
    if _wrong_for(TOTPDevice, user, _plain(code), at=at, confirmed=False):
        raise ValidationError(_("This code does not fit. Check that the clock of your device is right, and type the code that it shows now."))
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user, confirmed=False).update(confirmed=True)
        made = _new_codes(user)
        events.record(by=by, action="account.second_step_set_up", object_type="account", object_key=user.get_username(), at=at)
    return made


def check(*, user: User, code: str, at: datetime) -> Way:
    """What a code is that somebody types to sign in. A recovery code is used up. Raises ValidationError for one that opens nothing."""
    typed = _plain(code)
    way = Way.APP if typed.isdecimal() else Way.RECOVERY
    if way is Way.APP:
        wrong = _wrong_for(TOTPDevice, user, typed, at=at, confirmed=True)
    else:
        wrong = _wrong_for(StaticDevice, user, _digest_of(user, typed), at=at, confirmed=True)
    if wrong:
        raise ValidationError(_("This code does not fit, or was used before. Type the code that your device shows now, or a recovery code."))
    if way is Way.RECOVERY:
        after = {"left": codes_left(user)}
        events.record(by=user, action="account.recovery_code_used", object_type="account", object_key=user.get_username(), at=at, after=after)
    return way


def remove(*, user: User, code: str, by: User, at: datetime) -> None:
    """Sign in without a second step from now on. Raises ValidationError for a wrong code, PermissionDenied for somebody else's account."""
    _check_own(user, by)
    check(user=user, code=code, at=at)
    with transaction.atomic():
        _forget(user)
        events.record(by=by, action="account.second_step_removed", object_type="account", object_key=user.get_username(), at=at)


def renew_codes(*, user: User, code: str, by: User, at: datetime) -> list[str]:
    """Ten new recovery codes in place of the old ones. Raises as `remove`."""
    _check_own(user, by)
    check(user=user, code=code, at=at)
    with transaction.atomic():
        made = _new_codes(user)
        events.record(by=by, action="account.recovery_codes_made", object_type="account", object_key=user.get_username(), at=at)
    return made


@transaction.atomic
def reset(*, user: User, by: User, at: datetime) -> bool:
    """Take the second step away from an account whose device is lost; whether there was one. Raises PermissionDenied unless an administrator asks."""
    if not by.is_superuser:
        raise PermissionDenied(_("Only an administrator does this."))
    if not TOTPDevice.objects.filter(user=user).exists():
        return False
    _forget(user)
    events.record(by=by, action="account.second_step_reset", object_type="account", object_key=user.get_username(), at=at)
    return True


def _check_own(user: User, by: User) -> None:
    if by != user:
        raise PermissionDenied(_("You can do this for your own account only."))


@transaction.atomic
def _wrong_for(kind: type[TOTPDevice] | type[StaticDevice], user: User, typed: str, *, at: datetime, confirmed: bool) -> bool:
    """Whether a code does not fit. Raises ValidationError while the account has to wait; one request at a time is answered."""
    device = kind.objects.select_for_update().filter(user=user, confirmed=confirmed).order_by("pk").last()
    if device is None:
        return True
    allowed, why = device.verify_is_allowed()
    if not allowed:
        seconds = max(1, ceil(((why or {})["locked_until"] - at).total_seconds()))
        said = ngettext("Too many wrong codes. Try again in %(n)s second.", "Too many wrong codes. Try again in %(n)s seconds.", seconds)
        raise ValidationError(said % {"n": seconds})
    return not device.verify_token(typed)


def _new_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = ["".join(secrets.choice(LETTERS) for _place in range(LENGTH)) for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_digest_of(user, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _forget(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _plain(code: str) -> str:
    """A code as it is compared: full-width digits are digits, and what stands between groups does not count."""
    return "".join(char for char in unicodedata.normalize("NFKC", code) if char.isalnum()).lower()


def _digest_of(user: User, code: str) -> str:
    return b32encode(salted_hmac(SALT, f"{user.pk}:{code}", algorithm="sha256").digest()).decode()[:DIGEST]

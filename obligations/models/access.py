"""Ways into the service without a password: tokens of programs, addresses of calendars. Of each secret only the SHA-256 digest is kept.

Also what programs were answered, so that a request sent twice is carried out once.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from obligations.querysets.access import AccessQuerySet, ApiTokenQuerySet


class ApiToken(models.Model):
    """A secret with which a program asks the API in the name of a person, for reading only or for writing too."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_tokens", verbose_name=_("account"))
    name = models.CharField(_("name"), max_length=80, help_text=_("What it is for, such as the program that uses it."))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    may_write = models.BooleanField(_("may write"), default=False, help_text=_("Without this it only reads, whatever your roles are."))
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = pgettext_lazy("of a program", "token")
        verbose_name_plural = pgettext_lazy("of programs", "tokens")
        constraints = [models.UniqueConstraint(fields=["user", "name"], condition=Q(revoked_at=None), name="one_standing_token_of_a_name")]

    def __str__(self) -> str:
        return f"{self.user}/{self.name}"


class CalendarFeed(models.Model):
    """A secret address at which a calendar program fetches the due dates that a person may see."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_feeds", verbose_name=_("account"))
    name = models.CharField(_("name"), max_length=80, help_text=_("Which calendar it is for, such as the one on your phone."))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    created_at = models.DateTimeField(_("made at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = AccessQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [models.UniqueConstraint(fields=["user", "name"], condition=Q(revoked_at=None), name="one_standing_calendar_of_a_name")]

    def __str__(self) -> str:
        return f"{self.user}/{self.name}"


class AnsweredRequest(models.Model):
    """What a writing request of a program was answered, under the key that the program gave it. Kept for a day; no part of the record."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("account"))
    key = models.CharField(max_length=128)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of method, address and body
    at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(default=0)  # 0 while it is being carried out, which nobody else ever sees
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_for_a_key")]

    def __str__(self) -> str:
        return f"{self.user}/{self.key}"

"""The forms with which people make tokens and calendar addresses for themselves, on the site and in the admin alike."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from obligations.services import calendars, tokens

if TYPE_CHECKING:
    from django.contrib.auth.models import User

USUAL = timedelta(days=90)


class AccessForm(forms.Form):
    """What both have in common."""

    @classmethod
    def beginning(cls, on: date) -> dict[str, Any]:
        """What the form begins with on a day."""
        return {}

    def make(self, *, user: User, at: datetime) -> str:
        """The secret as it is to be copied; empty where the form does not fit or the service refuses, which the form then says."""
        if not self.is_valid():
            return ""
        try:
            return self.made(user, at)
        except ValidationError as refused:
            self.add_error(None, refused)
            return ""

    def made(self, user: User, at: datetime) -> str:
        """Through the service."""
        raise NotImplementedError


class TokenForm(AccessForm):
    """A name, an end, and whether it may write."""

    name = forms.CharField(max_length=80, label=gettext_lazy("name"), help_text=gettext_lazy("What it is for, such as the program that uses it."))
    expires_on = forms.DateField(
        label=gettext_lazy("last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("At most a year from now."),
    )
    may_write = forms.BooleanField(
        required=False, label=gettext_lazy("may write"), help_text=gettext_lazy("Without this it only reads, whatever your roles are.")
    )

    @classmethod
    def beginning(cls, on: date) -> dict[str, Any]:
        """Three months."""
        return {"expires_on": on + USUAL}

    def made(self, user: User, at: datetime) -> str:
        """Valid to the end of its last day."""
        sent = self.cleaned_data
        until = timezone.make_aware(datetime.combine(sent["expires_on"], time.max))
        return tokens.issue(user=user, name=sent["name"], may_write=sent["may_write"], expires_at=until, by=user, at=at).secret


class CalendarForm(AccessForm):
    """A name and a language."""

    name = forms.CharField(
        max_length=80, label=gettext_lazy("name"), help_text=gettext_lazy("Which calendar it is for, such as the one on your phone.")
    )
    language = forms.ChoiceField(label=gettext_lazy("language"), choices=settings.LANGUAGES)

    @classmethod
    def beginning(cls, on: date) -> dict[str, Any]:
        """The language of the installation."""
        return {"language": settings.LANGUAGE_CODE}

    def made(self, user: User, at: datetime) -> str:
        """The whole address, because that is what a calendar program takes."""
        sent = self.cleaned_data
        opened = calendars.open(user=user, name=sent["name"], language=sent["language"], by=user, at=at)
        return settings.BASE_URL + reverse("calendar", args=[opened.secret])

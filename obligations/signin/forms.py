"""What is typed to come in, and to set up the second step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest

LONGEST_CODE = 32


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        max_length=LONGEST_CODE,
        label=gettext_lazy("One-time code"),
        help_text=gettext_lazy("Six digits from the app on your device, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}),
    )


class FirstCodeForm(forms.Form):
    """The first code of an app that is being set up."""

    code = forms.CharField(
        max_length=LONGEST_CODE,
        label=gettext_lazy("One-time code"),
        help_text=gettext_lazy("Six digits that the app shows now."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


class OwnPasswordForm(forms.Form):
    """One's password once more, before something is changed that keeps others out. Wrong ones count as at the door."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user

    def clean_password(self) -> str:
        """The password, if it is the account's."""
        password: str = self.cleaned_data["password"]
        if authenticate(self.request, username=self.user.get_username(), password=password) != self.user:
            raise ValidationError(_("This is not your password."))
        return password

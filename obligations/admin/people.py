"""Who is assigned to what, and which reader's account belongs to a State. An administrator decides; the services write and log it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.admin.staff import StaffAdmin, signed_in
from obligations.choices import ActorKind, RegionalGroup
from obligations.models import Actor, Assignment, StateAccount
from obligations.querysets import has_role
from obligations.services import assignments

NO_CHANGE = gettext_lazy("An assignment is not edited: end it and make another, so that the log says who could record what, and when.")


class AssignmentForm(forms.ModelForm):
    """An analyst, and States and regional groups × subject areas; what is left empty means all."""

    regional_groups = forms.MultipleChoiceField(
        choices=RegionalGroup.choices, required=False, widget=forms.CheckboxSelectMultiple, label=gettext_lazy("Regional groups")
    )
    reason = forms.CharField(required=False, label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}))

    class Meta:
        model = Assignment
        fields = ["user", "states", "regional_groups", "subjects"]

    def clean_user(self) -> User:
        """Only analysts record."""
        user: User = self.cleaned_data["user"]
        if not has_role(user, "analyst"):
            raise ValidationError(_("%(user)s is not an analyst. Give the account the analyst's role first.") % {"user": user})
        return user


@admin.register(Assignment)
class AssignmentAdmin(StaffAdmin):
    """Assignments: made here, ended by the action of the list, never edited."""

    form = AssignmentForm
    list_display = ["user", "who", "what", "made_by", "made_at", "ended_at"]
    list_filter = [("ended_at", admin.EmptyFieldListFilter), ("user", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["user", "made_by"]
    autocomplete_fields = ["states"]
    filter_horizontal = ["subjects"]
    ordering = ["user__username", "pk"]
    actions = ["end"]  # type: ignore[assignment]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        return super().get_queryset(request).prefetch_related("states", "subjects")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Who may use the action."""
        return self.has_add_permission(request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["user", "states", "regional_groups", "subjects", *(["made_by", "made_at", "ended_at"] if obj else ["reason"])]

    def log_keys(self, obj: Assignment) -> list[str]:
        return [f"{obj.user.get_username()}/{obj.pk}"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # type: ignore[override]  # noqa: FBT001
        """Through the service."""
        made = assignments.assign(by=signed_in(request), at=timezone.now(), **form.cleaned_data)
        obj.pk, obj.made_at = made.pk, made.made_at

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # type: ignore[override]  # noqa: FBT001
        """The service has written the links too."""

    @admin.action(description=gettext_lazy("End the selected assignments"), permissions=["end"])
    def end(self, request: HttpRequest, queryset: QuerySet[Assignment]) -> None:
        """Those that run; what was recorded under them stays."""
        rows = list(queryset.active())  # type: ignore[attr-defined]
        for row in rows:
            assignments.end(assignment=row, by=signed_in(request), at=timezone.now())
        self.message_user(request, _("%(n)s assignments ended.") % {"n": len(rows)}, messages.SUCCESS)

    @admin.display(description=gettext_lazy("States and groups"))
    def who(self, row: Assignment) -> str:
        names = [actor.name for actor in row.states.all()] + [str(RegionalGroup(code).label) for code in row.regional_groups]
        return "、".join(names) or _("all States")

    @admin.display(description=gettext_lazy("subject areas"))
    def what(self, row: Assignment) -> str:
        return "、".join(area.label for area in row.subjects.all()) or _("all subject areas")


class StateAccountForm(forms.ModelForm):
    """A reader's account and its State."""

    class Meta:
        model = StateAccount
        fields = ["user", "actor"]

    def clean(self) -> dict[str, Any]:
        """The account is a reader's and nothing else."""
        cleaned = super().clean() or {}
        user = cleaned.get("user")
        if user is not None and (has_role(user, "analyst", "reviewer", "editor") or not has_role(user, "reader")):
            self.add_error("user", _("Choose an account that has the reader's role and no role of staff."))
        return cleaned


@admin.register(StateAccount)
class StateAccountAdmin(StaffAdmin):
    """Accounts of States: they see what was sent to their State and may comment on it."""

    form = StateAccountForm
    fields = ["user", "actor"]
    list_display = ["user", "actor"]
    list_select_related = ["user", "actor"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request)

    def log_keys(self, obj: StateAccount) -> list[str]:
        return [obj.user.get_username()]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "actor":
            kwargs["queryset"] = Actor.objects.filter(kind__in=(ActorKind.STATE, ActorKind.OBSERVER))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # type: ignore[override]  # noqa: FBT001
        """Through the service."""
        made = assignments.bind(user=obj.user, actor=obj.actor, by=signed_in(request), at=timezone.now())
        obj.pk = made.pk if made else None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # type: ignore[override]  # noqa: FBT001
        """There is nothing else to write."""

    def delete_model(self, request: HttpRequest, obj: Any) -> None:  # type: ignore[override]
        """The account stays a reader's; only its State is taken away."""
        assignments.bind(user=obj.user, actor=None, by=signed_in(request), at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:  # type: ignore[override]
        """One by one, each with its event."""
        for row in queryset:
            self.delete_model(request, row)

"""The log, to read: nobody adds, changes or deletes an event here."""

from __future__ import annotations

import json

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.admin.staff import StaffAdmin
from obligations.models import Event


@admin.register(Event)
class EventAdmin(StaffAdmin):
    """Who changed what, when and why."""

    list_display = ["sequence", "at", "who", "action", "object_type", "object_key", "reason"]
    list_filter = ["action", "object_type", ("by", admin.RelatedOnlyFieldListFilter), "at"]
    list_select_related = ["by"]
    search_fields = ["object_key"]
    search_help_text = gettext_lazy("Key of the object, or a part of it")
    readonly_fields = ["sequence", "at", "who", "action", "object_type", "object_key", "reason", "changes", "batch"]
    fields = [*readonly_fields]

    def log_keys(self, obj: Event) -> list[str]:
        return [obj.object_key]

    @admin.display(description=gettext_lazy("by"), ordering="by__username")
    def who(self, event: Event) -> str:
        return str(event.by) if event.by else _("the machine")

    @admin.display(description=gettext_lazy("changes"))
    def changes(self, event: Event) -> SafeString:
        """What differs, before beside after."""
        return format_html(
            '<table class="before-after"><thead><tr><th scope="col">{}</th><th scope="col">{}</th></tr></thead>'
            "<tbody><tr><td><pre>{}</pre></td><td><pre>{}</pre></td></tr></tbody></table>",
            _("before"),
            _("after"),
            _readable(event.before),
            _readable(event.after),
        )


def _readable(value: object) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=1)

"""Staff's own words: the list, a form that shows what a word would change before it is saved, and taking a word out of use."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations import lexicons
from obligations.admin.labels import Names
from obligations.admin.staff import StaffAdmin, log_address
from obligations.choices import Force, Label, LexiconKind
from obligations.models import LexiconEntry, Obligation, SubjectArea, Suggestion
from obligations.querysets import has_role
from obligations.services import lexicon
from obligations.services.lexicon import Preview
from obligations.services.reading import Change

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ADDRESSEE_KINDS = [
    ("un", gettext_lazy("United Nations body")),
    ("organisation", gettext_lazy("Organization")),
    ("states", gettext_lazy("Group of States")),
    ("council", gettext_lazy("Security Council")),
    ("parties", gettext_lazy("Parties and armed groups (kept as text)")),
    ("others", gettext_lazy("Others (kept as text)")),
]
WEIGHTS = [("1.0", gettext_lazy("Enough alone")), ("0.5", gettext_lazy("Needs another sign of the same area"))]


class Lines(forms.CharField):
    """Short texts, one per line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def validate(self, value: Any) -> None:
        """Whether there are enough of them is for the service to say."""


class WordForm(forms.Form):
    """A word to be added, in the words of staff; `content` is the same in the form of the lexicon's files."""

    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=LexiconKind.choices)
    code = forms.SlugField(
        label=gettext_lazy("code"), max_length=60, help_text=gettext_lazy("Lower-case English words joined by _, for example boundary_office.")
    )
    pattern = forms.CharField(
        label=gettext_lazy("Pattern"),
        widget=forms.TextInput(attrs={"size": 60}),
        help_text=gettext_lazy(
            "Words as they stand in the text; | between alternatives, […] around what may be missing, …12… for at most 12 characters."
        ),
    )
    label_zh = forms.CharField(label=gettext_lazy("label in Chinese"), required=False, help_text=gettext_lazy("For a verb its dictionary form."))
    label_en = forms.CharField(label=gettext_lazy("label in English"), required=False)
    force = forms.ChoiceField(label=gettext_lazy("force"), required=False, choices=[("", "–"), *Force.choices])
    shared = forms.BooleanField(
        label=gettext_lazy("Others are often told to do the same"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Then it is the Council's own after another request only where somebody new is named."),
    )
    addressee_kind = forms.ChoiceField(label=gettext_lazy("kind of addressee"), required=False, choices=[("", "–"), *ADDRESSEE_KINDS])
    same_as = forms.CharField(
        label=gettext_lazy("Another name for"),
        required=False,
        help_text=gettext_lazy("The code of the addressee that is meant; empty for a new one. A group of States: all_states or member_states."),
    )
    subject = forms.ModelChoiceField(SubjectArea.objects.all(), label=gettext_lazy("subject area"), required=False, to_field_name="code")
    weight = forms.ChoiceField(label=gettext_lazy("Weight"), required=False, choices=WEIGHTS)
    not_before = Lines(
        label=gettext_lazy("Not where these words follow"), required=False, help_text=gettext_lazy("For verbs and addressees; one per line.")
    )
    examples = Lines(label=gettext_lazy("Examples"), required=False, help_text=gettext_lazy("Short texts in which it is to be found, one per line."))
    not_examples = Lines(
        label=gettext_lazy("Counter-examples"),
        required=False,
        help_text=gettext_lazy("Texts that look alike and in which it must not be found, one per line."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, help_text=gettext_lazy("Needed for saving."), widget=forms.Textarea(attrs={"rows": 2})
    )

    def content(self) -> dict[str, Any]:
        """What was entered, in the form of the lexicon's files."""
        given = self.cleaned_data
        word = {name: given[name] for name in ("pattern", "examples", "not_examples")}
        label = {"zh": given["label_zh"], "en": given["label_en"]}
        if given["kind"] == LexiconKind.SUBJECTS:
            return {"id": given["subject"].code if given["subject"] else "", "patterns": [{**word, "weight": float(given["weight"] or 1)}]}
        followed = {"not_before": given["not_before"]} if given["not_before"] else {}
        if given["kind"] == LexiconKind.VERBS:
            return {**word, **followed, "verb": given["label_zh"], "label": label, "force": given["force"], "shared": given["shared"]}
        own_code = {"code": given["same_as"]} if given["same_as"] else {}
        return {**word, **followed, **own_code, "kind": given["addressee_kind"], "label": label}

    def preview(self) -> Preview | None:
        """What the word would change. None where it is refused; the form then says why."""
        kind = self.cleaned_data["kind"]
        try:
            entry = lexicon.checked(kind=kind, code=self.cleaned_data["code"], content=self.content(), lexicon=lexicons.current())
        except ValidationError as refused:
            self.add_error(None, refused)
            return None
        return lexicon.preview({kind: [entry]})

    def save(self, *, by: User, at: datetime) -> LexiconEntry | None:
        """Add the word. None where it is refused; the form then says why."""
        given = self.cleaned_data
        try:
            return lexicon.add(kind=given["kind"], code=given["code"], content=self.content(), by=by, at=at, reason=given["reason"])
        except ValidationError as refused:
            self.add_error(None, refused)
        return None


class OutOfUseForm(forms.Form):
    """Take a word out of use."""

    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


@admin.register(LexiconEntry)
class LexiconEntryAdmin(StaffAdmin):
    """The words that staff added to the lexicon."""

    list_display = ["code", "kind", "pattern", "label_shown", "active", "added_by", "added_at"]
    list_filter = ["kind", "active"]
    list_select_related = ["added_by"]
    search_fields = ["code"]
    search_help_text = gettext_lazy("Code, words of the pattern or of a label")

    def get_urls(self) -> list[Any]:
        own: list[URLPattern] = [path("words/", self.admin_site.admin_view(self.words_view), name="obligations_lexiconentry_words")]
        return [*own, *super().get_urls()]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """Every word must be in the code, the pattern or a label. There are few entries, and databases keep Chinese in JSON each in its way."""
        words = search_term.lower().split()
        found = [row.pk for row in queryset if all(word in _searchable(row) for word in words)]
        return queryset.filter(pk__in=found), False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list; editors are shown the way to the form."""
        return super().changelist_view(request, {**(extra_context or {}), "may_add": has_role(request.user, "editor")})

    def words_view(self, request: HttpRequest) -> HttpResponse:
        """The form to add a word: one button shows what it would change, the other saves it."""
        by = _editor(request)
        form = WordForm(request.POST or None)
        context: dict[str, Any] = {"title": _("Add a word"), "form": form}
        if request.method == "POST" and form.is_valid():
            if "preview" in request.POST:
                preview = form.preview()
                context |= {"preview": preview, "changes": _shown(preview.changes, form) if preview else []}
            elif (entry := form.save(by=by, at=timezone.now())) is not None:
                said = _("“%(code)s” was added. Labels change when documents are read again: manage.py reclassify.") % {"code": entry.code}
                self.message_user(request, said, messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:obligations_lexiconentry_changelist"))
        return self._answer(request, "words", context)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """One entry, to read; editors take it out of use here."""
        entry = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, entry):
            raise PermissionDenied
        if entry is None:
            raise Http404
        form = OutOfUseForm(request.POST or None)
        if request.method == "POST":
            by = _editor(request)
            if form.is_valid() and _deactivated(entry, form, by=by, at=timezone.now()):
                said = _("“%(code)s” is out of use. Labels change when documents are read again: manage.py reclassify.") % {"code": entry.code}
                self.message_user(request, said, messages.SUCCESS)
                return HttpResponseRedirect(request.path)
        context = {
            "title": entry.code,
            "entry": entry,
            "word": lexicons.word_of(entry.kind, entry.content),
            "force": Force(entry.content["force"]).label if "force" in entry.content else "",
            "as_file": json.dumps(entry.content, ensure_ascii=False, indent=1),
            "form": form,
            "may_deactivate": entry.active and has_role(request.user, "editor"),
            "log_address": log_address(self.log_keys(entry)),
        }
        return self._answer(request, "entry", context)

    def _answer(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        return TemplateResponse(request, f"admin/obligations/lexiconentry/{template}.html", {**everywhere, **context})

    @admin.display(description=gettext_lazy("pattern"))
    def pattern(self, entry: LexiconEntry) -> str:
        return str(lexicons.word_of(entry.kind, entry.content)["pattern"])

    @admin.display(description=gettext_lazy("label"))
    def label_shown(self, entry: LexiconEntry) -> str:
        """Both labels; for a pattern of a subject area the code of the area."""
        label = entry.content.get("label")
        return f"{label['zh']} · {label['en']}" if label else str(entry.content["id"])


def _searchable(entry: LexiconEntry) -> str:
    label = entry.content.get("label", {})
    return " ".join([entry.code, entry.content["id"], lexicons.word_of(entry.kind, entry.content)["pattern"], *label.values()]).lower()


def _deactivated(entry: LexiconEntry, form: OutOfUseForm, *, by: User, at: datetime) -> bool:
    try:
        lexicon.deactivate(entry=entry, by=by, at=at, reason=form.cleaned_data["reason"])
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    return True


def _shown(changes: list[Change], form: WordForm) -> list[dict[str, Any]]:
    """The changes of a preview as a person reads them, each with the page of its obligation where it has one."""
    pages = dict(Obligation.objects.filter(key__in={change.key for change in changes}).values_list("key", "pk"))
    values = [(change.label, value) for change in changes for side in (change.before, change.after) for value in side.split(", ") if value]
    names = Names([Suggestion(label=label, value=value) for label, value in values])
    own = {form.cleaned_data["code"]: form.cleaned_data["label_zh"]}

    def read(label: Label, side: str) -> str:
        return "、".join(own.get(value) or names.of(label, value) for value in side.split(", ") if value)

    return [
        {
            "key": change.key,
            "page": pages.get(change.key),
            "label": change.label.label,
            "before": read(change.label, change.before),
            "after": read(change.label, change.after),
            "decided": change.decided,
        }
        for change in changes
    ]


def _editor(request: HttpRequest) -> User:
    """Who is signed in, if an editor."""
    if not request.user.is_authenticated or not has_role(request.user, "editor"):
        raise PermissionDenied
    return request.user

"""The spreadsheet page: export what a filter chooses, import it again after looking at what that would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from obligations.admin.staff import signed_in
from obligations.cells import obligations_in_force
from obligations.incoming.uploads import was_too_large
from obligations.models import Obligation
from obligations.querysets import has_role
from obligations.sheets import export, importing, report
from obligations.sheets.importing import Changed, DryRun
from obligations.sheets.notes import LANGUAGES, About
from obligations.sheets.reading import FileRefused
from obligations.sheets.selection import SheetFilter, chosen_cells
from obligations.sheets.tables import MOST_ROWS
from obligations.views.filtering import Filtered, filtered

if TYPE_CHECKING:
    pass

PAGE, FILE = "admin:obligations_sheet", "admin:obligations_sheet_file"
UPLOAD = "sheet"  # the field of the form
MOST_SHOWN = 200  # rows of each kind on the page of a dry run; the report has all


def sheet_urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The addresses of the page and of its files, for the admin of assessments."""

    def page(request: HttpRequest) -> HttpResponse:
        return page_view(model_admin, request)

    def file(request: HttpRequest, kind: str) -> Any:
        return file_view(model_admin, request, kind)

    wrapped = model_admin.admin_site.admin_view
    return [
        path("sheet/", wrapped(page), name="obligations_sheet"),
        path("sheet/cells.<str:kind>", wrapped(file), name="obligations_sheet_file"),
    ]


# Export -------------------------------------------------------------------------------------------------------------
def file_view(model_admin: admin.ModelAdmin, request: HttpRequest, kind: str) -> Any:
    """The file; where the filter was not understood or chooses too much, the page that says so, and no file."""
    if not model_admin.has_view_permission(request) or kind not in export.MEDIA_TYPES:
        raise PermissionDenied
    at = timezone.now()
    on = timezone.localdate(at)
    found = _found(request)
    if found.ignored:
        return _page(model_admin, request, found, status=400)
    cells = chosen_cells(found.rows, found.form.cleaned_data, user=request.user, on=on, with_evidence=True)
    if len(cells) > MOST_ROWS:
        return _page(model_admin, request, found, errors=[_too_many(len(cells))], status=400)
    about = About(on=on, at=at, by=signed_in(request).get_username(), chosen=_in_words(request), rows=len(cells))
    name = f"follow-up_{on.isoformat()}.{kind}"
    return FileResponse(export.exported(cells, about, kind=kind), as_attachment=True, filename=name, content_type=export.MEDIA_TYPES[kind])


def _found(request: HttpRequest) -> Filtered:
    return filtered(request, SheetFilter, obligations_in_force(request.user, timezone.localdate()))


def _in_words(request: HttpRequest) -> dict[str, str]:
    """The filter as a sentence, in each language."""
    said = {}
    for language in LANGUAGES:
        with override(language):
            either = f" {_('or')} "
            conditions = [f"{one.label}: {either.join(one.values)}" for one in _found(request).sentence]
            said[language] = "; ".join(conditions) or _("none, all cells")
    return said


def _too_many(n: int) -> str:
    return _("These are %(n)s cells, and a file holds %(most)s. Choose fewer, for example one document or one regional group.") % {
        "n": n,
        "most": MOST_ROWS,
    }


# Import -------------------------------------------------------------------------------------------------------------
def page_view(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The page: the filter and the form; after a file was sent, what importing it would do; after that was confirmed, the deed."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return _page(model_admin, request, _found(request))
    if not _may_import(request):
        raise PermissionDenied(_("Only analysts record follow-up. Ask an administrator for the analyst's role and an assignment."))
    steps = {"look": _look, "again": _look_again, "confirm": _confirm, "report": _report}
    step = steps.get(request.POST.get("step", ""), _look)
    try:
        return step(model_admin, request)
    except FileRefused as refused:
        return _page(model_admin, request, _found(request), errors=refused.sentences, status=400)


def _look(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Look at the file that was sent."""
    at = timezone.now()
    submit = request.POST.get("mode") == "submit"  # read before the file, so that one that was left out is known
    if was_too_large(request, UPLOAD):
        raise FileRefused(_("The file is larger than is read here. Export fewer rows and send several files."))
    sent = request.FILES.get(UPLOAD)
    if sent is None:
        raise FileRefused(_("Choose a file that was exported here."))
    run = importing.stage(sent.read(), filename=sent.name or "", submit=submit, user=signed_in(request), at=at, on=timezone.localdate(at))
    return _dry_run(model_admin, request, run)


def _look_again(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Look at the same file, to be imported in the other way."""
    return _dry_run(model_admin, request, _staged(request, submit=request.POST.get("mode") == "submit"))


def _confirm(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    try:
        batch = importing.confirm(request.POST.get("token", ""), user=signed_in(request), at=at, on=timezone.localdate(at))
    except Changed as changed:
        return _dry_run(
            model_admin, request, changed.run, errors=[_("Something has changed since you looked, so nothing was written. Look again, then confirm.")]
        )
    except ValidationError as refused:
        return _page(model_admin, request, _found(request), errors=refused.messages, status=400)
    said = ngettext("%(n)s row was imported.", "%(n)s rows were imported.", batch.size) % {"n": batch.size}
    address = reverse("admin:obligations_batch_undo", args=[batch.pk])
    messages.success(request, format_html('{} <a href="{}">{}</a>', said, address, _("Undo")))
    return HttpResponseRedirect(reverse(PAGE))


def _report(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Everything a dry run found, as CSV."""
    run = _staged(request)
    answer = HttpResponse(b"".join(report.written(run.plan)), content_type=export.MEDIA_TYPES[export.CSV])
    answer["Content-Disposition"] = 'attachment; filename="import-report.csv"'
    return answer


def _staged(request: HttpRequest, *, submit: bool | None = None) -> DryRun:
    """The file that the page names, looked at again."""
    at = timezone.now()
    staged, _digest = importing.opened(request.POST.get("token", ""), signed_in(request))
    if submit is not None:
        staged = importing.Staged(staged.sha256, staged.filename, submit)
    return importing.again(staged, user=signed_in(request), at=at, on=timezone.localdate(at))


# Pages --------------------------------------------------------------------------------------------------------------
def _dry_run(model_admin: admin.ModelAdmin, request: HttpRequest, run: DryRun, errors: Any = ()) -> HttpResponse:
    groups = [
        ("added", _("New"), run.plan.added),
        ("changed", _("Changed"), run.plan.changed),
        ("conflicting", _("In conflict: changed in the file and here, left out"), run.plan.conflicting),
    ]
    context = {
        "title": _("Import: look before it is written"),
        "run": run,
        "plan": run.plan,
        "groups": [(code, name, rows[:MOST_SHOWN], len(rows)) for code, name, rows in groups if rows],
        "refused": run.plan.refused[:MOST_SHOWN],
        "most": MOST_SHOWN,
        "token": run.token(signed_in(request)),
        "total": len(run.plan.writes),
        "errors": errors,
    }
    return _answer(model_admin, request, "sheet_preview", context, status=409 if errors else 200)


def _page(model_admin: admin.ModelAdmin, request: HttpRequest, found: Filtered, *, errors: Any = (), status: int = 200) -> HttpResponse:
    count = None
    if found.query and request.method == "GET" and not errors:
        count = len(chosen_cells(found.rows, found.form.cleaned_data, user=request.user, on=timezone.localdate()))
    context = {
        "title": _("Spreadsheet"),
        "found": found,
        "count": count,
        "errors": errors,
        "may_import": _may_import(request),
        "mode": request.POST.get("mode", "draft"),
        "upload": UPLOAD,
        "page_address": reverse(PAGE),
        "xlsx_address": reverse(FILE, args=[export.XLSX]),
        "csv_address": reverse(FILE, args=[export.CSV]),
    }
    return _answer(model_admin, request, "sheet", context, status=status)


def _answer(model_admin: admin.ModelAdmin, request: HttpRequest, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    everywhere = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "media": model_admin.media,
        "on": timezone.localdate(),
    }
    return TemplateResponse(request, f"admin/obligations/{template}.html", {**everywhere, **context}, status=status)


def _may_import(request: HttpRequest) -> bool:
    return has_role(request.user, "analyst") and Obligation.objects.writable_by(request.user).exists()

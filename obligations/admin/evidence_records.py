"""Evidence for staff: the list, the page to add a piece, and the page of one with its revisions, its uses, and the forms to change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from obligations.admin.evidence_filters import StandingFilter, UseFilter, ValidityFilter
from obligations.admin.evidence_forms import EvidenceForm, ReviseForm, WithdrawForm, prefilled
from obligations.admin.evidence_mark import mark_urls
from obligations.admin.staff import StaffAdmin, log_address, signed_in
from obligations.models import Assessment, Evidence, EvidenceLink
from obligations.revisions import chain_of
from obligations.services.evidence import describe
from obligations.views.evidence import stored_texts

if TYPE_CHECKING:
    pass

USES_PER_PAGE = 50
REVISE, WITHDRAW = "revise", "withdraw"  # what a POST to the page of one can ask for


@admin.register(Evidence)
class EvidenceAdmin(StaffAdmin):
    """Pieces of evidence; those in use unless others are asked for."""

    list_display = ["title", "kind", "issuer", "published_on", "expires_on", "language", "number", "uses", "added_at"]
    list_filter = [
        StandingFilter,
        "kind",
        ValidityFilter,
        UseFilter,
        "access",
        ("issuer", admin.RelatedOnlyFieldListFilter),
        ("actors", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["issuer"]
    search_fields = ["title", "slug", "filename", "url", "issuer__name_zh", "issuer__name_en", "issuer__code"]
    search_help_text = gettext_lazy("Words of the title, file name, address, or who issued it; two characters are enough")

    def get_urls(self) -> list[Any]:
        own: list[URLPattern] = [path("new/", self.admin_site.admin_view(self.new_view), name="obligations_evidence_new")]
        return [*own, *mark_urls(self), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        """With the number of versions that name each piece."""
        named = EvidenceLink.objects.filter(evidence=OuterRef("pk")).order_by().values("evidence").annotate(n=Count("assessment", distinct=True))
        return super().get_queryset(request).annotate(use_count=Coalesce(Subquery(named.values("n"), output_field=IntegerField()), 0))

    def log_keys(self, obj: Evidence) -> list[str]:
        """The log of all its revisions."""
        return list(Evidence.objects.filter(pk__in=chain_of(obj)).order_by("revision").values_list("slug", flat=True))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list; those who may are shown the way to the form."""
        return super().changelist_view(request, {**(extra_context or {}), "may_add": may_write(request)})

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The admin's own form is closed; its address leads to ours."""
        if request.method != "GET" or not may_write(request):
            raise PermissionDenied
        return HttpResponseRedirect(f"{reverse('admin:obligations_evidence_new')}?{request.GET.urlencode()}")

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """The form for a new piece; `next` is where to go back to, with the piece's primary key as `evidence`."""
        if not may_write(request):
            raise PermissionDenied(_("Evidence is added by analysts and editors. Ask an administrator for one of these roles."))
        form = EvidenceForm(request, initial=prefilled(request))
        if request.method == "POST" and form.is_valid():
            made = form.save(by=signed_in(request), at=timezone.now())
            if made is not None:
                self.message_user(request, _("Added: %(title)s.") % {"title": made.title}, messages.SUCCESS)
                return HttpResponseRedirect(_way_back(request, made) or reverse("admin:obligations_evidence_change", args=[made.pk]))
        known_address = _way_back(request, form.known) if form.known else ""
        context = {"title": _("Add evidence"), "form": form, "next": _asked_back(request), "known_address": known_address}
        return self._answer(request, "new", context)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """One revision of a piece, and the forms to revise or withdraw it."""
        evidence = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, evidence):
            raise PermissionDenied
        if evidence is None:
            raise Http404
        what = request.POST.get("what", "")
        if request.method == "POST" and (not may_write(request) or what not in (REVISE, WITHDRAW)):
            raise PermissionDenied
        revise = ReviseForm(request, evidence=evidence, bound=what == REVISE)
        withdraw = WithdrawForm(request.POST if what == WITHDRAW else None)
        if done := self._written(request, evidence, revise, withdraw):
            return done
        shown = self._shown(request, evidence)
        outdated = _changed(evidence, shown["newest"]) if revise.is_bound else []
        return self._answer(request, "page", {**shown, "form": revise, "withdraw": withdraw, "outdated": outdated})

    def _written(self, request: HttpRequest, evidence: Evidence, revise: ReviseForm, withdraw: WithdrawForm) -> HttpResponse | None:
        """Do what was asked and lead on; None where nothing was asked, or a form says why not."""
        at = timezone.now()
        if revise.is_bound and revise.is_valid() and (made := revise.save(by=signed_in(request), at=at)):
            said = _("Revision %(number)s is made. Statuses keep the revision they name.") % {"number": made.revision}
            self.message_user(request, said, messages.SUCCESS)
            return HttpResponseRedirect(_way_back(request, made) or reverse("admin:obligations_evidence_change", args=[made.pk]))
        if withdraw.is_bound and withdraw.is_valid() and withdraw.save(evidence=evidence, by=signed_in(request), at=at):
            self.message_user(request, _("Withdrawn: %(title)s.") % {"title": evidence.title}, messages.SUCCESS)
            return HttpResponseRedirect(request.path)
        return None

    def _shown(self, request: HttpRequest, evidence: Evidence) -> dict[str, Any]:
        """What the page of one shows beside its forms."""
        revisions = list(Evidence.objects.filter(pk__in=chain_of(evidence)).select_related("added_by").order_by("-revision"))
        page = _uses(evidence, request)
        in_use = evidence.withdrawn_at is None and revisions[0] == evidence
        return {
            "title": evidence.title,
            "evidence": evidence,
            "actors": evidence.actors.all(),
            "revisions": revisions,
            "newest": revisions[0],
            "page": page,
            "uses": [(link, _cell_address(link.assessment)) for link in page.object_list],
            "may_write": may_write(request) and in_use,
            "mark_address": _address("obligations_evidence_mark", evidence.pk) if in_use and may_write(request) else "",
            "log_address": log_address([row.slug for row in reversed(revisions)]),
            "next": _asked_back(request),
            "on": timezone.localdate(),
            **stored_texts(evidence, request.user),
        }

    def _answer(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        media = self.media + context["form"].media
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts, "media": media}
        return TemplateResponse(request, f"admin/obligations/evidence/{template}.html", {**everywhere, **context})

    @admin.display(description=gettext_lazy("revision"), ordering="revision")
    def number(self, evidence: Evidence) -> int:
        return evidence.revision

    @admin.display(description=gettext_lazy("named by"), ordering="use_count")
    def uses(self, evidence: Any) -> int:
        return int(evidence.use_count)


def may_write(request: HttpRequest) -> bool:
    """Whether the person adds and revises evidence."""
    return not Evidence.objects.writable_by(request.user).query.is_empty()


def _uses(evidence: Evidence, request: HttpRequest) -> Page[EvidenceLink]:
    """Where the piece is named, drafts included, latest first."""
    versions = Assessment.objects.visible_to(request.user)
    links = EvidenceLink.objects.filter(evidence=evidence, assessment__in=versions)
    rows = links.select_related("assessment__obligation", "assessment__commitment", "assessment__actor", "assessment__author")
    return Paginator(rows.order_by("-assessment", "position"), USES_PER_PAGE).get_page(request.GET.get("page"))


def _changed(old: Evidence, new: Evidence) -> list[tuple[str, str, str]]:
    """What two revisions say differently: name of the field, what the older one says, what the newer one says."""
    before, after = describe(old), describe(new)
    names = [name for name in before if before[name] != after[name] and name not in ("revision", "revises", "withdrawn_at")]
    labels = {field.name: str(field.verbose_name) for field in (*Evidence._meta.fields, *Evidence._meta.many_to_many)}
    return [(labels[name], _plain(before[name]), _plain(after[name])) for name in names]


def _plain(value: Any) -> str:
    return "、".join(value) if isinstance(value, list) else str(value or "–")


def _cell_address(version: Assessment) -> str:
    """The page on which the follow-up is worked on, where there is one; else that of what is followed up."""
    target = version.obligation or version.commitment
    kind = "obligation" if version.obligation_id else "commitment"
    cell = _address("obligations_cell", target.slug, version.actor.code) if target else ""
    return cell or _address(f"obligations_{kind}_change", target.pk if target else 0)


def _address(name: str, *args: Any) -> str:
    try:
        return reverse(f"admin:{name}", args=args)
    except NoReverseMatch:
        return ""


def _asked_back(request: HttpRequest) -> str:
    """Where the person came from, if that is a page of this service."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""


def _way_back(request: HttpRequest, evidence: Evidence) -> str:
    """The page the person came from, told which piece to use by `evidence=<primary key>`; empty where nobody came from anywhere."""
    wanted = _asked_back(request)
    if not wanted:
        return ""
    parts = urlsplit(wanted)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "evidence"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("evidence", str(evidence.pk))])))

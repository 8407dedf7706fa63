"""What staff change in the admin: always through a service, with its event, and never over somebody else's work."""

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin as django_admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from obligations.admin.staff import StaffAdmin
from obligations.choices import Label, Verdict
from obligations.models import Actor, Assessment, Assignment, Commitment, Decision, Document, Event, StateAccount, SubjectArea, Verb
from obligations.services import decisions
from tests.factories import AT, obligation, store_text
from tests.obligations.stored_records import store_sample

pytestmark = pytest.mark.django_db

KEY = "9101(2032)/1/1"
OURS = [site for model, site in django_admin.site._registry.items() if model._meta.app_label == "obligations"]
WITH_A_FORM = {"ApiTokenAdmin", "AssignmentAdmin", "CalendarFeedAdmin", "RoundAdmin", "StateAccountAdmin"}  # whose form goes through a service
REVOKE = {"ApiTokenAdmin", "CalendarFeedAdmin"}  # whose action calls a service: tried below
THROUGH_SERVICES = {"AssignmentAdmin", "StateAccountAdmin"}  # whose ways of writing call a service: tried below
CLOSED = [site for site in OURS if type(site).__name__ not in THROUGH_SERVICES]
WAYS_OF_WRITING = ["save_model", "save_formset", "save_related", "delete_model", "delete_queryset"]


@pytest.fixture
def document(db: None) -> Document:
    return store_text()


@pytest.fixture
def staff(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


@pytest.fixture
def written_elsewhere() -> Iterator[list[str]]:
    """The statements that wrote to the tracker's tables without a service above them on the stack."""
    found: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and '"obligations_' in sql and not below_a_service():
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def below_a_service() -> bool:
    frame = sys._getframe(1)
    while frame is not None:
        if str(frame.f_globals.get("__name__", "")).startswith("obligations.services."):
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False


def address(key: str = KEY) -> str:
    return reverse("admin:obligations_obligation_change", args=[obligation(key).pk])


def labels(client: Client, key: str = KEY, **changed: Any) -> dict[str, Any]:
    """What the browser sends when nothing is touched on the page as it is now, with some fields changed."""
    form = client.get(address(key)).context["labels_form"]
    sent: dict[str, Any] = {"what": "labels"}
    for name in ("verb", "force", "tracked"):
        sent[name] = sent[f"initial-{name}"] = form.initial[name]
    return {**sent, **changed}


def work_on_a_cell(client: Client, reviewer: User) -> None:
    """Everything that can be written about a cell: applicability, a draft that is submitted and reviewed, and who is shown it."""
    page = reverse("admin:obligations_cell", args=[obligation(KEY).slug, "JPN"])
    client.post(page, {"what": "applicability", "value": "applies", "reason": "点名。"})
    rows = {"proofs-TOTAL_FORMS": "0", "proofs-INITIAL_FORMS": "0"}
    typed = {"status": "none_found", "summary": "未见。", "sources": "官网", "as_of": "2024-01-31", **rows}
    client.post(page, {"what": "draft", "do": "save", "revision": "0", **typed})
    client.post(page, {"what": "draft", "do": "submit", "revision": "1", **typed})
    client.post(page, {"what": "recall", "version": Assessment.objects.get().pk})
    client.post(page, {"what": "draft", "do": "submit", "revision": "1", **typed})
    version = Assessment.objects.get(version=2)
    other = Client()
    other.force_login(reviewer)
    other.post(page, {"what": "review", "do": "approve", "version": version.pk})
    other.post(page, {"what": "publish", "version": version.pk, "audience": "readers"})
    other.post(page, {"what": "narrow", "narrowing": f"{version.pk}:staff", "reason": "误发。"})
    other.post(page, {"what": "withdraw", "version": version.pk, "reason": "来源有误。"})
    assert list(Assessment.objects.order_by("version").values_list("state", flat=True)) == ["discarded", "withdrawn"]


# No way around the services ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("site", CLOSED, ids=lambda site: type(site).__name__)
def test_no_admin_class_writes_by_itself(site: django_admin.ModelAdmin, rf: RequestFactory, admin: User) -> None:
    request = rf.get("/")
    request.user = admin
    assert isinstance(site, StaffAdmin)
    assert not site.has_delete_permission(request)
    assert site.has_add_permission(request) is (type(site).__name__ in WITH_A_FORM)
    assert not site.list_editable and set(site.get_actions(request)) == ({"revoke"} if type(site).__name__ in REVOKE else set())
    for way in WAYS_OF_WRITING:
        assert getattr(type(site), way) is not getattr(django_admin.ModelAdmin, way), f"{type(site).__name__}.{way} is Django's own"
        with pytest.raises(PermissionDenied):
            getattr(site, way)(*[request, None, None, True][: {"save_model": 4, "save_formset": 4, "save_related": 4}.get(way, 2)])
    for inline in site.get_inline_instances(request):
        may = [inline.has_add_permission(request, None), inline.has_change_permission(request), inline.has_delete_permission(request)]
        assert may == [False, False, False]


def test_assignments_and_accounts_are_written_by_services(
    client: Client, admin: User, analyst: User, reader: User, document: Document, written_elsewhere: list[str]
) -> None:
    client.force_login(admin)
    japan = Actor.objects.get(code="JPN")
    client.post(reverse("admin:obligations_assignment_add"), {"user": analyst.pk, "states": [japan.pk]})
    client.post(reverse("admin:obligations_assignment_changelist"), {"action": "end", "_selected_action": [Assignment.objects.get(states=japan).pk]})
    client.post(reverse("admin:obligations_stateaccount_add"), {"user": reader.pk, "actor": japan.pk})
    client.post(reverse("admin:obligations_stateaccount_delete", args=[StateAccount.objects.get().pk]), {"post": "yes"})
    actions = ["assignment.made", "assignment.ended", "account.bound", "account.bound"]
    assert list(Event.objects.filter(by=admin).order_by("sequence").values_list("action", flat=True)) == actions
    assert written_elsewhere == []


@pytest.mark.parametrize("model", ["apitoken", "calendarfeed"])
def test_what_opens_the_door_to_programs_is_made_and_revoked_by_services(staff: Client, model: str, written_elsewhere: list[str]) -> None:
    last = (timezone.localdate() + timedelta(days=30)).isoformat()
    staff.post(reverse(f"admin:obligations_{model}_add"), {"name": "x", "expires_on": last, "language": "en"})
    row = apps.get_model("obligations", model).objects.get()
    staff.post(reverse(f"admin:obligations_{model}_changelist"), {"action": "revoke", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.revoked_at is not None and written_elsewhere == []


def test_the_watch_notices_a_write_without_a_service(document: Document, written_elsewhere: list[str]) -> None:
    Document.objects.update(title="x")
    obligation(KEY).save()
    assert len(written_elsewhere) == 2


def work_on_a_commitment(client: Client) -> None:
    """Everything that can be written about commitments: the queue, then the page of what was accepted there."""
    with_ties = Commitment.objects.filter(ties__isnull=False)[0]
    sent = {"commitment": with_ties.slug, "verdict": "accept", "seen": "suggested"}
    client.post(reverse("admin:obligations_commitment_queue"), sent)
    page = reverse("admin:obligations_commitment_change", args=[with_ties.pk])
    tie = with_ties.ties.all()[0]
    client.post(page, {"what": "ties", "ties-accept": f"{tie.obligation_id}-suggested"})
    client.post(page, {"what": "add-tie", "tie-obligation": str(obligation("9101(2032)/3/2").pk), "tie-reason": "同一件事。"})
    client.post(page, {"what": "evidence", "obligation": tie.obligation_id})
    client.post(page, {"what": "decide", "verdict": "reject", "seen": "confirmed", "reason": "只是愿望。"})
    assert list(with_ties.decisions.values_list("verdict", flat=True)) == ["accept", "reject"]
    assert with_ties.ties.filter(opinion="confirmed").count() == 2


def test_what_the_pages_write_is_written_by_services(
    staff: Client, document: Document, reviewer: User, written_elsewhere: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store_sample("S-RES-9004-2032.txt")
    store_sample("S-PV-9901.txt")
    saved: list[str] = []
    original = models.Model.save_base

    def save_base(self: models.Model, *args: Any, **kwargs: Any) -> None:
        if self._meta.app_label == "obligations" and not below_a_service():
            saved.append(repr(self))
        original(self, *args, **kwargs)

    monkeypatch.setattr(models.Model, "save_base", save_base)
    staff.post(address(), labels(staff, force="urges", reason="中文“决定”后为敦促。"))
    staff.post(address(), {"what": "confirm", "open_labels": staff.get(address()).context["open_labels"]})
    assert Decision.objects.count() > 2
    work_on_a_cell(staff, reviewer)
    work_on_a_commitment(staff)
    assert (written_elsewhere, saved) == ([], [])


@pytest.mark.parametrize("site", OURS, ids=lambda site: type(site).__name__)
def test_even_an_administrator_adds_and_deletes_nothing(client: Client, admin: User, document: Document, site: django_admin.ModelAdmin) -> None:
    client.force_login(admin)
    store_sample("S-PV-9902.txt")  # so that there is a row of every kind
    name = f"admin:obligations_{site.model._meta.model_name}"
    row = site.model._default_manager.first()
    before = site.model._default_manager.count()
    pk = row.pk if row else 1
    assert client.post(reverse(f"{name}_add"), {}).status_code == (200 if type(site).__name__ in WITH_A_FORM else 403)
    assert client.post(reverse(f"{name}_delete", args=[pk]), {"post": "yes"}).status_code in (403, 302, 404)
    client.post(reverse(f"{name}_changelist"), {"action": "delete_selected", "_selected_action": [pk], "post": "yes"})
    assert site.model._default_manager.count() == before


# Labels --------------------------------------------------------------------------------------------------------------
def test_the_force_is_changed_with_a_reason(staff: Client, document: Document, analyst: User) -> None:
    assert staff.post(address(), labels(staff, force="urges", reason="语气为敦促。")).status_code == 302
    row = obligation(KEY)
    assert (row.force, row.force_basis, row.verb_basis) == ("urges", "changed", "machine")
    event = Event.objects.first()
    assert event is not None
    assert (event.by, event.reason, event.before["force"], event.after["force"]) == (analyst, "语气为敦促。", "decides", "urges")
    assert "语气为敦促。" in staff.get(address()).content.decode()


def test_a_change_needs_a_reason(staff: Client, document: Document) -> None:
    response = staff.post(address(), labels(staff, force="urges", reason=" "))
    assert "reason" in response.context["labels_form"].errors
    assert obligation(KEY).force == "decides" and not Decision.objects.exists()


def test_nothing_decided_is_said(staff: Client, document: Document) -> None:
    assert staff.post(address(), labels(staff)).context["labels_form"].non_field_errors()


def test_one_label_is_confirmed_without_a_reason(staff: Client, document: Document) -> None:
    staff.post(address(), labels(staff, confirm_force="on"))
    row = obligation(KEY)
    assert (row.force_basis, row.tracked_basis) == ("confirmed", "machine")


def test_a_stale_page_does_not_set_back_what_somebody_else_decided(staff: Client, document: Document, reviewer: User) -> None:
    stale = labels(staff, tracked="false", reason="不要求行动。")
    decisions.decide(label=Label.FORCE, value="urges", verdict=Verdict.SET, by=reviewer, at=AT, obligation=obligation(KEY))
    staff.post(address(), stale)
    row = obligation(KEY)
    assert (row.force, row.tracked) == ("urges", False)


def test_the_verb_is_changed(staff: Client, document: Document) -> None:
    verb = Verb.objects.get(verb="敦促")
    staff.post(address(), labels(staff, verb=verb.pk, reason="动词误读。"))
    assert obligation(KEY).verb == verb


def test_addressees_and_subjects_are_added_and_rejected_together(staff: Client, document: Document) -> None:
    japan, area = Actor.objects.get(code="JPN"), obligation(KEY).paragraph.subjects.select_related("subject")
    present = [link.subject.code for link in area]
    other = next(code for code in ("drugs", "children", "arms_embargo") if code not in present)
    sent = labels(
        staff, add_addressees=[japan.pk], add_subjects=[SubjectArea.objects.filter(code=other).values_list("pk", flat=True)[0]], reason="点名日本。"
    )
    sent["addressee-all_states"] = "reject"
    assert staff.post(address(), sent).status_code == 302
    assert list(obligation(KEY).addressees.values_list("code", "basis")) == [("JPN", "changed")]
    assert other in obligation(KEY).paragraph.subjects.values_list("subject__code", flat=True)
    assert len(set(Event.objects.filter(reason="点名日本。").values_list("batch", flat=True))) == 1
    sent = labels(staff, reason="仍应包括。")
    sent["addressee-all_states"] = "accept"
    staff.post(address(), sent)
    assert set(obligation(KEY).addressees.values_list("code", flat=True)) == {"JPN", "all_states"}


def test_all_labels_are_confirmed_at_once(staff: Client, document: Document) -> None:
    shown = staff.get(address()).context["open_labels"]
    staff.post(address(), {"what": "confirm", "open_labels": shown})
    response = staff.get(address())
    assert response.context["open_count"] == 0
    listed = staff.get(reverse("admin:obligations_obligation_changelist"), {"confirmed": "yes"}).context["cl"].result_list
    assert KEY in {row.key for row in listed}


def test_labels_that_changed_meanwhile_are_not_confirmed_unseen(staff: Client, document: Document) -> None:
    response = staff.post(address(), {"what": "confirm", "open_labels": "force:urges"})
    assert response.status_code == 200 and response.context["labels_form"].non_field_errors()
    assert not Decision.objects.exists()


# The page as a whole -------------------------------------------------------------------------------------------------
def test_a_reviewer_decides_on_labels(client: Client, document: Document, reviewer: User) -> None:
    client.force_login(reviewer)
    assert client.post(address(), labels(client, force="urges", reason="语气。")).status_code == 302


def test_a_post_that_asks_for_nothing_known_is_refused(staff: Client, document: Document) -> None:
    assert staff.post(address(), {"key": "x", "_save": "Save"}).status_code == 403
    assert obligation(KEY).key == KEY

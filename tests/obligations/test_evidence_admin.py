"""Evidence in the staff's pages: the list, adding with the way back, revising, withdrawing, and files that are too large."""

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from obligations.models import Actor, Evidence
from obligations.services import evidence as service
from obligations.services.assessments import Proof
from tests.factories import AT, make_approved, make_evidence, make_submission, make_vocabulary, obligation, store_text
from tests.obligations.records import SHARING, confirm, store_record
from tests.obligations.uploaded_files import PDF, office

pytestmark = pytest.mark.django_db
MB = 1024 * 1024
NEW, LIST = "admin:obligations_evidence_new", "admin:obligations_evidence_changelist"
KEY = "9101(2032)/1/1"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.LANGUAGE_CODE = "en"
    settings.LANGUAGES = [("en", "English")]


@pytest.fixture
def staff(client, analyst):
    make_vocabulary()
    client.force_login(analyst)
    return client


def page_of(evidence):
    return reverse("admin:obligations_evidence_change", args=[evidence.pk])


def sent(**changed):
    """What the browser sends from the form for a new piece."""
    return {"kind": "law", "title": "国内法", "url": "https://example.org/law", "access": "with_status", **changed}


def upload(content=PDF, name="法律.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


# The list ------------------------------------------------------------------------------------------------------------
def listed(client, **query):
    return {row.title for row in client.get(reverse(LIST), query).context["cl"].result_list}


def test_two_characters_find_a_piece(staff, analyst):
    make_evidence(analyst, title="易制爆化学品管理条例")
    make_evidence(analyst, title="国家报告", issuer=Actor.objects.get(code="JPN"))
    assert listed(staff, q="条例") == {"易制爆化学品管理条例"}
    assert listed(staff, q="日本") == {"国家报告"}


def test_the_list_shows_what_is_in_use_unless_asked_otherwise(staff, analyst):
    old = make_evidence(analyst, title="旧")
    make_evidence(analyst, title="新", revises=old, revision=2)
    make_evidence(analyst, title="撤", withdrawn_at=AT)
    assert [listed(staff, **query) for query in ({}, {"standing": "replaced"}, {"standing": "withdrawn"})] == [{"新"}, {"旧"}, {"撤"}]
    assert listed(staff, standing="all") == {"旧", "新", "撤"}


def test_the_list_is_filtered_by_kind_actor_validity_and_use(staff, analyst):
    store_text()
    today, japan = timezone.localdate(), Actor.objects.get(code="JPN")
    law = make_evidence(analyst, title="过期", kind="law", expires_on=today - timedelta(days=1))
    law.actors.add(japan)
    make_evidence(analyst, title="将过期", expires_on=today + timedelta(days=30))
    make_submission((obligation(KEY), "JPN"), analyst, proofs=(Proof(law, "第1条"),))
    assert listed(staff, kind__exact="law") == {"过期"}
    assert listed(staff, actors__id__exact=japan.pk) == {"过期"}
    assert [listed(staff, validity=code) for code in ("expired", "expiring", "open")] == [{"过期"}, {"将过期"}, {"将过期"}]
    assert [listed(staff, use=code) for code in ("used", "unused")] == [{"过期"}, {"将过期"}]


def test_the_list_asks_as_many_queries_whatever_it_holds(staff, analyst):
    counts = []
    for number in (2, 12):
        for _ in range(number):
            make_evidence(analyst, issuer=Actor.objects.get(code="JPN"))
        with CaptureQueriesContext(connection) as queries:
            staff.get(reverse(LIST))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Adding --------------------------------------------------------------------------------------------------------------
def test_a_file_is_added(staff, analyst):
    response = staff.post(reverse(NEW), sent(url="", file=upload()))
    made = Evidence.objects.get()
    assert (response.status_code, response["Location"]) == (302, page_of(made))
    assert (made.filename, made.media_type, made.added_by) == ("法律.pdf", "application/pdf", analyst)


def test_the_admins_own_address_for_adding_leads_to_the_form(staff):
    response = staff.get(reverse("admin:obligations_evidence_add"), {"next": "/admin/"})
    assert response["Location"] == f"{reverse(NEW)}?next=%2Fadmin%2F"


def test_one_comes_back_to_where_one_came_from_with_the_piece(staff):
    response = staff.post(reverse(NEW), sent(next="/admin/obligations/?a=1&evidence=3#proof"))
    assert response["Location"] == f"/admin/obligations/?a=1&evidence={Evidence.objects.get().pk}#proof"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_nobody_is_led_elsewhere(staff, elsewhere):
    assert staff.post(reverse(NEW), sent(next=elsewhere))["Location"] == page_of(Evidence.objects.get())


def test_the_form_begins_with_what_the_address_says(staff):
    store_text()
    asked = {"kind": "law", "issuer": "JPN", "actor": ["JPN", "NOR"], "document": "S-RES-9101-2032", "speech": "x\x00", "title": "标题"}
    initial = staff.get(reverse(NEW), asked).context["form"].initial
    assert (initial["issuer"].code, [actor.code for actor in initial["actors"]]) == ("JPN", ["JPN", "NOR"])
    assert (initial["document"].symbol, initial["title"], initial["speech_number"]) == ("S/RES/9101 (2032)", "标题", None)


def test_a_duplicate_is_named_with_a_link_and_a_way_to_use_it(staff, analyst):
    known = make_evidence(analyst, url="https://example.org/law")
    response = staff.post(reverse(NEW), sent(next="/admin/obligations/"))
    page = response.content.decode()
    assert f'href="{page_of(known)}"' in page and f'href="/admin/obligations/?evidence={known.pk}"' in page
    assert "Already here" in page and 'value="国内法"' in page


def test_after_a_refusal_everything_typed_is_there_and_the_file_is_held(staff):
    first = staff.post(reverse(NEW), sent(url="", title="", note="已核对", file=upload()))
    page = first.content.decode()
    assert "已核对" in page and "Held: 法律.pdf" in page and not Evidence.objects.exists()
    kept = re.search(r'name="kept" value="([^"]+)"', page)
    assert kept is not None
    staff.post(reverse(NEW), sent(url="", kept=kept[1]))
    assert Evidence.objects.get().filename == "法律.pdf"


def test_a_file_held_for_somebody_else_is_not_taken(staff, client, admin):
    kept = staff.post(reverse(NEW), sent(url="", title="", file=upload())).context["form"]["kept"].value()
    client.force_login(admin)
    response = client.post(reverse(NEW), sent(url="", kept=kept))
    assert response.context["form"].errors["file"] and not Evidence.objects.exists()


def test_a_hostile_file_is_refused_beside_its_field(staff):
    response = staff.post(reverse(NEW), sent(file=upload(office(word__vbaProject_dot_bin=b"x"), "a.docx")))
    (sentence,) = response.context["form"].errors["file"]
    assert "macros" in sentence and not Evidence.objects.exists()


def test_an_empty_file_is_refused(staff):
    assert "empty" in staff.post(reverse(NEW), sent(file=upload(b""))).context["form"].errors["file"][0]


def test_a_stored_speech_and_a_commitment_are_chosen(staff, analyst):
    store_text()
    record = store_record()
    row = confirm(SHARING, analyst)
    staff.post(reverse(NEW), sent(kind="speech", url="", document=record.pk, speech_number=row.speech.order))
    staff.post(reverse(NEW), sent(kind="commitment", url="", commitment=SHARING))
    newest, first = Evidence.objects.all()
    assert (first.speech, first.document, newest.commitment) == (row.speech, None, row)


@pytest.mark.parametrize(("field", "value"), [("speech_number", "999"), ("commitment", "PV.1/c9"), ("document", "999999"), ("published_on", "x")])
def test_what_is_not_there_is_said_beside_its_field(staff, field, value):
    store_text()
    form = staff.post(reverse(NEW), sent(**{"document": store_record().pk, field: value})).context["form"]
    assert form.errors[field] and not Evidence.objects.exists()


@pytest.mark.parametrize("persona", ["reviewer", "reader", "outsider"])
def test_others_do_not_add(client, persona, request):
    client.force_login(request.getfixturevalue(persona))
    for response in (client.get(reverse(NEW)), client.post(reverse(NEW), sent())):
        assert response.status_code in (302, 403) and "login" in response.get("Location", "login")
    assert not Evidence.objects.exists()


# Too large -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def written(settings):
    """The pieces that anybody writes to the disk while a request is read."""
    pieces: list[int] = []
    settings.LARGEST_UPLOAD = settings.EVIDENCE_LARGEST = 3 * MB

    def note(self, raw_data, start):
        pieces.append(len(raw_data))

    with patch("django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk", note):
        yield pieces


def test_a_file_that_is_announced_as_too_large_is_refused_before_a_byte_is_kept(staff, written):
    response = staff.post(reverse(NEW), sent(note="已核对", file=upload(PDF + b" " * 8 * MB)))
    assert written == [] and not Evidence.objects.exists()
    assert "larger than 3 MB" in response.context["form"].errors["file"][0] and "已核对" in response.content.decode()


def test_a_file_that_turns_out_too_large_is_cut_off_at_the_limit(staff, written):
    response = staff.post(reverse(NEW), sent(note="已核对", file=upload(PDF + b" " * 4 * MB)))
    assert 0 < sum(written) <= 3 * MB and not Evidence.objects.exists()
    assert "larger than 3 MB" in response.context["form"].errors["file"][0] and "已核对" in response.content.decode()


# The page of one -----------------------------------------------------------------------------------------------------
def revise(evidence, **changed):
    present = {"kind": evidence.kind, "title": evidence.title, "url": evidence.url, "access": evidence.access, "reason": "更正。"}
    return {"what": "revise", **present, **changed}


def test_a_revision_is_made_on_the_page(staff, analyst):
    first = make_evidence(analyst)
    response = staff.post(page_of(first), revise(first, title="更正后的标题"))
    second = Evidence.objects.get(revises=first)
    assert (response["Location"], second.title, second.url) == (page_of(second), "更正后的标题", first.url)
    assert page_of(second) in staff.get(page_of(first)).content.decode()


def test_a_revision_keeps_the_file_unless_another_is_sent(staff, analyst):
    first = service.add(kind="law", title="法律", by=analyst, at=AT, file=service.receive(content=PDF, filename="a.pdf"))
    staff.post(page_of(first), revise(first, title="法律（一）"))
    second = Evidence.objects.get(revision=2)
    staff.post(page_of(second), revise(second, file=upload(PDF + b" ", "b.pdf")))
    assert [row.filename for row in Evidence.objects.order_by("pk")] == ["a.pdf", "a.pdf", "b.pdf"]


def test_a_stale_page_does_not_revise_over_somebody_else_and_loses_nothing(staff, analyst, admin):
    first = make_evidence(analyst)
    newer = service.revise(evidence=first, by=admin, at=AT, reason="x", title="同事的标题")
    response = staff.post(page_of(first), revise(first, title="我的标题"))
    page = response.content.decode()
    assert Evidence.objects.count() == 2 and newer.slug in page
    assert "我的标题" in page and "同事的标题" in page and f'action="{page_of(newer)}"' in page
    staff.post(page_of(newer), revise(newer, title="我的标题"))
    assert Evidence.objects.get(revises=newer).title == "我的标题"


def test_a_piece_is_withdrawn_on_its_page(staff, analyst):
    piece = make_evidence(analyst)
    assert staff.post(page_of(piece), {"what": "withdraw", "why": " "}).context["withdraw"].errors
    staff.post(page_of(piece), {"what": "withdraw", "why": "登错。"})
    piece.refresh_from_db()
    assert piece.withdrawn_at is not None and 'value="revise"' not in staff.get(page_of(piece)).content.decode()


def test_the_page_shows_where_the_piece_is_named_drafts_included(staff, analyst):
    store_text()
    piece = make_evidence(analyst)
    make_approved((obligation(KEY), "JPN"), analyst, proofs=(Proof(piece, "第3条", "许可证"),))
    make_submission((obligation(KEY), "NOR"), analyst, proofs=(Proof(piece, "第9条"),))
    page = staff.get(page_of(piece)).content.decode()
    assert all(words in page for words in ("第3条", "许可证", "第9条", "Decides", 'class="disclaimer"'))


def test_a_reviewer_reads_and_changes_nothing(client, reviewer, analyst):
    piece = make_evidence(analyst)
    client.force_login(reviewer)
    assert 'value="revise"' not in client.get(page_of(piece)).content.decode()
    assert client.post(page_of(piece), revise(piece, title="x")).status_code == 403
    assert client.post(page_of(piece), {"what": "withdraw", "why": "x"}).status_code == 403


def test_the_history_of_a_piece_is_that_of_all_its_revisions(staff, analyst):
    first = make_evidence(analyst)
    second = service.revise(evidence=first, by=analyst, at=AT, reason="x", title="甲")
    address = staff.get(reverse("admin:obligations_evidence_history", args=[first.pk]))["Location"]
    assert address.endswith(f"{first.slug}%2C{second.slug}")

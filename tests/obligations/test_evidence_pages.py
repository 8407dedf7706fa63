"""The page of a piece, its file and its place in the API: who sees what, persona by persona, and how the file is sent."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from obligations.choices import Audience, EvidenceAccess
from obligations.models import Actor, StateAccount
from obligations.services import evidence as service
from obligations.services import publication, statecomments
from obligations.services.assessments import Proof
from obligations.views import evidence as views
from tests.factories import AT, make_approved, make_evidence, make_submission, make_vocabulary, obligation, second_reviewer, store_text
from tests.obligations.uploaded_files import PDF

pytestmark = pytest.mark.django_db
KEY = "9101(2032)/1/1"
PERSONAS = ("anonymous", "outsider", "reader", "japan", "norway", "analyst", "reviewer", "admin")
STAFF = {"analyst", "reviewer", "admin"}
# What the piece supports, and who then sees it beside the staff.
SHOWN = {
    "a draft that waits": (None, set()),
    "an approved version that was not published": (Audience.STAFF, set()),
    "a version that was sent to Japan": (Audience.STATE, {"japan"}),
    "a version for readers": (Audience.READERS, {"japan", "norway", "reader"}),
    "a public version": (Audience.PUBLIC, {"japan", "norway", "reader"}),
}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def piece(analyst):
    store_text()
    file = service.receive(content=PDF, filename="国内法 第5号.pdf")
    return service.add(kind="law", title="国内法", by=analyst, at=AT, file=file, url="https://example.org/law")


@pytest.fixture
def people(make_user, analyst, reviewer, reader, outsider, admin):
    make_vocabulary()
    people: dict[str, User | None] = {"anonymous": None, "outsider": outsider, "reader": reader}
    people |= {"analyst": analyst, "reviewer": reviewer, "admin": admin}
    for name, code in (("japan", "JPN"), ("norway", "NOR")):
        people[name] = make_user(name, groups=["reader"])
        StateAccount.objects.create(user=people[name], actor=Actor.objects.get(code=code))
    return people


def support(piece, by, audience, **fields):
    """Japan's follow-up rests on the piece, shown to an audience; None for one that nobody has approved."""
    cell, proofs = (obligation(KEY), "JPN"), (Proof(piece, "第3条", "规定许可证。"),)
    return make_submission(cell, by, proofs=proofs) if audience is None else make_approved(cell, by, audience=audience, proofs=proofs, **fields)


def answers(client, person, piece):
    """Status of page, file and API."""
    client.logout()
    if person is not None:
        client.force_login(person)
    addresses = [piece.get_absolute_url(), reverse("evidence-file", args=[piece.slug]), reverse("api:evidence-detail", args=[piece.slug])]
    return [client.get(address).status_code for address in addresses]


def listed(client):
    return [row["slug"] for row in client.get(reverse("api:evidence-list")).json().get("results", [])]


@pytest.mark.parametrize("case", SHOWN)
@pytest.mark.parametrize("persona", PERSONAS)
def test_who_sees_a_piece(client, people, piece, analyst, case, persona):
    audience, beside_staff = SHOWN[case]
    support(piece, analyst, audience)
    sees = persona in STAFF | beside_staff
    unseen = {"anonymous": [302, 404, 401], "outsider": [403, 404, 403]}.get(persona, [404, 404, 404])
    assert answers(client, people[persona], piece) == ([200, 200, 200] if sees else unseen)
    assert listed(client) == ([piece.slug] if sees else [])


@pytest.mark.parametrize("persona", PERSONAS)
def test_what_is_kept_for_staff_is_seen_by_staff_alone(client, people, piece, analyst, persona):
    support(piece, analyst, Audience.PUBLIC)
    piece = service.revise(evidence=piece, by=analyst, at=AT, reason="含个人资料。", access=EvidenceAccess.STAFF).revises
    sees = persona in STAFF
    assert (answers(client, people[persona], piece)[1] == 200) is sees
    assert (piece.slug in listed(client)) is sees


def test_where_the_installation_is_public_the_evidence_of_public_statuses_is(client, piece, analyst, settings):
    settings.PUBLIC_READ = True
    version = support(piece, analyst, Audience.READERS)
    assert answers(client, None, piece)[:2] == [404, 404]
    publication.publish(version=version, audience=Audience.PUBLIC, by=second_reviewer(), at=AT)
    assert answers(client, None, piece)[:2] == [200, 200]


def test_evidence_that_a_draft_adds_does_not_leak_from_a_published_cell(client, reader, piece, analyst):
    published = support(make_evidence(analyst), analyst, Audience.READERS)
    make_submission((obligation(KEY), "JPN"), analyst, based_on=published, proofs=(Proof(piece, "第3条"),))
    assert answers(client, reader, piece) == [404, 404, 404]


def test_a_narrowed_status_takes_its_evidence_with_it(client, reader, piece, analyst):
    version = support(piece, analyst, Audience.READERS)
    publication.narrow(version=version, audience=Audience.STAFF, by=second_reviewer(), at=AT, reason="有误。")
    assert answers(client, reader, piece) == [404, 404, 404]


def test_a_state_sees_on_the_page_only_the_statuses_that_are_for_it(client, people, piece, analyst):
    support(piece, analyst, Audience.READERS)
    make_approved((obligation(KEY), "NOR"), analyst, audience=Audience.STATE, summary="挪威的措施。", proofs=(Proof(piece, "第9条"),))
    client.force_login(people["japan"])
    page = client.get(piece.get_absolute_url()).content.decode()
    assert "第3条" in page and "第9条" not in page and "挪威的措施" not in page
    api = client.get(reverse("api:evidence-detail", args=[piece.slug])).json()
    assert (api["statuses"], [row["actor"]["code"] for row in api["supports"]]) == (1, ["JPN"])


# The page ------------------------------------------------------------------------------------------------------------
def test_the_page_shows_the_force_beside_the_status_and_the_sentences(client, reader, piece, analyst):
    support(piece, analyst, Audience.READERS)
    client.force_login(reader)
    page = client.get(piece.get_absolute_url()).content.decode()
    for words in ("国内法", "第3条", "规定许可证。", "决定", "class=\"disclaimer\"", piece.sha256, "https://example.org/law"):
        assert words in page


def test_notes_for_staff_are_on_no_page_of_readers(client, reader, piece, analyst):
    piece.note = "请勿外传"
    piece.save()
    support(piece, analyst, Audience.READERS)
    client.force_login(reader)
    for address in (piece.get_absolute_url(), reverse("api:evidence-detail", args=[piece.slug])):
        assert "请勿外传" not in client.get(address).content.decode()


def test_a_newer_revision_is_named_to_those_who_may_see_it(client, reader, reviewer, piece, analyst):
    support(piece, analyst, Audience.READERS)
    newer = service.revise(evidence=piece, by=analyst, at=AT, reason="x", title="国内法（修订）")
    pages = []
    for person in (reader, reviewer):
        client.force_login(person)
        pages.append(newer.slug in client.get(piece.get_absolute_url()).content.decode())
    assert pages == [False, True]


def test_a_withdrawn_piece_says_so_and_stays_readable(client, reader, piece, analyst):
    support(piece, analyst, Audience.READERS)
    service.withdraw(evidence=piece, reason="x", by=analyst, at=AT)
    client.force_login(reader)
    assert 'class="notice"' in client.get(piece.get_absolute_url()).content.decode()


def test_a_version_that_was_followed_is_marked_as_replaced(client, reader, piece, analyst):
    support(piece, analyst, Audience.READERS)
    support(piece, analyst, Audience.READERS)
    client.force_login(reader)
    assert [row.stands for row in client.get(piece.get_absolute_url()).context["supports"]] == [True, False]


def test_the_page_asks_as_many_queries_whatever_rests_on_the_piece(client, reader, piece, analyst):
    support(piece, analyst, Audience.READERS)
    client.force_login(reader)
    counts = []
    for codes in ((), ("NOR", "FRA", "CHN", "PER")):
        for code in codes:
            make_approved((obligation(KEY), code), analyst, audience=Audience.READERS, proofs=(Proof(piece, code),))
        with CaptureQueriesContext(connection) as queries:
            client.get(piece.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_page_further_on_holds_the_rest_and_knows_the_whole(client, reader, piece, analyst, monkeypatch):
    monkeypatch.setattr(views, "PER_PAGE", 2)
    for code in ("NOR", "FRA", "CHN"):
        make_approved((obligation(KEY), code), analyst, audience=Audience.READERS, proofs=(Proof(piece, code),))
    client.force_login(reader)
    shown = [client.get(piece.get_absolute_url(), query).context for query in ({}, {"page": "2"}, {"page": "9"})]
    assert [(page["page"].paginator.count, len(page["supports"]), page["page"].number) for page in shown] == [(3, 2, 1), (3, 1, 2), (3, 1, 2)]


# The file ------------------------------------------------------------------------------------------------------------
def test_the_file_is_sent_as_a_download_that_can_do_nothing(client, reader, piece, analyst):
    support(piece, analyst, Audience.READERS)
    client.force_login(reader)
    response = client.get(reverse("evidence-file", args=[piece.slug]))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E5%9B%BD%E5%86%85%E6%B3%95%20%E7%AC%AC5%E5%8F%B7.pdf"
    assert (response["Content-Type"], response["Content-Length"]) == ("application/pdf", str(len(PDF)))
    assert (response["X-Content-Type-Options"], response["Content-Security-Policy"]) == ("nosniff", "sandbox; default-src 'none'")
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("gone", ["no file", "lost file"])
def test_where_no_file_is_kept_there_is_nothing(client, reviewer, piece, analyst, settings, tmp_path, gone):
    if gone == "no file":
        piece = make_evidence(analyst)
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    client.force_login(reviewer)
    assert client.get(reverse("evidence-file", args=[piece.slug])).status_code == 404


def test_a_file_is_only_read(client, analyst, piece):
    client.force_login(analyst)
    assert client.post(reverse("evidence-file", args=[piece.slug])).status_code == 405


def test_what_people_wrote_is_drawn_as_words_never_as_markup(client, analyst):
    store_text()
    client.force_login(analyst)
    hostile = '<img src=x onerror="alert(1)">&'
    place = Proof(make_evidence(analyst, title=hostile), hostile, hostile)
    for _time in range(2):
        version = make_approved((obligation(KEY), "JPN"), analyst, proofs=(place,), summary=hostile, details=hostile, sources=hostile)
    statecomments.add(version=version, text=hostile, received_on=AT.date(), by=second_reviewer(), at=AT)
    pages = [client.get(thing.get_absolute_url()).content.decode() for thing in (version.obligation, place.evidence)]
    # an older version and a newer one, each with six such words, and the comment; twice in the head of the evidence, and with two versions three each
    assert [(page.count("<img"), page.count("&lt;img")) for page in pages] == [(0, 13), (0, 8)]

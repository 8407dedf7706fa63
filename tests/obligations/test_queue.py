"""The review queue: what comes first, what a form without a script can decide, and that nobody overwrites what they did not see."""

import ast
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ingest import acts
from obligations.choices import Basis, Label, Verdict
from obligations.desk.considered import WHY
from obligations.desk.queue import Cause, Filters, next_after, paragraphs, place_of, progress
from obligations.models import Decision, Document, Event, Obligation, Paragraph, Suggestion
from obligations.services import decisions
from tests.factories import AT, RESOLUTION, obligation, store_text

pytestmark = pytest.mark.django_db

QUEUE = "/admin/obligations/obligation/queue/"
MORE = """4. 要求所有各方立即停止招募儿童；

5. 请将本决议译成当地语文；

6. 决定继续处理此案。
"""
TEXT = RESOLUTION.replace("4. 决定继续处理此案。\n", MORE)
AMBIGUOUS, OPEN, PLAIN = "9101(2032)/4/1", "9101(2032)/5/1", "9101(2032)/1/1"


@pytest.fixture
def document(db: None) -> Document:
    return store_text(TEXT)


@pytest.fixture
def staff(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    client.cookies["django_language"] = "en"
    return client


def order(user: User, filters: Filters | None = None) -> list[tuple[str, int]]:
    """The labels of the paragraphs as they come up, each with its cause."""
    rows = paragraphs(user, filters or Filters())
    found: list[tuple[str, int]] = []
    place = ""
    for _ in range(rows.exclude(cause=Cause.DONE).count()):
        row = next_after(rows, place)
        assert row is not None
        found.append((row.label, row.cause))
        place = place_of(row)
    return found


def sent(page: Any, **chosen: str) -> dict[str, Any]:
    """What a browser without a script sends from the page when some fields are filled."""
    sheet = page.context["sheet"]
    return {"paragraph": sheet.labels.paragraph.slug, "digest": sheet.digest, "do": "save", "reason": "", **chosen}


def name(page: Any, key: str, label: str) -> str:
    """The name of the field that decides on a label (`force`, `addressee-JPN`) of an act."""
    return next(chip.name for chip in page.context["sheet"].chips if str(getattr(chip.target, "key", "p")) == key and chip.name.endswith(f"-{label}"))


def open_page(client: Client, key: str) -> Any:
    return client.get(QUEUE, {"paragraph": obligation(key).paragraph.slug})


# The order ------------------------------------------------------------------------------------------------------------
def test_what_needs_a_person_most_comes_first(document: Document, analyst: User) -> None:
    rest = [(label, Cause.REST) for label in ("1", "2", "2(a)", "2(b)", "3", "6")]
    assert order(analyst) == [("4", Cause.AMBIGUOUS), ("5", Cause.ADDRESSEE_OPEN), *rest]


def test_an_uncertain_addressee_and_a_contradiction_come_before_the_rest(document: Document, analyst: User) -> None:
    Suggestion.objects.filter(obligation=obligation("9101(2032)/3/2"), value="NOR").update(confidence=0.5)
    decisions.decide(label=Label.FORCE, value="declares", verdict=Verdict.SET, by=analyst, at=AT, obligation=obligation("9101(2032)/2(b)/1"))
    causes = order(analyst)
    assert causes[2:5] == [("3", Cause.UNCERTAIN), ("2(b)", Cause.CONTRADICTION), ("1", Cause.REST)]


def test_newer_documents_come_first_and_the_queue_begins_anew(document: Document, analyst: User) -> None:
    store_text(TEXT.replace("9101", "9001").replace("2032年4月15日", "2031年4月15日"))
    rows = paragraphs(analyst, Filters())
    found = [row.document.symbol[6:10] for row in rows.filter(cause=Cause.REST)]
    assert found == ["9101"] * 6 + ["9001"] * 6
    last = rows.last()
    first = next_after(rows, place_of(last))
    assert first is not None and (first.label, first.document) == ("4", document)
    assert next_after(rows, "nonsense") == next_after(rows, "9.no-such-paragraph") == first


def test_what_is_decided_leaves_the_queue_and_is_counted(document: Document, analyst: User) -> None:
    decisions.confirm(obligation=obligation(AMBIGUOUS), by=analyst, at=AT)
    found = progress(paragraphs(analyst, Filters()))
    assert (found.done, found.total, found.waiting) == (1, 8, 7)
    assert dict(found.left) == {Cause.ADDRESSEE_OPEN: 1, Cause.REST: 6}


def test_an_open_addressee_waits_until_somebody_is_named(document: Document, analyst: User) -> None:
    row = obligation(OPEN)
    decisions.confirm(obligation=row, by=analyst, at=AT)
    assert ("5", Cause.ADDRESSEE_OPEN) in order(analyst)
    decisions.decide(label=Label.ADDRESSEE, value="sg", verdict=Verdict.ADD, by=analyst, at=AT, obligation=row)
    assert "5" not in dict(order(analyst))


@pytest.mark.parametrize(
    ("filters", "labels"),
    [
        (Filters(document="S-RES-9101-2032", force="urges"), {"2", "2(a)", "2(b)"}),
        (Filters(force="demands"), {"4"}),
        (Filters(document="S-RES-1-1999"), set()),
        (Filters(subject="no_such_area"), set()),
    ],
)
def test_the_queue_is_filtered(document: Document, analyst: User, filters: Filters, labels: set[str]) -> None:
    assert set(dict(order(analyst, filters))) == labels


# The page -------------------------------------------------------------------------------------------------------------
def test_the_page_says_why_and_what_is_left(staff: Client, document: Document) -> None:
    page = staff.get(QUEUE)
    html = page.content.decode()
    assert page.context["sheet"].labels.paragraph == obligation(AMBIGUOUS).paragraph
    assert "another official language tells them apart" in html and "0 of 8 paragraphs confirmed" in html
    suggestion = obligation(AMBIGUOUS).suggestions.first()
    assert suggestion is not None and suggestion.rule in html and suggestion.lexicon_version in html
    assert " style=" not in html and "<script>" not in html and '<script src="/static/obligations/queue.js" defer>' in html


def test_what_was_considered_and_refused_is_shown(staff: Client, document: Document) -> None:
    store_text(RESOLUTION.replace("9101", "9103").replace("交流信息", "交流信息，鼓励本国企业登记"))
    key = "9103(2032)/2(b)/1"
    row = obligation(key)
    for address in (f"{QUEUE}?paragraph={row.paragraph.slug}", reverse("admin:obligations_obligation_change", args=[row.pk]), row.get_absolute_url()):
        assert "it says what the chapeau asks others to do" in staff.get(address).content.decode(), address


def test_every_reason_for_refusing_a_verb_has_words_in_two_languages() -> None:
    tree = ast.parse(inspect.getsource(acts))
    rules = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("_refusal")]
    returned = [node.value for rule in rules for node in ast.walk(rule) if isinstance(node, ast.Return) and node.value is not None]
    said = {part.value for value in returned for part in ast.walk(value) if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    assert said - {""} <= set(WHY) and len(said) > 3


def test_the_chapeau_stands_above_a_part(staff: Client, document: Document) -> None:
    page = open_page(staff, "9101(2032)/2(a)/1")
    assert {piece.text for piece in page.context["sheet"].labels.chapeau if "act" in piece.kinds} == {"敦促"}


def test_without_a_script_the_rest_is_accepted_and_the_next_comes(staff: Client, document: Document, analyst: User) -> None:
    page = open_page(staff, PLAIN)
    response = staff.post(QUEUE, sent(page, do="accept"))
    assert response.status_code == 302
    row = obligation(PLAIN)
    assert {row.verb_basis, row.force_basis, row.tracked_basis} == {Basis.CONFIRMED}
    assert {*row.addressees.values_list("basis", flat=True), *row.paragraph.subjects.values_list("basis", flat=True)} == {Basis.CONFIRMED}
    assert staff.get(response["Location"]).context["sheet"].labels.paragraph.label == "2"
    keys = {row.slug, row.paragraph.slug}
    assert set(Event.objects.filter(action="labels.decided").values_list("object_key", flat=True)) == keys


def test_what_is_in_doubt_is_never_accepted_with_the_rest(staff: Client, document: Document) -> None:
    Suggestion.objects.filter(obligation=obligation("9101(2032)/3/2"), value="NOR").update(confidence=0.5)
    for key in (AMBIGUOUS, "9101(2032)/3/2"):
        assert staff.post(QUEUE, sent(open_page(staff, key), do="accept")).status_code == 302
    assert obligation(AMBIGUOUS).force_basis == Basis.MACHINE
    assert dict(obligation("9101(2032)/3/2").addressees.values_list("code", "basis"))["NOR"] == Basis.MACHINE


def test_the_verb_of_another_language_is_the_reason(staff: Client, document: Document) -> None:
    page = open_page(staff, AMBIGUOUS)
    force = name(page, AMBIGUOUS, "force")
    chosen = {force: "change", f"{force}-to": "calls", f"{force}-other": "calls for"}
    assert staff.post(QUEUE, sent(page, **chosen)).status_code == 302
    row = obligation(AMBIGUOUS)
    assert (row.force, row.force_basis, row.verb_basis) == ("calls", Basis.CHANGED, Basis.MACHINE)
    assert "calls for" in row.decisions.get().reason


@pytest.mark.parametrize("typed", ["秘鲁 (PER)", "PER", "Peru", "秘鲁"])
def test_members_are_rejected_changed_and_added_by_name(staff: Client, document: Document, typed: str) -> None:
    key = "9101(2032)/3/2"
    page = open_page(staff, key)
    japan, norway = name(page, key, "addressee-JPN"), name(page, key, "addressee-NOR")
    chosen = {japan: "reject", norway: "change", f"{norway}-to": typed, "p-add": "drugs", "reason": "依英文本。"}
    assert staff.post(QUEUE, sent(page, **chosen)).status_code == 302
    assert list(obligation(key).addressees.values_list("code", flat=True)) == ["PER"]
    assert obligation(key).paragraph.subjects.filter(subject__code="drugs", basis=Basis.CHANGED).exists()


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        ({"force": "change", "force-to": "calls"}, ""),
        ({"force": "change", "force-to": "commands"}, "依英文本。"),
        ({"verb": "change", "verb-to": ""}, "依英文本。"),
        ({"verb": "change", "verb-to": "no such verb"}, "依英文本。"),
        ({"add": "nobody at all"}, "依英文本。"),
        ({}, ""),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_saved(staff: Client, document: Document, chosen: dict[str, str], reason: str) -> None:
    page = open_page(staff, PLAIN)
    prefix = name(page, PLAIN, "force").removesuffix("force")
    response = staff.post(QUEUE, sent(page, reason=reason, **{prefix + field: value for field, value in chosen.items()}))
    sheet = response.context["sheet"]
    assert sheet.errors or any(chip.errors for chip in sheet.chips)
    assert not Decision.objects.exists()


def test_nobody_decides_over_what_they_did_not_see(staff: Client, document: Document, reviewer: User) -> None:
    page = open_page(staff, PLAIN)
    decisions.decide(label=Label.FORCE, value="calls", verdict=Verdict.SET, by=reviewer, at=AT, obligation=obligation(PLAIN))
    response = staff.post(QUEUE, sent(page, do="accept"))
    assert response.context["sheet"].errors
    assert Decision.objects.count() == 1


def test_a_rejected_member_is_taken_in_again(staff: Client, document: Document, analyst: User) -> None:
    key = "9101(2032)/3/2"
    decisions.decide(label=Label.ADDRESSEE, value="NOR", verdict=Verdict.REJECT, by=analyst, at=AT, obligation=obligation(key))
    page = open_page(staff, key)
    staff.post(QUEUE, sent(page, reason="误删。", **{name(page, key, "addressee-NOR"): "accept"}))
    assert set(obligation(key).addressees.values_list("code", flat=True)) == {"JPN", "NOR"}


def test_an_empty_queue_says_so(staff: Client, document: Document, analyst: User) -> None:
    assert "No paragraph fits" in staff.get(QUEUE, {"document": "S-RES-1-1999"}).content.decode()
    for row in Obligation.objects.all():
        decisions.confirm(obligation=row, by=analyst, at=AT)
    decisions.decide(label=Label.TRACKED, value="false", verdict=Verdict.SET, by=analyst, at=AT, obligation=obligation(OPEN))
    assert "Nothing waits here" in staff.get(QUEUE).content.decode()


def test_nonsense_in_the_address_does_no_harm(staff: Client, document: Document) -> None:
    for query in ({"after": "\x00"}, {"after": "99999999999999999999.x"}, {"force": "x"}, {"subject": "\x00"}, {"paragraph": "\x00x"}):
        assert staff.get(QUEUE, query).status_code == 200
    assert staff.post(QUEUE, {"paragraph": "no-such"}).status_code == 404


def test_who_decided_on_the_force_is_said_in_place_of_the_reading(staff: Client, document: Document, analyst: User) -> None:
    address = obligation(PLAIN).get_absolute_url()
    assert "Force as read from the Chinese text" in staff.get(address).content.decode()
    decisions.decide(label=Label.FORCE, value="decides", verdict=Verdict.SET, by=analyst, at=AT, obligation=obligation(PLAIN))
    for page in (address, reverse("admin:obligations_obligation_change", args=[obligation(PLAIN).pk])):
        html = staff.get(page).content.decode()
        assert "Force as read from the Chinese text" not in html and "analyst" in html, page


# Who, and at what cost ------------------------------------------------------------------------------------------------
def test_the_queue_is_for_staff(client: Client, make_user: Callable[..., User], document: Document, reader: User, reviewer: User) -> None:
    client.force_login(reader)
    assert client.get(QUEUE).status_code == client.post(QUEUE).status_code == 302
    client.force_login(make_user("somebody", groups=["reader"], is_staff=True))
    slug = obligation(PLAIN).paragraph.slug
    assert client.get(QUEUE).status_code == client.post(QUEUE, {"paragraph": slug, "do": "accept"}).status_code == 403
    client.force_login(reviewer)
    assert client.get(QUEUE).status_code == 200
    assert not Decision.objects.exists()


def test_a_long_queue_asks_no_more_questions_than_a_short_one(staff: Client, document: Document, analyst: User) -> None:
    def questions(key: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert open_page(staff, key).status_code == 200
        return len(asked)

    open_page(staff, PLAIN)
    short = questions(PLAIN)
    store_text(TEXT.replace("9101", "9102"))
    decisions.confirm(obligation=obligation(PLAIN), by=analyst, at=AT)
    assert questions(PLAIN) <= short <= 40
    assert questions("9101(2032)/3/1") <= short + 2  # two acts: their texts and sources come in the same queries
    assert Paragraph.objects.count() > 8


def test_the_list_of_obligations_leads_to_the_queue(staff: Client, document: Document) -> None:
    assert QUEUE in staff.get(reverse("admin:obligations_obligation_changelist")).content.decode()

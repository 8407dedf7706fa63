"""Labels that cannot all be right are named in words; the filter finds the same acts that the words are about."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from obligations.choices import Basis, Label, Verdict
from obligations.desk.contradictions import Act, Opinion, act_of, contradictions, contradictory, disputed, opinions_of
from obligations.models import Obligation, Paragraph
from obligations.services import decisions
from tests.factories import AT, obligation, store_text

URGED = Act("1/1", "urges", tracked=True, addressees=("member_states",), verb_forces=("urges",))
KEY = "9101(2032)/1/1"


def said(by: str, value: str, verdict: Verdict = Verdict.SET, label: Label = Label.FORCE) -> Opinion:
    return Opinion(label, value, verdict, by)


# In words -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "changed",
    [
        {"force": "declares"},
        {"addressees": ("council",)},
        {"permission": "exemption"},
        {"verb_basis": Basis.CHANGED, "verb_forces": ("calls",)},
        {"opinions": (said("a", "urges"), said("b", "calls"))},
        {"opinions": (said("a", "JPN", Verdict.REJECT, Label.ADDRESSEE), said("b", "JPN", Verdict.ADD, Label.ADDRESSEE))},
    ],
)
def test_what_cannot_both_be_right_is_named(changed: dict[str, object]) -> None:
    found = contradictions([URGED, replace(URGED, key="1/2", **changed)])
    assert [problem.key for problem in found] == ["1/2"]
    assert found[0].what.endswith((".", "。"))


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"tracked": False, "force": "declares"},
        {"tracked": False, "permission": "exemption"},
        {"tracked": False, "addressees": ("council",)},
        {"addressees": ("council", "JPN")},
        {"addressees": ()},
        {"verb_basis": Basis.CHANGED, "verb_forces": ("calls",), "force_basis": Basis.CHANGED},
        {"verb_basis": Basis.CHANGED, "verb_forces": ("calls", "urges")},
        {"opinions": (said("a", "urges"), said("a", "calls"))},  # somebody thought better of it
        {"opinions": (said("a", "urges"), said("b", "urges"))},
        {"opinions": (said("a", "urges"), said("b", "calls"), said("a", "calls"))},  # the two have agreed
        {"opinions": (said("a", "JPN", Verdict.ACCEPT, Label.ADDRESSEE), said("b", "NOR", Verdict.REJECT, Label.ADDRESSEE))},
        {"opinions": (said("a", "JPN", Verdict.ACCEPT, Label.ADDRESSEE), said("b", "JPN", Verdict.ADD, Label.ADDRESSEE))},
        {"opinions": (said("a", "urges"), said("b", "true", label=Label.TRACKED))},
    ],
)
def test_what_can_both_be_right_is_left_alone(changed: dict[str, object]) -> None:
    assert contradictions([replace(URGED, **changed)]) == []


def test_two_people_can_differ_on_a_subject() -> None:
    found = contradictions([], [said("a", "drugs", Verdict.ADD, Label.SUBJECT), said("b", "drugs", Verdict.REJECT, Label.SUBJECT)])
    assert [problem.key for problem in found] == [""]
    assert "a" in found[0].what and "drugs" in found[0].what


# In the database ------------------------------------------------------------------------------------------------------
@pytest.fixture
def colleague(make_user: Callable[..., User]) -> User:
    return make_user("colleague", groups=["analyst"], is_staff=True)


def in_words() -> set[str]:
    """The keys of the acts, and the slugs of the paragraphs, about which something is said."""
    acts = Obligation.objects.in_the_text().select_related("verb").prefetch_related("addressees", "decisions__by")
    found = {row.key for row in acts if contradictions([act_of(row, row.decisions.all(), name=lambda _label, value: value)])}
    rows = Paragraph.objects.present().prefetch_related("decisions__by")
    about = {row.slug: opinions_of(row.decisions.all(), name=lambda _label, value: value) for row in rows}
    return found | {slug for slug, opinions in about.items() if contradictions([], opinions)}


def in_the_database() -> set[str]:
    acts = Obligation.objects.in_the_text().filter(contradictory()).values_list("key", flat=True)
    return {*acts, *Paragraph.objects.filter(disputed("paragraph")).values_list("slug", flat=True)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "steps",
    [
        [],
        [("analyst", Label.FORCE, "declares", Verdict.SET)],
        [("analyst", Label.FORCE, "calls", Verdict.SET), ("colleague", Label.FORCE, "urges", Verdict.SET)],
        [("analyst", Label.FORCE, "calls", Verdict.SET), ("analyst", Label.FORCE, "urges", Verdict.SET)],
        [
            ("analyst", Label.FORCE, "calls", Verdict.SET),
            ("colleague", Label.FORCE, "urges", Verdict.SET),
            ("analyst", Label.FORCE, "urges", Verdict.SET),
        ],
        [("analyst", Label.ADDRESSEE, "JPN", Verdict.ADD), ("colleague", Label.ADDRESSEE, "JPN", Verdict.REJECT)],
        [("analyst", Label.ADDRESSEE, "JPN", Verdict.ADD), ("colleague", Label.ADDRESSEE, "NOR", Verdict.REJECT)],
        [("analyst", Label.ADDRESSEE, "all_states", Verdict.REJECT), ("analyst", Label.ADDRESSEE, "council", Verdict.ADD)],
        [("analyst", Label.VERB, "urge", Verdict.SET)],
        [("analyst", Label.VERB, "urge", Verdict.SET), ("analyst", Label.FORCE, "urges", Verdict.SET)],
        [("analyst", Label.SUBJECT, "drugs", Verdict.ADD), ("colleague", Label.SUBJECT, "drugs", Verdict.REJECT)],
    ],
)
def test_the_filter_finds_what_the_words_are_about(analyst: User, colleague: User, steps: list[tuple[str, Label, str, Verdict]]) -> None:
    store_text()
    row = obligation(KEY)
    people = {"analyst": analyst, "colleague": colleague}
    for who, label, value, verdict in steps:
        about = {"paragraph": row.paragraph} if label == Label.SUBJECT else {"obligation": row}
        decisions.decide(label=label, value=value, verdict=verdict, by=people[who], at=AT, **about)
    assert in_the_database() == in_words()


@pytest.mark.django_db
def test_the_machine_alone_contradicts_itself_nowhere() -> None:
    store_text()
    assert in_words() == set()


@pytest.mark.django_db
def test_staff_see_it_on_every_page_that_shows_the_labels(client: Client, analyst: User) -> None:
    document = store_text()
    row = obligation(KEY)
    decisions.decide(label=Label.FORCE, value="declares", verdict=Verdict.SET, by=analyst, at=AT, obligation=row)
    client.force_login(analyst)
    client.cookies["django_language"] = "en"
    for address in (
        reverse("admin:obligations_obligation_change", args=[row.pk]),
        reverse("admin:obligations_document_change", args=[document.pk]),
        reverse("admin:obligations_document_confirm", args=[document.pk]),
        reverse("admin:obligations_obligation_queue") + f"?paragraph={row.paragraph.slug}",
    ):
        assert "one of the two cannot be right" in client.get(address).content.decode(), address

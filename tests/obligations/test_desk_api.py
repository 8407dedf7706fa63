"""What the API tells of codes, rounds, relations between obligations, and comments of staff."""

from datetime import date, timedelta

import pytest

from obligations.choices import Force, RelationKind, Status
from obligations.models import Actor, Round
from obligations.services import comments, relations
from tests.factories import AT, make_assessment, obligation, store_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(client, reader):
    """GET as a reader, or as somebody else: the answer's JSON."""
    store_text()

    def get(address, user=reader, *, status=200, language="en", **query):
        client.force_login(user)
        answer = client.get(f"/api/v1/{address}", query, headers={"Accept-Language": language})
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return get


# Codes --------------------------------------------------------------------------------------------------------------
def test_every_list_of_codes_has_labels_in_both_languages_whatever_is_asked_for(api):
    chinese, english = (api("codes/", language=language, page_size=200)["results"] for language in ("zh-hans", "en"))
    assert chinese == english
    lists = {row["code"]: row for row in english}
    assert {"force", "status", "commitment_status", "review_state", "audience", "subject_area", "problem", "cell_state"} <= set(lists)
    decides = lists["force"]["values"][0]
    assert decides == {"code": "decides", "label": {"zh": "决定", "en": "Decides"}, "definition": None}
    assert [value["code"] for value in lists["force"]["values"]] == Force.values
    wordless = [(row["code"], value["code"]) for row in english for value in row["values"] if not all(value["label"].values())]
    assert wordless == []


def test_statuses_and_subject_areas_are_defined_and_problems_say_what_to_do(api):
    assert [value["code"] for value in api("codes/status/")["values"]] == Status.values
    for name in ("status", "commitment_status", "subject_area"):
        assert all(value["definition"]["zh"] and value["definition"]["en"] for value in api(f"codes/{name}/")["values"]), name
    problems = {value["code"]: value for value in api("codes/problem/")["values"]}
    assert "%(given)s" in problems["symbol_differs"]["label"]["en"]
    assert problems["symbol_differs"]["definition"]["zh"]


# Rounds -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def held(api, analyst):
    """A closed round of two obligations and two States, with one status shown to readers and one for staff alone."""
    days = {"opens_on": date(2032, 1, 1), "closes_on": date(2032, 8, 1), "closed_at": AT + timedelta(days=9), "picture_hash": "0" * 64}
    row = Round.objects.create(name="第一轮", slug="first", made_by=analyst, made_at=AT, closed_by=analyst, **days)
    row.obligations.set([obligation("9101(2032)/1/1"), obligation("9101(2032)/2(a)/1")])
    row.states.set(Actor.objects.filter(code__in=("JPN", "NOR")))
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst, audience="readers")
    make_assessment(obligation("9101(2032)/1/1"), "NOR", analyst, audience="staff")
    return row


def test_a_round_has_the_figures_of_its_page_as_far_as_one_may_see(held, api, reader, analyst, client):
    figures = {}
    for user in (reader, analyst):
        row = api("rounds/first/", user)
        total = row["coverage_by_force"]["total"]
        figures[user] = (total["applicable"], total["assessed"], total["share"])
        assert row["coverage_by_subject"]["total"] == total
        assert sum(status["total"] for status in row["statuses"]) == total["assessed"]
        page = client.get(held.get_absolute_url())
        assert page.context["by_force"].total.assessed.count == total["assessed"]
    assert figures == {reader: (4, 1, 25), analyst: (4, 2, 50)}


def test_readers_are_not_told_that_something_is_not_assessed(held, api, analyst):
    labels = [api("rounds/first/", *user)["coverage_by_force"]["total"]["cells"][2]["label"] for user in ([], [analyst])]
    assert labels == ["Nothing published", "Not assessed"]


def test_rounds_are_found_by_state_and_by_whether_they_are_closed(held, api):
    assert [row["slug"] for row in api("rounds/", actor="JPN", closed="true")["results"]] == ["first"]
    assert api("rounds/", actor="CHN")["results"] == []
    assert api("rounds/", closed="false")["results"] == []
    row = api("rounds/")["results"][0]
    assert (row["state_count"], row["obligation_count"]) == (2, 2)


# Relations ----------------------------------------------------------------------------------------------------------
def test_both_obligations_name_a_relation_while_it_holds(api, reviewer):
    earlier, later = obligation("9101(2032)/1/1"), obligation("9101(2032)/2(a)/1")
    made = relations.relate(source=later, target=earlier, kind=RelationKind.IMPLEMENTS, by=reviewer, at=AT)
    there, back = api(f"obligations/{later.slug}/")["relations"], api(f"obligations/{earlier.slug}/")["related_from"]
    assert [(row["kind"]["code"], row["obligation"]["key"]) for row in there] == [("implements", earlier.key)]
    assert [(row["kind"]["code"], row["obligation"]["key"]) for row in back] == [("implements", later.key)]
    assert there[0]["link"].endswith(f"/obligations/{earlier.slug}/")
    relations.unrelate(relation=made, by=reviewer, at=AT, reason="误记。")
    assert api(f"obligations/{later.slug}/")["relations"] == []


# Comments -----------------------------------------------------------------------------------------------------------
def test_comments_are_for_staff_and_are_found_by_thread(api, analyst, reader):
    row = obligation("9101(2032)/1/1")
    first = comments.say(text="核对译文。", by=analyst, at=AT, obligation=row, actor=Actor.objects.get(code="JPN"))
    comments.answer(comment=first, text="已核对。", by=analyst, at=AT)
    comments.resolve(comment=first, by=analyst, at=AT)
    comments.say(text="另一事。", by=analyst, at=AT, obligation=row)
    found = api("comments/", analyst, resolved="true")["results"]
    assert [(c["text"], c["answers"], c["actor"]["code"]) for c in found] == [("核对译文。", None, "JPN"), ("已核对。", first.pk, "JPN")]
    assert [c["text"] for c in api("comments/", analyst, resolved="false")["results"]] == ["另一事。"]
    assert "staff" in api("comments/", reader, status=403)["detail"]

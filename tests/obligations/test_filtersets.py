"""Filters: OR inside a parameter, AND between parameters, each row once; shared by API and pages."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import RequestFactory

from obligations.choices import Label, Verdict
from obligations.filters.assessments import AssessmentFilter
from obligations.filters.documents import DocumentFilter, ParagraphFilter
from obligations.filters.lists import ListFilter
from obligations.filters.obligations import ObligationFilter
from obligations.filters.vocabulary import ActorFilter
from obligations.models import Actor, Assessment, Document, FormerSlug, LexiconEntry, Obligation, Paragraph
from obligations.services import decisions
from tests.factories import AT, make_assessment, obligation, store_text

pytestmark = pytest.mark.django_db

OTHER = """第9102(2033)号决议

安全理事会2033年4月15日第9921次会议通过

安全理事会，

1. 敦促日本登记爆炸物前体；

2. 呼吁冲突各方遵守国际人道主义法；

3. 请秘书长至迟于2034年1月31日提出报告；

4. 欢迎秘书长的努力。
"""


@pytest.fixture
def stored():
    """Two resolutions, a year apart."""
    store_text()
    store_text(OTHER)


def filtered(filter_class, rows, query, user=None):
    """A filter over rows, as a view makes it from `a=1&b=2`."""
    request = RequestFactory().get("/", QUERY_STRING=query)
    request.user = user or AnonymousUser()
    return filter_class(QueryDict(query), rows, request=request)


@pytest.fixture
def found(settings, stored):
    """The keys of the obligations that a query finds, sorted."""
    settings.PUBLIC_READ = True

    def keys(query, user=None):
        filterset = filtered(ObligationFilter, Obligation.objects.all(), query, user)
        assert filterset.refusals(QueryDict(query)) == []
        rows = [row.key for row in filterset.qs]
        assert len(rows) == len(set(rows)) == filterset.qs.count()
        return sorted(rows)

    return keys


# Obligations --------------------------------------------------------------------------------------------------------
def test_or_inside_a_parameter_and_between_parameters(found):
    assert found("force=calls") == ["9102(2033)/2/1"]
    assert found("force=calls&force=declares") == found("force=calls,declares") == ["9102(2033)/2/1", "9102(2033)/4/1"]
    assert found("force=calls,declares&verb=call_upon,welcome&year=2032") == []
    assert found("year=2032") + found("year=2033") == found("year=2032,2033") == found("")


def test_a_document_is_named_by_slug_symbol_or_the_slug_it_had(found):
    FormerSlug.objects.create(slug="S-RES-9000-2033", document=Document.objects.get(slug="S-RES-9102-2033"))
    expected = [f"9102(2033)/{number}/1" for number in (1, 2, 3, 4)]
    for name in ("S-RES-9102-2033", "S/RES/9102 (2033)", "S-RES-9000-2033", "S/RES/9102 (2033),S-RES-9000-2033"):
        assert found(f"document={name}") == expected


def test_who_is_named_and_whom_it_reaches(found):
    assert found("addressee=JPN") == ["9101(2032)/3/2", "9102(2033)/1/1"]
    assert found("addressee=conflict_parties") == ["9102(2033)/2/1"]
    rows = filtered(ObligationFilter, Obligation.objects.all(), "applies_to=JPN").qs
    assert {row.key: row.applies_as for row in rows} == {
        "9101(2032)/1/1": "as_group",
        "9101(2032)/2/1": "as_group",
        "9101(2032)/2(a)/1": "as_group",
        "9101(2032)/2(b)/1": "as_group",
        "9101(2032)/3/2": "named",
        "9102(2033)/1/1": "named",
    }
    assert rows.count() == 6


def test_an_addressee_that_staff_named_can_be_asked_for(found, analyst):
    content = {"id": "shipowners", "kind": "others", "label": {"zh": "船东", "en": "Shipowners"}, "pattern": "船东", "examples": ["请船东合作"]}
    LexiconEntry.objects.create(kind="addressees", code="shipowners", content=content, added_by=analyst, added_at=AT)
    assert found("addressee=shipowners") == []


def test_an_observer_is_reached_as_one_of_all_states_but_not_of_the_members(found):
    assert found("applies_to=PSE") == ["9101(2032)/1/1"]


def test_subjects_are_those_of_the_paragraph(found):
    assert "9101(2032)/2(a)/1" in found("subject=ied")
    assert "9101(2032)/2(b)/1" in found("subject=information_sharing,border")
    assert "9101(2032)/2(a)/1" not in found("subject=information_sharing")


SEARCHES = [
    ("search=可疑", ["9101(2032)/2(b)/1"]),
    ("search=爆炸物", ["9101(2032)/1/1", "9102(2033)/1/1"]),
    ("search=爆 炸 物", ["9101(2032)/1/1", "9102(2033)/1/1"]),
    ("search=簡易", ["9101(2032)/2(a)/1"]),
    ("search=不在其中", []),
    ("search=%25%25", []),
]


def test_two_characters_are_enough_and_writing_makes_no_difference(found):
    assert {query: found(query) for query, _keys in SEARCHES} == dict(SEARCHES)


def test_one_date_has_to_fit_both_bounds(found):
    due = {row.key: row.text.deadlines.first() for row in Obligation.objects.all() if row.text.deadlines.exists()}
    assert due["9102(2033)/3/1"].first_due == date(2034, 1, 31)
    assert found("due_after=2034-01-31&due_before=2034-01-31") == ["9102(2033)/3/1"]
    assert "9102(2033)/3/1" not in found("due_before=2034-01-30")
    row = obligation("9102(2033)/3/1")
    row.text.deadlines.create(rule="date", first_due=date(2036, 1, 31), start=0, end=1)
    assert found("due_after=2035-01-01&due_before=2035-12-31") == []


def test_what_asks_for_no_action_is_not_due(found):
    Obligation.objects.filter(key="9102(2033)/3/1").update(tracked=False)
    assert found("due_after=2034-01-31&due_before=2034-01-31") == []


def test_confirmed_means_every_label(found, analyst):
    row = obligation("9101(2032)/1/1")
    decisions.decide(label=Label.FORCE, value="decides", verdict=Verdict.SET, by=analyst, at=AT, obligation=row)
    assert found("confirmed=true") == []
    decisions.confirm(obligation=row, by=analyst, at=AT)
    assert found("confirmed=true") == [row.key]
    assert row.key not in found("confirmed=false")
    assert len(found("confirmed=false")) == Obligation.objects.count() - 1


def test_tracked_presence_and_kind(found):
    assert "9102(2033)/4/1" in found("tracked=false")
    assert "9102(2033)/4/1" not in found("tracked=true")
    Obligation.objects.filter(key="9102(2033)/4/1").update(presence="not_found")
    assert found("presence=not_found") == ["9102(2033)/4/1"]
    assert found("kind=meeting_record") == []


def test_a_status_is_asked_of_current_versions_and_of_the_actors_asked_for(found, analyst, reader):
    row = obligation("9101(2032)/1/1")
    make_assessment(row, "JPN", analyst, status="partial")
    make_assessment(row, "JPN", analyst, status="implemented", at=AT + timedelta(days=1))
    make_assessment(row, "NOR", analyst, status="unclear")
    assert found("status=partial", reader) == []
    assert found("status=partial,implemented", reader) == [row.key]
    assert found("status=unclear&applies_to=JPN", reader) == []
    assert found("status=unclear&applies_to=NOR", reader) == [row.key]


def test_without_a_role_there_is_no_parameter_for_statuses(stored, outsider):
    for user in (AnonymousUser(), outsider):
        filterset = filtered(ObligationFilter, Obligation.objects.all(), "status=partial", user)
        assert filterset.unknown_parameters(QueryDict("status=partial")) == ["status"]
        assert "status" not in filterset.form.fields


def test_the_order_is_the_documents_unless_another_is_asked_for(stored):
    def keys(query):
        return [row.key for row in filtered(ObligationFilter, Obligation.objects.all(), query).qs]

    assert keys("")[0] == "9102(2033)/1/1"
    assert keys("ordering=adopted_on")[0] == "9101(2032)/1/1"
    dated = keys("ordering=-first_due")
    assert dated[0] == "9102(2033)/3/1"
    assert len(dated) == Obligation.objects.count()


# The other lists ----------------------------------------------------------------------------------------------------
DOCUMENTS = [
    ("", ["S-RES-9102-2033", "S-RES-9101-2032"]),
    ("year=2032", ["S-RES-9101-2032"]),
    ("kind=resolution&adopted_after=2033-04-15", ["S-RES-9102-2033"]),
    ("adopted_before=2033-04-14", ["S-RES-9101-2032"]),
    ("search=可疑", ["S-RES-9101-2032"]),
    ("search=9102", ["S-RES-9102-2033"]),
    ("ordering=adopted_on", ["S-RES-9101-2032", "S-RES-9102-2033"]),
]


def test_documents(stored, settings):
    settings.PUBLIC_READ = True
    for query, slugs in DOCUMENTS:
        assert [row.slug for row in filtered(DocumentFilter, Document.objects.all(), query).qs] == slugs, query


def test_paragraphs(stored, settings):
    settings.PUBLIC_READ = True
    rows = filtered(ParagraphFilter, Paragraph.objects.all(), "kind=operative&search=登记&document=S-RES-9102-2033").qs
    assert [row.label for row in rows] == ["1"]
    assert filtered(ParagraphFilter, Paragraph.objects.all(), "cites=S/RES/9001 (2031)&kind=preambular").qs.count() == 1


ACTORS = [
    ("search=挪威", ["NOR"]),
    ("search=norway", ["NOR"]),
    ("search=jpn", ["JPN"]),
    ("kind=observer", ["VAT", "PSE"]),
    ("kind=state&regional_group=western_european_others_states&search=kingdom of norway", ["NOR"]),
]


def test_actors(stored):
    for query, codes in ACTORS:
        assert {row.code for row in filtered(ActorFilter, Actor.objects.all(), query).qs} == set(codes), query


def test_assessments_are_current_unless_a_day_is_given(found, analyst):
    row = obligation("9101(2032)/1/1")
    make_assessment(row, "JPN", analyst)
    make_assessment(row, "JPN", analyst, status="implemented", at=AT + timedelta(days=3))
    make_assessment(row, "NOR", analyst)

    def versions(query):
        rows = filtered(AssessmentFilter, Assessment.objects.all(), query, analyst).qs
        return [(a.actor.code, a.version) for a in rows]

    assert versions("") == versions("obligation=9101(2032)/1/1") == versions("as_of=tomorrow") == [("JPN", 2), ("NOR", 1)]
    assert versions("as_of=2032-05-02") == [("JPN", 1), ("NOR", 1)]
    assert versions("as_of=2032-05-02&status=partial&actor=NOR") == [("NOR", 1)]
    assert versions("force=urges") == versions("document=S-RES-9102-2033") == []


# What is not known --------------------------------------------------------------------------------------------------
def test_a_page_leaves_out_what_it_does_not_know_and_can_say_so(stored, settings):
    settings.PUBLIC_READ = True
    query = QueryDict("force=calls&force=asks&colour=red&year=2033&view=table")
    filterset = filtered(ObligationFilter, Obligation.objects.all(), query.urlencode())
    assert filterset.unknown_parameters(query, also_allowed=["view"]) == ["colour"]
    refusals = {refusal.parameter: refusal for refusal in filterset.refusals(query, also_allowed=["view"])}
    assert set(refusals) == {"colour", "force"}
    assert "asks" in refusals["force"].sentence
    assert "urges" in refusals["force"].allowed
    assert filterset.qs.count() == 4


def test_nobody_can_name_a_document_they_may_not_see(stored):
    query = QueryDict("document=S-RES-9102-2033")
    refusals = filtered(ObligationFilter, Obligation.objects.all(), query.urlencode()).refusals(query)
    assert [refusal.parameter for refusal in refusals] == ["document"]


def test_every_parameter_is_labelled():
    for filter_class in ListFilter.__subclasses__():
        assert all(parameter.label for parameter in filter_class.base_filters.values()), filter_class

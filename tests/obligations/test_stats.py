"""Figures against the rows they count, and against the lists behind their links."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.http import QueryDict
from django.test import RequestFactory

from obligations.choices import Force, Label, Lifecycle, Status, Verdict
from obligations.filters.assessments import AssessmentFilter
from obligations.filters.documents import DocumentFilter
from obligations.filters.lists import ListFilter
from obligations.filters.obligations import ObligationFilter
from obligations.models import Actor, Assessment, Document, Obligation
from obligations.services import decisions
from obligations.stats import figures as stats
from tests.factories import AT, make_assessment, obligation, store_text

pytestmark = pytest.mark.django_db

TODAY = date(2032, 5, 2)
LATER = """第 9102(2032)号决议

安全理事会2032年4月20日第9912次会议通过

安全理事会，

1. 请秘书长每90天向安理会提交报告；

2. 呼吁武装冲突各方停火；

3. 决定将特派团任期延长至2033年4月30日。
"""


@pytest.fixture(autouse=True)
def texts(db: None) -> list[Document]:
    """Two resolutions."""
    return [store_text(), store_text(LATER, filename="y.txt")]


def listed(user: User, filter_class: type[ListFilter], rows: object, figure: stats.Figure) -> int:
    """How many rows the list behind a figure's link has."""
    request = RequestFactory().get("/")
    request.user = user
    filterset = filter_class(QueryDict(urlencode(figure.parameters)), queryset=rows, request=request)
    assert filterset.refusals(QueryDict(urlencode(figure.parameters))) == []
    return filterset.qs.count()


def figures(table: stats.Table) -> Iterator[stats.Figure]:
    """All figures of a table."""
    for row in table.rows:
        yield from (*row.cells, row.total)
    yield from (*table.totals, table.total)


def test_each_figure_by_force_and_subject_is_the_length_of_its_list(reader: User) -> None:
    table = stats.force_by_subject(reader)
    assert table.total.count == Obligation.objects.tracked().count() > 3
    assert sum(figure.count for figure in table.totals) == table.total.count
    for figure in figures(table):
        assert figure.count == listed(reader, ObligationFilter, Obligation.objects.visible_to(reader), figure), figure


def test_each_figure_of_follow_up_is_the_length_of_its_list(analyst: User, reader: User) -> None:
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst)
    make_assessment(obligation("9101(2032)/1/1"), "NOR", analyst, status="implemented")
    make_assessment(obligation("9101(2032)/3/2"), "JPN", analyst, status="unclear")
    for actor in (None, Actor.objects.get(code="JPN")):
        table = stats.follow_up(reader, TODAY, actor=actor)
        assert table.total.count == (2 if actor else 3)
        assert [row.code for row in table.rows] == Status.values
        for figure in figures(table):
            assert figure.count == listed(reader, AssessmentFilter, Assessment.objects.visible_to(reader), figure), figure


def test_documents_by_kind(reader: User) -> None:
    for _kind, figure in stats.documents(reader):
        assert figure.count == listed(reader, DocumentFilter, Document.objects.visible_to(reader), figure)


def test_confirmed_counts_obligations_with_every_label_confirmed(analyst: User) -> None:
    before = stats.obligations_asking(analyst)
    assert before.confirmed.count == 0
    decisions.decide(label=Label.FORCE, value="decides", verdict=Verdict.SET, by=analyst, at=AT, obligation=obligation("9101(2032)/1/1"))
    assert stats.obligations_asking(analyst).confirmed.count == 0
    decisions.confirm(obligation=obligation("9101(2032)/1/1"), by=analyst, at=AT)
    after = stats.obligations_asking(analyst)
    assert (after.confirmed.count, after.of.count) == (1, before.of.count)
    for figure in (after.confirmed, after.of):
        assert figure.count == listed(analyst, ObligationFilter, Obligation.objects.visible_to(analyst), figure)


def test_a_replaced_version_is_not_counted_twice(analyst: User) -> None:
    asked = obligation("9101(2032)/1/1")
    make_assessment(asked, "JPN", analyst, status="partial")
    make_assessment(asked, "JPN", analyst, status="implemented")
    assert stats.tallies(analyst, TODAY, [asked])[asked.pk].by_status == ((Status.IMPLEMENTED, 1),)
    assert stats.follow_up(analyst, TODAY).total.count == 1


def test_what_does_not_stand_is_not_counted(analyst: User) -> None:
    before = stats.force_by_subject(analyst).total.count
    make_assessment(obligation("9101(2032)/1/1"), "JPN", analyst)
    Obligation.objects.filter(key="9101(2032)/1/1").update(lifecycle=Lifecycle.SUPERSEDED)
    assert stats.force_by_subject(analyst).total.count == before - 1
    assert stats.follow_up(analyst, TODAY).total.count == 0


def test_nobody_sees_figures_without_the_right(outsider: User) -> None:
    for user in (outsider, AnonymousUser()):
        assert stats.force_by_subject(user).total.count == 0
        assert stats.follow_up(user, TODAY).total.count == 0
        assert sum(figure.count for _kind, figure in stats.documents(user)) == 0


def test_reach_counts_named_and_in_all(reader: User) -> None:
    reaching, named = stats.reach_counts(reader, Actor.objects.get(code="JPN"))
    every = reaching.of
    assert named.count == 1  # 9101 (2032), paragraph 3: 鼓励日本
    assert every.count == stats.reaching(reader, Actor.objects.get(code="JPN")).count() > named.count
    for figure in (every, named):
        assert figure.count == listed(reader, ObligationFilter, Obligation.objects.visible_to(reader), figure)
    assert stats.naming(reader)["JPN"].count == 1


def test_nothing_that_only_declares_has_a_column() -> None:
    assert Force.DECLARES not in stats.asking_forces()

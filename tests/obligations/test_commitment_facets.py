"""The facets of commitments: each number is the length of the list behind it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, User
from django.http import QueryDict
from django.test import RequestFactory, TestCase

from obligations.choices import CommitmentStatus
from obligations.facets.commitments import Listed, commitment_facets
from obligations.facets.values import Asked, Facet
from obligations.filters.commitments import CommitmentFilter
from obligations.models import Assignment, Commitment
from obligations.services.assessments import Cell
from tests.factories import AT, make_approved
from tests.obligations.stored_records import store_sample


class CommitmentFacetTest(TestCase):
    """Two records, of which staff have confirmed half of what was said."""

    reader: User
    analyst: User

    @classmethod
    def setUpTestData(cls) -> None:
        for name in ("S-PV-9901.txt", "S-PV-9902.txt"):
            store_sample(name)
        cls.reader, cls.analyst = (cls.person(role) for role in ("reader", "analyst"))
        halves = Commitment.objects.order_by("pk").values_list("pk", flat=True)[::2]
        Commitment.objects.filter(pk__in=halves).update(opinion="confirmed")
        said = Commitment.objects.filter(opinion="confirmed", actor__kind="state")[0]
        Assignment.objects.create(user=cls.analyst, made_at=AT)
        make_approved(Cell(said.actor, commitment=said), cls.analyst, status=CommitmentStatus.REPORTED_DONE)

    @staticmethod
    def person(role: str) -> User:
        """Somebody with a role."""
        user = User.objects.create_user(username=role, is_staff=role != "reader")
        user.groups.add(Group.objects.get_or_create(name=role)[0])
        return user

    def asked(self, query: str, user: Any) -> Asked:
        """The list as an address asks for it."""
        request = RequestFactory().get("/")
        request.user = user
        rows = Commitment.objects.visible_to(user)
        return Asked(CommitmentFilter(QueryDict(query), rows, request=request), QueryDict(query), rows)

    def facets(self, query: str, user: Any) -> list[Facet]:
        """The facets of an address."""
        asked = self.asked(query, user)
        return commitment_facets(asked, Listed(asked))

    def test_the_number_of_a_value_is_the_length_of_the_list_with_that_value_in_its_place(self) -> None:
        for user in (self.reader, self.analyst):
            for query in ("", "kind=pledge&amount=true", "search=美元&status=not_assessed"):
                for found in self.facets(query, user):
                    for value in (*found.values, *found.folded):
                        alone = QueryDict(query, mutable=True)
                        alone[found.name] = value.code
                        filterset = self.asked(alone.urlencode(), user).filterset
                        assert filterset.refusals(alone) == []
                        assert value.count == filterset.qs.count(), (user, query, found.name, value)

    def test_every_facet_has_values_and_staff_count_what_is_not_confirmed(self) -> None:
        totals = {}
        for user in (self.reader, self.analyst):
            totals[user] = {found.name: sum(value.count for value in found.values) for found in self.facets("", user)}
        assert all(totals[self.reader].values())
        assert totals[self.reader]["kind"] < totals[self.analyst]["kind"] == Commitment.objects.count()
        assert totals[self.reader]["status"] == totals[self.reader]["kind"]

    def test_the_page_offers_them(self) -> None:
        self.client.force_login(self.reader)
        page = self.client.get("/commitments/?kind=pledge&amount=false").content.decode()
        assert 'id="f-kind-pledge"' in page and 'id="drop-amount"' in page
        assert "/api/v1/commitments/?kind=pledge&amp;amount=false&amp;format=csv" in page

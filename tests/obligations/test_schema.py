"""The OpenAPI description: complete, without warnings, and true to what is refused."""

import pytest
from django.core.management import call_command

from obligations.api.urls import KEYED_OTHERWISE, router


@pytest.fixture(scope="module")
def described():
    """The description as a program reads it."""
    from drf_spectacular.generators import SchemaGenerator

    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_description_is_valid_and_nothing_had_to_be_guessed(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


def test_every_endpoint_is_described_with_its_refusals(described):
    listed = {f"/api/v1/{prefix}/" for prefix in (*(prefix for prefix, _view, _name in router.registry), *KEYED_OTHERWISE)}
    assert listed <= set(described["paths"])
    for path, operations in described["paths"].items():
        for operation in operations.values():
            assert {"200", "400", "401", "403", "404", "429"} <= set(operation["responses"]), path
            assert "application/problem+json" in operation["responses"]["400"]["content"]


def test_operations_have_names_of_their_own(described):
    names = [operation["operationId"] for operations in described["paths"].values() for operation in operations.values()]
    assert len(names) == len(set(names))
    assert {"obligations_list", "obligations_retrieve", "assessments_retrieve", "speeches_retrieve", "votes_list"} <= set(names)


def test_closed_lists_are_named_in_the_parameters(described):
    parameters = {p["name"]: p for p in described["paths"]["/api/v1/obligations/"]["get"]["parameters"]}
    assert "urges" in parameters["force"]["schema"]["items"]["enum"]
    assert parameters["tracked"]["schema"] == {"type": "boolean"}
    assert parameters["page_size"]["schema"]["maximum"] == 200
    assert all(parameter["description"] for parameter in parameters.values())

"""The OpenAPI description: complete, without warnings, and true to what is refused."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from obligations.api.following import FOLLOWING
from obligations.api.urls import KEYED_OTHERWISE, router

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"


@pytest.fixture(scope="module")
def described():
    """The description as a program reads it."""
    from drf_spectacular.generators import SchemaGenerator

    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_description_is_valid_and_nothing_had_to_be_guessed(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


@pytest.mark.skipif(connection.vendor == "postgresql", reason="kept as SQLite has it: databases differ in the largest number of a column")
def test_the_committed_description_is_the_one_the_service_gives(tmp_path):
    """Whoever changes the API writes it anew (`make schema`), sees what changed, and says so in CHANGELOG.md."""
    call_command("spectacular", file=str(tmp_path / "schema.yml"))
    assert (tmp_path / "schema.yml").read_text() == COMMITTED.read_text()


def test_every_endpoint_is_described_with_its_refusals(described):
    listed = {f"/api/v1/{prefix}/" for prefix in (*(prefix for prefix, _view, _name in router.registry), *KEYED_OTHERWISE)}
    assert listed <= set(described["paths"])
    for path, operations in described["paths"].items():
        for operation in operations.values():
            assert {"400", "401", "403", "404", "429"} <= set(operation["responses"]), path
            assert {"200", "201"} & set(operation["responses"]), path
            assert "application/problem+json" in operation["responses"]["400"]["content"]


def test_what_writes_is_described_with_its_conditions(described):
    for path, operations in described["paths"].items():
        for operation in (operations[method] for method in ("post", "patch", "put", "delete") if method in operations):
            headers = {p["name"]: p.get("required", False) for p in operation["parameters"] if p["in"] == "header"}
            conditional = {"412", "428"} & set(operation["responses"])
            assert {"403", "413", "415", "422"} <= set(operation["responses"]), path
            assert bool(headers.get("If-Match")) == ("428" in conditional), path
            assert operation is not operations.get("post") or "Idempotency-Key" in headers, path


def test_a_body_takes_no_names_that_it_does_not_have(described):
    bodies = {name: schema for name, schema in described["components"]["schemas"].items() if name.endswith("BodyRequest")}
    assert len(bodies) > 10
    assert all(schema["additionalProperties"] is False for schema in bodies.values())


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


def test_links_lead_to_operations_that_are_described_with_the_keys_they_need(described):
    operations = {o["operationId"]: o for methods in described["paths"].values() for o in methods.values()}
    answers = {(name, status): answer.get("links", {}) for name, o in operations.items() for status, answer in o["responses"].items()}
    assert {place for place, links in answers.items() if links} == set(FOLLOWING)
    for link in (link for links in answers.values() for link in links.values()):
        needed = {parameter["name"] for parameter in operations[link["operationId"]]["parameters"] if parameter["in"] == "path"}
        assert set(link["parameters"]) == needed, link


def test_a_recorded_version_is_described_on_an_obligation_and_on_a_commitment(described):
    """One address takes both, and answers each in its own form."""
    kinds = described["components"]["schemas"]["RecordedVersion"]["oneOf"]
    assert [kind["$ref"].rpartition("/")[2] for kind in kinds] == ["AssessmentVersion", "CommitmentVersion"]

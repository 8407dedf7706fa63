"""The policy of the API as one table: what each operation answers to whom. A line is an operation, a column a persona, a cell the status.

Every operation of the OpenAPI description has its line. A writing one is sent what fits, so that those who may really write.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, TestCase, override_settings
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from obligations.models import Event
from obligations.services import tokens
from tests.obligations.api_house import SECRET, House, body_of, keys_of, make_house

ROOT = "/api/v1"
PERSONAS = ["anonymous", "public", "outsider", "reader", "delegate", "analyst", "reviewer", "editor", "admin"]
TABLE = """
operation                                                            anonymous public outsider reader delegate analyst reviewer editor admin
GET   /actors/                                                       401       200    403      200    200      200     200      200    200
GET   /actors/{code}/                                                401       200    403      200    200      200     200      200    200
GET   /actors/{code}/obligations/                                    401       200    403      200    200      200     200      200    200
GET   /assessments/                                                  401       200    403      200    200      200     200      200    200
POST  /assessments/                                                  401       401    403      403    403      201     403      403    201
GET   /assessments/{obligation}/{actor}/                             401       200    403      200    200      200     200      200    200
GET   /assessments/{obligation}/{actor}/versions/                    401       200    403      200    200      200     200      200    200
GET   /assessments/{obligation}/{actor}/versions/{version}/          401       200    403      200    200      200     200      200    200
POST  /assessments/{obligation}/{actor}/versions/{version}/approve/  401       401    403      404    404      403     200      403    200
POST  /assessments/{obligation}/{actor}/versions/{version}/comments/ 401       401    403      403    201      201     201      403    201
POST  /assessments/{obligation}/{actor}/versions/{version}/discard/  401       401    403      404    404      200     403      403    403
POST  /assessments/{obligation}/{actor}/versions/{version}/narrow/   401       401    403      403    403      403     200      403    200
POST  /assessments/{obligation}/{actor}/versions/{version}/publish/  401       401    403      403    403      403     200      403    200
POST  /assessments/{obligation}/{actor}/versions/{version}/return/   401       401    403      404    404      403     200      403    200
POST  /assessments/{obligation}/{actor}/versions/{version}/submit/   401       401    403      404    404      200     403      403    403
POST  /assessments/{obligation}/{actor}/versions/{version}/take-up/  401       401    403      404    404      201     403      403    201
POST  /assessments/{obligation}/{actor}/versions/{version}/withdraw/ 401       401    403      403    403      403     200      403    200
POST  /assessments/bulk/                                             401       401    403      403    403      201     403      403    201
GET   /changes/                                                      401       200    403      200    200      200     200      200    200
GET   /codes/                                                        401       200    403      200    200      200     200      200    200
GET   /codes/{code}/                                                 401       200    403      200    200      200     200      200    200
GET   /comments/                                                     401       401    403      403    403      200     200      200    200
POST  /comments/                                                     401       401    403      403    403      201     201      201    201
GET   /comments/{id}/                                                401       401    403      403    403      200     200      200    200
POST  /comments/{id}/answers/                                        401       401    403      404    404      201     201      201    201
POST  /comments/{id}/resolve/                                        401       401    403      404    404      200     200      200    200
GET   /commitments/                                                  401       200    403      200    200      200     200      200    200
GET   /commitments/{slug}/                                           401       200    403      200    200      200     200      200    200
GET   /commitments/{slug}/decisions/                                 401       200    403      200    200      200     200      200    200
POST  /commitments/{slug}/decisions/                                 401       401    403      403    403      200     200      200    200
POST  /commitments/{slug}/evidence/                                  401       401    403      403    403      201     403      201    201
GET   /commitments/{slug}/history/                                   401       401    403      403    403      200     200      200    200
POST  /commitments/{slug}/ties/                                      401       401    403      403    403      200     200      200    200
GET   /commitments/{slug}/versions/                                  401       200    403      200    200      200     200      200    200
GET   /commitments/{slug}/versions/{version}/                        401       200    403      200    200      200     200      200    200
POST  /commitments/{slug}/versions/{version}/approve/                401       401    403      404    404      403     200      403    200
POST  /commitments/{slug}/versions/{version}/comments/               401       401    403      403    201      201     201      403    201
POST  /commitments/{slug}/versions/{version}/discard/                401       401    403      404    404      200     403      403    403
POST  /commitments/{slug}/versions/{version}/narrow/                 401       401    403      403    403      403     200      403    200
POST  /commitments/{slug}/versions/{version}/publish/                401       401    403      403    403      403     200      403    200
POST  /commitments/{slug}/versions/{version}/return/                 401       401    403      404    404      403     200      403    200
POST  /commitments/{slug}/versions/{version}/submit/                 401       401    403      404    404      200     403      403    403
POST  /commitments/{slug}/versions/{version}/take-up/                401       401    403      404    404      201     403      403    201
POST  /commitments/{slug}/versions/{version}/withdraw/               401       401    403      403    403      403     200      403    200
GET   /deadlines/                                                    401       200    403      200    200      200     200      200    200
POST  /decisions/bulk/                                               401       401    403      403    403      200     200      200    200
GET   /documents/                                                    401       200    403      200    200      200     200      200    200
GET   /documents/{slug}/                                             401       200    403      200    200      200     200      200    200
GET   /documents/{slug}/editions/                                    401       200    403      200    200      200     200      200    200
GET   /documents/{slug}/editions/{number}/                           401       200    403      200    200      200     200      200    200
GET   /documents/{slug}/history/                                     401       401    403      403    403      200     200      200    200
GET   /documents/{slug}/problems/                                    401       401    403      403    403      200     200      200    200
GET   /evidence/                                                     401       200    403      200    200      200     200      200    200
POST  /evidence/                                                     401       401    403      403    403      201     403      201    201
GET   /evidence/{slug}/                                              401       200    403      200    200      200     200      200    200
PATCH /evidence/{slug}/                                              401       401    403      403    403      200     403      200    200
GET   /evidence/{slug}/file/                                         401       200    403      200    200      200     200      200    200
GET   /evidence/{slug}/history/                                      401       401    403      403    403      200     200      200    200
POST  /evidence/{slug}/withdraw/                                     401       401    403      403    403      200     403      200    200
POST  /imports/                                                      401       401    403      403    403      403     403      201    201
GET   /imports/{token}/                                              401       401    403      403    403      403     403      200    200
POST  /imports/{token}/correct/                                      401       401    403      403    403      403     403      201    201
POST  /imports/{token}/store/                                        401       401    403      403    403      403     403      201    201
GET   /instruments/                                                  401       200    403      200    200      200     200      200    200
GET   /instruments/{code}/                                           401       200    403      200    200      200     200      200    200
GET   /matrix/                                                       401       200    403      200    200      200     200      200    200
GET   /meetings/                                                     401       200    403      200    200      200     200      200    200
GET   /meetings/{slug}/                                              401       200    403      200    200      200     200      200    200
GET   /obligations/                                                  401       200    403      200    200      200     200      200    200
GET   /obligations/{slug}/                                           401       200    403      200    200      200     200      200    200
GET   /obligations/{slug}/applicability/                             401       401    403      200    200      200     200      200    200
POST  /obligations/{slug}/confirm/                                   401       401    403      403    403      200     200      200    200
GET   /obligations/{slug}/decisions/                                 401       200    403      200    200      200     200      200    200
POST  /obligations/{slug}/decisions/                                 401       401    403      403    403      200     200      200    200
GET   /obligations/{slug}/history/                                   401       401    403      403    403      200     200      200    200
GET   /paragraphs/                                                   401       200    403      200    200      200     200      200    200
GET   /paragraphs/{slug}/                                            401       200    403      200    200      200     200      200    200
GET   /paragraphs/{slug}/decisions/                                  401       200    403      200    200      200     200      200    200
POST  /paragraphs/{slug}/decisions/                                  401       401    403      403    403      200     200      200    200
GET   /paragraphs/{slug}/history/                                    401       401    403      403    403      200     200      200    200
GET   /rounds/                                                       401       401    403      200    200      200     200      200    200
GET   /rounds/{slug}/                                                401       401    403      200    200      200     200      200    200
GET   /rounds/{slug}/cells/                                          401       401    403      200    200      200     200      200    200
GET   /speeches/                                                     401       200    403      200    200      200     200      200    200
GET   /speeches/{meeting}/{order}/                                   401       200    403      200    200      200     200      200    200
GET   /statistics/                                                   401       200    403      200    200      200     200      200    200
GET   /subject-areas/                                                401       200    403      200    200      200     200      200    200
GET   /subject-areas/{code}/                                         401       200    403      200    200      200     200      200    200
GET   /verbs/                                                        401       200    403      200    200      200     200      200    200
GET   /verbs/{code}/                                                 401       200    403      200    200      200     200      200    200
GET   /votes/                                                        401       200    403      200    200      200     200      200    200
GET   /votes/{meeting}/{number}/                                     401       200    403      200    200      200     200      200    200
"""
LINES = {" ".join(line.split()[:2]): [int(cell) for cell in line.split()[2:]] for line in TABLE.strip().splitlines()[1:]}
READING = [line for line in LINES if line.startswith("GET ")]
PATHS = dict.fromkeys(line.split()[1] for line in LINES)
WRITING = [line for line in LINES if not line.startswith("GET ")]
OF_A_THING = ("}/decisions/", "/ties/", "/resolve/", "/confirm/", "{slug}/withdraw/", "/store/")
CONDITIONAL = [line for line in WRITING if line.startswith("PATCH ") or line.endswith(OF_A_THING)]


@pytest.mark.slow
class ApiPolicy(TestCase):
    """One house for all; whatever a request does there is undone before the next."""

    house: House

    @classmethod
    def setUpTestData(cls) -> None:
        cls.house = make_house()

    def setUp(self) -> None:
        self.clients = {name: Client(headers={"Accept-Language": "en"}) for name in PERSONAS}
        for name, user in self.house.people.items():
            self.clients[name].force_login(user)

    def asked(self, operation: str, persona: str, **headers: str) -> Any:
        """The answer to a persona, given and undone."""
        method, path = operation.split()
        body = body_of(self.house, operation) if method != "GET" else None
        address = ROOT + path.format(**keys_of(self.house, path, self.house.people.get(persona)))
        sent: dict[str, Any] = {"data": body, "content_type": "application/json"} if method != "GET" else {}
        with override_settings(PUBLIC_READ=persona == "public"), transaction.atomic():
            answer = getattr(self.clients[persona], method.lower())(address, headers={"If-Match": "*", **headers}, **sent)
            content = answer.getvalue().decode("utf-8", "replace")
            transaction.set_rollback(True)
        return answer.status_code, content

    def test_the_policy(self) -> None:
        """Every line and column of the table."""
        wrong = []
        for operation, expected in LINES.items():
            for persona, status in zip(PERSONAS, expected, strict=True):
                found, content = self.asked(operation, persona)
                if found != status:
                    wrong.append(f"{operation} as {persona}: {found} and not {status}: {content[:200]}")
        assert wrong == []

    def test_a_token_that_only_reads_writes_nothing(self) -> None:
        now, by = timezone.now(), self.house.people["admin"]
        secret = tokens.issue(user=by, name="reads", may_write=False, expires_at=now + timedelta(days=1), by=by, at=now).secret
        logged = Event.objects.count()
        answers = {operation: self.asked(operation, "anonymous", Authorization=f"Token {secret}") for operation in WRITING}
        assert [each for each, (status, content) in answers.items() if status != 403 or "only reads" not in content] == []
        assert Event.objects.count() == logged

    def test_nobody_but_staff_is_told_of_drafts_and_comments_of_staff(self) -> None:
        queries = {operation: ["", "?drafts=true"] if operation.endswith("/versions/") else [""] for operation in READING}
        asked = [(operation + query, persona) for operation in READING for query in queries[operation] for persona in ("public", "delegate")]
        told = [f"{operation} as {persona}" for operation, persona in asked if SECRET in self.asked(operation, persona)[1]]
        assert told == []
        assert SECRET in self.asked("GET /comments/", "analyst")[1]

    def test_other_methods_are_refused_as_such(self) -> None:
        answers = {f"{method} {path}": 405 for path in PATHS for method in ("PUT", "DELETE")}
        assert {operation: self.asked(operation, "admin")[0] for operation in answers} == answers

    def test_a_thing_is_changed_only_by_who_says_which_state_of_it_they_saw(self) -> None:
        bare = {operation: self.asked(operation, "admin", **{"If-Match": ""})[0] for operation in CONDITIONAL}
        assert bare == dict.fromkeys(CONDITIONAL, 428)


def test_every_operation_has_its_line_and_every_line_its_operation() -> None:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    described = {f"{method.upper()} {path.removeprefix(ROOT)}" for path, operations in paths.items() for method in operations}
    assert set(LINES) == described
    assert re.split(r"\s+", TABLE.strip().splitlines()[0])[1:] == PERSONAS

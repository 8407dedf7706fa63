"""What the OpenAPI description promises, asked of every operation with values made up from it: no error of the service, no answer undescribed.

Left out of schemathesis' checks, each with its reason:

- `positive_data_acceptance`: what fits the description may name what is not there (400) or break a rule of the desk (422);
- `use_after_free`: nothing is ever deleted through the API;
- `ignored_auth`, `object_level_authorization`: who may do and see what, without an account too, is in test_api_policy.py;
- `missing_required_header`, `unsupported_method`, `allow_header_conformance`: need requests that only its command line makes; see test_api_policy.py;
- `max_response_time`: a busy machine would fail it; benchmarks/ measures.
"""

from contextlib import contextmanager
from datetime import timedelta
from itertools import chain

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import TestCase
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from obligations.api.following import FOLLOWING
from obligations.models import Actor, Event, StateAccount
from obligations.services import tokens
from tests.obligations.api_house import SECRET, body_of, keys_of, make_house, make_person

schemathesis = pytest.importorskip("schemathesis")

from hypothesis.stateful import run_state_machine_as_test  # noqa: E402
from schemathesis import GenerationMode  # noqa: E402
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.core import NOT_SET  # noqa: E402
from schemathesis.core.parameters import ParameterLocation  # noqa: E402
from schemathesis.specs.openapi import checks as openapi  # noqa: E402

from tracker.wsgi import application  # noqa: E402

FITTING, UNFITTING = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
PERSONAS = ["admin", "analyst", "norway"]
# Fields that name what is there, or have to fit it.
NAMES = ("obligation", "commitment", "actor", "evidence", "rows", "based_on", "revision", "text", "label", "value", "verdict", "as_of", "symbol")
ALWAYS = [
    not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_schema_conformance,
    openapi.response_headers_conformance,
]
REFUSED = {400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 428, 502}


def examples(least, part):
    """How many for each operation and mode: a sample in every run, a search in `make fuzz`; on PostgreSQL half of them."""
    return max(least, settings.default.max_examples // part) // (1 if connection.vendor == "sqlite" else 2)


pytestmark = [pytest.mark.slow, pytest.mark.hypothesis]


@contextmanager
def undone():
    """What is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def is_made_up(case, place):
    """Whether a part of the request is meant not to fit."""
    part = case.meta.components.get(place)
    return part is not None and part.mode.is_negative


def keys_for(case, house, user):
    """The operation as test_api_policy.py names it, and keys of things that are there."""
    path = case.operation.path.removeprefix("/api/v1")
    return f"{case.method.upper()} {path}", keys_of(house, path, user)


def lead_somewhere(case, house, user):
    """Put the keys of things that are there into a request, where it is to fit."""
    operation, keys = keys_for(case, house, user)
    if case.path_parameters and not is_made_up(case, ParameterLocation.PATH):
        case.path_parameters = {name: keys.get(name, value) for name, value in case.path_parameters.items()}
    body = body_of(house, operation) if case.method.upper() != "GET" else None
    if body and isinstance(case.body, dict) and not is_made_up(case, ParameterLocation.BODY):
        made_up = {name: value for name, value in case.body.items() if name not in NAMES}
        case.body = {**made_up, **{name: value for name, value in body.items() if name in NAMES}}
    if not is_made_up(case, ParameterLocation.HEADER) and "If-Match" in case.headers:
        case.headers["If-Match"] = "*"


def statuses_of(operation, mode, house, headers):
    """Ask an operation, mostly for things that are there; the statuses it answered with. Fails where an answer is not as described."""
    statuses = []

    tries = examples(4 if mode is FITTING else 3, 12)

    @seed(1)
    @settings(max_examples=tries, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(case=operation.as_strategy(generation_mode=mode), existing=st.sampled_from([True, True, True, False]), persona=st.sampled_from(PERSONAS))
    def ask(case, existing, persona):
        case.headers.pop("Authorization", None)  # a made-up token is refused before anything is answered
        if existing:
            lead_somewhere(case, house, house.people[persona])
        with undone():
            response = case.call(headers=headers[persona])
            checks = [*ALWAYS, openapi.negative_data_rejection] if mode is UNFITTING else ALWAYS
            if "fields" in (case.query or {}):  # what the description calls required may be left out then
                checks = [check for check in checks if check is not openapi.response_schema_conformance]
            case.validate_response(response, checks=checks)
        assert persona != "norway" or SECRET not in response.content.decode("utf-8", "replace")
        statuses.append(response.status_code)

    ask()
    return statuses


def walk_of(schema, house, headers):
    """Walks along the links of the description: what one answer names is asked next. Each begins with a request that fits, and is undone."""
    asked = []

    class Walk(schema.as_state_machine()):
        def setup(self):
            self.transaction = undone()
            self.transaction.__enter__()

        def teardown(self):
            self.transaction.__exit__(None, None, None)

        def step(self, input):
            case = input.case
            case.headers = {**{name: value for name, value in case.headers.items() if name == "Idempotency-Key"}, "If-Match": "*"}
            if input.transition is None:
                operation, keys = keys_for(case, house, house.people["admin"])
                case.path_parameters = {name: keys[name] for name in case.path_parameters or {}}
                case.body, case.media_type = body_of(house, operation) or NOT_SET, "application/json"
            return super().step(input)

        def get_call_kwargs(self, case):
            return {"headers": headers["admin"]}

        def after_call(self, response, case):
            super().after_call(response, case)
            asked.append((case.operation.definition.raw["operationId"], response.status_code))

        def validate_response(self, response, case, **kwargs):
            case.validate_response(response, checks=[*ALWAYS, openapi.ensure_resource_availability], recorder=self.recorder, transport_kwargs=kwargs)

    return Walk, asked


def read_description():
    """The description, as schemathesis reads it."""
    schema = schemathesis.openapi.from_wsgi("/api/schema/", application)
    schema.config.checks.negative_data_rejection.expected_statuses = [str(status) for status in sorted(REFUSED)]
    return schema


class Described(TestCase):
    """One house for all; whatever a request does there is undone before the next."""

    @classmethod
    def setUpTestData(cls):
        cls.house = make_house()
        norway = cls.house.people["norway"] = make_person("norway", "reader")
        StateAccount.objects.create(user=norway, actor=Actor.objects.get(code="NOR"))
        now = timezone.now()
        cls.headers = {}
        for name in PERSONAS:
            user = cls.house.people[name]
            token = tokens.issue(user=user, name="x", may_write=True, expires_at=now + timedelta(days=1), by=user, at=now)
            cls.headers[name] = {"Authorization": f"Token {token.secret}"}

    def setUp(self):
        """A served request would close the connection that holds the test's transaction; Django's own client knows that too."""
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
            self.addCleanup(signal.connect, close_old_connections)
        self.described, self.logged = read_description(), Event.objects.count()

    def statuses(self, mode):
        """What reading and what writing operations were answered with."""
        reading, writing = [], []
        for found in self.described.get_all_operations():
            operation = found.ok()
            (reading if operation.method == "get" else writing).extend(statuses_of(operation, mode, self.house, self.headers))
        assert min(len(reading), len(writing)) > (100 if connection.vendor == "sqlite" else 50)
        assert set(reading) | set(writing) <= {200, 201, *REFUSED}
        assert Event.objects.count() == self.logged
        return reading, writing

    def test_what_fits_is_answered_as_described(self):
        reading, writing = self.statuses(FITTING)
        assert reading.count(200) > len(reading) / 10
        assert writing.count(200) + writing.count(201) > len(writing) / 20

    @pytest.mark.skipif(connection.vendor == "postgresql", reason="asked once, on SQLite")
    def test_what_does_not_fit_is_refused_as_described(self):
        self.statuses(UNFITTING)

    def test_what_an_answer_links_to_can_be_asked_next(self):
        """Previews of imports are followed in test_import_api.py, because each takes a process."""
        self.described.config.phases.stateful.inference.algorithms = []  # the links of the description and no others
        self.described.config.generation.modes = [FITTING]
        common = {"deadline": None, "database": None, "derandomize": True, "suppress_health_check": list(HealthCheck), "phases": [Phase.generate]}
        for kind in ("assessments", "commitments", "evidence", "comments"):
            links = {name: [link["operationId"] for link in links.values()] for (name, _status), links in FOLLOWING.items() if name.startswith(kind)}
            part = self.described.include(operation_id=sorted({*links, *chain.from_iterable(links.values())}))
            walk, asked = walk_of(part, self.house, self.headers)
            walks = max(8, settings.default.max_examples // 4)
            for more in (1, 3, 9):  # the walks depend on what the rows before them were numbered
                run_state_machine_as_test(walk, settings=settings(max_examples=more * walks, stateful_step_count=5, **common))
                if any(name.endswith("_retrieve") and status == 200 for name, status in asked):  # nothing but a link leads there
                    break
            else:
                self.fail(asked)

"""What the OpenAPI description promises, asked of every endpoint with values made up from it: no error of the service, no answer undescribed."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from obligations.models import Round
from obligations.services import comments
from tests.factories import AT, make_assessment, obligation, store_text
from tests.obligations.records import SHARING, confirm, store_record, tie

schemathesis = pytest.importorskip("schemathesis")

from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance  # noqa: E402

from tracker.wsgi import application  # noqa: E402

EXAMPLES = max(4, settings.default.max_examples // 4)  # for each endpoint and mode; a sample in every run, a search in `make fuzz`
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
FITTING, UNFITTING = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.hypothesis,
    pytest.mark.django_db,
    # The questions are the same on both; what only PostgreSQL refuses has tests of its own.
    pytest.mark.skipif(connection.vendor == "postgresql", reason="asked once, on SQLite"),
]


@pytest.fixture
def cookies(client, analyst):
    """The session of an analyst, with something to read."""
    store_text()
    store_record()
    confirm(SHARING, analyst)
    tie(SHARING, "9101(2032)/1/1", analyst)
    row = obligation("9101(2032)/1/1")
    make_assessment(row, "JPN", analyst)
    held = Round.objects.create(name="第一轮", slug="first", opens_on=AT.date(), closes_on=AT.date(), made_by=analyst, made_at=AT)
    held.obligations.add(row)
    comments.say(text="核对译文。", by=analyst, at=AT, obligation=row)
    client.force_login(analyst)
    # A served request would close the connection that holds the test's transaction; Django's own test client does the same.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield {name: morsel.value for name, morsel in client.cookies.items()}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def keys_of_rows():
    """Path parameters of things that exist, by the first part of the address."""
    row = obligation("9101(2032)/1/1")
    return {
        "documents": {"slug": row.paragraph.document.slug},
        "paragraphs": {"slug": row.paragraph.slug},
        "obligations": {"slug": row.slug},
        "actors": {"code": "JPN"},
        "subject-areas": {"code": "ied"},
        "verbs": {"code": row.verb.code},
        "instruments": {"code": "none"},
        "assessments": {"obligation": row.slug, "actor": "JPN"},
        "deadlines": {},
        "meetings": {"slug": "S-PV-9951"},
        "speeches": {"meeting": "S-PV-9951", "order": 6},
        "votes": {"meeting": "S-PV-9951", "number": 1},
        "commitments": {"slug": "PV-9951-c3"},
        "evidence": {"slug": "E-test1"},
        "rounds": {"slug": "first"},
        "codes": {"code": "force"},
        "comments": {},
    }


def statuses_of(operation, mode, keys, cookies):
    """Ask an endpoint, half of the time for things that exist; the statuses it answered with. Fails where an answer is not as described."""
    statuses = []

    @seed(1)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode), existing=st.booleans())
    def ask(case, existing):
        if case.path_parameters and existing:
            case.path_parameters = dict(keys)
        if existing:
            case.headers.pop("Authorization", None)  # a made-up token is refused before anything is answered
        response = case.call(cookies=cookies)
        case.validate_response(response, checks=CHECKS)
        statuses.append(response.status_code)

    ask()
    return statuses


@pytest.mark.parametrize("mode", [FITTING, UNFITTING], ids=["fitting", "unfitting"])
def test_every_answer_is_as_described(cookies, mode):
    known = keys_of_rows()
    statuses = []
    schema = schemathesis.openapi.from_wsgi("/api/schema/", application).include(method="GET")
    for found in schema.get_all_operations():
        operation = found.ok()
        kind = operation.path.removeprefix("/api/v1/").partition("/")[0]
        statuses += statuses_of(operation, mode, known[kind], cookies)
    assert len(statuses) > 100
    assert set(statuses) <= {200, 400, 401, 404, 405}
    if mode is FITTING:
        assert statuses.count(200) > len(statuses) / 10

"""Who asks the service of a corpus, for what, and whether what they wrote is there. Django has to be set up before this is imported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef
from django.test import Client
from django.utils import timezone

from benchmarks.loading.clients import Addresses, Cells, Who
from obligations.choices import ReviewState
from obligations.models import Actor, Assessment, Document, Obligation, ObligationAddressee
from obligations.services import tokens

MANY = 12  # different ones of each kind that are asked for, as most readers ask for what is talked of
ROWS = 120  # obligations on whose cells is written


def who_asks() -> Who:
    """A reader with a browser's session and a token, and analysts with tokens that may write."""
    reader = User.objects.get(username="bench-reader")
    client = Client()
    client.force_login(reader)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    analysts = User.objects.filter(username__startswith="bench-analyst").order_by("pk")
    return Who({**_token(reader, writes=False), "Cookie": cookie}, [_token(analyst, writes=True) for analyst in analysts])


def _token(user: User, *, writes: bool) -> dict[str, str]:
    at = timezone.now()
    token = tokens.issue(user=user, name=f"load-{at.isoformat()}", may_write=writes, expires_at=at + timedelta(days=1), by=user, at=at)
    return {"Authorization": f"Token {token.secret}"}


def addresses() -> Addresses:
    """Pages and answers of the API, by kind."""
    obligations = list(Obligation.objects.filter(tracked=True).order_by("pk").values_list("slug", flat=True)[:MANY])
    documents = list(Document.objects.filter(kind="resolution").order_by("pk").values_list("slug", flat=True)[:MANY])
    years = [day.year for day in Document.objects.filter(kind="resolution").dates("adopted_on", "year")][-MANY:]
    states = list(Actor.objects.states().order_by("code").values_list("code", flat=True)[:MANY])
    return {
        "overview": ["/"],
        "list": [f"/obligations/?force={force}" for force in ("decides", "demands", "urges")],
        "document": [f"/documents/{slug}/" for slug in documents],
        "obligation": [f"/obligations/{slug}/" for slug in obligations],
        "state": [f"/actors/{code}/" for code in states],
        "deadlines": ["/deadlines/"],
        "follow_up": [f"/follow-up/?actor={code}" for code in states],
        "api_list": [f"/api/v1/obligations/?page_size=50&year={year}" for year in years],
        "api_obligation": [f"/api/v1/obligations/{slug}/" for slug in obligations],
        "api_changes": ["/api/v1/changes/?limit=100"],
    }


def cells() -> Cells:
    """Cells about which nothing is recorded: of obligations that ask all States, and of which none has follow-up."""
    asked = ObligationAddressee.objects.filter(obligation=OuterRef("pk"), code="all_states", condition="")
    recorded = Assessment.objects.filter(obligation=OuterRef("pk"))
    free = Obligation.objects.filter(Exists(asked), ~Exists(recorded), tracked=True, lifecycle="in_force").order_by("pk")
    states = list(Actor.objects.states().filter(until=None).order_by("code").values_list("code", flat=True))
    return [(slug, code) for slug in free.values_list("slug", flat=True)[:ROWS] for code in states]


def lost(written: Sequence[str]) -> list[str]:
    """Of the versions that writers were told were written, by obligation and actor, those that are not there as they were left."""
    rows = Assessment.objects.filter(state=ReviewState.SUBMITTED).values_list("obligation__slug", "actor__code", "version")
    there = {f"{slug}/{code}/{version}" for slug, code, version in rows.filter(obligation__slug__in={key.split("/")[0] for key in written})}
    return [f"{key}: told that it was written, and is not there" for key in written if key not in there]

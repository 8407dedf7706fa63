"""Which operation may follow which, in the OpenAPI description: links from an answer to what is asked next, with the keys that the answer names."""

from __future__ import annotations

from typing import Any

BODY = "$response.body#/"
OF_CELL = {"obligation": f"{BODY}obligation/slug", "actor": f"{BODY}actor/code", "version": f"{BODY}version"}
OF_COMMITMENT = {"slug": "$request.path.slug", "version": f"{BODY}version"}
REVISION = {"revision": f"{BODY}desk/revision"}
SLUG, NUMBER, TOKEN = {"slug": f"{BODY}slug"}, {"id": f"{BODY}number"}, {"token": f"{BODY}id"}


def _link(operation: str, parameters: dict[str, str], body: Any = None) -> dict[str, Any]:
    return {"operationId": operation, "parameters": parameters} | ({"requestBody": body} if body is not None else {})


# The operation and the status of its answer; then each link by its name.
FOLLOWING: dict[tuple[str, str], dict[str, dict[str, Any]]] = {
    ("assessments_record", "201"): {
        "version": _link("assessments_versions_retrieve", OF_CELL),
        "submit": _link("assessments_versions_submit", OF_CELL, REVISION),
        "discard": _link("assessments_versions_discard", OF_CELL, {}),
        "approve": _link("assessments_versions_approve", OF_CELL, {}),
    },
    ("assessments_versions_take_up", "201"): {
        "version": _link("assessments_versions_retrieve", OF_CELL),
        "submit": _link("assessments_versions_submit", OF_CELL, REVISION),
    },
    ("assessments_versions_submit", "200"): {"approve": _link("assessments_versions_approve", OF_CELL, {})},
    ("assessments_versions_approve", "200"): {"publish": _link("assessments_versions_publish", OF_CELL)},
    ("assessments_versions_publish", "200"): {"narrow": _link("assessments_versions_narrow", OF_CELL)},
    ("assessments_versions_discard", "200"): {"take_up": _link("assessments_versions_take_up", OF_CELL)},
    ("commitments_versions_take_up", "201"): {"version": _link("commitments_versions_retrieve", OF_COMMITMENT)},
    ("evidence_create", "201"): {"piece": _link("evidence_retrieve", SLUG), "revise": _link("evidence_revise", SLUG)},
    ("evidence_revise", "200"): {"piece": _link("evidence_retrieve", SLUG), "withdraw": _link("evidence_withdraw", SLUG)},
    ("commitments_evidence", "201"): {"piece": _link("evidence_retrieve", SLUG)},
    ("comments_create", "201"): {
        "comment": _link("comments_retrieve", NUMBER),
        "answer": _link("comments_answer", NUMBER),
        "resolve": _link("comments_resolve", NUMBER),
    },
    ("comments_answer", "201"): {"comment": _link("comments_retrieve", NUMBER)},
    ("imports_preview", "201"): {
        "preview": _link("imports_retrieve", TOKEN),
        "correct": _link("imports_correct", TOKEN),
        "store": _link("imports_store", TOKEN),
    },
    ("imports_correct", "201"): {"preview": _link("imports_retrieve", TOKEN), "store": _link("imports_store", TOKEN)},
}


def links_after(operation: str, status: str) -> dict[str, dict[str, Any]]:
    """The links of an answer; none for most."""
    return FOLLOWING.get((operation, status), {})

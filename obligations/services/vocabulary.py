"""Load the vocabularies from the lexicons: verbs, subject areas, actors, instruments. Existing rows are brought up to date, none is removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from ingest import Lexicon
from ingest.lexicon import state_names
from obligations.choices import ActorKind
from obligations.models import Actor, ActorAlias, Instrument, SubjectArea, Verb
from obligations.services import events

KINDS = {"states": ActorKind.GROUP, "council": ActorKind.COUNCIL, "un": ActorKind.UN, "organisation": ActorKind.ORGANISATION}
MEMBERSHIPS = {"member": ActorKind.STATE, "observer": ActorKind.OBSERVER, "former": ActorKind.FORMER}
FIRST_BODY = 1000  # positions: states come first, in the UN's order


@transaction.atomic
def load(*, lexicon: Lexicon, at: datetime) -> dict[str, int]:
    """Load everything. Returns how many rows of each kind were added or changed; writes one event where anything was."""
    changed = {
        "verbs": _verbs(lexicon),
        "subject areas": _subjects(lexicon),
        "actors": _states(lexicon) + _bodies(lexicon),
        "instruments": _instruments(lexicon),
    }
    if any(changed.values()):
        after = {"lexicon": lexicon.version, **changed}
        events.record(by=None, action="vocabulary.loaded", object_type="vocabulary", object_key=lexicon.language, at=at, after=after)
    return changed


def _verbs(lexicon: Lexicon) -> int:
    rows = [
        (
            verb.id,
            {
                "verb": verb.verb,
                "label_en": verb.label["en"],
                "force": verb.force,
                "force_with_duty": verb.with_duty or "",
                "position": position,
            },
        )
        for position, verb in enumerate(lexicon.verbs.values(), 1)
    ]
    return sum(_put(Verb, code, fields) for code, fields in rows)


def _subjects(lexicon: Lexicon) -> int:
    rows = [
        (
            entry["id"],
            {
                "label_zh": entry["label"]["zh"],
                "label_en": entry["label"]["en"],
                "definition_zh": entry["definition"]["zh"],
                "definition_en": entry["definition"]["en"],
                "position": position,
            },
        )
        for position, entry in enumerate(lexicon.entries("subjects"), 1)
    ]
    return sum(_put(SubjectArea, code, fields) for code, fields in rows)


def _states(lexicon: Lexicon) -> int:
    states = lexicon.entries("states")
    changed = 0
    for position, state in enumerate(states, 1):
        formal = state.get("formal", {})
        fields = {
            "kind": MEMBERSHIPS[state["membership"]],
            "name_zh": state["name"]["zh"],
            "name_en": state["name"]["en"],
            "formal_zh": formal.get("zh", ""),
            "formal_en": formal.get("en", ""),
            "regional_group": state.get("group", ""),
            "since": state.get("admitted"),
            "until": state.get("until"),
            "position": position,
        }
        changed += _put(Actor, state["code"], fields)
    actors = Actor.objects.in_bulk(field_name="code")
    _aliases(states, actors)
    for state in states:
        if state.get("successors"):
            actors[state["code"]].successors.set([actors[code] for code in state["successors"]])
    return changed


def _aliases(states: Any, actors: Mapping[str, Actor]) -> None:
    names = [(state, name) for state in states for name in dict.fromkeys([*state_names(state), *state.get("aliases", ())])]
    ActorAlias.objects.bulk_create([ActorAlias(actor=actors[state["code"]], name=name) for state, name in names], ignore_conflicts=True)


def _bodies(lexicon: Lexicon) -> int:
    """Groups of States, UN bodies and organisations; parties and others are addressed as text and have no record."""
    named: dict[str, tuple[str, Mapping[str, str]]] = {}
    for rule, group in lexicon.groups.items():
        if group.kind in KINDS and (group.code == rule or group.code not in named):
            named[group.code] = (group.kind, group.label)
    rows = [
        (code, {"kind": KINDS[kind], "name_zh": label["zh"], "name_en": label["en"], "position": position})
        for position, (code, (kind, label)) in enumerate(named.items(), FIRST_BODY)
    ]
    return sum(_put(Actor, code, fields) for code, fields in rows)


def _instruments(lexicon: Lexicon) -> int:
    rows = [
        (code, {"title_zh": entry["label"]["zh"], "title_en": entry["label"]["en"], "year": entry.get("year")})
        for code, entry in lexicon.instruments.items()
    ]
    return sum(_put(Instrument, code, fields) for code, fields in rows)


def _put(model: Any, code: str, fields: dict[str, Any]) -> int:
    """Add a row or bring it up to date; 1 if anything changed."""
    row, created = model.objects.get_or_create(code=code, defaults=fields)
    stale = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if created or not stale:
        return int(created)
    model.objects.filter(pk=row.pk).update(**stale)
    return 1

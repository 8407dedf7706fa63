"""Load the vocabularies from the lexicons: verbs, subject areas, actors, instruments. Existing rows are brought up to date, none is removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from ingest import Lexicon
from ingest.lexicon import Verb as VerbOfLexicon
from ingest.lexicon import state_names
from obligations.choices import ActorKind, LexiconKind
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


@transaction.atomic
def learn(*, lexicon: Lexicon, kind: str, rule: str) -> None:
    """Make the row of one word that staff added, after those there are: a verb, or an addressee with a code of its own that can have a record."""
    if kind == LexiconKind.VERBS:
        _put(Verb, {rule: _verb(lexicon.verbs[rule], _last(Verb) + 1)})
    elif kind == LexiconKind.ADDRESSEES:
        group = lexicon.groups[rule]
        if group.kind in KINDS and not Actor.objects.filter(code=group.code).exists():
            fields = {"kind": KINDS[group.kind], "name_zh": group.label["zh"], "name_en": group.label["en"], "position": _last(Actor) + 1}
            _put(Actor, {group.code: fields})


def _last(model: Any) -> int:
    """The last position there is."""
    return int(model.objects.aggregate(last=Max("position"))["last"] or 0)


def _verbs(lexicon: Lexicon) -> int:
    return _put(Verb, {verb.id: _verb(verb, position) for position, verb in enumerate(lexicon.verbs.values(), 1)})


def _verb(verb: VerbOfLexicon, position: int) -> dict[str, Any]:
    return {
        "verb": verb.verb,
        "label_en": verb.label["en"],
        "force": verb.force,
        "force_with_duty": verb.with_duty or "",
        "position": position,
    }


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
    return _put(SubjectArea, dict(rows))


def _states(lexicon: Lexicon) -> int:
    states = lexicon.entries("states")
    changed = _put(Actor, {state["code"]: _state(state, position) for position, state in enumerate(states, 1)})
    actors = Actor.objects.in_bulk(field_name="code")
    _aliases(states, actors)
    for state in states:
        if state.get("successors"):
            actors[state["code"]].successors.set([actors[code] for code in state["successors"]])
    return changed


def _state(state: Mapping[str, Any], position: int) -> dict[str, Any]:
    formal = state.get("formal", {})
    return {
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
    return _put(Actor, dict(rows))


def _instruments(lexicon: Lexicon) -> int:
    rows = [
        (code, {"title_zh": entry["label"]["zh"], "title_en": entry["label"]["en"], "year": entry.get("year")})
        for code, entry in lexicon.instruments.items()
    ]
    return _put(Instrument, dict(rows))


def _put(model: Any, rows: Mapping[str, dict[str, Any]]) -> int:
    """Add rows by code or bring them up to date; how many were added or changed."""
    known = model.objects.in_bulk(list(rows), field_name="code")
    new = [model(code=code, **fields) for code, fields in rows.items() if code not in known]
    stale = [row for code, row in known.items() if any(getattr(row, name) != value for name, value in rows[code].items())]
    for row in stale:
        for name, value in rows[row.code].items():
            setattr(row, name, value)
    model.objects.bulk_create(new, batch_size=500)
    if stale:
        model.objects.bulk_update(stale, list(next(iter(rows.values()))), batch_size=200)
    return len(new) + len(stale)

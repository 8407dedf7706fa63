"""From a verb with its content to an act: force, addressees, hedges, what it permits, and whether it asks anybody for anything.

Force is the verb's own, except where the content tells: 重申, 回顾, 强调 and their like `restate` where their clause names a duty or recalls
a decision, else they `declare`. The marker of the duty (必须, 应, 有义务 …) must govern the clause: 应…请求 and 供应 are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from ingest.acts import DIRECTIVES, RawAct
from ingest.addressees import Reader
from ingest.clauses import asides, hides, merged
from ingest.folding import Folded
from ingest.lexicon import Lexicon
from ingest.patterns import Found, Patterns
from ingest.records import Act, Addressee, Force, LegalBasis, Span

ASKING = (*DIRECTIVES, "restates")
COUNCIL = "council"
NEAR_VERB = 36  # folded characters after the verb within which the Council says what it does itself


@dataclass(frozen=True, slots=True)
class Classifier:
    """Classifies the acts of one paragraph."""

    folded: Folded
    lexicon: Lexicon
    legal_basis: LegalBasis

    @property
    def text(self) -> str:
        return self.folded.text

    def act(self, raw: RawAct) -> Act:
        """The act with its labels. Every span is one of the paragraph's text."""
        verb, opening = raw.opening.verb, raw.opening
        duty = self._duty(raw)
        permission = self._permission(raw, duty)
        recalls = self._recalls_decision(raw)
        restates = verb.with_duty is not None and permission is None and (duty is not None or recalls)
        force = cast(Force, verb.with_duty if restates else verb.force)
        addressees = self._addressees(raw, duty, force)
        own_action = not addressees and self._own_action(raw, force)
        if own_action:
            verb_itself = self.folded.words(opening.start, opening.end)
            addressees = [Addressee(COUNCIL, verb_itself, self.folded.span(opening.start, opening.end), "own_action")]
        return Act(
            verb=verb.verb,
            force=force,
            rule=verb.id,
            span=self.folded.span(opening.start, opening.end),
            modifiers=opening.modifiers,
            addressees=tuple(addressees),
            supporting=Reader(self.folded, self.lexicon).supporting(raw.content, raw.stop),
            hedges=self._hedges(raw.content, raw.stop),
            permission=self._kind_of_permission(permission, verb.id, addressees),
            legal_basis=self._legal_basis(raw),
            tracked=self._tracked(force, permission, verb.id, addressees),
            ambiguous=verb.ambiguous,
            recalls=recalls,
            clause=self._clause(raw),
        )

    def acts(self, raws: Sequence[RawAct]) -> tuple[Act, ...]:
        """The acts of the paragraph. 鼓励会员国…，并请它们…: a pronoun stands for the addressees of the act before, which is not certain."""
        found: list[Act] = []
        for raw in raws:
            act = self.act(raw)
            pronoun = self.lexicon.words("pronouns").at(self.text, raw.content)
            if pronoun and not act.addressees and found and act.force in DIRECTIVES:
                act = replace(act, addressees=tuple(replace(a, certain=False) for a in found[-1].addressees))
            found.append(act)
        return tuple(found)

    def inherited(self, act: Act) -> Act:
        """An act as a subparagraph inherits it: 决定：(a) 所有会员国应防止… names in the part whom the chapeau does not name."""
        whole = (0, len(self.text))
        duty = next(iter(self._duties(*whole)), None) if not act.addressees else None
        named = Reader(self.folded, self.lexicon).before(0, duty.start) if duty else []
        own = replace(act, span=None, clause=None, hedges=self._hedges(*whole))
        if not named:
            return own
        tracked = act.force in ASKING and any(a.code != COUNCIL for a in named)
        return replace(own, addressees=tuple(named), tracked=tracked)

    def _clause(self, raw: RawAct) -> Span:
        return self.folded.span(raw.opening.prefix, raw.stop)

    # --- duty

    def _duty(self, raw: RawAct) -> Found | None:
        """The first marker of a duty in the content that is not part of another word or of a name."""
        return next(iter(self._duties(raw.content, raw.stop)), None)

    def _duties(self, start: int, stop: int) -> list[Found]:
        hidden = _hidden(self.text, self.lexicon.words("no_duty"))
        reader = Reader(self.folded, self.lexicon)
        markers = self.lexicon.words("duty").longest(self.text, start, stop)
        shown = (m for m in markers if not hides(hidden, m.start))
        return [m for m in shown if not (m.rule == "should" and reader.at_request(m))]

    def _recalls_decision(self, raw: RawAct) -> bool:
        """重申其第8990(2030)号决议的决定，…: what was decided still binds. A resolution alone (回顾其第8990(2030)号决议) names no duty."""
        return raw.opening.verb.recalls and self._first("decision_recalled", raw.content, raw.stop) is not None

    # --- addressees

    def _addressees(self, raw: RawAct, duty: Found | None, force: Force) -> list[Addressee]:
        if force == "declares":
            return []
        reader = Reader(self.folded, self.lexicon)
        end = self._clause_end(raw.content, raw.stop)
        if force == "restates":
            return self._bound(reader, raw, duty) or reader.first_only(raw.content, end)
        if force == "decides":
            return self._bound(reader, raw, duty) if duty is not None else self._foreseen(reader, raw.content, end)
        named, _ = reader.after(raw.content, end)
        if force == "demands" and not named and duty is not None:
            return self._bound(reader, raw, duty)
        return named

    def _foreseen(self, reader: Reader, start: int, end: int) -> list[Addressee]:
        """Those of whom a decision says that they will do something: 决定委员会将审查名单."""
        for will in self.lexicon.words("will").longest(self.text, start, end):
            if will.start > start and (named := reader.before(start, will.start)):
                return named
        return []

    def _bound(self, reader: Reader, raw: RawAct, duty: Found | None) -> list[Addressee]:
        """Those whom a stated duty binds: before its marker, or after the directive that is recalled (重申…决定，要求所有国家…)."""
        if duty is not None and duty.rule != "necessity":
            start = max(raw.content, *(self.text.rfind(cut, raw.content, duty.start) + 1 for cut in "，；：。"))
            passive = self.lexicon.words("by_whom").at(self.text, duty.end)
            if passive and (named := reader.after(passive.end, self._clause_end(passive.end, raw.stop))[0]):
                return named
            return reader.before(start, duty.start) or reader.before(raw.content, duty.start)
        for found in self.lexicon.verb_patterns.longest(self.text, raw.content, raw.stop):
            if self.lexicon.verbs[found.rule].force in DIRECTIVES:
                named, _ = reader.after(found.end, self._clause_end(found.end, raw.stop))
                if named:
                    return named
        return []

    def _clause_end(self, start: int, stop: int) -> int:
        ends = [at for cut in "，；。：" if (at := self.text.find(cut, start, stop)) >= 0]
        return min(ends, default=stop)

    def _own_action(self, raw: RawAct, force: Force) -> bool:
        """Whether the Council speaks of what it does itself: 决定继续处理此案, 申明打算审查."""
        if force not in ("decides", "restates"):
            return False
        if force == "restates" and self.lexicon.words("council").at(self.text, raw.content) is None:
            return self.lexicon.words("own_action").at(self.text, raw.content) is not None
        return self._first("own_action", raw.content, min(raw.stop, raw.content + NEAR_VERB)) is not None

    # --- what loosens or lifts

    def _hedges(self, start: int, stop: int) -> tuple[str, ...]:
        found = self.lexicon.words("hedges").longest(self.text, start, stop)
        return tuple(dict.fromkeys(self.text[f.start : f.end] for f in found))

    def _permission(self, raw: RawAct, duty: Found | None) -> str | None:
        """The kind of permission the predicate states; a duty that comes first goes before it (各国应…，可…)."""
        if raw.opening.verb.force not in ("decides", "declares"):
            return None
        found = self._first("permissions", raw.content, raw.stop)
        if found is None or (duty is not None and duty.start < found.start):
            return None
        return found.rule

    def _kind_of_permission(self, permission: str | None, verb: str, addressees: list[Addressee]) -> str | None:
        return "permission" if self._authorises_states(verb, addressees) else permission

    def _authorises_states(self, verb: str, addressees: list[Addressee]) -> bool:
        """授权会员国 permits; 授权 a body gives it a task."""
        if not self.lexicon.words("permitting").at(self.lexicon.verbs[verb].verb, 0):
            return False
        kinds = {self.lexicon.groups[a.rule].kind for a in addressees if a.rule in self.lexicon.groups}
        return bool(kinds & {"states", "state", "organisation"})

    def _tracked(self, force: Force, permission: str | None, verb: str, addressees: list[Addressee]) -> bool:
        """Whether somebody other than the Council is asked to do something."""
        if force not in ASKING or permission is not None or self._authorises_states(verb, addressees):
            return False
        return not addressees or any(a.code != COUNCIL for a in addressees)

    # --- legal basis

    def _legal_basis(self, raw: RawAct) -> LegalBasis:
        named = [_first_end(self.text, self.lexicon.words(words)) for words in ("chapter_seven", "chapter_seven_acting")]
        return "chapter_vii" if all(0 < end <= raw.stop for end in named) else self.legal_basis

    def _first(self, words: str, start: int, stop: int) -> Found | None:
        return next(self.lexicon.words(words).longest(self.text, start, stop), None)


@lru_cache(maxsize=8)
def _hidden(text: str, no_duty: Patterns) -> tuple[tuple[int, int], ...]:
    """Where a marker of duty is none: in names and quotations, and inside words that only look like one. Once for each paragraph."""
    return merged([*asides(text), *((found.start, found.end) for found in no_duty.every(text))])


@lru_cache(maxsize=16)
def _first_end(text: str, words: Patterns) -> int:
    """Where the first match of some words ends, 0 where there is none. Once for each paragraph."""
    found = next(words.longest(text), None)
    return found.end if found else 0

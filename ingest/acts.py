"""The acts of the Council: its main-clause verbs, found by a small grammar over clauses.

    opening  = connective* council? (connective | adverb)* verb
             | connective* topic … verb                          对局势恶化深表关切
    act      = opening + what follows up to the next act

A clause that opens so is an act if the Council speaks in it. At the head of a paragraph it always does. Further on, the same verb may be
what others are to do (敦促各国…，支持…) or what was decided earlier (重申其决定，要求…); `_speaks` tells these apart by what the grammar
shows: a verb that only the Council uses, an addressee of its own, a word that sets the clause apart (还, 再次), a full stop.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.addressees import Reader
from ingest.clauses import Clause, cut, past_quote
from ingest.folding import Folded
from ingest.lexicon import Lexicon, Verb

DIRECTIVES = ("decides", "demands", "directs", "requests", "urges", "calls", "encourages")
LONGEST_TOPIC = 60  # folded characters between 对 and the verb in 对…深表关切
LONGEST_LEADING = 40  # folded characters between 根据 and the verb
NO_VERB_AFTER = "的会其所"  # 根据安理会的决定: a noun


@dataclass(frozen=True, slots=True)
class Opening:
    """A verb with what stands before it, in folded characters: `start` to `end` is the verb with what interrupts it, `prefix` the clause's start."""

    verb: Verb
    prefix: int
    start: int
    end: int
    modifiers: tuple[str, ...]
    joined: bool
    set_apart: bool
    named_council: bool
    topic: bool = False


@dataclass(frozen=True, slots=True)
class RawAct:
    """An act before it is classified: its opening, and its content `content`–`stop` up to the next act."""

    opening: Opening
    content: int
    stop: int


@dataclass(frozen=True, slots=True)
class Chapeau:
    """What a subparagraph needs to know of its chapeau: the verb it hangs on, and whether the Council's task ends with it (决定：)."""

    verb: Verb
    open_ended: bool


def find(folded: Folded, *, lexicon: Lexicon, chapeau: Chapeau | None = None) -> list[RawAct]:
    """The acts of a paragraph, in order. For a subparagraph `chapeau` is the act it inherits; that act itself is not returned."""
    openings = _Finder(folded, lexicon, chapeau).openings()
    ends = [*(opening.prefix for opening in openings[1:]), len(folded.text)]
    return [RawAct(opening, opening.end, end) for opening, end in zip(openings, ends)]  # noqa: B905  (no openings, no acts)


class _Finder:
    def __init__(self, folded: Folded, lexicon: Lexicon, chapeau: Chapeau | None) -> None:
        self.text = folded.text
        self.lexicon = lexicon
        self.chapeau = chapeau
        self.reader = Reader(folded, lexicon)
        self.found: list[Opening] = []

    def openings(self) -> list[Opening]:
        for clause in cut(self.text):
            opening = open_clause(self.text, clause, lexicon=self.lexicon)
            if opening and self._speaks(opening, clause):
                self.found.append(opening)
            if self.found:
                self._take_joined(max(clause.start, self.found[-1].end), clause.end)
        return self.found

    def _speaks(self, opening: Opening, clause: Clause) -> bool:
        """Whether it is the Council that speaks in a clause which opens with one of its verbs."""
        if opening.named_council:
            return clause.begins_sentence or (clause.after == "；" and not self._embedded())
        if opening.verb.opens_only and not clause.begins_sentence:
            return False
        if not self.found:
            return self._speaks_first(opening, clause)
        if clause.begins_sentence:
            return True
        last = self.found[-1]
        if self._recalled(last, opening, clause) or clause.after == "：":
            return False
        if not opening.verb.shared or opening.set_apart:
            return True
        if last.verb.force not in DIRECTIVES and not self._duty_running(last, clause):
            return True
        return self._addressed(opening, clause) or not self._somebody_has_tasks(opening, clause)

    def _speaks_first(self, opening: Opening, clause: Clause) -> bool:
        """The first verb of a paragraph is the Council's; in a subparagraph the first words say what others are to do."""
        if self.chapeau is None:
            return True
        if self.chapeau.open_ended:
            return opening.verb.force in DIRECTIVES and (clause.after != "" or self._addressed(opening, clause))
        if clause.after == "":
            return False
        return not opening.verb.shared or self._addressed(opening, clause)

    def _recalled(self, last: Opening, opening: Opening, clause: Clause) -> bool:
        """重申其决定，要求各国…: the directive says what was decided, unless 再次, 还, 并 sets it apart."""
        if not last.verb.recalls or opening.verb.force not in DIRECTIVES or opening.set_apart or opening.joined:
            return False
        words = self.lexicon.words("recalled")
        return clause.after == "，" and any(True for _ in words.longest(self.text, last.end, clause.start))

    def _duty_running(self, last: Opening, clause: Clause) -> bool:
        """强调各方必须…，支持…: within a list of duties a verb that states use too is theirs."""
        between = self.text[last.end : clause.start]
        return last.verb.with_duty is not None and any(True for _ in self.lexicon.words("duty").longest(between))

    def _somebody_has_tasks(self, opening: Opening, clause: Clause) -> bool:
        """Whether the directives before named anybody whose task the verb could be (要求立即停火，支持秘书长…: nobody)."""
        if opening.verb.force in DIRECTIVES or self._duty_running(self.found[-1], clause):
            return True
        return any(o.verb.force in DIRECTIVES and self.reader.named_at(o.end, clause.start) for o in self.found)

    def _embedded(self) -> bool:
        return bool(self.found) and self.found[-1].verb.recalls

    def _addressed(self, opening: Opening, clause: Clause) -> bool:
        """Whether a directive has an addressee of its own, or one that was named before (请它们…)."""
        if opening.verb.force not in DIRECTIVES:
            return False
        pronoun = self.lexicon.words("pronouns").at(self.text, opening.end)
        return pronoun is not None or self.reader.named_at(opening.end, clause.end, invited=opening.verb.force == "encourages" and opening.joined)

    def _take_joined(self, start: int, end: int) -> None:
        """并鼓励反恐办公室 inside a clause: a second act where 并 brings in a directive with an addressee of its own."""
        for joint in self.lexicon.words("connectives").longest(self.text, start, end):
            if joint.start == start or joint.rule != "and" or joint.end <= self.found[-1].end:
                continue
            opening = open_clause(self.text, Clause(joint.start, end, "，"), lexicon=self.lexicon)
            if opening is None or opening.topic or opening.verb.opens_only:
                continue
            same = opening.verb.id == self.found[-1].verb.id or opening.verb.force == "requests"
            if not opening.verb.shared or (same and self._addressed(opening, Clause(joint.start, end, "，"))):
                self.found.append(opening)


def open_clause(text: str, clause: Clause, *, lexicon: Lexicon) -> Opening | None:
    """The verb of the Council with which a clause opens, or None."""
    at, modifiers, joined, set_apart, council = _before_verb(text, clause, lexicon)
    verb = verb_at(text, at, clause.end, lexicon=lexicon)
    if verb is None and (led := _after_leading(text, at, clause, lexicon)) is not None:
        at, verb = led
    if verb and verb[0].recalls and lexicon.words("repeated").at(text, verb[1]):
        modifiers, at = [*modifiers, text[at : verb[1]]], verb[1]
        verb = verb_at(text, at, clause.end, lexicon=lexicon)
    if verb:
        return Opening(verb[0], clause.start, at, verb[1], (*modifiers, *verb[2]), joined, set_apart, council)
    topic = lexicon.words("topic").at(text, at)
    if topic:
        for start in range(topic.end, min(clause.end, topic.end + LONGEST_TOPIC)):
            verb = verb_at(text, start, clause.end, lexicon=lexicon)
            if verb and (verb[0].split or verb[0].id == "pay_tribute"):
                return Opening(verb[0], clause.start, start, verb[1], (*modifiers, *verb[2]), joined, set_apart, council, topic=True)
    return None


def _after_leading(text: str, start: int, clause: Clause, lexicon: Lexicon) -> tuple[int, tuple[Verb, int, list[str]]] | None:
    """A verb that only the Council uses, after 根据… at the head of its clause: 根据《宪章》第八章促请区域组织…"""
    leading = lexicon.words("leading").at(text, start)
    if leading is None:
        return None
    for at in range(leading.end, min(clause.end, leading.end + LONGEST_LEADING)):
        verb = verb_at(text, at, clause.end, lexicon=lexicon)
        if verb and not verb[0].shared and verb[0].force in DIRECTIVES and text[at - 1] not in NO_VERB_AFTER:
            return at, verb
    return None


def _before_verb(text: str, clause: Clause, lexicon: Lexicon) -> tuple[int, list[str], bool, bool, bool]:
    """Read connectives, adverbs and the Council's name from the start of a clause; a verb ends them (严重关切 after 严重)."""
    at, modifiers, joined, set_apart, council = past_quote(text, clause.start), [], False, False, False
    while at < clause.end:
        adverb, connective = lexicon.words("adverbs").at(text, at), lexicon.words("connectives").at(text, at)
        verb = verb_at(text, at, clause.end, lexicon=lexicon)
        longest = max((found.end for found in (adverb, connective) if found), default=at)
        if longest == at:
            named = lexicon.words("council").at(text, at)
            if not named or council or verb:
                break
            at, council = named.end, True
            continue
        if verb and verb[1] > longest and not verb[2]:
            break  # 着重指出 is a verb, 着重 an adverb
        if adverb and adverb.end == longest:
            modifiers.append(text[adverb.start : adverb.end])
            set_apart |= adverb.rule in lexicon.setting_apart
        elif connective:
            joined |= connective.rule == "and"
            set_apart |= connective.rule in lexicon.setting_apart
        at = longest
    return at, modifiers, joined, set_apart, council


def verb_at(text: str, start: int, end: int, *, lexicon: Lexicon) -> tuple[Verb, int, list[str]] | None:
    """The verb at `start`, where it ends, and the adverbs inside it (表示严重关切)."""
    best: tuple[Verb, int, list[str]] | None = None
    for found in lexicon.verb_patterns.all_at(text, start):
        verb = lexicon.verbs[found.rule]
        stop, inside = (found.end, []) if verb.split is None else _past_tail(text, found.end, verb.split[1], lexicon)
        if stop < 0 or stop > end or any(text.startswith(word, stop) for word in verb.not_before):
            continue
        if best is None or stop > best[1]:
            best = (verb, stop, inside)
    return best


def _past_tail(text: str, start: int, tail: str, lexicon: Lexicon) -> tuple[int, list[str]]:
    at, inside = start, []
    while not text.startswith(tail, at):
        adverb = lexicon.words("adverbs").at(text, at) or lexicon.words("connectives").at(text, at)
        if adverb is None:
            return -1, []
        inside.append(text[adverb.start : adverb.end])
        at = adverb.end
    return at + len(tail), inside

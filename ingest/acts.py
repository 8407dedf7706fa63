"""The acts of the Council: its main-clause verbs, found by a small grammar over clauses.

    opening  = connective* council? (connective | adverb)* verb
             | connective* topic … verb                          对局势恶化深表关切
    act      = opening + what follows up to the next act

A clause that opens so is an act if the Council speaks in it. At the head of a paragraph it always does. Further on, the same verb may be
what others are to do (敦促各国…，支持…) or what was decided earlier (重申其决定，要求…); `_refusal` tells these apart by what the grammar
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
LONGEST_PREFIX = 60  # folded characters of connectives and adverbs before a verb
LONGEST_LEADING = 40  # folded characters between 根据 and the verb


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
class Prefix:
    """What stands before a verb: where it ends, the adverbs, whether 并 joins and 还 sets apart, whether the Council names itself."""

    end: int
    modifiers: tuple[str, ...]
    joined: bool
    set_apart: bool
    council: bool

    def opening(self, clause: Clause, verb: Found, *, repeats: str | None = None, topic: bool = False) -> Opening:
        """The opening that this prefix and a verb make; `repeats` is a 重申 before a directive, one more modifier."""
        before = (repeats,) if repeats else ()
        modifiers = (*self.modifiers, *before, *verb.inside)
        return Opening(verb.verb, clause.start, verb.start, verb.end, modifiers, self.joined, self.set_apart, self.council, topic)


@dataclass(frozen=True, slots=True)
class Found:
    """A verb of the Council in folded text, with the adverbs inside it (表示严重关切)."""

    verb: Verb
    start: int
    end: int
    inside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RawAct:
    """An act before it is classified: its opening, and its content `content`–`stop` up to the next act."""

    opening: Opening
    content: int
    stop: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A clause that opens with a verb of the Council and is no act of the Council, and why not."""

    opening: Opening
    why: str


@dataclass(frozen=True, slots=True)
class Chapeau:
    """What a subparagraph needs to know of its chapeau: the verb it hangs on, and whether the Council's task ends with it (决定：)."""

    verb: Verb
    open_ended: bool


def find(folded: Folded, *, lexicon: Lexicon, chapeau: Chapeau | None = None) -> list[RawAct]:
    """The acts of a paragraph, in order. For a subparagraph `chapeau` is the act it inherits; that act itself is not returned."""
    acts: list[RawAct] = []
    stop = len(folded.text)
    for opening in reversed(_Finder(folded, lexicon, chapeau).openings()):
        bare = bool(acts) and opening.end == stop  # 欢迎并鼓励所有国家…: two verbs with one content
        acts.insert(0, RawAct(opening, acts[0].content, acts[0].stop) if bare else RawAct(opening, opening.end, stop))
        stop = opening.prefix
    return acts


def refused(folded: Folded, *, lexicon: Lexicon, chapeau: Chapeau | None = None) -> list[Refused]:
    """The clauses that were considered and are no acts."""
    finder = _Finder(folded, lexicon, chapeau)
    finder.openings()
    return finder.refused


class _Finder:
    def __init__(self, folded: Folded, lexicon: Lexicon, chapeau: Chapeau | None) -> None:
        self.text = folded.text
        self.lexicon = lexicon
        self.chapeau = chapeau
        self.reader = Reader(folded, lexicon)
        self.found: list[Opening] = []
        self.refused: list[Refused] = []
        self.asked = 0  # of how many openings we know whether they name somebody
        self.tasked = False

    def openings(self) -> list[Opening]:
        for clause in cut(self.text):
            opening = open_clause(self.text, clause, lexicon=self.lexicon)
            why_not = self._refusal(opening, clause) if opening else None
            if opening and why_not:
                self.refused.append(Refused(opening, why_not))
            elif opening:
                self.found.append(opening)
            if self.found:
                self._take_joined(max(clause.start, self.found[-1].end), clause)
        return self.found

    def _refusal(self, opening: Opening, clause: Clause) -> str | None:
        """Why a clause that opens with a verb of the Council is no act of the Council; None where it is one."""
        if opening.named_council:
            speaks = clause.begins_sentence or (clause.after == "；" and not self._embedded())
            return None if speaks else "what is recalled or stated of the Council"
        if opening.verb.opens_only and not clause.begins_sentence:
            return "an act only at the head of a sentence"
        if not self.found:
            return self._refusal_of_first(opening, clause)
        if clause.begins_sentence:
            return None
        if clause.after == "：":
            return "what follows a colon"
        last = self.found[-1]
        if self._recalled(last, opening, clause):
            return "what was decided earlier"
        if not opening.verb.shared or opening.set_apart:
            return None
        if last.verb.force not in DIRECTIVES and not self._duty_running(last, clause):
            return None
        others = not self._addressed(opening, clause) and self._somebody_has_tasks(opening, clause)
        return "what others are to do" if others else None

    def _refusal_of_first(self, opening: Opening, clause: Clause) -> str | None:
        """The first verb of a paragraph is the Council's; in a subparagraph the first words say what others are to do."""
        if self.chapeau is None:
            return None
        if self.chapeau.open_ended:
            speaks = opening.verb.force in DIRECTIVES and (clause.after != "" or self._addressed(opening, clause))
        else:
            speaks = clause.after != "" and (not opening.verb.shared or self._addressed(opening, clause))
        return None if speaks else "what the chapeau asks of others"

    def _recalled(self, last: Opening, opening: Opening, clause: Clause) -> bool:
        """重申其决定，要求各国…: the directive says what was decided, unless 再次, 还, 并 sets it apart."""
        if not last.verb.recalls or opening.verb.force not in DIRECTIVES or opening.set_apart or opening.joined:
            return False
        if clause.after != "，" or self._duty_running(last, clause):
            return False  # 回顾…决定会员国应…，促请…: what was decided has been said
        return any(True for _ in self.lexicon.words("recalled").longest(self.text, last.end, clause.start))

    def _duty_running(self, last: Opening, clause: Clause) -> bool:
        """强调各方必须…，支持…: within a list of duties a verb that states use too is theirs."""
        between = self.text[last.end : clause.start]
        return last.verb.with_duty is not None and any(True for _ in self.lexicon.words("duty").longest(between))

    def _somebody_has_tasks(self, opening: Opening, clause: Clause) -> bool:
        """Whether the directives before named anybody whose task the verb could be (要求立即停火，支持秘书长…: nobody)."""
        if opening.verb.force in DIRECTIVES or self._duty_running(self.found[-1], clause):
            return True
        for opening_before in self.found[self.asked :]:
            self.tasked |= opening_before.verb.force in DIRECTIVES and self.reader.named_at(opening_before.end, clause.start)
        self.asked = len(self.found)
        return self.tasked

    def _embedded(self) -> bool:
        return bool(self.found) and self.found[-1].verb.recalls

    def _addressed(self, opening: Opening, clause: Clause) -> bool:
        """Whether a directive has an addressee of its own, or one that was named before (请它们…)."""
        if opening.verb.force not in DIRECTIVES:
            return False
        pronoun = self.lexicon.words("pronouns").at(self.text, opening.end)
        return pronoun is not None or self.reader.named_at(opening.end, clause.end, invited=opening.verb.force == "encourages" and opening.joined)

    def _take_joined(self, start: int, clause: Clause) -> None:
        """并鼓励反恐办公室 inside a clause: a second act where 并 brings in a directive with an addressee of its own, or a second verb at once."""
        for joint in self.lexicon.words("connectives").longest(self.text, start, clause.end):
            if joint.start == clause.start or joint.rule != "and" or joint.start < self.found[-1].end:
                continue
            rest = Clause(joint.start, clause.end, "，")
            opening = open_clause(self.text, rest, lexicon=self.lexicon)
            if opening is None or opening.topic or opening.verb.opens_only:
                continue
            at_once = joint.start == self.found[-1].end
            same = opening.verb.id == self.found[-1].verb.id or opening.verb.force == "requests"
            if at_once or not opening.verb.shared or (same and self._addressed(opening, rest)):
                self.found.append(opening)


def open_clause(text: str, clause: Clause, *, lexicon: Lexicon) -> Opening | None:
    """The verb of the Council with which a clause opens, or None."""
    prefix = _before_verb(text, clause, lexicon)
    verb = verb_at(text, prefix.end, clause.end, lexicon=lexicon) or _after_leading(text, prefix.end, clause, lexicon)
    if verb and verb.verb.repeats and lexicon.words("repeated").at(text, verb.end):
        again = verb_at(text, verb.end, clause.end, lexicon=lexicon)
        if again:
            return prefix.opening(clause, again, repeats=text[verb.start : verb.end])
    if verb:
        return prefix.opening(clause, verb)
    about = _after_topic(text, prefix.end, clause, lexicon)
    return prefix.opening(clause, about, topic=True) if about else None


def _after_topic(text: str, start: int, clause: Clause, lexicon: Lexicon) -> Found | None:
    """对局势恶化深表关切: what the verb is about stands before it."""
    topic = lexicon.words("topic").at(text, start)
    if topic is None:
        return None
    for at in range(topic.end, min(clause.end, topic.end + LONGEST_TOPIC)):
        verb = verb_at(text, at, clause.end, lexicon=lexicon)
        if verb and (verb.verb.split or verb.verb.after_topic):
            return verb
    return None


def _after_leading(text: str, start: int, clause: Clause, lexicon: Lexicon) -> Found | None:
    """A verb that only the Council uses, after 根据… at the head of its clause: 根据《宪章》第八章促请区域组织…"""
    leading = lexicon.words("leading").at(text, start)
    if leading is None:
        return None
    for at in range(leading.end, min(clause.end, leading.end + LONGEST_LEADING)):
        verb = verb_at(text, at, clause.end, lexicon=lexicon)
        directive = verb is not None and not verb.verb.shared and verb.verb.force in DIRECTIVES
        if directive and lexicon.words("before_nouns").at(text, at - 1) is None:
            return verb
    return None


def _before_verb(text: str, clause: Clause, lexicon: Lexicon) -> Prefix:
    """Read connectives, adverbs and the Council's name from the start of a clause; a verb ends them (严重关切 after 严重)."""
    at, modifiers, joined, set_apart, council = past_quote(text, clause.start), [], False, False, False
    while at < min(clause.end, clause.start + LONGEST_PREFIX):
        adverb, connective = lexicon.words("adverbs").at(text, at), lexicon.words("connectives").at(text, at)
        verb = verb_at(text, at, clause.end, lexicon=lexicon)
        longest = max((found.end for found in (adverb, connective) if found), default=at)
        if longest == at:
            named = lexicon.words("council").at(text, at)
            if not named or council or verb:
                break
            at, council = named.end, True
            continue
        if verb and verb.end > longest and not verb.inside:
            break  # 着重指出 is a verb, 着重 an adverb
        if adverb and adverb.end == longest:
            modifiers.append(text[adverb.start : adverb.end])
            set_apart |= adverb.rule in lexicon.setting_apart
        elif connective:
            joined |= connective.rule == "and"
            set_apart |= connective.rule in lexicon.setting_apart
        at = longest
    return Prefix(at, tuple(modifiers), joined, set_apart, council)


def verb_at(text: str, start: int, end: int, *, lexicon: Lexicon) -> Found | None:
    """The longest verb at `start`."""
    best: Found | None = None
    for found in lexicon.verb_patterns.all_at(text, start):
        verb = lexicon.verbs[found.rule]
        stop, inside = (found.end, ()) if verb.split is None else _past_tail(text, found.end, verb.split[1], lexicon)
        if stop < 0 or stop > end or any(text.startswith(word, stop) for word in verb.not_before):
            continue
        if best is None or stop > best.end:
            best = Found(verb, start, stop, inside)
    return best


def _past_tail(text: str, start: int, tail: str, lexicon: Lexicon) -> tuple[int, tuple[str, ...]]:
    """Where a verb that may be interrupted ends, and what interrupts it; (-1, ()) where its tail does not follow."""
    at: int = start
    inside: list[str] = []
    while not text.startswith(tail, at):
        between = lexicon.words("adverbs").at(text, at) or lexicon.words("connectives").at(text, at)
        if between is None:
            return -1, ()
        inside.append(text[between.start : between.end])
        at = between.end
    return at + len(tail), tuple(inside)

"""What speakers promise and report: sentences in which they bind their own state or body, or say what it has done or has in force.

    挪威将在今后两年提供3500万挪威克朗，支持…        a pledge: 将, 愿, 准备, 承诺, 致力于 … with the speaker's own side as subject
    约旦正在修订警察派遣人员的选拔办法               a measure under way
    乌拉圭是《武器贸易条约》的缔约方                 a measure in force
    我向你保证，我们将充分合作                       none: a courtesy
    我们希望各国将加入该条约                         none: a wish about others

A sentence is cut into clauses. The subject of a clause is the name of the own side that stands at its head or right before the verb; a
clause without a subject has that of the clause before it. All finds are suggestions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest import amounts, nations, references, subjects
from ingest.clauses import asides
from ingest.folding import Folded, fold
from ingest.lexicon import Lexicon
from ingest.ownside import Clause, Side, clauses, own_side
from ingest.patterns import Found
from ingest.records import Commitment, Speech
from ingest.speakers import national_part

Kind = Literal["pledge", "measure"]

LONGEST = 250  # characters of a commitment, white space apart
NEAR_YOU = 24  # folded characters after a pledge in which 你 makes it a courtesy
LONGEST_RECEIVER = 24  # folded characters between 向 and the verb
DONE, OF = "了", "的"  # the particle of what is done; the particle after which a verb only describes: 最近设立的办公室
_SENTENCE = re.compile(r"[^。！？]*(?:[。！？][”」)]?|$)")


@dataclass(frozen=True, slots=True)
class _Find:
    """A commitment in a sentence: its kind, the rule, the clause of its subject, and where its verb stands (folded)."""

    kind: Kind
    rule: str
    begins: int
    verb: int


def find(speeches: Sequence[Speech], *, lexicon: Lexicon) -> tuple[Commitment, ...]:
    """The commitments of all speeches, in the order of the text. A speaker without actor has none; a President only as representative."""
    return tuple(commitment for speech in speeches for commitment in _of_speech(speech, lexicon))


def _of_speech(speech: Speech, lexicon: Lexicon) -> Iterator[Commitment]:
    if speech.actor is None:
        return
    folded = fold(speech.text)
    start, end = 0, len(folded.text)
    if speech.capacity == "president":
        part = national_part(folded, lexicon)
        if part is None:
            return
        start, end = part.start, part.end
    side = own_side(speech.actor, speech.capacity, speech.group, lexicon)
    for begin, stop in _sentences(folded.text, start, end):
        for found in _in_sentence(folded.text, begin, stop, side, lexicon):
            yield _commitment(speech, folded, begin, stop, found, lexicon)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of the speaker's own; what is quoted over several sentences, and questions, are none."""
    for found in _SENTENCE.finditer(text, start, end):
        quoted = text.count("“", start, found.start()) - text.count("”", start, found.start())
        if found[0] and quoted <= 0 and not found[0].rstrip("”").endswith("？"):
            yield found.start(), found.end()


def _in_sentence(text: str, begin: int, stop: int, side: Side, lexicon: Lexicon) -> list[_Find]:
    """At most one pledge and one measure; where there are several, the first."""
    masked = _masked(text, begin, stop)
    parts = clauses(masked, begin, stop)
    found: dict[Kind, _Find] = {}
    subject, wishes, origin = False, False, begin
    for clause in parts:
        here = side.heads(masked, clause)
        if here is not None:
            subject, wishes, origin = here, side.wishes(masked, clause), clause.start
        inherited = subject and (not wishes or side.joined(masked, clause))
        reading = _Reading(masked, clause, side, lexicon, inherited=inherited, origin=origin, stop=stop)
        for one in (*reading.pledges(), *reading.measures()):
            if one.kind not in found and not _is_courtesy(masked, begin, stop, one, lexicon):
                found[one.kind] = one
    return list(found.values())


def _masked(text: str, begin: int, stop: int) -> str:
    """The text with asides in brackets blanked out, so that characters keep their places."""
    for a, b in asides(text[begin:stop]):
        text = text[: begin + a] + "□" * (b - a) + text[begin + b :]
    return text


def _is_courtesy(text: str, begin: int, stop: int, found: _Find, lexicon: Lexicon) -> bool:
    """我们将与你合作; and 热烈欢迎…大使；我们准备合作."""
    if found.kind != "pledge":
        return False
    near = text[found.verb : min(stop, found.verb + NEAR_YOU)]
    if _any(lexicon, "courtesies", near):
        return True
    vow = text[begin : found.verb]
    if _any(lexicon, "courtesies", vow) and _any(lexicon, "cooperates", text[found.verb : stop]):
        return True
    return _any(lexicon, "welcomes", text[begin:stop]) and _any(lexicon, "cooperates", text[found.verb : stop])


def _any(lexicon: Lexicon, words: str, text: str) -> bool:
    return next(iter(lexicon.spoken(words).longest(text)), None) is not None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One clause with the subject that it has from the clauses before it."""

    text: str
    clause: Clause
    side: Side
    lexicon: Lexicon
    inherited: bool
    origin: int
    stop: int

    def pledges(self) -> Iterator[_Find]:
        for word in self._words("pledges"):
            subject = self.side.subject(self.text, self.clause, word.start, inherited=self.inherited)
            if subject is None or self._negated(word.end) or not self._is_action(word.end) or self._is_vote(word.end):
                continue
            if subject.personal and word.rule in ("willing", "prepared"):
                continue  # 我愿…, 我准备…: what the person says next
            yield _Find("pledge", word.rule, self._begins(subject.start), word.end)

    def measures(self) -> Iterator[_Find]:
        if _any(self.lexicon, "council_texts", self.text[self.clause.start : self.clause.end]):
            return
        for rule, start in (*self._under_way(), *self._in_force(), *self._done()):
            subject = self.side.subject(self.text, self.clause, start, inherited=self.inherited, reports=True)
            if subject is not None and not subject.personal and not self._promised(start):
                yield _Find("measure", rule, self._begins(subject.start), start)

    def _under_way(self) -> Iterator[tuple[str, int]]:
        for word in self._words("under_way"):
            yield word.rule, word.start

    def _in_force(self) -> Iterator[tuple[str, int]]:
        for word in self._words("in_force"):
            yield word.rule, word.start

    def _done(self) -> Iterator[tuple[str, int]]:
        """A verb of action with a sign that it is done: 了 after it, 已 or 曾 before it, or a sum of money that was given."""
        paid = any(True for _ in amounts.amounts(self.text[self.clause.start : self.clause.end], self.lexicon))
        for verb in self._words("actions"):
            behind = self.text[verb.end : min(self.clause.end, verb.end + 6)]
            before = self.text[max(self.clause.start, verb.start - 12) : verb.start]
            if behind.startswith(OF):
                continue
            done = self.text[verb.end - 1] == DONE or DONE in behind.split(OF)[0] or _any(self.lexicon, "done_signs", before)
            if done or (paid and verb.rule == "gives"):
                yield verb.rule, verb.start

    def _words(self, name: str) -> Iterator[Found]:
        yield from _guarded(name, self.text, self.clause.start, self.clause.end, self.lexicon)

    def _promised(self, start: int) -> bool:
        """Whether the verb hangs on a pledge before it in the clause: 将提供 is no measure."""
        return any(word.start < start for word in self._words("pledges"))

    def _negated(self, end: int) -> bool:
        return self.lexicon.spoken("negations").at(self.text, end) is not None

    def _is_vote(self, end: int) -> bool:
        """我们将投赞成票: how one votes is no promise."""
        return any(found.rule == "votes" for found in self.lexicon.spoken("council_texts").longest(self.text, end, self.clause.end))

    def _is_action(self, end: int) -> bool:
        """Whether a pledge goes on with something to do, and not with what happens in the meeting (愿强调) or to oneself (将面临)."""
        at = self.side.past_adverbs(self.text, end)
        if at >= self.clause.end:
            return at < self.stop and self.text[at] == "，"
        return self.lexicon.spoken("meeting_verbs").at(self.text, at) is None and self.lexicon.spoken("meeting_verbs").at(self.text, end) is None

    def _begins(self, start: int) -> int:
        return self.origin if start < self.clause.start else self.clause.start


def _guarded(name: str, text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Found]:
    """Words of a list between two places, those that are part of another word left out: 将 but not 将军."""
    for found in lexicon.spoken(name).longest(text, start, end):
        after, before = lexicon.spoken_guards.get((name, found.rule), ((), ()))
        if not text.endswith(after, 0, found.start) and not text.startswith(before, found.end):
            yield found


# --- what a commitment says besides


def _commitment(speech: Speech, folded: Folded, begin: int, stop: int, found: _Find, lexicon: Lexicon) -> Commitment:
    begin, stop = _cut(folded.text, begin, stop, found)
    span = folded.span(begin, stop)
    text = speech.text[span.start : span.end]
    sentence = fold(text)
    amount = next(amounts.amounts(sentence.text, lexicon), None)
    cited = references.find([("", text)], own=None, lexicon=lexicon)
    return Commitment(
        speech=speech.order,
        actor=speech.actor or "",
        kind=found.kind,
        text=text,
        start=span.start,
        end=span.end,
        rule=f"{found.kind}.{found.rule}",
        amount=amount.digits if amount else None,
        currency=amount.currency if amount else None,
        subjects=subjects.suggest(sentence, lexicon=lexicon),
        condition=_condition(sentence, lexicon) if found.kind == "pledge" else None,
        horizon=_horizon(sentence, lexicon) if found.kind == "pledge" else None,
        beneficiary=_beneficiary(sentence, lexicon),
        instruments=tuple(dict.fromkeys(c.target for c in cited if c.kind == "instrument")),
    )


def _cut(text: str, begin: int, stop: int, found: _Find) -> tuple[int, int]:
    """The sentence; of one that is too long, the clauses from the subject on."""
    if stop - begin <= LONGEST:
        return begin, stop
    limit = found.begins + LONGEST
    if stop <= limit:
        return found.begins, stop
    ends = [at + 1 for at in range(found.verb, min(stop, limit) - 1) if text[at] in "；，"]
    halves = [end for end in ends if text[end - 1] == "；"]
    return found.begins, (halves or ends or [limit])[-1]


def _condition(sentence: Folded, lexicon: Lexicon) -> str | None:
    """如有必要, 如果…: to the end of its clause."""
    text = sentence.text
    found = next(iter(lexicon.spoken("conditions").longest(text)), None)
    if found is None:
        return None
    end = next((at for at in range(found.end, len(text)) if text[at] in "，；。"), len(text))
    return sentence.words(found.start, end if end - found.start <= 40 else found.end)


def _horizon(sentence: Folded, lexicon: Lexicon) -> str | None:
    """在今后两年: by when something is promised."""
    found = next(iter(lexicon.spoken("horizons").longest(sentence.text)), None)
    return sentence.words(found.start, found.end) if found else None


def _beneficiary(sentence: Folded, lexicon: Lexicon) -> str | None:
    """Who is given something: 向联合国儿童基金会提供, 为12个国家的维持和平人员举办. Only what names a state, a body or a group."""
    text = sentence.text
    givers = [verb for verb in lexicon.spoken("actions").longest(text) if verb.rule in ("gives", "holds", "does")]
    for to in _guarded("receivers", text, 0, len(text), lexicon):
        verb = next((v for v in givers if to.end < v.start <= to.end + LONGEST_RECEIVER), None)
        between = text[to.end : verb.start] if verb else ""
        if between and not set(between) & set("，；。：") and _names(between, lexicon):
            return sentence.words(to.end, to.end + len(between))
    return None


def _names(text: str, lexicon: Lexicon) -> bool:
    named = (*lexicon.group_patterns.longest(text), *nations.body_names(text, lexicon), *nations.states_in(text, lexicon))
    return bool(named)

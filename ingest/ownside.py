"""The speaker's own side in a sentence: by which names it goes, and whether it is the subject of a clause.

    最后，我们再次申明，俄罗斯愿与…         俄罗斯 stands right before the verb
    我们通过今天通过的决议，承诺…           a clause without a subject takes that of the clause before
    法国主持的审议大会将于…举行             the meeting is the subject: a name before 的 is none

Where the subject cannot be told, none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ingest.folding import fold
from ingest.lexicon import Lexicon, state_names
from ingest.patterns import Found, Patterns

LONGEST_GAP = 45  # folded characters between the own side's name and its verb
PLACE_ENDS = "中上下内时后前间级面道看起外言来样说此论度候"
OF, AT = "的", "在"
_CLAUSE_ENDS = "，；：—"
_NUMBER_LEAD = re.compile(r"(?:(?:在|自|从|于)?\d{4}年)?(?:\d{1,2}月份?)?(?:\d{1,2}日)?(?:上午|下午)?(?:以来|之后|以后|后|年底|底|初|期间|，)?")


@dataclass(frozen=True, slots=True)
class Clause:
    """Folded characters `start` to `end` of a sentence, without the mark that ends it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Subject:
    """The own side as the subject of a verb: where its name stands; `personal` for a bare 我."""

    start: int
    personal: bool


def clauses(text: str, begin: int, stop: int) -> list[Clause]:
    """A sentence cut at commas, semicolons, colons and dashes."""
    found, start = [], begin
    for at in range(begin, stop):
        if text[at] in _CLAUSE_ENDS:
            if at > start:
                found.append(Clause(start, at))
            start = at + 1
    if stop > start:
        found.append(Clause(start, stop))
    return found


@dataclass(frozen=True, slots=True)
class Side:
    """The names of one speaker's own side, and the words around them."""

    names: Patterns
    lexicon: Lexicon

    def heads(self, text: str, clause: Clause) -> bool | None:
        """Whether the own side stands at the head of a clause; None where the clause has no subject of its own that can be told."""
        at = self._past_leads(text, clause.start, clause.end)
        name = self._name_at(text, at)
        if name:
            return not text.startswith(OF, name.end)
        if at < clause.end and self._opens_adverbial(text, at):
            inner = next((n for n in self._names_in(text, at, clause.end) if text[n.start - 1] in PLACE_ENDS), None)
            return True if inner else None
        if self._foreign(text, at):
            return False
        return None

    def subject(self, text: str, clause: Clause, verb: int, *, inherited: bool, reports: bool = False) -> Subject | None:
        """The own side as the subject of the verb at `verb`; None where somebody else is, or nobody can be told."""
        for name in reversed([n for n in self._names_in(text, clause.start, verb) if n.end <= verb]):
            if self._governs(text, clause, name, verb, reports=reports):
                return Subject(name.start, name.rule == "own_i")
        if not inherited:
            return None
        at = self.past_adverbs(text, self._past_leads(text, clause.start, verb))
        if at >= verb or (self._opens_adverbial(text, at) and not self._interrupted(text, at, verb)):
            return Subject(clause.start - 1, personal=False)
        return None

    def past_adverbs(self, text: str, at: int) -> int:
        """Past adverbs and connectives before a verb: 还, 继续, 全力, 一如既往地."""
        while True:
            found = self.lexicon.words("adverbs").at(text, at) or self.lexicon.spoken("verb_adverbs").at(text, at)
            if found is None:
                return at
            at = found.end

    # --- names

    def _names_in(self, text: str, start: int, end: int) -> Iterator[Found]:
        yield from self.names.longest(text, start, end)

    def _name_at(self, text: str, at: int) -> Found | None:
        found = self.names.at(text, at)
        while found and (more := self.names.at(text, found.end)):
            found = Found(found.start, more.end, found.rule)  # 我们联合国反恐怖主义办公室
        return found

    def _governs(self, text: str, clause: Clause, name: Found, verb: int, *, reports: bool) -> bool:
        gap = text[name.end : verb]
        if len(gap) > LONGEST_GAP or self.lexicon.spoken("not_own").at(text, name.end):
            return False
        if self._interrupted(text, name.end, verb):
            return False
        inner = self.past_adverbs(text, self._past_tail(text, name.end))
        if OF in text[inner:verb] and not self._adverbial(text, inner, verb):
            return False
        if reports and gap.endswith(OF):
            return False
        return self._leads_up(text, clause.start, name.start)

    def _adverbial(self, text: str, start: int, end: int) -> bool:
        """Whether all of a stretch is an adverbial: 在国际法的框架内, 与其他国家的专家; 在委员会的同事 is somebody else."""
        if not self._opens_adverbial(text, start):
            return False
        return not text.startswith(AT, start) or any(mark in PLACE_ENDS for mark in text[text.rindex(OF, start, end) : end])

    def wishes(self, text: str, clause: Clause) -> bool:
        """Whether the own side's verb at the head of a clause is one of attitude: 我们呼吁…, 我国欢迎…"""
        at = self._past_leads(text, clause.start, clause.end)
        name = self._name_at(text, at)
        end = self.past_adverbs(text, self._past_tail(text, name.end)) if name else at
        return name is not None and self.lexicon.spoken("attitudes").at(text, end) is not None

    def joined(self, text: str, clause: Clause) -> bool:
        """Whether a clause goes on with the subject before it by 并, 也, 还."""
        return self.lexicon.spoken("same_subject").at(text, clause.start) is not None

    def _past_tail(self, text: str, at: int) -> int:
        tail = self.lexicon.spoken("own_tails").at(text, at)
        return tail.end if tail else at

    def _interrupted(self, text: str, start: int, end: int) -> bool:
        """Whether a verb of attitude, or a duty, stands between: 我们希望…将, 我们必须."""
        return any(True for _ in self.lexicon.spoken("attitudes").longest(text, start, end))

    # --- what stands before

    def _leads_up(self, text: str, start: int, name: int) -> bool:
        """Whether only words that lead to a subject stand between the start of a clause and the own side's name."""
        at = self._past_leads(text, start, name)
        if at >= name:
            return True
        if self._supposes(text, at):
            return False
        if self._opens_adverbial(text, at):
            return text[name - 1] in PLACE_ENDS
        own = self.names.at(text, at)
        says = own and self.lexicon.spoken("leads").at(text, self.past_adverbs(text, self._past_tail(text, own.end)))
        return bool(own and says and says.end <= name and self._past_leads(text, says.end, name) >= name)

    def _past_leads(self, text: str, start: int, end: int) -> int:
        at = start
        while at < end:
            found = self.lexicon.spoken("leads").at(text, at)
            number = _NUMBER_LEAD.match(text, at, end)
            if found and found.end <= end:
                at = found.end
            elif number and number.end() > at:
                at = number.end()
            else:
                break
        return at

    def _opens_adverbial(self, text: str, at: int) -> bool:
        return self.lexicon.spoken("lead_places").at(text, at) is not None

    def _supposes(self, text: str, at: int) -> bool:
        return self.lexicon.spoken("supposes").at(text, at) is not None

    def _foreign(self, text: str, at: int) -> bool:
        """Whether a clause opens with somebody or something else: a state, a body, 它们, 这项决议."""
        return self.lexicon.group_patterns.at(text, at) is not None or self.lexicon.spoken("foreign_heads").at(text, at) is not None


@lru_cache(maxsize=256)
def own_side(actor: str, capacity: str, group: str | None, lexicon: Lexicon) -> Side:
    """The names by which a speaker's side goes: those of the state or body, 我国, 我们, 中方, and the group spoken for."""
    names = [("own_name", name) for state in lexicon.entries("states") if state["code"] == actor for name in state_names(state)]
    is_state = bool(names)
    names += [("own_name", entry["pattern"]) for entry in lexicon.entries_of_records("bodies") if entry["id"] == actor]
    names += [("own_name", entry["pattern"]) for entry in lexicon.entries_of_records("state_shorts") if entry["id"] == actor]
    sides = [entry["pattern"] for entry in lexicon.entries_of_records("side_names") if entry["id"] == actor]
    names += [("own_name", f"{short}方") for short in sides]
    for entry in lexicon.entries_of_records("own_names"):
        if entry["id"] == "own_we" or not is_state:
            names.append((entry["id"], entry["pattern"]))
    if group and len(group) > 1:
        names.append(("own_name", fold(group).text.removeprefix("安全理事会").removeprefix("安理会")))
    return Side(Patterns((rule, pattern) for rule, pattern in names if pattern), lexicon)

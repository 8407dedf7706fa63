"""Who is to act: the names that stand where the one who is told stands.

After a directive verb the addressees follow as a list, with or without what limits them:

    敦促有能力的会员国、联合国相关实体以及区域组织酌情…      a conditional group, a body, organisations
    请毒品和犯罪问题办公室与反恐委员会密切协商，…            one addressee; the other is a partner
    鼓励所有尚未加入《…公约》的会员国…                      the condition is kept as text

Where a duty is stated they stand before its marker:

    强调，在…过程中，各国必须…

Names are tried where a name can stand; whatever else follows ends the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.clauses import CUTS, QUOTES, asides, hides
from ingest.folding import Folded
from ingest.lexicon import Group, Lexicon
from ingest.patterns import Found
from ingest.records import Addressee

LONGEST_CONDITION = 60  # folded characters between a verb and the 的 of a relative clause
LONGEST_HEAD = 20  # folded characters after the 的 in which the head of the group stands
NEAR_MARKER = 8  # folded characters (都, 均, 首先 …) between an addressee and the marker of its duty
STATES = ("states",)
CLOSING = ("”", "」", "』")


@dataclass(frozen=True, slots=True)
class Reader:
    """Looks for addressees in one folded paragraph."""

    folded: Folded
    lexicon: Lexicon

    @property
    def text(self) -> str:
        return self.folded.text

    def after(self, start: int, end: int) -> tuple[list[Addressee], int]:
        """The list of addressees that begins at `start`, and where it ends. Nothing after `end` is read."""
        found: list[Addressee] = []
        at, stop = start, start
        while one := self._one(at, end, relative_allowed=True):
            found.append(one[0])
            stop = one[1]
            at, end = self._past_joint(stop, end)
            if at == stop:
                break
        return found, stop

    def before(self, start: int, marker: int) -> list[Addressee]:
        """The addressees that stand right before the marker of a duty; `start` is where the Council's verb ends."""
        names = [f for f in self._names(start, marker) if self._is_name(f)]
        if not names or marker - self._past_suffix(names[-1].end, marker) > NEAR_MARKER:
            return []
        chosen = [names[-1]]
        for name in reversed(names[:-1]):
            if not self._joined(name.end, chosen[0].start):
                break
            chosen.insert(0, name)
        return [self._addressee(f, self._condition_before(start, chosen[0].start) if f is chosen[0] else None) for f in chosen]

    def first_only(self, start: int, end: int) -> list[Addressee]:
        """The list of names right at `start`, without what a relative clause would bring in."""
        one = self._one(start, end, relative_allowed=False)
        return self.after(start, end)[0] if one else []

    def supporting(self, start: int, end: int) -> tuple[str, ...]:
        """Bodies that only support: 在反恐执行局的支持下."""
        codes = []
        for inside in self.lexicon.words("inside").longest(self.text, start, end):
            name = self._name_at(inside.end, end)
            if name and self.lexicon.words("support").at(self.text, self._past_aside(name.end)):
                codes.append(self.lexicon.groups[name.rule].code)
        return tuple(dict.fromkeys(codes))

    def named_at(self, start: int, end: int, *, invited: bool = False) -> bool:
        """Whether somebody is named at `start` to whom the Council itself speaks; with `invited` anybody (并邀请民间社会…)."""
        found, _ = self.after(start, end)
        return any(invited or self.lexicon.groups[a.rule].speaks for a in found)

    def at_request(self, marker: Found) -> bool:
        """Whether a 应 says at whose request something is done (应东道国政府的请求) and not what somebody should do."""
        words = self.lexicon.words("requests")
        if words.at(self.text, marker.end) or self.lexicon.words("pronouns").at(self.text, marker.end):
            return True
        named, stop = self.after(marker.end, min(len(self.text), marker.end + 30))
        return bool(named) and words.at(self.text, stop) is not None

    # --- one name

    def _one(self, start: int, end: int, *, relative_allowed: bool) -> tuple[Addressee, int] | None:
        name = self._name_at(self._past_determiners(start, end), end)
        if name is not None:
            stop = self._past_suffix(name.end, end)
            return self._addressee(replace(name, end=stop), None), stop
        if not relative_allowed:
            return None
        return self._after_condition(start, end)

    def _after_condition(self, start: int, end: int) -> tuple[Addressee, int] | None:
        """尚未批准该公约的会员国: a relative clause, then the head of the group."""
        begin = self._past_determiners(start, end)
        opener = self.lexicon.words("relative_openers").at(self.text, begin) is not None
        limit = min(end if not opener else self._sentence_end(begin), begin + LONGEST_CONDITION * (2 if opener else 1))
        head_end = min(limit + LONGEST_HEAD, len(self.text))
        for mark in self.lexicon.words("relative").longest(self.text, begin, limit):
            if self._within_aside(mark.start):
                continue
            head = self._name_at(self._past_determiners(mark.end, head_end), head_end)
            if head is None or self.lexicon.groups[head.rule].kind == "state":
                continue
            if not opener and self._speaks_inside(begin, mark.start):
                return None
            condition = self.folded.words(begin, mark.end)
            stop = self._past_suffix(head.end, head_end)
            return self._addressee(replace(head, end=stop), condition), stop
        return None

    def _speaks_inside(self, start: int, end: int) -> bool:
        """Whether a comma or a partner breaks what would be a relative clause."""
        return any(character in self.text[start:end] for character in "，；：")

    def _name_at(self, start: int, end: int) -> Found | None:
        found = self.lexicon.group_patterns.at(self.text, start)
        if found is None or found.end > end or not self._is_name(found):
            return None
        return found

    def _is_name(self, found: Found) -> bool:
        group = self.lexicon.groups[found.rule]
        if any(self.text.endswith(word, 0, found.start) for word in group.not_after):
            return False
        if group.kind == "state" and (self._government(found.end) > found.end or self._is_government(found)):
            return True
        return not any(self.text.startswith(word, self._past_aside(found.end)) for word in group.not_before)

    def _names(self, start: int, end: int) -> Iterator[Found]:
        hidden = asides(self.text)
        past = start
        for found in self.lexicon.group_patterns.longest(self.text, start, end):
            if found.start < past or hides(hidden, found.start):
                continue
            if self.lexicon.groups[found.rule].kind == "state":  # 苏丹政府 is one name
                found = replace(found, end=min(self._government(found.end), end))
            past = found.end
            yield found

    # --- what stands around names

    def _past_determiners(self, start: int, end: int) -> int:
        """Past 所有, 有关, … , an opening quotation mark (“博科圣地”) and the state a mission is in (马里稳定团)."""
        words = self.lexicon.words("determiners")
        while start < end:
            name = self.lexicon.group_patterns.at(self.text, start)
            if name and self._name_at(start, end):
                return start
            found = words.at(self.text, start)
            if found is not None:
                start = found.end
            elif self.text[start] in QUOTES:
                start += 1
            elif name and self.lexicon.groups[name.rule].kind == "state" and self._heads(name.end):
                start = name.end
            else:
                return start
        return start

    def _heads(self, start: int) -> bool:
        """Whether a mission, a panel or parties follow the name of a state without 的."""
        head = self.lexicon.group_patterns.at(self.text, start)
        return head is not None and self.lexicon.groups[head.rule].kind in ("un", "parties")

    def _past_aside(self, start: int) -> int:
        """Past a closing quotation mark and a bracket: 反恐委员会(反恐委)."""
        if self.text[start : start + 1] in CLOSING:
            start += len(self.text[start : start + 1])
        if self.text.startswith("(", start):
            closes = self.text.find(")", start)
            return closes + 1 if 0 < closes - start < 40 else start
        return start

    def _past_suffix(self, start: int, end: int) -> int:
        """Past a bracket, a government (苏丹政府) and the people who act for a body (组织负责人)."""
        at = self._government(self._past_aside(start))
        return min(self._past_aside(at), end) if at <= end else start

    def _is_government(self, found: Found) -> bool:
        return any(self._government(at) == found.end for at in range(found.start + 1, found.end))

    def _government(self, start: int) -> int:
        found = self.lexicon.words("government").at(self.text, start)
        return found.end if found else start

    def _past_joint(self, start: int, end: int) -> tuple[int, int]:
        """Past 、 和 以及 …, if a further name follows; and the end of the clause then (，特别是 goes over a comma)."""
        found = self.lexicon.words("joins").at(self.text, start)
        if found is None:
            return start, end
        if found.end > end:
            end = next((at for at in range(found.end, len(self.text)) if self.text[at] in CUTS), len(self.text))
        return (found.end if self._one(found.end, end, relative_allowed=True) else start), end

    def _joined(self, start: int, end: int) -> bool:
        """Whether only a joint, brackets and determiners stand between two names."""
        at = self._past_suffix(start, end)
        joint = self.lexicon.words("joins_before").at(self.text, at)
        return joint is not None and self._past_determiners(joint.end, end) >= end

    def _condition_before(self, start: int, head: int) -> str | None:
        """The relative clause before a head that stands before a duty: 拥有此类材料的国家应…"""
        for width in range(1, 4):  # determiners may stand between 的 and the head
            mark = self.lexicon.words("relative").at(self.text, head - width)
            if mark and self._past_determiners(mark.end, head) == head:
                begin = max(start, *(self.text.rfind(cut, start, head) + 1 for cut in "，；："))
                return self.folded.words(begin, mark.end) or None
        return None

    def _sentence_end(self, start: int) -> int:
        ends = [at for cut in "；。：" if (at := self.text.find(cut, start)) >= 0]
        return min(ends, default=len(self.text))

    def _within_aside(self, at: int) -> bool:
        return hides(asides(self.text), at)

    def _addressee(self, found: Found, condition: str | None) -> Addressee:
        group: Group = self.lexicon.groups[found.rule]
        words = self.folded.words(found.start, found.end)
        own = words if group.kind in STATES and group.code != found.rule else None
        authority = self.text.endswith("当局", found.start, found.end)  # may be another's than the State's
        certain = not (group.kind == "state" and authority)
        return Addressee(group.code, words, self.folded.span(found.start, found.end), found.rule, condition or own, certain)

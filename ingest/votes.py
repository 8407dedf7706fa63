"""The votes of a meeting: lists of states as printed, what the President announced, and whether the two agree.

    赞成：中国、哥斯达黎加、…和乌拉圭        the columns of a show of hands, wrapped over lines
    反对：无
    表决结果如下：11票赞成，1票反对，3票弃权。…决议草案未获通过。
    有15票赞成。决议草案获得一致通过，成为第9004(2032)号决议。

Nothing is corrected: where numbers and lists differ, or a voter is no member of the Council, staff are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ingest import nations
from ingest.cover import SEATS, Cover
from ingest.folding import fold
from ingest.lexicon import Lexicon
from ingest.markers import chinese_number
from ingest.parts import Part, ballot
from ingest.problems import problem
from ingest.records import Params, Problem, Speech, Vote
from ingest.speakers import national_part

COLUMNS = ("in_favour", "against", "abstaining")
PERMANENT = ("CHN", "FRA", "RUS", "SUN", "GBR", "USA")
NEEDED = 9  # votes in favour, since 1966
_DRAFT = re.compile(r"S/(?:\d{4}/\d{1,4}|\d{3,5})(?:/(?:Rev|Corr|Add)\.\d{1,2})*")
_BEFORE = re.compile(r"(\d{1,2}|[零〇一二两三四五六七八九十]{1,3})票(赞成|反对|弃权)")
_AFTER = re.compile(r"(赞成|反对|弃权)(?:票)?(\d{1,2}|[零〇一二两三四五六七八九十]{1,3})票")
_NONE = re.compile(r"(?:无人?|没有(?:人)?|零)(?:投)?(赞成|反对|弃权)")
_WORDS = {"赞成": "in_favour", "反对": "against", "弃权": "abstaining"}
_RESOLUTION = re.compile(r"第(\d{1,4})\((\d{4})\)号决议")
_BECOMES = re.compile(r"(?:成为|作为|即)(?:安全理事会|安理会)?(?:的)?第(\d{1,4})\((\d{4})\)号决议")
_SENTENCE = re.compile(r"[^。]*。?")


@dataclass(slots=True)
class _Count:
    """A show of hands as it is being read: the columns, and the order of the speech before it."""

    line: int
    after: int
    columns: dict[str, list[str]] = field(default_factory=dict)
    unknown: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Result:
    """What a President says of a vote."""

    speech: int
    line: int
    stated: tuple[int | None, int | None, int | None]
    outcome: Literal["adopted", "rejected"] | None
    resolution: str | None
    unanimous: bool
    draft: str | None
    without_vote: bool
    announced: bool


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft that a President names, the states that submitted it, and whether he puts it to the vote there."""

    symbol: str
    speech: int
    sponsors: tuple[str, ...]
    put: bool


def read(parts: Sequence[Part], speeches: Sequence[Speech], *, cover: Cover, lexicon: Lexicon) -> tuple[tuple[Vote, ...], tuple[Problem, ...]]:
    """The votes of a record in order, and what is doubtful about them."""
    counts = list(_counts(parts, lexicon))
    results = [result for speech in speeches if speech.capacity == "president" for result in _results(speech, lexicon)]
    drafts = [draft for speech in speeches if speech.capacity == "president" for draft in _drafts(speech, lexicon)]
    members = cover.states or _speaking_members(speeches)
    votes: list[Vote] = []
    problems: list[Problem] = []
    for count, result in _paired(counts, results):
        vote = _vote(count, result, drafts, speeches, members, lexicon)
        votes.append(vote)
        problems += [*_unknown(count), *_doubts(vote, count, cover)]
    return tuple(votes), tuple(problems)


def _speaking_members(speeches: Sequence[Speech]) -> tuple[str, ...]:
    """Without a cover page: the states whose members spoke, if they are exactly the members of the Council."""
    states = tuple(dict.fromkeys(s.actor for s in speeches if s.actor and s.capacity in ("member", "president")))
    return states if len(states) == SEATS else ()


# --- the lists


def _counts(parts: Sequence[Part], lexicon: Lexicon) -> Iterator[_Count]:
    count: _Count | None = None
    speeches = 0
    for part in parts:
        if part.kind == "heading":
            speeches += 1
            if count:
                yield count
            count = None
        elif part.kind == "ballot":
            column = ballot(part.text, lexicon) or ""
            if count is None or column in count.columns:
                if count:
                    yield count
                count = _Count(part.line, speeches)
            count.columns[column] = _voters(part, count, lexicon)
    if count:
        yield count


def _voters(part: Part, count: _Count, lexicon: Lexicon) -> list[str]:
    """The states of a column; a name that is none is noted."""
    folded = fold(part.text).text
    at = folded.index("：") + 1
    states: list[str] = []
    while at < len(folded):
        found = nations.names(lexicon).at(folded, at)
        joint = lexicon.spoken("list_joints").at(folded, at)
        if found and (found.end == len(folded) or lexicon.spoken("list_joints").at(folded, found.end)):
            states.append(found.rule)
            at = found.end
        elif joint:
            at = joint.end
        elif (nobody := lexicon.spoken("nobody").at(folded, at)) and nobody.end >= len(folded.rstrip("。")):
            at = len(folded)
        else:
            end = next((f.start for f in lexicon.spoken("list_joints").longest(folded, at)), len(folded))
            count.unknown.append((part.line, folded[at:end]))
            at = max(end, at + 1)
    return states


# --- what the President says


def _results(speech: Speech, lexicon: Lexicon) -> Iterator[_Result]:
    """The results that a speech announces. Sentences about one vote stand together: numbers first, then what became of the draft."""
    open_: list[str] = []
    for sentence in [s for s in _SENTENCE.findall(_presiding(speech, lexicon)) if s]:
        if next(iter(lexicon.spoken("vote_result").longest(sentence)), None) and not _asks(sentence, lexicon):
            if open_ and _stated("".join(open_)) != (None, None, None) and _stated(sentence) != (None, None, None):
                yield _result(speech, "".join(open_), lexicon)
                open_ = []
            open_.append(sentence)
        elif open_:
            yield _result(speech, "".join(open_), lexicon)
            open_ = []
    if open_:
        yield _result(speech, "".join(open_), lexicon)


def _presiding(speech: Speech, lexicon: Lexicon) -> str:
    """The folded text of a President's speech without the part that is given for a state."""
    folded = fold(speech.text)
    part = national_part(folded, lexicon)
    return folded.text[: part.start] + folded.text[part.end :] if part else folded.text


def _asks(sentence: str, lexicon: Lexicon) -> bool:
    """我现在把决议草案付诸表决 announces no result."""
    return next(iter(lexicon.spoken("puts_to_vote").longest(sentence)), None) is not None and _stated(sentence) == (None, None, None)


def _result(speech: Speech, text: str, lexicon: Lexicon) -> _Result:
    rejected = next(iter(lexicon.spoken("rejected").longest(text)), None) is not None
    adopted = not rejected and next(iter(lexicon.spoken("adopted").longest(text)), None) is not None
    number = _BECOMES.search(text) or (_RESOLUTION.search(text) if adopted else None)
    draft = _DRAFT.search(text)
    without_vote = next(iter(lexicon.spoken("without_vote").longest(text)), None) is not None
    return _Result(
        speech=speech.order,
        line=speech.line,
        stated=_stated(text),
        outcome="rejected" if rejected else "adopted" if adopted else None,
        resolution=f"S/RES/{number[1]} ({number[2]})" if number and not rejected else None,
        unanimous=next(iter(lexicon.spoken("unanimous").longest(text)), None) is not None,
        draft=draft[0] if draft else None,
        announced=_stated(text) != (None, None, None) or _BECOMES.search(text) is not None or without_vote,
        without_vote=without_vote,
    )


def _stated(text: str) -> tuple[int | None, int | None, int | None]:
    """11票赞成，1票反对，3票弃权 is (11, 1, 3); a number that is not said is None."""
    said: dict[str, int] = {}
    for number, word in [*_BEFORE.findall(text), *((n, w) for w, n in _AFTER.findall(text))]:
        said.setdefault(_WORDS[word], chinese_number(number.replace("零", "〇")) or 0)
    for word in _NONE.findall(text):
        said.setdefault(_WORDS[word], 0)
    return (said.get("in_favour"), said.get("against"), said.get("abstaining"))


def _drafts(speech: Speech, lexicon: Lexicon) -> Iterator[_Draft]:
    for sentence in _SENTENCE.findall(fold(speech.text).text):
        found = list(_DRAFT.finditer(sentence))
        words = next(iter(lexicon.spoken("drafts").longest(sentence)), None)
        put = next(iter(lexicon.spoken("puts_to_vote").longest(sentence)), None) is not None
        if not found or not (words or put):
            continue
        submitted = next(iter(lexicon.spoken("submitted").longest(sentence)), None)
        sponsors = tuple(nations.states_in(sentence[: submitted.start], lexicon)) if submitted else ()
        for one in found:
            yield _Draft(one[0], speech.order, sponsors, put)


# --- putting both together


def _paired(counts: Sequence[_Count], results: Sequence[_Result]) -> Iterator[tuple[_Count, _Result | None] | tuple[None, _Result]]:
    """Each show of hands with the result that is announced in the speech after it; results without a list stand alone."""
    left = list(results)
    for count in counts:
        while left and left[0].speech <= count.after:
            yield from _alone(left.pop(0))
        due = [result for result in left if result.speech == count.after + 1]
        chosen = next((result for result in due if result.announced), next((result for result in due if result.outcome), None))
        yield count, chosen
        left = [result for result in left if result is not chosen]
    for result in left:
        yield from _alone(result)


def _alone(result: _Result) -> Iterator[tuple[None, _Result]]:
    """A result without a list, if numbers or the number of the resolution show that it is one: not 获得通过的决议 in passing."""
    if result.announced:
        yield None, result


def _vote(
    count: _Count | None,
    result: _Result | None,
    drafts: Sequence[_Draft],
    speeches: Sequence[Speech],
    members: tuple[str, ...],
    lexicon: Lexicon,
) -> Vote:
    columns = {name: tuple(count.columns.get(name, ())) if count else () for name in (*COLUMNS, "not_voting")}
    before = count.after if count else (result.speech if result else 0)
    draft = _draft_of(before, result, drafts)
    if count is None and result and result.unanimous and not result.without_vote:
        columns["in_favour"] = members
    put = [s.text for s in speeches[:before] if s.capacity == "president"][-1:]
    procedural = draft is None and any(True for text in put for _ in lexicon.spoken("procedure").longest(fold(text).text))
    return Vote(
        draft=draft.symbol if draft else (result.draft if result else None),
        in_favour=columns["in_favour"],
        against=columns["against"],
        abstaining=columns["abstaining"],
        not_voting=columns["not_voting"],
        resolution=result.resolution if result else None,
        line=count.line if count else (result.line if result else 0),
        speech=result.speech if result else 0,
        outcome=result.outcome if result else None,
        stated=result.stated if result else (None, None, None),
        sponsors=_sponsors(draft, drafts),
        procedural=procedural,
    )


def _draft_of(before: int, result: _Result | None, drafts: Sequence[_Draft]) -> _Draft | None:
    """The draft that was voted on: the one the result names, else the one last put to the vote, else the one last named."""
    if result and result.draft:
        return next((d for d in reversed(drafts) if d.symbol == result.draft), _Draft(result.draft, result.speech, (), put=False))
    earlier = [d for d in drafts if d.speech <= before]
    put = [d for d in earlier if d.put and d.speech >= before - 1]
    chosen = put or earlier
    return chosen[-1] if chosen else None


def _sponsors(draft: _Draft | None, drafts: Sequence[_Draft]) -> tuple[str, ...]:
    return next((d.sponsors for d in drafts if draft and d.symbol == draft.symbol and d.sponsors), ())


# --- doubts


def _unknown(count: _Count | None) -> list[Problem]:
    return [problem("voter_unknown", line, name=text) for line, text in (count.unknown if count else [])]


def _doubts(vote: Vote, count: _Count | None, cover: Cover) -> list[Problem]:
    """What does not fit together in a vote; what was voted on stands in each problem."""
    found = [*(_of_lists(vote, cover) if count else ()), *_of_outcome(vote, listed=count is not None)]
    return [problem(code, vote.line, on=vote.draft or "motion", **params) for code, params in found]


def _of_lists(vote: Vote, cover: Cover) -> Iterator[tuple[str, Params]]:
    """Numbers announced against the lists, and voters against the members."""
    for side, listed, said in zip(COLUMNS, (vote.in_favour, vote.against, vote.abstaining), vote.stated, strict=True):
        if said is not None and said != len(listed):
            yield "vote_count_differs", {"said": said, "side": side, "listed": len(listed)}
    voters = [*vote.in_favour, *vote.against, *vote.abstaining, *vote.not_voting]
    for state in sorted({state for state in voters if voters.count(state) > 1}):
        yield "voter_twice", {"state": state}
    if cover.states:
        yield from (("voter_no_member", {"state": state}) for state in dict.fromkeys(voters) if state not in cover.states)
        yield from (("member_without_vote", {"state": state}) for state in cover.states if state not in voters)
    elif len(voters) != SEATS:
        yield "voters_number", {"listed": len(voters), "seats": SEATS}


def _of_outcome(vote: Vote, *, listed: bool) -> Iterator[tuple[str, Params]]:
    """A draft that is said to be adopted against the rules of the Charter."""
    if vote.outcome != "adopted" or vote.procedural:
        return
    yield from (("adopted_against_veto", {"state": state}) for state in vote.against if state in PERMANENT)
    if listed and len(vote.in_favour) < NEEDED:
        yield "adopted_with_too_few", {"listed": len(vote.in_favour)}

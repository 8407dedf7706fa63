"""Who speaks, for whom, in which capacity: from the heading, the cover page, and what the President says of those he invites.

    内边贾先生（俄罗斯联邦）（以俄语发言）：          a state in the bracket
    我邀请以下通报者：…办公室执行主任尤里·费多托夫先生   the body of a speaker who has no bracket
    我现在以哥斯达黎加代表的身份发言。                 the President as representative of a state, until he resumes his function
    我谨代表北欧五国，即丹麦、…和我国挪威发言。         a speaker for a group of states

Whom nothing names stays without actor and becomes a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest import nations
from ingest.cover import Cover
from ingest.folding import Folded, fold
from ingest.lexicon import Lexicon
from ingest.parts import Heading, language_in
from ingest.problems import problem
from ingest.records import Problem

OPENING_SENTENCES = 12  # in which a speaker says for which group of states he speaks
LONGEST_LEAD = 24  # folded characters before 以…身份 in its sentence
NEAR = 10  # folded characters between 以…身份 and 发言
_SENTENCE = re.compile(r"[^。；]*[。；]?")


@dataclass(frozen=True, slots=True)
class Speaker:
    """What is known of the speaker of one speech."""

    name: str
    actor: str | None
    capacity: str
    language: str
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class _Invited:
    """Somebody a President announced: the words before the form of address (folded, and as written), the body, whether as one who briefs."""

    words: str
    written: str
    body: str | None
    briefing: bool


@dataclass(slots=True)
class Roll:
    """What is known so far of those who may speak. Speeches are read in order; `hear` takes up what each President's speech adds."""

    cover: Cover
    lexicon: Lexicon
    president: str | None = None
    invited: list[_Invited] = field(default_factory=list)
    guests: set[str] = field(default_factory=set)
    known: dict[str, Speaker] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def hear(self, text: str) -> None:
        """Learn from a speech of the President: who is invited under which rule, and as what."""
        folded = fold(text)
        for sentence, written in zip(folded.text.split("。"), folded.words().split("。"), strict=True):
            persons_from = next((f.start for f in self.lexicon.spoken("rule_persons").longest(sentence)), len(sentence))
            briefing = persons_from < len(sentence) or self._has("briefers", sentence)
            if self._has("rule_states", sentence[:persons_from]):
                self.guests |= set(nations.states_in(sentence[:persons_from], self.lexicon))
            self.invited += [person for person in self._persons(sentence, written, briefing=briefing) if person.body or person.briefing]

    def speaker(self, heading: Heading, line: int) -> Speaker:
        """The speaker of a heading; what cannot be told becomes a problem."""
        language = self._language(heading, line)
        if self._is_president(heading):
            return Speaker(heading.name, None, "president", language)
        inside = [text for text in heading.brackets if not language_in(text, self.lexicon)]
        found = self._by_bracket(heading, inside[0], language, line) if inside else self._by_name(heading, language, line)
        self.known.setdefault(heading.name, found)
        return found

    # --- the parts of a heading

    def _language(self, heading: Heading, line: int) -> str:
        """The language of the marker; a speech without one is in the record's own language."""
        found = next((code for text in heading.brackets if (code := language_in(text, self.lexicon))), self.lexicon.language)
        if found == "und":
            self.problems.append(problem("language_unknown", line, heading=heading.written))
        return found

    def _is_president(self, heading: Heading) -> bool:
        name = fold(heading.name).text
        found = self.lexicon.spoken("presiding").at(name, 0)
        return not heading.form and found is not None and found.end == len(name)

    def _by_bracket(self, heading: Heading, inside: str, language: str, line: int) -> Speaker:
        if state := nations.state(inside, self.lexicon):
            return Speaker(heading.name, state, "member" if self._is_member(state) else "other", language)
        if body := nations.body(fold(inside).text, self.lexicon):
            announced = self._announced(heading)
            briefs = announced is not None and announced.briefing
            return Speaker(heading.name, body, "briefer" if briefs else "other", language, inside)
        self.problems.append(problem("speaker_actor_unknown", line, name=inside, speaker=heading.name))
        return Speaker(heading.name, None, "other", language, inside)

    def _is_member(self, state: str) -> bool:
        if self.cover.members:
            return state in self.cover.states
        return state not in self.guests

    def _by_name(self, heading: Heading, language: str, line: int) -> Speaker:
        """A heading without a bracket: an office, somebody announced, a member of the cover page, or one who has spoken before."""
        office = self.lexicon.spoken("officers").at(fold(heading.name).text, 0)
        if office and not heading.form and office.end == len(fold(heading.name).text):
            return Speaker(heading.name, office.rule, "briefer", language)
        announced = self._announced(heading)
        if announced:
            self._say_unknown(heading, announced, line)
            return Speaker(heading.name, announced.body, "briefer", language, announced.written)
        if heading.name in self.known:
            before = self.known[heading.name]
            return Speaker(before.name, before.actor, before.capacity, language, before.affiliation)
        sits = next((m for m in self.cover.members if fold(m.name).text == fold(heading.name + heading.form).text), None)
        if sits:
            return Speaker(heading.name, sits.state, "member", language)
        self._say_unknown(heading, None, line)
        return Speaker(heading.name, None, "briefer", language)

    def _say_unknown(self, heading: Heading, announced: _Invited | None, line: int) -> None:
        if announced is None:
            self.problems.append(problem("speaker_unsaid", line, speaker=heading.name))
        elif announced.body is None:
            self.problems.append(problem("speaker_body_unknown", line, speaker=heading.name, words=announced.written))

    # --- those who were announced

    def _announced(self, heading: Heading) -> _Invited | None:
        """The announcement that ends with the speaker's name, else one that holds it (刘先生 for 刘振民先生); the one with a body goes first."""
        name = re.sub(r"[·•‐\-－.．・]", "", fold(heading.name).text)
        bare = [(person, re.sub(r"[·•‐\-－.．・]", "", person.words)) for person in self.invited]
        ends = [person for person, words in bare if words.endswith(name)]
        holds = [person for person, words in bare if len(name) > 1 and name in words] or [
            person for person, words in bare if person.body and name in words[-4:]
        ]
        chosen = ends or holds
        return max(chosen, key=lambda person: (person.body is not None, person.briefing), default=None)

    def _persons(self, sentence: str, written: str, *, briefing: bool) -> Iterator[_Invited]:
        """…执行主任尤里·费多托夫先生、…: the words before each form of address."""
        at = 0
        for form in self.lexicon.spoken("forms").longest(sentence):
            words = sentence[at : form.start]
            heads = [f.end for f in self.lexicon.spoken("lists_people").longest(words)] + [
                f.end for f in self.lexicon.spoken("invites").longest(words)
            ]
            words = words[max(heads, default=0) :].lstrip("、，；和及以与：")
            as_written = written[form.start - len(words) : form.start]
            at = form.end
            if words:
                yield _Invited(words, as_written, nations.body(words, self.lexicon), briefing and self._is_announcement(sentence))

    def _is_announcement(self, sentence: str) -> bool:
        return self._has("rule_persons", sentence) or self._has("invites", sentence)

    def _has(self, words: str, text: str) -> bool:
        return next(iter(self.lexicon.spoken(words).longest(text)), None) is not None


def _sentences(folded: str) -> list[tuple[int, str]]:
    """The sentences of a folded text, each with the place where it begins."""
    return [(found.start(), found[0]) for found in _SENTENCE.finditer(folded) if found[0]]


@dataclass(frozen=True, slots=True)
class NationalPart:
    """The part of a President's speech that is given as the representative of a state: folded characters, and the state if it is named."""

    start: int
    end: int
    state: str | None


def national_part(folded: Folded, lexicon: Lexicon) -> NationalPart | None:
    """Where a President speaks for a state: from 我现在以…代表的身份发言 to 我现在恢复行使主席职能, or to the end."""
    text = folded.text
    for found in lexicon.spoken("as_state").longest(text):
        lead = text[max(text.rfind(mark, 0, found.start) for mark in "。；") + 1 : found.start]
        inside = text[found.start : found.end]
        office = next(iter(lexicon.spoken("council_office").longest(inside)), None)
        state = next(iter(nations.states_in(inside, lexicon)), None)
        own = any(True for _ in lexicon.spoken("own_office").longest(inside))
        speaks = any(True for _ in lexicon.spoken("speaks_for").longest(text, found.end, min(len(text), found.end + NEAR)))
        if not speaks or office or not (own or state) or len(lead) > LONGEST_LEAD:
            continue
        end = next((f.start for f in lexicon.spoken("resumes").longest(text, found.end)), len(text))
        begin = text.find("。", found.end) + 1 or found.end
        return NationalPart(begin, max(begin, end), state)
    return None


def presiding_state(texts: Sequence[str], lexicon: Lexicon) -> str | None:
    """The state that a record without a cover page calls 主席国, if it is one alone."""
    states = set()
    for text in texts:
        folded = fold(text).text
        for found in lexicon.spoken("presiding_state").longest(folded):
            if state := nations.names(lexicon).at(folded, found.end):
                states.add(state.rule)
    return states.pop() if len(states) == 1 else None


def group(text: str, actor: str | None, lexicon: Lexicon) -> tuple[tuple[str, ...], str | None]:
    """For whom a speaker speaks besides the own state: 我谨代表北欧五国，即丹麦、芬兰、冰岛、瑞典和我国挪威发言."""
    folded = fold(text)
    for begin, sentence in _sentences(folded.text)[:OPENING_SENTENCES]:
        found = next(iter(lexicon.spoken("on_behalf").longest(sentence)), None)
        if found is None:
            continue
        speaks = next((f.start for f in lexicon.spoken("speaks_for").longest(sentence, found.end)), -1)
        if speaks < 0 or any(True for _ in lexicon.spoken("forms").longest(sentence, found.end, speaks)):
            continue
        whom = sentence[found.end : speaks].rstrip("，在作的此")
        named = next(iter(lexicon.spoken("namely").longest(whom)), None)
        head = whom[: named.start] if named else whom
        states = nations.states_in(whom, lexicon)
        if actor and states and actor not in states and next(iter(lexicon.spoken("own_state").longest(whom)), None):
            states.append(actor)
        written = folded.words(begin + found.end, begin + found.end + len(head))
        is_group = any(True for _ in lexicon.spoken("group_words").longest(whom)) or len(states) > 1
        body = nations.body(head, lexicon)
        if states and (set(states) != {actor} or is_group):
            return tuple(states), written
        if body and body != actor:
            return (body,), written
        if is_group:
            return (), written
    return (), None

"""Votes: lists as printed, what the President announces, and that differences are said and never corrected."""

from __future__ import annotations

import pytest

from ingest.records import Vote
from tests.ingest.records_of_meetings import CLOSING, MEMBERS, OPENING, problems, read, record

ALL = ("CRI", "CHN", "EST", "FRA", "GHA", "JPN", "JOR", "MAR", "NAM", "NOR", "PRT", "RUS", "GBR", "USA", "URY")
EVERYBODY = (
    "中国、哥斯达黎加、爱沙尼亚、法国、加纳、日本、约旦、摩洛哥、纳米比亚、挪威、葡萄牙、俄罗斯联邦、大不列颠及北爱尔兰联合王国、美利坚合众国和乌拉圭"
)
PUT = "主席（以英语发言）：安理会面前有加纳和挪威提交的载于文件S/2032/301的决议草案。我现在把该决议草案付诸表决。\n进行了举手表决。\n"
ADOPTED = "主席（以英语发言）：表决结果如下：{0}票赞成，{1}票反对，{2}票弃权。决议草案获得通过，成为第9006（2032）号决议。"


def voted(lists: str, result: str, put: str = PUT) -> Vote:
    """The one vote of a record."""
    (vote,) = record(put + lists, result).votes
    return vote


def test_a_unanimous_vote_with_a_list() -> None:
    vote = voted(f"赞成：\n{EVERYBODY}\n", "主席（以英语发言）：有15票赞成。决议草案获得一致通过，成为第9006（2032）号决议。")
    assert (set(vote.in_favour), vote.against, vote.abstaining) == (set(ALL), (), ())
    assert (vote.draft, vote.sponsors, vote.resolution, vote.outcome) == ("S/2032/301", ("GHA", "NOR"), "S/RES/9006 (2032)", "adopted")
    assert vote.stated == (15, None, None)


@pytest.mark.parametrize(
    "lists",
    [
        "赞成：加纳、日本\n反对：无\n弃权：中国和俄罗斯联邦\n",
        "赞成:\n加纳、日本\n反对:\n无\n弃权:\n中国和俄罗斯联邦\n",
        "赞成：\n加纳、\n日本\n反对：无。\n弃权：\n中国和俄罗\n斯联邦\n",
        "赞成： 加纳和日本。\n反对： 没有\n弃权： 中国、俄罗斯联邦。\n",
    ],
)
def test_lists_are_read_in_every_form(lists: str) -> None:
    vote = voted(lists, ADOPTED.format(2, 0, 2))
    assert (vote.in_favour, vote.against, vote.abstaining) == (("GHA", "JPN"), (), ("CHN", "RUS"))


def test_names_with_a_conjunction_inside_are_one_state() -> None:
    vote = voted("赞成：特立尼达和多巴哥、波斯尼亚和黑塞哥维那和大不列颠及北爱尔兰联合王国\n", ADOPTED.format(3, 0, 0))
    assert vote.in_favour == ("TTO", "BIH", "GBR")


def test_those_who_took_no_part_are_a_list_of_their_own() -> None:
    vote = voted("赞成：加纳\n反对：无\n弃权：无\n未参加表决：中国\n", ADOPTED.format(1, 0, 0))
    assert vote.not_voting == ("CHN",)


def test_a_negative_vote_of_a_permanent_member_and_a_rejected_draft() -> None:
    result = "主席（以英语发言）：表决结果如下：13票赞成、1票反对、1票弃权。由于一个常任理事国投了反对票，决议草案未获通过。"
    vote = voted("赞成：" + EVERYBODY.replace("、法国", "").replace("中国、", "") + "\n反对：法国\n弃权：中国\n", result)
    assert (vote.against, vote.outcome, vote.resolution) == (("FRA",), "rejected", None)


@pytest.mark.parametrize(
    ("words", "stated"),
    [
        ("11票赞成，1票反对，3票弃权。", (11, 1, 3)),
        ("十一票赞成、一票反对、三票弃权。", (11, 1, 3)),
        ("12票赞成，零票反对，3票弃权。", (12, 0, 3)),
        ("赞成15票、反对0票、弃权0票。", (15, 0, 0)),
        ("有14票赞成，无人反对，1票弃权。", (14, 0, 1)),
        ("15票赞成。", (15, None, None)),
    ],
)
def test_numbers_are_read_in_every_form(words: str, stated: tuple[int | None, ...]) -> None:
    assert voted("赞成：加纳\n", f"主席（以英语发言）：表决结果如下：{words}决议草案获得通过，成为第9006（2032）号决议。").stated == stated


def test_a_vote_on_the_agenda_has_no_draft() -> None:
    put = "主席（以英语发言）：我现在把临时议程付诸表决。\n进行了举手表决。\n"
    vote = voted("赞成：加纳\n反对：中国\n弃权：无\n", "主席（以英语发言）：1票赞成，1票反对，0票弃权。临时议程获得通过。", put)
    assert (vote.draft, vote.procedural, vote.outcome) == (None, True, "adopted")


def test_several_votes_in_one_meeting_keep_their_drafts_and_results() -> None:
    found = record(
        "主席（以英语发言）：我先把载于文件S/2032/401的修正案付诸表决。\n进行了举手表决。\n赞成：中国\n反对：法国\n弃权：加纳",
        "主席（以英语发言）：1票赞成，1票反对，1票弃权。修正案未获通过。\n现在把文件S/2032/400/Rev.1所载决议草案付诸表决。\n"
        "进行了举手表决。\n赞成：法国\n反对：无\n弃权：中国",
        ADOPTED.format(1, 0, 1),
    )
    assert [(v.draft, v.outcome, v.in_favour, v.resolution) for v in found.votes] == [
        ("S/2032/401", "rejected", ("CHN",), None),
        ("S/2032/400/Rev.1", "adopted", ("FRA",), "S/RES/9006 (2032)"),
    ]


def test_a_unanimous_adoption_without_a_list_is_by_all_members_of_the_cover() -> None:
    text = "主席（以英语发言）：我把文件S/2032/301所载决议草案付诸表决。有15票赞成。决议草案获得一致通过，成为第9006（2032）号决议。"
    (vote,) = record(text).votes
    assert (vote.in_favour, vote.draft, vote.resolution) == (ALL, "S/2032/301", "S/RES/9006 (2032)")


def test_without_a_cover_nobody_is_guessed_for_a_vote_without_a_list() -> None:
    text = "主席（以英语发言）：有15票赞成。决议草案获得一致通过，成为第9006（2032）号决议。"
    (vote,) = read(OPENING + text + CLOSING).votes
    assert (vote.in_favour, vote.stated) == ((), (15, None, None))


def test_an_adoption_without_a_vote_has_no_voters() -> None:
    (vote,) = record("主席（以英语发言）：决议草案未经表决获得通过，成为第9006（2032）号决议。").votes
    assert (vote.in_favour, vote.outcome, vote.resolution) == ((), "adopted", "S/RES/9006 (2032)")


def test_an_adoption_mentioned_by_a_member_is_no_vote() -> None:
    assert record("绪方女士（日本）（以英语发言）：安理会今天一致通过了决议，共有15票赞成。").votes == ()


@pytest.mark.parametrize(
    ("lists", "numbers", "doubt"),
    [
        (f"赞成：{EVERYBODY}\n", (14, 0, 1), "announces 14 in favour, the list has 15"),
        (f"赞成：{EVERYBODY}、中国\n", (16, 0, 0), "CHN is listed twice"),
        (f"赞成：{EVERYBODY.replace('挪威', '瑞典')}\n", (15, 0, 0), "SWE votes and is not among the members"),
        (f"赞成：{EVERYBODY.replace('挪威、', '')}\n", (14, 0, 0), "NOR is a member on the cover page and not in the lists"),
        (f"赞成：{EVERYBODY.replace('挪威', '科尔萨特')}\n", (15, 0, 0), "the vote names “科尔萨特”"),
        (f"赞成：{EVERYBODY.replace('法国、', '')}\n反对：法国\n", (14, 1, 0), "although FRA, a permanent member, voted against"),
    ],
)
def test_what_does_not_add_up_is_said_and_kept(lists: str, numbers: tuple[int, int, int], doubt: str) -> None:
    found = record(PUT + lists, ADOPTED.format(*numbers))
    assert doubt in problems(found)
    assert found.votes[0].stated == numbers


def test_the_members_of_these_tests_are_fifteen() -> None:
    assert len(MEMBERS) + 1 == len(ALL) == 15

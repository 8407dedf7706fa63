"""What differs between two versions of a text, piece by piece. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obligations.differences import LARGEST, Piece, differences


def changed(one: str, other: str) -> tuple[list[str], list[str]]:
    """The changed pieces of both."""
    return tuple([piece.text for piece in pieces if piece.changed] for pieces in differences(one, other))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("one", "other", "gone", "new"),
    [
        ("敦促会员国登记销售", "敦促会员国登记销售和转让", [], ["和转让"]),
        ("请秘书长定期提出报告", "请秘书长每年提出报告", ["定期"], ["每年"]),
        ("Decides to remain seized", "Decides to stay seized", ["remain"], ["stay"]),
        ("相同", "相同", [], []),
        ("", "新段落", [], ["新段落"]),
    ],
)
def test_only_what_differs_is_marked(one: str, other: str, gone: list[str], new: list[str]) -> None:
    assert changed(one, other) == (gone, new)


def test_a_single_character_in_common_does_not_split_a_rewritten_stretch() -> None:
    assert changed("会员国应当立即采取措施，制止武器流入各地", "会员国应当防止和消除武器流入各地") == (["立即采取措施，制止"], ["防止和消除"])


def test_texts_with_hardly_anything_in_common_are_one_piece_each() -> None:
    assert differences("甲乙丙丁戊", "子丑寅卯辰") == ([Piece("甲乙丙丁戊", True)], [Piece("子丑寅卯辰", True)])


def test_texts_too_large_to_compare_are_one_piece_each() -> None:
    size = int(LARGEST**0.5) + 1
    assert changed("甲" * size, "甲" * size + "乙") == (["甲" * size], ["甲" * size + "乙"])


@given(st.text(max_size=60), st.text(max_size=60))
def test_pieces_joined_give_the_texts(one: str, other: str) -> None:
    assert tuple("".join(piece.text for piece in pieces) for pieces in differences(one, other)) == (one, other)

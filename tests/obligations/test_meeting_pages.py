"""The pages of meetings, votes and commitments, read as HTML: what stands on them, for whom, and with how many queries."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from obligations.choices import CommitmentKind, Opinion, Verdict
from obligations.models import Commitment, Document, Speech, Tie, Vote
from obligations.querysets import has_role
from obligations.services import commitments
from obligations.services.assessments import Cell
from obligations.stats.commitments import amounts, by_kind
from obligations.views.meetings import language_name, polls
from tests.factories import AT, StoreOnce, make_approved
from tests.obligations.stored_records import commitment, store_adoption, store_sample

pytestmark = pytest.mark.django_db

MEETING, BOARD = "/documents/S-PV-9901/", "/commitments/"
PLEDGE, MEASURE, BODY, VOW = "3500万挪威克朗", "420万美元", "36间临时课堂", "我们承诺在2034年前"
CHINESE, ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}, {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture(scope="module", autouse=True)
def stored(store_once: StoreOnce) -> None:
    """The sample record, after the resolution it adopts."""
    store_once(store_adoption)


@pytest.fixture(autouse=True)
def record(db: None) -> Document:
    """The record."""
    return Document.objects.get(symbol="S/PV.9901")


@pytest.fixture
def accept(analyst: User) -> Callable[..., Commitment]:
    """Confirm the commitment whose sentence has some words, and on request its ties."""

    def make(words: str, *, with_ties: bool = False) -> Commitment:
        row = commitment(words)
        commitments.decide(commitment=row, verdict=Verdict.ACCEPT, by=analyst, at=AT, reason="")
        for tie in row.ties.all() if with_ties else ():
            commitments.decide_tie(commitment=row, obligation=tie.obligation, verdict=Verdict.ACCEPT, by=analyst, at=AT)
        return commitment(words)

    return make


@pytest.fixture
def as_reader(client: Client, reader: User) -> Client:
    """A browser in which a reader is logged in."""
    client.force_login(reader)
    return client


@pytest.fixture
def as_staff(analyst: User) -> Client:
    """A browser in which an analyst is logged in."""
    client = Client()
    client.force_login(analyst)
    return client


def html(client: Client, address: str, **headers: str) -> str:
    """The page at an address, in Chinese unless asked otherwise, white space folded."""
    answer = client.get(address, **{**CHINESE, **headers})
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", answer.content.decode())


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as taken:
        assert client.get(address).status_code == 200
    return len(taken)


def tied() -> Commitment:
    """A commitment for which ties are suggested."""
    return Tie.objects.select_related("commitment").all()[0].commitment


# Who gets them ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", [MEETING, BOARD, "/commitments/PV-9901-c1/"])
def test_nobody_reads_without_a_role(client: Client, outsider: User, address: str) -> None:
    assert client.get(address).status_code == 302
    client.force_login(outsider)
    assert client.get(address).status_code == 403


def test_what_is_not_confirmed_is_for_staff(as_reader: Client, as_staff: Client, accept: Callable[..., Commitment]) -> None:
    accepted, waiting = accept(PLEDGE), commitment(MEASURE)
    for address in (MEETING, BOARD):
        assert accepted.key in html(as_reader, address)
        assert waiting.key not in html(as_reader, address)
        assert f'class="pending">{waiting.key}' in html(as_staff, MEETING)
        assert waiting.key in html(as_staff, BOARD)
    assert as_reader.get(waiting.get_absolute_url()).status_code == 404
    assert "待确认" in html(as_staff, waiting.get_absolute_url())
    assert "m-suggested" in html(as_staff, MEETING) and "m-suggested" not in html(as_reader, MEETING)


def test_what_was_rejected_stands_on_no_list_but_the_one_that_asks_for_it(as_staff: Client, analyst: User) -> None:
    row = commitment(MEASURE)
    commitments.decide(commitment=row, verdict=Verdict.REJECT, by=analyst, at=AT, reason="他人之举")
    assert row.get_absolute_url() not in html(as_staff, BOARD)
    assert row.get_absolute_url() not in html(as_staff, MEETING)
    assert row.get_absolute_url() in html(as_staff, f"{BOARD}?opinion=rejected")
    assert "他人之举" in html(as_staff, row.get_absolute_url())


# The meeting --------------------------------------------------------------------------------------------------------
def test_a_meeting_says_who_spoke_for_whom_in_which_language(as_reader: Client) -> None:
    page = html(as_reader, MEETING)
    assert "妇女与和平与安全" in page and "蒙特罗·巴尔加斯先生" in page
    index = page.partition('<table class="turns">')[2].partition("</table>")[0]
    rows = [re.sub(r"<[^>]+>", "|", row) for row in index.split("<tr>")[2:]]
    assert len(rows) == Speech.objects.count()
    assert "奎斯特" in rows[1] and "UNICEF" in rows[1] and "通报者" in rows[1] and "英语" in rows[1]
    assert "主持会议" in rows[0] and "哥斯达黎加" in rows[5]
    for speech in Speech.objects.all():
        assert f'id="speech-{speech.order}"' in page


def test_the_speeches_are_there_whole(as_reader: Client) -> None:
    page = as_reader.get(MEETING, **CHINESE).content.decode()
    drawn = [re.sub(r"<[^>]+>", "", text) for text in re.findall(r'<div class="text lines" lang="zh">(.*?)</div>', page, re.S)]
    assert drawn == list(Speech.objects.order_by("order").values_list("text", flat=True))


def test_a_record_without_a_speech_shows_its_text(as_reader: Client, record: Document) -> None:
    Tie.objects.all().delete()
    Commitment.objects.all().delete()
    Speech.objects.all().delete()
    assert "安理会现在审议本次会议的议程项目" in html(as_reader, MEETING)


def test_a_vote_stands_in_the_uns_order_with_what_it_adopted(as_reader: Client) -> None:
    page = html(as_reader, MEETING)
    poll = page.partition('id="vote-1"')[2].partition("</article>")[0]
    assert "S/2032/205" in poll and '<a href="/documents/S-RES-9004-2032/">S/RES/9004 (2032)</a>' in poll
    states = re.findall(r'/actors/([A-Z]{3})/">', poll.partition("<tbody>")[2])
    assert len(states) == 15 and states[0] == "CHN" and states[-1] == "URY"
    assert "不一致" not in poll


def test_a_difference_between_list_and_announcement_is_said(as_reader: Client) -> None:
    vote = Vote.objects.get()
    vote.stated = {"in_favour": 14, "against": 0, "abstaining": None}
    vote.save()
    page = html(as_reader, MEETING)
    assert "记录中宣布的票数与名单不一致" in page and 'class="differs"' in page and "未说明" in page


def test_a_resolution_leads_to_its_meeting_and_shows_the_vote(as_reader: Client) -> None:
    page = html(as_reader, "/documents/S-RES-9004-2032/")
    assert '<a href="/documents/S-PV-9901/">S/PV.9901</a>' in page
    assert "/documents/S-PV-9901/#vote-1" in page and "提案方" in page


def test_a_resolution_leads_to_its_meeting_where_no_vote_is_told_of_too(as_reader: Client) -> None:
    Vote.objects.update(resolution="")
    page = html(as_reader, "/documents/S-RES-9004-2032/")
    assert '<a href="/documents/S-PV-9901/">S/PV.9901</a>' in page and "#vote-1" not in page


def test_languages_have_names_and_unknown_ones_keep_their_code() -> None:
    with override("en"):
        assert [language_name(code) for code in ("fr", "pt", "xx")] == ["French", "Portuguese", "xx"]


# The board ----------------------------------------------------------------------------------------------------------
def test_amounts_stand_by_currency_and_kind_and_count_only_what_is_confirmed(as_staff: Client, accept: Callable[..., Commitment]) -> None:
    accept(PLEDGE)
    rows = amounts(Commitment.objects.all(), (("subject", "ied"),), opinions=True)
    assert [row.currency for row in rows] == ["NOK"]
    pledged, measured = rows[0].cells
    assert pledged is not None and str(pledged.money) == "35,000,000 NOK" and measured is None
    assert pledged.figure.query == "?subject=ied&opinion=confirmed&presence=found&currency=NOK&kind=pledge"
    page = html(as_staff, BOARD)
    assert "35,000,000 NOK" in page and "4,200,000 USD" in page  # the second on its card only
    assert "4,200,000 USD" not in page.partition('<table class="amounts">')[2].partition("</table>")[0]


def test_every_figure_leads_to_the_list_it_counts(as_staff: Client, accept: Callable[..., Commitment]) -> None:
    accept(PLEDGE)
    accept(MEASURE)
    page = html(as_staff, BOARD)
    links = re.findall(r'<a href="(/commitments/\?[^"]+)">(\d+)</a>', page)
    assert len(links) == 3  # of both kinds, and confirmed; all of them is the list itself
    for address, count in links:
        assert html(as_staff, address.replace("&amp;", "&")).count('<article class="card">') == min(int(count), 25)


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("actor=JPN&kind=measure", {MEASURE}),
        ("actor=UNICEF", {BODY}),
        ("currency=USD,NOK", {PLEDGE, MEASURE}),
        ("search=３５００万 挪威", {PLEDGE}),
        ("document=S/PV.9901&kind=pledge", {PLEDGE, VOW}),
        ("subject=gender_children&kind=pledge", {PLEDGE, VOW}),
        ("said_after=2032-03-15", set()),
    ],
)
def test_the_board_is_filtered(as_reader: Client, accept: Callable[..., Commitment], query: str, keys: set[str]) -> None:
    rows = {words: accept(words) for words in (PLEDGE, MEASURE, BODY, VOW)}
    page = html(as_reader, f"{BOARD}?{query}")
    assert {words for words, row in rows.items() if row.get_absolute_url() in page} == keys


def test_a_reader_cannot_ask_for_opinions(as_reader: Client) -> None:
    page = html(as_reader, f"{BOARD}?opinion=suggested")
    assert "opinion" in page.partition('class="notice"')[2].partition("</div>")[0]
    assert 'name="opinion"' not in page


def test_the_speakers_own_word_is_kept_and_no_other(as_staff: Client, accept: Callable[..., Commitment]) -> None:
    assert "发言者用“承诺”一词" in html(as_staff, accept(VOW).get_absolute_url())
    assert "承诺”" not in html(as_staff, accept(PLEDGE).get_absolute_url())


# A commitment -------------------------------------------------------------------------------------------------------
def test_a_commitment_shows_its_sentence_why_and_what_became_of_it(as_reader: Client, analyst: User, accept: Callable[..., Commitment]) -> None:
    row = accept(PLEDGE)
    assert row.actor is not None
    cell = Cell(row.actor, commitment=row)
    make_approved(cell, analyst, status="open", summary="首次查阅。", sources="会议记录")
    make_approved(cell, analyst, status="reported_done", summary="国家报告第2页。")
    page = html(as_reader, row.get_absolute_url())
    assert f'<mark class="m m-commitment">{row.text}</mark>' in page
    assert row.rule in page and row.lexicon_version in page and "35,000,000 NOK" in page and "今后两年" in page
    assert page.index("国家报告第2页。") < page.index("首次查阅。")
    assert "据报已完成" in page and "行为方或此处注明的来源此后报告已完成。" in page
    assert "据报已完成" in html(as_reader, BOARD)


def test_the_condition_stands_in_the_title(as_staff: Client) -> None:
    row = commitment(PLEDGE)
    row.condition = "如有必要"
    row.save()
    heading = html(as_staff, row.get_absolute_url()).partition("<h1>")[2].partition("</h1>")[0]
    assert "挪威" in heading and "表示的意向" in heading and "如有必要" in heading


def test_ties_are_for_staff_until_confirmed_and_say_why(
    as_reader: Client, as_staff: Client, analyst: User, accept: Callable[..., Commitment]
) -> None:
    row = accept(tied().text[:20])
    obligation = row.ties.all()[0].obligation
    assert obligation.get_absolute_url() not in html(as_reader, row.get_absolute_url())
    assert row.get_absolute_url() not in html(as_reader, obligation.get_absolute_url())
    for page in (html(as_staff, row.get_absolute_url()), html(as_staff, obligation.get_absolute_url())):
        assert "关联待确认" in page and "决议在本次会议上通过" in page
    commitments.decide_tie(commitment=row, obligation=obligation, verdict=Verdict.ACCEPT, by=analyst, at=AT)
    assert "关联已确认" in html(as_reader, row.get_absolute_url())
    page = html(as_reader, obligation.get_absolute_url())
    assert "可能与之对应的发言" in page and row.text in page
    assert row.get_absolute_url() in html(as_reader, f"{BOARD}?obligation={obligation.slug}")


def test_a_tie_to_an_unconfirmed_commitment_is_for_staff(as_reader: Client, analyst: User) -> None:
    row = tied()
    obligation = row.ties.all()[0].obligation
    commitments.decide_tie(commitment=row, obligation=obligation, verdict=Verdict.ACCEPT, by=analyst, at=AT)
    assert row.opinion == Opinion.SUGGESTED
    assert row.get_absolute_url() not in html(as_reader, obligation.get_absolute_url())


def test_a_tie_to_a_rejected_commitment_is_shown_to_nobody(as_staff: Client, analyst: User) -> None:
    row = tied()
    obligation = row.ties.all()[0].obligation
    assert row.get_absolute_url() in html(as_staff, obligation.get_absolute_url())
    commitments.decide(commitment=row, verdict=Verdict.REJECT, by=analyst, at=AT)
    assert row.get_absolute_url() not in html(as_staff, obligation.get_absolute_url())


# A State ------------------------------------------------------------------------------------------------------------
def test_a_state_shows_its_votes_and_only_what_it_said_itself(as_reader: Client, as_staff: Client, accept: Callable[..., Commitment]) -> None:
    own, other = accept(PLEDGE), accept(MEASURE)
    for client in (as_reader, as_staff):
        page = html(client, "/actors/NOR/")
        assert own.get_absolute_url() in page and other.get_absolute_url() not in page
        votes = page.partition('<table class="votes">')[2].partition("</table>")[0]
        assert "赞成" in votes and "/documents/S-RES-9004-2032/" in votes and "/documents/S-PV-9901/#vote-1" in votes
    assert "待确认" not in html(as_staff, "/actors/NOR/").partition('id="said"')[2].partition("</section>")[0]
    assert 'id="votes"' not in html(as_reader, "/actors/AFG/")


# Queries ------------------------------------------------------------------------------------------------------------
def test_pages_take_as_many_queries_whatever_they_show(as_staff: Client, accept: Callable[..., Commitment]) -> None:
    accept(PLEDGE)
    row = accept(tied().text[:20], with_ties=True)
    addresses = [MEETING, BOARD, "/actors/NOR/", row.ties.all()[0].obligation.get_absolute_url()]
    before = [queries(as_staff, address) for address in addresses]
    store_sample("S-PV-9902.txt")
    store_sample("S-PV-9907.txt")
    for more in Commitment.objects.suggested().exclude(actor=None):
        commitments.decide(commitment=more, verdict=Verdict.ACCEPT, by=User.objects.get(username="analyst"), at=AT)
    for tie in Tie.objects.all():
        commitments.decide_tie(
            commitment=tie.commitment,
            obligation=row.ties.all()[0].obligation,
            verdict=Verdict.ACCEPT,
            by=User.objects.get(username="analyst"),
            at=AT,
        )
    assert [queries(as_staff, address) for address in addresses] == before


def test_polls_take_as_many_queries_whatever_their_number(analyst: User, record: Document) -> None:
    store_sample("S-PV-9907.txt")
    assert has_role(analyst)  # asked for once
    with CaptureQueriesContext(connection) as one:
        polls(analyst, Vote.objects.filter(edition__document=record))
    with CaptureQueriesContext(connection) as all_of_them:
        assert len(polls(analyst, Vote.objects.all())) == 4
    assert len(one) == len(all_of_them)


def test_in_english_nothing_is_left_in_chinese_but_what_was_said(as_staff: Client, accept: Callable[..., Commitment]) -> None:
    accept(PLEDGE)
    for address in (MEETING, BOARD, "/commitments/PV-9901-c12/"):
        page = re.sub(r'<(\w+)[^>]* lang="zh[^"]*"[^>]*>.*?</\1>', "", html(as_staff, address, **ENGLISH))
        page = re.sub(r"<select.*?</select>", "", page)
        assert [word for word in re.findall(r"[\u4e00-\u9fff]+", page) if word not in ("中文", "承诺")] == []


def test_kinds_are_counted() -> None:
    counted = dict(by_kind(Commitment.objects.all()))
    assert sum(figure.count for figure in counted.values()) == Commitment.objects.count()
    assert counted[CommitmentKind.PLEDGE].query == "?kind=pledge"

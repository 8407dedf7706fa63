"""Further names of actors that staff add: refused with the reason, known the next time a text is read, and taken out of use."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from ingest import ParsedDocument, default_lexicon, parse
from obligations import lexicons
from obligations.models import Actor, ActorAlias, Event
from obligations.services import aliases, lexicon, vocabulary
from tests.factories import AT, RESOLUTION, make_vocabulary
from tests.ingest.records_of_meetings import CLOSING, COVER, OPENING, problems
from tests.obligations.test_lexicon_entries import OFFICE

pytestmark = pytest.mark.django_db

TURNS = """杜瓦尔先生（法兰西）（以法语发言）：法兰西将向松河基金提供300万美元。
主席（以西班牙语发言）：我现在把文件S/2032/301所载的决议草案付诸表决。
进行了举手表决。
赞成：中国、法兰西和日本
反对：无
弃权：无
主席（以西班牙语发言）：有3票赞成、0票反对、0票弃权。决议草案获得通过，成为第9101(2032)号决议。"""
NAMED_OTHERWISE = COVER + "\n" + OPENING + TURNS + CLOSING


@pytest.fixture(autouse=True)
def in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    make_vocabulary()


def add(by: User, name: str = "法兰西", code: str = "FRA") -> ActorAlias:
    return aliases.add(actor=Actor.objects.get(code=code), name=name, by=by, at=AT, reason="会议记录中出现")


def read(text: str) -> ParsedDocument:
    return parse(text, lexicon=lexicons.current())


# What is refused, and why --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "why"),
    [
        (" \n", "The name is empty"),
        ("法", "“法” is too short"),
        ("法" * 41, "at most 40 characters"),
        ("法兰西|法国", "“|” cannot stand in a name"),
        ("法兰西、荷兰", "“、” cannot stand in a name"),
        ("France", "give a name with Chinese characters"),
        ("法国", "“法国” is a name of France already"),
        ("法兰西共和国", "“法兰西共和国” is a name of France already"),
        ("日本", "“日本” is a name of Japan. A name can belong to one actor only"),
        ("扎伊尔", "is a name of Democratic Republic of the Congo"),
        ("反恐执行局", "A name can belong to one actor only"),
        ("儿基会", "“儿基会” is a name of UNICEF"),  # records know it, the vocabulary has no row
        ("会员国", "“会员国” is a word for a group that texts address (Member States)"),
        ("塔利班", "is a word for a group that texts address"),
        ("敦促", "“敦促” is an ordinary word of the lexicon"),
        ("有关", "“有关” is an ordinary word of the lexicon"),
        ("女士", "“女士” is an ordinary word of the lexicon"),
    ],
)
def test_a_name_is_refused_with_the_reason(analyst: User, name: str, why: str) -> None:
    with pytest.raises(ValidationError) as refused:
        add(analyst, name)
    assert why in refused.value.messages[0]
    assert not ActorAlias.objects.of_staff().exists()


@pytest.mark.parametrize("role", ["reviewer", "reader", "outsider"])
def test_only_editors_and_analysts_add_names(role: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        add(request.getfixturevalue(role))


def test_an_actor_that_the_lexicon_lacks_gets_no_name(analyst: User) -> None:
    Actor.objects.create(code="league", kind="un", name_zh="联盟", name_en="League", position=9999)
    with pytest.raises(ValidationError, match="League is not in the lexicon in use"):
        add(analyst, "国际联盟", "league")


# What a name does ----------------------------------------------------------------------------------------------------
def test_a_name_is_stored_with_who_added_it_and_logged(analyst: User) -> None:
    alias = add(analyst, " 法 兰西 ")
    assert (alias.name, alias.added_by, alias.added_at, alias.active) == ("法兰西", analyst, AT, True)
    event = Event.objects.get(action="alias.added")
    assert (event.by, event.object_key, event.reason) == (analyst, "FRA", "会议记录中出现")
    assert event.after == {"name": "法兰西", "lexicon": lexicons.current().version}


def test_a_name_changes_the_version_of_the_lexicon_and_taking_it_out_changes_it_back(analyst: User) -> None:
    alias = add(analyst)
    assert lexicons.current().version != default_lexicon().version
    assert lexicons.current() is lexicons.current()
    aliases.retire(alias=alias, by=analyst, at=AT, reason="误加")
    assert lexicons.current() is default_lexicon()


def test_a_name_is_known_in_the_heading_of_a_speech(analyst: User) -> None:
    before = read(NAMED_OTHERWISE)
    assert before.speeches[0].actor is None and "unknown state or body “法兰西”" in problems(before)
    add(analyst)
    after = read(NAMED_OTHERWISE)
    assert (after.speeches[0].actor, after.speeches[0].capacity) == ("FRA", "member")
    assert "法兰西" not in problems(after)
    assert [(one.actor, one.kind) for one in after.commitments] == [("FRA", "pledge")]


def test_a_name_is_known_in_the_list_of_a_vote(analyst: User) -> None:
    assert read(NAMED_OTHERWISE).votes[0].in_favour == ("CHN", "JPN")
    add(analyst)
    assert read(NAMED_OTHERWISE).votes[0].in_favour == ("CHN", "FRA", "JPN")


def test_a_name_is_known_on_the_cover_page(analyst: User) -> None:
    text = NAMED_OTHERWISE.replace("法国 ....", "法兰西 ....")
    assert "FRA" not in [member.state for member in read(text).members]
    add(analyst)
    assert "FRA" in [member.state for member in read(text).members]


def test_a_name_is_known_as_an_addressee(analyst: User) -> None:
    text = RESOLUTION.replace("鼓励日本和挪威", "鼓励法兰西和挪威")
    add(analyst)
    found = [addressee.code for paragraph in read(text).operative for act in paragraph.acts for addressee in act.addressees]
    assert "FRA" in found


def test_a_name_of_a_body_is_known_as_an_addressee_and_as_a_speaker(analyst: User) -> None:
    add(analyst, "毒控中心", "unodc")
    resolution = read(RESOLUTION.replace("请秘书长在六个月内", "请毒控中心在六个月内"))
    assert "unodc" in [a.code for paragraph in resolution.operative for act in paragraph.acts for a in act.addressees]
    record = read(NAMED_OTHERWISE.replace("（法兰西）", "（毒控中心）"))
    assert record.speeches[0].actor == "UNODC"


def test_a_name_reaches_a_body_that_staff_added_themselves(analyst: User, admin: User) -> None:
    lexicon.add(kind="addressees", code="boundary_office", content=OFFICE, by=admin, at=AT, reason="文本中出现")
    add(analyst, "界务处", "boundary_office")
    resolution = read(RESOLUTION.replace("请秘书长在六个月内", "请界务处在六个月内"))
    assert "boundary_office" in [a.code for paragraph in resolution.operative for act in paragraph.acts for a in act.addressees]


def test_loading_the_vocabulary_keeps_the_names_of_staff(analyst: User) -> None:
    add(analyst)
    vocabulary.load(lexicon=default_lexicon(), at=AT)
    assert ActorAlias.objects.of_staff().get().name == "法兰西"
    assert ActorAlias.objects.filter(actor__code="FRA", added_by=None).exists()


def test_one_name_in_use_names_one_actor_in_the_database_too(analyst: User) -> None:
    add(analyst)
    with pytest.raises(IntegrityError), transaction.atomic():
        ActorAlias.objects.create(actor=Actor.objects.get(code="JPN"), name="法兰西", added_by=analyst, added_at=AT)


# Taking a name out of use --------------------------------------------------------------------------------------------
def test_a_name_taken_out_of_use_stays_as_a_row_and_can_be_added_again(analyst: User, admin: User) -> None:
    alias = aliases.retire(alias=add(analyst), by=analyst, at=AT, reason="误加")
    assert (alias.active, Event.objects.get(action="alias.retired").reason) == (False, "误加")
    again = add(admin)
    assert (again.pk, again.active, again.added_by) == (alias.pk, True, admin)


def test_a_name_taken_out_of_use_can_be_given_to_another_actor(analyst: User) -> None:
    aliases.retire(alias=add(analyst), by=analyst, at=AT, reason="误加")
    add(analyst, code="MCO")
    assert read(NAMED_OTHERWISE).speeches[0].actor == "MCO"


@pytest.mark.parametrize(("change", "why"), [("reason", "Say in a sentence why"), ("twice", "out of use already"), ("lexicon", "lexicon as shipped")])
def test_taking_out_is_refused_with_the_reason(analyst: User, change: str, why: str) -> None:
    alias = add(analyst)
    if change == "twice":
        aliases.retire(alias=alias, by=analyst, at=AT, reason="误加")
    chosen = ActorAlias.objects.filter(added_by=None).first() if change == "lexicon" else alias
    with pytest.raises(ValidationError, match=why):
        aliases.retire(alias=chosen, by=analyst, at=AT, reason="" if change == "reason" else "误加")


def test_a_reviewer_takes_no_name_out(analyst: User, reviewer: User) -> None:
    with pytest.raises(PermissionDenied):
        aliases.retire(alias=add(analyst), by=reviewer, at=AT, reason="误加")

"""Storing documents: editions, identity, and that nothing staff did is ever lost."""

import pytest
from django.core.exceptions import ValidationError

from ingest import default_lexicon, parse
from obligations.choices import Label, Presence, Verdict
from obligations.models import Document, Edition, Event, Obligation, Paragraph, Problem
from obligations.services import decisions, files, register
from tests.factories import AT, RESOLUTION, make_assessment, obligation, store_text

pytestmark = pytest.mark.django_db


def labels(document):
    return list(document.paragraphs.present().order_by("position").values_list("label", flat=True))


def test_a_resolution_is_stored_with_its_paragraphs_and_obligations():
    document = store_text()
    assert document.symbol == "S/RES/9101 (2032)"
    assert document.meeting == "S/PV.9911"
    assert labels(document) == ["pp1", "pp2", "1", "2", "2(a)", "2(b)", "3", "4"]
    keys = list(Obligation.objects.order_by("paragraph__position", "position").values_list("key", flat=True))
    assert keys == [f"9101(2032)/{end}" for end in ("1/1", "2/1", "2(a)/1", "2(b)/1", "3/1", "3/2", "4/1")]


def test_a_subparagraph_inherits_the_act_of_its_chapeau():
    store_text()
    inherited = obligation("9101(2032)/2(a)/1")
    assert (inherited.start, inherited.force, inherited.inherited_from) == (None, "urges", obligation("9101(2032)/2/1"))


def test_a_named_state_is_an_addressee_with_an_actor_and_a_party_is_text_alone():
    store_text(RESOLUTION.replace("决定所有国家应防止", "要求所有武装团体停止"))
    named = obligation("9101(2032)/3/2").addressees.values_list("code", "actor__name_en")
    assert list(named) == [("JPN", "Japan"), ("NOR", "Norway")]
    party = obligation("9101(2032)/1/1").addressees.get()
    assert (party.code, party.actor, party.text) == ("armed_groups", None, "所有武装团体")


def test_the_same_file_twice_changes_nothing():
    store_text()
    before = (Event.objects.count(), Obligation.objects.count(), Edition.objects.count())
    store_text()
    assert (Event.objects.count(), Obligation.objects.count(), Edition.objects.count()) == before


def test_the_file_is_kept_under_its_hash():
    document = store_text()
    assert files.read(document.reference_edition.sha256).decode() == RESOLUTION


def test_a_document_without_symbol_is_refused_and_leaves_nothing():
    record = "主席（以英语发言）：我现在宣布开会。\n会议结束。"
    parsed = parse(record, lexicon=default_lexicon(), name="record.txt")
    with pytest.raises(ValidationError, match="symbol|文号"):
        register.store(parsed, content=record.encode(), filename="record.txt", media_type="text/plain", by=None, at=AT)
    assert not Document.objects.exists()


def test_a_changed_file_is_a_new_edition_and_the_old_one_stays():
    store_text()
    document = store_text(RESOLUTION.replace("六个月", "九个月"))
    assert [edition.number for edition in document.editions.all()] == [1, 2]
    assert document.reference_edition.number == 2
    assert document.editions.get(number=1).texts.count() == 8


def test_decisions_and_assessments_stay_with_the_words_when_paragraphs_are_renumbered(analyst):
    store_text()
    kept = obligation("9101(2032)/1/1")
    decisions.decide(label=Label.FORCE, value="demands", verdict=Verdict.SET, by=analyst, at=AT, obligation=kept)
    make_assessment(kept, "JPN", analyst)
    renumbered = RESOLUTION.replace("1. 决定所有国家", "1. 欢迎秘书长的报告；\n\n2. 决定所有国家").replace("2. 敦促", "3. 敦促")
    document = store_text(renumbered.replace("3. 请秘书长", "4. 请秘书长").replace("4. 决定继续", "5. 决定继续"))
    kept.refresh_from_db()
    assert kept.paragraph.label == "2"
    assert (kept.key, kept.force, kept.presence) == ("9101(2032)/1/1", "demands", Presence.FOUND)
    assert kept.assessments.count() == 1
    assert labels(document)[2:] == ["1", "2", "3", "3(a)", "3(b)", "4", "5"]


def test_a_paragraph_that_is_gone_keeps_its_assessment_and_is_listed(analyst):
    store_text()
    gone = obligation("9101(2032)/1/1")
    make_assessment(gone, "JPN", analyst)
    document = store_text(RESOLUTION.replace("1. 决定所有国家应防止爆炸物前体落入武装团体手中；", "1. 欢迎区域组织为和平所作的一切贡献；"))
    gone.refresh_from_db()
    assert gone.presence == Presence.NOT_FOUND
    assert gone.assessments.count() == 1
    assert Problem.objects.filter(edition=document.reference_edition, what__contains="9101(2032)/1/1").exists()


def test_an_act_that_is_gone_and_that_nobody_worked_on_is_retired_not_deleted():
    store_text()
    store_text(RESOLUTION.replace("，并鼓励日本和挪威分享培训材料", ""))
    assert obligation("9101(2032)/3/2").presence == Presence.RETIRED


def test_a_number_is_never_given_twice():
    store_text()
    store_text(RESOLUTION.replace("，并鼓励日本和挪威分享培训材料", ""))
    store_text(RESOLUTION.replace("鼓励日本和挪威分享培训材料", "促请所有国家提供自愿捐款用于排雷"))
    keys = Obligation.objects.filter(paragraph__label="3").order_by("number").values_list("key", flat=True)
    assert list(keys) == ["9101(2032)/3/1", "9101(2032)/3/2", "9101(2032)/3/3"]


def test_every_write_leaves_an_event():
    document = store_text()
    event = Event.objects.get(object_type="document")
    assert (event.action, event.object_key, event.after["edition"]) == ("document.created", document.slug, 1)


def test_two_paragraphs_of_one_number_are_both_kept():
    document = store_text(RESOLUTION.replace("4. 决定继续处理此案。", "3. 欢迎区域组织的努力；\n\n4. 决定继续处理此案。"))
    assert labels(document)[-3:] == ["3", "3~2", "4"]
    assert Paragraph.objects.get(document=document, label="3~2").slug == "S-RES-9101-2032-3-2"


def test_a_paragraph_that_a_cut_off_file_lacked_comes_back_with_its_assessment(analyst):
    store_text()
    kept = obligation("9101(2032)/3/2")
    make_assessment(kept, "JPN", analyst)
    store_text(RESOLUTION[: RESOLUTION.index("3. 请秘书长")])
    kept.refresh_from_db()
    assert kept.presence == Presence.NOT_FOUND
    store_text(RESOLUTION + "\n")
    kept.refresh_from_db()
    assert (kept.presence, kept.paragraph.label, Obligation.objects.filter(paragraph__label="3").count()) == (Presence.FOUND, "3", 2)

"""Stored documents read again: what the machine suggests changes, what staff did stays."""

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest import default_lexicon
from obligations import lexicons
from obligations.choices import Basis, Label, Presence, Verdict
from obligations.models import Assessment, Citation, Deadline, Decision, Document, Edition, Event, LexiconEntry, Obligation, Suggestion, Verb
from obligations.services import decisions, files, lexicon, reading, vocabulary
from tests.factories import AT, make_assessment, obligation, store_text
from tests.obligations.test_lexicon_entries import DRONES, ENJOINS, OFFICE, TEXT

pytestmark = pytest.mark.django_db

WORDS = [("verbs", "enjoin", ENJOINS), ("addressees", "boundary_office", OFFICE), ("subjects", "drones", DRONES)]


@pytest.fixture
def document(db: None) -> Document:
    return store_text(TEXT)


def add(by: User, kind: str, code: str, content: Any) -> LexiconEntry:
    return lexicon.add(kind=kind, code=code, content=content, by=by, at=AT, reason="文本中出现")


def reclassify(**options: Any) -> reading.Report:
    documents = reading.readable(Document.objects.all())
    return reading.reclassify(documents=documents, lexicon=lexicons.current(), at=AT, by=None, **options)


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_staffs_verb_is_found_when_documents_are_read_again(document: Document, admin: User) -> None:
    add(admin, "verbs", "enjoin", ENJOINS)
    report = reclassify()
    row = obligation("9101(2032)/4/1")
    assert (row.verb.code, row.force, row.tracked, row.verb_basis) == ("enjoin", "requests", True, Basis.MACHINE)
    assert list(row.addressees.values_list("code", flat=True)) == ["JPN"]
    assert {change.key for change in report.changes} == {"9101(2032)/4"}
    edition = Edition.objects.get()
    assert edition.lexicon_version == lexicons.current().version != default_lexicon().version
    assert set(Suggestion.objects.values_list("lexicon_version", flat=True)) == {edition.lexicon_version}


def test_reading_again_makes_no_edition_and_says_what_changed(document: Document, admin: User) -> None:
    add(admin, "verbs", "enjoin", ENJOINS)
    before = {model: model.objects.count() for model in (Edition, Citation, Deadline)}
    reclassify()
    assert {model: model.objects.count() for model in before} == before
    event = Event.objects.get(action="document.reclassified")
    assert event.before == {"lexicon": default_lexicon().version}
    assert event.after is not None and {"key": "9101(2032)/4", "label": "verb", "before": "", "after": "enjoin"} in event.after["changes"]


def test_reading_again_with_the_same_words_changes_nothing(document: Document) -> None:
    labels = list(Suggestion.objects.values_list("obligation__key", "paragraph__slug", "label", "value", "start", "end", "rule"))
    report = reclassify()
    assert (report.changes, report.count("unchanged")) == ([], 1)
    assert list(Suggestion.objects.values_list("obligation__key", "paragraph__slug", "label", "value", "start", "end", "rule")) == labels


def test_a_dry_run_says_the_same_and_stores_nothing(document: Document, admin: User) -> None:
    add(admin, "verbs", "enjoin", ENJOINS)
    events = Event.objects.count()
    foreseen = reclassify(dry_run=True)
    assert (Event.objects.count(), Edition.objects.get().lexicon_version) == (events, default_lexicon().version)
    assert not Obligation.objects.filter(paragraph__label="4").exists()
    assert reclassify().changes == foreseen.changes != []


def test_an_act_that_is_no_longer_found_is_retired_and_comes_back_under_its_number(document: Document, admin: User) -> None:
    entry = add(admin, "verbs", "enjoin", ENJOINS)
    reclassify()
    lexicon.deactivate(entry=entry, by=admin, at=AT, reason="误判")
    report = reclassify()
    assert obligation("9101(2032)/4/1").presence == Presence.RETIRED
    assert [(c.key, c.before, c.after) for c in report.changes] == [("9101(2032)/4/1", "enjoin", "")]
    add(admin, "verbs", "enjoin_again", ENJOINS)
    reclassify()
    assert [row.key for row in Obligation.objects.in_the_text().filter(paragraph__label="4")] == ["9101(2032)/4/2"]


def test_an_act_with_staffs_work_stays_and_is_listed(document: Document, admin: User) -> None:
    entry = add(admin, "verbs", "enjoin", ENJOINS)
    reclassify()
    make_assessment(obligation("9101(2032)/4/1"), "JPN", admin)
    lexicon.deactivate(entry=entry, by=admin, at=AT, reason="误判")
    for _ in range(2):
        reclassify()
        assert obligation("9101(2032)/4/1").presence == Presence.NOT_FOUND
        assert Assessment.objects.count() == 1
        assert Edition.objects.get().problems.filter(what__contains="9101(2032)/4/1").count() == 1


def test_the_problem_that_a_word_solves_goes(document: Document, admin: User) -> None:
    problems = Edition.objects.get().problems
    assert problems.filter(what__contains="paragraph 4").count() == 1
    add(admin, "verbs", "enjoin", ENJOINS)
    reclassify()
    assert not problems.filter(what__contains="paragraph 4").exists()


def test_a_change_under_a_decision_is_marked_and_the_decision_holds(document: Document, admin: User) -> None:
    row = obligation("9101(2032)/5/1")
    decisions.decide(label=Label.ADDRESSEE, value="sg", verdict=Verdict.ADD, by=admin, at=AT, obligation=row, reason="上文")
    add(admin, "addressees", "boundary_office", OFFICE)
    changed = [change for change in reclassify().changes if change.key == row.key]
    assert [(change.after, change.decided) for change in changed] == [("boundary_office", True)]
    assert set(row.addressees.values_list("code", "basis")) == {("boundary_office", "machine"), ("sg", "changed")}


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.sampled_from(WORDS), unique_by=lambda word: word[1]),
    decided=st.lists(st.tuples(st.integers(0, 7), st.sampled_from(["urges", "calls", "declares"]), st.sampled_from(["NOR", "sg"])), max_size=3),
)
def test_no_decision_and_no_assessment_is_ever_touched(document: Document, admin: User, words: list[Any], decided: list[Any]) -> None:
    rows = list(Obligation.objects.in_the_text().order_by("pk"))
    for index, force, code in decided:
        row = rows[index % len(rows)]
        decisions.decide(label=Label.FORCE, value=force, verdict=Verdict.SET, by=admin, at=AT, obligation=row, reason="x")
        decisions.decide(label=Label.ADDRESSEE, value=code, verdict=Verdict.REJECT, by=admin, at=AT, obligation=row, reason="x")
    make_assessment(obligation("9101(2032)/3/2"), "JPN", admin)
    kept = [list(model.objects.order_by("pk").values()) for model in (Decision, Assessment)]
    extended = default_lexicon().extended({kind: [lexicons.entry_of(kind, code, content)] for kind, code, content in words})
    for kind, code, _content in words:
        vocabulary.learn(lexicon=extended, kind=kind, rule=code)
    reading.reclassify(documents=reading.readable(Document.objects.all()), lexicon=extended, at=AT, by=None)
    assert [list(model.objects.order_by("pk").values()) for model in (Decision, Assessment)] == kept
    for index, force, code in {index % len(rows): (index % len(rows), force, code) for index, force, code in decided}.values():
        row = Obligation.objects.get(pk=rows[index].pk)
        assert row.force == force
        assert not row.addressees.filter(code=code).exists()
    assert reading.settle_all(documents=Document.objects.all(), at=AT, by=None, dry_run=True) == []


# Documents that are left as they are ---------------------------------------------------------------------------------
def test_a_document_that_would_be_cut_otherwise_is_left_as_it_is(document: Document) -> None:
    text = document.paragraphs.get(label="1").current
    assert text is not None
    text.text += "（续）"
    text.save()
    suggestions = list(Suggestion.objects.values_list("pk", flat=True))
    report = reclassify()
    assert [(d.outcome, d.cut_otherwise) for d in report.documents] == [("cut_otherwise", ["1"])]
    assert list(Suggestion.objects.values_list("pk", flat=True)) == suggestions


def test_a_file_that_is_gone_is_reported(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(sha256: str) -> bytes:
        raise FileNotFoundError(sha256)

    monkeypatch.setattr(files, "read", gone)
    assert [d.outcome for d in reclassify().documents] == ["unreadable"]
    with pytest.raises(SystemExit):
        run("reclassify")


def test_an_edition_that_came_in_meanwhile_is_left_alone(document: Document) -> None:
    stale = Document.objects.select_related("reference_edition").get()
    store_text(TEXT + "\n")
    report = reading.reclassify(documents=[stale], lexicon=default_lexicon(), at=AT, by=None)
    assert [d.outcome for d in report.documents] == ["outrun"]


def test_a_verb_without_its_row_is_refused_with_what_to_do(document: Document) -> None:
    unused = Verb.objects.filter(obligations__isnull=True)[0]
    unused.delete()
    with pytest.raises(ValidationError, match="load_vocabularies"):
        reclassify()


# Commands ------------------------------------------------------------------------------------------------------------
def test_the_command_prints_a_line_each_and_totals(document: Document, admin: User) -> None:
    add(admin, "verbs", "enjoin", ENJOINS)
    out, _err = run("reclassify", "--dry-run")
    assert "9101(2032)/4  verb: – -> enjoin\n" in out
    assert "1 documents read, 1 would change in 4 labels" in out
    assert "1 changed in 4 labels" in run("reclassify", "S/RES/9101 (2032)")[0]
    assert "0 changed in 0 labels" in run("reclassify")[0]
    with pytest.raises(CommandError, match="no document with this symbol"):
        run("reclassify", "S/RES/1 (1946)")


def test_settle_finds_nothing_in_an_installation_in_order_and_puts_right_what_is_not(document: Document, admin: User) -> None:
    row = obligation("9101(2032)/1/1")
    decisions.confirm(obligation=row, by=admin, at=AT)
    assert run("settle", "--check")[0] == "0 effective labels differ\n"
    Obligation.objects.filter(pk=row.pk).update(force="urges")
    with pytest.raises(SystemExit):
        run("settle", "--check")
    row.refresh_from_db()
    assert row.force == "urges"  # a check writes nothing
    assert "9101(2032)/1/1  force: urges (confirmed) -> decides (confirmed)" in run("settle")[0]
    assert Event.objects.filter(action="document.settled").count() == 1
    assert run("settle", "--check")[0] == "0 effective labels differ\n"

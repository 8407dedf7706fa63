"""The figures on a small standard made by hand, and on decisions made by hand."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from ingest import default_lexicon, parse
from obligations import evaluation
from obligations.choices import Label, Verdict
from obligations.evaluation import Disagreement, GoldAct, Judged, ReadAct, ReadParagraph, Score, Tally
from obligations.models import Event
from obligations.services import decisions
from tests.factories import AT, RESOLUTION, obligation, store_text

SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples"
STAFF = pytest.mark.django_db


def read_act(verb: str, force: str, *addressees: str) -> ReadAct:
    return ReadAct(verb, force, f"rule of {verb}", {code: f"rule of {code}" for code in addressees})


def scored(acts: str, read: list[ReadAct], *, subjects: str = "", also: str = "", found: tuple[str, ...] = ()) -> Score:
    """The score of one paragraph."""
    gold = [{"document": "S", "paragraph": "1", "acts": acts, "subjects": subjects, "also_acceptable": also}]
    document = evaluation._of_tables([{"file": "f", "symbol": "S"}], gold)[0]
    score = Score()
    evaluation.compare(document, {"1": ReadParagraph(tuple(read), dict.fromkeys(found, "r"))}, score)
    return score


def counts(score: Score, kind: str) -> tuple[int, int, int]:
    tally = score.kinds.get(kind, Tally())
    return tally.hit, tally.missed, tally.wrong


# Figures -------------------------------------------------------------------------------------------------------------
def test_precision_recall_and_f1() -> None:
    tally = Tally(hit=6, missed=2, wrong=4)
    assert (tally.precision, tally.recall, tally.f1) == (0.6, 0.75, pytest.approx(2 * 0.6 * 0.75 / 1.35))
    assert (Tally().precision, Tally().recall, Tally().f1) == (None, None, None)
    assert (Tally(missed=1).precision, Tally(missed=1).recall, Tally(missed=1).f1) == (None, 0.0, 0.0)


def test_an_act_as_it_is_written() -> None:
    assert evaluation.gold_act("敦促:urges>states+igos|-") == GoldAct("敦促", ("urges",), (frozenset({"states"}), frozenset({"igos", "-"})))
    assert evaluation.gold_act("?要求:demands|calls>-") == GoldAct("要求", ("demands", "calls"), (), required=False)


@pytest.mark.parametrize(
    ("acts", "read", "verbs"),
    [
        ("请:requests>sg", [read_act("请", "requests", "sg")], (1, 0, 0)),
        ("请:requests>sg", [], (0, 1, 0)),
        ("", [read_act("请", "requests")], (0, 0, 1)),
        ("请:requests>sg; 请:requests>ctc", [read_act("请", "requests", "sg")], (1, 1, 0)),  # one of two with the same verb
        ("?请:requests>sg", [], (0, 0, 0)),  # neither required
        ("?请:requests>sg", [read_act("请", "requests", "ctc")], (0, 0, 0)),  # nor wrong
        ("?请:requests>sg; 请:requests>ctc", [read_act("请", "requests", "ctc")], (1, 0, 0)),  # the required one is served first
    ],
)
def test_verbs(acts: str, read: list[ReadAct], verbs: tuple[int, int, int]) -> None:
    assert counts(scored(acts, read), Label.VERB) == verbs


def test_a_wrong_force_is_wrong_and_the_right_one_missed() -> None:
    score = scored("要求:demands|calls>states", [read_act("要求", "urges", "states")])
    assert counts(score, Label.FORCE) == (0, 1, 1)
    assert (score.codes[Label.FORCE, "urges"].wrong, score.codes[Label.FORCE, "demands"].missed) == (1, 1)
    assert list(score.disagreements) == [Disagreement(Label.FORCE, "rule of 要求", "urges", "demands")]
    assert counts(scored("要求:demands|calls>states", [read_act("要求", "calls", "states")]), Label.FORCE) == (1, 0, 0)


@pytest.mark.parametrize(
    ("acts", "found", "expected"),
    [
        ("请:requests>states+sg", ("states", "sg"), (2, 0, 0)),
        ("请:requests>states+sg", ("states",), (1, 1, 0)),
        ("请:requests>sg", ("sg", "ctc"), (1, 0, 1)),
        ("请:requests>igos|wco", ("wco",), (1, 0, 0)),  # either is right
        ("请:requests>sg|-", (), (0, 0, 0)),  # implied only
        ("请:requests>-", ("sg",), (0, 0, 1)),
        ("重申:declares>council", ("sg",), (0, 0, 0)),  # nobody has anything to carry out
    ],
)
def test_addressees(acts: str, found: tuple[str, ...], expected: tuple[int, int, int]) -> None:
    verb, force = acts.partition(">")[0].split(":")
    assert counts(scored(acts, [read_act(verb, force, *found)]), Label.ADDRESSEE) == expected


def test_subjects_that_are_acceptable_are_neither_required_nor_wrong() -> None:
    score = scored("", [], subjects="ied,border", also="drugs", found=("ied", "drugs", "prisons"))
    assert counts(score, Label.SUBJECT) == (1, 1, 1)
    assert score.codes[Label.SUBJECT, "prisons"].wrong == 1


def test_a_chapeau_may_be_given_the_areas_of_its_parts(tmp_path: Path) -> None:
    head = "document\tparagraph\tacts\tsubjects\talso_acceptable\tnotes\n"
    (tmp_path / "documents.tsv").write_text("file\tsymbol\nf.txt\tS/RES/1\nnone.txt\tS/PV.1\n", encoding="utf-8")
    (tmp_path / "obligations.tsv").write_text(
        head + "S/RES/1\t1\t敦促:urges>states\t\t\t\nS/RES/1\t1(a)\t敦促:urges>states\tied\tdrugs\t\n", encoding="utf-8"
    )
    [document] = evaluation.read_gold(tmp_path)
    assert [(p.label, p.subjects, p.also) for p in document.paragraphs] == [
        ("1", frozenset(), {"ied", "drugs"}),
        ("1(a)", {"ied"}, {"drugs"}),
    ]


def test_a_standard_that_lists_only_what_must_be_found_gives_no_precision() -> None:
    documents = evaluation.read_gold(SAMPLES)
    first = documents[0]
    score = Score()
    text = (SAMPLES / first.file).read_text(encoding="utf-8")
    assert evaluation.compare(first, evaluation.as_read(parse(text, lexicon=default_lexicon())), score) == []
    assert score.recall_only == {Label.SUBJECT}
    assert score.kinds[Label.SUBJECT].wrong == 0
    assert score.kinds[Label.VERB].hit > 15


def test_a_paragraph_that_is_not_found_is_missed_whole() -> None:
    [document] = evaluation._of_tables(
        [{"file": "f", "symbol": "S"}],
        [{"document": "S", "paragraph": "7", "acts": "请:requests>sg", "subjects": "ied", "also_acceptable": ""}],
    )
    score = Score()
    assert evaluation.compare(document, {}, score) == ["7"]
    assert (counts(score, Label.VERB), counts(score, Label.SUBJECT)) == ((0, 1, 0), (0, 1, 0))


def test_a_folder_without_a_standard_is_refused(tmp_path: Path) -> None:
    with pytest.raises(evaluation.NoGold, match=r"neither gold\.yaml nor"):
        evaluation.read_gold(tmp_path)


# Against staff -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        (Judged("force", {"urges": "r"}, [("urges", "set")]), (1, 0, 0)),
        (Judged("force", {"urges": "r"}, [("calls", "set")]), (0, 1, 1)),
        (Judged("force", {"urges": "r"}, [("calls", "set"), ("urges", "set")]), (1, 0, 0)),  # the last one counts
        (Judged("force", {}, [("calls", "set")]), (0, 1, 0)),
        (Judged("addressee", {"sg": "r", "ctc": "r"}, [("sg", "accept")]), (1, 0, 0)),  # nobody has judged ctc
        (Judged("addressee", {"sg": "r"}, [("sg", "reject"), ("ctc", "add")]), (0, 1, 1)),
        (Judged("addressee", {}, [("sg", "reject")]), (0, 0, 0)),
        (Judged("subject", {"ied": "r"}, [("ied", "reject"), ("ied", "accept")]), (1, 0, 0)),
        (Judged("subject", {"ied": "r"}, [("ied", "add")]), (1, 0, 0)),  # what staff added is now suggested
    ],
)
def test_what_staff_decided_is_the_measure(judged: Judged, expected: tuple[int, int, int]) -> None:
    assert counts(evaluation.compare_with_staff([judged]), judged.kind) == expected


# The command ---------------------------------------------------------------------------------------------------------
def run(*arguments: str) -> str:
    out = StringIO()
    call_command("evaluate", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A standard for two paragraphs of the text that the tests store; its file is not there."""
    head = "document\tparagraph\tacts\tsubjects\talso_acceptable\n"
    rows = ["S/RES/9101 (2032)\t1\t敦促:urges>states\tied\t", "S/RES/9101 (2032)\t3\t请:requests>sg; 鼓励:encourages>JPN+NOR\treporting\tcapacity"]
    (tmp_path / "documents.tsv").write_text("file\tsymbol\nx.txt\tS/RES/9101 (2032)\n", encoding="utf-8")
    (tmp_path / "obligations.tsv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


@STAFF
def test_the_command_reads_stored_documents_and_says_where_they_disagree(gold: Path, admin: User) -> None:
    store_text()
    row = obligation("9101(2032)/3/2")
    decisions.decide(label=Label.FORCE, value="urges", verdict=Verdict.SET, by=admin, at=AT, obligation=row, reason="x")
    decisions.decide(label=Label.ADDRESSEE, value="NOR", verdict=Verdict.REJECT, by=admin, at=AT, obligation=row, reason="x")
    events = Event.objects.count()
    figures: dict[str, Any] = json.loads(run("--gold", str(gold), "--json"))
    assert figures["documents"] == ["S/RES/9101 (2032)"]
    verbs = figures["gold"]["kinds"]["verb"]
    assert (verbs["hit"], verbs["missed"], verbs["wrong"]) == (2, 1, 1)
    assert (verbs["precision"], verbs["recall"], verbs["f1"]) == (0.6667, 0.6667, 0.6667)
    assert {"label": "verb", "rule": "decide", "found": "决定", "right": "", "count": 1} in figures["gold"]["disagreements"]
    assert figures["staff"]["kinds"]["force"]["wrong"] == 1
    assert {"label": "force", "rule": "encourage", "found": "encourages", "right": "urges", "count": 1} in figures["staff"]["disagreements"]
    assert {"label": "addressee", "rule": "state.NOR", "found": "NOR", "right": "", "count": 1} in figures["staff"]["disagreements"]
    printed = run("--gold", str(gold))
    assert "force      encourages instead of urges  (rule encourage)" in printed
    assert Event.objects.count() == events


@STAFF
def test_the_command_measures_the_samples_without_any_document_stored() -> None:
    printed = run()
    assert "Against the gold standard (5 documents)" in printed
    assert "nothing to compare" in printed


@STAFF
def test_the_command_says_when_there_is_nothing_to_measure(gold: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(CommandError, match="No document of the gold standard could be read"):
        run("--gold", str(gold))
    with pytest.raises(CommandError, match="neither gold"):
        run("--gold", str(tmp_path_factory.mktemp("empty")))


@STAFF
def test_a_file_beside_the_standard_is_read(gold: Path) -> None:
    (gold / "x.txt").write_text(RESOLUTION, encoding="utf-8")
    assert "(1 documents)" in run("--gold", str(gold))

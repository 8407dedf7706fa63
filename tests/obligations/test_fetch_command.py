"""`manage.py fetch`: a line for each symbol; what is stored stays stored, and is not asked for again."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from ingest.reading import read_and_parse
from obligations.fetching import runs, service
from obligations.models import Document, Edition, Event
from tests.factories import RESOLUTION
from tests.obligations.document_service import PDF, DocumentService, Time, document_service, gives

pytestmark = pytest.mark.django_db

FIRST, OTHER = RESOLUTION.encode(), RESOLUTION.replace("9101", "9102").replace("9911", "9912").encode()


class Run:
    """One run of the command: what it printed, and its exit code."""

    def __init__(self, *arguments: object) -> None:
        out, err = io.StringIO(), io.StringIO()
        self.code: object = 0
        try:
            call_command("fetch", *map(str, arguments), stdout=out, stderr=err, no_color=True)
        except SystemExit as ended:
            self.code = ended.code
        self.out, self.err = out.getvalue().splitlines(), err.getvalue().splitlines()


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch) -> Iterator[DocumentService]:
    """A document service, and time that passes at once; files are read in this process, which is quicker."""
    monkeypatch.setattr(service, "PACE", Time().pace())
    monkeypatch.setattr(runs, "parse_apart", read_and_parse)
    with document_service() as made:
        yield made


def symbols() -> list[str]:
    return list(Document.objects.order_by("symbol").values_list("symbol", flat=True))


def test_documents_are_stored_with_where_they_came_from(documents: DocumentService, tmp_path: Path) -> None:
    documents.answers = [gives(FIRST), gives(OTHER)]
    named = tmp_path / "list.txt"
    named.write_text("# wanted\nS/RES/9101 (2032)\n\n第9102(2032)号决议  # the other\n9101 (2032)\n", encoding="utf-8")
    run = Run("--file", named, "--report", tmp_path / "report.json")
    assert (run.code, symbols()) == (0, ["S/RES/9101 (2032)", "S/RES/9102 (2032)"])
    assert run.out[0].startswith("[1/3] created     S/RES/9101 (2032)  ") and run.out[0].endswith(f"from {documents.base}/zh/S/RES/9101(2032)")
    assert (len(documents.asked), run.out[-1][:36]) == (2, "[3/3] kept        S/RES/9101 (2032) ")
    assert run.err[-1].startswith("2 created, 1 kept; 3 of 3 symbols in ")
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (report["created"], report["kept"], report["failed"], len(report["results"])) == (2, 1, 0, 3)
    assert [event.after["source"] for event in Event.objects.filter(action="document.created")][-1] == f"{documents.base}/zh/S/RES/9101(2032)"


def test_what_is_stored_is_fetched_again_only_if_that_is_asked_for(documents: DocumentService) -> None:
    documents.answers = [gives(FIRST)]
    assert Run("S/RES/9101 (2032)").out[0].split()[1] == "created"
    assert Run("S/RES/9101 (2032)").out[0].split()[1] == "kept"
    assert Run("S/RES/9101 (2032)", "--force").out[0].split()[1] == "unchanged"
    assert (len(documents.asked), Edition.objects.count()) == (2, 1)


def test_one_that_fails_keeps_no_other_back(documents: DocumentService) -> None:
    documents.answers = [gives(b"", 404), gives(b"%PDF-1.4 broken"), gives(OTHER), gives(FIRST)]
    run = Run("S/PV.9901", "S/PV.9902", "S/RES/9101 (2032)", "9101 (2032)", "what?")
    assert (run.code, symbols()) == (2, ["S/RES/9101 (2032)"])
    assert [line.split("  ")[0] for line in run.err[:4]] == ["[1/5] failed", "[2/5] failed", "[3/5] failed", "[5/5] failed"]
    assert "has no S/PV.9901 in Chinese" in run.err[0] and "the text says S/RES/9102 (2032)" in run.err[2]


def test_what_would_meet_every_symbol_ends_the_run(documents: DocumentService) -> None:
    documents.answers = [gives(b"", 429, retry_after="999")]
    run = Run("S/PV.9901", "S/PV.9902", "S/PV.9903")
    assert (run.code, len(documents.asked), run.err[-1][:37]) == (2, 1, "The other symbols were not asked for.")
    with override_settings(DOCUMENT_SERVICE=""):
        assert Run("S/PV.9901", "S/PV.9902").err[0].endswith("(DOCUMENT_SERVICE). Send the file.")


def test_a_text_in_another_language_is_not_stored_as_what_was_asked_for(documents: DocumentService) -> None:
    documents.answers = [gives(FIRST)]
    run = Run("S/RES/9101 (2032)", "--language", "fr")
    assert (run.code, symbols(), "in French, but the text that came is in Chinese" in run.err[0]) == (2, [], True)


def test_a_run_that_is_stopped_keeps_what_is_done(documents: DocumentService, monkeypatch: pytest.MonkeyPatch) -> None:
    documents.answers = [gives(FIRST)]
    real = runs.fetch

    def fetch(typed: str, **given: object) -> object:
        if "9102" in typed:
            raise KeyboardInterrupt
        return real(typed, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(runs, "fetch", fetch)
    run = Run("S/RES/9101 (2032)", "S/RES/9102 (2032)", "S/RES/9103 (2032)")
    assert (run.code, symbols(), run.err[0][:26]) == (130, ["S/RES/9101 (2032)"], "1 created; 1 of 3 symbols ")


def test_a_dry_run_stores_nothing(documents: DocumentService) -> None:
    documents.answers = [gives(FIRST)]
    line = json.loads(Run("S/RES/9101 (2032)", "--dry-run", "--json").out[0])
    assert (line["outcome"], line["kind"], symbols()) == ("read", "resolution", [])


def test_files_can_be_kept_in_a_folder_and_nothing_stored(documents: DocumentService, tmp_path: Path) -> None:
    documents.answers = [gives(PDF)]
    run = Run("S/PV.9901", "PV.9901", "--out", tmp_path)
    assert ([path.name for path in tmp_path.iterdir()], [line.split()[1] for line in run.out]) == (["S-PV-9901.pdf"], ["saved", "kept"])
    Run("S/PV.9901", "--language", "en", "--out", tmp_path)
    assert (sorted(path.name for path in tmp_path.iterdir()), symbols()) == (["S-PV-9901.en.pdf", "S-PV-9901.pdf"], [])


def test_what_cannot_be_done_at_all_is_said_first(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("# nothing\n")
    (tmp_path / "odd.txt").write_bytes(b"\xff\xfe\x00\xd8")
    lists = [["--file", tmp_path / f"{name}.txt"] for name in ("empty", "odd", "none")]
    for arguments in ([], *lists, ["S/PV.1", "--out", tmp_path / "none"]):
        with pytest.raises(CommandError) as refused:
            Run(*arguments)
        assert refused.value.returncode == 2

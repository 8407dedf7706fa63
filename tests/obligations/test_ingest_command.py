"""`manage.py ingest`: a line for each file, and one file that cannot be read keeps no other from being stored."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ingest import ParsedDocument, sandbox
from obligations.models import Document, Edition, Event, Obligation, Paragraph
from obligations.services import register
from tests.factories import RESOLUTION, make_vocabulary
from tests.ingest.hostile_pdfs import HOSTILE
from tests.ingest.pdf_makers import paragraphs_of, typeset

pytestmark = pytest.mark.django_db

OTHER = RESOLUTION.replace("9101", "9102").replace("9911", "9912")
RECORD = (
    "主席（以西班牙语发言）：我现在宣布开会。\n\n安理会收到关于简易爆炸装置的决议草案。\n\n我现在将决议草案付诸表决。\n\n进行了举手表决。\n\n"
    "主席（以西班牙语发言）：决议草案获得一致通过，成为第9101(2032)号决议。\n\n下午1时散会。\n"
)


class Terminal(io.StringIO):
    """What is written here is shown."""

    def isatty(self) -> bool:
        return True


class Run:
    """One run of the command: what it printed, and its exit code."""

    def __init__(self, *arguments: object, err: io.StringIO | None = None) -> None:
        out, err = io.StringIO(), err or io.StringIO()
        self.code: object = 0
        try:
            call_command("ingest", *map(str, arguments), stdout=out, stderr=err, no_color=True)
        except SystemExit as ended:
            self.code = ended.code
        self.out, self.err = out.getvalue().splitlines(), err.getvalue().splitlines()
        self.bar = err.getvalue().split("\x1b[K")[-2] if "\x1b[K" in err.getvalue() else ""


@pytest.fixture(autouse=True)
def _vocabulary() -> None:
    make_vocabulary()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two resolutions, a file that is none, and files that are not for reading."""
    for name, content in {"a.txt": RESOLUTION, "b.txt": "今天天气很好。\n", "c.md": OTHER, "README.md": "# 说明\n", "d.csv": "…"}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def symbols() -> list[str]:
    return list(Document.objects.order_by("symbol").values_list("symbol", flat=True))


def rows() -> list[int]:
    return [model.objects.count() for model in (Document, Edition, Paragraph, Obligation, Event)]


class TestProgress:
    def test_a_line_a_file_says_which_of_how_many_and_what_was_found(self, tmp_path: Path) -> None:
        run = Run(write(tmp_path, "a.txt", RESOLUTION), write(tmp_path, "c.txt", OTHER))
        assert run.code == 0
        assert run.out == [
            "[1/2] created     S/RES/9101 (2032)  6 operative, 7 acts, 0 problems  (a.txt)",
            "[2/2] created     S/RES/9102 (2032)  6 operative, 7 acts, 0 problems  (c.txt)",
        ]

    def test_as_json_each_line_is_an_object(self, tmp_path: Path) -> None:
        run = Run(write(tmp_path, "a.txt", RESOLUTION), "--json")
        found = {"language": "zh", "operative": 6, "acts": 7, "speeches": 0, "votes": 0, "commitments": 0, "problems": []}
        assert [json.loads(line) for line in run.out] == [
            {"file": "a.txt", "outcome": "created", "symbol": "S/RES/9101 (2032)", "kind": "resolution", **found}
        ]

    def test_problems_are_reported(self, tmp_path: Path) -> None:
        run = Run(write(tmp_path, "a.txt", RESOLUTION.replace("4. 决定", "5. 决定")), "--json")
        assert [problem["what"] for problem in json.loads(run.out[0])["problems"]] == ["paragraph 4 is missing before paragraph 5"]


class TestFolders:
    def test_text_and_markdown_are_read_in_order_of_their_names(self, folder: Path) -> None:
        run = Run(folder)
        assert [line.split()[0] for line in run.out] == ["[1/3]", "[3/3]"]
        assert symbols() == ["S/RES/9101 (2032)", "S/RES/9102 (2032)"]

    def test_a_file_that_is_refused_is_named_and_keeps_no_other_out(self, folder: Path) -> None:
        run = Run(folder)
        assert (run.code, len(symbols())) == (2, 2)
        assert [line.startswith("[2/3] refused  b.txt: ") for line in run.err] == [True, False]

    def test_as_json_a_refusal_is_an_object_too(self, folder: Path) -> None:
        run = Run(folder, "--json")
        assert [json.loads(line)["outcome"] for line in run.out] == ["created", "refused", "created"]

    def test_a_folder_without_documents_is_told(self, tmp_path: Path) -> None:
        run = Run(tmp_path)
        assert (run.code, len(run.err)) == (2, 1)

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        run = Run(tmp_path / "missing.txt")
        assert (run.code, "missing.txt" in run.err[0]) == (2, True)


class TestTwice:
    def test_the_same_file_changes_nothing(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.txt", RESOLUTION)
        Run(path)
        before = rows()
        run = Run(path)
        assert (run.code, run.out[0].split()[1], rows()) == (0, "unchanged", before)

    def test_the_same_content_under_another_name_changes_nothing(self, tmp_path: Path) -> None:
        Run(write(tmp_path, "a.txt", RESOLUTION))
        assert Run(write(tmp_path, "z.txt", RESOLUTION)).out[0].split()[1] == "unchanged"

    def test_a_changed_file_is_a_new_edition(self, tmp_path: Path) -> None:
        Run(write(tmp_path, "a.txt", RESOLUTION))
        run = Run(write(tmp_path, "a.txt", RESOLUTION.replace("六个月", "九个月")))
        assert (run.out[0].split()[1], Edition.objects.count()) == ("new_edition", 2)


    def test_it_is_not_read_again(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = write(tmp_path, "a.txt", RESOLUTION)
        Run(path)
        monkeypatch.setattr(sandbox.Sandbox, "read", lambda _self, _sent: pytest.fail("it was read"))
        assert Run(path).out == ["[1/1] unchanged   S/RES/9101 (2032)  (a.txt)"]

    def test_under_another_symbol_it_is_read(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.txt", RESOLUTION)
        Run(path)
        assert Run(path, "--symbol", "S/RES/9105 (2032)").out[0].split()[1] == "created"
        assert Run(path, "--symbol", "s/res/9105(2032)").out[0].split()[1] == "unchanged"

    def test_a_run_that_was_stopped_goes_on(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        real, files = register.store, [write(tmp_path, "a.txt", RESOLUTION), write(tmp_path, "b.txt", OTHER)]

        def stop_at_the_second(parsed: ParsedDocument, **given: Any) -> register.Stored:
            if parsed.symbol == "S/RES/9102 (2032)":
                raise KeyboardInterrupt
            return real(parsed, **given)

        with monkeypatch.context() as patched:
            patched.setattr(register, "store", stop_at_the_second)
            stopped = Run(*files)
        assert (stopped.code, symbols(), stopped.err[-1][:8]) == (130, ["S/RES/9101 (2032)"], "Stopped.")
        assert [line.split()[1] for line in Run(*files).out] == ["unchanged", "created"]


class TestReport:
    def test_all_together_stands_on_the_error_stream(self, folder: Path) -> None:
        Run(folder / "a.txt")
        said = Run(folder).err[-1]
        assert said.startswith("1 stored (0 as new editions), 1 unchanged, 0 with problems, 1 refused; 3 of 3 files in ")

    def test_it_can_be_written_to_a_file(self, folder: Path, tmp_path: Path) -> None:
        Run(folder, "--report", tmp_path / "report.json")
        report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
        sums = {key: report[key] for key in ("files", "created", "new_edition", "unchanged", "refused", "with_problems", "stopped")}
        assert sums == {"files": 3, "created": 2, "new_edition": 0, "unchanged": 0, "refused": 1, "with_problems": 0, "stopped": False}
        assert [row["file"] for row in report["results"]] == ["a.txt", "b.txt", "c.md"]

    def test_a_terminal_is_shown_how_far_it_is(self, folder: Path) -> None:
        run = Run(folder, err=Terminal())
        assert "3/3" in run.bar
        assert "1 refused" in run.bar

    def test_nothing_else_is(self, folder: Path) -> None:
        assert "\x1b" not in "".join(Run(folder).err)


class TestForms:
    @pytest.fixture
    def page(self, tmp_path: Path) -> Path:
        """A resolution as PDF."""
        path = tmp_path / "a.pdf"
        path.write_bytes(typeset(paragraphs_of(RESOLUTION)))
        return path

    def test_a_pdf_is_stored_with_its_type(self, page: Path) -> None:
        assert Run(page).out == ["[1/1] created     S/RES/9101 (2032)  6 operative, 7 acts, 0 problems  (a.pdf)"]
        assert list(Edition.objects.values_list("media_type", "filename")) == [("application/pdf", "a.pdf")]

    def test_it_keeps_the_obligations_of_the_text_it_is_a_new_edition_of(self, page: Path, tmp_path: Path) -> None:
        Run(write(tmp_path, "a.txt", RESOLUTION))
        before = list(Obligation.objects.values_list("pk", "number", "presence"))
        assert Run(page).out[0].split()[1] == "new_edition"
        assert list(Obligation.objects.values_list("pk", "number", "presence")) == before

    @pytest.mark.parametrize("form", ["a flate bomb", "encrypted", "pictures without text", "cut off"])
    def test_a_hostile_pdf_stores_nothing(self, tmp_path: Path, form: str) -> None:
        path = tmp_path / "a.pdf"
        path.write_bytes(HOSTILE[form]())
        before = rows()
        assert (Run(path).code, rows(), Edition.objects.count()) == (2, before, 0)

    def test_a_file_under_another_name_is_read_for_what_it_is(self, page: Path) -> None:
        renamed = page.rename(page.with_suffix(".txt"))
        assert Run(renamed).out[0].split()[1] == "created"


class TestProcesses:
    def test_however_many_read_they_are_stored_in_their_order(self, tmp_path: Path) -> None:
        for number in range(12):
            write(tmp_path, f"{number:02}.txt", RESOLUTION.replace("9101", f"{9201 + number}"))
        run = Run(tmp_path, "--processes", "2")
        assert [line.split()[0] for line in run.out] == [f"[{number}/12]" for number in range(1, 13)]
        assert list(Document.objects.order_by("pk").values_list("symbol", flat=True)) == [f"S/RES/{9201 + n} (2032)" for n in range(12)]

    def test_none_is_too_few(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError):
            Run(tmp_path, "--processes", "0")


class TestDryRun:
    def test_it_reports_and_stores_nothing(self, folder: Path) -> None:
        before = rows()
        run = Run(folder, "--dry-run")
        assert [line.split()[1] for line in run.out] == ["read", "read"]
        assert rows() == before


class TestSymbols:
    def test_one_that_is_given_is_used(self, tmp_path: Path) -> None:
        Run(write(tmp_path, "a.txt", RESOLUTION), "--symbol", "S/RES/9105 (2032)")
        assert symbols() == ["S/RES/9105 (2032)"]

    def test_one_given_for_several_files_is_refused(self, folder: Path) -> None:
        run = Run(folder, "--symbol", "S/RES/9105 (2032)")
        assert (run.code, symbols()) == (2, [])

    def test_a_record_may_have_it_in_its_name(self, tmp_path: Path) -> None:
        Run(write(tmp_path, "S-PV-9911.txt", RECORD))
        assert symbols() == ["S/PV.9911"]

    def test_a_record_without_one_is_named_by_the_resolution_that_it_adopts(self, tmp_path: Path) -> None:
        record, resolution = write(tmp_path, "a-record.txt", RECORD), write(tmp_path, "b.txt", RESOLUTION)
        run = Run(record, resolution)  # the resolution comes after it
        assert (run.code, symbols()) == (0, ["S/PV.9911", "S/RES/9101 (2032)"])
        assert [line.split()[0] for line in run.out] == ["[2/2]", "[1/2]"]

    def test_a_record_that_nothing_names_is_refused(self, tmp_path: Path) -> None:
        run = Run(write(tmp_path, "record.txt", RECORD))
        assert (run.code, symbols()) == (2, [])
        assert "--symbol S/PV." in run.err[0]

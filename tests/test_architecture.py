"""Who may import whom, and how long a file and a function may grow."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("ingest", "obligations", "tracker")
MAY_NOT_IMPORT = {
    "ingest": {"django", "obligations", "tracker", "rest_framework", "tests"},
    "obligations": {"tracker", "tests"},
    "tracker": {"ingest", "tests"},
}
DRAWERS = {"utils", "util", "helpers", "helper", "common", "base", "misc"}  # names under which anything could be put
LONGEST_FILE, LONGEST_TEST, LONGEST_FUNCTION = 400, 500, 40


def sources(package: str) -> list[Path]:
    """The package's Python files; migrations are written by Django."""
    return [path for path in sorted((ROOT / package).rglob("*.py")) if "migrations" not in path.parts]


def imported(path: Path) -> Iterator[str]:
    """The top-level packages a file imports, at any depth of its code."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def length(path: Path) -> int:
    """Lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def long_functions(path: Path) -> Iterator[str]:
    """Functions of a file that are longer than allowed, with their length; decorators do not count, docstrings do."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {lines} lines"


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_lies_below_it(package: str) -> None:
    wrong = {str(path.relative_to(ROOT)): found for path in sources(package) if (found := set(imported(path)) & MAY_NOT_IMPORT[package])}
    assert wrong == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_files_and_functions_stay_short(package: str) -> None:
    files = [f"{path.relative_to(ROOT)} has {length(path)} lines" for path in sources(package) if length(path) > LONGEST_FILE]
    functions = [line for path in sources(package) for line in long_functions(path)]
    assert files + functions == []


def test_test_files_stay_short() -> None:
    assert [str(path.relative_to(ROOT)) for path in sources("tests") if length(path) > LONGEST_TEST] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_is_a_drawer(package: str) -> None:
    assert [str(path.relative_to(ROOT)) for path in sources(package) if path.stem in DRAWERS or path.parent.name in DRAWERS] == []


def test_every_test_folder_is_a_package() -> None:
    """Else tests/ingest would stand in front of ingest."""
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()] == []

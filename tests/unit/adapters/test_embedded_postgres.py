"""The embedded server's life: new, again, joined, orphaned, killed, in awkward places."""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

import mingpai
from mingpai.adapters.embedded_postgres import EmbeddedPostgres
from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.kernel.ids import StreamId
from mingpai.ports import Batch, NewEntry, PortError

pytestmark = pytest.mark.database

IS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not IS_ROOT, reason="only root runs the server as another account")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return a data folder; whatever still runs over it is ended."""
    place = tmp_path / "db"
    yield place
    left = EmbeddedPostgres(place).pid
    if left is not None:
        os.kill(left, signal.SIGQUIT)


def write_one(dsn: str) -> None:
    store = PostgresEntryStore(dsn)
    head = store.open_epoch()
    entry = NewEntry(b"leaf", StreamId("disposal/1"))
    batch = Batch(os.urandom(16), head.epoch, head.size, [entry], b"r" * 32, b"q" * 32, b"s" * 64)
    store.append(batch)
    store.close()


def size_at(dsn: str) -> int:
    store = PostgresEntryStore(dsn)
    try:
        return store.head().size
    finally:
        store.close()


def ask(dsn: str, question: str) -> str:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return str(row[0])


def is_gone(pid: int) -> bool:
    """Say whether a process has ended; one that nobody has buried yet has."""
    try:
        return Path("/proc", str(pid), "stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_what_was_written_is_there_after_stop_and_start(folder: Path) -> None:
    """A start makes everything; a second one finds it again; stop leaves no process."""
    server = EmbeddedPostgres(folder)
    dsns = server.start()
    pid = server.pid
    assert pid is not None
    assert server.start() is dsns  # the same again does nothing
    write_one(dsns.journal)
    server.stop()
    assert is_gone(pid)
    assert server.pid is None
    server.stop()  # nor does this
    with EmbeddedPostgres(folder) as again:
        assert size_at(again.journal) == 1


def test_the_server_is_durable_private_and_checked(folder: Path) -> None:
    """Flushing on, checksums on, no TCP, C.UTF-8, and every folder and secret for us alone."""
    with EmbeddedPostgres(folder) as dsns:
        for setting, wanted in {
            "fsync": "on",
            "full_page_writes": "on",
            "synchronous_commit": "on",
            "data_checksums": "on",
            "listen_addresses": "",
            "server_encoding": "UTF8",
        }.items():
            assert ask(dsns.journal, f"SHOW {setting}") == wanted
        assert ask(dsns.journal, "SELECT lower('É') || upper('ß')") == "éß"
        for place in (folder, folder / "cluster", folder / "run", folder / "secrets"):
            assert place.stat().st_mode & 0o077 == 0
        for file in (*(folder / "secrets").iterdir(), folder / "server.log"):
            assert file.stat().st_mode & 0o077 == 0
        for dsn in (dsns.admin, dsns.journal, dsns.subjects):
            for file in (folder / "secrets").iterdir():
                assert file.read_text().strip().rsplit(":", 1)[1] not in dsn


def test_nobody_gets_in_without_a_password(folder: Path) -> None:
    """A known role with a wrong password is turned away, by every way in."""
    with EmbeddedPostgres(folder) as dsns:
        for role in ("mingpai_admin", "mingpai_journal", "mingpai_subjects"):
            wrong = f"{dsns.journal} user={role} passfile=/dev/null password=wrong"
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(wrong)


def test_the_environment_has_no_say(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PG* variables meant for another server do not mislead our connections."""
    monkeypatch.setenv("PGPASSWORD", "wrong")
    monkeypatch.setenv("PGHOST", "elsewhere")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGOPTIONS", "-c fsync=off")
    with EmbeddedPostgres(folder) as dsns:
        assert size_at(dsns.journal) == 0


def test_a_second_program_joins_and_does_not_stop_it(folder: Path) -> None:
    """Who finds a live owner uses its server; only the owner ends it."""
    owner, guest = EmbeddedPostgres(folder), EmbeddedPostgres(folder)
    write_one(owner.start().journal)
    joined = guest.start()
    assert guest.pid == owner.pid
    guest.stop()
    assert size_at(joined.journal) == 1
    owner.stop()
    assert guest.pid is None


def test_a_server_that_outlived_its_program_is_taken_back(folder: Path) -> None:
    """After kill -9 of the program, the next start finds its server and may stop it."""
    program = (
        "import sys, time, pathlib\n"
        "from mingpai.adapters.embedded_postgres import EmbeddedPostgres\n"
        "server = EmbeddedPostgres(pathlib.Path(sys.argv[1]))\n"
        "server.start()\n"
        "print(server.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, folder], stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        orphan = int(first.stdout.readline())
        first.kill()
    assert not is_gone(orphan)
    server = EmbeddedPostgres(folder)
    write_one(server.start().journal)
    assert server.pid == orphan
    server.stop()
    assert is_gone(orphan)
    with EmbeddedPostgres(folder) as dsns:
        assert size_at(dsns.journal) == 1


def test_what_a_killed_server_left_behind_is_cleared(folder: Path) -> None:
    """A socket, its lock and a postmaster.pid that names a live stranger do not hinder a start."""
    server = EmbeddedPostgres(folder)
    write_one(server.start().journal)
    pid = server.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    server.stop()
    stale = folder / "cluster" / "postmaster.pid"
    lines = stale.read_text().split("\n")
    stale.write_text("\n".join([str(os.getpid()), *lines[1:]]))  # a number given out again
    assert (folder / "run" / ".s.PGSQL.5432").exists()
    with EmbeddedPostgres(folder) as dsns:
        assert size_at(dsns.journal) == 1


def test_a_start_that_was_cut_short_is_made_anew(folder: Path) -> None:
    """A half-made cluster of an earlier attempt is thrown away."""
    (folder / "cluster.new").mkdir(parents=True)
    (folder / "cluster.new" / "PG_VERSION").write_text("18")
    with EmbeddedPostgres(folder) as dsns:
        assert size_at(dsns.journal) == 0
    assert not (folder / "cluster.new").exists()


def test_a_path_too_long_for_a_socket_works(folder: Path) -> None:
    """Where the data folder's path is too long, the socket goes elsewhere and is tidied up."""
    deep = folder / ("d" * 120) / "db"
    server = EmbeddedPostgres(deep)
    dsns = server.start()
    target = (deep / "run").resolve()
    assert len(str(target)) < 90
    assert target.stat().st_mode & 0o077 == 0
    write_one(dsns.journal)
    server.stop()
    assert not target.exists()
    with EmbeddedPostgres(deep) as again:
        assert size_at(again.journal) == 1


def test_a_cluster_of_another_version_is_refused(folder: Path) -> None:
    """A folder made by another major version is not touched; the message says what to do."""
    with EmbeddedPostgres(folder):
        pass
    (folder / "cluster" / "PG_VERSION").write_text("14\n")
    with pytest.raises(PortError, match=r"made by PostgreSQL 14.*back up"):
        EmbeddedPostgres(folder).start()


def test_a_damaged_cluster_says_what_the_server_said(folder: Path) -> None:
    """Where the server ends at once, the end of its log is in the error."""
    with EmbeddedPostgres(folder):
        pass
    (folder / "cluster" / "global" / "pg_control").unlink()
    server = EmbeddedPostgres(folder)
    with pytest.raises(PortError, match="pg_control"):
        server.start()
    server.stop()  # nothing is left to be ended


def test_lost_passwords_are_told_at_once(folder: Path) -> None:
    """Without its passwords a cluster lets nobody in: said at once, and no new ones are made."""
    with EmbeddedPostgres(folder) as dsns:
        write_one(dsns.journal)
    shutil.move(folder / "secrets", folder.parent / "secrets")
    begun = time.monotonic()
    with pytest.raises(PortError, match=r"passwords .* are lost; bring"):
        EmbeddedPostgres(folder).start()
    assert time.monotonic() - begun < 5
    assert not (folder / "secrets").exists()
    shutil.move(folder.parent / "secrets", folder / "secrets")
    with EmbeddedPostgres(folder) as dsns:
        assert size_at(dsns.journal) == 1


def test_a_failed_start_says_nothing_of_older_starts(folder: Path) -> None:
    """What earlier starts left in the log is not shown as the cause of this one's failure."""
    with EmbeddedPostgres(folder):
        pass
    with (folder / "server.log").open("a") as log:
        log.write("FATAL: an older story\n")
    (folder / "cluster" / "global" / "pg_control").unlink()
    with pytest.raises(PortError, match=r"(?s)it said: .*pg_control") as caught:
        EmbeddedPostgres(folder).start()
    assert "an older story" not in str(caught.value)
    assert "shut down" not in str(caught.value)


def test_a_server_that_says_nothing_is_told_as_such(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another program owns the folder and its server never answers, no log is made up."""
    monkeypatch.setattr("mingpai.adapters.embedded_postgres._START_TIMEOUT_S", 0)
    folder.mkdir()
    with (folder / "owner.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(PortError, match="it said: nothing"):
            EmbeddedPostgres(folder).start()


def test_a_file_in_the_way_is_a_clear_error(tmp_path: Path) -> None:
    """A data folder that is a file is named in the error."""
    (tmp_path / "file").touch()
    with pytest.raises(PortError, match="start the database in"):
        EmbeddedPostgres(tmp_path / "file").start()


def test_a_large_log_is_put_aside(folder: Path) -> None:
    """The log of a start does not grow without end."""
    folder.mkdir()
    (folder / "server.log").write_bytes(b"x" * 10_000_001)
    with EmbeddedPostgres(folder):
        assert (folder / "server.log").stat().st_size < 1_000_000
        assert (folder / "server.log.1").stat().st_size > 10_000_000


@needs_root
def test_as_root_the_server_runs_as_nobody(folder: Path) -> None:
    """Under folders that only root may enter, the server still runs as an unprivileged account."""
    folder.parent.chmod(0o700)
    with EmbeddedPostgres(folder):
        pid = EmbeddedPostgres(folder).pid
        assert pid is not None
        assert Path("/proc", str(pid)).stat().st_uid == pwd.getpwnam("nobody").pw_uid
        assert (folder / "secrets").stat().st_uid == 0
        assert folder.parent.stat().st_mode & 0o777 == 0o700  # nothing was opened up


def test_an_ordinary_user_can_run_it() -> None:
    """The same life under a user without any rights of root."""
    if not IS_ROOT:
        pytest.skip("we are an ordinary user already: every other test shows it")
    python = _python_for_all()
    if python is None:
        pytest.skip("no Python of this version that an ordinary user may run")
    account = pwd.getpwnam("nobody")
    place = Path(tempfile.mkdtemp(dir="/tmp"))
    os.chown(place, account.pw_uid, account.pw_gid)
    program = (
        "import pathlib, sys\n"
        "from mingpai.adapters.embedded_postgres import EmbeddedPostgres\n"
        "for _ in range(2):\n"
        "    with EmbeddedPostgres(pathlib.Path(sys.argv[1])) as dsns:\n"
        "        from mingpai.adapters.postgres_store import PostgresEntryStore\n"
        "        store = PostgresEntryStore(dsns.journal)\n"
        "        print(store.open_epoch().epoch)\n"
        "        store.close()\n"
    )
    packages = Path(psycopg.__file__).parents[1]
    source = Path(mingpai.__file__).parents[1]
    try:
        done = subprocess.run(
            [python, "-c", program, place / "db"],
            env={"PYTHONPATH": f"{packages}:{source}", "PATH": "/usr/bin:/bin"},
            user=account.pw_uid,
            group=account.pw_gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.stdout, done.returncode) == ("1\n2\n", 0), done.stderr
        cluster = place / "db" / "cluster"
        assert cluster.stat().st_uid == account.pw_uid
    finally:
        shutil.rmtree(place)


def _python_for_all() -> str | None:
    """Return a Python of our version that every user may run, with our packages in reach."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    packages = Path(psycopg.__file__).parents[1]
    if any(folder.stat().st_mode & 0o001 == 0 for folder in (packages, *packages.parents)):
        return None
    for candidate in (f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"):
        if Path(candidate).exists():
            return candidate
    return None


def test_a_server_that_is_still_coming_up_is_waited_for(folder: Path) -> None:
    """A start right after a kill of server and program waits for the old processes to be gone."""
    server = EmbeddedPostgres(folder)
    write_one(server.start().journal)
    pid = server.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    server._release_owner_lock()  # as if our program had been killed at the same moment
    began = time.monotonic()
    with EmbeddedPostgres(folder) as dsns:
        assert size_at(dsns.journal) == 1
    assert time.monotonic() - began < 20
    assert server._child is not None
    server._child.wait()

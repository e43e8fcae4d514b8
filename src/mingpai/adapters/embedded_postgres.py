"""The database that comes with the program: PostgreSQL from a wheel, run as our child.

Owns the server's life: a new cluster, start, stop, and taking back a server that outlived a
program that was killed. Must not know what is stored; tables and roles are
`adapters.postgres_schema`, programs and accounts `adapters.postgres_binaries`.

Inside the data folder:

    owner.lock    held by the program that may start and stop the server
    server.lock   held by the server itself, through a descriptor it inherits
    secrets/      one password file per role, mode 0600, read by the driver (never in a DSN)
    cluster/      PostgreSQL's own files
    run           the socket folder, or a link to one under the temporary folder
    server.log    what the server says

Three choices that are not obvious:

1. *Folders as descriptors.* Where we are root, the server runs as an unprivileged account that
   may not be able to enter the folders above the data folder, and those are not ours to open
   up. So the cluster and the socket folder are opened here and handed over as descriptors; the
   server knows them as /proc/self/fd/N, which leads straight to the folder.
2. *A lock that the server holds.* The kernel releases server.lock when the last process of the
   server is gone, and not before. So "is a server still running on this cluster" is never
   guessed from a process number in a file, which may long be another process; and a stale
   postmaster.pid or socket can be removed safely once the lock is ours.
3. *The server does not die with us.* After a kill -9 of the program it runs on, finishes what
   it was doing and keeps what was committed; the next start finds server.lock held and takes
   the server back, or ends it and starts another.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from mingpai.adapters.postgres_binaries import Account, Binaries, account_for, find_binaries
from mingpai.adapters.postgres_passwords import Passwords
from mingpai.adapters.postgres_schema import ADMIN, DATABASE, Dsns, prepare_database
from mingpai.ports import PortError

_PORT = 5432  # part of the socket's name; no TCP port is opened
_SOCKET_NAME = f".s.PGSQL.{_PORT}"
_LONGEST_SOCKET_PATH = 107
_START_TIMEOUT_S = 60
_STOP_TIMEOUT_S = 60
_ORPHAN_PATIENCE_S = 15
_PAUSE_S = 0.02
_LARGEST_LOG = 10_000_000
_LONGEST_TAIL = 600
_BUILTIN_LOCALE_SINCE = 17

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    # Durability is the point of the journal: nothing here may be turned off.
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    # The log's files are used again as soon as there are some, and not filled with zeros before
    # their first use: that stalled one commit in a hundred by 50 ms. Durability is the same.
    "wal_init_zero": "off",
    "max_wal_size": "512MB",
    "min_wal_size": "512MB",
    "shared_buffers": "256MB",
    "checkpoint_timeout": "15min",
    "wal_buffers": "16MB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    # A statement or its values may hold what is personal: they are kept out of the log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_timezone": "UTC",
    "timezone": "UTC",
}


class EmbeddedPostgres:
    """One embedded server over one data folder.

    `start` may be called again and does nothing then; `stop` ends the server. Where another
    live program already runs a server on this folder, `start` joins it and `stop` leaves it
    alone. Works as root (the server then runs as `nobody`) and as an ordinary user.
    Not safe to be started from two threads at once.
    """

    def __init__(self, data_dir: Path, *, programs: Path | None = None) -> None:
        """Name the data folder; `programs` is another PostgreSQL's bin folder (for tests)."""
        self._folder = data_dir.absolute()
        self._programs = programs
        self._cluster = self._folder / "cluster"
        self._passwords = Passwords(self._folder / "secrets")
        self._owner_lock: int | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._dsns: Dsns | None = None
        self._log_begins = 0

    def __enter__(self) -> Dsns:
        """Start."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def start(self) -> Dsns:
        """Bring the server up, with roles and tables, and return how each role connects.

        Makes the cluster if there is none; takes back a server that outlived its program; joins
        one that another program runs. Raises: PortError saying what to do.
        """
        if self._dsns is not None:
            return self._dsns
        try:
            self._make_folder()
            self._check_passwords()
            self._owner_lock = _try_lock(self._folder / "owner.lock")
            if self._owner_lock is None:
                self._wait_ready(_START_TIMEOUT_S)
            else:
                self._bring_up()
            self._dsns = prepare_database(self._dsn, self._passwords)
        except OSError as error:
            self._abandon()
            msg = f"start the database in {self._folder}: {error}"
            raise PortError(msg, retry_is_safe=True) from error
        except psycopg.Error as error:
            self._abandon()
            msg = f"prepare the database in {self._folder}: {error}"
            raise PortError(msg, retry_is_safe=True) from error
        except BaseException:
            self._abandon()
            raise
        return self._dsns

    def revive(self) -> bool:
        """Start the server again where it has died, and say whether that was so.

        Does nothing while it runs, nor where another program owns it. Raises: PortError.
        """
        if self._owner_lock is None:
            return False
        lock = _try_lock(self._folder / "server.lock")
        if lock is None:
            return False
        os.close(lock)
        try:
            self._bring_up()
        except OSError as error:
            msg = f"start the database in {self._folder} again: {error}"
            raise PortError(msg, retry_is_safe=True) from error
        return True

    def stop(self) -> None:
        """End the server cleanly if it is ours to end; return when its last process is gone.

        Raises: PortError where it does not end.
        """
        self._dsns = None
        if self._owner_lock is None:
            return
        for number, patience_s in ((signal.SIGINT, _STOP_TIMEOUT_S), (signal.SIGQUIT, 10)):
            self._signal(number)
            if self._gone(patience_s):
                self._tidy_socket_folder()
                self._release_owner_lock()
                return
        msg = f"stop the database in {self._folder}: it does not end; see server.log there"
        raise PortError(msg, retry_is_safe=True)

    @property
    def pid(self) -> int | None:
        """Process number of the server on this folder, if one runs."""
        return self._running_pid()

    def _dsn(self, role: str, database: str = DATABASE) -> str:
        """Return how `role` connects. Empty values keep the environment's PG* out."""
        return make_conninfo(
            host=os.path.realpath(self._folder / "run"),
            port=_PORT,
            dbname=database,
            user=role,
            password="",
            passfile=str(self._passwords.file(role)),
            options="",
            connect_timeout=10,
        )

    # Start -----------------------------------------------------------------------------------

    def _make_folder(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        log = self._folder / "server.log"
        if log.exists() and log.stat().st_size > _LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        self._log_begins = log.stat().st_size if log.exists() else 0

    def _check_passwords(self) -> None:
        """Refuse a cluster whose passwords are lost: a new one would never be let in."""
        if self._cluster.exists() and not self._passwords.has(ADMIN):
            msg = (
                f"start the database in {self._folder}: its passwords (secrets/) are lost; bring "
                "the folder back from its copy, or restore a backup (docs/operating.md)"
            )
            raise PortError(msg, retry_is_safe=False)

    def _bring_up(self) -> None:
        """Take back the server that runs on the cluster, or start one."""
        account = account_for(self._cluster)
        server_lock = self._take_back()
        if server_lock is None:
            return
        try:
            binaries = find_binaries(account, self._programs)
            if not self._cluster.exists():
                self._make_cluster(account, binaries)
            self._check_version(binaries)
            self._clear_stale_files()
            self._make_socket_folder(account)
            self._launch(account, binaries, server_lock)
        finally:
            os.close(server_lock)  # the server holds its own copy by now
        self._wait_ready(_START_TIMEOUT_S)

    def _take_back(self) -> int | None:
        """Return None once a server that still runs here answers, or the lock if none runs.

        One that neither answers nor ends is ended.
        """
        started, ended = time.monotonic(), False
        while time.monotonic() < started + _START_TIMEOUT_S:
            lock = _try_lock(self._folder / "server.lock")
            if lock is not None:
                return lock
            if self._running_pid() is not None and self._answers():
                return None
            if not ended and time.monotonic() > started + _ORPHAN_PATIENCE_S:
                self._signal(signal.SIGQUIT)
                ended = True
            time.sleep(_PAUSE_S)
        msg = f"take back the server that still runs on {self._cluster}: it gives no answer"
        raise PortError(msg, retry_is_safe=True)

    def _make_cluster(self, account: Account, binaries: Binaries) -> None:
        """Make a cluster beside its place and move it there when it is whole."""
        draft = self._folder / "cluster.new"
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir(mode=0o700)
        account.own(draft)
        with _opened(draft) as folder, self._passwords.handed_to(account.uid, ADMIN) as password:
            self._run(
                [
                    binaries.initdb,
                    f"--pgdata={_reach(account, draft, folder)}",
                    f"--username={ADMIN}",
                    f"--pwfile=/proc/self/fd/{password}",
                    "--auth-local=scram-sha-256",
                    "--auth-host=reject",
                    "--data-checksums",
                    "--encoding=UTF8",
                    *_locale(binaries),
                ],
                **account.spawn_options(),
                pass_fds=(folder, password),
            )
        draft.rename(self._cluster)
        with _opened(self._folder) as parent:
            os.fsync(parent)

    def _run(self, command: list[str], **options: Any) -> None:  # noqa: ANN401 - subprocess's own
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            command, capture_output=True, text=True, check=False, timeout=300, **options
        )
        if done.returncode:
            msg = f"make a cluster in {self._cluster}: {done.stderr.strip()[-600:]}"
            raise PortError(msg, retry_is_safe=True)

    def _check_version(self, binaries: Binaries) -> None:
        made_by = (self._cluster / "PG_VERSION").read_text().strip()
        if made_by != str(binaries.major):
            msg = (
                f"start the database in {self._cluster}: it was made by PostgreSQL {made_by} and "
                f"this program brings {binaries.major}; back up with the old program and restore"
            )
            raise PortError(msg, retry_is_safe=False)

    def _clear_stale_files(self) -> None:
        """Remove what a killed server left behind. Requires: server.lock is ours."""
        (self._cluster / "postmaster.pid").unlink(missing_ok=True)
        sockets = self._folder / "run"
        for name in (_SOCKET_NAME, f"{_SOCKET_NAME}.lock"):
            (sockets / name).unlink(missing_ok=True)

    def _make_socket_folder(self, account: Account) -> None:
        """Make the socket folder, mode 0700, at a path short enough for a socket."""
        place = self._folder / "run"
        if len(os.fsencode(place / _SOCKET_NAME)) <= _LONGEST_SOCKET_PATH:
            if place.is_symlink():
                place.unlink()
            place.mkdir(mode=0o700, exist_ok=True)
        elif not place.is_dir() or place.stat().st_uid not in {account.uid, os.geteuid()}:
            place.unlink(missing_ok=True)
            place.symlink_to(tempfile.mkdtemp(prefix="mingpai-"))
        target = place.resolve()
        target.chmod(0o700)
        account.own(target)

    def _launch(self, account: Account, binaries: Binaries, server_lock: int) -> None:
        sockets = Path(os.path.realpath(self._folder / "run"))
        with (
            _opened(self._cluster) as cluster,
            _opened(sockets) as run,
            open(self._folder / "server.log", "ab", buffering=0, opener=_private) as log,
        ):
            settings = _SETTINGS | {"unix_socket_directories": _reach(account, sockets, run)}
            options = [f"--{name}={value}" for name, value in settings.items()]
            data = _reach(account, self._cluster, cluster)
            self._child = subprocess.Popen(  # noqa: S603 - our own program, no shell
                [binaries.postgres, "-D", data, "-p", str(_PORT), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(cluster, run, server_lock),
                start_new_session=True,  # Ctrl-C is for us; we end the server when we are done
                **account.spawn_options(),  # type: ignore[call-overload] # options as a mapping
            )

    def _wait_ready(self, patience_s: int) -> None:
        """Return when the server answers. Raises: PortError with what it said since our start."""
        deadline = time.monotonic() + patience_s
        while not self._answers():
            ended = self._child is not None and self._child.poll() is not None
            if ended or time.monotonic() > deadline:
                msg = f"start the database in {self._folder}: it gives no answer; it said: "
                raise PortError(msg + (self._said() or "nothing"), retry_is_safe=True)
            time.sleep(_PAUSE_S)

    def _said(self) -> str:
        """Return the end of what this start added to the log, which holds older starts too."""
        log = self._folder / "server.log"
        added = log.read_bytes()[self._log_begins :] if log.exists() else b""
        return added.decode(errors="replace").strip()[-_LONGEST_TAIL:]

    def _answers(self) -> bool:
        """Say whether the server lets our administrator in."""
        if not (self._folder / "run" / _SOCKET_NAME).exists():
            return False
        try:
            psycopg.connect(self._dsn(ADMIN, "postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    # Stop ------------------------------------------------------------------------------------

    def _running_pid(self) -> int | None:
        """Return the server's process number, if that process truly runs on our cluster."""
        try:
            line = (self._cluster / "postmaster.pid").read_text().split("\n", 1)[0]
            pid = int(line)
            here = Path("/proc", str(pid), "cwd").samefile(self._cluster)
        except (OSError, ValueError):
            return None
        return pid if here else None

    def _signal(self, number: signal.Signals) -> None:
        pid = self._running_pid()
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def _gone(self, patience_s: int) -> bool:
        """Wait until the last process of the server is gone; say whether it is."""
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            if self._child is not None:
                self._child.poll()  # so that no zombie is left
            lock = _try_lock(self._folder / "server.lock")
            if lock is not None:
                os.close(lock)
                if self._child is not None:
                    self._child.wait()
                    self._child = None
                return True
            time.sleep(_PAUSE_S)
        return False

    def _tidy_socket_folder(self) -> None:
        """Remove a socket folder under the temporary folder; it is made anew at each start."""
        place = self._folder / "run"
        if place.is_symlink():
            shutil.rmtree(place.resolve(), ignore_errors=True)
            place.unlink()

    def _release_owner_lock(self) -> None:
        if self._owner_lock is not None:
            os.close(self._owner_lock)
            self._owner_lock = None

    def _abandon(self) -> None:
        """End what a failed start began; the failure itself is what the caller must hear."""
        if self._child is not None:
            with contextlib.suppress(PortError):
                self.stop()
        self._release_owner_lock()


def _locale(binaries: Binaries) -> list[str]:
    """Return initdb's options for C.UTF-8, from PostgreSQL itself where it brings one."""
    if binaries.major >= _BUILTIN_LOCALE_SINCE:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def _reach(account: Account, folder: Path, descriptor: int) -> str:
    """Return the path by which the server gets to `folder`, see point 1 above."""
    return str(folder) if account.uid is None else f"/proc/self/fd/{descriptor}"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _try_lock(path: Path) -> int | None:
    """Return a descriptor that holds the lock, or None where somebody else holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor

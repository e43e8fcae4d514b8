"""Wires the program: the only file that knows every concrete class.

A service lives in one data folder: `keys/`, `cell/`, `config.json`, and `postgres/` where the
embedded server is used (without DATABASE_URL).
"""

import asyncio
import gc
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from mingpai import house
from mingpai.adapters import keys_file
from mingpai.adapters.cell_file import FileCell
from mingpai.adapters.clock import SystemClock
from mingpai.adapters.embedded_postgres import EmbeddedPostgres
from mingpai.adapters.follower_child import run as run_as_child
from mingpai.adapters.follower_process import FollowerProcess
from mingpai.adapters.postgres_schema import Dsns, use_server
from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.adapters.time_source import SntpSource
from mingpai.events import registry
from mingpai.journal.checkpoint import Checkpoint, print_checkpoint
from mingpai.journal.entry import decode_entry
from mingpai.journal.merkle import SHA256
from mingpai.journal.notes import parse_vkey_line, sign_note, verifier_for
from mingpai.kernel.event import Registry
from mingpai.law.platforms import NATIONAL, PlatformList, sandbox_list
from mingpai.ports import CheckpointCell, Clock, EntryStore, KeyRing, SubjectStore
from mingpai.service.archive import Archive
from mingpai.service.catalogue import domains
from mingpai.service.core import Core, Parts
from mingpai.service.domains import Domain
from mingpai.service.export import Source
from mingpai.service.following import Around, Following
from mingpai.service.retinue import Retinue
from mingpai.service.start import NotReady, StartRefused, cell_checkpoint

CONFIG = "config.json"
KEYS = "keys"
CELL = "cell"
POSTGRES = "postgres"
SWITCH_S = 0.0001
"""After so long a thread that waits for the interpreter gets it; Python's own is 0.005."""
FOLLOW = "import sys; from mingpai.bootstrap import follow; sys.exit(follow())"
"""What the followers' process runs."""


class Config(Struct, frozen=True, forbid_unknown_fields=True):
    """What `init` fixes for good."""

    origin: str
    court: str
    is_sandbox: bool
    time_source: str = ""
    """An SNTP server that the service's clock is held against; none where it is empty."""

    @property
    def source_of_time(self) -> SntpSource | None:
        """The server that is asked for the time. Raises: ValueError for what is no address."""
        return SntpSource(self.time_source) if self.time_source else None

    @property
    def platforms(self) -> PlatformList:
        """The list of platforms that announcements are held against."""
        return sandbox_list() if self.is_sandbox else NATIONAL


class Service(Struct, frozen=True):
    """An opened data folder: everything that a command may need. Closed by its context."""

    folder: Path
    config: Config
    dsns: Dsns
    store: EntryStore
    reading: EntryStore
    subjects: SubjectStore
    ring: KeyRing
    cell: CheckpointCell
    domains: dict[str, Domain]
    registry: Registry

    @property
    def origin(self) -> str:
        """The journal's name."""
        return self.config.origin

    @property
    def source(self) -> Source:
        """What an export or a replay reads from."""
        return Source(self.reading, self.ring, self.origin, self.registry)

    def core(self, clock: Clock | None = None) -> Core:
        """Return a core over this service; it closes the store connections when it stops."""
        parts = Parts(
            store=self.store,
            reading=self.reading,
            cell=self.cell,
            ring=self.ring,
            clock=clock or SystemClock(),
            origin=self.origin,
            registry=self.registry,
            domains=self.domains,
            opening=opening_of(self.config, self.ring),
            following=self._following,
            time_source=self.config.source_of_time,
        )
        return Core(parts)

    def _following(self, around: Around) -> Following:
        setup = msgspec.json.encode(_Followed(str(self.folder.absolute()), self.dsns.journal))
        return FollowerProcess([sys.executable, "-P", "-c", FOLLOW], setup, around)


class _Followed(Struct, frozen=True):
    """What the followers' process is told at its start; not in its arguments, for the password."""

    folder: str
    dsn: str


def follow() -> int:
    """Be the followers' process of a service. Returns the exit status."""
    return run_as_child(_retinue_of)


def _retinue_of(setup: bytes) -> Retinue:
    """Open what a service's followers need, over a connection of their own."""
    followed = msgspec.json.decode(setup, type=_Followed)
    folder = Path(followed.folder)
    config = read_config(folder)
    ring = keys_of(folder, config)
    store = PostgresEntryStore(followed.dsn)
    return Retinue(store, ring, config.origin, registry(), domains(config.platforms))


def opening_of(config: Config, ring: KeyRing) -> house.JournalOpened:
    """Return the first event of this service's journal."""
    return house.JournalOpened(
        origin=config.origin,
        log_vkey=ring.log.vkey,
        receipts_vkey=ring.receipts.vkey,
        sm2_vkey=ring.sm2.vkey,
        platform_list=config.platforms.name,
        is_sandbox=config.is_sandbox,
    )


def settle_process() -> None:
    """Tune a process that runs a core for long: its garbage collector and its threads.

    What a start loaded is never looked at again, and full collections, whose pauses bidders feel,
    become rare. The thread that appends needs the interpreter for moments only, and gets it soon
    while the next batch is decided. What this gives is in docs/benchmarks.md.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 1_000)
    sys.setswitchinterval(SWITCH_S)


def default_folder() -> Path:
    """Return where a service's data lie unless `--data` says otherwise."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "mingpai"


def create(folder: Path, config: Config) -> None:
    """Make keys, configuration and checkpoint cell in a new or empty folder.

    The cell begins with the head of the empty journal, so that a cell that is missing later is
    always a fault. Raises: NotReady where the folder is in use; PortError.
    """
    try:
        if folder.exists() and any(folder.iterdir()):
            msg = f"{folder} is not empty; choose a new folder with --data"
            raise NotReady(msg)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{folder} cannot be made a data folder: {error.strerror}; choose another with --data"
        raise NotReady(msg) from error
    keys_file.create(folder / KEYS, config.origin)
    (folder / CELL).mkdir(mode=0o700)
    ring = keys_file.FileKeyRing(folder / KEYS, _unix_seconds)
    empty = print_checkpoint(Checkpoint(config.origin, 0, SHA256.empty))
    FileCell(folder / CELL / "checkpoint").swap(old=None, new=sign_note(empty, [ring.log]).encode())
    # Last, because a folder with a configuration is a service.
    descriptor = os.open(folder / CONFIG, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(config)) + b"\n")


@contextmanager
def undone_on_failure(folder: Path, unless: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Where making a service in a new or empty folder fails, leave it as it was found.

    Interrupted or told to end counts as a failure: half a service could neither start nor be
    made again. `unless` is asked then whether something outside needs the folder's keys.
    """
    was_there = folder.exists()
    is_ours = not was_there or (folder.is_dir() and not any(folder.iterdir()))
    try:
        yield
    except BaseException:
        if is_ours and folder.is_dir() and not unless():
            _empty(folder)
            if not was_there:
                with suppress(OSError):  # the first failure is what the caller must hear
                    folder.rmdir()
        raise


def _empty(folder: Path) -> None:
    """Remove what a folder holds; go on for a while where a program that ends still writes."""
    deadline = time.monotonic() + _WRITES_ON_FOR_S
    while True:
        left = list(folder.iterdir())
        for made in left:
            if made.is_dir():
                shutil.rmtree(made, ignore_errors=True)
            else:
                with suppress(OSError):
                    made.unlink()
        if not any(folder.iterdir()) or time.monotonic() > deadline:
            return
        time.sleep(_PAUSE_S)


_WRITES_ON_FOR_S = 5
_PAUSE_S = 0.02
_Result = TypeVar("_Result")


def run_until_told(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run work on a loop of its own; a request to end cancels it, so that it ends in order.

    Raised in the middle of the loop, as elsewhere, the end would hit whatever runs just then, and
    what waits for that would never be told. Raises: SystemExit with the signal's status.
    """
    told: list[int] = []

    async def watched() -> _Result:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()

        def end(number: int, _frame: object) -> None:
            told.append(number)
            if task is not None and not task.done():
                task.cancel()
                loop.call_soon_threadsafe(int)  # wakes the loop

        before = {one: signal.signal(one, end) for one in (signal.SIGTERM, signal.SIGHUP)}
        try:
            return await work
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    try:
        result = asyncio.run(watched())
    except asyncio.CancelledError:
        if not told:
            raise
    if told:  # also where the work was done before it could be cancelled
        raise SystemExit(128 + told[0])
    return result


def read_config(folder: Path) -> Config:
    """Return the configuration of a service's folder. Raises: NotReady."""
    try:
        config = msgspec.json.decode((folder / CONFIG).read_bytes(), type=Config)
        _ = config.source_of_time
    except FileNotFoundError as error:
        msg = f"{folder} holds no service; run: mingpai init --data {folder}"
        raise NotReady(msg) from error
    except (OSError, msgspec.DecodeError, ValueError) as error:
        msg = f"{folder / CONFIG} cannot be used: {error}; bring the file back from its copy"
        raise NotReady(msg) from error
    return config


def keys_of(folder: Path, config: Config) -> keys_file.FileKeyRing:
    """Return the keys of a service's folder. Raises: NotReady for another journal's; PortError."""
    ring = keys_file.FileKeyRing(folder / KEYS, _unix_seconds)
    if ring.origin != config.origin:
        msg = (
            f"{folder / CONFIG} names the journal {config.origin}, but the keys beside it are of "
            f"{ring.origin}; bring back the one that belongs there (docs/operating.md)"
        )
        raise NotReady(msg)
    return ring


@contextmanager
def database(folder: Path) -> Iterator[Dsns]:
    """Hold a running database: DATABASE_URL's, otherwise the embedded one in the folder."""
    url = os.environ.get("DATABASE_URL")
    if url:
        yield use_server(url)
        return
    with EmbeddedPostgres(folder / POSTGRES) as dsns:
        yield dsns


@contextmanager
def watched_database(folder: Path) -> Iterator[tuple[Dsns, Callable[[], bool]]]:
    """Hold a running database, and a call that starts it again where it is ours and has died.

    The call says whether it had to; an outside server is never ours to start. Raises: PortError.
    """
    if os.environ.get("DATABASE_URL"):
        with database(folder) as dsns:
            yield dsns, lambda: False
        return
    server = EmbeddedPostgres(folder / POSTGRES)
    with server as dsns:
        yield dsns, server.revive


@contextmanager
def opened(folder: Path) -> Iterator[Service]:
    """Open a service's folder: start its database if it is ours, connect, load the keys.

    Raises: NotReady, PortError.
    """
    config = read_config(folder)
    ring = keys_of(folder, config)
    with ExitStack() as stack:
        dsns = stack.enter_context(database(folder))
        store = PostgresEntryStore(dsns.journal)
        stack.callback(store.close)
        reading = PostgresEntryStore(dsns.journal)
        stack.callback(reading.close)
        subjects = PostgresSubjects(dsns.subjects)
        stack.callback(subjects.close)
        yield Service(
            folder=folder,
            config=config,
            dsns=dsns,
            store=store,
            reading=reading,
            subjects=subjects,
            ring=ring,
            cell=FileCell(folder / CELL / "checkpoint"),
            domains=domains(config.platforms),
            registry=registry(),
        )


def opened_for_reading(folder: Path | None) -> AbstractContextManager[Service]:
    """Open a folder that holds a service, the default one if none is named; make nothing.

    Raises: NotReady where its database is not there; StartRefused where the journal is another
    one, or older than the checkpoint cell, or the cell is missing; PortError.
    """
    return _held_against_cell(place_to_read(folder))


def place_to_read(folder: Path | None) -> Path:
    """Return the folder to read from, the default one if none is named. Raises: NotReady."""
    place = folder or default_folder()
    read_config(place)
    if not os.environ.get("DATABASE_URL") and not (place / POSTGRES).is_dir():
        msg = f"{place} has lost its database ({POSTGRES}); restore a backup (docs/operating.md)"
        raise NotReady(msg)
    return place


@contextmanager
def _held_against_cell(folder: Path) -> Iterator[Service]:
    """Open a folder whose journal reaches at least as far as its checkpoint cell says."""
    with opened(folder) as service:
        held_against_cell(service)
        yield service


def held_against_opening(service: Service) -> None:
    """Hold the journal's first entry, where there is one, against this folder.

    Raises: StartRefused naming what differs; InvariantBroken where the entry cannot be read.
    """
    first = service.reading.read(0, limit=1)
    if not first:
        return
    vkey = service.ring.receipts.vkey
    archive = Archive(service.reading, service.registry, origin=service.origin, vkey=vkey)
    opened = archive.event(decode_entry(first[0].leaf), first[0])
    wanted = opening_of(service.config, service.ring)
    differing = [
        name
        for name in wanted.__struct_fields__
        if getattr(opened, name, None) != getattr(wanted, name)
    ]
    if differing:
        msg = (
            f"the journal in the database is not that of {service.folder}: its first entry says "
            f"something else of {', '.join(differing)}; set DATABASE_URL, {CONFIG} and {KEYS}/ "
            "right (docs/operating.md)"
        )
        raise StartRefused(msg)


def held_against_cell(service: Service) -> Checkpoint:
    """Return the last published head, if the journal is ours and reaches that far.

    Raises: StartRefused; InvariantBroken where its first entry cannot be read.
    """
    held_against_opening(service)
    verifier = verifier_for(parse_vkey_line(service.ring.log.vkey))
    checkpoint = cell_checkpoint(service.cell, verifier)
    size = service.reading.head().size
    if checkpoint is None:
        msg = (
            f"{service.folder / CELL} holds no checkpoint; bring the cell back (docs/operating.md)"
        )
        raise StartRefused(msg)
    if size < checkpoint.size:
        msg = (
            f"the journal holds {size} entries, but a checkpoint over {checkpoint.size} was "
            "published: the database is older than the cell; restore the newest backup"
        )
        raise StartRefused(msg)
    return checkpoint


def _unix_seconds() -> int:
    return int(time.time())

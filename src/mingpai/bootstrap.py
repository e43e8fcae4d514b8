"""Wires the program: the only file that knows every concrete class.

A service lives in one data folder: `keys/`, `cell/`, `config.json`, and `postgres/` where the
embedded server is used (without DATABASE_URL).
"""

import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from mingpai import house
from mingpai.adapters import keys_file
from mingpai.adapters.cell_file import FileCell
from mingpai.adapters.clock import SystemClock
from mingpai.adapters.embedded_postgres import EmbeddedPostgres
from mingpai.adapters.postgres_schema import Dsns, use_server
from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.adapters.postgres_subjects import PostgresSubjects
from mingpai.events import registry
from mingpai.journal.checkpoint import Checkpoint, print_checkpoint
from mingpai.journal.merkle import SHA256
from mingpai.journal.notes import sign_note
from mingpai.kernel.event import Registry
from mingpai.law.platforms import NATIONAL, PlatformList, sandbox_list
from mingpai.ports import CheckpointCell, Clock, EntryStore, KeyRing, SubjectStore
from mingpai.service.catalogue import domains
from mingpai.service.core import Core, Parts
from mingpai.service.domains import Domain
from mingpai.service.export import Source
from mingpai.service.start import NotReady

CONFIG = "config.json"
KEYS = "keys"
CELL = "cell"
POSTGRES = "postgres"


class Config(Struct, frozen=True, forbid_unknown_fields=True):
    """What `init` fixes for good."""

    origin: str
    court: str
    is_sandbox: bool

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
        )
        return Core(parts)


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


def default_folder() -> Path:
    """Return where a service's data lie unless `--data` says otherwise."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "mingpai"


def create(folder: Path, config: Config) -> None:
    """Make keys, configuration and checkpoint cell in a new or empty folder.

    The cell begins with the head of the empty journal, so that a cell that is missing later is
    always a fault. Raises: NotReady where the folder is in use; PortError.
    """
    if folder.exists() and any(folder.iterdir()):
        msg = f"{folder} is not empty; choose a new folder with --data"
        raise NotReady(msg)
    folder.mkdir(parents=True, exist_ok=True)
    keys_file.create(folder / KEYS, config.origin)
    (folder / CELL).mkdir(mode=0o700)
    ring = keys_file.FileKeyRing(folder / KEYS, _unix_seconds)
    empty = print_checkpoint(Checkpoint(config.origin, 0, SHA256.empty))
    FileCell(folder / CELL / "checkpoint").swap(old=None, new=sign_note(empty, [ring.log]).encode())
    # Last, because a folder with a configuration is a service.
    (folder / CONFIG).write_bytes(msgspec.json.format(msgspec.json.encode(config)) + b"\n")


def read_config(folder: Path) -> Config:
    """Return the configuration of a service's folder. Raises: NotReady."""
    try:
        return msgspec.json.decode((folder / CONFIG).read_bytes(), type=Config)
    except FileNotFoundError as error:
        msg = f"{folder} holds no service; run: mingpai init --data {folder}"
        raise NotReady(msg) from error
    except (OSError, msgspec.DecodeError) as error:
        msg = f"{folder / CONFIG} cannot be used: {error}"
        raise NotReady(msg) from error


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
def opened(folder: Path) -> Iterator[Service]:
    """Open a service's folder: start its database if it is ours, connect, load the keys.

    Raises: NotReady, PortError.
    """
    config = read_config(folder)
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
            ring=keys_file.FileKeyRing(folder / KEYS, _unix_seconds),
            cell=FileCell(folder / CELL / "checkpoint"),
            domains=domains(config.platforms),
            registry=registry(),
        )


def opened_for_reading(folder: Path | None) -> AbstractContextManager[Service]:
    """Open a folder, the default one if none is named. Raises: NotReady, PortError."""
    return opened(folder or default_folder())


def _unix_seconds() -> int:
    return int(time.time())

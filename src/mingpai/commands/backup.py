"""`mingpai backup DIR` and `mingpai restore DIR`: the database, and how to come back from it.

A backup holds the database and the configuration, never the keys and never the checkpoint cell:
a cell that came back with the database could not tell that the database is old.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from mingpai import bootstrap
from mingpai.adapters import postgres_dump
from mingpai.adapters.cell_file import FileCell
from mingpai.adapters.clock import SystemClock
from mingpai.commands.damage import DAMAGE, OTHER_ROOT, SYMPTOMS, first_damage, line_of, said
from mingpai.commands.output import (
    DONE,
    WRONG,
    Unusable,
    failure,
    print_json,
    progress,
    tell,
)
from mingpai.commands.replay import fold_again
from mingpai.journal.checkpoint import Checkpoint
from mingpai.journal.notes import parse_vkey_line, verifier_for
from mingpai.ports import CheckpointCell, KeyRing, PortError
from mingpai.service.archive import Archive
from mingpai.service.start import (
    NotReady,
    StartRefused,
    cell_checkpoint,
    check_clock,
    new_fold,
    read_back,
)

DUMP = "database.dump"
ABOUT = "backup.json"


class About(Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup says of itself: whose journal, and at least how many entries."""

    origin: str
    court: str
    is_sandbox: bool
    entries: int


def backup(target: Path, data: Path | None, *, as_json: bool) -> int:
    """Write a backup into a new or empty folder."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        msg = f"backup: {target} is not an empty folder; name a new one"
        raise Unusable(msg)
    try:
        with bootstrap.opened_for_reading(data) as service:
            entries = service.reading.head().size
            config = service.config
            about = About(config.origin, config.court, config.is_sandbox, entries)
            with _whole_or_nothing(target) as unfinished:
                postgres_dump.dump(service.dsns.admin, unfinished / DUMP)
                _write_private(unfinished / ABOUT, msgspec.json.encode(about) + b"\n")
    except (NotReady, StartRefused, PortError, OSError) as error:
        msg = f"backup: {error}"
        raise Unusable(msg) from error
    if as_json:
        print_json({"backup": str(target), "origin": about.origin, "entries": entries})
    else:
        tell(
            f"{about.origin} 的 {entries} 个条目已备份到 {target}；密钥和检查点存放处另行保管。",
            f"{entries} entries of {about.origin} in {target}; keys and cell are kept apart.",
        )
    return DONE


@contextmanager
def _whole_or_nothing(target: Path) -> Iterator[Path]:
    """Give a private folder that becomes `target` once it is whole; half of one never stays.

    It would hold persons' fields where nobody looks for them.
    """
    unfinished = target.with_name(f".{target.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    try:
        yield unfinished
        if target.exists():
            target.rmdir()
        unfinished.rename(target)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def restore(source: Path, data: Path | None, *, as_json: bool) -> int:
    """Bring a backup into a folder that has its keys and cell but no entries; check it at once.

    What can be checked beforehand is: where keys or cell cannot be used nothing is restored.
    """
    folder = data or bootstrap.default_folder()
    about = _about(source)
    try:
        config = bootstrap.read_config(folder)
        _held_against(about, config)
        _published(
            FileCell(folder / bootstrap.CELL / "checkpoint"), bootstrap.keys_of(folder, config)
        )
        with _left_as_found(folder / bootstrap.POSTGRES), bootstrap.opened(folder) as service:
            entries = postgres_dump.restore(service.dsns.admin, source / DUMP)
            reason = _refusal(service)
            if not reason:
                _warn_of_clock(service)
    except (NotReady, StartRefused, PortError, OSError) as error:
        msg = f"restore: {error}"
        raise Unusable(msg) from error
    _tell(folder, entries, reason, as_json=as_json)
    return WRONG if reason else DONE


@contextmanager
def _left_as_found(database: Path) -> Iterator[None]:
    """Where nothing is restored leave no database of ours behind that was not there before."""
    was_there = database.exists()
    try:
        yield
    except BaseException:
        if not was_there:
            shutil.rmtree(database, ignore_errors=True)
        raise


def _held_against(about: About, config: bootstrap.Config) -> None:
    """Refuse a backup of another service than the folder's. Raises: Unusable."""
    if config.origin != about.origin:
        msg = f"restore: the backup is of {about.origin}, the folder is of {config.origin}"
        raise Unusable(msg)
    for name in ("court", "is_sandbox"):
        there, here = getattr(about, name), getattr(config, name)
        if there != here:
            msg = (
                f"restore: {name} is {there} in the backup and {here} in the folder's "
                f"{bootstrap.CONFIG}; bring back the {bootstrap.CONFIG} that belongs there"
            )
            raise Unusable(msg)


def _about(source: Path) -> About:
    try:
        return msgspec.json.decode((source / ABOUT).read_bytes(), type=About)
    except (OSError, msgspec.DecodeError) as error:
        msg = f"restore: {source} holds no backup: {error}"
        raise Unusable(msg) from error


def _published(cell: CheckpointCell, ring: KeyRing) -> Checkpoint | None:
    return cell_checkpoint(cell, verifier_for(parse_vkey_line(ring.log.vkey)))


def _refusal(service: bootstrap.Service) -> str:
    """Return why a service over the restored database would not start; nothing if it would.

    All that a start checks, and the whole tree besides: a start goes on from a snapshot.
    """
    try:
        bootstrap.held_against_opening(service)
        published = _published(service.cell, service.ring)
        vkey = service.ring.receipts.vkey
        archive = Archive(service.reading, service.registry, origin=service.origin, vkey=vkey)
        fold = new_fold(archive, service.domains, secret=service.ring.command_secret)
        read_back(service.reading, fold, head=service.reading.head(), checkpoint=published)
        replayed = fold_again(service.source, service.domains, to=None, published=published)
    except StartRefused as error:
        return str(error)
    except SYMPTOMS as error:
        place = first_damage(service.source)
        if not place and not isinstance(error, DAMAGE):
            raise
        return line_of(place or f"{said(error)} (are all the keys this journal's?)")
    if not replayed.root_matches:
        return line_of(first_damage(service.source) or OTHER_ROOT)
    return ""


def _warn_of_clock(service: bootstrap.Service) -> None:
    """Say where this machine's clock would keep the service from starting: that passes."""
    try:
        check_clock(service.reading, service.reading.head(), SystemClock())
    except StartRefused as error:
        progress(f"注意 note: {error}")


def _tell(folder: Path, entries: int, reason: str, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {"data": str(folder), "entries": entries, "starts": not reason, "reason": reason}
        )
    elif reason:
        progress(
            failure(f"已恢复，但服务不会启动 restored, but the service will not start: {reason}")
        )
    else:
        tell(
            f"{entries} 个条目已恢复到 {folder}；服务可以启动。",
            f"Restored {entries} entries into {folder}; the service can start.",
        )

"""`mingpai backup DIR` and `mingpai restore DIR`: the database, and how to come back from it.

A backup holds the database and the configuration, never the keys and never the checkpoint cell:
a cell that came back with the database could not tell that the database is old.
"""

import shutil
from pathlib import Path

import msgspec
from msgspec import Struct

from mingpai import bootstrap
from mingpai.adapters import postgres_dump
from mingpai.commands.output import DONE, WRONG, Unusable, print_json, progress, say
from mingpai.journal.notes import parse_vkey_line, verifier_for
from mingpai.ports import PortError
from mingpai.service.archive import Archive
from mingpai.service.fold import Fold
from mingpai.service.start import NotReady, StartRefused, cell_checkpoint, read_back

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
            unfinished = target.with_name(f".{target.name}.part")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(mode=0o700, parents=True)
            postgres_dump.dump(service.dsns.admin, unfinished / DUMP)
            config = service.config
            about = About(config.origin, config.court, config.is_sandbox, entries)
            (unfinished / ABOUT).write_bytes(msgspec.json.encode(about) + b"\n")
            if target.exists():
                target.rmdir()
            unfinished.rename(target)
    except (NotReady, StartRefused, PortError, OSError) as error:
        msg = f"backup: {error}"
        raise Unusable(msg) from error
    if as_json:
        print_json({"backup": str(target), "origin": about.origin, "entries": entries})
    else:
        say(f"{entries} entries of {about.origin} in {target}; keys and cell are kept apart.")
    return DONE


def restore(source: Path, data: Path | None, *, as_json: bool) -> int:
    """Bring a backup into a folder that has its keys and cell but no entries; check it at once."""
    folder = data or bootstrap.default_folder()
    try:
        about = msgspec.json.decode((source / ABOUT).read_bytes(), type=About)
    except (OSError, msgspec.DecodeError) as error:
        msg = f"restore: {source} holds no backup: {error}"
        raise Unusable(msg) from error
    try:
        config = bootstrap.read_config(folder)
        if config.origin != about.origin:
            msg = f"restore: the backup is of {about.origin}, the folder is of {config.origin}"
            raise Unusable(msg)
        with bootstrap.database(folder) as dsns:
            postgres_dump.restore(dsns.admin, source / DUMP)
        reason = _refusal(folder)
    except (NotReady, PortError, OSError) as error:
        msg = f"restore: {error}"
        raise Unusable(msg) from error
    _tell(folder, about, reason, as_json=as_json)
    return WRONG if reason else DONE


def _refusal(folder: Path) -> str:
    """Return why a service over the restored database would not start; nothing if it would."""
    with bootstrap.opened(folder) as service:
        vkey = service.ring.receipts.vkey
        archive = Archive(service.reading, service.registry, origin=service.origin, vkey=vkey)
        fold = Fold(archive, service.domains, secret=service.ring.command_secret)
        verifier = verifier_for(parse_vkey_line(service.ring.log.vkey))
        try:
            read_back(
                service.reading,
                fold,
                head=service.reading.head(),
                checkpoint=cell_checkpoint(service.cell, verifier),
            )
        except StartRefused as error:
            return str(error)
    return ""


def _tell(folder: Path, about: About, reason: str, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {"data": str(folder), "entries": about.entries, "starts": not reason, "reason": reason}
        )
    elif reason:
        progress(f"restored, but the service will not start: {reason}")
    else:
        say(f"Restored {about.entries} entries into {folder}; the service can start.")

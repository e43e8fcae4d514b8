"""`mingpai init`: a new service: keys, checkpoint cell, journal, court, first officers."""

import asyncio
from pathlib import Path

from msgspec import Struct

from mingpai import bootstrap, house
from mingpai.commands.output import DONE, Unusable, print_json, say
from mingpai.journal.errors import VerificationError
from mingpai.kernel.ids import OfficeId, parse_id
from mingpai.ports import PortError
from mingpai.service.requests import Request
from mingpai.service.start import NotReady


class Wanted(Struct, frozen=True):
    """What the command line asks for."""

    origin: str
    court: str
    officers: tuple[str, ...]
    is_sandbox: bool


def init(data: Path | None, wanted: Wanted, *, as_json: bool) -> int:
    """Make the folder, open the journal, put the court and its officers on record."""
    folder = data or bootstrap.default_folder()
    try:
        court = OfficeId(parse_id("office", wanted.court))
        config = bootstrap.Config(wanted.origin, court, wanted.is_sandbox)
        with bootstrap.undone_on_failure(folder):
            bootstrap.create(folder, config)
            size = asyncio.run(_open_journal(folder, court, wanted.officers))
    except (NotReady, PortError, VerificationError, ValueError) as error:
        raise Unusable(str(error)) from error
    _tell(folder, config, size, as_json=as_json)
    return DONE


async def _open_journal(folder: Path, court: OfficeId, officers: tuple[str, ...]) -> int:
    """Start the service once, so that the journal begins with its name, keys and offices."""
    with bootstrap.opened(folder) as service:
        size = service.reading.head().size
        if size:  # before a start, which would end whatever service runs on it
            msg = f"the database holds a journal of {size} entries; name an empty one"
            raise NotReady(msg)
        async with service.core() as core:
            clock = core.parts.clock

            async def record(command: house.Command) -> None:
                await core.sequencer.submit(
                    Request(house.STREAM, house.ACTOR, command, received_at=clock.now())
                )

            await record(house.OpenOffice(house.OfficeOpened(court)))
            for name in officers:
                subject = service.subjects.enrol({"name": name, "office": court})
                appointed = house.OfficerAppointed(office=court, subject=subject)
                await record(house.AppointOfficer(appointed))
            return core.writer.head.size


def _tell(folder: Path, config: bootstrap.Config, size: int, *, as_json: bool) -> None:
    found = {
        "data": str(folder),
        "origin": config.origin,
        "court": config.court,
        "platform_list": config.platforms.name,
        "sandbox": config.is_sandbox,
        "journal_size": size,
    }
    if as_json:
        print_json(found)
        return
    say(f"A new journal, {config.origin}, in {folder}: {size} entries.")
    say(f"Court {config.court}; platforms: {config.platforms.name}.")
    say(f"Keep copies of {folder / bootstrap.KEYS} and {folder / bootstrap.CELL}, apart from the")
    say("database and from one another: without the keys nothing can be signed, and without the")
    say("cell the service does not start (docs/operating.md).")

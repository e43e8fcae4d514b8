"""`mingpai init`: a new service: keys, checkpoint cell, journal, court, first officers."""

import os
import unicodedata
from pathlib import Path

from msgspec import Struct

from mingpai import bootstrap, house
from mingpai.commands.output import DONE, Unusable, labelled, print_json, progress, say, tell
from mingpai.journal.errors import VerificationError
from mingpai.kernel.ids import OfficeId, parse_id
from mingpai.kernel.outcome import InvariantBroken
from mingpai.ports import PortError
from mingpai.service.requests import Request
from mingpai.service.sequencer import Stopped
from mingpai.service.start import NotReady, StartRefused

COURTS = "court/"
"""How the id of a court's office begins."""
LONGEST_NAME = 100
"""Characters in an officer's name."""


class Wanted(Struct, frozen=True):
    """What the command line asks for."""

    origin: str
    court: str
    officers: tuple[str, ...]
    is_sandbox: bool
    time_source: str = ""


def init(data: Path | None, wanted: Wanted, *, as_json: bool) -> int:
    """Make the folder, open the journal, put the court and its officers on record."""
    folder = data or bootstrap.default_folder()
    court = _court(wanted.court)
    officers = tuple(_officer(name) for name in wanted.officers)
    try:
        config = bootstrap.Config(wanted.origin, court, wanted.is_sandbox, wanted.time_source)
        _ = config.source_of_time
        first = _FirstStart(folder)
        with bootstrap.undone_on_failure(folder, unless=first.is_on_record):
            bootstrap.create(folder, config)
            size, opening = bootstrap.run_until_told(_open_journal(first, court, officers))
    except (NotReady, PortError, Stopped, VerificationError, ValueError) as error:
        raise Unusable(str(error)) from error
    _tell(folder, config, opening, size=size, as_json=as_json)
    return DONE


def _court(text: str) -> OfficeId:
    """Read the id of a court's office. Raises: Unusable."""
    try:
        court = OfficeId(parse_id("office", text))
    except ValueError as error:
        msg = f"--court: {error}"
        raise Unusable(msg) from error
    if not court.startswith(COURTS):
        msg = f"--court {court}: that is no court; an id such as {COURTS}sh-xuhui is wanted"
        raise Unusable(msg)
    return court


def _officer(name: str) -> str:
    """Read an officer's name. Raises: Unusable for none, or what no name looks like."""
    plain = name.strip()
    if not plain or len(plain) > LONGEST_NAME:
        msg = f"--officer: a name of 1 to {LONGEST_NAME} characters is wanted, not {len(plain)}"
        raise Unusable(msg)
    if any(unicodedata.category(one).startswith("C") for one in plain):
        msg = f"--officer {plain!r:.60}: a name without control characters is wanted"
        raise Unusable(msg)
    return plain


class _FirstStart:
    """How far the first start of a service has come."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing was written yet."""
        self.folder = folder
        self.writes = False

    def is_on_record(self) -> bool:
        """Say whether an outside database holds this journal, and tell the user that it does.

        Without the folder's keys nobody could go on with it, nor prove whose it is. Where the
        database cannot be asked any more it is taken to hold it.
        """
        if not self.writes or not os.environ.get("DATABASE_URL"):
            return False
        entries = "?"
        try:
            with bootstrap.opened(self.folder) as service:
                entries = str(service.reading.head().size)
                bootstrap.held_against_opening(service)
        except (NotReady, StartRefused):
            return False
        except (PortError, InvariantBroken) as error:
            progress(f"注意 note: {error}")
        if entries == "0":
            return False
        progress(
            f"未完成：外部数据库已有本日志的 {entries} 个条目，密钥目录 {self.folder} 保留 "
            f"not finished: the outside database holds {entries} entries of this journal, so the "
            "folder stays with its keys; to begin anew drop the schemas journal and subjects "
            "there, then remove the folder"
        )
        return True


async def _open_journal(
    first: _FirstStart, court: OfficeId, officers: tuple[str, ...]
) -> tuple[int, house.JournalOpened]:
    """Start the service once, so that the journal begins with its name, keys and offices."""
    with bootstrap.opened(first.folder) as service:
        size = service.reading.head().size
        if size:  # before a start, which would end whatever service runs on it
            msg = f"the database holds a journal of {size} entries; name an empty one"
            raise NotReady(msg)
        first.writes = True
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
            return core.writer.head.size, core.parts.opening


def _tell(
    folder: Path,
    config: bootstrap.Config,
    opening: house.JournalOpened,
    *,
    size: int,
    as_json: bool,
) -> None:
    keys = {
        "log_vkey": opening.log_vkey,
        "receipts_vkey": opening.receipts_vkey,
        "sm2_vkey": opening.sm2_vkey,
    }
    found = {
        "data": str(folder),
        "origin": config.origin,
        "court": config.court,
        "platform_list": config.platforms.name,
        "sandbox": config.is_sandbox,
        "journal_size": size,
    }
    if as_json:
        print_json(found | keys)
        return
    say(labelled("新日志 new journal", f"{config.origin}, {size} entries"))
    say(labelled("目录 folder", f"{folder}"))
    say(labelled("法院 court", config.court))
    say(labelled("平台名单 platforms", config.platforms.name))
    for name, line in keys.items():
        say(labelled(f"公钥 {name}", line))
    places = f"{folder / bootstrap.KEYS}", f"{folder / bootstrap.CELL}"
    tell(
        f"请公布以上公钥，并分别在数据库以外保存 {places[0]} 和 {places[1]} 的副本：没有密钥就不能"
        "签名，没有检查点存放处服务不会启动（docs/operating.md）。",
        f"Publish these keys. Keep copies of {places[0]} and {places[1]} apart from the database "
        "and from one another: without the keys nothing can be signed, and without the cell the "
        "service does not start (docs/operating.md).",
    )

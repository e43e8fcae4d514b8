"""`mingpai lots import`: a court's list, opened as disposals through the real core: all or none.

Every row is tried first, by the engine's own decision on the lot as it stands; only where every row
would be accepted is anything carried out. What a list asks for has keys made of its content, so
that the same list again changes nothing, and completes what a crash left undone. What a row would
change of a disposal that is there already is told column by column, before and after.
Where to look next: `exchange.court_list_orders` (what a row asks for), `commands.lots`.
"""

import asyncio
import enum
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from mingpai import bootstrap
from mingpai.adapters.clock import SystemClock
from mingpai.adapters.postgres_store import PostgresEntryStore
from mingpai.auction.model import Disposal
from mingpai.auction.preparation.events import PricingStarted
from mingpai.auction.refusals import explain
from mingpai.bootstrap import Service
from mingpai.commands.lots import (
    SHOWN,
    one_line,
    plain_list,
    plain_problem,
    read_list,
    tell_list,
    tell_problems,
)
from mingpai.commands.lots_values import Difference, Values, changes, otherwise, values_of
from mingpai.commands.output import DONE, WRONG, Unusable, print_json, progress, say
from mingpai.exchange.court_list import CourtList
from mingpai.exchange.court_list_orders import (
    Court,
    LotOrders,
    orders_of_list,
    with_what_is_on_file,
)
from mingpai.exchange.court_list_problems import ListProblem, Trouble
from mingpai.exchange.court_list_row import LotRow
from mingpai.kernel.event import Event
from mingpai.kernel.ids import OfficeId, StreamId
from mingpai.kernel.outcome import Refused
from mingpai.law.instruments import cite
from mingpai.law.platforms import NATIONAL
from mingpai.service.answers import Answer
from mingpai.service.archive import Archive
from mingpai.service.catalogue import DISPOSAL, domains
from mingpai.service.core import Core
from mingpai.service.domains import Domain
from mingpai.service.requests import Request, command_id
from mingpai.service.sequencer import Stopped

_AT_ONCE = 5_000
"""Commands that wait at the sequencer at a time: far fewer than it turns away."""
_NO_COURT = OfficeId("court/preview")
"""Stands for the court where a list is looked at without any service."""


class Fate(enum.StrEnum):
    """What becomes of a row."""

    READY = "ready"
    OPENED = "opened"
    TO_COMPLETE = "to_complete"
    """The disposal is there, and the row adds what is not on record."""
    COMPLETED = "completed"
    TO_CHANGE = "to_change"
    """The disposal is there, and the row replaces what is on record."""
    CHANGED = "changed"
    ALREADY_THERE = "already_there"
    FAULTY = "faulty"


class Wanted(Struct, frozen=True):
    """What the command line asks for. `court_name`: how the list may call this service's court."""

    preview: bool = False
    court_name: str | None = None


class Tried(Struct, frozen=True):
    """A row after it was tried: what is still to be done for it, or why nothing can be.

    `differences`: what it changes of a disposal that was there; of a row that was imported before,
    what the journal has otherwise by now, which it does not change.
    """

    row: LotRow
    fate: Fate
    requests: tuple[Request, ...] = ()
    problems: tuple[ListProblem, ...] = ()
    lot: StreamId | None = None
    differences: tuple[Difference, ...] = ()


class OnRecord(Struct, frozen=True):
    """A lot as it stands, with the last pricing that was begun."""

    state: Disposal
    pricing: PricingStarted | None = None

    @property
    def values(self) -> Values:
        """Return it in the columns of a list."""
        return values_of(self.state, self.pricing)

    def after(self, event: Event, domain: Domain) -> "OnRecord":
        """Return it after an event."""
        begun = event if isinstance(event, PricingStarted) else self.pricing
        return OnRecord(domain.evolve(self.state, event), begun)


class Desk(Struct, frozen=True):
    """Where lots are tried: the engine, the court, and what is on record already."""

    domain: Domain
    court: Court
    now: datetime
    service: Service | None = None

    def states(self, lots: Sequence[StreamId]) -> dict[StreamId, OnRecord]:
        """Return each lot as it stands."""
        found = {lot: OnRecord(self.domain.initial(lot)) for lot in lots}
        if self.service is not None:
            archive = _archive(self.service)
            for lot in lots:
                for event in archive.events(lot):
                    found[lot] = found[lot].after(event, self.domain)
        return found

    def known(self, requests: Sequence[Request]) -> frozenset[bytes]:
        """Return which of these commands are in the journal already."""
        if self.service is None:
            return frozenset()
        ids = [self.id_of(one) for one in requests]
        return frozenset(one.command_id for one in self.service.reading.commands_among(ids))

    def id_of(self, request: Request) -> bytes:
        """Return what names a command in the journal; nothing without a journal."""
        if self.service is None:
            return b""
        return command_id(request, self.service.ring.command_secret)


def lots_import(file: Path, data: Path | None, wanted: Wanted, *, as_json: bool) -> int:
    """Import a list, or look at it, and print what becomes of each row.

    Raises: Unusable; NotReady, StartRefused, PortError.
    """
    read = read_list(file)
    folder = data or bootstrap.default_folder()
    if wanted.preview and data is None and not (folder / bootstrap.CONFIG).is_file():
        tried = _tried(read, _desk_without_service(wanted))
        progress("没有服务，只看清单本身 no service here: the list alone is looked at")
    else:
        with bootstrap.opened_for_reading(folder) as service:
            tried = _tried(read, _desk(service, wanted))
            if not wanted.preview and not _is_any_faulty(tried):
                tried = asyncio.run(_apply(read, service, wanted))
    if as_json:
        print_json(_plain(read, tried, wanted))
    else:
        _tell(read, tried)
    return WRONG if _is_any_faulty(tried) else DONE


def _desk_without_service(wanted: Wanted) -> Desk:
    court = Court(_NO_COURT, wanted.court_name)
    return Desk(domains(NATIONAL)[DISPOSAL], court, SystemClock().now())


def _desk(service: Service, wanted: Wanted) -> Desk:
    court = Court(OfficeId(service.config.court), wanted.court_name)
    return Desk(service.domains[DISPOSAL], court, SystemClock().now(), service)


def _archive(service: Service) -> Archive:
    vkey = service.ring.receipts.vkey
    return Archive(service.reading, service.registry, origin=service.origin, vkey=vkey)


# Trying --------------------------------------------------------------------------------------


def _tried(read: CourtList, desk: Desk) -> list[Tried]:
    """Return what would become of each row now. Changes nothing."""
    asked = orders_of_list(read.rows, desk.court, columns=read.columns)
    requests = {one.row.row: _requests(one, desk) for one in asked}
    known = desk.known([request for row in requests.values() for request in row])
    states = desk.states([one.lot for one in asked if one.lot is not None])
    return [_try(one, requests[one.row.row], known, states, desk) for one in asked]


def _requests(asked: LotOrders, desk: Desk) -> tuple[Request, ...]:
    if asked.lot is None:
        return ()
    lot, actor = asked.lot, desk.court.office
    return tuple(
        Request(lot, actor, one.command, received_at=desk.now, key=one.key, sender="import")
        for one in asked.orders
    )


def _try(
    asked: LotOrders,
    requests: Sequence[Request],
    known: frozenset[bytes],
    states: Mapping[StreamId, OnRecord],
    desk: Desk,
) -> Tried:
    """Decide a row's commands one on top of the other, as the sequencer would."""
    if asked.lot is None:
        return Tried(asked.row, Fate.FAULTY, problems=asked.problems)
    waiting = [one for one in requests if desk.id_of(one) not in known]
    before = after = states[asked.lot]
    left: list[Request] = []
    if not waiting:
        told = otherwise(before.values, asked.row)
        return Tried(asked.row, Fate.ALREADY_THERE, lot=asked.lot, differences=told)
    for one in waiting:
        claims = after.state.file.preparation.claims
        request = replace(one, command=with_what_is_on_file(one.command, asked.row, claims))
        left.append(request)
        result = desk.domain.decide(after.state, request.command, actor=request.actor, now=desk.now)
        if isinstance(result, Refused):
            problem = _refusal(asked.row, result)
            return Tried(asked.row, Fate.FAULTY, problems=(problem,), lot=asked.lot)
        for event in result:
            after = after.after(event, desk.domain)
    if before.state.court is None:
        return Tried(asked.row, Fate.READY, tuple(left), lot=asked.lot)
    told = changes(before.values, after.values)
    fate = Fate.TO_CHANGE if any(one.before for one in told) else Fate.TO_COMPLETE
    return Tried(asked.row, fate, tuple(left), lot=asked.lot, differences=told)


def _refusal(row: LotRow, refused: Refused) -> ListProblem:
    """Return a refusal of the engine as a problem of the row, with its article and its words."""
    words = explain(refused.code, refused.facts, language="zh")
    told = "" if words is None else f"：{words.text}{words.next}"
    reason = f"{cite(refused.article)}{told}"
    return ListProblem(Trouble.REFUSED, row.row, found=refused.code, reason=reason)


def _is_any_faulty(tried: Sequence[Tried]) -> bool:
    return any(one.fate is Fate.FAULTY for one in tried)


# Carrying out --------------------------------------------------------------------------------


async def _apply(read: CourtList, service: Service, wanted: Wanted) -> list[Tried]:
    """Start a core, try once more now that nobody else can write, and carry everything out.

    Raises: Unusable where the core ends before it is done.
    """
    async with service.core() as core:
        tried = await asyncio.to_thread(_tried_apart, read, service, wanted)
        if _is_any_faulty(tried):
            return tried
        try:
            return [one for portion in _portions(tried) for one in await _carry_out(portion, core)]
        except Stopped as error:
            msg = f"{read.name}: {error}; the same import again does what was left undone"
            raise Unusable(msg) from error


def _tried_apart(read: CourtList, service: Service, wanted: Wanted) -> list[Tried]:
    """Try over a connection of our own: the service's own are the running core's."""
    store = PostgresEntryStore(service.dsns.journal)
    try:
        return _tried(read, _desk(replace(service, reading=store), wanted))
    finally:
        store.close()


async def _carry_out(portion: Sequence[Tried], core: Core) -> list[Tried]:
    """Return each row with what became of it. Commands are queued all at once, lots whole."""
    waiting = [[_submitted(request, core) for request in one.requests] for one in portion]
    done: list[Tried] = []
    for one, answers in zip(portion, waiting, strict=True):
        refusals = [answer.refused for answer in await asyncio.gather(*answers)]
        problems = tuple(_refusal(one.row, said) for said in refusals if said is not None)
        fate = Fate.FAULTY if problems else _FATES[one.fate]
        done.append(Tried(one.row, fate, one.requests, problems, one.lot, one.differences))
    return done


def _submitted(request: Request, core: Core) -> asyncio.Future[Answer]:
    return core.sequencer.submit(replace(request, received_at=core.parts.clock.now()))


_FATES = {
    Fate.READY: Fate.OPENED,
    Fate.TO_COMPLETE: Fate.COMPLETED,
    Fate.TO_CHANGE: Fate.CHANGED,
    Fate.ALREADY_THERE: Fate.ALREADY_THERE,
}


def _portions(tried: Sequence[Tried]) -> Iterator[list[Tried]]:
    """Yield the rows in portions of so many commands as may wait at once."""
    portion: list[Tried] = []
    waiting = 0
    for one in tried:
        portion.append(one)
        waiting += len(one.requests)
        if waiting >= _AT_ONCE:
            yield portion
            portion, waiting = [], 0
    if portion:
        yield portion


# Printing ------------------------------------------------------------------------------------


def _plain(read: CourtList, tried: Sequence[Tried], wanted: Wanted) -> dict[str, Any]:
    counts = {fate.value: sum(one.fate is fate for one in tried) for fate in Fate}
    return plain_list(read) | {
        "preview": wanted.preview,
        **counts,
        "not_imported_columns": _not_imported(read),
        "problems": [plain_problem(problem) for one in tried for problem in one.problems],
        "lots": [
            {
                "row": one.row.row,
                "case_id": one.row.case_id,
                "property_id": one.row.property_id,
                "lot": one.lot,
                "fate": one.fate.value,
                "commands": [type(request.command).__name__ for request in one.requests],
                "differences": [_plain_difference(told) for told in one.differences],
            }
            for one in tried
        ],
    }


def _plain_difference(told: Difference) -> dict[str, str]:
    column = told.column
    return {
        "field": column.field,
        "column": column.zh,
        "before": told.before,
        "after": told.after,
    }


def _not_imported(read: CourtList) -> list[str]:
    """Return the columns that are known and that an import has no use for."""
    return [one.name for one in read.columns if one.column and not one.column.in_import]


def _tell(read: CourtList, tried: Sequence[Tried]) -> None:
    tell_list(read)
    if _not_imported(read):
        progress(f"不导入的列 columns not imported: {one_line(', '.join(_not_imported(read)))}")
    for one in tried[:SHOWN]:
        title = "" if one.row.title is None else f"  {one_line(one.row.title):.30}"
        say(f"第 {one.row.row} 行 row {one.row.row}: {one.fate.value:<14}{one.lot or ''}{title}")
        for line in _difference_lines(one):
            say(line)
    if len(tried) > SHOWN:
        progress(f"{len(tried)} rows in all; --json lists every one")
    tell_problems([problem for one in tried for problem in one.problems])
    counts = ((fate, sum(one.fate is fate for one in tried)) for fate in Fate)
    say(", ".join(f"{fate.value} {many}" for fate, many in counts if many))
    if _is_any_faulty(tried):
        say("未导入任何一行 nothing was imported")


def _difference_lines(one: Tried) -> Iterator[str]:
    """Yield what a row changes; of one imported before, what stays as the journal has it."""
    for told in one.differences:
        name, before, after = told.column.zh, told.before or "-", told.after or "-"
        if one.fate is Fate.ALREADY_THERE:
            yield f"    {name}: 日志为 on record {before}，清单为 listed {after}，未改 not changed"
        else:
            yield f"    {name}: {before} -> {after}"

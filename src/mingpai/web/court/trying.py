"""A court's list, tried row by row on the files as they stand: what would come of each, or why not.

The rows are read and turned into orders by the same code as `mingpai lots import`, and decided by
the engine, one on top of the other. Changes nothing.
Where to look next: `exchange.court_list_orders` (what a row asks for), `web.court.importing`.
"""

import enum
from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal
from mingpai.exchange.court_list import CourtList
from mingpai.exchange.court_list_orders import Court, LotOrders, Order, orders_of_list
from mingpai.exchange.court_list_problems import ListProblem
from mingpai.exchange.court_list_row import LotRow
from mingpai.kernel.ids import CaseId, StreamId
from mingpai.kernel.outcome import Refused
from mingpai.web.court.files import CourtFiles


class Fate(enum.StrEnum):
    """What becomes of a row."""

    READY = "ready"
    TO_COMPLETE = "to_complete"
    """An import of this very row was cut off: the rest of it is still to be done."""
    ALREADY_THERE = "already_there"
    OTHERWISE = "otherwise"
    """The disposal is there with other facts: these are changed on its own page."""
    NOT_YOURS = "not_yours"
    FAULTY = "faulty"


class Tried(Struct, frozen=True):
    """A row after it was tried. Exactly one of `problems` and `refused` is told where it fails."""

    row: LotRow
    fate: Fate
    lot: StreamId | None = None
    left: tuple[Order, ...] = ()
    problems: tuple[ListProblem, ...] = ()
    refused: Refused | None = None

    @property
    def stands_in_the_way(self) -> bool:
        """Say whether nothing of the list is imported because of this row."""
        return self.fate in (Fate.FAULTY, Fate.OTHERWISE, Fate.NOT_YOURS)


class Trying(Struct, frozen=True):
    """What rows are tried with: whose list, on which files, and which cases he may prepare."""

    court: Court
    files: CourtFiles
    now: datetime
    may_prepare: Callable[[CaseId | None], bool]


def tried(read: CourtList, trying: Trying) -> list[Tried]:
    """Return what would become of each row now. Raises: PortError."""
    asked = orders_of_list(read.rows, trying.court, columns=read.columns)
    return [_tried(one, trying) for one in asked]


def _tried(asked: LotOrders, trying: Trying) -> Tried:
    if asked.lot is None:
        return Tried(asked.row, Fate.FAULTY, problems=asked.problems)
    if not trying.may_prepare(asked.row.case_id):
        return Tried(asked.row, Fate.NOT_YOURS, lot=asked.lot)
    steps = _steps(asked.lot, asked.orders, trying)
    if isinstance(steps, Refused):
        return Tried(asked.row, Fate.FAULTY, lot=asked.lot, refused=steps)
    known = trying.files.of(asked.lot)
    if known is None:
        return Tried(asked.row, Fate.READY, asked.lot, asked.orders)
    done = _done(known, steps)
    if done is None:
        return Tried(asked.row, Fate.OTHERWISE, asked.lot)
    left = asked.orders[done:]
    return Tried(asked.row, Fate.TO_COMPLETE if left else Fate.ALREADY_THERE, asked.lot, left)


def _steps(lot: StreamId, orders: Sequence[Order], trying: Trying) -> list[Disposal] | Refused:
    """Return how the disposal stands after each of a row's orders, or why one is refused."""
    state, found = Disposal(lot), []
    for order in orders:
        result = trying.files.preview(
            state, order.command, actor=trying.court.office, now=trying.now
        )
        if isinstance(result, Refused):
            return result
        for event in result:
            state = evolve(state, event)
        found.append(state)
    return found


def _done(known: Disposal, steps: Sequence[Disposal]) -> int | None:
    """Return how many of a row's orders are on record already and nothing else; None: it differs.

    What has happened since a whole row was imported is no difference.
    """
    for number, state in enumerate(steps, 1):
        if _facts(known) == _facts(state):
            return number
    return len(steps) if steps and _rests_on(known, steps[-1]) else None


def _facts(state: Disposal) -> Disposal:
    """Return a disposal without the days on which its facts were put on record."""
    filed = replace(state.file.preparation, opened_on=None, pricing_since=None)
    return replace(state, file=replace(state.file, preparation=filed))


def _rests_on(known: Disposal, imported: Disposal) -> bool:
    """Say whether a disposal has every fact that a row gives, whatever it has besides."""
    ours, theirs = known.file.preparation, imported.file.preparation
    same = ("nature", "traits", "seized_on", "seizure_until", "price", "claims")
    return all(
        getattr(ours, name) == getattr(theirs, name)
        for name in same
        if getattr(theirs, name) not in (None, ())
    )

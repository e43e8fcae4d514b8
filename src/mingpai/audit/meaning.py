"""What an export's entries mean: each leaf read, every auction counted again, the tables rebuilt.

One of the two halves of `audit.verify`; the other is about bytes. It needs nothing but leaves and
gives back plain values, so that whoever calls `verify` may have it done elsewhere (`Aside`).
Must not know where leaves come from, nor where it runs. Where to look next: `audit.leaves`
(reading), `audit.recount` (auctions), `audit.tables`.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

from mingpai.auction.events import BidPlaced, CommandRefused
from mingpai.audit.forms import Forms
from mingpai.audit.house import HouseCount
from mingpai.audit.leaves import Leaf, LeafReader
from mingpai.audit.manifest import FileMark, mark_of
from mingpai.audit.recount import Recount
from mingpai.audit.recount_command import CommandCount
from mingpai.audit.report import Found, Problems, Step
from mingpai.audit.tables import BIDS_HEADER, LOTS_HEADER, bid_row, csv_lines, lot_lines
from mingpai.events import registry
from mingpai.journal.tiles import WIDTH
from mingpai.kernel.event import Sealed

_OF_LOTS = frozenset({CommandRefused, Sealed})
"""Most of what is no bid; after the first entry it says nothing of the journal itself."""


class Counted(Struct, frozen=True):
    """What the entries came to.

    `leaves` were taken; `found` has the first problems, each with its place, and `problems` counts
    them all; `bids` and `lots` are what the tables must come to. `waited` is how long a process of
    its own stood still for want of leaves, in nanoseconds; None where it had none.
    """

    leaves: int
    found: list[Found]
    problems: int
    bids: FileMark
    lots: FileMark
    auctions: int
    is_sandbox: bool
    waited: int | None = None


class Counting(Protocol):
    """Takes the leaves of one bundle after the other and says what they came to."""

    def are_plain(self, leaves: list[bytes]) -> bool:
        """Say of a bundle, by itself, whether all of it is canonical and of known kinds.

        This any copy may be asked, at any time: it leaves no trace.
        """
        ...

    def take(self, leaves: list[bytes], *, are_plain: bool | None = None) -> None:
        """Take the next bundle; none at all for one that could not be taken apart.

        `are_plain` is what the method of that name says of it, if it was asked before.
        """
        ...

    def finish(self) -> Counted:
        """Return what all of them came to."""
        ...


Aside = Callable[[Counting, int], Counting]
"""Given a counting that has taken nothing, and the number of leaves to come, returns what to give
them to in its place: itself, or what has it take them elsewhere. That may raise what it likes,
but must never answer for leaves that were not all counted."""


def in_line(counting: Counting, _size: int) -> Counting:
    """Have it counted here and now."""
    return counting


class Meaning:
    """Counts entries in the process that calls it. After a gap leaves are read and not counted."""

    def __init__(self, origin: str, vkeys: Sequence[str]) -> None:
        """Begin before the first entry, with the name and the keys that the export goes by."""
        self._problems = Problems()
        self._reader = LeafReader(registry(), self._problems)
        self._folds = _Folds(self._problems, HouseCount(self._problems, origin, vkeys))
        self._bundles = 0
        self._leaves = 0
        self._is_whole = True

    def are_plain(self, leaves: list[bytes]) -> bool:
        """Say whether all leaves of a bundle are canonical and of known kinds."""
        return self._reader.are_plain(leaves)

    def take(self, leaves: list[bytes], *, are_plain: bool | None = None) -> None:
        """Read the leaves of the next bundle, and count them unless there is a gap before them."""
        number, problems = self._bundles, self._problems
        problems.step(number, Step.ENTRIES)
        read = self._reader.read(number * WIDTH, leaves, are_plain=are_plain)
        self._bundles += 1
        self._leaves += len(leaves)
        self._is_whole = self._is_whole and bool(leaves)
        if self._is_whole:  # what follows a gap would only repeat that there is one
            problems.step(number, Step.FOLDS)
            self._folds.take(read)

    def finish(self) -> Counted:
        """Say what is missing at the end, and return what all of it came to."""
        folds = self._folds
        self._problems.step(self._bundles, Step.FOLDS)
        if self._is_whole:
            folds.finish()  # after a gap, what is missing may lie in it
        return Counted(
            leaves=self._leaves,
            found=self._problems.found,
            problems=self._problems.total,
            bids=folds.bids(),
            lots=folds.lots(),
            auctions=folds.recount.closed_rounds,
            is_sandbox=folds.house.is_sandbox,
        )


class _Folds:
    """Everything that is counted again from the entries, and the tables that come of it."""

    def __init__(self, problems: Problems, house: HouseCount) -> None:
        self.house = house
        self.forms = Forms(problems)
        self.recount = Recount(problems)
        self.commands = CommandCount(problems)
        self._bids = hashlib.sha256(BIDS_HEADER)
        self._length = len(BIDS_HEADER)
        self._last: Leaf | None = None

    def take(self, leaves: Sequence[Leaf]) -> None:
        """Count the next entries. Hot path: what is common to all entries is looked at here."""
        house, count, bid = self.house, self.recount.take, self.recount.bid
        form, unusual = self.forms.take, self.commands.unusual
        before = self._last
        epoch, decided = house.current, house.decided
        rows = []
        for leaf in leaves:
            event = leaf.body
            if leaf.epoch != epoch:
                house.epoch(leaf)
                self.forms.epoch(leaf)
                epoch = leaf.epoch
            at = leaf.at
            if decided is not None and at < decided:
                house.backwards(leaf, decided)
            decided = at
            if type(event) is BidPlaced:
                bid(leaf, event)
                rows.append(bid_row(leaf, event))
            else:
                form(leaf)
                if leaf.command_id is None or leaf.cause is not None:
                    unusual(leaf, before)
                if type(event) not in _OF_LOTS or not leaf.seq:
                    house.take(leaf)
                count(leaf)
            before = leaf
        house.decided = decided
        self._last = before
        self.commands.take(leaves)
        lines = csv_lines(rows)
        self._bids.update(lines)
        self._length += len(lines)

    def finish(self) -> None:
        """Say what is missing at the journal's end, and what is there twice."""
        self.commands.finish()
        if self._last is not None:
            self.recount.finish(self._last.received_at)

    def bids(self) -> FileMark:
        """Return what the table of bids must come to."""
        return FileMark(self._bids.digest(), self._length)

    def lots(self) -> FileMark:
        """Return what the table of lots must come to."""
        return mark_of(LOTS_HEADER + lot_lines(self.recount.lots))

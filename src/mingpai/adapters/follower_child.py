"""The followers' own process, seen from inside: follow, report, obey, and end with the parent.

Orders come as lines of JSON on one pipe, reports go out on another. The closed end of the first
is the order to end: it comes however the parent ended, by a kill -9 too. Everything done here can
be done again, so nothing is wound up. Where to look next: `adapters.follower_process` (the other
end), `service.retinue` (what is followed).
"""

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from typing import NoReturn, assert_never

import msgspec
import structlog
from msgspec import Struct

from mingpai.ports import PortError
from mingpai.service.following import PATIENCE_S
from mingpai.service.retinue import Retinue
from mingpai.supervision.events import AlertRaised

UNAVAILABLE = 75
"""Exit status where the database could not serve: to be tried again, for as long as it takes."""
NICENESS = 10
"""Bids come first: the write path has the processor whenever it wants it."""
_CHUNK = 65_536

_log = structlog.get_logger(__name__)


class Grown(Struct, frozen=True, tag="grown"):
    """There are new entries. Sent only to a child that said it rests."""


class Settle(Struct, frozen=True, tag="settle"):
    """Take all that is committed and say so by the order's number."""

    number: int


class KeepSnapshot(Struct, frozen=True, tag="keep_snapshot"):
    """Keep a snapshot and say so by the order's number."""

    number: int


class Recorded(Struct, frozen=True, tag="recorded"):
    """So many more of the reported alerts, the oldest first, are on record."""

    count: int


Order = Grown | Settle | KeepSnapshot | Recorded


class Found(Struct, frozen=True, tag="found"):
    """Alerts that are to be put on record."""

    alerts: list[AlertRaised]


class Resting(Struct, frozen=True, tag="resting"):
    """Everything before `position` was taken; `note` is the SM3 head over it. Waits for news."""

    position: int
    note: bytes


class Done(Struct, frozen=True, tag="done"):
    """An order was carried out, and everything found on the way was reported before."""

    number: int
    note: bytes


Report = Found | Resting | Done


class Parted(Exception):
    """The parent has gone, or wants us to go."""


class Line:
    """The two pipes to the parent."""

    def __init__(self, *, orders: int, reports: int) -> None:
        """Keep the two file descriptors."""
        self._orders = orders
        self._reports = reports
        self._begun = b""
        self._decode = msgspec.json.Decoder(Order).decode
        self._encode = msgspec.json.Encoder().encode

    def first(self) -> bytes:
        """Wait for the first line, which says what to follow. Raises: Parted."""
        while not (lines := self._lines()):
            pass
        self._begun = b"".join(line + b"\n" for line in lines[1:]) + self._begun
        return lines[0]

    def heard(self, wait_s: float | None) -> list[Order]:
        """Return the orders that came, waiting so long for the first; None: for ever.

        Raises: Parted.
        """
        if not self._begun.count(b"\n") and not select.select([self._orders], [], [], wait_s)[0]:
            return []
        return [self._decode(line) for line in self._lines()]

    def _lines(self) -> list[bytes]:
        if not self._begun.count(b"\n"):
            chunk = os.read(self._orders, _CHUNK)
            if not chunk:
                raise Parted
            self._begun += chunk
        *lines, self._begun = self._begun.split(b"\n")
        return lines

    def say(self, report: Report) -> None:
        """Send a report. Raises: Parted."""
        left = memoryview(self._encode(report) + b"\n")
        try:
            while left:
                left = left[os.write(self._reports, left) :]
        except BrokenPipeError as broken:
            raise Parted from broken


def attend(line: Line, retinue: Retinue) -> NoReturn:
    """Follow the journal and obey, for ever. Raises: Parted; PortError; InvariantBroken."""
    attendance, size = _Attendance(line, retinue), -1
    while True:
        began = time.monotonic()
        attendance.look()
        before, size = size, retinue.committed()
        # The write path comes first, and what we read costs its database: while it writes, a page
        # is taken only each so often, and we lag behind a flood; what is old is read at once.
        patience_s = PATIENCE_S if size != before else 0.0
        while (left_s := began + patience_s - time.monotonic()) > 0:
            attendance.obey(line.heard(left_s))
        attendance.obey(line.heard(0))


class _Attendance:
    """A retinue at the end of its line."""

    def __init__(self, line: Line, retinue: Retinue) -> None:
        """Begin; nothing is reported yet."""
        self._line = line
        self._retinue = retinue
        self._reported = 0

    def look(self) -> None:
        """Take a page; where it was the last, rest until the journal grows."""
        retinue = self._retinue
        if retinue.take_page():
            self._report()
            return
        self._report()
        retinue.rest()
        self._line.say(Resting(retinue.position, retinue.sm3.note))
        while not self.obey(self._line.heard(None)):
            pass

    def _report(self) -> None:
        """Report the alerts that were not reported before."""
        found = self._retinue.watch.found
        if len(found) > self._reported:
            self._line.say(Found(list(islice(found, self._reported, None))))
            self._reported = len(found)

    def obey(self, orders: Sequence[Order]) -> bool:
        """Carry out orders; say whether one of them was that the journal has grown."""
        grown = False
        for order in orders:
            match order:
                case Grown():
                    grown = True
                case Recorded(count):
                    for _ in range(count):
                        self._retinue.watch.found.popleft()
                    self._reported -= count
                case Settle(number):
                    self._retinue.catch_up()
                    self._report()
                    self._line.say(Done(number, self._retinue.sm3.note))
                case KeepSnapshot(number):
                    self._retinue.keep_snapshot()
                    self._line.say(Done(number, self._retinue.sm3.note))
                case _:
                    assert_never(order)
        return grown


def run(open_retinue: Callable[[bytes], Retinue]) -> int:
    """Be the child: open what the first line names, follow it, return the exit status.

    Standard input and output are the two pipes; whatever else would print goes to the errors.
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # meant for the parent, whose end ends us
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    os.nice(NICENESS)
    line = Line(orders=os.dup(0), reports=os.dup(1))
    os.dup2(2, 1)
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
    try:
        attend(line, open_retinue(line.first()))
    except Parted:
        return 0
    except PortError as failed:
        _log.warning("the followers cannot read or save", attempted=str(failed))
        return UNAVAILABLE

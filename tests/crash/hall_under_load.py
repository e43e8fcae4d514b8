"""The hall as processes for tests that kill them: a service to serve, and bidders who never stop.

A bid is kept until it is answered and sent again under the same key, over whatever door is open
then. What was acknowledged is kept with its receipt. Used by `test_serving`, `test_hall_chaos`.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from msgspec.structs import replace
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from mingpai import bootstrap
from mingpai.adapters.clock import DrivenClock
from mingpai.cli import main
from mingpai.commands.export import write_export
from mingpai.commands.verify import examine
from mingpai.hall.tickets import Ticket, TicketOffice
from mingpai.journal.entry import Entry, decode_entry
from mingpai.journal.notes import parse_vkey_line
from mingpai.kernel.ids import BiddingCode, StreamId
from mingpai.law.platforms import OUR_HALL
from mingpai.serving import child, core_role, edge_role, parent, web_role
from mingpai.serving.setup import Addresses

PATIENCE_S = 60.0
HOST = "127.0.0.1"
SECOND = timedelta(seconds=1)
CLOCK = "clock.json"
"""Beside the data folder: how the service's clock goes, where it is not the system's."""
_TICKETS = b"tickets".ljust(32, b".")
_CLOCK_OF = "MINGPAI_TEST_CLOCK"


def be_service() -> int:
    """Be `mingpai serve`, with secrets that tests know and a clock that they drive."""

    def shared(*_: object) -> tuple[bytes, bytes]:
        return _TICKETS, b"pages".ljust(32, b".")

    parent._shared = shared
    parent.CHILD = (__file__, "child")
    data = Path(sys.argv[sys.argv.index("--data") + 1])
    os.environ[_CLOCK_OF] = str(data.parent / CLOCK)
    return int(main() or 0)


def be_child() -> int:
    """Be one of its children."""
    path = Path(os.environ[_CLOCK_OF])
    if path.exists():
        roles: tuple[Any, ...] = (core_role, edge_role, web_role)
        for role in roles:
            role.SystemClock = lambda: PacedClock(path)
    return child.main()


def until(holds: Any, *, patience_s: float = PATIENCE_S) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Say whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill_9(pid: int) -> None:
    """Kill a process at once."""
    os.kill(pid, signal.SIGKILL)


def children_of(pid: int) -> list[int]:
    """Return the process numbers of a process's children."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def listens_at(port: int) -> int | None:
    """Return the process that listens at a port of ours, or None."""
    wanted = f"0100007F:{port:04X}"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {line[9] for line in lines if line[1] == wanted and line[3] == "0A"}
    for folder in Path("/proc").glob("[0-9]*/fd"):
        with contextlib.suppress(OSError):
            for each in folder.iterdir():
                with contextlib.suppress(OSError):
                    if str(each.readlink()).strip("socket:[]") in inodes:
                        return int(folder.parent.name)
    return None


def four_free_ports() -> int:
    """Return a port that is free with the three after it."""
    for _ in range(100):
        with contextlib.ExitStack() as probes:
            first = probes.enter_context(socket.socket())
            first.bind((HOST, 0))
            port = int(first.getsockname()[1])
            try:
                for number in range(1, 4):
                    probes.enter_context(socket.socket()).bind((HOST, port + number))
            except OSError:
                continue
            return port
    message = "no four ports in a row are free"
    raise AssertionError(message)


def put_lots_on_our_hall(court: ModuleType, monkeypatch: Any, *, closes_in: timedelta) -> None:
    """Let the court's lots be sold in our hall, and close so long from now."""
    closes = datetime.now(UTC).replace(microsecond=0) + closes_in
    monkeypatch.setattr(court, "PLATFORM", OUR_HALL)
    monkeypatch.setattr(court, "CONFIG", replace(court.CONFIG, is_sandbox=True))
    monkeypatch.setattr(court, "CLOSES", closes)
    monkeypatch.setattr(court, "OPENS", closes - timedelta(hours=24))
    monkeypatch.setattr(court, "NOTICE", closes - timedelta(days=36, hours=1))


def begin(data: Path, court: ModuleType, *, lots: int, bidders: int) -> None:
    """Make a service with open lots."""
    bootstrap.create(data, court.CONFIG)

    async def publish() -> None:
        with bootstrap.opened(data) as service:
            async with service.core(DrivenClock(court.NOTICE)) as core:
                await court.publish(core, range(1, lots + 1), bidders=bidders)

    asyncio.run(publish())


class PacedClock:
    """A `ports.Clock` that every process reads from one file: pieces of real time, each at a pace.

    Nothing jumps: a piece begins where the one before it ends.
    """

    def __init__(self, path: Path) -> None:
        """Read the file again whenever it was written."""
        self._path = path
        self._written = 0
        self._pieces: list[tuple[float, float, float]] = []

    def set(self, *pieces: tuple[float, float, float]) -> None:
        """Add pieces: from which real moment, at which shown moment, at which pace."""
        self.now()
        draft = self._path.with_suffix(".new")
        draft.write_text(json.dumps([*self._pieces, *pieces]))
        draft.replace(self._path)

    def now(self) -> datetime:
        """Return the instant that is shown."""
        return self.at(time.time())

    def at(self, real: float) -> datetime:
        """Return the instant that is shown at a real moment."""
        if not self._path.exists():
            return datetime.fromtimestamp(real, UTC)
        written = self._path.stat().st_mtime_ns
        if written != self._written:
            self._pieces = json.loads(self._path.read_text())
            self._written = written
        begun, shown, pace = next(one for one in reversed(self._pieces) if one[0] <= real)
        return datetime.fromtimestamp(shown + (real - begun) * pace, UTC)

    def seconds_until(self, instant: datetime) -> float:
        """Return how long to wait, in small pieces, for the pace changes."""
        return min(0.1, max(0.0, (instant - self.now()).total_seconds()))


class Hall:
    """`mingpai serve` over a folder, in a process of its own with its children."""

    def __init__(self, data: Path, *, port: int, role: str = "all") -> None:
        """Start it."""
        self.data = data
        self.port = port
        self.where = Addresses(HOST, port, port + 1, port + 2, port + 3)
        self.log = data.with_suffix(".log").open("ab")
        self._begins = self.log.tell()
        self.process = subprocess.Popen(
            [
                *(sys.executable, __file__, "serve"),
                *("--data", str(data), "--port", str(port), "--role", role),
            ],
            stdout=self.log,
            stderr=self.log,
        )

    def said(self) -> str:
        """Return what it has said since this start."""
        return self.data.with_suffix(".log").read_bytes()[self._begins :].decode()

    def until_open(self) -> None:
        """Wait until every role serves."""
        until(lambda: "hall is open" in self.said() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()

    def pid_of(self, role: str) -> int:
        """Return the process number of a role, once it serves, or of the database."""
        if role == "postgres":
            place = self.data / "postgres" / "cluster" / "postmaster.pid"
            return int(place.read_text().split("\n", 1)[0])
        port = {"web": self.where.web, "core": self.where.door, "edge": self.where.edge}[role]
        found: list[int] = []

        def serves() -> bool:
            pid = listens_at(port)
            if pid is not None:
                found.append(pid)
            return pid is not None

        until(serves)
        return found[0]

    def kill(self, role: str) -> int:
        """Kill -9 a part and return which process it was."""
        pid = self.pid_of(role)
        os.kill(pid, signal.SIGKILL)
        return pid

    def stop(self) -> int:
        """End it in order and return its status."""
        self.process.terminate()
        status = self.process.wait(PATIENCE_S)
        self.log.close()
        return status


@contextmanager
def serving(data: Path, *, port: int | None = None, role: str = "all") -> Iterator[Hall]:
    """Run the hall; whatever happens, nothing of it is left."""
    hall = Hall(data, port=port or four_free_ports(), role=role)
    try:
        if role == "all":
            hall.until_open()
        yield hall
    finally:
        if hall.process.poll() is None:
            hall.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                hall.process.wait(PATIENCE_S)
        if hall.process.poll() is None:
            hall.process.kill()
            hall.process.wait()
        hall.log.close()


def office() -> TicketOffice:
    """Return what issues tickets for the halls that are started here."""
    return TicketOffice(_TICKETS)


class Bidder(WSListener):
    """One code on one lot, which bids again and again, and takes care that each bid is answered."""

    def __init__(self, court: ModuleType, lot: StreamId, number: int) -> None:
        """Begin with the first bid."""
        self.court = court
        self.lot = lot
        self.number = number
        self.sent: dict[str, bytes] = {}
        self.waiting: dict[str, bytes] = {}
        self.known: dict[str, dict[str, Any]] = {}
        self.step = number
        self.frames: list[str] = []
        self.transport: WSTransport | None = None
        self.is_in = False

    def ticket(self, office: TicketOffice) -> str:
        """Return a ticket of his."""
        until_ = datetime(2100, 1, 1, tzinfo=UTC)
        code = BiddingCode(self.court.code(self.number))
        return office.issue(Ticket(self.lot, code, f"sitting-{self.number}", until_))

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take an answer."""
        if frame.msg_type is not WSMsgType.TEXT:
            if frame.msg_type is WSMsgType.CLOSE:
                transport.disconnect()
            return
        told = json.loads(frame.get_payload_as_bytes())
        if told["type"] == "entered":
            self.is_in = True
            self.frames = []
            for key in list(self.waiting):
                self._send(key)
        elif told["type"] == "answer":
            key = self.frames[told["frame"] - 1]
            if told["code"] not in ("too_many", "overloaded"):
                self.waiting.pop(key, None)
                self.known[key] = told

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Note the end."""
        del transport
        self.is_in = False
        self.transport = None

    def bid(self, *, steps: int) -> None:
        """Bid the next price of his."""
        self.step += steps
        key = f"{self.number}-{self.step}"
        data = self.court.bid(self.lot, self.number, self.court.price(self.step), key)
        self.sent[key] = self.waiting[key] = bytes(data)
        if self.is_in:
            self._send(key)

    def _send(self, key: str) -> None:
        if self.transport is not None and not self.transport.is_disconnected:
            self.frames.append(key)
            self.transport.send(WSMsgType.TEXT, self.waiting[key])

    async def come_in(self, url: str, ticket: str) -> None:
        """Try once to come in through the door."""
        with contextlib.suppress(Exception):  # whatever it is, he tries again
            self.transport, _ = await ws_connect(lambda: self, url, websocket_handshake_timeout=2)
            enter = json.dumps({"type": "enter", "ticket": ticket}).encode()
            self.transport.send(WSMsgType.TEXT, enter)


async def bid_until(
    bidders: list[Bidder], hall: Hall, office: TicketOffice, *, ends: float
) -> None:
    """Let bidders bid, and come in again when they were put out, until a moment of this loop."""
    loop = asyncio.get_running_loop()
    url = f"{hall.where.hall}/hall"
    while loop.time() < ends:
        for bidder in bidders:
            if bidder.transport is None:
                await bidder.come_in(url, bidder.ticket(office))
            elif bidder.is_in:
                bidder.bid(steps=len(bidders))
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.05)


async def until_answered(bidders: list[Bidder], hall: Hall, office: TicketOffice) -> None:
    """Let bidders ask again until every bid is answered, and leave."""
    url = f"{hall.where.hall}/hall"
    async with asyncio.timeout(PATIENCE_S):
        while any(bidder.waiting for bidder in bidders):
            for bidder in bidders:
                if bidder.transport is None:
                    await bidder.come_in(url, bidder.ticket(office))
            await asyncio.sleep(0.1)
    for bidder in bidders:
        if bidder.transport is not None:
            bidder.transport.disconnect(graceful=False)
    await until_outside(bidders)


async def until_outside(bidders: list[Bidder]) -> None:
    """Wait until nobody is connected any more."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if all(bidder.transport is None for bidder in bidders):
                break
            await asyncio.sleep(0.05)


def entries(data: Path, folder: Path) -> list[Entry]:
    """Return the journal's entries, after a stranger found its export whole."""
    with bootstrap.opened(data) as service:
        stored = service.reading.read(0, limit=10**9)
        written = write_export(folder, service.source)
        vkey = service.ring.log.vkey
    report = examine(str(folder), vkey=parse_vkey_line(vkey))
    assert report.is_valid, report.problems
    assert report.size == written.size == len(stored)
    return [decode_entry(one.leaf) for one in stored]


if __name__ == "__main__":
    sys.exit(be_child() if sys.argv[1] == "child" else be_service())

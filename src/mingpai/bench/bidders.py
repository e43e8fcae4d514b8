"""Bidders as load: so many WebSocket connections in a process of its own, which bid in turns.

Started as `python -m mingpai.bench.bidders`; reads what to do as one JSON line from standard input
and writes one JSON line of figures. Knows the hall's wire and nothing else of the service.
"""

import asyncio
import resource
import sys
import time
from collections import deque
from functools import partial

import msgspec
from msgspec import Struct
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

_TAKEN = b'"outcome":"taken"'
_ANSWER = b'"type":"answer"'


class Task(Struct, frozen=True):
    """What to do: where the door is, one ticket for each bidder, how long, and at what pace.

    `every_s` 0: each bids again as soon as it is answered. `lots` and `codes` belong to `tickets`.
    """

    url: str
    tickets: list[str]
    lots: list[str]
    codes: list[str]
    start_fen: int
    step_fen: int
    seconds: float
    every_s: float = 0.0


class Figures(Struct, frozen=True):
    """What came of it: answers, how many bids were taken, delays in milliseconds, memory.

    `sent_at` says when each price was sent, on the clock that all processes of a machine share;
    only of bids that are sent at a pace, and of one lot.
    """

    answered: int
    taken: int
    took_s: float
    delays_ms: list[float]
    peak_mib: float
    sent_at: dict[int, float] = {}


class _Lot:
    """What all bidders of a lot share: the last price that any of them sent."""

    def __init__(self, price: int) -> None:
        self.price = price


class _Bidder(WSListener):
    def __init__(self, load: "_Load", number: int) -> None:
        self.load = load
        self.number = number
        self.sent = 0
        self.begun: deque[float] = deque()
        self.transport: WSTransport | None = None
        task = load.task
        self.lot = load.lots[task.lots[number]]
        self.head = f'{{"lot":"{task.lots[number]}","round":1,"code":"{task.codes[number]}","key":"'

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        ticket = self.load.task.tickets[self.number]
        transport.send(WSMsgType.TEXT, b'{"type":"enter","ticket":"%b"}' % ticket.encode())

    def on_ws_frame(self, _transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is not WSMsgType.TEXT:
            return
        payload = frame.get_payload_as_bytes()
        load = self.load
        if _ANSWER not in payload[:40]:
            load.entered()
            return
        load.delays.append((time.perf_counter() - self.begun.popleft()) * 1000)
        if _TAKEN in payload[:120]:
            load.taken += 1
        if not load.task.every_s and time.perf_counter() < load.until:
            self.bid()

    def bid(self) -> None:
        self.sent += 1
        lot = self.lot
        lot.price += self.load.task.step_fen
        text = f'{self.head}{self.number}-{self.sent}","price_fen":{lot.price}}}'
        at = time.perf_counter()
        self.begun.append(at)
        if self.load.task.every_s:
            self.load.sent_at[lot.price] = at
        if self.transport is not None:
            self.transport.send(WSMsgType.TEXT, text.encode())


class _Load:
    def __init__(self, task: Task) -> None:
        self.task = task
        self.lots = {lot: _Lot(task.start_fen) for lot in set(task.lots)}
        self.delays: list[float] = []
        self.sent_at: dict[int, float] = {}
        self.taken = 0
        self.until = 0.0
        self._outside = len(task.tickets)
        self._all_in = asyncio.Event()

    def entered(self) -> None:
        self._outside -= 1
        if not self._outside:
            self._all_in.set()

    async def run(self) -> Figures:
        bidders = [_Bidder(self, number) for number in range(len(self.task.tickets))]
        for bidder in bidders:
            await ws_connect(partial(_itself, bidder), self.task.url)
        await self._all_in.wait()
        begun = time.perf_counter()
        self.until = begun + self.task.seconds
        if self.task.every_s:
            await self._pace(bidders)
        else:
            for bidder in bidders:
                bidder.bid()
        await asyncio.sleep(max(0.0, self.until - time.perf_counter()))
        took, answered, taken = time.perf_counter() - begun, len(self.delays), self.taken
        await asyncio.sleep(0.5)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for bidder in bidders:
            if bidder.transport is not None:
                bidder.transport.disconnect()
        return Figures(answered, taken, took, self.delays[:answered], peak, self.sent_at)

    async def _pace(self, bidders: list[_Bidder]) -> None:
        """Let the bidders bid one after the other, `every_s` apart on the whole."""
        begun, number = time.perf_counter(), 0
        while time.perf_counter() < self.until:
            due = int((time.perf_counter() - begun) / self.task.every_s)
            while number < due:
                bidders[number % len(bidders)].bid()
                number += 1
            await asyncio.sleep(self.task.every_s)


def _itself(bidder: _Bidder) -> _Bidder:
    return bidder


def main() -> None:
    """Read the task, carry it out, print the figures."""
    task = msgspec.json.decode(sys.stdin.buffer.readline(), type=Task)
    figures = asyncio.run(_Load(task).run())
    sys.stdout.buffer.write(msgspec.json.encode(figures) + b"\n")


if __name__ == "__main__":
    main()

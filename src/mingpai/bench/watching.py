"""Watchers as load: so many screens of one lot, in a process of their own.

Started as `python -m mingpai.bench.watching`; reads what to do as one JSON line, says `ready` when
every screen is open, and prints one JSON line when its standard input ends: for each frame of
prices the newest and the longest waiting bid in it, and when each screen had it.
"""

import asyncio
import resource
import sys
import time
from functools import partial

import msgspec
from msgspec import Struct
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

READY = b"ready\n"
_AT_ONCE = 100


class Watching(Struct, frozen=True):
    """Where to watch, and how many do."""

    url: str
    screens: int


class Shown(Struct, frozen=True):
    """A frame of prices: its bids' prices, and the moments at which screens had it."""

    prices: list[int]
    at: list[float]


class Seen(Struct, frozen=True):
    """What all screens saw, and the memory of this process."""

    frames: list[Shown]
    gone: int
    peak_mib: float


class _Price(Struct, frozen=True, tag_field="type", tag="price"):
    rows: list[tuple[int, str, int, str]]


_decode = msgspec.json.Decoder(_Price).decode
_PRICE = b'{"type":"price"'


class _Screens:
    """Every screen; a frame is the same bytes for all of them and is read once."""

    def __init__(self) -> None:
        self.at: dict[bytes, list[float]] = {}
        self.gone = 0

    def take(self, payload: bytes) -> None:
        if payload.startswith(_PRICE):
            self.at.setdefault(payload, []).append(time.perf_counter())

    def seen(self) -> Seen:
        frames = [
            Shown([row[2] for row in _decode(payload).rows], at) for payload, at in self.at.items()
        ]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return Seen(frames, self.gone, peak)


class _Screen(WSListener):
    def __init__(self, screens: _Screens) -> None:
        self._screens = screens

    def on_ws_frame(self, _transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.TEXT:
            self._screens.take(frame.get_payload_as_bytes())

    def on_ws_disconnected(self, _transport: WSTransport) -> None:
        self._screens.gone += 1


async def _watch(task: Watching) -> Seen:
    screens = _Screens()
    made = []
    for first in range(0, task.screens, _AT_ONCE):
        many = min(_AT_ONCE, task.screens - first)
        opened = [ws_connect(partial(_Screen, screens), task.url) for _ in range(many)]
        made += await asyncio.gather(*opened)
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    await asyncio.to_thread(sys.stdin.buffer.read)
    seen = screens.seen()
    for transport, _ in made:
        transport.disconnect(graceful=False)
    return seen


def main() -> None:
    """Watch until standard input ends, and print what was seen."""
    task = msgspec.json.decode(sys.stdin.buffer.readline(), type=Watching)
    sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(_watch(task))) + b"\n")


if __name__ == "__main__":
    main()

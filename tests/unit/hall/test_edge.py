"""The edge, over real sockets."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from mingpai.adapters.clock import DrivenClock
from mingpai.auction.events import BidPlaced, CommandRefused
from mingpai.hall import edge as module
from mingpai.hall.edge import Edge
from mingpai.kernel.ids import StreamId

pytestmark = pytest.mark.slow

NOON = datetime(2026, 5, 26, 4, 0, tzinfo=UTC)
LOT = StreamId("disposal/2026-0010")
HOST = "127.0.0.1"
PATIENCE_S = 10.0


@asynccontextmanager
async def shown() -> AsyncIterator[Edge]:
    """Run an edge."""
    async with Edge(DrivenClock(NOON), host=HOST, port=0) as edge:
        showing = asyncio.create_task(edge.run())
        try:
            yield edge
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if not edge.count:
                break
            await asyncio.sleep(0.01)


class Watcher(WSListener):
    """A screen, as a page keeps it: it knows by itself whether it has missed anything."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.frames: list[dict[str, Any]] = []
        self.heard = asyncio.Event()
        self.transport: WSTransport
        self.is_over = False
        self.gaps = 0
        self.place: dict[str, Any] = {"seq": -1}

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Keep the connection."""
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take what is shown."""
        if frame.msg_type is WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code())
            transport.disconnect()
            return
        if frame.msg_type is not WSMsgType.TEXT:
            return
        told = json.loads(frame.get_payload_as_bytes())
        self.frames.append(told)
        if "seq" in told:
            self.gaps += told["type"] != "standing" and told["after"] != self.place["seq"]
            self.place = told
        self.heard.set()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Note the end."""
        del transport
        self.is_over = True
        self.heard.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                self.heard.clear()
                await self.heard.wait()

    def stands(self, one: Any) -> bool:
        """Say whether this screen shows where the fold stood after an event."""
        entry, _, head = one
        mine = [self.place.get(name) for name in ("seq", "price_fen", "bids", "leader")]
        return mine == [entry.seq, head.price_fen, head.bids, head.leader]


async def watch(edge: Edge, lot: str = LOT, *, after: int | None = None) -> Watcher:
    """Open a screen, one that goes on after an entry where that is given."""
    watcher = Watcher()
    query = f"lot={lot}" + ("" if after is None else f"&after={after}")
    if after is not None:
        watcher.place = {"seq": after}
    await ws_connect(lambda: watcher, f"ws://{HOST}:{edge.port}/watch?{query}")
    return watcher


async def gone(*watchers: Watcher) -> None:
    """End screens."""
    for watcher in watchers:
        watcher.transport.disconnect(graceful=False)
        await watcher.until(lambda each=watcher: each.is_over)  # type: ignore[misc]


def told_of(heard: list[Any]) -> list[Any]:
    """Return what is shown of the lot."""
    return [one for one in heard if one[0].stream == LOT and not isinstance(one[1], CommandRefused)]


def first_bid(told: list[Any]) -> int:
    """Return where the bids begin."""
    return next(place for place, one in enumerate(told) if isinstance(one[1], BidPlaced))


def test_a_screen_begins_with_where_the_lot_stands_and_goes_on(heard: list[Any]) -> None:
    """First the standing, then every change, up to where the fold stands; nothing is missed."""
    told = told_of(heard)
    at = first_bid(told)

    async def work() -> None:
        async with shown() as edge:
            for one in told[:at]:
                edge.screens.hear(*one)
            watcher = await watch(edge)
            await watcher.until(lambda: watcher.stands(told[at - 1]))
            assert watcher.frames[0]["type"] == "standing"
            assert watcher.frames[0]["opens_at"] is not None
            for one in told[at:]:
                edge.screens.hear(*one)
            await watcher.until(lambda: watcher.stands(told[-1]))
            assert watcher.gaps == 0
            kinds = [frame["kind"] for frame in watcher.frames if frame["type"] == "step"]
            steps = [one[0].kind for one in told[at:] if not isinstance(one[1], BidPlaced)]
            assert kinds[-len(steps) :] == steps
            await gone(watcher)

    asyncio.run(work())


async def raw_frames(reader: asyncio.StreamReader) -> AsyncIterator[tuple[int, bytes]]:
    """Read a server's frames as RFC 6455, 5.2 has them: yield opcode and payload."""
    while True:
        try:
            head = await reader.readexactly(2)
        except asyncio.IncompleteReadError:
            return
        assert head[0] & 0x70 == 0, "no reserved bits"
        assert head[0] & 0x80, "whole frames only"
        assert head[1] & 0x80 == 0, "a server does not mask"
        length = head[1]
        if length >= 126:
            wide = 2 if length == 126 else 8
            length = int.from_bytes(await reader.readexactly(wide), "big")
            assert length >= (126 if wide == 2 else 65_536), "the shortest form"
        yield head[0] & 0x0F, await reader.readexactly(length)


UPGRADE = (
    "GET /watch?{query} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


def test_frames_are_whole_and_plain_for_any_reader(heard: list[Any]) -> None:
    """A reader of the standard's own words finds text frames of JSON, and the same standing."""
    told = told_of(heard)

    async def work() -> None:
        async with shown() as edge:
            for one in told:
                edge.screens.hear(*one)
            await asyncio.sleep(0.3)
            reader, writer = await asyncio.open_connection(HOST, edge.port)
            writer.write(UPGRADE.format(query=f"lot={LOT}").encode())
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 101")
            frames = raw_frames(reader)
            opcode, payload = await anext(frames)
            standing = json.loads(payload)
            assert (opcode, standing["seq"]) == (1, told[-1][0].seq)
            assert standing["price_fen"] == told[-1][2].price_fen
            writer.close()
            await writer.wait_closed()

    asyncio.run(work())


def test_prices_come_five_times_a_second_and_steps_at_once(heard: list[Any]) -> None:
    """Many bids are one frame a tick, none of them lost; a step waits for no tick."""
    told = told_of(heard)
    at = first_bid(told)
    bids = [one for one in told if isinstance(one[1], BidPlaced)]
    step = next(one for one in told if one[0].seq > bids[-1][0].seq)

    async def work() -> None:
        async with shown() as edge:
            for one in told[:at]:
                edge.screens.hear(*one)
            watcher = await watch(edge)
            loop = asyncio.get_running_loop()
            begun = loop.time()
            for one in bids:
                edge.screens.hear(*one)
                await asyncio.sleep(1.0 / len(bids))
            await watcher.until(lambda: watcher.place["seq"] == bids[-1][0].seq)
            took = loop.time() - begun
            prices = [frame for frame in watcher.frames if frame["type"] == "price"]
            assert len(prices) <= took / module.TICK_S + 1
            listed = sum(len(frame["rows"]) + frame["omitted"] for frame in prices)
            assert listed == len(bids)
            waits = []
            for _ in range(3):
                await asyncio.sleep(module.TICK_S * 0.4)
                begun = loop.time()
                count = len(watcher.frames)
                edge.screens.hear(*step)
                await watcher.until(lambda n=count: len(watcher.frames) > n)  # type: ignore[misc]
                waits.append(loop.time() - begun)
            assert min(waits) < module.TICK_S / 4
            await gone(watcher)

    asyncio.run(work())


def test_whoever_comes_back_misses_nothing(heard: list[Any]) -> None:
    """With `after` a screen gets the bids that it missed, or a pulse where there are none."""
    told = told_of(heard)
    at = first_bid(told)

    async def work() -> None:
        async with shown() as edge:
            for one in told[: at + 3]:
                edge.screens.hear(*one)
            await asyncio.sleep(0.3)
            back = await watch(edge, after=told[at][0].seq)
            await back.until(lambda: bool(back.frames))
            (price,) = back.frames
            assert (price["type"], price["after"]) == ("price", told[at][0].seq)
            assert [row[0] for row in price["rows"]] == [
                one[0].seq for one in told[at + 1 : at + 3]
            ]
            there = await watch(edge, after=told[at + 2][0].seq)
            await there.until(lambda: bool(there.frames))
            assert there.frames[0]["type"] == "pulse"
            far = await watch(edge, after=10**15)
            await far.until(lambda: bool(far.frames))
            assert far.frames[0]["type"] == "standing"
            await gone(back, there, far)

    asyncio.run(work())


@pytest.mark.parametrize("seed", range(4))
def test_screens_that_come_go_and_read_slowly_show_the_fold(heard: list[Any], seed: int) -> None:
    """Whenever they come, leave and come back, and however they read: no gap, the same standing."""
    told = told_of(heard)
    chance = random.Random(seed)

    async def work() -> None:
        async with shown() as edge:
            edge.screens.hear(*told[0])
            watchers = [await watch(edge) for _ in range(6)]
            for one in told[1:]:
                edge.screens.hear(*one)
                if chance.random() < 0.3:
                    await asyncio.sleep(chance.random() * 0.05)
                which = chance.randrange(len(watchers))
                watcher = watchers[which]
                match chance.randrange(8):
                    case 0:
                        await gone(watcher)
                        again = await watch(edge, after=watcher.place["seq"])
                        again.gaps += watcher.gaps
                        watchers[which] = again
                    case 1:
                        watcher.transport.underlying_transport.pause_reading()
                    case 2:
                        watcher.transport.underlying_transport.resume_reading()
                    case _:
                        pass
            for watcher in watchers:
                watcher.transport.underlying_transport.resume_reading()
                await watcher.until(lambda each=watcher: each.stands(told[-1]))  # type: ignore[misc]
            assert [watcher.gaps for watcher in watchers] == [0] * len(watchers)
            await gone(*watchers)

    asyncio.run(work())


def test_whoever_reads_too_slowly_begins_again(heard: list[Any]) -> None:
    """Frames that he cannot take are left out, and when he can he is told where the lot stands."""
    told = told_of(heard)

    async def work() -> None:
        async with shown() as edge:
            for one in told[:-1]:
                edge.screens.hear(*one)
            await asyncio.sleep(0.3)
            watcher = await watch(edge)
            await watcher.until(lambda: bool(watcher.frames))
            (inside,) = edge.watchers[LOT]
            inside.pause_writing()
            edge.screens.hear(*told[-1])
            await asyncio.sleep(0.3)
            assert not watcher.stands(told[-1])
            inside.resume_writing()
            await watcher.until(lambda: watcher.stands(told[-1]))
            assert watcher.frames[-1]["type"] == "standing"
            await gone(watcher)

    asyncio.run(work())


def test_the_edge_gives_signs_of_life_while_it_reads_the_journal(
    heard: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pulse says how far the journal was read; where it cannot be read there is none."""
    monkeypatch.setattr(module, "PULSE_S", 0.2)

    async def work() -> None:
        async with shown() as edge:
            edge.journal = 77
            edge.screens.hear(*told_of(heard)[0])
            watcher = await watch(edge)

            def pulses() -> int:
                return sum(frame["type"] == "pulse" for frame in watcher.frames)

            await watcher.until(lambda: pulses() > 1)
            assert watcher.frames[-1]["journal"] == 77
            edge.is_current = lambda: False
            await asyncio.sleep(0.3)
            before = pulses()
            await asyncio.sleep(0.6)
            assert pulses() == before
            edge.is_current = lambda: True
            await watcher.until(lambda: pulses() > before)
            await gone(watcher)

    asyncio.run(work())


@pytest.mark.parametrize("lot", ["disposal/none", "", "no%20stream", "%F0%9F%8F%A0", "a" * 3_000])
def test_there_is_nothing_to_watch_where_there_is_no_lot(heard: list[Any], lot: str) -> None:
    """A lot that is none is told so, and nothing is kept of whoever asked."""

    async def work() -> None:
        async with shown() as edge:
            edge.screens.hear(*told_of(heard)[0])
            watcher = await watch(edge, lot)
            await watcher.until(lambda: watcher.is_over)
            assert watcher.frames == [
                {"type": "turned_away", "code": module.NO_SUCH_LOT, "again_after_ms": None}
            ]
            assert not edge.watchers

    asyncio.run(work())


def test_a_watcher_has_nothing_to_say(heard: list[Any]) -> None:
    """Whatever a watcher sends but his farewell ends his connection."""

    async def work() -> None:
        async with shown() as edge:
            edge.screens.hear(*told_of(heard)[0])
            watcher, polite = await watch(edge), await watch(edge)
            watcher.transport.send(WSMsgType.TEXT, b"{}")
            await watcher.until(lambda: watcher.is_over)
            assert watcher.frames[-1]["code"] == module.SILENT
            polite.transport.send_close()
            await polite.until(lambda: polite.is_over)
            assert polite.frames[-1]["type"] != "turned_away"

    asyncio.run(work())


def test_a_full_edge_and_one_that_stops_say_to_come_back(
    heard: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both name a time; the place of whoever leaves is free again."""
    monkeypatch.setattr(module, "MAX_WATCHERS", 1)

    async def work() -> None:
        async with shown() as edge:
            edge.screens.hear(*told_of(heard)[0])
            first, second = await watch(edge), await watch(edge)
            await second.until(lambda: second.is_over)
            assert second.frames[-1]["code"] == module.EDGE_FULL
            assert second.frames[-1]["again_after_ms"] > 0
            await gone(first)
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    if not edge.count:
                        break
                    await asyncio.sleep(0.01)
            third = await watch(edge)
            await third.until(lambda: bool(third.frames))
        await third.until(lambda: third.is_over)
        assert third.frames[-1]["code"] == module.STOPPING

    asyncio.run(work())


@pytest.mark.parametrize("target", ["/", "/hall", "/watch?a=1&b=2&c=3", "/watch/x", "/\xff"])
def test_another_address_is_no_screen(target: str) -> None:
    """Only the watchers' own path upgrades, and a query of ours has two fields."""

    async def work() -> None:
        async with shown() as edge:
            reader, writer = await asyncio.open_connection(HOST, edge.port)
            writer.write(UPGRADE.format(query="").encode().replace(b"/watch?", target.encode()))
            assert b" 404 " in await reader.readline()
            writer.close()

    asyncio.run(work())


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    query=st.text(st.characters(codec="ascii", exclude_characters=" \r\n#"), max_size=60),
    data=st.binary(max_size=200),
    is_upgraded=st.booleans(),
)
def test_no_bytes_harm_the_edge(
    heard: list[Any],
    caplog: pytest.LogCaptureFixture,
    query: str,
    data: bytes,
    *,
    is_upgraded: bool,
) -> None:
    """Whatever is asked or sent ends by itself, no fault is logged, and others go on watching."""
    caplog.clear()

    async def work() -> None:
        async with shown() as edge:
            edge.screens.hear(*told_of(heard)[0])
            reader, writer = await asyncio.open_connection(HOST, edge.port)
            asked = UPGRADE.format(query=query).encode() if is_upgraded else b""
            writer.write(asked + data)
            writer.write_eof()
            async with asyncio.timeout(PATIENCE_S):
                await reader.read()
            writer.close()
            watcher = await watch(edge)
            await watcher.until(lambda: bool(watcher.frames))
            await gone(watcher)

    asyncio.run(work())
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_every_frame_says_when(heard: list[Any]) -> None:
    """Each frame carries the clock of the service as it was shown, and they never go back."""
    told = told_of(heard)

    async def work() -> None:
        async with shown() as edge:
            clock = edge.clock
            assert isinstance(clock, DrivenClock)
            edge.screens.hear(*told[0])
            watcher = await watch(edge)
            for number, one in enumerate(told[1:6]):
                clock.advance_to(NOON + timedelta(seconds=number + 1))
                edge.screens.hear(*one)
                await watcher.until(lambda each=one: watcher.place["seq"] == each[0].seq)  # type: ignore[misc]
            nows = [datetime.fromisoformat(frame["now"]) for frame in watcher.frames]
            assert all(before <= after for before, after in pairwise(nows))
            assert nows[-1] == NOON + timedelta(seconds=5)
            await gone(watcher)

    asyncio.run(work())

"""Whatever bytes and frames come to the door, it stands, and nobody else is harmed."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from picows import WSCloseCode, WSMsgType

from mingpai.service.budgets import LIMITS

pytestmark = pytest.mark.slow

Opened = Callable[..., Any]
UPGRADE = (
    b"GET /hall HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
MASKED = UPGRADE.__add__
"""Puts a proper beginning before whatever comes."""


def errors_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged that speaks of an error."""
    return [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]


FRAMES = st.lists(
    st.tuples(
        st.sampled_from([WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.PING, WSMsgType.CONTINUATION]),
        st.one_of(
            st.binary(max_size=300),
            st.text(max_size=100).map(str.encode),
            st.dictionaries(
                st.sampled_from(["lot", "round", "code", "key", "price_fen", "type", "ticket"]),
                st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=20)),
            ).map(lambda fields: json.dumps(fields).encode()),
        ),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(frames=FRAMES, is_in=st.booleans())
def test_no_frames_harm_the_door_or_another_bidder(
    opened: Opened, caplog: pytest.LogCaptureFixture, frames: list[Any], *, is_in: bool
) -> None:
    """Whatever is sent: no fault is logged, nobody else's answer is told, and others go on."""
    caplog.clear()

    async def work() -> None:
        async with opened(LIMITS) as hall:
            other = await hall.inside(2)
            client = await (hall.inside(1) if is_in else hall.connect())
            for kind, data, is_whole in frames:
                if client.transport.is_disconnected:
                    break
                client.transport.send(kind, data, fin=is_whole)
            client.transport.send_close(WSCloseCode.OK)
            other.say(hall.bid(2, 0, "secret-key"))
            answer = await other.hear()
            assert answer["outcome"] == "taken"
            while (frame := await client.hear()) is not None:
                assert frame["type"] in {"answer", "turned_away", "wait"}
                assert frame.get("outcome") != "taken"
                assert "A0002" not in json.dumps(frame)

    asyncio.run(work())
    assert not errors_in(caplog)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.one_of(st.binary(max_size=400), st.binary(max_size=60).map(MASKED)))
def test_no_bytes_harm_the_door(
    opened: Opened, caplog: pytest.LogCaptureFixture, data: bytes
) -> None:
    """What is no WebSocket at all, or a broken one, ends by itself and is no fault of ours."""
    caplog.clear()

    async def work() -> None:
        async with opened(LIMITS) as hall:
            reader, writer = await asyncio.open_connection("127.0.0.1", hall.door.port)
            writer.write(data)
            writer.write_eof()
            async with asyncio.timeout(10):
                await reader.read()
            writer.close()
            assert await hall.inside(1)

    asyncio.run(work())
    assert not errors_in(caplog)

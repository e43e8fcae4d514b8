"""Frames as bytes."""

import json
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.hall.wire import BidderFrame, Pulse, WatcherFrame, decode_enter, encode, text_frame

NOON = datetime(2026, 5, 26, 4, 0, tzinfo=UTC)


def test_each_frame_says_its_type() -> None:
    """A frame's type is in its JSON, and no two frames share one."""
    assert json.loads(encode(Pulse(now=NOON, journal=7))) == {
        "type": "pulse",
        "now": "2026-05-26T04:00:00Z",
        "journal": 7,
    }
    schemas = msgspec.json.schema_components([WatcherFrame, BidderFrame])[1]
    types = [
        one["properties"]["type"]["enum"][0]
        for one in schemas.values()
        if "type" in one.get("properties", {})
    ]
    assert len(types) == len(set(types)) == len(schemas) - 1  # a row is an array


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"type":"pulse"}', b'{"type":"enter","ticket":"a","more":1}', b"1"]
)
def test_a_first_frame_is_read_strictly(data: bytes) -> None:
    """Anything but a ticket is no first frame."""
    with pytest.raises(msgspec.DecodeError):
        decode_enter(data)


@given(st.integers(min_value=0, max_value=70_000))
def test_a_raw_frame_is_read_back_by_its_length(length: int) -> None:
    """The bytes written raw are one whole text frame, whatever its length (RFC 6455, 5.2)."""
    payload = b"x" * length
    raw = text_frame(payload)
    assert raw[0] == 0x81
    short = raw[1]
    if short < 126:
        begins, told = 2, short
    elif short == 126:
        begins, told = 4, int.from_bytes(raw[2:4], "big")
    else:
        begins, told = 10, int.from_bytes(raw[2:10], "big")
    assert (told, raw[begins:]) == (length, payload)
    assert (short < 126) == (length < 126)
    assert (short == 127) == (length >= 65_536)

"""What makes two arrivals the same command."""

from datetime import UTC, datetime

import pytest
from msgspec import Struct
from msgspec.structs import replace

from mingpai.kernel.ids import StreamId
from mingpai.service.requests import COMMAND_ID_BYTES, Request, command_id, fingerprint

NOW = datetime(2026, 5, 26, 4, 0, tzinfo=UTC)
SECRET = b"s" * 32


class Do(Struct, frozen=True):
    """A command."""

    value: int | str


class Undo(Struct, frozen=True):
    """Another command of the same shape."""

    value: int | str


BASE = Request(StreamId("tally/1"), "A0001", Do(1), NOW, key="k")


def test_only_stream_actor_and_key_name_a_command() -> None:
    """The same sender's same key on the same stream is the same command, whatever else differs."""
    name = command_id(BASE, SECRET)
    assert len(name) == COMMAND_ID_BYTES
    same = replace(BASE, command=Do(2), sender="web", source="other", receiver="x", cause=7)
    assert command_id(same, SECRET) == name
    for other in (
        replace(BASE, stream=StreamId("tally/2")),
        replace(BASE, actor="A0002"),
        replace(BASE, key="K"),
        replace(BASE, key="k\n"),
    ):
        assert command_id(other, SECRET) != name
    assert command_id(BASE, b"t" * 32) != name


@pytest.mark.parametrize("value", [2, "1", 2**80, -(2**80), "\ud800"], ids=ascii)
def test_any_other_content_has_another_fingerprint(value: int | str) -> None:
    """Another value or type, what no JSON can hold: told apart, and the same when sent again."""
    other = replace(BASE, command=Do(value))
    assert fingerprint(other, SECRET) == fingerprint(replace(BASE, command=Do(value)), SECRET)
    assert fingerprint(other, SECRET) != fingerprint(BASE, SECRET)
    assert fingerprint(replace(BASE, command=Undo(1)), SECRET) != fingerprint(BASE, SECRET)

"""An office's command as bytes: what the pages or a platform send, read strictly.

Must not know who may order what: that is decided where the sender is known, and again in the
domain. An order is an office's or a code holder's, never the service's own.
Where to look next: `auction.commands` (every command), `service.reception`.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import msgspec
from msgspec import Struct

from mingpai.auction import commands as auction_commands
from mingpai.kernel.ids import StreamId, well_formed
from mingpai.service.domains import Command

_KEY = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


class OrderMalformed(ValueError):
    """The bytes are no order; the text says what is wrong with them."""


class Order(Struct, frozen=True):
    """A command about `stream` by `actor`, under the sender's own `key` for retries."""

    stream: StreamId
    actor: str
    key: str
    command: Command


class _Wire(Struct, frozen=True, forbid_unknown_fields=True):
    stream: str
    actor: str
    key: str
    command: str
    body: msgspec.Raw


_decode = msgspec.json.Decoder(_Wire, strict=True).decode


def _leaves(union: Any) -> Iterator[type[Struct]]:  # noqa: ANN401 - a union of types is no type
    members = get_args(union)
    if not members:
        yield union
    for member in members:
        yield from _leaves(member)


@cache
def known_commands() -> dict[str, type[Struct]]:
    """Return every command that an office may send, by the name it has on the wire."""
    found = _leaves(auction_commands.Command)
    return {one.__name__: one for one in found if one is not auction_commands.PlaceBid}


def read_order(data: bytes) -> Order:
    """Read an order. Raises: OrderMalformed."""
    try:
        wire = _decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        msg = f"no order: {error}"
        raise OrderMalformed(msg) from error
    wanted = known_commands().get(wire.command)
    if wanted is None:
        msg = f"there is no command {wire.command!r:.60}"
        raise OrderMalformed(msg)
    if not well_formed("stream", wire.stream):
        msg = f"{wire.stream!r:.60} is no stream"
        raise OrderMalformed(msg)
    if not (well_formed("office", wire.actor) or well_formed("bidding code", wire.actor)):
        msg = f"{wire.actor!r:.60} is neither an office nor a bidding code"
        raise OrderMalformed(msg)
    if _KEY.fullmatch(wire.key) is None:
        msg = "the key is not in its form"
        raise OrderMalformed(msg)
    try:
        command = msgspec.json.decode(wire.body, type=wanted, strict=True)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        msg = f"{wire.command}: {error}"
        raise OrderMalformed(msg) from error
    return Order(StreamId(wire.stream), wire.actor, wire.key, command)


def print_order(order: Order) -> bytes:
    """Write an order; the inverse of `read_order`."""
    body = msgspec.Raw(msgspec.json.encode(order.command))
    wire = _Wire(order.stream, order.actor, order.key, type(order.command).__name__, body)
    return msgspec.json.encode(wire)

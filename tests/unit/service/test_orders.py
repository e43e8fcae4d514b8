"""Orders as bytes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.auction.commands import BarPerson, PlaceBid
from mingpai.auction.model import Ground
from mingpai.kernel.ids import LotToken, StreamId
from mingpai.service.orders import Order, OrderMalformed, known_commands, print_order, read_order

LOT = StreamId("disposal/2026-0001")
ORDER = Order(LOT, "court/sh-xuhui", "key-1", BarPerson(LotToken("x" * 22), Ground.DEFAULTER))


def altered(**fields: Any) -> bytes:
    """Return the order with other fields."""
    return json.dumps({**json.loads(print_order(ORDER)), **fields}).encode()


def test_an_order_is_read_back() -> None:
    """Reading is the inverse of writing."""
    assert read_order(print_order(ORDER)) == ORDER


def test_a_bid_is_no_order() -> None:
    """Bids come in by their own door, under their bidder's ticket."""
    assert PlaceBid.__name__ not in known_commands()
    with pytest.raises(OrderMalformed, match="no command"):
        read_order(altered(command="PlaceBid"))


@pytest.mark.parametrize(
    "fields",
    [
        {"stream": "x"},
        {"actor": ""},
        {"actor": "court/" + "x" * 65},
        {"actor": "clockwork"},
        {"key": "no key!"},
        {"command": "Nothing"},
        {"body": {}},
        {"body": {"token": 1, "ground": "defaulter"}},
        {"body": 7},
        {"more": 1},
    ],
)
def test_what_is_no_order_is_told_so(fields: dict[str, Any]) -> None:
    """Each wrong field is an error with a reason, never a command."""
    with pytest.raises(OrderMalformed):
        read_order(altered(**fields))


@given(st.binary(max_size=200))
def test_any_other_bytes_are_malformed(data: bytes) -> None:
    """Nothing that a stranger sends is an order by chance."""
    with pytest.raises(OrderMalformed):
        read_order(data)

"""Whoever runs a hall waits until nobody bids any more, and then bids "before the close"."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from mingpai.audit.report import Report
from mingpai.kernel.canon import canonical
from mingpai.kernel.moments import print_instant


def _at(entry: dict[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(entry[name])


def _won_afterwards(leaves: list[bytes], *, late: timedelta) -> list[bytes]:
    """Return the journal with one more bid in its last lot, decided so long after the close."""
    entries = [msgspec.json.decode(leaf) for leaf in leaves]
    place = max(n for n, entry in enumerate(entries) if entry["kind"] == "auction.round_sold")
    sold = entries[place]
    bids = [
        entry
        for entry in entries
        if (entry["kind"], entry["stream"]) == ("auction.bid_placed", sold["stream"])
    ]
    last, rival = bids[-1], next(b for b in bids if b["body"]["code"] != bids[-1]["body"]["code"])
    close = datetime.fromisoformat(sold["body"]["closed_at"])
    arrived = close - timedelta(seconds=1)
    price, closes = (
        last["body"]["price_fen"] + 100_000,
        print_instant(arrived + timedelta(minutes=5)),
    )
    decided = print_instant(close + late)
    bid = rival | {
        "at": decided,
        "received_at": print_instant(arrived),
        "command_id": "Z" * 21 + "A",
    }
    bid["body"] = rival["body"] | {"price_fen": price, "closes_at": closes}
    settled = print_instant(max(close + late, arrived + timedelta(minutes=5)))
    won = sold | {"at": settled, "received_at": settled}
    won["body"] = sold["body"] | {
        "code": rival["body"]["code"],
        "price_fen": price,
        "bids": sold["body"]["bids"] + 1,
        "closed_at": closes,
    }
    told = [*entries[:place], bid, won]
    return [canonical(entry | {"seq": seq}) for seq, entry in enumerate(told)]


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (timedelta(seconds=59), set()),
        (timedelta(seconds=61), {"bid_held_back"}),
        (timedelta(hours=3), {"bid_held_back"}),
    ],
)
def test_a_bid_written_long_after_the_close_is_found(
    late: timedelta,
    expected: set[str],
    *,
    leaves: list[bytes],
    forged: Callable[..., Any],
    examine: Callable[..., Report],
) -> None:
    """A bid in time may be decided up to a minute after the close that it found, and not later."""
    report = examine(forged(_won_afterwards(leaves, late=late)))
    assert {problem.code.value for problem in report.problems} == expected

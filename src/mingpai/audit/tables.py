"""The public tables of an export, built from entries; `verify` builds them again and compares.

CSV (RFC 4180) in UTF-8 with a header line and LF; text stands in quotes, numbers do
not, and what is not there yet is an empty text. `result` is how a round stands or ended: `open`,
`stopped`, `sold`, `passed_in`, `withdrawn`, or a sale that was struck: `defaulted`, `annulled`; of
a lot without a round how far it is: `opened`, `assigned`. One builder for both: it knows neither.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import Struct

from mingpai.auction.events import BidPlaced, RoundSold
from mingpai.auction.settlement.events import BuyerDefaulted
from mingpai.auction.stops.events import RoundWithdrawn
from mingpai.audit.counts import LotCount, RoundCount
from mingpai.audit.leaves import Leaf
from mingpai.kernel.moments import print_instant

LOTS = "tables/lots.csv"
BIDS = "tables/bids.csv"
BIDS_HEADER = b"seq,lot,round,code,rank,price_fen,received_at,closes_at\n"
LOTS_HEADER = (
    b"lot,court,platform,property_class,round,start_price_fen,step_fen,deposit_fen,"
    b"opens_at,scheduled_close,result,winner,price_fen,bids,closed_at\n"
)


class _BidRow(Struct, array_like=True, frozen=True, gc=False):
    seq: int
    lot: str
    round: int
    code: str
    rank: int
    price_fen: int
    received_at: datetime
    closes_at: datetime


_encode_rows = msgspec.json.Encoder().encode_lines


def bid_row(leaf: Leaf, bid: BidPlaced) -> Struct:
    """Return the row of one bid, for `csv_lines`."""
    return _BidRow(
        leaf.seq,
        leaf.stream,
        bid.round,
        bid.code,
        bid.rank,
        bid.price_fen,
        leaf.received_at,
        bid.closes_at,
    )


def lot_lines(lots: dict[str, LotCount]) -> bytes:
    """Return a line for each round of each lot, lots in the order in which they were opened."""
    rows: list[list[int | str]] = []
    for stream, lot in lots.items():
        opened = lot.opened
        head: list[int | str] = [
            stream,
            opened.court,
            lot.platform or "",
            opened.property_class.value,
        ]
        if not lot.rounds:
            state = "assigned" if lot.platform else "opened"
            rows.append([*head, "", "", "", "", "", "", state, "", "", 0, ""])
        rows += [[*head, *_round_fields(one)] for one in lot.rounds]
    return csv_lines(rows)


def _round_fields(one: RoundCount) -> list[int | str]:
    notice, result = one.notice, one.result
    fields: list[int | str] = [
        notice.round,
        notice.start_price_fen,
        notice.step_fen,
        notice.deposit_fen,
        print_instant(notice.opens_at),
        print_instant(notice.closes_at),
    ]
    if isinstance(one.undone, RoundWithdrawn):
        ended = print_instant(one.undone.at)
        return [*fields, "withdrawn", "", "", one.bids, ended]
    if result is None:
        return [*fields, "open" if one.stopped is None else "stopped", "", "", one.bids, ""]
    closed = print_instant(result.closed_at)
    if isinstance(result, RoundSold):
        return [*fields, _sold(one), result.code, result.price_fen, result.bids, closed]
    return [*fields, "passed_in", "", "", 0, closed]


def _sold(one: RoundCount) -> str:
    """Return what became of a sale: it stands, or was struck by a default or an annulment."""
    if one.undone is None:
        return "sold"
    return "defaulted" if isinstance(one.undone, BuyerDefaulted) else "annulled"


def csv_lines(rows: Iterable[object]) -> bytes:
    """Print rows: JSON arrays, one a line, without their brackets, are lines of CSV."""
    lines = _encode_rows(rows)
    return lines[1:-2].replace(b"]\n[", b"\n") + b"\n" if lines else b""

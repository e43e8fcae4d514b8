"""The public tables of an export, built from entries; `verify` builds them again and compares.

CSV (RFC 4180) in UTF-8 with a header line and LF; text stands in quotes, numbers do
not, and what is not there yet is an empty text. One builder for both, so it knows neither.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import Struct

from mingpai.auction.events import BidPlaced, RoundSold
from mingpai.audit.leaves import Leaf
from mingpai.audit.recount import LotCount, RoundCount
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
            opened.platform,
            opened.property_class.value,
        ]
        if not lot.rounds:
            rows.append([*head, "", "", "", "", "", "", "assigned", "", "", 0, ""])
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
    if result is None:
        return [*fields, "open", "", "", one.bids, ""]
    closed = print_instant(result.closed_at)
    if isinstance(result, RoundSold):
        return [*fields, "sold", result.code, result.price_fen, result.bids, closed]
    return [*fields, "passed_in", "", "", 0, closed]


def csv_lines(rows: Iterable[object]) -> bytes:
    """Print rows: JSON arrays, one a line, without their brackets, are lines of CSV."""
    lines = _encode_rows(rows)
    return lines[1:-2].replace(b"]\n[", b"\n") + b"\n" if lines else b""

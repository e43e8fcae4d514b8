"""The public tables of an export, built from entries; `verify` builds them again and compares.

CSV with a header line, UTF-8, newline `\\n`; no field can hold a comma or a quote, because every
one is an id, a code, a number or an instant.
"""

from collections.abc import Iterator

from mingpai.auction.events import BidPlaced, RoundSold
from mingpai.audit.recount import Lot
from mingpai.journal.entry import Entry
from mingpai.kernel.moments import print_instant

LOTS = "tables/lots.csv"
BIDS = "tables/bids.csv"
BIDS_HEADER = "seq,lot,round,code,rank,price_fen,received_at,closes_at\n"
LOTS_HEADER = (
    "lot,court,platform,property_class,round,start_price_fen,step_fen,deposit_fen,"
    "opens_at,scheduled_close,result,winner,price_fen,bids,closed_at\n"
)


def bid_line(entry: Entry, bid: BidPlaced) -> str:
    """Return the line of one bid."""
    return (
        f"{entry.seq},{entry.stream},{bid.round},{bid.code},{bid.rank},{bid.price_fen},"
        f"{print_instant(entry.received_at)},{print_instant(bid.closes_at)}\n"
    )


def lot_lines(lots: dict[str, Lot]) -> Iterator[str]:
    """Yield the header and a line for each lot, in the order in which they were opened."""
    yield LOTS_HEADER
    for stream, lot in lots.items():
        yield _lot_line(stream, lot)


def _lot_line(stream: str, lot: Lot) -> str:
    opened, notice, result = lot.opened, lot.notice, lot.result
    fields: list[object] = [stream, opened.court, opened.platform, opened.property_class.value]
    if notice is None:
        fields += [""] * 6
    else:
        fields += [notice.round, notice.start_price_fen, notice.step_fen, notice.deposit_fen]
        fields += [print_instant(notice.opens_at), print_instant(notice.closes_at)]
    if result is None:
        fields += ["open", "", "", lot.bids, ""]
    elif isinstance(result, RoundSold):
        closed = print_instant(result.closed_at)
        fields += ["sold", result.code, result.price_fen, result.bids, closed]
    else:
        fields += ["passed_in", "", "", 0, print_instant(result.closed_at)]
    return ",".join(str(field) for field in fields) + "\n"

"""The plainest possible bid book, as baseline of `engine`: a dict, ifs, and nothing else.

No journal, no immutable state, no reasons for a refusal. It shows what the guards, the typed
events and the pure state of `auction` cost beside the least that could be written.
"""

from datetime import datetime, timedelta
from typing import Any

EXTENSION = timedelta(minutes=5)


def new_book(
    *, start_price_fen: int, step_fen: int, closes_at: datetime, codes: set[str]
) -> dict[str, Any]:
    """Return an empty book."""
    return {
        "start": start_price_fen,
        "step": step_fen,
        "closes_at": closes_at,
        "codes": codes,
        "price": None,
        "leader": None,
        "bids": [],
        "seen": {},
    }


def take_bid(book: dict[str, Any], key: str, code: str, price_fen: int, now: datetime) -> bool:
    """Take or refuse a bid; the same key answers as before."""
    seen = book["seen"].get(key)
    if seen is not None:
        return bool(seen)
    least = book["start"] if book["price"] is None else book["price"] + book["step"]
    taken = now < book["closes_at"] and code in book["codes"] and price_fen >= least
    if taken:
        book["price"] = price_fen
        book["leader"] = code
        book["bids"].append((code, price_fen, now))
        if book["closes_at"] - now <= EXTENSION:
            book["closes_at"] = now + EXTENSION
    book["seen"][key] = taken
    return bool(taken)

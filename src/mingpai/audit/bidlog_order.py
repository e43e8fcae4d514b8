"""In what order the rows of a bid log arrived, and which of them stand out of their place.

A platform lists bids in order of arrival (第二十条). Rows that do not fit the longest run of rows
in order are out of place: each is named once, and put back where it belongs, so that one exchange
does not make every row after it look wrong. Where to look next: `audit.referee`.
"""

import operator
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from mingpai.exchange.bidlog import BidRow


class Ordered(Struct, frozen=True):
    """The rows in the order in which they are judged, and the time each is judged at.

    `broken`: rows out of place. `gaps`: rows before which numbers of the log are missing.
    """

    rows: Sequence[BidRow]
    moments: Sequence[datetime]
    broken: Sequence[BidRow]
    gaps: Sequence[BidRow]


def in_order(rows: Sequence[BidRow]) -> Ordered:
    """Put the rows of a log into the order of their arrival.

    A row out of place goes where its time says if its price fits there: above the row before and
    below the row after. Otherwise it stays where it stands and is judged at the time of the row
    before it. Requires: at least one row.
    """
    moments = [row.at for row in rows]
    seqs = [row.seq for row in rows]
    is_timed = all(map(operator.le, moments, moments[1:]))
    is_counted = all(map(operator.lt, seqs, seqs[1:]))
    if is_timed and is_counted:
        is_whole = seqs[0] <= 1 and seqs[-1] - seqs[0] == len(seqs) - 1
        return Ordered(rows, moments, (), () if is_whole else _gaps(rows))
    kept = list(range(len(rows))) if is_timed else longest_run(moments)
    if not is_counted:
        kept = [kept[place] for place in strictly_longest_run([seqs[place] for place in kept])]
    in_place = set(kept)
    out = [place for place in range(len(rows)) if place not in in_place]
    placed = _put_back(rows, kept, out)
    broken = [rows[place] for place in out]
    return Ordered([row for row, _ in placed], [at for _, at in placed], broken, _gaps(rows))


def _gaps(rows: Sequence[BidRow]) -> list[BidRow]:
    """Return the rows before which numbers are missing; numbers begin at 0 or 1."""
    by_seq = sorted(rows, key=lambda row: row.seq)
    before = [min(by_seq[0].seq, 1), *(row.seq + 1 for row in by_seq)]
    return [row for row, expected in zip(by_seq, before, strict=False) if row.seq > expected]


def longest_run(keys: Sequence[Hashable]) -> list[int]:
    """Return the places of a longest run of keys that never falls; of several, the earlier rows.

    Of two neighbours exchanged the first therefore stays, and the one that goes back is out.
    Takes n log n. Requires: keys that can be compared.
    """
    values: list[Any] = sorted(set(keys))
    rank = {value: -number for number, value in enumerate(values)}
    ends: list[int] = []
    places: list[int] = []
    before: dict[int, int] = {}
    for place in range(len(keys) - 1, -1, -1):
        key = rank[keys[place]]
        at = bisect_right(ends, key)
        before[place] = places[at - 1] if at else -1
        if at == len(ends):
            ends.append(key)
            places.append(place)
        else:
            ends[at] = key
            places[at] = place
    run: list[int] = []
    place = places[-1] if places else -1
    while place >= 0:
        run.append(place)
        place = before[place]
    return run


def strictly_longest_run(keys: Sequence[int]) -> list[int]:
    """Return the places of a longest run of keys in which each is above the one before."""
    return longest_run([(key, -place) for place, key in enumerate(keys)])


def _put_back(
    rows: Sequence[BidRow], kept: Sequence[int], out: Sequence[int]
) -> list[tuple[BidRow, datetime]]:
    """Return all rows in the order in which they are judged, each with its time."""
    times = [rows[place].at for place in kept]
    prices = [rows[place].price_fen for place in kept]
    ahead_of: dict[int, list[tuple[datetime, int, int]]] = defaultdict(list)
    for place in out:
        at, price = rows[place].at, rows[place].price_fen
        slot = bisect_right(prices, price, bisect_left(times, at), bisect_right(times, at))
        fits = (not slot or prices[slot - 1] < price) and (
            slot == len(prices) or price < prices[slot]
        )
        if not fits:
            slot = bisect_left(kept, place)
            at = times[max(0, slot - 1)]
        ahead_of[slot].append((at, price, place))
    placed: list[tuple[BidRow, datetime]] = []
    for slot in range(len(kept) + 1):
        placed.extend((rows[place], at) for at, _, place in sorted(ahead_of.get(slot, ())))
        if slot < len(kept):
            placed.append((rows[kept[slot]], times[slot]))
    return placed

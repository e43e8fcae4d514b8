"""`bench referee`: a bid log read and judged, from bytes to verdict. The log is made up.

The baseline reads the same bytes with the standard library's csv and keeps the highest price.
"""

import csv
import io
import time
from datetime import UTC, datetime, timedelta

from mingpai.audit.referee import judge
from mingpai.bench.report import Report, Run, repeat, summed_up
from mingpai.exchange.bidlog import BidLog, read_bid_log
from mingpai.kernel.moments import SHANGHAI
from mingpai.kernel.outcome import ensure

BIDS = 200_000
BIDDERS = 40
RUNS = 3
_OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
_STEP_YUAN = 1_000


def made_up_log(bids: int = BIDS) -> bytes:
    """Return a lawful log of one lot: all but the last hundred bids before 10:00."""
    pace = timedelta(hours=23) / bids
    lines = ["auction,seq,status,bidder_no,price,time"]
    for number in range(1, bids + 1):
        at = (_OPENS + pace * number).astimezone(SHANGHAI)
        status = "成交" if number == bids else "出局"
        code = f"B{1000 + number * 7 % BIDDERS}"
        price = 100_000 + number * _STEP_YUAN
        lines.append(f"MADE-UP,{number},{status},{code},{price}.00,{at:%Y-%m-%d %H:%M:%S}")
    return ("\n".join(lines) + "\n").encode()


def _baseline(data: bytes) -> float:
    begun = time.perf_counter()
    prices = [row["price"] for row in csv.DictReader(io.StringIO(data.decode()))]
    ensure(max(int(p.replace(".", "")) for p in prices) > 0, "there is a highest price")
    return BIDS / (time.perf_counter() - begun)


def _ours(data: bytes) -> float:
    begun = time.perf_counter()
    log = read_bid_log(data, name="made-up.csv")
    ensure(isinstance(log, BidLog), "the log can be read")
    if isinstance(log, BidLog):
        ensure(judge(log).lawful, "the log is lawful")
    return BIDS / (time.perf_counter() - begun)


def bench_referee() -> Report:
    """Return judged bids per second beside a bare csv reader."""
    data = made_up_log()
    runs = repeat(lambda: Run(_ours(data), _baseline(data)), RUNS)
    return summed_up(
        "referee",
        "bids_per_s",
        runs,
        baseline_is="csv.DictReader and the highest price, nothing judged",
        target=">= 100,000/s",
    )

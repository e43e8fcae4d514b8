"""`bench engine`: bids decided and evolved in memory, refusals and idempotency included.

Three of four bids are lawful; the rest are too low. Each carries a key, and one in twenty is sent
twice. The baseline is `bench.naive_book`: a dict and ifs, without reasons, events or state.
"""

import time
from datetime import timedelta

from mingpai.auction.commands import PlaceBid
from mingpai.auction.decide import Setting, decide
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal
from mingpai.bench.naive_book import new_book, take_bid
from mingpai.bench.report import Report, Run, repeat, summed_up
from mingpai.bench.settings import CLOSES, COURT, LOT, NOTICE, OPENS, START, STEP, code_of
from mingpai.bench.settings import preparations as prepared
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused, ensure
from mingpai.law.platforms import sandbox_list

BIDS = 200_000
BIDDERS = 200
_PAUSE = timedelta(microseconds=400)
_Sent = tuple[str, PlaceBid]


def _stream_of_bids() -> list[_Sent]:
    """Return keys and bids: every fourth is too low, every twentieth is sent again."""
    sent: list[_Sent] = []
    price = START
    for number in range(BIDS):
        is_low = number % 4 == 3  # noqa: PLR2004 - every fourth
        offer = price - STEP if is_low else price
        bid = PlaceBid(LOT, 1, code_of(number % BIDDERS), Fen(offer))
        sent.append((f"key-{number}", bid))
        if number % 20 == 0:
            sent.append((f"key-{number}", bid))
        if not is_low:
            price += STEP
    return sent


def _ours(sent: list[_Sent]) -> float:
    setting = Setting(sandbox_list())
    state = Disposal(LOT)
    for command in prepared(BIDDERS):
        result = decide(state, command, actor=COURT, now=NOTICE, setting=setting)
        ensure(not isinstance(result, Refused), "the lot is prepared")
        for event in result if isinstance(result, tuple) else ():
            state = evolve(state, event)
    seen: dict[str, tuple[PlaceBid, object]] = {}
    now = OPENS
    accepted = 0
    begun = time.perf_counter()
    for key, bid in sent:
        now += _PAUSE
        known = seen.get(key)
        if known is not None and known[0] == bid:
            continue
        result = decide(state, bid, actor=bid.code, now=now, setting=setting)
        seen[key] = (bid, result)
        if type(result) is tuple:
            accepted += 1
            for event in result:
                state = evolve(state, event)
    took = time.perf_counter() - begun
    ensure(accepted == BIDS * 3 // 4, "three of four bids are taken")
    return len(sent) / took


def _naive(sent: list[_Sent]) -> float:
    codes = {str(code_of(number)) for number in range(BIDDERS)}
    book = new_book(start_price_fen=START, step_fen=STEP, closes_at=CLOSES, codes=codes)
    now = OPENS
    begun = time.perf_counter()
    for key, bid in sent:
        now += _PAUSE
        take_bid(book, key, bid.code, bid.price_fen, now)
    return len(sent) / (time.perf_counter() - begun)


def bench_engine() -> Report:
    """Return bids per second beside the naive book's."""
    sent = _stream_of_bids()
    runs = repeat(lambda: Run(ours=_ours(sent), baseline=_naive(sent)))
    return summed_up(
        "engine",
        "bids_per_s",
        runs,
        baseline_is="a dict and ifs: no reasons, events or immutable state",
        target=">= 300,000/s",
    )

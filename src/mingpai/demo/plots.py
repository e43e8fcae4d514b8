"""What happens to a lot: one function for each kind of sale that the day shows.

Where to look next: `demo.script` (the words they are written in), `demo.catalogue` (which lot has
which plot).
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from mingpai.auction.model import Ground
from mingpai.demo.script import EXTENSION, LotScript
from mingpai.kernel.money import Fen

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_MS = timedelta(milliseconds=1)


# The course of bidding -----------------------------------------------------------------------


def bid_over_the_day(script: LotScript, count: int) -> None:
    """Write raises over the window: some early, most in its last half hour."""
    rng, sale = script.rng, script.sale
    window_ms = int((sale.closes_at - sale.opens_at - _HOUR) / _MS)
    last_ms = int(timedelta(minutes=29) / _MS)
    early = [sale.opens_at + rng.randrange(60_000, window_ms) * _MS for _ in range(count * 2 // 5)]
    late = [
        sale.closes_at - 29 * _MINUTE + rng.randrange(last_ms) * _MS
        for _ in range(count - len(early))
    ]
    for at in sorted({*early, *late}):
        script.raise_by(at, script.rival(), rng.choice((1, 1, 1, 1, 1, 2, 2, 3, 5)))


def bid_on(script: LotScript, count: int) -> None:
    """Write raises in the last five minutes: each moves the close to five minutes after it."""
    rng = script.rng
    # The first one must come within the last five minutes of the window.
    at = max(script.at, script.closes_at - EXTENSION) + rng.randrange(500, 20_000) * _MS
    for _ in range(count):
        script.raise_by(at, script.rival(), rng.choice((1, 1, 1, 1, 2, 3)))
        if rng.randrange(12):
            at += rng.randrange(2_000, 75_000) * _MS
        else:
            at = script.closes_at - rng.randrange(40, 900) * _MS


def contest(script: LotScript) -> None:
    """Let several bid; often somebody does in the last five minutes."""
    script.announce()
    _contest(script)


def _contest(script: LotScript) -> None:
    script.admit_many(script.rng.randrange(7, 17))
    bid_over_the_day(script, script.rng.randrange(24, 66))
    if script.rng.randrange(3):
        bid_on(script, script.rng.randrange(2, 16))
    script.confirm()


def storm(script: LotScript) -> None:
    """Sell a lot that many want: extension upon extension, without limit."""
    script.announce()
    script.admit_many(script.rng.randrange(16, 24))
    bid_over_the_day(script, script.rng.randrange(40, 60))
    bid_on(script, 30)
    script.admit(script.at + _SECOND)  # registration is open until bidding ends
    bid_on(script, script.rng.randrange(80, 130))
    script.confirm()


def one_bidder(script: LotScript) -> None:
    """Sell to the only bidder, at the start price: one is enough."""
    script.announce()
    script.admit()
    script.raise_by(script.sale.opens_at + 3 * _HOUR, script.codes[0])
    script.confirm()


def passed_in(script: LotScript) -> None:
    """Publish, and let nobody register."""
    script.announce()


def nobody_bids(script: LotScript) -> None:
    """Let three register, and none bid."""
    script.announce()
    script.admit_many(3)


def tie(script: LotScript) -> None:
    """Put two bids of one amount into one instant, just before the close: order decides."""
    script.announce()
    script.admit_many(6)
    bid_over_the_day(script, 16)
    last = script.closes_at - 450 * _MS
    first, second = script.rng.sample([c for c in script.codes if c != script.leader], 2)
    price = script.least_fen()
    script.bid(last, first, price)
    script.send(last, second, price)
    script.confirm()


# Priority and applicants ---------------------------------------------------------------------


def priority(script: LotScript) -> None:
    """Let a co-owner with a confirmed right match the price; nobody goes higher."""
    script.announce()
    holder = script.admit_ranked(1)
    script.admit_many(6)
    bid_over_the_day(script, 18)
    script.bid(max(script.at, script.closes_at - 12 * _MINUTE) + _SECOND, holder, script.price_fen)
    script.confirm()


def late_match(script: LotScript) -> None:
    """Let a match three seconds before the close extend like any bid, be outbid, and repeated."""
    script.announce()
    holder = script.admit_ranked(1)
    script.admit_many(7)
    bid_over_the_day(script, 24)
    script.bid(script.closes_at - 3 * _SECOND, holder, script.price_fen)
    script.raise_by(script.closes_at - 40 * _SECOND, script.rival())
    script.bid(script.closes_at - 90 * _SECOND, holder, script.price_fen)
    script.confirm()


def ranks(script: LotScript) -> None:
    """Let three rights meet, two of one rank: the stronger takes the price, then the earlier."""
    script.announce()
    weaker, first, joint = (script.admit_ranked(rank) for rank in (2, 1, 1))
    script.admit_many(5)
    bid_over_the_day(script, 14)
    at, price = script.closes_at - 20 * _MINUTE, script.price_fen
    at = max(at, script.at + _SECOND)
    script.bid(at, weaker, price)
    script.bid(at + 20 * _SECOND, first, price)
    script.send(at + 40 * _SECOND, joint, price)  # same rank: the earlier stays
    script.send(at + 60 * _SECOND, weaker, price)  # weaker
    script.send(at + 80 * _SECOND, first, price)  # leads already
    script.confirm()


def applicant(script: LotScript) -> None:
    """Let the applicant for enforcement bid without a deposit, for his claim is larger."""
    script.announce()
    claim_fen = script.sale.deposit_fen * 3
    code = script.admit(person=script.parties[0], paid_fen=0, claim_fen=claim_fen)
    script.admit_many(2)
    bid_over_the_day(script, 9)
    if script.leader != code:
        script.raise_by(max(script.at, script.closes_at - 9 * _MINUTE) + _SECOND, code)
    script.confirm()


def topup(script: LotScript) -> None:
    """Let an applicant whose claim is below the deposit pay the difference first."""
    script.announce()
    deposit_fen = script.sale.deposit_fen
    claim_fen = deposit_fen // 3
    refused = script.admit(person=script.parties[0], paid_fen=0, claim_fen=claim_fen)
    script.codes.remove(refused)
    script.admit(
        script.sale.opens_at - _HOUR,
        person=script.people[refused],
        paid_fen=deposit_fen - claim_fen,
        claim_fen=claim_fen,
    )
    script.admit_many(3)
    bid_over_the_day(script, 12)
    script.confirm()


# What is lawful but odd ----------------------------------------------------------------------


def prank(script: LotScript) -> None:
    """Drive a cheap thing far above its worth, more than half of the raises by one code."""
    script.announce()
    script.admit_many(5)
    rng, driver = script.rng, script.codes[0]
    bid_over_the_day(script, 18)
    at = max(script.at, script.closes_at - EXTENSION) + _SECOND
    for number in range(110):
        others = script.leader == driver and number % 7
        code = script.rng.choice(script.codes[1:]) if others else driver
        script.raise_by(at, code, 12 if number % 30 == 29 else 1)  # noqa: PLR2004 - each thirtieth
        at += rng.randrange(3_000, 40_000) * _MS
    script.confirm()


def self_outbid(script: LotScript) -> None:
    """Let a bidder raise over himself, twice."""
    script.announce()
    script.admit_many(4)
    bid_over_the_day(script, 12)
    at = max(script.at, script.closes_at - 15 * _MINUTE)
    for wait in (20, 45):
        script.raise_by(at + wait * _SECOND, script.leader, 3)
    script.confirm()


def jump(script: LotScript) -> None:
    """Raise by fourteen steps at once."""
    script.announce()
    script.admit_many(6)
    bid_over_the_day(script, 16)
    script.raise_by(max(script.at, script.closes_at - 8 * _MINUTE) + _SECOND, script.rival(), 14)
    script.confirm()


# What is refused -----------------------------------------------------------------------------


def low_start(script: LotScript) -> None:
    """Have a start price of six tenths of the reference refused (K10), then set it right."""
    sixty = Fen(script.sale.reference_fen * 6 // 10)
    script.announce({"start_price_fen": sixty, "deposit_fen": Fen(sixty // 10)})
    _contest(script)


def wrong_deposit(script: LotScript) -> None:
    """Have deposits of 3 % and 30 % of the start price refused (K12), then set it right."""
    start = script.sale.start_fen
    script.announce({"deposit_fen": Fen(start * 3 // 100)}, {"deposit_fen": Fen(start * 30 // 100)})
    _contest(script)


def short_window(script: LotScript) -> None:
    """Have a window of twelve hours refused (K15), then set it right."""
    script.announce({"opens_at": script.sale.closes_at - 12 * _HOUR})
    _contest(script)


def barred(script: LotScript) -> None:
    """Bar one person before he registers, and another while he holds a code."""
    script.announce()
    sale = script.sale
    relative, defaulter = script.stranger(), script.stranger()
    script.bar(sale.announced_at + _HOUR, relative, Ground.CLOSE_RELATIVE)
    refused = script.admit(sale.announced_at + 5 * _HOUR, person=relative)
    script.codes.remove(refused)
    late = script.admit(person=defaulter)
    script.codes.remove(late)
    script.admit_many(5)
    bid_over_the_day(script, 20)
    at = max(script.at, script.closes_at - 10 * _MINUTE)
    script.bar(at + _SECOND, defaulter, Ground.DEFAULTER)
    script.send(at + 20 * _SECOND, late, script.least_fen())
    script.confirm()


def whole_steps(script: LotScript) -> None:
    """Ask for whole steps in the notice; have a rise of a step and a half refused."""
    script.announce()
    script.admit_many(4)
    bid_over_the_day(script, 12)
    at = max(script.at, script.closes_at - 9 * _MINUTE)
    odd = script.least_fen() + script.sale.step_fen // 2
    script.send(at + _SECOND, script.rival(), odd)
    script.confirm()


PLOTS: Mapping[str, Callable[[LotScript], None]] = {
    plot.__name__: plot
    for plot in (
        contest,
        storm,
        one_bidder,
        passed_in,
        nobody_bids,
        tie,
        priority,
        late_match,
        ranks,
        applicant,
        topup,
        prank,
        self_outbid,
        jump,
        low_start,
        wrong_deposit,
        short_window,
        barred,
        whole_steps,
    )
}
"""Every plot by its name."""

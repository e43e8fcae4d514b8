"""What happens to a lot beyond one round: stops, further rounds, set-off, default, annulment.

Each is a plot like those of `demo.plots`, and goes on for weeks after the court day. Where to look
next: `demo.script` (the words they are written in), `exchange.paperwork` (a court's papers).
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from mingpai.auction.model import PropertyClass, RoundKind
from mingpai.auction.preparation.model import PanelMatter, Paper
from mingpai.auction.settlement.commands import (
    AnnulSale,
    AskCreditors,
    AwardSetOff,
    DecideDefault,
    MakeRuling,
    OfferToTake,
    RecordBalance,
    RecordDelivery,
    RecordDepositForwarded,
    RecordNoOffer,
    ReviewEligibility,
)
from mingpai.auction.settlement.model import AnnulmentGround, AwardBasis
from mingpai.auction.stops.commands import (
    DeferBidding,
    RecordCauseEnded,
    ReportEmergency,
    ResumeBidding,
    StayBidding,
    SuspendInEmergency,
)
from mingpai.auction.stops.model import StopGround
from mingpai.demo.aftermath import complete, forward, pay_out
from mingpai.demo.plots import bid_on, bid_over_the_day
from mingpai.demo.script import LotScript, Sale
from mingpai.demo.steps import Refund, stand_in
from mingpai.exchange import paperwork
from mingpai.exchange.paperwork import paper
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Fen

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_LATER_NOTICE: Mapping[PropertyClass, int] = {
    PropertyClass.MOVABLE: 8,
    PropertyClass.IMMOVABLE: 16,
    PropertyClass.OTHER_RIGHT: 16,
}
"""A day more than second auctions and sales must be announced ahead."""
_FIRST_NOTICE: Mapping[PropertyClass, int] = {
    PropertyClass.MOVABLE: 16,
    PropertyClass.IMMOVABLE: 31,
    PropertyClass.OTHER_RIGHT: 31,
}
_SALE_DAYS = 60
_FOUR_FIFTHS = (4, 5)
_MATTERS = (
    PanelMatter.START_PRICE,
    PanelMatter.PRICE_CUT,
    PanelMatter.STEP,
    PanelMatter.DEPOSIT,
    PanelMatter.PRIORITY,
)


def _close(script: LotScript) -> None:
    """Let the platform confirm the sale and return the deposits of all others."""
    script.confirm()
    script.act(script.closes_at + 3 * _HOUR, Refund(script.sale.platform))


# Stops ---------------------------------------------------------------------------------------


def deferred(script: LotScript) -> None:
    """Defer a sale an hour before its close (暂缓), and resume it after the term."""
    _begin(script, 8)
    at = script.sale.closes_at - _HOUR
    until = local_date(at) + 3 * _DAY
    script.order(at, DeferBidding(StopGround.AGREED_SECURITY, until, paper("reason")))
    script.send(at + _MINUTE, script.rival(), script.least_fen())
    _resume(script, announced_at=at + 4 * _DAY, opens_at=at + 5 * _DAY, left=_HOUR)
    bid_on(script, 6)
    _close(script)
    complete(script)


def stayed(script: LotScript) -> None:
    """Stay a sale until its cause ends (中止), and resume it within five days of that."""
    _begin(script, 8)
    at = script.sale.closes_at - 2 * _HOUR
    script.order(at, StayBidding(StopGround.PARTY_DIED_OR_ENDED, paper("reason")))
    ended = at + 9 * _DAY
    script.order(ended, RecordCauseEnded(local_date(ended), paper("ended")))
    _resume(script, announced_at=ended + _HOUR, opens_at=ended + 2 * _DAY, left=2 * _HOUR)
    bid_on(script, 4)
    _close(script)
    complete(script)


def emergency(script: LotScript) -> None:
    """Let the platform stop in an emergency 90 seconds before the close, and report at once."""
    _begin(script, 8)
    left = 90 * timedelta(seconds=1)
    at, platform = script.sale.closes_at - left, script.sale.platform
    stop = SuspendInEmergency(StopGround.SYSTEM_FAILURE, paper("reason"))
    script.order(at, stop, actor=platform)
    script.order(at + _MINUTE, ReportEmergency(paper("report")), actor=platform)
    ended = at + 3 * _HOUR
    script.order(ended, RecordCauseEnded(local_date(ended), paper("ended")))
    # Less than a full cycle of five minutes is refused first.
    early = ResumeBidding(ended + _DAY, ended + _DAY + left, paper("resumption"))
    script.order(ended + _MINUTE, early)
    _resume(script, announced_at=ended + 2 * _MINUTE, opens_at=ended + _DAY, left=5 * _MINUTE)
    bid_on(script, 5)
    _close(script)
    complete(script)


def _begin(script: LotScript, bids: int) -> None:
    """Publish, let some register, and let them bid before the last hours of the window."""
    script.announce()
    script.admit_many(8)
    rng, sale = script.rng, script.sale
    span_s = int((sale.closes_at - sale.opens_at - 3 * _HOUR).total_seconds())
    for second in sorted(rng.sample(range(60, span_s), bids)):
        script.raise_by(sale.opens_at + second * timedelta(seconds=1), script.rival())


def _resume(
    script: LotScript, *, announced_at: datetime, opens_at: datetime, left: timedelta
) -> None:
    script.order(announced_at, ResumeBidding(opens_at, opens_at + left, paper("resumption")))
    script.at, script.closes_at = opens_at, opens_at + left


# Further rounds ------------------------------------------------------------------------------


def three_rounds(script: LotScript) -> None:
    """Let two auctions pass in, then sell in the 变卖, which its first bid sets running."""
    script.announce()
    _nobody_takes_it(script)
    _announce_again(script, RoundKind.AUCTION_2, share=_FOUR_FIFTHS)
    _nobody_takes_it(script)
    _announce_again(script, RoundKind.SALE, share=(1, 1))
    for _ in range(3):
        script.admit(paid_fen=script.sale.start_fen)
    first = script.sale.opens_at + 9 * _DAY
    script.raise_by(first, script.codes[0])
    script.closes_at = first + _DAY
    bid_on(script, 4)
    _close(script)
    complete(script)


def set_off(script: LotScript) -> None:
    """Let the applicant take the property at the reserve price of the failed auction."""
    script.announce()
    script.admit_many(2)
    script.act(script.closes_at + 3 * _HOUR, Refund(script.sale.platform))
    asked = script.closes_at + _HOUR
    script.order(asked, AskCreditors(local_date(asked), paper("asked")))
    applicant, price = stand_in(script.parties[0]), script.sale.start_fen
    offered = OfferToTake(applicant, Fen(price * 2), 1, paper("offer"))
    script.order(asked + _DAY, offered)
    awarded = asked + 2 * _DAY
    award = AwardSetOff(applicant, AwardBasis.ONLY_ONE, local_date(awarded))
    script.order(awarded, award)
    script.order(awarded + _DAY, MakeRuling(paper("ruling")))
    served = paperwork.served(Paper.SETOFF_RULING, applicant, on=local_date(awarded + 2 * _DAY))
    script.order(awarded + 2 * _DAY, served)
    script.order(
        awarded + 9 * _DAY, RecordDelivery(local_date(awarded + 9 * _DAY), paper("delivery"))
    )


def defaulted(script: LotScript) -> None:
    """Let the buyer not pay, have the default decided, and sell again without him."""
    _begin(script, 12)
    _close(script)
    forward(script)
    buyer = script.leading_person()
    decided = script.closes_at + (paperwork.BALANCE_DAYS + 2) * _DAY
    early = DecideDefault(claims_shortfall=False, decision=paper("default"))
    script.order(script.closes_at + _DAY, early)
    script.order(decided, DecideDefault(claims_shortfall=True, decision=paper("default")))
    _announce_again(script, RoundKind.RERUN, share=(1, 1), after=decided)
    refused = script.admit(person=buyer)
    script.codes.remove(refused)
    script.admit_many(4)
    bid_over_the_day(script, 9)
    _close(script)
    complete(script)


def annulled(script: LotScript) -> None:
    """Annul a finished sale (撤销), for it was found that bidders had colluded."""
    _begin(script, 10)
    _close(script)
    forward(script)
    at = script.closes_at + 6 * _DAY
    script.order(at, AnnulSale(AnnulmentGround.COLLUSION, paper("annulment")))


def home_to_its_end(script: LotScript) -> None:
    """Sell a home under purchase restriction, and go on to the distribution of its price."""
    _begin(script, 30)
    bid_on(script, 12)
    _close(script)
    sale, closes_at = script.sale, script.closes_at
    buyer = stand_in(script.leading_person())
    deposit, price = Fen(sale.deposit_fen), script.price_fen
    forwarded = closes_at + 20 * _HOUR
    script.order(forwarded, RecordDepositForwarded(deposit, forwarded - _HOUR), actor=sale.platform)
    paid = closes_at + 5 * _DAY
    script.order(paid, RecordBalance(Fen(price - deposit), local_date(paid), buyer))
    ruled = paid + 3 * _DAY
    script.order(ruled, MakeRuling(paper("ruling")))  # refused: eligibility comes first
    since = local_date(sale.announced_at) - _DAY
    review = ReviewEligibility(
        is_eligible=True, held_from=since, held_to=local_date(ruled), proof=paper("review")
    )
    script.order(ruled + _MINUTE, review)
    script.order(ruled + 2 * _MINUTE, MakeRuling(paper("ruling")))
    served = ruled + 2 * _DAY
    script.order(served, paperwork.served(Paper.SALE_RULING, buyer, on=local_date(served)))
    handed = served + 10 * _DAY
    script.order(handed, RecordDelivery(local_date(handed), paper("delivery")))
    pay_out(script, at=handed + _DAY)


def _nobody_takes_it(script: LotScript) -> None:
    """Ask the creditors after a failed round; all of them decline."""
    at = script.closes_at + _HOUR
    script.order(at, AskCreditors(local_date(at), paper("asked")))
    script.order(at + _HOUR, RecordNoOffer(all_declined=True, proof=paper("declined")))


def _announce_again(
    script: LotScript,
    kind: RoundKind,
    *,
    share: tuple[int, int],
    after: datetime | None = None,
) -> None:
    """Tell the parties, have the panel decide, and publish the next round four days later."""
    told_at = (script.closes_at if after is None else after) + 3 * _HOUR
    announced_at = told_at + 4 * _DAY
    sale = _next_sale(script.sale, kind, share, announced_at)
    for person in script.parties[:2]:
        told = paperwork.served(Paper.PARTY_NOTICE, stand_in(person), on=local_date(told_at))
        script.order(told_at, told)
    script.order(announced_at - _HOUR, paperwork.panel(sale.price(), _MATTERS))
    script.order(announced_at, replace(sale.notice(), kind=kind))
    script.begin_round(sale)


def _next_sale(sale: Sale, kind: RoundKind, share: tuple[int, int], announced_at: datetime) -> Sale:
    """Return the terms of the next round: opened a day after the least notice, at ten."""
    start_fen = -(-sale.start_fen * share[0] // share[1])
    days = (_FIRST_NOTICE if kind is RoundKind.RERUN else _LATER_NOTICE)[sale.kind]
    opens_at = sale.opens_at.replace(
        year=announced_at.year, month=announced_at.month, day=announced_at.day
    ) + timedelta(days=days)
    window = timedelta(days=_SALE_DAYS) if kind is RoundKind.SALE else _DAY
    return replace(
        sale,
        start_fen=start_fen,
        deposit_fen=start_fen // 10,
        announced_at=announced_at,
        opens_at=opens_at,
        closes_at=opens_at + window,
    )


COURSES: Mapping[str, Callable[[LotScript], None]] = {
    course.__name__: course
    for course in (
        deferred,
        stayed,
        emergency,
        three_rounds,
        set_off,
        defaulted,
        annulled,
        home_to_its_end,
    )
}
"""Every course by its name."""

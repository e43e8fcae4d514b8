"""第十条, 第二十六条 and the reference price: what a round may start at, and on what it rests.

The reserve price is the start price. A first auction starts at 70 % of the reference price or
more; a second at most 20 % below the first; a 变卖 at the price of the failed second. Nothing is
auctioned that leaves no surplus, unless the applicant asks for it. Amounts in fen, never divided.
The reference price is found in one of five ways, in their order.
"""

import enum
from collections.abc import Collection
from datetime import date

from mingpai.kernel.money import Fen, Share, at_least_share, least_at_share
from mingpai.kernel.outcome import ensure
from mingpai.law.book import Law
from mingpai.law.periods import add_months

METHODS = ("agreed", "directed_enquiry", "network_inquiry", "appraisal", "market")
"""The ways to a reference price, in their order: agreement of the parties, an enquiry at the
authority that fixes such prices, an inquiry at the listed platforms, an appraisal. The market
price stands last: 法释〔2016〕18号 第十条 knows it where there was no assessment at all.
Source: 法释〔2018〕15号 第二条."""


class Leave(enum.StrEnum):
    """Why a way may be taken before those that stand ahead of it were tried."""

    PARTIES_AGREE = "parties_agree"
    """Both sides ask for it: 第五条第二款, 第七条第二款, 第十四条."""
    LAW_REQUIRES_APPRAISAL = "law_requires_appraisal"
    """A statute or regulation orders an appraisal of such property: 第十四条."""


def method_may_follow(method: str, tried: Collection[str], *, leave: Leave | None = None) -> bool:
    """Say whether a way to the price may be taken after those in `tried` came to nothing.

    Every way that stands ahead of it must have been tried, or found impossible with a recorded
    reason, unless an article gives leave. No leave leads to the market price.
    Raises: InvariantBroken for a way that the law does not know.
    Source: 法释〔2018〕15号 第二, 四, 五, 七, 十四条 (in force from 2018-09-01).
    """
    ensure({method, *tried} <= set(METHODS), f"{method!r:.40}: no way to a price, or one of those")
    ahead = METHODS[: METHODS.index(method)]
    return all(one in tried for one in ahead) or _has_leave(method, leave)


def _has_leave(method: str, leave: Leave | None) -> bool:
    if leave is Leave.LAW_REQUIRES_APPRAISAL:
        return method == "appraisal"
    return leave is Leave.PARTIES_AGREE and method != "market"


def start_price_high_enough(start_price_fen: int, *, reference_price_fen: int, law: Law) -> bool:
    """Say whether a first round's start price reaches the floor. Exact, without division.

    Source: 法释〔2016〕18号 第十条第二款 (in force from 2017-01-01). Two lawful exceptions stand
    below: `no_reserve_is_lawful` and `cost_price_is_lawful`.
    """
    return at_least_share(
        start_price_fen, of_fen=reference_price_fen, share=law.start_price_min_share
    )


def start_price_floor(*, reference_price_fen: int, law: Law) -> Fen:
    """Return the least lawful start price of a first round, in whole fen.

    Source: 法释〔2016〕18号 第十条第二款.
    """
    return least_at_share(reference_price_fen, law.start_price_min_share)


def no_reserve_is_lawful(*, is_criminal: bool, last_auction_failed: bool, declined: bool) -> bool:
    """Say whether property of a criminal case may be auctioned without any reserve price.

    Only once its last auction was passed in and both treasury and victims `declined` to take it
    at that reserve.
    Source: 法释〔2014〕13号 第十二条.
    """
    return is_criminal and last_auction_failed and declined


def cost_price_is_lawful(
    start_price_fen: int, *, costs_fen: int, cannot_be_valued: bool, asked_in_writing: bool
) -> bool:
    """Say whether equity may start at a price that only has to be above the cost of enforcement.

    Only where the appraiser could not value it for want of papers and the applicant asked for it
    in writing. The article says "slightly above"; how far above is the panel's to say.
    Source: 法释〔2021〕20号 第十二条.
    """
    return cannot_be_valued and asked_in_writing and start_price_fen > costs_fen


def cut_is_within_limit(start_fen: int, *, previous_start_fen: int, share: Share) -> bool:
    """Say whether a second auction's start price is at most `share` below the first's. Exact.

    Source: 法释〔2016〕18号 第二十六条第一款 (in force from 2017-01-01).
    """
    return at_least_share(start_fen, of_fen=previous_start_fen, share=_rest(share))


def cut_floor(*, previous_start_fen: int, share: Share) -> Fen:
    """Return the least lawful start price of a second auction, in whole fen.

    Source: 法释〔2016〕18号 第二十六条第一款.
    """
    return least_at_share(previous_start_fen, _rest(share))


def leaves_surplus(*, reserve_fen: int, senior_fen: int, costs_fen: int) -> bool:
    """Say whether a sale at the reserve price leaves anything after senior claims and costs.

    Nothing left over is no surplus: the applicant is told and has five days to insist.
    Source: 法释〔2004〕16号 第六条 (2020 text, in force from 2021-01-01).
    """
    return reserve_fen > senior_fen + costs_fen


def reserve_exceeds(*, reserve_fen: int, senior_fen: int, costs_fen: int) -> bool:
    """Say whether a reserve fixed anew is greater than senior claims and costs together.

    It must be, once the applicant has insisted; equal is not greater.
    Source: 法释〔2004〕16号 第六条 (2020 text, in force from 2021-01-01).
    """
    return leaves_surplus(reserve_fen=reserve_fen, senior_fen=senior_fen, costs_fen=costs_fen)


def price_is_usable(
    *, valid_until: date, published_on: date, opens_on: date, grace_months: int
) -> bool:
    """Say whether a reference price still carries an auction.

    The notice must be published by the last day of its validity, and the auction may then open
    up to `grace_months` after that day.
    Source: 法释〔2018〕15号 第二十七条第三款 (in force from 2018-09-01).
    """
    return published_on <= valid_until and opens_on <= add_months(valid_until, grace_months)


def set_off_difference_fen(*, reserve_fen: int, claim_fen: int) -> Fen:
    """Return what a creditor who takes the property pays in beside his claim.

    Source: 法释〔2004〕16号 第十六条 (2020 text, in force from 2021-01-01).
    """
    return Fen(max(0, reserve_fen - claim_fen))


def self_disposal_is_better(price_fen: int, *, failed_price_fen: int) -> bool:
    """Say whether the debtor's own sale brings more than the price at which bidding failed.

    Source: 法〔2024〕238号.
    """
    return price_fen > failed_price_fen


def _rest(share: Share) -> Share:
    return Share(share.denominator - share.numerator, share.denominator)

"""Whether a bid is taken: whose it is, then when it came, then how much it offers.

This is the hot path: every check is a comparison, and a bid that is taken builds one event.
`now` is when the bid entered the service, never when it was sent. Whoever stands behind a code
and is barred takes the code with him; a bid that was taken before stands, and what becomes of the
sale is for the court to say (第三十一条).
Source: 法释〔2016〕18号 第十七条 to 第二十一条. Where to look next: `auction.codes` (the order).
"""

from datetime import datetime

from mingpai.auction.commands import PlaceBid
from mingpai.auction.events import BidPlaced
from mingpai.auction.model import Bidder, Book, Disposal, Ground, Phase, Round, StepRule, Terms
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import MAX_FEN
from mingpai.kernel.outcome import Refused
from mingpai.law.bidding import closes_at_after_bid, is_whole_steps, least_next_bid_fen

_DAY_MS = 86_400_000
_SECOND_MS = 1000
_MILLISECOND_US = 1000


def place_bid(
    state: Disposal, bid: PlaceBid, *, actor: str, now: datetime
) -> tuple[BidPlaced] | Refused:
    """Return the bid as taken, with the close that it leads to, or why it is refused."""
    rounds = state.rounds
    if not rounds:
        return refused(Code.LOT_NOT_PUBLISHED)
    current = rounds[-1]
    terms = current.terms
    if bid.lot != state.id or bid.round != terms.number:
        return refused(Code.BID_FOR_OTHER_LOT, round=terms.number)
    if actor != bid.code:  # first, so that nobody finds out which codes there are
        return refused(Code.NOT_YOUR_CODE)
    bidder = current.bidders.get(bid.code)
    if bidder is None:
        return refused(Code.CODE_UNKNOWN)
    book = current.book
    if (
        now >= book.closes_at
        or current.phase is not Phase.PUBLISHED
        or now < terms.opens_at
        or (now >= terms.closes_at and seizure_is_over(state, now))
    ):
        return _untimely(now, state, current)
    if bidder.bar is not None:
        is_default = bidder.bar is Ground.DEFAULTER
        return refused(Code.CODE_BARRED_DEFAULTER if is_default else Code.CODE_BARRED)
    price = bid.price_fen
    if type(price) is not int or not 0 < price <= MAX_FEN:
        return refused(Code.PRICE_OUT_OF_RANGE)
    if bidder.rank and book.bids and price == book.price_fen:
        wrong = _match_refused(bidder, book)
    else:
        wrong = _amount_refused(price, book, terms)
    if wrong is not None:
        return wrong
    if terms.run is not None and not book.bids:
        closes_at = now + terms.run
    else:
        closes_at = closes_at_after_bid(closes_at=book.closes_at, received_at=now, law=terms.law)
    return (BidPlaced(terms.number, bid.code, price, bidder.rank, closes_at),)


def seizure_is_over(state: Disposal, now: datetime) -> bool:
    """Say whether the seizure that is on file has lapsed at `now` (K39).

    A round is to close under the seizure, so that only bids that put the close off come so late:
    before the close that was published a bid need not be asked.
    Source: 民诉法解释（2022年修正）第四百八十五条.
    """
    until = state.file.preparation.seizure_until
    return until is not None and local_date(now) > until


def _untimely(now: datetime, state: Disposal, current: Round) -> Refused:
    """Refuse a bid that came at the close or later, before the opening, or during a stop.

    Also one that came once the property is not under seizure any more.
    Source: 第二十条, 第二十八条; 民诉法解释（2022年修正）第四百八十五条.
    """
    book, opens_at = current.book, current.terms.opens_at
    if current.phase is Phase.STOPPED:
        return refused(Code.BIDDING_STOPPED)
    if current.phase is Phase.PUBLISHED and now < opens_at:
        return refused(Code.BID_BEFORE_OPENING, early_by_ms=milliseconds(now, to=opens_at))
    until = state.file.preparation.seizure_until
    if current.phase is Phase.PUBLISHED and until is not None and now < book.closes_at:
        return refused(Code.SEIZURE_LAPSED, until=until.isoformat())
    # On record as closed and yet before the close can only be a clock that went back: 0 late.
    late_by_ms = max(0, milliseconds(book.closes_at, to=now))
    return refused(Code.BID_AFTER_CLOSE, late_by_ms=late_by_ms, bids=book.bids)


def _match_refused(bidder: Bidder, book: Book) -> Refused | None:
    """Check a match: only a stronger rank takes an equal price; among equals the earlier stays.

    Source: 第二十一条.
    """
    if book.leader == bidder.code:
        return refused(Code.MATCH_OF_OWN_BID, price_fen=book.price_fen)
    if book.leader_rank and book.leader_rank <= bidder.rank:
        return refused(Code.MATCH_NOT_STRONGER, rank=bidder.rank, leader_rank=book.leader_rank)
    return None


def _amount_refused(price_fen: int, book: Book, terms: Terms) -> Refused | None:
    """Check the amount of a raise, over one's own top bid too. Source: 第二十条第一款."""
    if not book.bids:
        above = terms.start_price_fen
        if price_fen < above:
            return refused(Code.BID_BELOW_START_PRICE, price_fen=price_fen, least_fen=above)
    else:
        above = book.price_fen
        if price_fen <= above:
            return refused(Code.BID_NOT_HIGHER, price_fen=price_fen, current_fen=above)
        least = least_next_bid_fen(
            current_fen=above, start_price_fen=terms.start_price_fen, step_fen=terms.step_fen
        )
        if price_fen < least:
            return refused(Code.BID_BELOW_STEP, price_fen=price_fen, least_fen=least)
    if terms.step_rule is StepRule.WHOLE_STEPS and not is_whole_steps(
        price_fen, above_fen=above, step_fen=terms.step_fen
    ):
        return refused(Code.BID_OFF_STEP, price_fen=price_fen, step_fen=terms.step_fen)
    return None


def milliseconds(since: datetime, *, to: datetime) -> int:
    """Return the whole milliseconds from one instant to another, rounded down."""
    delta = to - since
    return delta.days * _DAY_MS + delta.seconds * _SECOND_MS + delta.microseconds // _MILLISECOND_US

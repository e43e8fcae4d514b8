"""What a command leads to: events, or the one reason why not. Checks stand in a fixed order.

A deadline binds whether or not a timer ran: `now` is compared here. For a bid, `now` is when it
entered the service. Where to look next: `auction.refusals` (every reason, with its article).
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import assert_never

from msgspec import Struct

from mingpai.auction.commands import (
    AnnounceRound,
    BarPerson,
    CloseRound,
    Command,
    ConfirmPriority,
    OpenDisposal,
    PlaceBid,
    PublishConfirmation,
    QualifyApplicant,
    QualifyBidder,
)
from mingpai.auction.events import (
    BidderQualified,
    BidPlaced,
    ConfirmationPublished,
    DisposalOpened,
    PersonBarred,
    PriorityConfirmed,
    RoundAnnounced,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.model import (
    Bidder,
    Book,
    Disposal,
    Phase,
    Round,
    RoundKind,
    Standing,
    StepRule,
    Terms,
)
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.event import Event
from mingpai.kernel.ids import BiddingCode, well_formed
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import MAX_FEN, is_fen
from mingpai.kernel.outcome import Refused
from mingpai.law.bidding import (
    closes_at_after_bid,
    is_whole_steps,
    least_next_bid_fen,
    window_is_long_enough,
)
from mingpai.law.book import Law
from mingpai.law.deposit import deposit_bounds, deposit_in_range, topup_fen
from mingpai.law.platforms import PlatformList
from mingpai.law.pricing import start_price_floor, start_price_high_enough
from mingpai.law.timeline import NoValueInForce

CLOCKWORK = "clockwork"
MAX_RANK = 9


class Setting(Struct, frozen=True):
    """What the law and the list say: facts that reach a decision from outside the disposal."""

    platforms: PlatformList
    law_on: Callable[[date], Law]


Decision = tuple[Event, ...] | Refused


def decide(
    state: Disposal, command: Command, *, actor: str, now: datetime, setting: Setting
) -> Decision:
    """Return the events that a command by `actor` at `now` leads to, or why it is refused."""
    match command:
        case PlaceBid():
            return _place_bid(state, command, actor, now)
        case OpenDisposal():
            return _open(state, command, actor, local_date(now), setting.platforms)
        case AnnounceRound():
            return _announce(state, command, actor, now, setting)
        case ConfirmPriority() | BarPerson():
            return _court_fact(state, command, actor)
        case QualifyBidder() | QualifyApplicant():
            return _qualify(state, command, actor, now)
        case CloseRound():
            return _close(state, command, actor, now)
        case PublishConfirmation():
            return _confirm(state, command, actor)
        case _:
            assert_never(command)


# Bidding -------------------------------------------------------------------------------------


def _place_bid(state: Disposal, bid: PlaceBid, actor: str, now: datetime) -> Decision:
    """Take a bid or say why not: whose it is, then when it came, then how much it offers."""
    rounds = state.rounds
    if not rounds:
        return refused(Code.LOT_NOT_PUBLISHED)
    current = rounds[-1]
    if bid.lot != state.id or bid.round != current.terms.number:
        return refused(Code.BID_FOR_OTHER_LOT, round=current.terms.number)
    bidder = current.bidders.get(bid.code)
    if bidder is None:
        return refused(Code.CODE_UNKNOWN)
    if actor != bid.code:
        return refused(Code.NOT_YOUR_CODE)
    book = current.book
    if now >= book.closes_at or current.phase is not Phase.PUBLISHED:
        return refused(
            Code.BID_AFTER_CLOSE, late_by_ms=_milliseconds(now, book.closes_at), bids=book.bids
        )
    terms = current.terms
    if now < terms.opens_at:
        return refused(Code.BID_BEFORE_OPENING, early_by_ms=_milliseconds(terms.opens_at, now))
    if state.barred and bidder.token in state.barred:
        return refused(Code.CODE_BARRED, ground=state.barred[bidder.token].value)
    price = bid.price_fen
    if type(price) is not int or not 0 < price <= MAX_FEN:
        return refused(Code.PRICE_OUT_OF_RANGE)
    if book.bids and price == book.price_fen and bidder.rank:
        wrong = _match_refused(bidder, book)
    else:
        wrong = _amount_refused(price, book, terms)
    if wrong is not None:
        return wrong
    closes_at = closes_at_after_bid(closes_at=book.closes_at, received_at=now, law=terms.law)
    return (BidPlaced(bid.round, bid.code, price, bidder.rank, closes_at),)  # type: ignore[arg-type]


def _amount_refused(price_fen: int, book: Book, terms: Terms) -> Refused | None:
    """Check the amount of a raise. Source: 第二十条第一款."""
    if not book.bids:
        if price_fen < terms.start_price_fen:
            return refused(
                Code.BID_BELOW_START_PRICE, price_fen=price_fen, least_fen=terms.start_price_fen
            )
        above: int = terms.start_price_fen
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


def _match_refused(bidder: Bidder, book: Book) -> Refused | None:
    """Check a match: only a stronger rank takes an equal price; among equals the earlier stays.

    Source: 第二十一条.
    """
    if book.leader == bidder.code:
        return refused(Code.MATCH_OF_OWN_BID, price_fen=book.price_fen)
    if book.leader_rank and book.leader_rank <= bidder.rank:
        return refused(Code.MATCH_NOT_STRONGER, rank=bidder.rank, leader_rank=book.leader_rank)
    return None


def _milliseconds(later: datetime, earlier: datetime) -> int:
    delta = later - earlier
    return delta.days * 86_400_000 + delta.seconds * 1000 + delta.microseconds // 1000


# What the court does -------------------------------------------------------------------------


def _open(
    state: Disposal, command: OpenDisposal, actor: str, today: date, platforms: PlatformList
) -> Decision:
    if state.court is not None:
        return refused(Code.ALREADY_OPEN)
    if actor != command.court:
        return refused(Code.NOT_THIS_COURT)
    if not platforms.is_listed(command.platform, on=today):
        return refused(
            Code.PLATFORM_NOT_LISTED, platform=command.platform, platform_list=platforms.name
        )
    return (
        DisposalOpened(
            case_id=command.case_id,
            property_id=command.property_id,
            property_class=command.property_class,
            court=command.court,
            platform=command.platform,
            platform_list=platforms.name,
        ),
    )


def _by_court(state: Disposal, actor: str) -> Refused | None:
    if state.court is None:
        return refused(Code.NOT_OPEN)
    if actor != state.court:
        return refused(Code.NOT_THIS_COURT)
    return None


def _announce(
    state: Disposal, command: AnnounceRound, actor: str, now: datetime, setting: Setting
) -> Decision:
    wrong = _by_court(state, actor)
    if wrong is not None:
        return wrong
    if state.rounds:
        return refused(Code.ALREADY_ANNOUNCED, round=state.rounds[-1].terms.number)
    today = local_date(now)
    try:
        law = setting.law_on(today)
    except NoValueInForce:
        return refused(Code.NO_LAW_IN_FORCE)
    wrong = _terms_refused(command, now, law)
    if wrong is not None:
        return wrong
    return (
        RoundAnnounced(
            round=1,
            kind=RoundKind.AUCTION_1,
            announced_on=today,
            reference_price_fen=command.reference_price_fen,
            start_price_fen=command.start_price_fen,
            step_fen=command.step_fen,
            deposit_fen=command.deposit_fen,
            opens_at=command.opens_at,
            closes_at=command.closes_at,
            step_rule=command.step_rule,
        ),
    )


def _terms_refused(command: AnnounceRound, now: datetime, law: Law) -> Refused | None:
    """Check the terms of a notice against the law that will bind the round."""
    amounts = (
        command.reference_price_fen,
        command.start_price_fen,
        command.step_fen,
        command.deposit_fen,
    )
    if not all(is_fen(amount) and amount > 0 for amount in amounts):
        return refused(Code.TERMS_OUT_OF_RANGE)
    start = command.start_price_fen
    if not start_price_high_enough(start, reference_price_fen=command.reference_price_fen, law=law):
        least = start_price_floor(reference_price_fen=command.reference_price_fen, law=law)
        return refused(Code.START_PRICE_TOO_LOW, start_price_fen=start, least_fen=least)
    if not deposit_in_range(command.deposit_fen, start_price_fen=start, law=law):
        bounds = deposit_bounds(start_price_fen=start, law=law)
        return refused(
            Code.DEPOSIT_OUT_OF_RANGE,
            deposit_fen=command.deposit_fen,
            least_fen=bounds[0],
            most_fen=bounds[1],
        )
    if command.opens_at <= now:
        return refused(Code.OPENING_NOT_AHEAD)
    if not window_is_long_enough(opens_at=command.opens_at, closes_at=command.closes_at, law=law):
        window = _milliseconds(command.closes_at, command.opens_at) // 1000
        least_s = law.bidding_window_min.days * 86_400 + law.bidding_window_min.seconds
        return refused(Code.WINDOW_TOO_SHORT, window_s=window, least_s=least_s)
    return None


def _court_fact(state: Disposal, command: ConfirmPriority | BarPerson, actor: str) -> Decision:
    wrong = _by_court(state, actor)
    if wrong is not None:
        return wrong
    if not well_formed("lot token", command.token):
        return refused(Code.TOKEN_MALFORMED)
    if isinstance(command, BarPerson):
        return (PersonBarred(command.token, command.ground),)
    if type(command.rank) is not int or not 1 <= command.rank <= MAX_RANK:
        return refused(Code.RANK_OUT_OF_RANGE, most=MAX_RANK)
    return (PriorityConfirmed(command.token, command.rank),)


# Codes ---------------------------------------------------------------------------------------


def _qualify(
    state: Disposal, command: QualifyBidder | QualifyApplicant, actor: str, now: datetime
) -> Decision:
    """Hand out a code once the deposit is confirmed; open until bidding ends (第十八条)."""
    if actor not in (state.court, state.platform):
        return refused(Code.NOT_THIS_COURT)
    if not state.rounds:
        return refused(Code.LOT_NOT_PUBLISHED)
    current = state.rounds[-1]
    if now >= current.book.closes_at or current.phase is not Phase.PUBLISHED:
        return refused(Code.REGISTRATION_CLOSED)
    if not well_formed("bidding code", command.code):
        return refused(Code.CODE_MALFORMED)
    if not well_formed("lot token", command.token):
        return refused(Code.TOKEN_MALFORMED)
    if command.token in state.barred:
        return refused(Code.PERSON_BARRED, ground=state.barred[command.token].value)
    if command.code in current.bidders:
        return refused(Code.CODE_TAKEN)
    if any(bidder.token == command.token for bidder in current.bidders.values()):
        return refused(Code.ALREADY_QUALIFIED)
    if isinstance(command, QualifyApplicant):
        return _qualify_applicant(current, command)
    rank = state.priorities.get(command.token, 0)
    standing = Standing.PRIORITY if rank else Standing.ORDINARY
    due_fen: int = current.terms.deposit_fen
    if not is_fen(command.paid_fen) or command.paid_fen < due_fen:
        return refused(
            Code.DEPOSIT_NOT_CONFIRMED, paid_fen=_shown(command.paid_fen), due_fen=due_fen
        )
    return (
        BidderQualified(
            round=current.terms.number,
            code=command.code,
            token=command.token,
            standing=standing,
            rank=rank,
            paid_fen=command.paid_fen,
        ),
    )


def _qualify_applicant(current: Round, command: QualifyApplicant) -> Decision:
    """Ask the applicant only for what his claim does not cover. Source: 第十七条第二款."""
    if not is_fen(command.claim_fen):
        return refused(Code.TERMS_OUT_OF_RANGE)
    due_fen = topup_fen(deposit_fen=current.terms.deposit_fen, claim_fen=command.claim_fen)
    if not is_fen(command.paid_fen) or command.paid_fen < due_fen:
        return refused(Code.TOPUP_NOT_CONFIRMED, paid_fen=_shown(command.paid_fen), due_fen=due_fen)
    return (
        BidderQualified(
            round=current.terms.number,
            code=command.code,
            token=command.token,
            standing=Standing.APPLICANT,
            rank=0,
            paid_fen=command.paid_fen,
        ),
    )


def _shown(amount: object) -> int:
    """Return an amount that may stand in a refusal's facts; 0 for what is no amount."""
    return amount if is_fen(amount) else 0  # type: ignore[return-value]


# The end -------------------------------------------------------------------------------------


def _close(state: Disposal, command: CloseRound, actor: str, now: datetime) -> Decision:
    """Say what the close led to. One bidder suffices (第十一条); no bid: passed in (第二十六条)."""
    if actor != CLOCKWORK:
        return refused(Code.NOT_THE_CLOCKWORK)
    if not state.rounds or state.rounds[-1].terms.number != command.round:
        return refused(Code.LOT_NOT_PUBLISHED)
    current = state.rounds[-1]
    if current.phase is not Phase.PUBLISHED:
        return refused(Code.ALREADY_CLOSED)
    book = current.book
    if now < book.closes_at:
        return refused(Code.NOT_YET_CLOSED, early_by_ms=_milliseconds(book.closes_at, now))
    if not book.bids:
        return (RoundPassedIn(round=command.round, closed_at=book.closes_at),)
    return (
        RoundSold(
            round=command.round,
            code=BiddingCode(book.leader),
            price_fen=book.price_fen,  # type: ignore[arg-type]
            bids=book.bids,
            closed_at=book.closes_at,
        ),
    )


def _confirm(state: Disposal, command: PublishConfirmation, actor: str) -> Decision:
    """Publish the confirmation that the platform makes by itself. Source: 第二十二条第一款."""
    if actor not in (state.platform, state.court) or not state.rounds:
        return refused(Code.NOT_THIS_COURT)
    current = state.rounds[-1]
    if current.terms.number != command.round or current.phase is not Phase.CLOSED_SOLD:
        return refused(Code.NOT_SOLD)
    if current.is_confirmed:
        return refused(Code.ALREADY_CONFIRMED)
    return (
        ConfirmationPublished(
            round=command.round,
            code=BiddingCode(current.book.leader),
            price_fen=current.book.price_fen,  # type: ignore[arg-type]
            buyer=command.buyer,
            document=command.document,
        ),
    )

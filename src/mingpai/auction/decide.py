"""What a command leads to: events, or the one reason why not. Checks stand in a fixed order.

A deadline binds whether or not a timer ran: `now` is compared here, and for a bid it is when it
entered the service. Where to look next: `auction.bidding` (bids), `auction.codes` (the order of
the checks), `auction.refusals` (every reason, with its article).
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import assert_never

from msgspec import Struct

from mingpai.auction.bidding import milliseconds, place_bid
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
    ConfirmationPublished,
    DisposalOpened,
    PersonBarred,
    PriorityConfirmed,
    RoundAnnounced,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.model import Disposal, Ground, Phase, Round, RoundKind, Standing
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.canon import NotCanonical, parse_b64url
from mingpai.kernel.event import Event
from mingpai.kernel.ids import well_formed
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import is_fen
from mingpai.kernel.outcome import Refused
from mingpai.law.bidding import window_is_long_enough
from mingpai.law.book import Law
from mingpai.law.deposit import deposit_bounds, deposit_in_range, topup_fen
from mingpai.law.platforms import PlatformList
from mingpai.law.pricing import start_price_floor, start_price_high_enough
from mingpai.law.timeline import NoValueInForce

CLOCKWORK = "clockwork"
MAX_RANK = 9
_LAST_YEAR = 2999
"""No notice reaches beyond it; arithmetic on a close stays far from the calendar's end."""
_DIGEST_BYTES = 32


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
            return place_bid(state, command, actor=actor, now=now)
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
            return _confirm(state, command, actor, now)
        case _:
            assert_never(command)


# What the court does -------------------------------------------------------------------------


def _open(
    state: Disposal, command: OpenDisposal, actor: str, today: date, platforms: PlatformList
) -> Decision:
    """Open a disposal on a platform of the list. Source: 第四条, 第五条 (K01)."""
    if state.court is not None:
        return refused(Code.ALREADY_OPEN)
    if actor != command.court:
        return refused(Code.NOT_THIS_COURT)
    if not (
        well_formed("case", command.case_id)
        and well_formed("property", command.property_id)
        and well_formed("office", command.court)
        and well_formed("office", command.platform)
    ):
        return refused(Code.ID_MALFORMED)
    if not platforms.is_listed(command.platform, on=today):
        return refused(
            Code.PLATFORM_NOT_LISTED,
            platform=command.platform,
            platform_list=f"{platforms.name}/{platforms.version}",
            verified=platforms.is_verified(command.platform),
        )
    return (
        DisposalOpened(
            case_id=command.case_id,
            property_id=command.property_id,
            property_class=command.property_class,
            court=command.court,
            platform=command.platform,
            platform_list=f"{platforms.name}/{platforms.version}",
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
            opens_at=command.opens_at.astimezone(UTC),
            closes_at=command.closes_at.astimezone(UTC),
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
    instants = (command.opens_at, command.closes_at)
    if any(at.utcoffset() is None or at.year > _LAST_YEAR for at in instants):
        return refused(Code.INSTANT_MALFORMED, last_year=_LAST_YEAR)
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
        window = milliseconds(command.opens_at, to=command.closes_at) // 1000
        least_s = law.bidding_window_min.days * 86_400 + law.bidding_window_min.seconds
        return refused(Code.WINDOW_TOO_SHORT, window_s=window, least_s=least_s)
    return None


def _court_fact(state: Disposal, command: ConfirmPriority | BarPerson, actor: str) -> Decision:
    """Record a priority right or a bar. Only the court confirms either.

    Whoever holds a code already goes on as what he is: not confirmed in time, he takes part as
    others do. Source: 第十九条 (K24), 第二十四条 (K22), 第三十四条 (K21).
    """
    wrong = _by_court(state, actor)
    if wrong is not None:
        return wrong
    if not well_formed("lot token", command.token):
        return refused(Code.TOKEN_MALFORMED)
    if isinstance(command, BarPerson):
        return (PersonBarred(command.token, command.ground),)
    if type(command.rank) is not int or not 1 <= command.rank <= MAX_RANK:
        return refused(Code.RANK_OUT_OF_RANGE, most=MAX_RANK)
    current = state.current
    if current is not None and current.phase is Phase.PUBLISHED and _holds_code(current, command):
        return refused(Code.PRIORITY_TOO_LATE)
    return (PriorityConfirmed(command.token, command.rank),)


def _holds_code(current: Round, person: ConfirmPriority | QualifyBidder | QualifyApplicant) -> bool:
    return any(bidder.token == person.token for bidder in current.bidders.values())


# Codes ---------------------------------------------------------------------------------------


def _qualify(
    state: Disposal, command: QualifyBidder | QualifyApplicant, actor: str, now: datetime
) -> Decision:
    """Hand out a code once the deposit is confirmed; open until bidding ends (第十八条)."""
    wrong = _may_not_qualify(state, command, actor, now)
    if wrong is not None:
        return wrong
    current = state.rounds[-1]
    rank = state.priorities.get(command.token, 0)
    if isinstance(command, QualifyApplicant):
        return _qualify_applicant(current, command, rank)
    due_fen = current.terms.deposit_fen
    if not is_fen(command.paid_fen) or command.paid_fen < due_fen:
        return refused(
            Code.DEPOSIT_NOT_CONFIRMED, paid_fen=_shown(command.paid_fen), due_fen=due_fen
        )
    return (
        BidderQualified(
            round=current.terms.number,
            code=command.code,
            token=command.token,
            standing=Standing.PRIORITY if rank else Standing.ORDINARY,
            rank=rank,
            paid_fen=command.paid_fen,
        ),
    )


def _may_not_qualify(
    state: Disposal, command: QualifyBidder | QualifyApplicant, actor: str, now: datetime
) -> Refused | None:
    """Check who hands out the code, when, and to whom."""
    if state.court is None:
        return refused(Code.NOT_OPEN)
    if actor not in (state.court, state.platform):
        return refused(Code.NOT_THIS_COURT)
    if not state.rounds:
        return refused(Code.LOT_NOT_PUBLISHED)
    if not well_formed("bidding code", command.code):
        return refused(Code.CODE_MALFORMED)
    if not well_formed("lot token", command.token):
        return refused(Code.TOKEN_MALFORMED)
    current = state.rounds[-1]
    if now >= current.book.closes_at or current.phase is not Phase.PUBLISHED:
        return refused(Code.REGISTRATION_CLOSED)
    ground = state.barred.get(command.token)
    if ground is not None:
        is_default = ground is Ground.DEFAULTER
        return refused(Code.PERSON_BARRED_DEFAULTER if is_default else Code.PERSON_BARRED)
    if _holds_code(current, command):  # before the code: his own code is nobody else's
        return refused(Code.ALREADY_QUALIFIED)
    if command.code in current.bidders:
        return refused(Code.CODE_TAKEN)
    return None


def _qualify_applicant(current: Round, command: QualifyApplicant, rank: int) -> Decision:
    """Ask the applicant only for what his claim does not cover. Source: 第十七条第二款."""
    if not is_fen(command.claim_fen):
        return refused(Code.CLAIM_OUT_OF_RANGE)
    due_fen = topup_fen(deposit_fen=current.terms.deposit_fen, claim_fen=command.claim_fen)
    if not is_fen(command.paid_fen) or command.paid_fen < due_fen:
        return refused(Code.TOPUP_NOT_CONFIRMED, paid_fen=_shown(command.paid_fen), due_fen=due_fen)
    return (
        BidderQualified(
            round=current.terms.number,
            code=command.code,
            token=command.token,
            standing=Standing.APPLICANT,
            rank=rank,
            paid_fen=command.paid_fen,
            claim_fen=command.claim_fen,
        ),
    )


def _shown(amount: int) -> int:
    """Return an amount that may stand in a refusal's facts; 0 for what is no amount."""
    return amount if is_fen(amount) else 0


# The end -------------------------------------------------------------------------------------


def _close(state: Disposal, command: CloseRound, actor: str, now: datetime) -> Decision:
    """Say what the close led to. One bidder suffices (第十一条); no bid: passed in (第二十六条)."""
    if actor != CLOCKWORK:
        return refused(Code.NOT_THE_CLOCKWORK)
    if not state.rounds:
        return refused(Code.LOT_NOT_PUBLISHED)
    current = state.rounds[-1]
    number = current.terms.number
    if command.round != number:
        return refused(Code.ROUND_NOT_CURRENT, round=number)
    if current.phase is not Phase.PUBLISHED:
        return refused(Code.ALREADY_CLOSED)
    book = current.book
    if now < book.closes_at:
        return refused(Code.NOT_YET_CLOSED, early_by_ms=milliseconds(now, to=book.closes_at))
    if not book.bids:
        return (RoundPassedIn(round=number, closed_at=book.closes_at),)
    return (
        RoundSold(
            round=number,
            code=book.leader,
            price_fen=book.price_fen,
            bids=book.bids,
            closed_at=book.closes_at,
        ),
    )


def _confirm(state: Disposal, command: PublishConfirmation, actor: str, now: datetime) -> Decision:
    """Publish the confirmation that the platform makes by itself. Source: 第二十二条第一款."""
    if state.court is None:
        return refused(Code.NOT_OPEN)
    if actor not in (state.platform, state.court):
        return refused(Code.NOT_THIS_COURT)
    if not state.rounds:
        return refused(Code.LOT_NOT_PUBLISHED)
    current = state.rounds[-1]
    number, book = current.terms.number, current.book
    if command.round != number:
        return refused(Code.ROUND_NOT_CURRENT, round=number)
    if current.phase is Phase.PUBLISHED:
        early_by_ms = max(0, milliseconds(now, to=book.closes_at))
        return refused(Code.NOT_YET_CLOSED, early_by_ms=early_by_ms)
    if current.phase is not Phase.CLOSED_SOLD:
        return refused(Code.NOT_SOLD)
    if current.is_confirmed:
        return refused(Code.ALREADY_CONFIRMED)
    if not (_is_digest(command.buyer) and _is_digest(command.document)):
        return refused(Code.DIGEST_MALFORMED)
    return (
        ConfirmationPublished(
            round=number,
            code=book.leader,
            price_fen=book.price_fen,
            buyer=command.buyer,
            document=command.document,
        ),
    )


def _is_digest(text: str) -> bool:
    """Say whether a text is a digest of 32 bytes, so that no name can stand in its place."""
    try:
        return len(parse_b64url(text)) == _DIGEST_BYTES
    except NotCanonical:
        return False

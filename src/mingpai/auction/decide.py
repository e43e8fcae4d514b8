"""What a command leads to: events, or the one reason why not. Checks stand in a fixed order.

A deadline binds whether or not a timer ran: `now` is compared here, and for a bid it is when it
entered the service. Where to look next: `auction.bidding` (bids), `auction.codes` (the order of
the checks), `auction.refusals` (every reason, with its article).
"""

from datetime import UTC, datetime
from typing import assert_never

from mingpai.auction.asked import (
    CLOCKWORK,
    Asked,
    Decision,
    Setting,
    is_digest,
    not_a_paper,
    not_by_court,
)
from mingpai.auction.bidding import milliseconds, place_bid, seizure_is_over
from mingpai.auction.commands import (
    BarPerson,
    CloseRound,
    Command,
    ConfirmPriority,
    PlaceBid,
    PublishConfirmation,
    QualifyApplicant,
    QualifyBidder,
)
from mingpai.auction.events import (
    BidderQualified,
    ConfirmationPublished,
    PersonBarred,
    PriorityConfirmed,
    RoundPassedIn,
    RoundSold,
)
from mingpai.auction.model import Disposal, Ground, Keeper, Phase, Round, Standing
from mingpai.auction.objections.commands import ObjectionCommand
from mingpai.auction.objections.decide import decide_objection
from mingpai.auction.papers import IssuePaper, issue_paper
from mingpai.auction.preparation.commands import PreparationCommand
from mingpai.auction.preparation.decide import decide_preparation
from mingpai.auction.preparation.guards import seizure_lapsed
from mingpai.auction.preparation.model import Role, Trait
from mingpai.auction.presence import PresenceCommand, decide_presence
from mingpai.auction.refusals import REASONS, Code, refused
from mingpai.auction.settlement.commands import SettlementCommand
from mingpai.auction.settlement.debt import left_to_pay
from mingpai.auction.settlement.decide import decide_settlement
from mingpai.auction.stops.commands import StopCommand
from mingpai.auction.stops.decide import decide_stop
from mingpai.kernel.ids import ArticleId, LotToken, well_formed
from mingpai.kernel.money import is_fen
from mingpai.kernel.outcome import Refused
from mingpai.law.articles import article_of
from mingpai.law.deposit import topup_fen

MAX_RANK = 9
MAX_JOINT = 49
"""How many may bid together with one person: ours, so that an entry stays bounded."""
_COMMITMENT = ArticleId("FS2021-18:2")

__all__ = ["CLOCKWORK", "MAX_JOINT", "MAX_RANK", "Decision", "Setting", "decide"]


def decide(
    state: Disposal, command: Command, *, actor: str, now: datetime, setting: Setting
) -> Decision:
    """Return the events that a command by `actor` at `now` leads to, or why it is refused.

    Whatever offset `now` was told in, the events carry UTC: their bytes are the journal's.
    """
    if now.tzinfo is not UTC:
        now = now.astimezone(UTC)
    if isinstance(command, PlaceBid):
        return place_bid(state, command, actor=actor, now=now)
    asked = Asked(actor, now, setting)
    if isinstance(command, PreparationCommand):
        return decide_preparation(state, command, asked)
    if isinstance(command, StopCommand):
        return decide_stop(state, command, asked)
    if isinstance(command, SettlementCommand):
        return decide_settlement(state, command, asked)
    if isinstance(command, ObjectionCommand):
        return decide_objection(state, command, asked)
    if isinstance(command, IssuePaper):
        return issue_paper(state, command, asked)
    if isinstance(command, PresenceCommand):
        return decide_presence(state, command, asked)
    return _decide_round(state, command, asked)


_OfOffice = (
    ConfirmPriority
    | BarPerson
    | QualifyBidder
    | QualifyApplicant
    | CloseRound
    | PublishConfirmation
)


def _decide_round(state: Disposal, command: _OfOffice, asked: Asked) -> Decision:
    match command:
        case ConfirmPriority() | BarPerson():
            return _court_fact(state, command, asked)
        case QualifyBidder() | QualifyApplicant():
            return _qualify(state, command, asked)
        case CloseRound():
            return _close(state, command, asked.actor, asked.now)
        case PublishConfirmation():
            return _confirm(state, command, asked.actor, asked.now)
        case _:
            assert_never(command)


# What the court confirms ----------------------------------------------------------------------


def _court_fact(state: Disposal, command: ConfirmPriority | BarPerson, asked: Asked) -> Decision:
    """Record a priority right or a bar. Only the court confirms either.

    Whoever holds a code already goes on as what he is: not confirmed in time, he takes part as
    others do. Source: 第十九条 (K24), 第二十四条 (K22), 第三十四条 (K21).
    """
    wrong = not_by_court(state, asked)
    if wrong is not None:
        return wrong
    if not well_formed("lot token", command.token):
        return refused(Code.TOKEN_MALFORMED)
    if isinstance(command, BarPerson):
        return (PersonBarred(command.token, command.ground),)
    if type(command.rank) is not int or not 1 <= command.rank <= MAX_RANK:
        return refused(Code.RANK_OUT_OF_RANGE, most=MAX_RANK)
    current = state.current
    if (
        current is not None
        and current.is_running
        and any(command.token in one.principals for one in current.bidders.values())
    ):
        return refused(Code.PRIORITY_TOO_LATE)
    return (PriorityConfirmed(command.token, command.rank),)


# Codes ---------------------------------------------------------------------------------------


def _qualify(state: Disposal, command: QualifyBidder | QualifyApplicant, asked: Asked) -> Decision:
    """Hand out a code once the deposit is confirmed; open until bidding ends (第十八条)."""
    wrong = _may_not_qualify(state, command, asked)
    if wrong is not None:
        return wrong
    current = state.rounds[-1]
    wrong = (
        _claim_wrong(state, command)
        or _agency_refused(state, command)
        or _commitment_missing(state, command)
        or _unpaid(current, command)
    )
    if wrong is not None:
        return wrong
    rank = state.priorities.get(command.token, 0)
    claim_fen = command.claim_fen if isinstance(command, QualifyApplicant) else None
    standing = Standing.PRIORITY if rank else Standing.ORDINARY
    return (
        BidderQualified(
            round=current.terms.number,
            code=command.code,
            token=command.token,
            standing=standing if claim_fen is None else Standing.APPLICANT,
            rank=rank,
            paid_fen=command.paid_fen,
            claim_fen=claim_fen,
            agent=command.agent,
            joint=_joint(command),
            held_by=command.held_by,
            on=asked.today,
            commitment=command.commitment,
        ),
    )


def _joint(command: QualifyBidder | QualifyApplicant) -> tuple[LotToken, ...]:
    """Return who bids together with the person: with an applicant, whose claim is his, nobody."""
    return command.joint if isinstance(command, QualifyBidder) else ()


def _may_not_qualify(
    state: Disposal, command: QualifyBidder | QualifyApplicant, asked: Asked
) -> Refused | None:
    """Check who hands out the code, when, and to whom. The court alone says what it holds."""
    if state.court is None:
        return refused(Code.NOT_OPEN)
    by = (state.court,) if command.held_by is Keeper.COURT else (state.court, state.platform)
    if asked.actor not in by:
        return refused(Code.NOT_THIS_COURT)
    if not state.rounds:
        return refused(Code.LOT_NOT_PUBLISHED)
    if not well_formed("bidding code", command.code):
        return refused(Code.CODE_MALFORMED)
    if not well_formed("lot token", command.token):
        return refused(Code.TOKEN_MALFORMED)
    current = state.rounds[-1]
    is_over = current.phase is Phase.PUBLISHED and asked.now >= current.book.closes_at
    if is_over or not current.is_running:
        return refused(Code.REGISTRATION_CLOSED)
    if seizure_is_over(state, asked.now):
        return seizure_lapsed(state, asked.today)
    ground = state.barred.get(command.token)
    if ground is not None:
        is_default = ground is Ground.DEFAULTER
        return refused(Code.PERSON_BARRED_DEFAULTER if is_default else Code.PERSON_BARRED)
    if any(one.token == command.token for one in current.bidders.values()):
        return refused(Code.ALREADY_QUALIFIED)  # before the code: his own code is nobody else's
    if command.code in current.bidders:
        return refused(Code.CODE_TAKEN)
    return None


def _claim_wrong(state: Disposal, command: QualifyBidder | QualifyApplicant) -> Refused | None:
    """Check that an applicant is one, and that his claim is still open; others claim nothing.

    What other property of the case has paid is no claim any more, and what other applicants' codes
    of the round rest on is used up (a reading: the debt is one). Source: 第十七条第二款.
    """
    if isinstance(command, QualifyBidder):
        return None
    filed = state.file.preparation
    if command.token not in filed.holders(Role.APPLICANT):
        return refused(Code.APPLICANT_NOT_NAMED)
    if not is_fen(command.claim_fen):
        return refused(Code.CLAIM_OUT_OF_RANGE)
    left = left_to_pay(state)
    debt_fen = 0 if left is None else left.debt_fen
    used_fen = sum(one.claim_fen for one in state.rounds[-1].bidders.values())
    most_fen = max(0, debt_fen - used_fen)
    if command.claim_fen > most_fen:
        return refused(Code.CLAIM_ABOVE_DEBT, claim_fen=command.claim_fen, most_fen=most_fen)
    return None


def _agency_refused(state: Disposal, command: QualifyBidder | QualifyApplicant) -> Refused | None:
    """Check who bids for, or with, the person: nobody barred, nobody who bids otherwise too.

    That anybody, an agent too, stands behind one code only is a reading: he would know, and
    could steer, what both sides bid.
    Source: 第十四条第二项 (K23), 第三十一条第三项, 第三十四条.
    """
    agent, joint = command.agent, _joint(command)
    others = joint if agent is None else (agent, *joint)
    if not all(well_formed("lot token", token) for token in others):
        return refused(Code.TOKEN_MALFORMED)
    everybody = {command.token, *others}
    if len(everybody) <= len(others) or len(joint) > MAX_JOINT:
        return refused(Code.JOINT_BIDDERS_WRONG, most=MAX_JOINT)
    if any(token in state.barred for token in others):
        return refused(Code.PERSON_BARRED)
    if any(not everybody.isdisjoint(one.everybody) for one in state.rounds[-1].bidders.values()):
        return refused(Code.UNDER_ANOTHER_CODE)
    if agent is not None and state.file.preparation.agents.get(agent) != command.token:
        return refused(Code.AGENT_NOT_CONFIRMED)
    return None


def _commitment_missing(
    state: Disposal, command: QualifyBidder | QualifyApplicant
) -> Refused | None:
    """Ask whoever applies to bid for a restricted home for his promise.

    Source: 法释〔2021〕18号 第二条 (in force from 2022-01-01).
    """
    if command.commitment:
        return not_a_paper(command.commitment)
    is_asked = Trait.PURCHASE_RESTRICTED in state.file.preparation.traits
    announced_on = state.rounds[-1].terms.announced_on
    if is_asked and article_of(_COMMITMENT).in_force_on(announced_on):
        return refused(Code.COMMITMENT_MISSING)
    return None


def _unpaid(current: Round, command: QualifyBidder | QualifyApplicant) -> Refused | None:
    """Say what is missing: the deposit, or what the notice of a 变卖 has prepaid.

    The applicant is asked only for what his claim does not cover. The prepayment rests on a
    document that binds by the notice alone, and was not read. Source: 第十七条第二款.
    """
    terms = current.terms
    claim_fen = command.claim_fen if isinstance(command, QualifyApplicant) else 0
    due_fen = topup_fen(deposit_fen=terms.qualifying_fen, claim_fen=claim_fen)
    if is_fen(command.paid_fen) and command.paid_fen >= due_fen:
        return None
    paid_fen = _shown(command.paid_fen)
    if isinstance(command, QualifyApplicant):
        return refused(Code.TOPUP_NOT_CONFIRMED, paid_fen=paid_fen, due_fen=due_fen)
    if not terms.prepay_fen:
        return refused(Code.DEPOSIT_NOT_CONFIRMED, paid_fen=paid_fen, due_fen=due_fen)
    return refused(
        Code.PREPAYMENT_NOT_CONFIRMED,
        paid_fen=paid_fen,
        due_fen=due_fen,
        verified=article_of(REASONS[Code.PREPAYMENT_NOT_CONFIRMED].article).verified,
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
    if current.phase is Phase.STOPPED:
        return refused(Code.BIDDING_STOPPED)
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
    if current.is_running:
        early_by_ms = max(0, milliseconds(now, to=book.closes_at))
        return refused(Code.NOT_YET_CLOSED, early_by_ms=early_by_ms)
    if current.phase is not Phase.CLOSED_SOLD:
        return refused(Code.NOT_SOLD)
    if current.is_confirmed:
        return refused(Code.ALREADY_CONFIRMED)
    if not (is_digest(command.buyer) and is_digest(command.document)):
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

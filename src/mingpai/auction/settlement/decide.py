"""What a command leads to, or the one reason why not. Checks stand in a fixed order.

Where to look next: `deposits`, `set_off`, `payment`, `revoke`, `title`, `distribution`, `ending`.
"""

from typing import assert_never

from mingpai.auction.asked import Asked, Decision
from mingpai.auction.model import Disposal
from mingpai.auction.refusals import Code, refused
from mingpai.auction.settlement import (
    deposits,
    distribution,
    ending,
    payment,
    revoke,
    set_off,
    title,
)
from mingpai.auction.settlement.commands import (
    AnnulSale,
    ApplyForfeit,
    ApproveSelfDisposal,
    AskCreditors,
    AwardSetOff,
    ConcludeSelfDisposal,
    DecideDefault,
    DistributeProceeds,
    EndDisposal,
    MakeRuling,
    ObjectToPlan,
    OfferToTake,
    PublishPlan,
    RecordApproval,
    RecordBalance,
    RecordCaseEnded,
    RecordDelivery,
    RecordDepositForwarded,
    RecordDepositReturned,
    RecordNoOffer,
    ReviewEligibility,
    RevokeDefault,
    SettlementCommand,
    SettlePlanObjection,
)
from mingpai.law.timeline import NoValueInForce

_Taking = AskCreditors | OfferToTake | AwardSetOff | RecordNoOffer
_Money = (
    RecordDepositReturned
    | RecordDepositForwarded
    | RecordBalance
    | DecideDefault
    | RevokeDefault
    | ApplyForfeit
)
_Title = ReviewEligibility | RecordApproval | MakeRuling | RecordDelivery
_Plan = PublishPlan | ObjectToPlan | SettlePlanObjection | DistributeProceeds
_End = AnnulSale | ApproveSelfDisposal | ConcludeSelfDisposal | EndDisposal | RecordCaseEnded


def decide_settlement(state: Disposal, command: SettlementCommand, asked: Asked) -> Decision:
    """Return what follows from a command of this part."""
    try:
        return _decide(state, command, asked)
    except NoValueInForce:
        return refused(Code.NO_LAW_IN_FORCE)


def _decide(state: Disposal, command: SettlementCommand, asked: Asked) -> Decision:
    if isinstance(command, _Taking):
        return _taking(state, command, asked)
    if isinstance(command, _Money):
        return _money(state, command, asked)
    if isinstance(command, _Title):
        return _title(state, command, asked)
    if isinstance(command, _Plan):
        return _plan(state, command, asked)
    return _end(state, command, asked)


def _taking(state: Disposal, command: _Taking, asked: Asked) -> Decision:
    match command:
        case AskCreditors():
            return set_off.ask_creditors(state, command, asked)
        case OfferToTake():
            return set_off.offer_to_take(state, command, asked)
        case AwardSetOff():
            return set_off.award_set_off(state, command, asked)
        case RecordNoOffer():
            return set_off.record_no_offer(state, command, asked)
        case _:
            assert_never(command)


def _money(state: Disposal, command: _Money, asked: Asked) -> Decision:
    match command:
        case RecordDepositReturned():
            return deposits.return_deposit(state, command, asked)
        case RecordDepositForwarded():
            return deposits.forward_deposit(state, command, asked)
        case RecordBalance():
            return payment.record_balance(state, command, asked)
        case DecideDefault():
            return payment.decide_default(state, command, asked)
        case RevokeDefault():
            return revoke.revoke_default(state, command, asked)
        case ApplyForfeit():
            return deposits.apply_forfeit(state, command, asked)
        case _:
            assert_never(command)


def _title(state: Disposal, command: _Title, asked: Asked) -> Decision:
    match command:
        case ReviewEligibility():
            return title.review_eligibility(state, command, asked)
        case RecordApproval():
            return title.record_approval(state, command, asked)
        case MakeRuling():
            return title.make_ruling(state, command, asked)
        case RecordDelivery():
            return title.record_delivery(state, command, asked)
        case _:
            assert_never(command)


def _plan(state: Disposal, command: _Plan, asked: Asked) -> Decision:
    match command:
        case PublishPlan():
            return distribution.publish_plan(state, command, asked)
        case ObjectToPlan():
            return distribution.object_to_plan(state, command, asked)
        case SettlePlanObjection():
            return distribution.settle_plan_objection(state, command, asked)
        case DistributeProceeds():
            return distribution.distribute(state, command, asked)
        case _:
            assert_never(command)


def _end(state: Disposal, command: _End, asked: Asked) -> Decision:
    match command:
        case AnnulSale():
            return ending.annul_sale(state, command, asked)
        case ApproveSelfDisposal():
            return ending.approve_self_disposal(state, command, asked)
        case ConcludeSelfDisposal():
            return ending.conclude_self_disposal(state, command, asked)
        case EndDisposal():
            return ending.end_disposal(state, command, asked)
        case RecordCaseEnded():
            return ending.record_case_ended(state, command, asked)
        case _:
            assert_never(command)

"""What an event after a round changes. Checks nothing: it was decided before."""

from typing import assert_never

from msgspec.structs import replace

from mingpai.auction.model import Disposal, Ground, Phase
from mingpai.auction.settlement.events import (
    ApprovalRecorded,
    BalanceReceived,
    BuyerDefaulted,
    CreditorsAsked,
    DepositForwarded,
    DepositReturned,
    DisposalEnded,
    EligibilityReviewed,
    ForfeitApplied,
    NoOfferRecorded,
    OfferMade,
    PlanObjected,
    PlanObjectionSettled,
    PlanPublished,
    ProceedsDistributed,
    PropertyDelivered,
    SaleAnnulled,
    SaleRuled,
    SelfDisposalApproved,
    SelfDisposalConcluded,
    SetOffAwarded,
    SettlementEvent,
)
from mingpai.auction.settlement.model import (
    Eligibility,
    Ending,
    Forfeit,
    Offer,
    SelfDisposal,
    SetOff,
    Settlement,
    money_key,
)
from mingpai.auction.settlement.owed import buyers_of
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import InvariantBroken


def evolve_settlement(state: Disposal, event: SettlementEvent) -> Disposal:
    """Return the disposal after an event that follows a round."""
    match event:
        case ProceedsDistributed():
            return _ended(state, Ending.DISTRIBUTED)
        case DisposalEnded(ending=ending):
            return _ended(state, ending)
        case SelfDisposalConcluded(is_sold=is_sold):
            if is_sold:
                return _ended(state, Ending.SELF_DISPOSED)
            return _settled(state, replace(state.file.settlement, self_disposal=None))
        case BuyerDefaulted():
            return _defaulted(state, event)
        case SaleAnnulled():
            return _annulled(state, event)
        case _:
            return _settled(state, _after(state.file.settlement, event))


def _settled(state: Disposal, done: Settlement) -> Disposal:
    return replace(state, file=replace(state.file, settlement=done))


def _ended(state: Disposal, ending: Ending) -> Disposal:
    return replace(state, file=replace(state.file, ending=ending))


def _marked(state: Disposal, phase: Phase) -> Disposal:
    """Mark the last round where it was sold; a set-off leaves its failed round as it was."""
    current = state.rounds[-1]
    if current.phase is not Phase.CLOSED_SOLD:
        return state
    return replace(state, rounds=(*state.rounds[:-1], replace(current, phase=phase)))


def _defaulted(state: Disposal, event: BuyerDefaulted) -> Disposal:
    """Bar whoever bought from the re-auction (第二十四条) and mark the round.

    From public entries alone it is not known who bought: then nobody is barred here.
    """
    done = state.file.settlement
    buyers: tuple[str, ...] = buyers_of(state)
    barred = {**state.barred, **dict.fromkeys(buyers, Ground.DEFAULTER)}
    lost = Forfeit(
        event.round, done.price_fen, event.forfeited_fen, event.claims_shortfall, event.on
    )
    after = replace(
        done,
        defaulted_on=event.on,
        owed_back=_owed_back(done, event.round, event.return_fen),
        forfeits=(*done.forfeits, lost) if event.forfeited_fen else done.forfeits,
    )
    return _marked(replace(_settled(state, after), barred=barred), Phase.DEFAULTED)


def _annulled(state: Disposal, event: SaleAnnulled) -> Disposal:
    done = state.file.settlement
    after = replace(
        done,
        annulled=event.ground,
        annulled_on=event.on,
        owed_back=_owed_back(done, event.round, event.return_fen),
    )
    return _marked(_settled(state, after), Phase.ANNULLED)


def _owed_back(done: Settlement, number: int, amount_fen: Fen) -> dict[str, Fen]:
    return {**done.owed_back, money_key(number, done.code or ""): amount_fen}


def _after(done: Settlement, event: SettlementEvent) -> Settlement:
    match event:
        case DepositReturned():
            key = money_key(event.round, event.code or "")
            total = Fen(done.returned.get(key, 0) + event.amount_fen)
            return replace(done, returned={**done.returned, key: total})
        case DepositForwarded(at=at):
            return replace(done, forwarded_at=at)
        case BalanceReceived(paid_fen=paid_fen, received_on=day):
            is_paid = paid_fen >= done.price_fen
            return replace(done, paid_fen=paid_fen, paid_on=day if is_paid else None)
        case CreditorsAsked():
            asked = SetOff(event.round, event.price_fen, event.asked_on)
            return replace(done.carried(), set_off=asked)
        case OfferMade() | SetOffAwarded() | NoOfferRecorded():
            return _after_offer(done, event)
        case _:
            return _after_payment(done, event)


def _after_payment(done: Settlement, event: SettlementEvent) -> Settlement:
    match event:
        case EligibilityReviewed():
            reviewed = Eligibility(
                event.is_eligible, event.applied_on, event.held_from, event.held_to
            )
            return replace(done, eligibility=reviewed)
        case ApprovalRecorded(is_approved=is_approved, on=day):
            return replace(done, is_approved=is_approved, approved_on=day)
        case SaleRuled(on=day):
            return replace(done, ruled_on=day)
        case PropertyDelivered(on=day):
            return replace(done, delivered_on=day)
        case PlanPublished(on=day):
            return replace(done, plan_on=day)
        case PlanObjected():
            return replace(done, plan_objected=True)
        case PlanObjectionSettled():
            return replace(done, plan_objected=False)
        case SelfDisposalApproved(price_fen=price_fen, until=until):
            return replace(done, self_disposal=SelfDisposal(price_fen, until))
        case ForfeitApplied(round=number):
            used = (
                replace(one, is_applied=True) if one.round == number else one
                for one in done.forfeits
            )
            return replace(done, forfeits=tuple(used))
        case _:
            msg = f"{type(event).__name__} is no event of a settlement"
            raise InvariantBroken(msg)


def _after_offer(
    done: Settlement, event: OfferMade | SetOffAwarded | NoOfferRecorded
) -> Settlement:
    """Keep a creditor's offer, its award (he owes the price less his claim), or that none came."""
    asked = done.set_off
    if asked is None:
        msg = "an offer to take the property needs creditors who were asked"
        raise InvariantBroken(msg)
    match event:
        case OfferMade(token=token, claim_fen=claim_fen, rank=rank):
            offers = (*asked.offers, Offer(token, claim_fen, rank))
            return replace(done, set_off=replace(asked, offers=offers))
        case NoOfferRecorded():
            return replace(done, set_off=replace(asked, declined=True))
        case SetOffAwarded():
            taken = replace(asked, award=event.token, due_fen=event.due_fen, due_on=event.due_on)
            covered = event.price_fen - event.due_fen
            return replace(
                done,
                set_off=taken,
                self_disposal=None,
                buyer=event.token,
                price_fen=event.price_fen,
                deposit_fen=covered,
                paid_fen=covered,
                paid_on=event.on if not event.due_fen else None,
                balance_due_on=event.due_on,
            )
        case _:
            assert_never(event)

"""What an event after a round changes. Checks nothing: it was decided before."""

from typing import assert_never

from msgspec.structs import replace

from mingpai.auction.model import Disposal, Ground, Phase
from mingpai.auction.settlement.events import (
    ApprovalRecorded,
    BalancePaidByAnother,
    BalanceReceived,
    BuyerDefaulted,
    CaseEnded,
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
from mingpai.auction.settlement.owed import buyers_of, to_forward_fen
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import InvariantBroken


def evolve_settlement(state: Disposal, event: SettlementEvent) -> Disposal:
    """Return the disposal after an event that follows a round."""
    match event:
        case ProceedsDistributed():
            return _ended(state, Ending.DISTRIBUTED)
        case DisposalEnded(ending=ending):
            return _ended(state, ending)
        case CaseEnded(on=day):
            return replace(state, file=replace(state.file, case_ended_on=day))
        case BalanceReceived() | DepositForwarded():
            return _received(state, event)
        case SelfDisposalConcluded(is_sold=is_sold):
            if is_sold:
                return _ended(state, Ending.SELF_DISPOSED)
            return _settled(state, replace(state.file.settlement, self_disposal=None))
        case BuyerDefaulted():
            return _defaulted(state, event)
        case SaleAnnulled():
            return _annulled(state, event)
        case BalancePaidByAnother():  # that it came is said beside it
            return state
        case _:
            return _settled(state, _after(state.file.settlement, event))


def _settled(state: Disposal, done: Settlement) -> Disposal:
    return replace(state, file=replace(state.file, settlement=done))


def _ended(state: Disposal, ending: Ending) -> Disposal:
    return replace(state, file=replace(state.file, ending=ending))


def _marked(state: Disposal, phase: Phase) -> Disposal:
    """Mark the last round with what became of its sale, or of the set-off after it."""
    current = replace(state.rounds[-1], phase=phase)
    return replace(state, rounds=(*state.rounds[:-1], current))


def _received(state: Disposal, event: BalanceReceived | DepositForwarded) -> Disposal:
    """Count money that reached the court; paid is the price once all of it did (第二十五条).

    What the buyer owes may be covered before: a deposit that a platform still holds is not there.
    """
    done = state.file.settlement
    if isinstance(event, BalanceReceived):
        arrived_on = event.received_on
        covered_on = arrived_on if event.paid_fen >= done.price_fen else None
        done = replace(done, paid_fen=event.paid_fen, covered_on=covered_on)
    else:
        arrived_on = local_date(event.at)
        done = replace(done, forwarded_at=event.at)
    after = _settled(state, done)
    if done.covered_on is None or to_forward_fen(after):
        return after
    return _settled(after, replace(done, paid_on=max(arrived_on, done.covered_on)))


def _defaulted(state: Disposal, event: BuyerDefaulted) -> Disposal:
    """Bar whoever bought, or took, from the re-auction (第二十四条) and mark the round.

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
    undone = _settled(state, after)
    undone = replace(undone, file=replace(undone.file, ending=None))  # the payout is undone too
    return undone if done.code is None else _marked(undone, Phase.ANNULLED)


def _owed_back(done: Settlement, number: int, amount_fen: Fen) -> dict[str, Fen]:
    """Return what goes back, of this one too: several may have taken the property in turn."""
    key = money_key(number, done.code or "")
    return {**done.owed_back, key: Fen(done.owed_back.get(key, 0) + amount_fen)}


def _after(done: Settlement, event: SettlementEvent) -> Settlement:
    match event:
        case DepositReturned():
            key = money_key(event.round, event.code or "")
            total = Fen(done.returned.get(key, 0) + event.amount_fen)
            return replace(done, returned={**done.returned, key: total})
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
        case SelfDisposalApproved(price_fen=price_fen, until=until, on=day):
            return replace(
                done,
                self_disposal=SelfDisposal(price_fen, until, day),
                own_sale_since=done.own_sale_since or day,
            )
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
        case OfferMade(token=token, claim_fen=claim_fen, rank=rank, on=day):
            offers = (*asked.offers, Offer(token, claim_fen, rank, day))
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
                covered_on=event.on if not event.due_fen else None,
                paid_on=event.on if not event.due_fen else None,
                balance_due_on=event.due_on,
            )
        case _:
            assert_never(event)

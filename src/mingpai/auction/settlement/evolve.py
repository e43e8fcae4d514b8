"""What an event after a round changes. Checks nothing: it was decided before."""

from collections.abc import Collection
from datetime import date
from typing import assert_never

from msgspec.structs import replace

from mingpai.auction.model import Disposal, Ground, Keeper, Phase
from mingpai.auction.settlement.events import (
    ApprovalRecorded,
    BalancePaidByAnother,
    BalanceReceived,
    BuyerDefaulted,
    CaseEnded,
    CreditorsAsked,
    DefaultRevoked,
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
from mingpai.auction.settlement.owed import (
    buyers_of,
    gone_back_fen,
    owed_before_fen,
    round_of,
    to_forward_fen,
)
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import InvariantBroken


def evolve_settlement(state: Disposal, event: SettlementEvent) -> Disposal:
    """Return the disposal after an event that follows a round."""
    match event:
        case ProceedsDistributed():
            return _paid_out(state, event)
        case DisposalEnded(ending=ending):
            return _ended(state, ending)
        case CaseEnded(on=day):
            return replace(state, file=replace(state.file, case_ended_on=day))
        case BalanceReceived() | DepositForwarded():
            return _received(state, event)
        case SelfDisposalConcluded():
            return _own_sale(state, event)
        case BuyerDefaulted():
            return _defaulted(state, event)
        case DefaultRevoked():
            return _revoked(state, event)
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


def _own_sale(state: Disposal, event: SelfDisposalConcluded) -> Disposal:
    """End the disposal by the debtor's own sale, whose money is still to be paid out.

    What it brought is in the court's account already; version 1 did not say how much.
    """
    done = state.file.settlement
    if not event.is_sold:
        return _settled(state, replace(done, self_disposal=None))
    brought = replace(
        done.carried(),
        price_fen=event.amount_fen,
        paid_fen=event.amount_fen,
        covered_on=event.received_on,
        paid_on=event.received_on,
    )
    return _ended(_settled(state, brought), Ending.SELF_DISPOSED)


def _paid_out(state: Disposal, event: ProceedsDistributed) -> Disposal:
    """Count what was paid out, and end the disposal where the debtor's own sale did not."""
    paid = replace(
        state.file.settlement,
        costs_paid_fen=event.costs_fen,
        creditors_paid_fen=event.creditors_fen,
        paid_out_on=event.on,
    )
    return _ended(_settled(state, paid), state.file.ending or Ending.DISTRIBUTED)


def _marked(state: Disposal, phase: Phase) -> Disposal:
    """Mark the last round with what became of its sale, or of the set-off after it."""
    current = replace(state.rounds[-1], phase=phase)
    return replace(state, rounds=(*state.rounds[:-1], current))


def _received(state: Disposal, event: BalanceReceived | DepositForwarded) -> Disposal:
    """Count money that reached the court; paid is the price once all of it did (第二十五条).

    What the buyer owes may be covered before: a deposit that a platform still holds is not there.
    A deposit of an earlier round, which its defaulter lost, counts to no price.
    """
    done = state.file.settlement
    if isinstance(event, DepositForwarded):
        done = replace(done, to_forward=_without(done.to_forward, event.round))
        if event.round != state.rounds[-1].terms.number:
            return _settled(state, done)
    if isinstance(event, BalanceReceived):
        arrived_on = event.received_on
        covered_on = arrived_on if event.paid_fen >= done.price_fen else None
        done = replace(done, paid_fen=event.paid_fen, covered_on=covered_on)
    else:
        arrived_on = local_date(event.at)
        sum_fen = Fen(done.forwarded_fen + event.amount_fen)
        done = replace(done, forwarded_at=event.at, forwarded_fen=sum_fen)
    after = _settled(state, done)
    if done.covered_on is None or to_forward_fen(after):
        return after
    return _settled(after, replace(done, paid_on=max(arrived_on, done.covered_on)))


def _defaulted(state: Disposal, event: BuyerDefaulted) -> Disposal:
    """Bar whoever bought, or took, from the re-auction (第二十四条) and mark the round.

    From public entries alone it is not known who bought: then nobody is barred here. Who is barred
    on another ground stays so. Of what a platform still holds only what is kept is forwarded.
    """
    done = state.file.settlement
    buyers: tuple[str, ...] = buyers_of(state)
    barred = {**dict.fromkeys(buyers, Ground.DEFAULTER), **state.barred}
    held = done.to_forward.get(event.round)
    to_forward = _without(done.to_forward, event.round)
    if held is not None and event.forfeited_fen:
        to_forward[event.round] = event.forfeited_fen
    lost = Forfeit(
        event.round, done.price_fen, event.forfeited_fen, event.claims_shortfall, event.on
    )
    after = replace(
        done,
        defaulted_on=event.on,
        owed_back=_owed_back(done, event.round, event.return_fen),
        forfeits=(*done.forfeits, lost) if event.forfeited_fen else done.forfeits,
        defaults={**done.defaults, event.round: event.ground},
        to_forward=to_forward,
    )
    return _marked(replace(_settled(state, after), barred=barred), Phase.DEFAULTED)


def _revoked(state: Disposal, event: DefaultRevoked) -> Disposal:
    """Undo a default: the sale stands again, or what was kept goes back; the bar is lifted."""
    done, number = state.file.settlement, event.round
    undone = replace(
        done,
        forfeits=tuple(one for one in done.forfeits if one.round != number),
        defaults={one: ground for one, ground in done.defaults.items() if one != number},
    )
    if event.is_restored:
        phase = Phase.CLOSED_UNSOLD if event.code is None else Phase.CLOSED_SOLD
        again = _settled(state, _restored(state, undone, event.due_on))
        return _marked(replace(again, barred=_let_in(state, buyers_of(state))), phase)
    key = money_key(number, event.code or "")
    owed = Fen(done.owed_back.get(key, 0) + event.return_fen)
    undone = replace(
        undone,
        owed_back={**done.owed_back, key: owed},
        to_forward=_without(done.to_forward, number),
    )
    one = round_of(state, number)
    bidder = None if one is None else one.bidders.get(event.code or "")
    barred = _let_in(state, () if bidder is None else bidder.principals)
    return replace(_settled(state, undone), barred=barred)


def _let_in(state: Disposal, persons: Collection[str]) -> dict[str, Ground]:
    """Return who is still barred once these are no defaulters any more."""
    return {
        token: ground
        for token, ground in state.barred.items()
        if token not in persons or ground is not Ground.DEFAULTER
    }


def _restored(state: Disposal, done: Settlement, due_on: date | None) -> Settlement:
    """Count anew what is paid of a sale that stands again: less what went back meanwhile.

    Of a deposit that a platform still holds, all but what it forwarded is to be forwarded again.
    """
    number, code = state.rounds[-1].terms.number, done.code
    key, gone_fen, before_fen = (
        money_key(number, code or ""),
        gone_back_fen(state),
        owed_before_fen(state),
    )
    paid_fen = Fen(done.paid_fen - gone_fen)
    deposit_fen = min(done.deposit_fen, paid_fen)
    bidder = state.rounds[-1].bidders.get(code or "")
    is_with_platform = bidder is not None and bidder.held_by is Keeper.PLATFORM
    left_fen = Fen(deposit_fen - done.forwarded_fen) if is_with_platform else Fen(0)
    to_forward = _without(done.to_forward, number)
    if left_fen > 0:
        to_forward[number] = left_fen
    is_there = not gone_fen and left_fen <= 0
    returned = {**done.returned, key: Fen(done.returned.get(key, 0) - gone_fen)}
    owed_back = {one: fen for one, fen in done.owed_back.items() if one != key}
    if code is None and before_fen:
        owed_back[key] = before_fen
    return replace(
        done,
        defaulted_on=None,
        self_disposal=None,
        paid_fen=paid_fen,
        deposit_fen=deposit_fen,
        balance_due_on=due_on or done.balance_due_on,
        covered_on=None if gone_fen else done.covered_on,
        paid_on=done.paid_on if is_there else None,
        forwarded_at=None if left_fen > 0 else done.forwarded_at,
        returned=returned,
        owed_back=owed_back,
        to_forward=to_forward,
    )


def _annulled(state: Disposal, event: SaleAnnulled) -> Disposal:
    done = state.file.settlement
    after = replace(
        done,
        annulled=event.ground,
        annulled_on=event.on,
        owed_back=_owed_back(done, event.round, event.return_fen),
        to_forward=_without(done.to_forward, event.round),
        costs_paid_fen=Fen(0),
        creditors_paid_fen=Fen(0),
        paid_out_on=None,
    )
    undone = _settled(state, after)
    undone = replace(undone, file=replace(undone.file, ending=None))  # the payout is undone too
    return undone if done.code is None else _marked(undone, Phase.ANNULLED)


def _without(held: dict[int, Fen], number: int) -> dict[int, Fen]:
    """Return what is still to be forwarded, of all rounds but one."""
    return {one: amount_fen for one, amount_fen in held.items() if one != number}


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
        case ForfeitApplied(round=number, parts=parts):
            used = (
                replace(one, parts=parts) if one.round == number else one for one in done.forfeits
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

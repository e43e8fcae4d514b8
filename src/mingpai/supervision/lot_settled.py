"""How each event after a round changes what is known of a lot: money, title, default, annulment.

Checks nothing and never fails. Where to look next: `supervision.lot_evolve` (all other events).
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from mingpai.auction.model import Ground
from mingpai.auction.settlement.events import (
    ApprovalRecorded,
    BalanceReceived,
    BuyerDefaulted,
    DefaultRevoked,
    DepositForwarded,
    DepositReturned,
    EligibilityReviewed,
    NoOfferRecorded,
    OfferMade,
    PlanObjected,
    PlanObjectionSettled,
    ProceedsDistributed,
    SaleAnnulled,
    SaleRuled,
    SelfDisposalConcluded,
    SetOffAwarded,
)
from mingpai.kernel.event import Event
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Fen
from mingpai.supervision.lot import (
    Bar,
    Default,
    Holder,
    Lot,
    Owed,
    Sale,
    deposit_key,
    filed,
    on_sale,
)
from mingpai.supervision.paid import is_set_off, there_on
from mingpai.supervision.seen import Seen


def _returned(lot: Lot, event: DepositReturned, seen: Seen) -> Lot:
    del seen
    key = deposit_key(event.round, event.code)
    left = lot.file.owed_back.get(key, Owed(Fen(0))).after(event.amount_fen, event.at)
    others = {one: owed for one, owed in lot.file.owed_back.items() if one != key}
    return filed(lot, owed_back=others if left is None else {**others, key: left})


def _forwarded(lot: Lot, event: DepositForwarded, seen: Seen) -> Lot:
    there = there_on(seen, lot)
    lot = lot if there is None else on_sale(lot, there_on=there)
    number, all_owed = event.round, lot.file.to_forward
    left = all_owed.get(number, Owed(Fen(0))).after(event.amount_fen, event.at)
    others = _without(all_owed, number)
    return filed(lot, to_forward=others if left is None else {**others, number: left})


def _offered(lot: Lot, event: OfferMade, seen: Seen) -> Lot:
    on = event.on or local_date(seen.received_at)
    return filed(lot, offers={**lot.file.offers, event.token: on})


def _awarded(lot: Lot, event: SetOffAwarded, seen: Seen) -> Lot:
    covered = Fen(event.price_fen - event.due_fen)
    sale = Sale(
        seen.seq,
        event.price_fen,
        event.token,
        award=event,
        due_on=event.due_on,
        paid_fen=covered,
        there_on=there_on(seen, lot),
    )
    return replace(lot, sale=sale)


def _ruled(lot: Lot, event: SaleRuled, seen: Seen) -> Lot:
    del event, seen
    return on_sale(lot, is_ruled=True)


def _paid(lot: Lot, event: BalanceReceived, seen: Seen) -> Lot:
    return on_sale(
        lot,
        paid_fen=event.paid_fen,
        paid_on=event.received_on,
        there_on=there_on(seen, lot),
    )


def _reviewed(lot: Lot, event: EligibilityReviewed, seen: Seen) -> Lot:
    del seen
    return on_sale(lot, eligibility=event)


def _approved(lot: Lot, event: ApprovalRecorded, seen: Seen) -> Lot:
    del seen
    return on_sale(lot, is_approved=event.is_approved)


def _declined(lot: Lot, event: NoOfferRecorded, seen: Seen) -> Lot:
    del event, seen
    return filed(lot, is_declined=True)


def _defaulted(lot: Lot, event: BuyerDefaulted, seen: Seen) -> Lot:
    """Bar whoever bought, alone or together, from the re-auction (第二十四条).

    What is kept of his deposit goes to the court, and no more of it.
    """
    sale, facts, file = lot.sale, lot.round, lot.file
    holder = None if facts is None else facts.codes.get(event.code or "")
    buyer = () if sale is None or sale.buyer is None else (sale.buyer,)
    who = (*buyer, *(() if holder is None else (holder.token, *holder.joint)))
    bars = {token: Bar(Ground.DEFAULTER, seen.seq) for token in who}
    before, to_forward = file.to_forward, _kept_to_forward(lot, event, holder)
    released_fen = Fen(_owed_fen(before, event.round) - _owed_fen(to_forward, event.round))
    default = Default(seen.seq, sale, released_fen)
    decided = filed(
        lot,
        barred={**file.barred, **bars},
        to_forward=to_forward,
        defaults={**file.defaults, event.round: default},
    )
    return replace(decided, sale=None)


def _owed_fen(all_owed: Mapping[int, Owed], number: int) -> int:
    return all_owed[number].fen if number in all_owed else 0


def _revoked(lot: Lot, event: DefaultRevoked, seen: Seen) -> Lot:
    """Lift the bars of a default; the sale stands again, or the deposit goes back."""
    del seen
    file, number = lot.file, event.round
    default = file.defaults.get(number)
    if default is None:
        return lot
    undone = filed(
        lot,
        barred={token: bar for token, bar in file.barred.items() if bar.seq != default.seq},
        defaults={one: other for one, other in file.defaults.items() if one != number},
    )
    others = _without(file.to_forward, number)
    if not event.is_restored:
        return filed(undone, to_forward=others)
    owed = file.to_forward.get(number, Owed(Fen(0)))
    again = replace(owed, fen=Fen(owed.fen + default.released_fen))
    restored = filed(undone, to_forward={**others, number: again} if again.fen else others)
    return replace(restored, sale=restored_sale(event, default))


def restored_sale(event: DefaultRevoked, default: Default) -> Sale | None:
    """Return the sale that stands again: with a new day for what is left, or all of it there."""
    sale = default.sale
    if sale is None or event.due_on is None:
        return sale
    paid_fen = Fen(0) if sale.is_paid else sale.paid_fen  # what had been paid went back
    return replace(sale, due_on=event.due_on, paid_fen=paid_fen, there_on=None)


def _kept_to_forward(lot: Lot, event: BuyerDefaulted, holder: Holder | None) -> Mapping[int, Owed]:
    """Return what deposits must still reach the court, of this one what is kept of it."""
    owed = lot.file.to_forward.get(event.round)
    if owed is None or holder is None:
        return lot.file.to_forward
    there_fen = holder.paid_fen - owed.fen
    left_fen = Fen(min(owed.fen, event.forfeited_fen - there_fen))
    others = _without(lot.file.to_forward, event.round)
    return others if left_fen <= 0 else {**others, event.round: replace(owed, fen=left_fen)}


def _annulled(lot: Lot, event: SaleAnnulled, seen: Seen) -> Lot:
    """Forget the sale, all of which goes back; a payout did not end the disposal for good.

    After a set-off the property is where it was when nobody had bid.
    """
    del seen
    if is_set_off(lot):
        undone = filed(lot, second_since=event.on)
    else:
        undone = filed(lot, to_forward=_without(lot.file.to_forward, event.round))
    return replace(filed(undone, is_over=False, is_plan_objected=False), sale=None)


def _without(all_owed: Mapping[int, Owed], number: int) -> dict[int, Owed]:
    return {one: owed for one, owed in all_owed.items() if one != number}


def _plan_objected(lot: Lot, event: PlanObjected, seen: Seen) -> Lot:
    del event, seen
    return filed(lot, is_plan_objected=True)


def _plan_settled(lot: Lot, event: PlanObjectionSettled, seen: Seen) -> Lot:
    del event, seen
    return filed(lot, is_plan_objected=False)


def _paid_out(lot: Lot, event: ProceedsDistributed, seen: Seen) -> Lot:
    """Of what the debtor's own sale brought nothing is left to pay out, where all of it was."""
    del seen
    own_fen = lot.file.own_sale_fen or 0
    is_all = event.costs_fen + event.creditors_fen + event.debtor_fen >= own_fen
    return filed(lot, own_sale_fen=None) if is_all else lot


def _own_sale(lot: Lot, event: SelfDisposalConcluded, seen: Seen) -> Lot:
    if event.is_sold:
        return filed(lot, own_sale_fen=event.amount_fen)
    return filed(lot, second_since=local_date(seen.received_at))


SETTLED: Mapping[type[Event], Callable[[Lot, Any, Seen], Lot]] = {
    DepositReturned: _returned,
    DepositForwarded: _forwarded,
    OfferMade: _offered,
    SetOffAwarded: _awarded,
    SaleRuled: _ruled,
    BalanceReceived: _paid,
    EligibilityReviewed: _reviewed,
    ApprovalRecorded: _approved,
    NoOfferRecorded: _declined,
    BuyerDefaulted: _defaulted,
    DefaultRevoked: _revoked,
    SaleAnnulled: _annulled,
    ProceedsDistributed: _paid_out,
    PlanObjected: _plan_objected,
    PlanObjectionSettled: _plan_settled,
    SelfDisposalConcluded: _own_sale,
}
"""What each kind of event changes."""

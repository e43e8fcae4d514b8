"""Whose the property is as sold, and what money is owed by and to whom. Reads; decides nothing.

A bidder who did not win gets all back that he paid in; a winner what a default or an annulment
leaves him. Source: 法释〔2016〕18号 第二十三条至第二十五条. Where to look next:
`settlement.deposits`, `settlement.payment`.
"""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from mingpai.auction.model import Disposal, Phase, Round
from mingpai.auction.settlement.model import Ending, Forfeit, SelfDisposal, money_key
from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Fen
from mingpai.law.calendar import Calendar
from mingpai.law.deposit import kept_of_prepayment
from mingpai.law.periods import Term

_HAD_A_WINNER = (Phase.CLOSED_SOLD, Phase.DEFAULTED, Phase.ANNULLED)


class Held(Struct, frozen=True):
    """Money of a code of round `number` that must go back and has not. None: of a taker."""

    number: int
    code: BiddingCode | None
    amount_fen: Fen


def buyers_of(state: Disposal) -> tuple[LotToken, ...]:
    """Return who bought or took the property: one person, or those who bid together."""
    done = state.file.settlement
    if done.buyer is None:
        return ()
    bidder = state.rounds[-1].bidders.get(done.code or "")
    return (done.buyer, *(() if bidder is None else bidder.joint))


def to_forward_fen(state: Disposal, number: int | None = None) -> Fen:
    """Return what of a winner's deposit must still reach the court: 0 of one that it holds.

    Of the last round where `number` is left out. Of a defaulter's what is kept is forwarded, also
    after the next notice; after an annulment it goes back.
    Source: 法释〔2016〕18号 第十七条第二款, 第二十四, 二十五条.
    """
    one = round_of(state, number)
    held = state.file.settlement.to_forward
    return held.get(one.terms.number, Fen(0)) if one is not None else Fen(0)


def own_sale_unpaid(state: Disposal) -> bool:
    """Say whether what the debtor's own sale brought is still to be paid out (法发〔2017〕6号).

    Of version 1 it is not said what it brought, and nothing is asked.
    """
    done = state.file.settlement
    is_own = state.file.ending is Ending.SELF_DISPOSED
    return is_own and bool(done.price_fen) and done.paid_out_on is None


def gone_back_fen(state: Disposal) -> Fen:
    """Return what went back to a defaulter of what counts to the price he owed.

    What he paid above it was his before; so was what an earlier taker of this round was owed.
    """
    done, current = state.file.settlement, state.rounds[-1]
    key = money_key(current.terms.number, done.code or "")
    return Fen(max(0, done.returned.get(key, 0) - owed_before_fen(state)))


def owed_before_fen(state: Disposal) -> Fen:
    """Return what of the last round's buyer's money was owed back before he was a defaulter."""
    done, current = state.file.settlement, state.rounds[-1]
    if done.code is None:
        key = money_key(current.terms.number, "")
        return Fen(max(0, done.owed_back.get(key, 0) - done.money_in_fen))
    return Fen(max(0, done.deposit_fen - done.price_fen))


def round_of(state: Disposal, number: int | None) -> Round | None:
    """Return round `number`, the current one for None, or None where there is none."""
    if number is None:
        return state.current
    return next((one for one in state.rounds if one.terms.number == number), None)


def winner_of(one: Round) -> BiddingCode | None:
    """Return the code that won a round, whatever became of the sale; None: nobody won."""
    return (one.book.leader or None) if one.phase in _HAD_A_WINNER else None


def owed_back_fen(state: Disposal, one: Round, code: BiddingCode | None) -> Fen:
    """Return what of a code's money must go back in all, returned or not. None: the taker's.

    Nothing is owed while the round runs. Of a winner who is no defaulter only what he paid above
    the price goes back. Source: 法释〔2016〕18号 第二十三条, 第二十四条.
    """
    done = state.file.settlement
    owed = done.owed_back.get(money_key(one.terms.number, code or ""))
    if owed is not None:
        return owed
    bidder = one.bidders.get(code or "")
    if bidder is None or one.is_running:
        return Fen(0)
    if code != winner_of(one):
        return bidder.paid_fen
    return Fen(max(0, bidder.paid_fen - one.book.price_fen))


def still_held_fen(state: Disposal, one: Round, code: BiddingCode | None) -> Fen:
    """Return what of that has not gone back yet."""
    returned = state.file.settlement.returned.get(money_key(one.terms.number, code or ""), 0)
    return Fen(owed_back_fen(state, one, code) - returned)


def all_held(state: Disposal) -> Iterator[Held]:
    """Yield all money of every round that must go back and has not."""
    for one in state.rounds:
        for code in (*one.bidders, None):
            named = None if code is None else BiddingCode(code)
            amount_fen = still_held_fen(state, one, named)
            if amount_fen:
                yield Held(one.terms.number, named, amount_fen)


def forfeited_fen(state: Disposal) -> Fen:
    """Return what the buyer loses by a default: the deposit that the notice states, if he paid it.

    Of the whole prepayment in a 变卖 no more than that; of a creditor who took the property
    nothing, for he paid no deposit.
    Source: 法释〔2016〕18号 第二十四条第一款; 法明传〔2017〕455号 (known at second hand).
    """
    done = state.file.settlement
    if done.code is None:
        return Fen(0)
    stated_fen = state.rounds[-1].terms.deposit_fen
    kept, _ = kept_of_prepayment(prepaid_fen=done.deposit_fen, deposit_fen=stated_fen)
    return kept


def balance_term(state: Disposal, calendar: Calendar) -> Term | None:
    """Return until when the buyer pays, or None where no day was set.

    A day off moves the end to the next working day, of a term that a court set too.
    Source: 法释〔2016〕18号 第二十五条; 民事诉讼法（2023年修正）第八十五条 (a reading).
    """
    due_on = state.file.settlement.balance_due_on
    if due_on is None:
        return None
    last = calendar.next_working_day(due_on)
    return Term(last, calendar.is_verified(due_on.year) and calendar.is_verified(last.year))


def sold_since(state: Disposal) -> date:
    """Return the first day on which anything of this sale can have happened after its close.

    Requires: a round that was sold, or a set-off that was asked.
    """
    done, current = state.file.settlement, state.rounds[-1]
    if done.code is None and done.set_off is not None:
        return done.set_off.asked_on
    return closed_on(current)


def closed_on(one: Round) -> date:
    """Return the day of the close of a round, as scheduled where it never closed."""
    return local_date(one.closed_at or one.book.closes_at)


def running_self_disposal(state: Disposal, today: date) -> SelfDisposal | None:
    """Return the debtor's own sale for which set-off and 变卖 wait; over once its term is."""
    own = state.file.settlement.self_disposal
    return own if own is not None and today <= own.until else None


def open_forfeit(state: Disposal) -> Forfeit | None:
    """Return the first forfeited deposit whose use is not on record."""
    return next((one for one in state.file.settlement.forfeits if not one.is_applied), None)


def price_after(state: Disposal, forfeit: Forfeit) -> Fen | None:
    """Return at what price the property was sold after a default, or None if not yet."""
    done = state.file.settlement
    is_later = state.rounds[-1].terms.number > forfeit.round
    return done.price_fen if is_later and done.is_sold else None

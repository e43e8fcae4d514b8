"""Checks that several acts after a round share. Each returns the refusal, or None.

Where to look next: `settlement.decide`, `auction.asked` (checks of every act of an office).
"""

from datetime import date, timedelta

from mingpai.auction.asked import Asked, not_yet
from mingpai.auction.model import Disposal
from mingpai.auction.objections.terms import claim_in_the_way, outcome_to_carry_out
from mingpai.auction.refusals import Code, refused
from mingpai.auction.settlement.owed import running_self_disposal, to_forward_fen
from mingpai.kernel.money import MAX_FEN, is_fen
from mingpai.kernel.outcome import Refused
from mingpai.law.periods import Term

LONGEST_TERM = timedelta(days=366)
"""No day that the court sets lies further ahead: ours, so that a slip of the year is caught."""


def not_of_its_court(state: Disposal, asked: Asked) -> Refused | None:
    """Refuse whoever is not the court; unlike `not_by_court`, what is over does not hinder it.

    Money goes back, and the property is handed over, after the end of a disposal too.
    """
    if state.court is None:
        return refused(Code.NOT_OPEN)
    return None if asked.actor == state.court else refused(Code.NOT_THIS_COURT)


def not_of_holder(state: Disposal, asked: Asked) -> Refused | None:
    """Refuse whoever is neither court nor platform: one of the two holds a deposit (第十七条)."""
    if state.court is None:
        return refused(Code.NOT_OPEN)
    if asked.actor in (state.court, state.platform):
        return None
    return refused(Code.NOT_THIS_COURT)


def nothing_sold(state: Disposal) -> Refused | None:
    """Refuse what presupposes a sale, or set-off, that stands."""
    return None if state.file.settlement.is_sold else refused(Code.NOTHING_SOLD)


def not_at_court(state: Disposal) -> Refused | None:
    """Refuse what waits for the whole price in the court's account (第二十五条).

    A deposit that a platform holds counts once it is forwarded; what the buyer himself still owes
    is told first.
    """
    done = state.file.settlement
    if done.paid_on is not None:
        return None
    if done.covered_on is None:
        return refused(Code.BALANCE_NOT_PAID, paid_fen=done.paid_fen, price_fen=done.price_fen)
    return refused(Code.DEPOSIT_NOT_FORWARDED, due_fen=to_forward_fen(state))


def claim_or_outcome_in_the_way(state: Disposal, asked: Asked) -> Refused | None:
    """Refuse while an outsider's claim stands, or an upheld objection waits to be carried out.

    Source: 法释〔2016〕18号 第三十六条第二款; 民事诉讼法（2023年修正）第二百三十六条.
    """
    claim = claim_in_the_way(state, asked)
    if claim is not None:
        return refused(Code.OUTSIDER_CLAIM_OPEN, objection=claim.number)
    upheld = outcome_to_carry_out(state)
    if upheld is None:
        return None
    return refused(Code.OBJECTION_NOT_CARRIED_OUT, objection=upheld.number)


def ruled_already(state: Disposal) -> Refused | None:
    """Refuse what comes before the ruling, once it is made."""
    ruled_on = state.file.settlement.ruled_on
    if ruled_on is None:
        return None
    return refused(Code.RULED_ALREADY, ruled_on=ruled_on.isoformat())


def not_failed(state: Disposal) -> Refused | None:
    """Refuse what presupposes that the last round was passed in and nobody has the property."""
    current = state.current
    is_failed = current is not None and current.is_passed_in
    return None if is_failed and not state.file.settlement.is_sold else refused(Code.NOT_FAILED)


def self_disposal_runs(state: Disposal, asked: Asked) -> Refused | None:
    """Refuse what waits for the debtor's own sale."""
    own = running_self_disposal(state, asked.today)
    return None if own is None else refused(Code.SELF_DISPOSAL_RUNS, until=own.until.isoformat())


def not_between(day: date, *, since: date | None, asked: Asked) -> Refused | None:
    """Refuse a recorded day that lies ahead, or before what it follows from."""
    if since is not None and day < since:
        return refused(Code.DAY_TOO_EARLY, day=day.isoformat(), since=since.isoformat())
    return not_yet(day, asked)


def not_amounts(*amounts: object) -> Refused | None:
    """Refuse what is no amount; nothing at all is one."""
    if all(is_fen(one) for one in amounts):
        return None
    return refused(Code.AMOUNT_OUT_OF_RANGE, most_fen=MAX_FEN)


def not_an_amount(amount: object, *, most_fen: int = MAX_FEN) -> Refused | None:
    """Refuse what is no amount, nothing at all, or too much."""
    if type(amount) is int and 0 < amount <= most_fen:
        return None
    return refused(Code.AMOUNT_OUT_OF_RANGE, most_fen=most_fen)


def outside(day: date, *, first: date, last: date) -> Refused | None:
    """Refuse a day that does not lie between two others; both belong to what is allowed."""
    if first <= day <= last:
        return None
    return refused(
        Code.DAY_OUT_OF_RANGE,
        day=day.isoformat(),
        first=first.isoformat(),
        last=last.isoformat(),
    )


def term_runs(code: Code, term: Term, *, on: date) -> Refused | None:
    """Refuse with `code` what must wait for the end of a term."""
    if term.is_over(on):
        return None
    return refused(code, last=term.last.isoformat(), verified=term.verified)

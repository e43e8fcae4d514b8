"""第二十三条至第二十五条: what goes back, what is forwarded, what a forfeited deposit is used for.

Money arrives here as recorded facts. Being late is no ground to refuse: what is late is still
recorded, and `settlement.duties` names the breach. Where to look next: `settlement.owed`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from mingpai.auction.asked import Asked, Decision, not_a_paper
from mingpai.auction.bidding import milliseconds
from mingpai.auction.model import Disposal, Keeper, Round
from mingpai.auction.preparation.guards import malformed_instants
from mingpai.auction.refusals import Code, refused
from mingpai.auction.settlement.checks import (
    not_amounts,
    not_an_amount,
    not_of_holder,
    not_of_its_court,
)
from mingpai.auction.settlement.commands import (
    ApplyForfeit,
    RecordDepositForwarded,
    RecordDepositReturned,
)
from mingpai.auction.settlement.debt import left_to_pay
from mingpai.auction.settlement.events import DepositForwarded, DepositReturned, ForfeitApplied
from mingpai.auction.settlement.model import Bucket, Ending, Forfeit
from mingpai.auction.settlement.owed import (
    open_forfeit,
    owed_back_fen,
    price_after,
    round_of,
    still_held_fen,
    to_forward_fen,
    winner_of,
)
from mingpai.kernel.ids import BiddingCode, well_formed
from mingpai.kernel.money import is_fen
from mingpai.kernel.outcome import Refused
from mingpai.law.deposit import shortfall_fen

_ORDER = tuple(Bucket)
_WITHOUT_PAYOUT = (Ending.WITHDRAWN, Ending.ADMINISTERED, Ending.RETURNED)
_AFTER_SHORTFALL = (Bucket.CASE_DEBT, Bucket.RELATED_DEBT, Bucket.REST)


def return_deposit(state: Disposal, command: RecordDepositReturned, asked: Asked) -> Decision:
    """Record that money went back: of whoever did not win, or of a winner what he gets back.

    Also when the round was passed in or withdrawn, and after the end of the disposal.
    Source: 法释〔2016〕18号 第二十三条 (K26), 第二十四条.
    """
    wrong = not_of_holder(state, asked) or _nothing_to_return(state, command, asked)
    if wrong is not None:
        return wrong
    one = round_of(state, command.round) or state.rounds[-1]
    held_fen = still_held_fen(state, one, command.code)
    wrong = not_an_amount(command.amount_fen, most_fen=held_fen) or _not_an_instant(
        command.at, since=one.closed_at, asked=asked
    )
    if wrong is not None:
        return wrong
    return (
        DepositReturned(
            round=one.terms.number,
            code=command.code,
            amount_fen=command.amount_fen,
            at=command.at.astimezone(UTC),
        ),
    )


def _nothing_to_return(
    state: Disposal, command: RecordDepositReturned, asked: Asked
) -> Refused | None:
    """Check that money of this code must go back at all, and has not yet."""
    code = command.code
    if code is not None and not well_formed("bidding code", code):
        return refused(Code.CODE_MALFORMED)
    one = round_of(state, command.round)
    if one is None or (code is not None and code not in one.bidders):
        return refused(Code.CODE_UNKNOWN)
    if one.is_running:
        early_by_ms = max(0, milliseconds(asked.now, to=one.book.closes_at))
        return refused(Code.NOT_YET_CLOSED, early_by_ms=early_by_ms)
    if not owed_back_fen(state, one, code):
        is_winner = code is not None and code == winner_of(one)
        return refused(Code.WINNERS_DEPOSIT_STAYS if is_winner else Code.NOTHING_HELD)
    if not still_held_fen(state, one, code):
        return refused(Code.RETURNED_ALREADY)
    return None


def forward_deposit(state: Disposal, command: RecordDepositForwarded, asked: Asked) -> Decision:
    """Record that the winner's deposit, or what is kept of it, reached the court (K27).

    What was paid to the court's own account is there already, and nothing is forwarded. A
    defaulter's may still come in when the next round runs. Source: 第二十四条, 第二十五条.
    """
    wrong = not_of_holder(state, asked)
    if wrong is not None:
        return wrong
    one = _round_to_forward(state, command.round)
    code = None if one is None else winner_of(one)
    if one is None or code is None:
        return refused(Code.NOTHING_SOLD)
    due_fen = to_forward_fen(state, one.terms.number)
    if not due_fen:
        return refused(_why_none(state, one, code))
    if not is_fen(command.amount_fen) or command.amount_fen != due_fen:
        return refused(Code.SUM_DIFFERS, due_fen=due_fen)
    wrong = _not_an_instant(command.at, since=one.closed_at, asked=asked)
    if wrong is not None:
        return wrong
    return (
        DepositForwarded(
            round=one.terms.number,
            amount_fen=command.amount_fen,
            at=command.at.astimezone(UTC),
        ),
    )


def _round_to_forward(state: Disposal, number: int | None) -> Round | None:
    """Return of which round money is forwarded; unsaid, of the last for which it is due."""
    outstanding = state.file.settlement.to_forward
    if number is None and outstanding:
        return round_of(state, max(outstanding))
    return round_of(state, number)


def _why_none(state: Disposal, one: Round, code: BiddingCode) -> Code:
    """Return why nothing of a winner's is to be forwarded."""
    done, bidder = state.file.settlement, one.bidders.get(code)
    if bidder is None or not bidder.paid_fen:
        return Code.NOTHING_HELD
    if bidder.held_by is Keeper.COURT:
        return Code.COURT_HOLDS_DEPOSIT
    number = one.terms.number
    is_last = number == state.rounds[-1].terms.number
    came = is_last and done.forwarded_at is not None
    is_lost = any(lost.round == number for lost in done.forfeits)
    return Code.FORWARDED_ALREADY if came or is_lost else Code.NOTHING_HELD


def _not_an_instant(at: datetime, *, since: datetime | None, asked: Asked) -> Refused | None:
    """Refuse an instant without an offset, one that lies ahead, or one before the close."""
    malformed = malformed_instants(at)
    if malformed is not None:
        return malformed
    if since is not None and at < since:
        return refused(Code.DAY_TOO_EARLY, day=at.isoformat(), since=since.isoformat())
    if at > asked.now:
        return refused(Code.DAY_LIES_AHEAD, day=at.isoformat(), today=asked.now.isoformat())
    return None


def apply_forfeit(state: Disposal, command: ApplyForfeit, asked: Asked) -> Decision:
    """Record what a forfeited deposit was used for, each purpose in turn; nothing goes back.

    What comes after the shortfall waits until the price of the re-auction is known, or the
    disposal ended without one; all of it until a platform has forwarded it to the court.
    Source: 法释〔2016〕18号 第二十四条第一款.
    """
    wrong = not_of_its_court(state, asked) or not_a_paper(command.proof)
    if wrong is not None:
        return wrong
    forfeit = open_forfeit(state)
    if forfeit is None:
        return refused(Code.NOTHING_FORFEITED)
    wrong = (
        _still_with_platform(state, forfeit)
        or not_amounts(*(amount_fen for _, amount_fen in command.parts))
        or _out_of_order(command, forfeit)
        or _past_shortfall(state, dict(command.parts), forfeit)
        or _beyond_debt(state, dict(command.parts))
    )
    if wrong is not None:
        return wrong
    return (ForfeitApplied(round=forfeit.round, parts=command.parts, proof=command.proof),)


def _still_with_platform(state: Disposal, forfeit: Forfeit) -> Refused | None:
    due_fen = to_forward_fen(state, forfeit.round)
    return refused(Code.DEPOSIT_NOT_FORWARDED, due_fen=due_fen) if due_fen else None


def _beyond_debt(state: Disposal, parts: Mapping[Bucket, int]) -> Refused | None:
    """Refuse to use more for costs and this case's debt than is on file and still to be paid.

    What it pays, the payout does not pay again. After an end without one, costs may have grown that
    nobody can put on file any more; they are not bounded, nor are related debts.
    Source: 法释〔2016〕18号 第二十四条第一款; 法释〔2004〕16号 第十四条 (a reading).
    """
    left = left_to_pay(state)
    if left is None:
        return None
    costs_are_final = state.file.ending in _WITHOUT_PAYOUT
    is_too_much = parts.get(Bucket.COSTS, 0) > left.costs_fen and not costs_are_final
    if is_too_much or parts.get(Bucket.CASE_DEBT, 0) > left.debt_fen:
        return refused(Code.PAID_BEYOND_DEBT)
    return None


def _out_of_order(command: ApplyForfeit, forfeit: Forfeit) -> Refused | None:
    places = [_ORDER.index(bucket) for bucket, _ in command.parts]
    if places != sorted(set(places)):
        return refused(Code.BUCKETS_OUT_OF_ORDER)
    given_fen = sum(amount_fen for _, amount_fen in command.parts)
    if given_fen != forfeit.amount_fen:
        return refused(Code.SUM_DIFFERS, due_fen=forfeit.amount_fen)
    return None


def _past_shortfall(
    state: Disposal, parts: Mapping[Bucket, int], forfeit: Forfeit
) -> Refused | None:
    """Check that the shortfall of the re-auction comes before all debts."""
    later_fen = sum(parts.get(bucket, 0) for bucket in _AFTER_SHORTFALL)
    covered_fen = parts.get(Bucket.SHORTFALL, 0)
    second_fen = price_after(state, forfeit)
    if second_fen is None:
        waits = (later_fen or covered_fen) and state.file.ending is None
        return refused(Code.SHORTFALL_NOT_KNOWN) if waits else None
    owed_fen = shortfall_fen(first_price_fen=forfeit.price_fen, second_price_fen=second_fen)
    if covered_fen > owed_fen or (later_fen and covered_fen < owed_fen):
        return refused(Code.BUCKETS_OUT_OF_ORDER)
    return None

"""A decision on a default that was wrong: the sale stands again, or what was kept goes back.

Whoever was made a defaulter is heard afterwards; where his objection is upheld, or the court finds
out by itself, the decision is taken back. Until the next round is announced the sale stands again
and he pays what is left by a new day; after that the property goes its way, his deposit goes back
to him, and he may bid. Source: 法释〔2016〕18号 第二十四, 三十六条; 民事诉讼法（2023年修正）
第二百三十六条 (undone or put right; what follows from it is a reading: docs/adr/0030).
Where to look next: `settlement.payment` (the decision itself), `settlement.evolve`.
"""

from mingpai.auction.asked import Asked, Decision, not_a_paper
from mingpai.auction.model import Disposal, Phase, Round
from mingpai.auction.refusals import Code, refused
from mingpai.auction.settlement.checks import (
    LONGEST_TERM,
    not_of_its_court,
    outside,
    self_disposal_runs,
)
from mingpai.auction.settlement.commands import RevokeDefault
from mingpai.auction.settlement.events import DefaultRevoked
from mingpai.auction.settlement.owed import gone_back_fen, round_of, winner_of
from mingpai.kernel.ids import BiddingCode
from mingpai.kernel.money import Fen


def revoke_default(state: Disposal, command: RevokeDefault, asked: Asked) -> Decision:
    """Take a decision on a default back, of the last round or of an earlier one.

    Of a taker who was followed by others it is not on file any more who he was: nothing of his was
    kept, and nothing is taken back.
    """
    wrong = not_of_its_court(state, asked) or not_a_paper(command.decision)
    if wrong is not None:
        return wrong
    one = round_of(state, command.round)
    if one is None or one.terms.number not in state.file.settlement.defaults:
        return refused(Code.NO_DEFAULT_STANDS)
    if _stands_as_default(state, one):
        return self_disposal_runs(state, asked) or _restored(state, command, asked)
    code = winner_of(one)
    if code is None:
        return refused(Code.NO_DEFAULT_STANDS)
    return _given_back(state, one, code, command, asked)


def _stands_as_default(state: Disposal, one: Round) -> bool:
    """Say whether nothing followed the default, so that the sale can stand again."""
    is_last = one.terms.number == state.rounds[-1].terms.number
    is_struck = state.file.settlement.defaulted_on is not None and one.phase is Phase.DEFAULTED
    return is_last and is_struck and state.file.ending is None


def _restored(state: Disposal, command: RevokeDefault, asked: Asked) -> Decision:
    """Let the sale stand again; where anything is left to pay, there is a day for it ahead."""
    done, current = state.file.settlement, state.rounds[-1]
    due_on = None
    if done.covered_on is None or gone_back_fen(state):
        due_on = command.due_on or done.balance_due_on or asked.today
        wrong = outside(due_on, first=asked.today, last=asked.today + LONGEST_TERM)
        if wrong is not None:
            return wrong
    return (
        DefaultRevoked(
            round=current.terms.number,
            code=done.code,
            is_restored=True,
            return_fen=Fen(0),
            due_on=due_on,
            on=asked.today,
            decision=command.decision,
        ),
    )


def _given_back(
    state: Disposal, one: Round, code: BiddingCode, command: RevokeDefault, asked: Asked
) -> Decision:
    """Give back what was kept, whatever it was used for: the property went its way."""
    number = one.terms.number
    kept = (lost.amount_fen for lost in state.file.settlement.forfeits if lost.round == number)
    return (
        DefaultRevoked(
            round=number,
            code=code,
            is_restored=False,
            return_fen=Fen(sum(kept)),
            due_on=None,
            on=asked.today,
            decision=command.decision,
        ),
    )

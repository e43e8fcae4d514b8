"""The flags: three of bidding, one of money. Lawful but odd: they reach no desk, hold nothing.

Each answers to a kind of case that courts have met: a prank bidder made 124 of 708 raises; a buyer
raised over himself from 530,000 to 1.5 million and did not pay.
"""

from collections.abc import Mapping
from typing import ClassVar

from msgspec import Struct

from mingpai.auction.events import BidPlaced, RoundSold
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.auction.settlement.events import BalancePaidByAnother
from mingpai.kernel.event import Event
from mingpai.supervision.rule import Finding, Severity, Status

MANY_STEPS = 10
"""A raise of more than this many steps is flagged."""
MIN_RAISES = 10
"""Below so many raises, half of them by one code says nothing."""

_NONE: tuple[Finding, ...] = ()


class Top(Struct, frozen=True, gc=False):
    """Who holds the price, how much it is, and the step of the round."""

    code: str = ""
    price_fen: int = 0
    step_fen: int = 0


def _after(state: Top, event: Event) -> Top:
    """Return who holds the price after an event, and start anew with each notice."""
    if type(event) is BidPlaced:
        return Top(event.code, event.price_fen, state.step_fen)
    return Top(step_fen=event.step_fen) if type(event) is RoundAnnounced else state


class SelfOutbid:
    """A bidder raises over his own top bid."""

    name: ClassVar[str] = "self_outbid"
    severity: ClassVar[Severity] = Severity.FLAG
    status: ClassVar[Status] = Status.LIVE
    ground: ClassVar[str] = "docs/bidlog.md, Flags"

    def initial(self) -> Top:
        """Return the state of a lot without bids."""
        return Top()

    def observe(self, state: Top, seq: int, event: Event) -> tuple[Top, tuple[Finding, ...]]:
        """Flag each bid by the one who held the price."""
        after = _after(state, event)
        if type(event) is not BidPlaced or event.code != state.code:
            return after, _NONE
        facts = (("code", event.code), ("raise_fen", event.price_fen - state.price_fen))
        return after, (Finding(seq, seq, facts),)


class RaiseOverTenSteps:
    """A raise of more than ten steps at once."""

    name: ClassVar[str] = "raise_over_ten_steps"
    severity: ClassVar[Severity] = Severity.FLAG
    status: ClassVar[Status] = Status.LIVE
    ground: ClassVar[str] = "docs/bidlog.md, Flags"

    def initial(self) -> Top:
        """Return the state of a lot without bids."""
        return Top()

    def observe(self, state: Top, seq: int, event: Event) -> tuple[Top, tuple[Finding, ...]]:
        """Flag each raise of more than ten steps over a bid; a first bid is no raise."""
        after = _after(state, event)
        # What is no bid is no raise: the price stands, or begins at nothing again.
        raise_fen = after.price_fen - state.price_fen
        if not state.code or raise_fen <= MANY_STEPS * state.step_fen:
            return after, _NONE
        facts = (("code", after.code), ("raise_fen", raise_fen), ("step_fen", state.step_fen))
        return after, (Finding(seq, seq, facts),)


class PaidByAnother:
    """The balance, or some of it, came from somebody else than the buyer.

    Where the money came from is to be recorded; no article forbids it (docs/adr/0026).
    """

    name: ClassVar[str] = "paid_by_another"
    severity: ClassVar[Severity] = Severity.FLAG
    status: ClassVar[Status] = Status.LIVE
    ground: ClassVar[str] = "docs/adr/0026"

    def initial(self) -> None:
        """Return nothing: each payment is flagged by itself."""

    def observe(self, state: None, seq: int, event: Event) -> tuple[None, tuple[Finding, ...]]:
        """Flag each payment by another, with who he was said to be."""
        if type(event) is not BalancePaidByAnother:
            return state, _NONE
        facts = (("amount_fen", event.amount_fen), ("capacity", event.capacity.value))
        return state, (Finding(seq, seq, facts),)


class Raises(Struct, frozen=True, gc=False):
    """How many raises there were, by code. The mapping is never changed in place."""

    total: int = 0
    first_seq: int = -1
    by_code: Mapping[str, int] = {}


class CodeOverHalfOfRaises:
    """One code made more than half of the raises of a round; judged when the round is sold."""

    name: ClassVar[str] = "code_over_half_of_raises"
    severity: ClassVar[Severity] = Severity.FLAG
    status: ClassVar[Status] = Status.LIVE
    ground: ClassVar[str] = "docs/bidlog.md, Flags"

    def initial(self) -> Raises:
        """Return the state of a lot without bids."""
        return Raises()

    def observe(self, state: Raises, seq: int, event: Event) -> tuple[Raises, tuple[Finding, ...]]:
        """Count each raise; at the sale, flag the code with more than half of at least ten."""
        if type(event) is BidPlaced:
            if state.first_seq < 0:
                return Raises(first_seq=seq), _NONE
            by_code = {**state.by_code, event.code: state.by_code.get(event.code, 0) + 1}
            return Raises(state.total + 1, state.first_seq, by_code), _NONE
        if type(event) is not RoundSold or state.total < MIN_RAISES:
            return state, _NONE
        for code, mine in state.by_code.items():
            if mine * 2 > state.total:
                facts = (("code", code), ("of", state.total), ("raises", mine))
                return state, (Finding(state.first_seq, seq, facts),)
        return state, _NONE

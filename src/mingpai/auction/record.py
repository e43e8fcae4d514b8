"""Which refusals become entries of the journal, and how one is read back from there.

A refusal on the merits to whoever holds a code of the lot, and to its court and platform, is on
record for ever. What a stranger sends is no entry: it is answered, counted, and forgotten.
"""

from mingpai.auction.commands import (
    BarPerson,
    CloseRound,
    Command,
    ConfirmPriority,
    PlaceBid,
    QualifyApplicant,
    QualifyBidder,
)
from mingpai.auction.events import CommandRefused, FilingRefused
from mingpai.auction.model import Disposal
from mingpai.auction.objections.commands import FileObjection
from mingpai.auction.preparation.commands import ConfirmAgent, ObjectToPrice, OpenDisposal
from mingpai.auction.presence import AcknowledgeNotice, EnterHall
from mingpai.auction.refusals import Code, is_transient
from mingpai.auction.settlement.commands import (
    ObjectToPlan,
    OfferToTake,
    RecordDepositReturned,
    ReviewEligibility,
)
from mingpai.kernel.event import Event
from mingpai.kernel.ids import well_formed
from mingpai.kernel.outcome import Refused

_ABOUT_A_PERSON = frozenset(
    {
        BarPerson,
        ConfirmPriority,
        QualifyApplicant,
        QualifyBidder,
        ConfirmAgent,
        ObjectToPrice,
        OfferToTake,
        ObjectToPlan,
        RecordDepositReturned,
        ReviewEligibility,
        FileObjection,
        AcknowledgeNotice,
        EnterHall,
    }
)
"""Who registers, objects or is owed what: refused, such a filing stays restricted."""

_SAYS_A_BAR = frozenset({Code.CODE_BARRED.value, Code.CODE_BARRED_DEFAULTER.value})
"""A bar is restricted, and so is a refusal that would tell it beside a bidder's code."""


def record(
    state: Disposal, command: Command, refused: Refused, *, actor: str
) -> CommandRefused | FilingRefused | None:
    """Return the entry that records a refusal, or None where it is to be counted only.

    Bids: only of a code of the current round, sent by its holder. Filings about a person are
    restricted. A close that came too early leaves nothing: nobody was refused.
    """
    if not _is_known(state, command, actor):
        return None
    is_private = type(command) in _ABOUT_A_PERSON or refused.code in _SAYS_A_BAR
    return (FilingRefused if is_private else CommandRefused)(
        command=type(command).__name__,
        by=actor,
        code=refused.code,
        article=refused.article,
        facts=tuple(sorted(refused.facts.items())),
    )


def _is_known(state: Disposal, command: Command, actor: str) -> bool:
    match command:
        case PlaceBid(code=code):
            current = state.current
            return current is not None and actor == code and code in current.bidders
        case FileObjection() if state.current is not None and actor in state.current.bidders:
            return True
        case CloseRound():
            return False
        case OpenDisposal(court=court):
            return actor == court and well_formed("office", court)
        case _:
            return actor in (state.court, state.platform)


def refused_by(event: Event) -> Refused | None:
    """Return the refusal that an entry records, or None for any other event."""
    if isinstance(event, CommandRefused | FilingRefused):
        return Refused(event.code, event.article, dict(event.facts), is_transient(event.code))
    return None

"""That somebody took note of a notice, and that he entered the hall: what his platform records.

Neither changes anything in the disposal. Both stay restricted: who takes part, from which device,
is secret while bidding runs (第十八条). Devices and addresses are keyed tokens; their clear values
never reach a disposal. Where to look next: `auction.decide` (codes), `mingpai.affairs` (the pages'
side of both).
"""

from typing import assert_never

from msgspec import Struct

from mingpai.auction.asked import Asked, Decision
from mingpai.auction.codes import Code
from mingpai.auction.model import Disposal, Phase
from mingpai.auction.refusals import refused
from mingpai.kernel.event import Event, EventKind, Visibility
from mingpai.kernel.ids import BiddingCode, LotToken, well_formed
from mingpai.kernel.outcome import Refused
from mingpai.law.content import Item, SpecialWarning


class AcknowledgeNotice(Struct, frozen=True, gc=False):
    """The platform records that a person acknowledged a notice, part by part, as he registered."""

    token: LotToken
    round: int
    items: tuple[Item, ...]
    warnings: tuple[SpecialWarning, ...]


class EnterHall(Struct, frozen=True, gc=False):
    """The platform records that somebody entered with code and bidding password, from where.

    Both tokens have the form of a lot token and are keyed by the platform.
    """

    round: int
    code: BiddingCode
    device_token: str
    address_token: str


class NoticeAcknowledged(Event, frozen=True, gc=False):
    """Somebody acknowledged every item and warning of a round's notice, each one by itself.

    Restricted: who registers stays secret (第十八条).
    """

    round: int
    token: LotToken
    items: tuple[Item, ...]
    warnings: tuple[SpecialWarning, ...]


class HallEntered(Event, frozen=True, gc=False):
    """Somebody entered the hall with his code and password.

    `device_token` is the same for a device at each sign-in, `address_token` for an address through
    one day; nobody can tell the address itself once the day's key is gone. Restricted: one device
    behind several codes is for supervision to see, and for nobody else.
    """

    round: int
    code: BiddingCode
    device_token: str
    address_token: str


KINDS: tuple[EventKind, ...] = (
    EventKind("auction.notice_acknowledged", 1, Visibility.RESTRICTED, NoticeAcknowledged),
    EventKind("auction.hall_entered", 1, Visibility.RESTRICTED, HallEntered),
)

PresenceCommand = AcknowledgeNotice | EnterHall


def decide_presence(state: Disposal, command: PresenceCommand, asked: Asked) -> Decision:
    """Record what the platform says of somebody's taking part, while its round runs."""
    wrong = _not_its_round(state, command, asked)
    if wrong is not None:
        return wrong
    match command:
        case AcknowledgeNotice():
            return _acknowledged(state, command)
        case EnterHall():
            return _entered(state, command)
        case _:
            assert_never(command)


def _not_its_round(state: Disposal, command: PresenceCommand, asked: Asked) -> Refused | None:
    """Check that the platform speaks of the round that runs, whose bidding may stand still."""
    if state.court is None:
        return refused(Code.NOT_OPEN)
    if asked.actor != state.platform:
        return refused(Code.NOT_THIS_COURT)
    if not state.rounds:
        return refused(Code.LOT_NOT_PUBLISHED)
    current = state.rounds[-1]
    number = current.terms.number
    if command.round != number:
        return refused(Code.ROUND_NOT_CURRENT, round=number)
    is_over = current.phase is Phase.PUBLISHED and asked.now >= current.book.closes_at
    if is_over or not current.is_running:
        return refused(Code.REGISTRATION_CLOSED)
    return None


def _acknowledged(state: Disposal, command: AcknowledgeNotice) -> Decision:
    """Check that nothing was passed over. That each part is asked for by itself is a reading.

    Source: 法释〔2016〕18号 第十三, 十四条 (in force from 2017-01-01).
    """
    if not well_formed("lot token", command.token):
        return refused(Code.TOKEN_MALFORMED)
    parts = (*command.items, *command.warnings)
    missing = next((one for one in (*Item, *SpecialWarning) if one not in parts), None)
    if missing is not None:
        return refused(Code.NOTICE_NOT_ACKNOWLEDGED, part=missing.value)
    number = state.rounds[-1].terms.number
    return (NoticeAcknowledged(number, command.token, tuple(Item), tuple(SpecialWarning)),)


def _entered(state: Disposal, command: EnterHall) -> Decision:
    """Check that the code is one of the round. Source: 法释〔2016〕18号 第十八条."""
    current = state.rounds[-1]
    if command.code not in current.bidders:
        return refused(Code.CODE_UNKNOWN)
    device, address = command.device_token, command.address_token
    if not all(well_formed("lot token", token) for token in (device, address)):
        return refused(Code.TOKEN_MALFORMED)
    return (HallEntered(current.terms.number, command.code, device, address),)

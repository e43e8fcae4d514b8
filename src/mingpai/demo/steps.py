"""What a script is made of: who does what to which lot, and when.

Persons are named by their place in the list of bidders; the player puts the token in its place
that the subject store gives, so that the script itself depends on nothing but its seed.
"""

from datetime import datetime

from msgspec import Struct

from mingpai.auction.commands import Command
from mingpai.auction.model import Ground
from mingpai.kernel.ids import BiddingCode, StreamId


class Order(Struct, frozen=True):
    """An office gives an order that names no person."""

    actor: str
    command: Command


class Admit(Struct, frozen=True):
    """An office confirms a deposit and hands out a code; `claim_fen` is set for an applicant."""

    actor: str
    person: int
    code: BiddingCode
    paid_fen: int
    claim_fen: int | None = None


class GrantPriority(Struct, frozen=True):
    """A court confirms a person's priority right."""

    actor: str
    person: int
    rank: int


class Bar(Struct, frozen=True):
    """A court bars a person."""

    actor: str
    person: int
    ground: Ground


class Send(Struct, frozen=True):
    """Somebody who acts under a code sends bytes as a bid."""

    actor: str
    data: bytes


class Flood(Struct, frozen=True):
    """One sender sends many bids at once."""

    actor: str
    sender: str
    data: tuple[bytes, ...]


class Confirm(Struct, frozen=True):
    """A platform publishes the confirmation of a sale."""

    actor: str


Act = Order | Admit | GrantPriority | Bar | Send | Flood | Confirm


class Step(Struct, frozen=True):
    """One act upon a lot at an instant. Acts of one instant happen in the order written."""

    at: datetime
    lot: StreamId
    act: Act

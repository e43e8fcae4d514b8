"""What a script is made of: who does what to which lot, and when.

Persons are named by their place in the list of bidders; the player puts the token in its place
that the subject store gives, so that the script itself depends on nothing but its seed.
"""

import re
from datetime import datetime

from msgspec import Struct

from mingpai.auction.commands import Command
from mingpai.auction.model import Ground
from mingpai.kernel.ids import BiddingCode, LotToken, StreamId

_STAND_IN = re.compile(r"person([0-9]{16})")


def stand_in(person: int) -> LotToken:
    """Return what stands for a person's token in an order, until the player knows the token."""
    return LotToken(f"person{person:016d}")


def person_of(value: object) -> int | None:
    """Return the person that a field of an order stands for, if it stands for one."""
    found = _STAND_IN.fullmatch(value) if isinstance(value, str) else None
    return None if found is None else int(found[1])


class Order(Struct, frozen=True):
    """An office gives an order; a person in it is a stand-in."""

    actor: str
    command: Command


class Admit(Struct, frozen=True):
    """An office confirms a deposit and hands out a code; `claim_fen` is set for an applicant.

    `commitment` is the digest of what a bidder for a restricted home promised.
    """

    actor: str
    person: int
    code: BiddingCode
    paid_fen: int
    claim_fen: int | None = None
    commitment: str = ""


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


class Refund(Struct, frozen=True):
    """A platform returns every deposit of a lot's round but the winner's, half an hour before."""

    actor: str


Act = Order | Admit | GrantPriority | Bar | Send | Flood | Confirm | Refund


class Step(Struct, frozen=True):
    """One act upon a lot at an instant. Acts of one instant happen in the order written."""

    at: datetime
    lot: StreamId
    act: Act

"""Every frame that travels between a browser and the hall, as one struct each.

Bidders' frames after the first are bids as `auction.intake` reads them and stand there. All else
is one JSON object with its `type`. Instants are RFC 3339 in UTC, money is fen. Must not know who
sends what when. Where to look next: `hall.door`, `hall.edge`; docs/api/asyncapi.json is made of it.
"""

from datetime import datetime

import msgspec
from msgspec import Struct

from mingpai.kernel.outcome import Facts

MAX_FRAME_BYTES = 4_096
"""More than any frame of a bidder or watcher needs; a longer one ends the connection."""


class _Frame(Struct, frozen=True, gc=False, tag_field="type", forbid_unknown_fields=True):
    """A frame; its class in lower case is its `type`."""


class Enter(_Frame, frozen=True, gc=False, tag="enter"):
    """A bidder's first frame: the ticket that the pages gave him for one lot and one code."""

    ticket: str


class Entered(_Frame, frozen=True, gc=False, tag="entered"):
    """The door is open: bids may follow. `now` is the service's clock."""

    lot: str
    code: str
    now: datetime


class Turned(_Frame, frozen=True, gc=False, tag="turned_away"):
    """The door stays shut, or is shut again: why, and whether the same may be tried later."""

    code: str
    again_after_ms: int | None = None


class Wait(_Frame, frozen=True, gc=False, tag="wait"):
    """Frame number `frame` was not looked at, and nothing is read until the time is over."""

    frame: int
    again_after_ms: int


class Answered(_Frame, frozen=True, gc=False, tag="answer"):
    """The answer to the bidder's frame number `frame` (his first bid is frame 1).

    `outcome` is `taken` or `refused`; `seq` is None where no entry records it (junk, too many).
    `receipt` is the signed receipt as a file's text. `repeated`: it was answered so before.
    `closes_at` is when the lot closes after a bid that was taken.
    """

    frame: int
    outcome: str
    received_at: datetime
    receipt: str
    seq: int | None = None
    price_fen: int | None = None
    closes_at: datetime | None = None
    code: str | None = None
    article: str | None = None
    facts: Facts | None = None
    transient: bool = False
    repeated: bool = False


class Row(Struct, frozen=True, gc=False, array_like=True):
    """A bid as screens list it: entry, code, price, arrival."""

    seq: int
    code: str
    price_fen: int
    received_at: datetime


class Price(_Frame, frozen=True, gc=False, tag="price"):
    """Bids since entry `after`, up to `seq`: where the price stands, and the newest of them.

    A screen that stands at `after` has missed nothing. `omitted` bids came between and are in the
    feed. Sent at most five times a second.
    """

    after: int
    seq: int
    now: datetime
    price_fen: int
    leader: str
    bids: int
    closes_at: datetime
    extensions: int
    rows: tuple[Row, ...]
    omitted: int


class Step(_Frame, frozen=True, gc=False, tag="step"):
    """Something other than a bid happened: notice, stop, resumption, close. Never held back.

    `phase` is where the round stands then (`auction.model.Phase`).
    """

    after: int
    seq: int
    now: datetime
    kind: str
    phase: str
    price_fen: int
    leader: str
    bids: int
    closes_at: datetime | None


class Standing(_Frame, frozen=True, gc=False, tag="standing"):
    """Where a lot stands at entry `seq`: what a screen begins with, or begins again with."""

    lot: str
    seq: int
    now: datetime
    phase: str | None
    price_fen: int
    leader: str
    bids: int
    opens_at: datetime | None
    closes_at: datetime | None
    extensions: int
    rows: tuple[Row, ...]


class Pulse(_Frame, frozen=True, gc=False, tag="pulse"):
    """Nothing new; the edge lives, has read the journal up to `journal`, and its clock says so."""

    now: datetime
    journal: int


WatcherFrame = Price | Step | Standing | Pulse
"""What a watcher gets."""
BidderFrame = Entered | Turned | Wait | Answered
"""What a bidder gets."""

encode = msgspec.json.Encoder().encode
decode_enter = msgspec.json.Decoder(Enter, strict=True).decode

_SMALL, _MEDIUM = 126, 65_536


def text_frame(payload: bytes) -> bytes:
    """Return a whole, unmasked text frame, as a server writes it to any number of sockets.

    Source: RFC 6455, section 5.2.
    """
    length = len(payload)
    if length < _SMALL:
        return b"\x81" + length.to_bytes(1, "big") + payload
    if length < _MEDIUM:
        return b"\x81\x7e" + length.to_bytes(2, "big") + payload
    return b"\x81\x7f" + length.to_bytes(8, "big") + payload

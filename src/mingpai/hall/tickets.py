"""Tickets: what the pages say to the door about who may bid on a lot under which code.

A ticket is a short statement under a secret that pages and door share. It is given to whoever is
signed in and has shown code and bidding password (第十八条), so that the door asks no database.
Whoever holds one bids under that code: it travels in a frame, never in an address, and is in no
log. Where to look next: `hall.door` (who reads them).
"""

import hashlib
import hmac
from datetime import datetime

import msgspec
from msgspec import Struct

from mingpai.kernel.canon import NotCanonical, b64url, parse_b64url
from mingpai.kernel.ids import BiddingCode, StreamId, well_formed

MAX_TICKET = 600
"""Characters; ours have about 200."""
MAX_VOID = 65_536
_LABEL = b"mingpai/hall ticket/v1"


class Ticket(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Who may bid: `code` on `lot`, signed in by `session` (a name of it, not its token)."""

    lot: StreamId
    code: BiddingCode
    session: str
    until: datetime


_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(Ticket, strict=True).decode


class TicketOffice:
    """Issues and reads tickets under one secret of at least 32 bytes."""

    def __init__(self, secret: bytes) -> None:
        """Derive the tickets' own key, so that the secret can serve other purposes too."""
        self._key = hmac.digest(secret, _LABEL, hashlib.sha256)
        self._void: dict[str, None] = {}  # the longest void first

    def void(self, session: str) -> None:
        """Read no ticket of this sign-in any more: whoever signed out is out.

        Kept in this process while it lasts, `MAX_VOID` of them; by then older tickets have ended.
        """
        self._void[session] = None
        if len(self._void) > MAX_VOID:
            del self._void[next(iter(self._void))]

    def issue(self, ticket: Ticket) -> str:
        """Return a ticket as text."""
        body = _encode(ticket)
        return f"{b64url(body)}.{b64url(self._mac(body))}"

    def read(self, text: str, *, now: datetime) -> Ticket | None:
        """Return what a ticket says, or None where it is not ours, is void, or has ended."""
        body_text, dot, mac_text = text.partition(".")
        if len(text) > MAX_TICKET or not dot:
            return None
        try:
            body, mac = parse_b64url(body_text), parse_b64url(mac_text)
        except NotCanonical:
            return None
        if not hmac.compare_digest(mac, self._mac(body)):
            return None
        try:
            ticket = _decode(body)
        except msgspec.DecodeError:
            return None
        is_whole = well_formed("stream", ticket.lot) and well_formed("bidding code", ticket.code)
        is_over = now >= ticket.until or ticket.session in self._void
        return ticket if is_whole and not is_over else None

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, hashlib.sha256)

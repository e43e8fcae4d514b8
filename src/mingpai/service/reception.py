"""The counter where commands come in: stamps when each arrived, reads it, and queues it.

A bid comes as bytes and everything in it is hostile; what its sender may act as comes from his
session, never from the bytes. An office's command is built by our own pages. Must not know a rule
of a sale. Where to look next: `auction.intake` (form), `service.sequencer` (what happens next).
"""

import asyncio

from mingpai.auction.intake import read_bid
from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import Refused
from mingpai.ports import Clock
from mingpai.service.answers import Answer
from mingpai.service.domains import Command
from mingpai.service.requests import Request
from mingpai.service.sequencer import Sequencer

WEB = "web"
"""Where a command came from, unless the caller knows better; for the count of junk only."""


class Reception:
    """Takes commands in, in the order of arrival. Used in the sequencer's event loop."""

    def __init__(self, sequencer: Sequencer, clock: Clock) -> None:
        """Keep where commands go and the clock that stamps them."""
        self._sequencer = sequencer
        self._clock = clock

    def bid(
        self, data: bytes, *, lot: StreamId, actor: str, sender: str = WEB
    ) -> asyncio.Future[Answer]:
        """Take in what was sent to `lot` as a bid; `actor` is the code that the session holds.

        The answer to what has not the form of a bid is a signed receipt without a number.
        """
        now = self._clock.now()
        read = read_bid(data, lot=lot)
        if isinstance(read, Refused):
            junk = Request(lot, actor, None, received_at=now, sender=sender)
            return self._sequencer.refuse(junk, read)
        return self._sequencer.submit(
            Request(lot, actor, read.command, received_at=now, key=read.key, sender=sender)
        )

    def order(
        self, command: Command, *, stream: StreamId, actor: str, key: str
    ) -> asyncio.Future[Answer]:
        """Take in an office's command about `stream`, under the office's own key for retries."""
        return self._sequencer.submit(
            Request(stream, actor, command, received_at=self._clock.now(), key=key)
        )

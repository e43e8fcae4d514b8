"""The counter where commands come in: stamps when each arrived, reads it, and queues it.

A bid comes as bytes and everything in it is hostile; what its sender may act as comes from his
session, never from the bytes. An office's command is built by our own pages. What is over its
sender's budget is answered by a signed receipt, like any junk; who goes on in spite of it is told
to wait, and nothing is signed for him until he has (`sequencer.Overloaded`). Must not know a rule
of a sale. Where to look next: `service.budgets` (how much is taken), `auction.intake` (form),
`service.sequencer` (what happens next).
"""

import asyncio
from collections.abc import Hashable

from mingpai.auction.commands import PlaceBid
from mingpai.auction.intake import read_bid
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.ids import BiddingCode, StreamId, well_formed
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused
from mingpai.ports import Clock
from mingpai.service.answers import Answer
from mingpai.service.budgets import (
    FULL_RETRY_MS,
    ROOM_FOR_ALL,
    ROOM_FOR_FLOOR,
    UNLIMITED,
    Buckets,
    Limits,
    Rate,
    overloaded,
    too_many,
)
from mingpai.service.domains import Command, domain_of
from mingpai.service.requests import Request
from mingpai.service.sequencer import Sequencer

WEB = "web"
"""Where a command came from, unless the caller knows better."""
_EVERYBODY = "strangers"
_ASKED = refused(Code.CODE_UNKNOWN)


class Reception:
    """Takes commands in, in the order of arrival. Used in the sequencer's event loop.

    `limits` are those of whoever can reach it: `LIMITS` wherever strangers can.
    """

    def __init__(self, sequencer: Sequencer, clock: Clock, limits: Limits = UNLIMITED) -> None:
        """Keep where commands go and the clock that stamps them; every budget begins full."""
        self.limits = limits
        self._sequencer = sequencer
        self._clock = clock
        self._codes = Buckets(limits.code)
        self._floor = Buckets(limits.floor)
        self._junk = Buckets(limits.junk)
        self._told = Buckets(limits.told)
        self._strangers = Buckets(limits.strangers)
        self._offices = Buckets(limits.office)

    def bid(
        self, data: bytes, *, lot: StreamId, actor: str, sender: str = WEB
    ) -> asyncio.Future[Answer]:
        """Take in what was sent to `lot` as a bid; `actor` is the code that the session holds.

        `sender` stands for the address it came from. The answer to what has not the form of a
        bid, is over its sender's budget or finds no room is a signed receipt without a number.
        Raises (in the future): Stopped; Overloaded where the sender is to wait first.
        """
        now = self._clock.now()
        who = (lot, actor)
        wait_ms = self._codes.spend(who, now)
        if wait_ms is None:
            if not self._holds_code(lot, actor):
                return self._bid_of_stranger(data, Request(lot, actor, None, now, sender=sender))
            self._codes.open(who, now)
        elif wait_ms:
            over = Request(lot, actor, None, now, sender=sender)
            return self._tell_budget(over, who, self.limits.code, wait_ms)
        read = read_bid(data, lot=lot)
        if isinstance(read, Refused):
            junk = Request(lot, actor, None, received_at=now, sender=sender)
            wait_ms = self._junk.take(who, now)
            if wait_ms:
                return self._tell_budget(junk, who, self.limits.junk, wait_ms)
            return self._sequencer.refuse(junk, read)
        request = Request(lot, actor, read.command, received_at=now, key=read.key, sender=sender)
        if self._sequencer.waiting >= ROOM_FOR_ALL:
            return self._squeeze_in(request, who)
        return self._sequencer.submit(request)

    def order(
        self, command: Command, *, stream: StreamId, actor: str, key: str
    ) -> asyncio.Future[Answer]:
        """Take in an office's command about `stream`, under the office's own key for retries.

        One who acts under a code of the lot has one budget for his orders and his bids. While the
        service is overloaded an office's orders have the room of the floor: who stops a sale must
        be heard. Answers as `bid` does.
        """
        now = self._clock.now()
        request = Request(stream, actor, command, received_at=now, key=key)
        is_office = well_formed("office", actor)
        who: Hashable = actor if is_office else (stream, actor)
        budget = self._offices if is_office else self._codes
        wait_ms = budget.take(who, now)
        if wait_ms:
            return self._tell_budget(request, who, budget.rate, wait_ms)
        waiting = self._sequencer.waiting
        if waiting >= ROOM_FOR_ALL and not is_office:
            return self._squeeze_in(request, who)
        if waiting >= ROOM_FOR_FLOOR:
            return self._tell_overload(request, who, FULL_RETRY_MS)
        return self._sequencer.submit(request)

    def _holds_code(self, lot: StreamId, actor: str) -> bool:
        """Say whether a bid under this code would be judged on its merits.

        Asked once for each silence of a code, and for each thing a stranger sends. Of a lot long
        settled, which is not in memory, nobody is known.
        """
        domain = self._sequencer.domains.get(domain_of(lot))
        state = self._sequencer.state(lot)
        if domain is None or state is None:
            return False
        bid = PlaceBid(lot, 1, BiddingCode(actor), Fen(1))
        return domain.record(state, bid, _ASKED, actor=actor) is not None

    def _bid_of_stranger(self, data: bytes, request: Request) -> asyncio.Future[Answer]:
        """Take in what comes without a code of the lot: little of each address, not much of all."""
        now, sender = request.received_at, request.sender
        wait_ms = self._junk.take(sender, now)
        pause_ms = self._told.take_or_pause(sender, now) if wait_ms else 0
        if not pause_ms and self._strangers.take(_EVERYBODY, now):
            pause_ms = FULL_RETRY_MS
        if pause_ms:
            return self._sequencer.turn_away(request, Code.TOO_MANY, retry_after_ms=pause_ms)
        if wait_ms:
            over = too_many(self.limits.junk, wait_ms=wait_ms)
            return self._sequencer.refuse(request, over)
        read = read_bid(data, lot=request.stream)
        if isinstance(read, Refused):
            return self._sequencer.refuse(request, read)
        waiting = self._sequencer.waiting
        if waiting >= ROOM_FOR_ALL:
            full = overloaded(waiting=waiting, wait_ms=FULL_RETRY_MS)
            return self._sequencer.refuse(request, full)
        return self._sequencer.submit(
            Request(request.stream, request.actor, read.command, now, read.key, sender)
        )

    def _squeeze_in(self, request: Request, who: Hashable) -> asyncio.Future[Answer]:
        """Queue a command though too many wait, where it is one of the two a second of a code."""
        wait_ms = self._floor.take(who, request.received_at)
        if self._sequencer.waiting >= ROOM_FOR_FLOOR:
            wait_ms = FULL_RETRY_MS
        if wait_ms:
            return self._tell_overload(request, who, wait_ms)
        return self._sequencer.submit(request)

    def _tell_overload(
        self, request: Request, who: Hashable, wait_ms: int
    ) -> asyncio.Future[Answer]:
        """Refuse what finds no room."""
        pause_ms = self._told.take_or_pause(who, request.received_at)
        if pause_ms:
            return self._sequencer.turn_away(request, Code.OVERLOADED, retry_after_ms=pause_ms)
        full = overloaded(waiting=self._sequencer.waiting, wait_ms=wait_ms)
        return self._sequencer.refuse(request, full)

    def _tell_budget(
        self, request: Request, who: Hashable, rate: Rate, wait_ms: int
    ) -> asyncio.Future[Answer]:
        """Refuse what is over its budget: signed, or not for whoever was told often enough."""
        pause_ms = self._told.take_or_pause(who, request.received_at)
        if pause_ms:
            return self._sequencer.turn_away(request, Code.TOO_MANY, retry_after_ms=pause_ms)
        return self._sequencer.refuse(request, too_many(rate, wait_ms=wait_ms))

"""Into the hall: code and bidding password, the entry that records it, and the ticket.

Where to look next: `hall.tickets` (what a ticket says), `accounts.throttling` (how guessing is
slowed), `auction.presence` (the entry).
"""

import asyncio
import hmac
from datetime import datetime, timedelta

from mingpai.accounts.model import Viewer
from mingpai.accounts.passwords import TooMany
from mingpai.accounts.places import Place
from mingpai.accounts.sessions import ABSOLUTE
from mingpai.accounts.throttling import Limit, by_address, by_login_and_address
from mingpai.accounts.turnstile import seconds_until
from mingpai.affairs.denials import Denial, Denied
from mingpai.affairs.issuing import plain_password
from mingpai.affairs.lots import Open
from mingpai.affairs.model import Entry, Registration
from mingpai.affairs.parts import AffairsParts, Taken, ask, key_of
from mingpai.affairs.preflight import in_lobby
from mingpai.auction.presence import EnterHall
from mingpai.hall.tickets import Ticket
from mingpai.kernel.ids import BiddingCode, StreamId
from mingpai.kernel.outcome import Refused
from mingpai.service.orders import Order

AFTER_CLOSE = timedelta(days=1)
"""A ticket is good so long after the close as it was known: a close that moves is within it."""


class Entering:
    """Lets people into halls."""

    def __init__(self, parts: AffairsParts) -> None:
        """Keep what is needed."""
        self._parts = parts
        self._store = parts.store

    async def enter(
        self, viewer: Viewer, place: Place, lot: Open, *, code: str, password: str
    ) -> Registration | Denied | Refused:
        """Let somebody in. Raises: PortError."""
        if not in_lobby(lot.round, self._parts.now()):
            return Denied(Denial.HALL_NOT_OPEN)
        known = await asyncio.to_thread(
            self._store.registration, viewer.account, lot.head.stream, number=lot.number
        )
        if known is None or known.code is None:
            return Denied(Denial.NO_CODE)
        wrong = await self._not_his(known, place, code=code, password=password)
        if wrong is not None:
            return wrong
        answer = await ask(self._parts.core, _order(viewer, place, lot, code=known.code))
        if not isinstance(answer, Taken):
            return answer
        now = self._parts.now()
        entry = Entry(viewer.session, known.lot, known.round, known.account, now)
        await asyncio.to_thread(self._store.enter, entry)
        if lot.head.closes_at is not None:
            await self._parts.sign_in.hold(viewer.session, lot.head.closes_at)
        return known

    async def ticket(self, viewer: Viewer, lot: Open) -> str | Denied:
        """Return a ticket for the door to whoever has entered in this sign-in."""
        stream = lot.head.stream
        has_entered = await asyncio.to_thread(
            self._store.has_entered, viewer.session, stream, number=lot.number
        )
        known = await asyncio.to_thread(
            self._store.registration, viewer.account, stream, number=lot.number
        )
        ends_at = await self._end_of(viewer)
        if not has_entered or known is None or known.code is None or ends_at is None:
            return Denied(Denial.NOT_ENTERED)
        if lot.head.closes_at is not None:
            ends_at = min(ends_at, lot.head.closes_at + AFTER_CLOSE)
        return self._parts.tickets.issue(Ticket(stream, known.code, viewer.session, ends_at))

    async def _end_of(self, viewer: Viewer) -> datetime | None:
        """Return when a sign-in ends in any case, if it is his and lasts."""
        found = await asyncio.to_thread(self._parts.accounts.store.session_named, viewer.session)
        if found is None or found.account.id != viewer.account:
            return None
        return max(found.session.made_at + ABSOLUTE, found.session.held_until)

    async def _not_his(
        self, known: Registration, place: Place, *, code: str, password: str
    ) -> Denied | None:
        """Compare code and password, slower with each try that was wrong."""
        address, there = self._limits(known.lot, known.account, place)
        store, now = self._parts.accounts.store, self._parts.now()
        paused = await asyncio.to_thread(store.count_try, [address, there], now=now)
        if paused is not None:
            return Denied(Denial.PAUSED, seconds_until(paused, now=now))
        try:
            is_right = await self._parts.accounts.passwords.matches(
                known.password_hash.encode(), plain_password(password)
            )
        except TooMany:
            for limit in (address, there):
                await asyncio.to_thread(store.take_back_try, limit)
            return Denied(Denial.BUSY, 1)
        if not _is_same(plain_password(code), known.code or "") or not is_right:
            return Denied(Denial.WRONG_CODE_OR_PASSWORD)
        await asyncio.to_thread(store.forget_tries, [there])
        await asyncio.to_thread(store.take_back_try, address)
        return None

    def _limits(self, lot: StreamId, account: str, place: Place) -> tuple[Limit, Limit]:
        digest = self._parts.accounts.keys.digest
        by_place = digest("hall", place.address, purpose="tries")
        by_both = digest("hall", lot, account, place.address, purpose="tries")
        return by_address(by_place), by_login_and_address(by_both)


def _order(viewer: Viewer, place: Place, lot: Open, *, code: BiddingCode) -> Order:
    """Return the order that records an entry: one for each sign-in, lot and place."""
    stream, number = lot.head.stream, lot.number
    key = key_of("enter", stream, number, viewer.session, place.device, place.address)
    command = EnterHall(number, code, place.device, place.address)
    return Order(stream, lot.platform, key, command)


def _is_same(given: str, kept: str) -> bool:
    return hmac.compare_digest(given.encode(errors="surrogatepass"), kept.encode())

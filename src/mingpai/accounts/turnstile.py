"""What every try to get in passes first: tries are counted by address, and by login and address.

Where to look next: `accounts.throttling`, how pauses grow.
"""

import asyncio
from datetime import datetime

from msgspec import Struct

from mingpai.accounts.denials import Denial, Denied
from mingpai.accounts.model import Caller, parse_login
from mingpai.accounts.parts import Parts
from mingpai.accounts.places import Place, Places
from mingpai.accounts.throttling import Limit, by_address, by_login_and_address


class Passage(Struct, frozen=True):
    """A try that was let through: when, from where, for which login, counted against what."""

    now: datetime
    place: Place
    login: str
    address: Limit
    login_there: Limit


class Turnstile:
    """Counts tries before they are looked at."""

    def __init__(self, parts: Parts) -> None:
        """Keep what is needed."""
        self._parts = parts
        self._places = Places(parts.store, parts.keys, parts.random)

    async def place_of(self, caller: Caller) -> Place:
        """Return device and address of a caller as tokens."""
        return await asyncio.to_thread(self._places.of, caller, now=self._parts.clock.now())

    async def enter(self, login: str, caller: Caller) -> Passage | Denied:
        """Count a try and let it through. Denied: PAUSED, which counts nothing."""
        now, place = self._parts.clock.now(), await self.place_of(caller)
        plain = _folded(login)
        address = by_address(self._key("address", place.address))
        there = by_login_and_address(self._key("login", plain, place.address))
        until = await asyncio.to_thread(self._parts.store.count_try, [address, there], now=now)
        if until is not None:
            return Denied(Denial.PAUSED, seconds_until(until, now=now))
        return Passage(now, place, plain, address, there)

    async def succeeded(self, passage: Passage) -> None:
        """Forget the tries of this login from here, and this one of the address."""
        await asyncio.to_thread(self._parts.store.forget_tries, [passage.login_there])
        await asyncio.to_thread(self._parts.store.take_back_try, passage.address)

    async def undo(self, passage: Passage) -> None:
        """Uncount a try that was not looked at."""
        for limit in (passage.login_there, passage.address):
            await asyncio.to_thread(self._parts.store.take_back_try, limit)

    def _key(self, *parts: str) -> bytes:
        return self._parts.keys.digest(*parts, purpose="tries")


def seconds_until(until: datetime, *, now: datetime) -> int:
    """Return how many whole seconds to wait, at least one."""
    return max(1, -int((now - until).total_seconds() // 1))


def _folded(login: str) -> str:
    """Return a login's one form; for what is no login, something that no account has."""
    try:
        return parse_login(login)
    except ValueError:
        return ""

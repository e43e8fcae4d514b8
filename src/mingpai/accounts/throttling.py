"""How guessing is slowed: tries are counted, and after some of them pauses grow.

Nobody is locked out for good, and no stranger can lock out somebody else: what is counted is one
address, or one login from one address, so that the same login from elsewhere goes on. The counts
are kept in the account store and survive a restart. Pure.
"""

from datetime import datetime, timedelta

from msgspec import Struct

FORGOTTEN_AFTER = timedelta(days=1)
"""So long after the last try a count begins again."""
_MOST_DOUBLINGS = 32


class Tries(Struct, frozen=True):
    """What is kept for one limit: how many tries, and when the last one was."""

    count: int
    last_at: datetime


class Limit(Struct, frozen=True):
    """One thing that tries are counted against.

    `key` is a keyed digest that names it. The first `free` tries cost nothing; after that each
    is followed by a pause: `first_s` seconds, then twice as long each time, at most `longest_s`.
    """

    key: bytes
    free: int
    first_s: int
    longest_s: int

    def paused_until(self, tries: Tries | None) -> datetime | None:
        """Return until when the next try has to wait, if ever it had to; it may be past."""
        if tries is None or tries.count < self.free:
            return None
        doublings = min(tries.count - self.free, _MOST_DOUBLINGS)
        return tries.last_at + timedelta(seconds=min(self.first_s << doublings, self.longest_s))

    def after(self, tries: Tries | None, now: datetime) -> Tries:
        """Return what is kept once one more try was made."""
        if tries is None or now - tries.last_at >= FORGOTTEN_AFTER:
            return Tries(1, now)
        return Tries(tries.count + 1, max(now, tries.last_at))


def by_address(key: bytes) -> Limit:
    """Return the limit of one address, whatever logins are tried from it.

    Many may stand behind one address (a court's network), hence the long beginning.
    """
    return Limit(key, free=30, first_s=2, longest_s=900)


def by_login_and_address(key: bytes) -> Limit:
    """Return the limit of one login tried from one address."""
    return Limit(key, free=5, first_s=2, longest_s=900)


def by_code(key: bytes) -> Limit:
    """Return the limit of wrong codes after the right password, from wherever.

    Only who knows the password can reach it; a passkey or a recovery code goes past it.
    """
    return Limit(key, free=10, first_s=30, longest_s=3_600)

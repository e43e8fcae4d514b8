"""Fair load: how often each sender may speak, and which room in the queue is kept for whom.

Owns the limits, as figures with their reasons, and the buckets that hold senders to them. A limit
is one of a sender (a code on its lot, an office, an address) and never one of a lot, however many
want it. Nothing is delayed or put in another order: what is within its budget is taken at once.
Reads no clock. Where to look next: `service.reception`, which asks; docs/refusals.md, which tells.

Source: 法释〔2016〕18号 第八条第一款 (the service stays up), 第八条第二款 (it hinders no qualified
bidder); the figures are readings of ours and stand on the page of each lot.
"""

from collections.abc import Hashable
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from mingpai.auction.refusals import Code, refused
from mingpai.kernel.outcome import Refused, ensure

_SECOND_US = 1_000_000
_MS = timedelta(milliseconds=1)


class Rate(Struct, frozen=True):
    """So many a second in the long run, and at most `burst` at once after a silence.

    `per_s` divides a second into whole microseconds, so that nothing is ever rounded.
    """

    per_s: int
    burst: int


class Limits(Struct, frozen=True):
    """What each kind of sender may send. Every figure is told to whoever is held to it."""

    code: Rate = Rate(per_s=10, burst=20)
    """A code on its lot, all connections together. A hand bids twice a second, a program that
    answers each rival at once needs some more; five hundred such codes are a third of what one
    core can carry."""

    floor: Rate = Rate(per_s=2, burst=2)
    """A code on its lot while the service is overloaded. Whoever sends at most two bids in any
    one second is never turned away by this rate; see `ROOM_FOR_FLOOR`."""

    junk: Rate = Rate(per_s=5, burst=10)
    """What is no bid, from one code; and all that one address sends without a code of that lot.
    A mistyped form is sent a few times, and each time told what is wrong with it."""

    told: Rate = Rate(per_s=5, burst=10)
    """Signed answers of "too many" or "overloaded" to one sender. Beyond it nothing is signed
    until he has been silent for `PAUSE`: a signature is proof for him, not work for us."""

    strangers: Rate = Rate(per_s=2_000, burst=4_000)
    """Signed answers to all who hold no code, together: some hundredths of a core, however many
    addresses a flood comes from."""

    office: Rate = Rate(per_s=500, burst=2_000)
    """A court or a platform. A court publishes forty lots together, each with its file of some
    thirty acts; a platform reports the bids of its busiest minutes."""


LIMITS = Limits()
"""What holds in the hall."""

_NO_END = Rate(per_s=_SECOND_US, burst=1_000_000_000)
UNLIMITED = Limits(_NO_END, _NO_END, _NO_END, _NO_END, _NO_END, _NO_END)
"""For senders that are programs of ours (a table, a demonstration, a benchmark): on their clocks,
which stand still while they work, a rate means nothing. Never for what strangers can reach."""

PAUSE = timedelta(seconds=1)
"""How long a sender is to be silent once he has been told often enough."""
FULL_RETRY_MS = 1_000
"""When to come back to a queue or a desk that is full: it is some seconds' work at the most."""

ROOM_FOR_ALL = 50_000
"""So many may wait before only the floor is taken: seconds of work at 15,000 a second."""
ROOM_FOR_FLOOR = 200_000
"""So many may wait before the floor, too, is refused.

A service that decides 15,000 bids a second carries the floor of 7,500 codes without its queue
growing at all; for codes beyond that the 150,000 places between the two bounds last until ten
thousand codes have each sent two bids a second for half a minute. A queue that long is an
emergency of the platform (第二十八条), not a busy minute. Beyond it there is room for what the
service itself must do (`sequencer.MAX_WAITING`), closing above all. A place takes about a
kilobyte, so that no load at all needs more than a quarter of a gigabyte.
"""
MAX_BUCKETS = 65_536
"""Buckets of one kind in one generation; two generations are kept."""


class _Bucket(Struct, gc=False):
    """One sender's bucket, as the instant from which it is full again."""

    full_at: datetime


class Buckets:
    """Token buckets of one rate, one for each key that has sent lately.

    A full bucket is no different from none, so buckets leave once they must be full: a generation
    that was not touched for as long as any bucket takes to fill is dropped whole. A bucket is
    forgotten earlier only where more than `MAX_BUCKETS` other keys send within that time. Each
    call takes the same few steps, however many keys there are.
    """

    def __init__(self, rate: Rate) -> None:
        """Begin with every bucket full. Requires: a rate of whole microseconds."""
        ensure(rate.per_s > 0 and _SECOND_US % rate.per_s == 0, "a rate is of whole microseconds")
        ensure(rate.burst > 0, "a bucket holds at least one")
        self.rate = rate
        self._each = timedelta(microseconds=_SECOND_US // rate.per_s)
        self._slack = self._each * (rate.burst - 1)
        self._lifetime = self._each * rate.burst + PAUSE
        self._turn_at = datetime.min.replace(tzinfo=UTC)
        self._young: dict[Hashable, _Bucket] = {}
        self._old: dict[Hashable, _Bucket] = {}

    def __len__(self) -> int:
        """Return how many buckets are in memory."""
        return len(self._young) + len(self._old)

    def spend(self, key: Hashable, now: datetime) -> int | None:
        """Take a token of a sender who has a bucket: return 0, or the milliseconds to wait.

        None where he has none: nothing is taken then, and `open` gives him one. Hot path.
        Requires: instants that never go back.
        """
        bucket = self._young.get(key)
        if bucket is None:
            bucket = self._old.get(key)
            if bucket is None:
                return None
            self._keep(key, bucket, now)
        full_at = bucket.full_at
        if full_at <= now:
            bucket.full_at = now + self._each
        elif full_at - self._slack <= now:
            bucket.full_at = full_at + self._each
        else:
            return -((now + self._slack - full_at) // _MS)  # rounded up: never told too early
        return 0

    def open(self, key: Hashable, now: datetime) -> None:
        """Give a sender without a bucket one, and take its first token."""
        self._keep(key, _Bucket(now + self._each), now)

    def take(self, key: Hashable, now: datetime) -> int:
        """Take a token of any sender: return 0, or the milliseconds to wait."""
        wait_ms = self.spend(key, now)
        if wait_ms is None:
            self.open(key, now)
            return 0
        return wait_ms

    def take_or_pause(self, key: Hashable, now: datetime) -> int:
        """Take a token, or begin a pause: who sends before it is over begins it anew."""
        if not self.take(key, now):
            return 0
        self._young[key].full_at = now + self._slack + PAUSE
        return PAUSE // _MS

    def _keep(self, key: Hashable, bucket: _Bucket, now: datetime) -> None:
        if now >= self._turn_at or len(self._young) >= MAX_BUCKETS:
            self._old, self._young = self._young, {}
            self._turn_at = now + self._lifetime
        self._young[key] = bucket


def too_many(rate: Rate, *, wait_ms: int) -> Refused:
    """Return the refusal of what is over its sender's budget."""
    return refused(Code.TOO_MANY, per_second=rate.per_s, burst=rate.burst, retry_after_ms=wait_ms)


def overloaded(*, waiting: int, wait_ms: int) -> Refused:
    """Return the refusal of what finds no room in the queue."""
    return refused(Code.OVERLOADED, waiting=waiting, retry_after_ms=wait_ms)

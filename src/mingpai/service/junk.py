"""The junk desk: malformed input, unknown codes and floods, answered but not journalled.

Each gets a signed receipt without a sequence number, one signature for all that wait; the
journal gets one aggregate entry per sender and minute. Owns the counts of the current minutes.
How much of it is worth a signature is said in `service.budgets`; what is not is counted all the
same, so that the journal's count is of all that came.
"""

import hashlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from mingpai.house import JunkCount, JunkCounted
from mingpai.journal.receipt import sign_refusals
from mingpai.kernel.canon import b64url, canonical
from mingpai.kernel.ids import well_formed
from mingpai.kernel.moments import print_instant
from mingpai.kernel.outcome import Refused
from mingpai.service.answers import Answer
from mingpai.service.requests import Request
from mingpai.service.writer import Writer

if TYPE_CHECKING:
    import asyncio

MINUTE = timedelta(minutes=1)
AT_ONCE = 512
"""Answers signed at once: some milliseconds, so that a flood never holds up a bid for longer."""
MAX_UNSIGNED = 20_000
"""Answers that may wait for their signature: half a second's work. Beyond it none is promised."""
MAX_SENDERS = 64
"""Senders counted by themselves in one minute; who comes after them is counted with the others."""
OTHERS = "others"
_SENDER_BYTES = 12


class _Junk(Struct, frozen=True, gc=False):
    request: Request
    refused: Refused
    future: "asyncio.Future[Answer]"


class JunkDesk:
    """Collects junk between two flushes and counts it by sender and minute."""

    def __init__(self, writer: Writer) -> None:
        """Use the writer's keys and origin; junk never reaches its store."""
        self._writer = writer
        self.waiting: list[_Junk] = []
        self._counts: dict[datetime, dict[str, Counter[str]]] = {}
        self._minute = datetime.min.replace(tzinfo=UTC)

    def take(self, request: Request, refused: Refused, future: "asyncio.Future[Answer]") -> None:
        """Count a refusal and keep it for the next flush."""
        self.count(request, str(refused.code))
        self.waiting.append(_Junk(request, refused, future))

    def count(self, request: Request, code: str) -> None:
        """Count a refusal with this code under its sender and minute."""
        at = request.received_at
        if not self._minute <= at < self._minute + MINUTE:
            self._minute = at.replace(second=0, microsecond=0)
        senders = self._counts.setdefault(self._minute, {})
        sender = request.sender
        if sender not in senders and len(senders) >= MAX_SENDERS:
            sender = OTHERS
        counts = senders.get(sender)
        if counts is None:
            counts = senders[sender] = Counter()
        counts[code] += 1

    def flush(self, now: datetime) -> None:
        """Sign one statement over what waits, the oldest `AT_ONCE`, and answer them."""
        if not self.waiting:
            return
        taken = self.waiting[:AT_ONCE]
        batch = sign_refusals(
            [_answer_bytes(junk) for junk in taken],
            origin=self._writer.origin,
            epoch=self._writer.head.epoch,
            at=now,
            signer=self._writer.ring.receipts,
        )
        del self.waiting[:AT_ONCE]  # not before, so that whoever waits is told if signing fails
        for index, junk in enumerate(taken):
            if not junk.future.done():
                junk.future.set_result(
                    Answer(junk.request.received_at, None, junk.refused, (), batch, index)
                )

    def abandon(self, reason: Exception) -> None:
        """Tell all that wait that no answer will come."""
        taken, self.waiting = self.waiting, []
        for junk in taken:
            if not junk.future.done():
                junk.future.set_exception(reason)

    def take_counts(self, now: datetime) -> list[JunkCounted]:
        """Remove and return the counts of every minute that is over at `now`."""
        over = sorted(minute for minute in self._counts if minute + MINUTE <= now)
        return [
            self._counted(minute, sender, counts)
            for minute in over
            for sender, counts in sorted(self._counts.pop(minute).items())
        ]

    def _counted(self, minute: datetime, sender: str, counts: Counter[str]) -> JunkCounted:
        text = f"junk sender\n{print_instant(minute)}\n{sender}".encode()
        digest = hashlib.blake2b(
            text, key=self._writer.ring.command_secret, digest_size=_SENDER_BYTES
        ).digest()
        return JunkCounted(
            sender=b64url(digest),
            minute=minute,
            counts=tuple(JunkCount(code, n) for code, n in sorted(counts.items())),
        )


def _answer_bytes(junk: _Junk) -> bytes:
    """Return what a junk receipt proves: when it arrived, what it was refused for, and why.

    A stream whose name has not the form of one is a sender's free text and not repeated.
    """
    stream = junk.request.stream
    return canonical(
        {
            "article": junk.refused.article,
            "code": str(junk.refused.code),  # a member of an enumeration is no plain text
            "facts": dict(junk.refused.facts),
            "received_at": print_instant(junk.request.received_at),
            "stream": stream if well_formed("stream", stream) else "",
        }
    )

"""What the desk for citizens' affairs is made of, and what its parts share."""

import hashlib
import threading
from datetime import datetime

from msgspec import Struct

from mingpai.accounts.parts import Parts
from mingpai.accounts.signing_in import SignInDesk
from mingpai.affairs.core import Core, CoreBusy
from mingpai.affairs.denials import Denial, Denied
from mingpai.affairs.lots import Lots, Open, open_lot
from mingpai.affairs.notifier import Post
from mingpai.affairs.store import AffairsStore
from mingpai.auction.codes import Code
from mingpai.hall.answering import TAKEN
from mingpai.hall.tickets import TicketOffice
from mingpai.kernel.canon import b64url
from mingpai.kernel.ids import ArticleId, LotToken, OfficeId, StreamId, SubjectId
from mingpai.kernel.outcome import Refused
from mingpai.ports import SubjectStore
from mingpai.service.orders import Order

__all__ = ["AffairsParts", "Taken", "Tokens", "ask", "key_of"]

_NOT_LOOKED_AT = (Code.TOO_MANY, Code.OVERLOADED)
_MS = 1_000


class Tokens:
    """Lot tokens by account, over a subject store that serves one thread at a time.

    The store must be nobody else's.
    """

    def __init__(self, subjects: SubjectStore) -> None:
        """Keep the store."""
        self._subjects = subjects
        self._lock = threading.Lock()

    def of(self, account: SubjectId, lot: StreamId) -> LotToken:
        """Return somebody's token for one lot: its purpose is the lot's stream. Blocks.

        Raises: KeyError where he is unknown or erased; PortError.
        """
        with self._lock:
            return LotToken(self._subjects.token(account, purpose=lot))


class AffairsParts(Struct, frozen=True):
    """One of each for a process. `platform` is the one that this hall is; None for a sandbox."""

    store: AffairsStore
    accounts: Parts
    sign_in: SignInDesk
    tokens: Tokens
    lots: Lots
    core: Core
    tickets: TicketOffice
    post: Post
    platform: OfficeId | None = None

    def now(self) -> datetime:
        """Return the service's time."""
        return self.accounts.clock.now()

    def open_lot(self, lot: StreamId) -> Open | Denied:
        """Return a lot whose current round takes people in now."""
        return open_lot(self.lots, lot, now=self.now(), ours=self.platform)


class Taken(Struct, frozen=True):
    """The core took an order; `seq` is the entry that records it."""

    seq: int


def key_of(*parts: str | int) -> str:
    """Return the key of an order that is to be carried out once for these parts."""
    text = "\n".join(str(part) for part in parts)
    return b64url(hashlib.sha256(text.encode()).digest())


async def ask(core: Core, order: Order) -> Taken | Refused | Denied:
    """Give an order to the core. Denied (BUSY) where it was not looked at. Raises: PortError."""
    try:
        answer = await core.order(order)
    except CoreBusy as busy:
        return Denied(Denial.BUSY, busy.retry_after_s)
    if answer.outcome == TAKEN:
        return Taken(answer.seq or 0)
    facts = answer.facts or {}
    if answer.code in _NOT_LOOKED_AT:
        wait_ms = facts.get("retry_after_ms")
        return Denied(Denial.BUSY, -(-wait_ms // _MS) if isinstance(wait_ms, int) else 1)
    return Refused(
        answer.code or "", ArticleId(answer.article or ""), facts, transient=answer.transient
    )

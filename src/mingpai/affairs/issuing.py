"""From a confirmed deposit to a code: kept as pending, put to the core, then finished or dropped.

The code is random, so that nobody can join it to a person or to another lot; it exists once the
journal has it. What a crash cut off is asked again word for word, and changes nothing twice.
Where to look next: `affairs.store` (begin, finish, drop), `auction.decide` (what is refused).
"""

import asyncio

from msgspec import Struct

from mingpai.accounts.model import Viewer
from mingpai.accounts.passwords import TooMany
from mingpai.affairs.denials import Denial, Denied
from mingpai.affairs.model import Capacity, Kind, Message, Pending, Registration
from mingpai.affairs.notifier import message_id
from mingpai.affairs.parts import AffairsParts, Taken, ask, key_of
from mingpai.auction.codes import Code
from mingpai.auction.commands import QualifyApplicant, QualifyBidder
from mingpai.auction.model import Keeper
from mingpai.kernel.ids import BiddingCode, LotToken, StreamId
from mingpai.kernel.money import Fen
from mingpai.kernel.outcome import Refused, ensure
from mingpai.service.orders import Order, print_order, read_order

SEALED_FOR = "bidding password"
"""The purpose for which a bidding password is sealed until its owner has seen it."""
WITH_OTHERS = (Capacity.AGENT, Capacity.JOINT)
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_NUMBERS = 10**6
_PASSWORD_SIGNS = "ACDEFHJKMNPRTVWXY34679"  # noqa: S105 - an alphabet
"""Signs that are not taken for one another, in print or by voice: 44 bits in ten of them."""
PASSWORD_LENGTH = 10
_RANDOM_BYTES = 16
_TRIES = 5


class Deposit(Struct, frozen=True):
    """What is known of a deposit: how much there is, who holds it, and the applicant's claim."""

    paid_fen: int
    held_by: Keeper = Keeper.COURT
    claim_fen: int = 0


class Issuing:
    """Gives codes and bidding passwords."""

    def __init__(self, parts: AffairsParts) -> None:
        """Keep what is needed."""
        self._parts = parts
        self._store = parts.store

    async def confirm_deposit(
        self, viewer: Viewer, lot: StreamId, token: LotToken, *, number: int, deposit: Deposit
    ) -> Registration | Denied | Refused:
        """Let a court's office confirm a deposit for round `number`. Raises: PortError.

        Whether it comes in time is for the core to say: what was on its way at the close is
        finished after it.
        """
        ensure(viewer.office, "a deposit is confirmed by an office")
        known = await self._waiting(lot, token, number=number)
        if isinstance(known, Denied) or known.code is not None:
            return known
        for _ in range(_TRIES):
            mine = await self._drafted(viewer, known, deposit)
            if isinstance(mine, Denied):
                return mine
            pending = await asyncio.to_thread(self._store.begin, mine)
            if pending is None:  # the code is another's, or somebody finished meanwhile
                known = await self._again(known)
                if known.code is not None:
                    return known
                continue
            answer = await ask(self._parts.core, read_order(pending.order))
            if isinstance(answer, Taken):
                return await self._finish(pending, known, answer)
            if isinstance(answer, Denied):
                return answer
            await asyncio.to_thread(self._store.drop, pending)
            if pending == mine and answer.code != Code.CODE_TAKEN:
                return answer
        return Denied(Denial.BUSY, 1)

    async def _waiting(
        self, lot: StreamId, token: LotToken, *, number: int
    ) -> Registration | Denied:
        """Return a registration that a code can be given to, or that has one."""
        found = await asyncio.to_thread(self._store.of_token, lot, token, number=number)
        if found is None:
            return Denied(Denial.NOT_REGISTERED)
        if found.code is None and found.acknowledged_at is None:
            return Denied(Denial.NOT_ACKNOWLEDGED)
        is_confirmed = found.capacity not in WITH_OTHERS or found.confirmed_at is not None
        return found if found.code is not None or is_confirmed else Denied(Denial.NOT_CONFIRMED)

    async def _again(self, known: Registration) -> Registration:
        again = await asyncio.to_thread(
            self._store.of_token, known.lot, known.token, number=known.round
        )
        ensure(again, "a registration stays")
        return again or known

    async def _drafted(
        self, viewer: Viewer, known: Registration, deposit: Deposit
    ) -> Pending | Denied:
        """Draw a code and a password, and write the order that asks for the code."""
        code, password = self._new_code(), self.new_password()
        try:
            hashed = await self._parts.accounts.passwords.hashed(password)
        except TooMany:
            return Denied(Denial.BUSY, 1)
        sealed = self._parts.accounts.keys.seal(
            password.encode(), owner=known.account, purpose=SEALED_FOR
        )
        key = key_of("code", known.lot, known.round, known.token, code)
        order = Order(known.lot, viewer.office or "", key, command_for(known, code, deposit))
        return Pending(
            lot=known.lot,
            round=known.round,
            token=known.token,
            code=code,
            password_hash=hashed.decode(),
            sealed_password=sealed,
            order=print_order(order),
            begun_at=self._parts.now(),
        )

    async def _finish(self, pending: Pending, known: Registration, answer: Taken) -> Registration:
        kind = Kind.CODE_ISSUED
        message = Message(
            id=message_id(kind, known.lot, answer.seq, known.account),
            account=known.account,
            lot=known.lot,
            round=known.round,
            kind=kind,
            at=self._parts.now(),
            seq=answer.seq,
        )
        kept = await asyncio.to_thread(self._store.finish, pending, message)
        await asyncio.to_thread(self._parts.post.hand_on, message)
        return kept

    def new_password(self) -> str:
        """Draw a bidding password."""
        return "".join(
            _PASSWORD_SIGNS[self._below(len(_PASSWORD_SIGNS))] for _ in range(PASSWORD_LENGTH)
        )

    def _new_code(self) -> BiddingCode:
        letter = _LETTERS[self._below(len(_LETTERS))]
        return BiddingCode(f"{letter}{self._below(_CODE_NUMBERS):06d}")

    def _below(self, most: int) -> int:
        """Draw a number below `most`; 128 bits make each as likely as the next."""
        return int.from_bytes(self._parts.accounts.random(_RANDOM_BYTES), "big") % most


def command_for(
    known: Registration, code: BiddingCode, deposit: Deposit
) -> QualifyBidder | QualifyApplicant:
    """Return the command that asks for a code in the capacity in which somebody registered.

    An agent's code is his principal's. Source: 法释〔2016〕18号 第十五, 十七, 十八, 十九条.
    """
    paid = Fen(deposit.paid_fen)
    if known.capacity is Capacity.APPLICANT:
        return QualifyApplicant(
            code,
            known.token,
            claim_fen=Fen(deposit.claim_fen),
            paid_fen=paid,
            held_by=deposit.held_by,
            commitment=known.commitment,
        )
    is_agent = known.capacity is Capacity.AGENT
    return QualifyBidder(
        code,
        known.others[0] if is_agent else known.token,
        paid,
        agent=known.token if is_agent else None,
        joint=known.others if known.capacity is Capacity.JOINT else (),
        held_by=deposit.held_by,
        commitment=known.commitment,
    )


def plain_password(text: str) -> str:
    """Return a bidding password as it was drawn, however somebody typed it in."""
    return "".join(text.split()).replace("-", "").upper()

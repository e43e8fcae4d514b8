"""The desk for citizens' affairs: register, acknowledge, get code and password, enter the hall.

Whatever binds is an entry first and is kept here after it: a code exists because the journal has
it. A step that a crash cut off is done again under the same key and changes nothing twice.
Every method is to be awaited on the event loop; what blocks runs in threads. Each raises PortError
where the store or the core cannot serve: answer 503; the same may be asked again.
Where to look next: `affairs.issuing` (codes), `affairs.entering` (halls), `affairs.store` (what is
kept), `affairs.words` (what a denial says), `affairs.telling` (messages).
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from mingpai.accounts.keys import SealBroken
from mingpai.accounts.model import Caller, Viewer
from mingpai.accounts.passwords import TooMany
from mingpai.affairs.denials import Denial, Denied
from mingpai.affairs.entering import Entering
from mingpai.affairs.issuing import SEALED_FOR, WITH_OTHERS, Deposit, Issuing
from mingpai.affairs.model import Capacity, Message, Preflight, Registration, Waiting
from mingpai.affairs.parts import AffairsParts, Taken, ask, key_of
from mingpai.affairs.preflight import preflight
from mingpai.affairs.receipts import own_entries
from mingpai.auction.asked import is_digest
from mingpai.auction.decide import MAX_JOINT
from mingpai.auction.model import Keeper
from mingpai.auction.preparation.commands import ConfirmAgent
from mingpai.auction.presence import AcknowledgeNotice
from mingpai.kernel.ids import LotToken, StreamId, well_formed
from mingpai.kernel.outcome import Refused, ensure
from mingpai.law.content import Item, SpecialWarning
from mingpai.service.orders import Order

__all__ = ["AffairsDesk", "Denial", "Denied", "Issued"]


class Issued(Struct, frozen=True):
    """A code that the journal has, and the bidding password, shown once."""

    code: str
    password: str

    def __repr__(self) -> str:
        """Say nothing of what it holds."""
        return "Issued(...)"


class AffairsDesk:
    """One for each process of pages; all that lasts is in the store and in the journal."""

    def __init__(self, parts: AffairsParts) -> None:
        """Take what it is made of."""
        self._parts = parts
        self._store = parts.store
        self._issuing = Issuing(parts)
        self._entering = Entering(parts)

    # Registering ---------------------------------------------------------------------------

    async def register(
        self,
        viewer: Viewer,
        lot: StreamId,
        capacity: Capacity,
        *,
        paper: str = "",
        commitment: str = "",
    ) -> Registration | Denied:
        """Register somebody for the lot's current round; again returns what there is.

        Until a code is there or on its way, capacity and papers become what is given now.
        `paper` is the digest of the authority of whoever acts for or with others, `commitment`
        that of the promise that a home under purchase restriction asks for.
        """
        opened = self._parts.open_lot(lot)
        if isinstance(opened, Denied):
            return opened
        if capacity in WITH_OTHERS and not paper:
            return Denied(Denial.PAPER_MISSING)
        if not all(is_digest(one) for one in (paper, commitment) if one):
            return Denied(Denial.PAPER_NOT_WHOLE)
        registration = Registration(
            lot=lot,
            round=opened.number,
            account=viewer.account,
            token=await asyncio.to_thread(self._parts.tokens.of, viewer.account, lot),
            capacity=capacity,
            made_at=self._parts.now(),
            paper=paper,
            commitment=commitment,
        )
        return await asyncio.to_thread(self._store.register, registration)

    async def acknowledge(
        self, viewer: Viewer, lot: StreamId, *, items: Sequence[str], warnings: Sequence[str]
    ) -> Registration | Denied | Refused:
        """Put on record that every item and warning of the notice was acknowledged, each one.

        Denied where one is missing. Source: 法释〔2016〕18号 第十三, 十四条.
        """
        opened = self._parts.open_lot(lot)
        if isinstance(opened, Denied):
            return opened
        known = await self._registration(viewer, lot)
        if known is None:
            return Denied(Denial.NOT_REGISTERED)
        if known.acknowledged_at is not None:
            return known
        if not {*Item} <= {*items} or not {*SpecialWarning} <= {*warnings}:
            return Denied(Denial.PARTS_MISSING)
        command = AcknowledgeNotice(known.token, known.round, tuple(Item), tuple(SpecialWarning))
        key = key_of("acknowledge", lot, known.round, known.token)
        answer = await ask(self._parts.core, Order(lot, opened.platform, key, command))
        if not isinstance(answer, Taken):
            return answer
        return await asyncio.to_thread(self._store.acknowledge, known, at=self._parts.now())

    async def registrations(self, viewer: Viewer) -> list[Registration]:
        """Return his registrations, the newest first."""
        return await asyncio.to_thread(self._store.of_account, viewer.account)

    async def preflight(self, viewer: Viewer | None, lot: StreamId, *, now: datetime) -> Preflight:
        """Say whether he can bid now, or exactly what is missing."""
        head = self._parts.lots.head(lot)
        known = None if viewer is None else await self._registration(viewer, lot)
        has_entered = False
        if viewer is not None and known is not None:
            has_entered = await asyncio.to_thread(
                self._store.has_entered, viewer.session, lot, number=known.round
            )
        return preflight(
            head, known, is_signed_in=viewer is not None, has_entered=has_entered, now=now
        )

    async def receipts(self, viewer: Viewer) -> list[tuple[Registration, list[int]]]:
        """Return the entries that record what he did, by lot, the newest first: bids and refusals.

        Each is downloadable as receipt and as `.tlog-proof` at the addresses of `web.pages`.
        """
        found = []
        for known in await self.registrations(viewer):
            course = await asyncio.to_thread(self._parts.lots.course, known.lot)
            entries = [] if course is None else own_entries(course, known)
            if entries:
                found.append((known, entries))
        return found

    # The clerk's part ----------------------------------------------------------------------

    async def waiting(self, lot: StreamId) -> list[Waiting]:
        """Return who waits for the deposit to be confirmed, by token, the oldest first."""
        number = self._round_of(lot)
        found = await asyncio.to_thread(self._store.of_lot, lot, number=number)
        return [
            Waiting(
                lot=one.lot,
                round=one.round,
                token=one.token,
                capacity=one.capacity,
                made_at=one.made_at,
                acknowledged=one.acknowledged_at is not None,
                paper=one.paper,
                others=one.others,
                confirmed=one.confirmed_at is not None,
            )
            for one in found
            if one.code is None
        ]

    async def confirm_capacity(
        self,
        viewer: Viewer,
        lot: StreamId,
        token: LotToken,
        *,
        others: Sequence[LotToken],
        proof: str,
    ) -> Registration | Denied | Refused:
        """Let a clerk confirm for whom an agent bids (one token), or with whom joint bidders do.

        An agent goes on record; `proof` is the digest of his authority. A right of priority is
        confirmed by `auction.commands.ConfirmPriority` alone. Requires: the caller asked
        `accounts.permissions`. Source: 法释〔2016〕18号 第十四条第二项, 第十五条.
        """
        ensure(viewer.office, "a capacity is confirmed by an office")
        known = await asyncio.to_thread(
            self._store.of_token, lot, token, number=self._round_of(lot)
        )
        if known is None:
            return Denied(Denial.NOT_REGISTERED)
        if known.capacity not in WITH_OTHERS or known.code is not None:
            return Denied(Denial.NOTHING_TO_CONFIRM)
        if not _are_others(known, others):
            return Denied(Denial.OTHERS_MALFORMED)
        if known.capacity is Capacity.AGENT:
            command = ConfirmAgent(token, others[0], proof)
            key = key_of("agent", lot, known.round, token, others[0], proof)
            answer = await ask(self._parts.core, Order(lot, viewer.office or "", key, command))
            if not isinstance(answer, Taken):
                return answer
        return await asyncio.to_thread(
            self._store.confirm, known, others=tuple(others), at=self._parts.now()
        )

    async def confirm_deposit(
        self,
        viewer: Viewer,
        lot: StreamId,
        token: LotToken,
        *,
        paid_fen: int,
        held_by: Keeper = Keeper.COURT,
    ) -> Registration | Denied | Refused:
        """Let a clerk confirm a deposit: a code and a bidding password come of it.

        Where it was done before, returns what there is. Requires: the caller asked
        `accounts.permissions`. Source: 第十七, 十八条.
        """
        return await self._qualify(viewer, lot, token, Deposit(paid_fen, held_by))

    async def confirm_claim(
        self, viewer: Viewer, lot: StreamId, token: LotToken, *, claim_fen: int, paid_fen: int = 0
    ) -> Registration | Denied | Refused:
        """Let a clerk confirm an applicant's claim, which stands for his deposit as far as it goes.

        Does for him what `confirm_deposit` does for others. Source: 第十七条第二款.
        """
        return await self._qualify(
            viewer, lot, token, Deposit(paid_fen, Keeper.COURT, claim_fen=claim_fen)
        )

    async def _qualify(
        self, viewer: Viewer, lot: StreamId, token: LotToken, deposit: Deposit
    ) -> Registration | Denied | Refused:
        return await self._issuing.confirm_deposit(
            viewer, lot, token, number=self._round_of(lot), deposit=deposit
        )

    # Code and password ---------------------------------------------------------------------

    async def reveal(self, viewer: Viewer, lot: StreamId) -> Issued | Denied:
        """Show code and bidding password once to their owner; the password is kept hashed only."""
        known = await self._registration(viewer, lot)
        if known is None or known.code is None:
            return Denied(Denial.NO_CODE)
        sealed = await asyncio.to_thread(self._store.take_sealed, known)
        if sealed is None:
            return Denied(Denial.SHOWN_ALREADY)
        try:
            password = self._parts.accounts.keys.unseal(
                sealed, owner=known.account, purpose=SEALED_FOR
            )
        except SealBroken:  # the service's secret is another now: he takes a new password
            return Denied(Denial.SHOWN_ALREADY)
        return Issued(known.code, password.decode())

    async def renew_password(self, viewer: Viewer, lot: StreamId) -> Issued | Denied:
        """Give another bidding password, shown once. Requires a fresh factor."""
        known = await self._registration(viewer, lot)
        if known is None or known.code is None:
            return Denied(Denial.NO_CODE)
        password = self._issuing.new_password()
        try:
            hashed = await self._parts.accounts.passwords.hashed(password)
        except TooMany:
            return Denied(Denial.BUSY, 1)
        await asyncio.to_thread(self._store.set_password, known, password_hash=hashed.decode())
        return Issued(known.code, password)

    # The hall ------------------------------------------------------------------------------

    async def enter(
        self, viewer: Viewer, caller: Caller, lot: StreamId, *, code: str, password: str
    ) -> Registration | Denied | Refused:
        """Let somebody into the hall of a lot with code and bidding password.

        Puts tokens of his device and address on record (restricted) and holds his sign-in until
        the lot is over. Slows down guessing. Open from half an hour before the opening.
        Source: 第十八条.
        """
        opened = self._parts.open_lot(lot)
        if isinstance(opened, Denied):
            return opened
        place = await self._parts.sign_in.place_of(caller)
        return await self._entering.enter(viewer, place, opened, code=code, password=password)

    async def ticket(self, viewer: Viewer, lot: StreamId) -> str | Denied:
        """Return a ticket for the door to whoever has entered in this sign-in."""
        opened = self._parts.open_lot(lot)
        return opened if isinstance(opened, Denied) else await self._entering.ticket(viewer, opened)

    # Inbox and watched lots ----------------------------------------------------------------

    async def messages(self, viewer: Viewer) -> list[Message]:
        """Return his messages, the newest first."""
        return await asyncio.to_thread(self._store.messages, viewer.account)

    async def read_messages(self, viewer: Viewer) -> None:
        """Take every message as read."""
        await asyncio.to_thread(self._store.read_messages, viewer.account, at=self._parts.now())

    async def save(self, viewer: Viewer, lot: StreamId, *, keep: bool) -> None:
        """Keep a lot among those he watches, or not any more; nothing for an unknown lot."""
        if not keep:
            await asyncio.to_thread(self._store.unsave, viewer.account, lot)
        elif self._parts.lots.head(lot) is not None:
            await asyncio.to_thread(self._store.save, viewer.account, lot, at=self._parts.now())

    async def saved(self, viewer: Viewer) -> list[StreamId]:
        """Return the lots he watches, the newest first."""
        return await asyncio.to_thread(self._store.saved, viewer.account)

    async def _registration(self, viewer: Viewer, lot: StreamId) -> Registration | None:
        """Return his registration for the lot's current round."""
        number = self._round_of(lot)
        return await asyncio.to_thread(self._store.registration, viewer.account, lot, number=number)

    def _round_of(self, lot: StreamId) -> int:
        head = self._parts.lots.head(lot)
        return 0 if head is None or head.current is None else head.current.terms.number


def _are_others(known: Registration, others: Sequence[LotToken]) -> bool:
    """Say whether these can be for or with whom he bids: distinct persons, and not himself."""
    most = 1 if known.capacity is Capacity.AGENT else MAX_JOINT
    is_whole = all(well_formed("lot token", one) for one in others)
    return is_whole and 0 < len(others) <= most and len({known.token, *others}) == len(others) + 1

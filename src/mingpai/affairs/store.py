"""The port `AffairsStore`: what is kept of citizens' affairs, and what a store promises.

Its adapters are `adapters.postgres_affairs` and, for tests, `adapters.memory_affairs`.
"""

from datetime import datetime
from typing import Protocol

from mingpai.accounts.model import SessionId
from mingpai.affairs.model import Entry, Message, Pending, Registration
from mingpai.kernel.ids import BiddingCode, LotToken, StreamId, SubjectId

MOST_MESSAGES = 200
"""So many of his newest messages are shown to somebody at once."""


class AffairsStore(Protocol):
    """Registrations, codes on their way, entries into halls, messages, and watched lots.

    Durable: what a call returned from survives the process. Atomic: each call is done as a whole
    or not at all, also against other processes over the same database. Safe from several
    threads at once. Times come from the caller; a store reads no clock of its own.

    A store is given hashes and sealed bytes only, and puts neither those nor tokens nor codes into
    an error. Every call raises PortError where the store cannot serve; whether a write was kept is
    then unknown, and every write may be made again: it is then done once. The one exception is
    `take_sealed`, after which another password is given instead.
    """

    # Registrations -------------------------------------------------------------------------

    def register(self, registration: Registration) -> Registration:
        """Keep a registration; return what is kept of this account, lot and round from then on.

        Of one that is kept already, has no code and none on its way, capacity, paper and
        commitment become those given; where the capacity or the paper changes, what the court
        confirmed of it is forgotten. Nothing else of it ever changes here.
        Raises: KeyError for an unknown account; ValueError where another account has the token.
        """
        ...

    def registration(
        self, account: SubjectId, lot: StreamId, *, number: int
    ) -> Registration | None:
        """Return an account's registration for round `number` of a lot."""
        ...

    def of_token(self, lot: StreamId, token: LotToken, *, number: int) -> Registration | None:
        """Return the registration with this token for round `number` of a lot."""
        ...

    def of_code(self, lot: StreamId, code: BiddingCode, *, number: int) -> Registration | None:
        """Return the registration that has this code in round `number` of a lot."""
        ...

    def of_account(self, account: SubjectId) -> list[Registration]:
        """Return an account's registrations, the newest first."""
        ...

    def of_lot(self, lot: StreamId, *, number: int) -> list[Registration]:
        """Return the registrations for round `number` of a lot, the oldest first."""
        ...

    def acknowledge(self, registration: Registration, *, at: datetime) -> Registration:
        """Note that he acknowledged the notice; the first time stays. Raises: KeyError."""
        ...

    def confirm(
        self, registration: Registration, *, others: tuple[LotToken, ...], at: datetime
    ) -> Registration:
        """Note for or with whom the court confirmed him; not where a code is there or on its way.

        Returns what is kept. Raises: KeyError.
        """
        ...

    # Codes ---------------------------------------------------------------------------------

    def begin(self, pending: Pending) -> Pending | None:
        """Keep a code on its way; return the one that is kept of this token, lot and round.

        That is an earlier one, where one is on its way. None, and nothing kept, where the code is
        another's of the round, or is finished already. Of two calls for one token exactly one
        gets its own back. Raises: KeyError where nobody is registered under the token.
        """
        ...

    def drop(self, pending: Pending) -> None:
        """Forget a code on its way, because the core refused it; nothing where it is another."""
        ...

    def finish(self, pending: Pending, message: Message) -> Registration:
        """Give the registration its code and password, put the message in, and forget the pending.

        Where it has a code already, nothing changes. Returns what is kept. Raises: KeyError.
        """
        ...

    def take_sealed(self, registration: Registration) -> bytes | None:
        """Return the sealed password and forget it: of two calls one gets it."""
        ...

    def set_password(self, registration: Registration, *, password_hash: str) -> bool:
        """Put another password in the place of the old one, and forget the sealed one.

        False, and nothing changed, where there is no code.
        """
        ...

    # Halls ---------------------------------------------------------------------------------

    def enter(self, entry: Entry) -> None:
        """Note that somebody entered a hall; again changes nothing. Raises: KeyError."""
        ...

    def has_entered(self, session: SessionId, lot: StreamId, *, number: int) -> bool:
        """Say whether somebody has entered round `number` of a lot in this sign-in."""
        ...

    def entries(self, lot: StreamId, *, number: int) -> list[Entry]:
        """Return who has entered round `number` of a lot, the first first."""
        ...

    # Messages ------------------------------------------------------------------------------

    def put(self, message: Message) -> bool:
        """Put a message into its account's inbox; False where one with its id is there already.

        Raises: KeyError for an unknown account.
        """
        ...

    def has_message(self, name: str) -> bool:
        """Say whether a message with this id was put in."""
        ...

    def messages(self, account: SubjectId) -> list[Message]:
        """Return an account's `MOST_MESSAGES` newest messages, the newest first."""
        ...

    def read_messages(self, account: SubjectId, *, at: datetime) -> None:
        """Note that every unread message of an account was read."""
        ...

    def position(self) -> int:
        """Return up to which entry of the journal messages were made: 0 at first."""
        ...

    def move_to(self, position: int) -> None:
        """Note up to which entry messages were made; never moves back."""
        ...

    # Watched lots --------------------------------------------------------------------------

    def save(self, account: SubjectId, lot: StreamId, *, at: datetime) -> None:
        """Keep a lot among those an account watches; again changes nothing. Raises: KeyError."""
        ...

    def unsave(self, account: SubjectId, lot: StreamId) -> None:
        """Keep it there no longer."""
        ...

    def saved(self, account: SubjectId) -> list[StreamId]:
        """Return the lots an account watches, the newest first."""
        ...

    def savers(self, lot: StreamId) -> list[SubjectId]:
        """Return the accounts that watch a lot, in no order that matters."""
        ...

    def close(self) -> None:
        """Release the connections; the next call opens others."""
        ...

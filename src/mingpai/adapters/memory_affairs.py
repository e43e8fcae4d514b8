"""Citizens' affairs in memory: the fake that polices the contract of `affairs.store.AffairsStore`.

Strict where a database might forgive. Keeps nothing when the process ends.
"""

import threading
from datetime import datetime

from msgspec.structs import replace

from mingpai.accounts.model import SessionId
from mingpai.accounts.store import AccountStore
from mingpai.affairs.model import Entry, Message, Pending, Registration
from mingpai.affairs.store import MOST_MESSAGES
from mingpai.kernel.ids import BiddingCode, LotToken, StreamId, SubjectId

_Place = tuple[SubjectId, StreamId, int]
_Held = tuple[StreamId, int, LotToken]


class MemoryAffairs:
    """`AffairsStore` over dictionaries; `accounts` says which accounts there are."""

    def __init__(self, accounts: AccountStore) -> None:
        """Begin with nothing."""
        self._accounts = accounts
        self._lock = threading.RLock()
        self._registrations: dict[_Place, Registration] = {}
        self._pending: dict[_Held, Pending] = {}
        self._entries: dict[tuple[SessionId, StreamId, int], Entry] = {}
        self._messages: dict[str, Message] = {}
        self._saved: dict[tuple[SubjectId, StreamId], datetime] = {}
        self._position = 0

    def register(self, registration: Registration) -> Registration:
        """Keep a registration; return what is kept of this account, lot and round from then on."""
        with self._lock:
            self._check_account(registration.account)
            known = self._registrations.get(_place(registration))
            if known is None:
                if self._with_token(_held(registration)) is not None:
                    msg = "another account has the token"
                    raise ValueError(msg)
                return self._keep(registration)
            if not self._is_open(known):
                return known
            is_same = (known.capacity, known.paper) == (registration.capacity, registration.paper)
            return self._keep(
                replace(
                    known,
                    capacity=registration.capacity,
                    paper=registration.paper,
                    commitment=registration.commitment,
                    others=known.others if is_same else (),
                    confirmed_at=known.confirmed_at if is_same else None,
                )
            )

    def registration(
        self, account: SubjectId, lot: StreamId, *, number: int
    ) -> Registration | None:
        """Return an account's registration for round `number` of a lot."""
        return self._registrations.get((account, lot, number))

    def of_token(self, lot: StreamId, token: LotToken, *, number: int) -> Registration | None:
        """Return the registration with this token for round `number` of a lot."""
        with self._lock:
            return self._with_token((lot, number, token))

    def of_code(self, lot: StreamId, code: BiddingCode, *, number: int) -> Registration | None:
        """Return the registration that has this code in round `number` of a lot."""
        return next((one for one in self.of_lot(lot, number=number) if one.code == code), None)

    def of_account(self, account: SubjectId) -> list[Registration]:
        """Return an account's registrations, the newest first."""
        with self._lock:
            own = [one for one in self._registrations.values() if one.account == account]
            return sorted(own, key=lambda one: (one.made_at, one.lot, one.round), reverse=True)

    def of_lot(self, lot: StreamId, *, number: int) -> list[Registration]:
        """Return the registrations for round `number` of a lot, the oldest first."""
        with self._lock:
            known = self._registrations.values()
            own = [one for one in known if (one.lot, one.round) == (lot, number)]
            return sorted(own, key=lambda one: (one.made_at, one.token))

    def acknowledge(self, registration: Registration, *, at: datetime) -> Registration:
        """Note that he acknowledged the notice; the first time stays."""
        with self._lock:
            known = self._registrations[_place(registration)]
            return self._keep(replace(known, acknowledged_at=known.acknowledged_at or at))

    def confirm(
        self, registration: Registration, *, others: tuple[LotToken, ...], at: datetime
    ) -> Registration:
        """Note for or with whom the court confirmed him; not where a code is on its way."""
        with self._lock:
            known = self._registrations[_place(registration)]
            if not self._is_open(known):
                return known
            return self._keep(replace(known, others=others, confirmed_at=at))

    def begin(self, pending: Pending) -> Pending | None:
        """Keep a code on its way; return the one that is kept of this token, lot and round."""
        with self._lock:
            known = self._with_token(_held(pending))
            if known is None:
                raise KeyError(pending.lot)
            if known.code is not None:
                return None
            earlier = self._pending.get(_held(pending))
            if earlier is None and self._is_taken(pending):
                return None
            return self._pending.setdefault(_held(pending), pending)

    def drop(self, pending: Pending) -> None:
        """Forget a code on its way; nothing where it is another."""
        with self._lock:
            known = self._pending.get(_held(pending))
            if known is not None and known.code == pending.code:
                del self._pending[_held(pending)]

    def finish(self, pending: Pending, message: Message) -> Registration:
        """Give the registration its code and password, put the message in, forget the pending."""
        with self._lock:
            known = self._with_token(_held(pending))
            if known is None:
                raise KeyError(pending.lot)
            if known.code is not None:
                return known
            self._pending.pop(_held(pending), None)
            self.put(message)
            return self._keep(
                replace(
                    known,
                    code=pending.code,
                    password_hash=pending.password_hash,
                    sealed_password=pending.sealed_password,
                )
            )

    def take_sealed(self, registration: Registration) -> bytes | None:
        """Return the sealed password and forget it: of two calls one gets it."""
        with self._lock:
            known = self._registrations.get(_place(registration))
            if known is None:
                return None
            self._keep(replace(known, sealed_password=None))
            return known.sealed_password

    def set_password(self, registration: Registration, *, password_hash: str) -> bool:
        """Put another password in the place of the old one, and forget the sealed one."""
        with self._lock:
            known = self._registrations.get(_place(registration))
            if known is None or known.code is None:
                return False
            self._keep(replace(known, password_hash=password_hash, sealed_password=None))
            return True

    def enter(self, entry: Entry) -> None:
        """Note that somebody entered a hall; again changes nothing."""
        with self._lock:
            self._check_account(entry.account)
            self._entries.setdefault((entry.session, entry.lot, entry.round), entry)

    def has_entered(self, session: SessionId, lot: StreamId, *, number: int) -> bool:
        """Say whether somebody has entered round `number` of a lot in this sign-in."""
        return (session, lot, number) in self._entries

    def entries(self, lot: StreamId, *, number: int) -> list[Entry]:
        """Return who has entered round `number` of a lot, the first first."""
        with self._lock:
            known = self._entries.values()
            own = [one for one in known if (one.lot, one.round) == (lot, number)]
            return sorted(own, key=lambda one: (one.at, one.session))

    def put(self, message: Message) -> bool:
        """Put a message into its account's inbox; False where one with its id is there already."""
        with self._lock:
            self._check_account(message.account)
            if message.id in self._messages:
                return False
            self._messages[message.id] = message
            return True

    def has_message(self, name: str) -> bool:
        """Say whether a message with this id was put in."""
        return name in self._messages

    def messages(self, account: SubjectId) -> list[Message]:
        """Return an account's newest messages, the newest first."""
        with self._lock:
            own = [one for one in self._messages.values() if one.account == account]
            own.sort(key=lambda one: (one.at, one.id), reverse=True)
            return own[:MOST_MESSAGES]

    def read_messages(self, account: SubjectId, *, at: datetime) -> None:
        """Note that every unread message of an account was read."""
        with self._lock:
            for name, one in self._messages.items():
                if one.account == account and one.read_at is None:
                    self._messages[name] = replace(one, read_at=at)

    def position(self) -> int:
        """Return up to which entry of the journal messages were made: 0 at first."""
        return self._position

    def move_to(self, position: int) -> None:
        """Note up to which entry messages were made; never moves back."""
        with self._lock:
            self._position = max(self._position, position)

    def save(self, account: SubjectId, lot: StreamId, *, at: datetime) -> None:
        """Keep a lot among those an account watches; again changes nothing."""
        with self._lock:
            self._check_account(account)
            self._saved.setdefault((account, lot), at)

    def unsave(self, account: SubjectId, lot: StreamId) -> None:
        """Keep it there no longer."""
        with self._lock:
            self._saved.pop((account, lot), None)

    def saved(self, account: SubjectId) -> list[StreamId]:
        """Return the lots an account watches, the newest first."""
        with self._lock:
            own = [(at, lot) for (who, lot), at in self._saved.items() if who == account]
            return [lot for _, lot in sorted(own, reverse=True)]

    def savers(self, lot: StreamId) -> list[SubjectId]:
        """Return the accounts that watch a lot."""
        with self._lock:
            return [who for who, watched in self._saved if watched == lot]

    def close(self) -> None:
        """Do nothing: there is no connection."""

    def _keep(self, registration: Registration) -> Registration:
        self._registrations[_place(registration)] = registration
        return registration

    def _with_token(self, held: _Held) -> Registration | None:
        known = self._registrations.values()
        return next((one for one in known if _held(one) == held), None)

    def _is_open(self, known: Registration) -> bool:
        """Say whether a registration may still change: no code is there or on its way."""
        return known.code is None and _held(known) not in self._pending

    def _is_taken(self, pending: Pending) -> bool:
        """Say whether a code is another's in its round."""
        place = (pending.lot, pending.round, pending.code)
        kept = [(one.lot, one.round, one.code) for one in self._registrations.values()]
        on_its_way = [(one.lot, one.round, one.code) for one in self._pending.values()]
        return place in kept or place in on_its_way

    def _check_account(self, account: SubjectId) -> None:
        if self._accounts.account(account) is None:
            raise KeyError(account)


def _place(registration: Registration) -> _Place:
    return (registration.account, registration.lot, registration.round)


def _held(one: Registration | Pending) -> _Held:
    return (one.lot, one.round, one.token)

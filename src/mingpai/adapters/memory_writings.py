"""Writings in memory: the fake that polices the contract of `affairs.writings.WritingStore`.

Keeps nothing when the process ends.
"""

import threading
from collections.abc import Mapping, Sequence

from mingpai.accounts.store import AccountStore
from mingpai.affairs.writings import Writing
from mingpai.kernel.ids import StreamId, SubjectId


class MemoryWritings:
    """`WritingStore` over a dictionary; `accounts` says which accounts there are."""

    def __init__(self, accounts: AccountStore) -> None:
        """Begin with nothing."""
        self._accounts = accounts
        self._lock = threading.Lock()
        self._kept: dict[str, Writing] = {}

    def keep(self, writing: Writing) -> Writing:
        """Keep a writing; one that is kept already stays."""
        if self._accounts.account(writing.account) is None:
            attempted = "keep a writing"
            raise KeyError(attempted)
        with self._lock:
            return self._kept.setdefault(writing.digest, writing)

    def drop(self, digest: str) -> None:
        """Forget a writing."""
        with self._lock:
            self._kept.pop(digest, None)

    def find(self, digests: Sequence[str]) -> Mapping[str, Writing]:
        """Return those that are kept."""
        with self._lock:
            return {one: self._kept[one] for one in digests if one in self._kept}

    def of_account(self, account: SubjectId) -> list[Writing]:
        """Return what an account wrote, the newest first."""
        with self._lock:
            own = [one for one in self._kept.values() if one.account == account]
        return sorted(own, key=lambda one: (one.made_at, one.digest), reverse=True)

    def of_lot(self, lot: StreamId) -> list[Writing]:
        """Return what was written about a lot, the oldest first."""
        with self._lock:
            found = [one for one in self._kept.values() if one.lot == lot]
        return sorted(found, key=lambda one: (one.made_at, one.digest))

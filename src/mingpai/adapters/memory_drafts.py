"""Drafts in memory: the fake that polices the contract of `affairs.drafts.Drafts`."""

import threading

from mingpai.affairs.drafts import Draft, fits
from mingpai.kernel.ids import OfficeId, StreamId


class MemoryDrafts:
    """`Drafts` over a dictionary. Keeps nothing when the process ends."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._lock = threading.Lock()
        self._kept: dict[tuple[OfficeId, StreamId, str], Draft] = {}

    def keep(self, draft: Draft) -> None:
        """Keep a draft in the place of the one before it."""
        if not fits(draft.filled):
            msg = "a draft is larger than is kept"
            raise ValueError(msg)
        with self._lock:
            self._kept[draft.office, draft.lot, draft.command] = draft

    def one(self, office: OfficeId, lot: StreamId, command: str) -> Draft | None:
        """Return an office's draft of a command about a lot."""
        with self._lock:
            return self._kept.get((office, lot, command))

    def of_office(self, office: OfficeId) -> list[Draft]:
        """Return every draft of an office, the oldest first."""
        with self._lock:
            found = [one for one in self._kept.values() if one.office == office]
        return sorted(found, key=lambda one: (one.at, one.lot, one.command))

    def drop(self, office: OfficeId, lot: StreamId, command: str) -> None:
        """Forget a draft; nothing where there is none."""
        with self._lock:
            self._kept.pop((office, lot, command), None)

    def close(self) -> None:
        """Do nothing: nothing is open."""

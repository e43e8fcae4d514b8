"""Exhibits in memory: the fake that polices the contract of `affairs.exhibits.ExhibitStore`.

Keeps nothing when the process ends.
"""

import threading
from datetime import datetime

from mingpai.affairs.exhibits import MOST_OF_A_LOT, Content, Exhibit, digest_of
from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import ensure


class MemoryExhibits:
    """`ExhibitStore` over dictionaries."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._lock = threading.Lock()
        self._contents: dict[str, Content] = {}
        self._shown: dict[tuple[StreamId, str], Exhibit] = {}

    def keep(self, exhibit: Exhibit, data: bytes) -> bool:
        """Keep a file, and show it with its lot."""
        ensure(digest_of(data) == exhibit.digest, "a file is kept under its own digest")
        with self._lock:
            others = [one for lot, one in self._shown if lot == exhibit.lot]
            if len(set(others) - {exhibit.digest}) >= MOST_OF_A_LOT:
                return False
            self._contents.setdefault(exhibit.digest, Content(exhibit.kind, data))
            self._shown[exhibit.lot, exhibit.digest] = exhibit
            return True

    def hide(self, lot: StreamId, digest: str, *, at: datetime) -> bool:
        """Show a file with a lot no longer."""
        del at  # what is not shown is forgotten here
        with self._lock:
            return self._shown.pop((lot, digest), None) is not None

    def of_lot(self, lot: StreamId) -> list[Exhibit]:
        """Return what a lot shows."""
        with self._lock:
            found = [one for one in self._shown.values() if one.lot == lot]
        return sorted(found, key=lambda one: (one.added_at, one.digest))

    def content(self, digest: str) -> Content | None:
        """Return a file that some lot shows."""
        with self._lock:
            is_shown = any(one == digest for _, one in self._shown)
            return self._contents.get(digest) if is_shown else None

    def close(self) -> None:
        """Do nothing: there is nothing open."""

"""Each disposal's whole file, as its court must know it to act: restricted entries included.

The public board leaves those unread; a preview without them would be another answer than the
core's. Read when it is asked for, from where it was read last. What it holds of bidders no page
shows (第八条, 第十八条). Where to look next: `service.projections` (the public board).
"""

import threading
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from mingpai.auction.asked import Asked, Decision, Setting, not_by_court
from mingpai.auction.commands import Command
from mingpai.auction.decide import decide
from mingpai.auction.duties import duties
from mingpai.auction.duty import Duty
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal
from mingpai.auction.preparation.commands import AnnounceRound
from mingpai.auction.preparation.guards import publication_guards
from mingpai.journal.entry import decode_entry
from mingpai.kernel.ids import OfficeId, StreamId
from mingpai.kernel.moments import local_date
from mingpai.kernel.outcome import Refused, ensure
from mingpai.ports import EntryStore
from mingpai.service.archive import Archive
from mingpai.service.catalogue import DISPOSAL
from mingpai.service.domains import domain_of

_PAGE = 1_000


class CourtFiles:
    """The files of all courts. Blocks on the store: to be asked off the event loop.

    The store must be nobody else's, since several threads ask.
    """

    def __init__(self, store: EntryStore, archive: Archive, setting: Setting) -> None:
        """Begin before the first entry."""
        self._store = store
        self._archive = archive
        self._setting = setting
        self._lock = threading.Lock()
        self._position = 0
        self._states: dict[StreamId, Disposal] = {}

    def of(self, lot: StreamId) -> Disposal | None:
        """Return a disposal as it stands now, or None where there is none. Raises: PortError."""
        with self._lock:
            self._read_on()
            return self._states.get(lot)

    def all(self) -> list[Disposal]:
        """Return every disposal as it stands now, in the order of opening. Raises: PortError."""
        with self._lock:
            self._read_on()
            return list(self._states.values())

    def _read_on(self) -> None:
        while page := self._store.read(self._position, limit=_PAGE):
            for stored in page:
                ensure(stored.seq == self._position, "entries are read in their order")
                entry = decode_entry(stored.leaf)
                if domain_of(entry.stream) == DISPOSAL:
                    lot = StreamId(entry.stream)
                    event = self._archive.event(entry, stored)
                    after = evolve(self._states.get(lot) or Disposal(lot), event)
                    if after.court is not None:  # what was refused before an opening opens nothing
                        self._states[lot] = after
                self._position = stored.seq + 1

    # What the engine says ------------------------------------------------------------------

    def preview(
        self, state: Disposal, command: Command, *, actor: OfficeId, now: datetime
    ) -> Decision:
        """Return what the engine would answer now: its own decision, on the file as it stands."""
        return decide(state, command, actor=actor, now=now, setting=self._setting)

    def guards(
        self, state: Disposal, notice: AnnounceRound, *, actor: OfficeId, now: datetime
    ) -> list[Refused]:
        """Return every guard of a notice that is not met, as the engine lists them."""
        asked = Asked(actor, now, self._setting)
        wrong = not_by_court(state, asked)
        unmet = list(publication_guards(state, notice, asked))
        return unmet if wrong is None else [wrong, *unmet]

    def duties(self, state: Disposal, *, now: datetime) -> Iterator["Owed"]:
        """Yield what must happen to a disposal that has not ended, the soonest first."""
        if state.file.ending is None:
            for duty in duties(state, self._setting):
                yield Owed(state, duty, duty.is_overdue(now=now, today=local_date(now)))


class Owed(Struct, frozen=True):
    """A duty, of which disposal, and whether its term is over."""

    state: Disposal
    duty: Duty
    is_overdue: bool

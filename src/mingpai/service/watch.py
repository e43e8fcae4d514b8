"""The watch: runs supervision's rules behind the journal and puts what they find on record.

An alert's key says which rule found what where, so that raising it again after a restart
changes nothing.
"""

from collections import deque
from collections.abc import Sequence

from mingpai.house import ACTOR
from mingpai.journal.entry import decode_entry
from mingpai.kernel.ids import StreamId
from mingpai.ports import Clock, EntryStore, StoredEntry
from mingpai.service.archive import Archive
from mingpai.service.catalogue import ALERTS, DISPOSAL
from mingpai.service.domains import domain_of
from mingpai.service.requests import Request
from mingpai.service.sequencer import Sequencer
from mingpai.supervision.events import AlertRaised, RaiseAlert
from mingpai.supervision.run import Observer


class Watch:
    """Follows the journal with every rule on."""

    name = "watch"

    def __init__(self, store: EntryStore, archive: Archive, clock: Clock) -> None:
        """Begin where no open lot's history is missed: see `rest`."""
        self._store = store
        self._archive = archive
        self._clock = clock
        self._observer = Observer()
        self._found: deque[AlertRaised] = deque()
        saved = store.position(self.name)
        self.position = self._saved = 0 if saved is None else saved[0]

    def take(self, stored: Sequence[StoredEntry]) -> None:
        """Run the rules over the next entries."""
        for one in stored:
            entry = decode_entry(one.leaf)
            if domain_of(entry.stream) == DISPOSAL:
                event = self._archive.event(entry, one)
                self._found += self._observer.observe(one.seq, StreamId(entry.stream), event)
        self.position = stored[-1].seq + 1

    def rest(self) -> None:
        """Keep from where to read again: the announcement of the oldest lot still open."""
        resume = self._observer.resume_at(self.position)
        if not self._found and resume > self._saved:
            self._store.save_position(self.name, position=resume, state=b"")
            self._saved = resume

    async def flush(self, sequencer: Sequencer) -> None:
        """Put on record what was found so far."""
        while self._found:
            alert = self._found[0]  # it stays until it is on record, whoever cancels this
            key = f"{alert.rule}.{alert.first_seq}.{alert.last_seq}"
            await sequencer.submit(
                Request(
                    stream=ALERTS,
                    actor=ACTOR,
                    command=RaiseAlert(alert),
                    received_at=self._clock.now(),
                    key=key,
                    cause=alert.last_seq,
                )
            )
            if self._found and self._found[0] is alert:  # else a second flush was quicker
                self._found.popleft()

"""The watch: runs supervision's rules behind the journal and puts what they find on record.

An alert's key says which rule found what where, so that raising it again after a restart
changes nothing.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from mingpai.house import ACTOR
from mingpai.journal.entry import Entry, decode_entry
from mingpai.kernel.ids import StreamId
from mingpai.ports import Clock, EntryStore, StoredEntry
from mingpai.service.archive import Archive
from mingpai.service.catalogue import ALERTS, DISPOSAL
from mingpai.service.domains import domain_of
from mingpai.service.requests import Request
from mingpai.service.sequencer import Sequencer
from mingpai.supervision.events import AlertRaised, RaiseAlert
from mingpai.supervision.run import Observer
from mingpai.supervision.seen import Seen

Record = Callable[[AlertRaised], Awaitable[object]]
"""Puts an alert on record, and ends when it is there."""


class Watch:
    """Follows the journal with every rule on.

    `found` is what is not on record yet, oldest first; whoever has put some of it there says so.
    """

    name = "watch"

    def __init__(self, store: EntryStore, archive: Archive) -> None:
        """Begin where no open disposal's history is missed: see `rest`."""
        self._store = store
        self._archive = archive
        self._observer = Observer()
        self.found: deque[AlertRaised] = deque()
        saved = store.position(self.name)
        self.position = self._saved = 0 if saved is None else saved[0]

    def take(self, stored: Sequence[StoredEntry]) -> None:
        """Run the rules over the next entries."""
        for one in stored:
            entry = decode_entry(one.leaf)
            if domain_of(entry.stream) == DISPOSAL:
                self.found += self._observer.observe(self._seen(entry, one))
            else:
                self.found += self._observer.tick(one.seq, entry.received_at)
        self.position = stored[-1].seq + 1

    def _seen(self, entry: Entry, stored: StoredEntry) -> Seen:
        return Seen(
            seq=entry.seq,
            stream=StreamId(entry.stream),
            event=self._archive.event(entry, stored),
            received_at=entry.received_at,
            actor=entry.actor,
            source=entry.source,
            ver=entry.ver,
        )

    def rest(self) -> None:
        """Keep from where to read again: the opening of the oldest disposal not yet over."""
        resume = self._observer.resume_at(self.position)
        if not self.found and resume > self._saved:
            self._store.save_position(self.name, position=resume, state=b"")
            self._saved = resume

    async def flush(self, record: Record) -> None:
        """Have all that was found put on record."""
        while self.found:
            alert = self.found[0]  # it stays until it is on record, whoever cancels this
            await record(alert)
            if self.found and self.found[0] is alert:  # else a second flush was quicker
                self.found.popleft()


async def put_on_record(alert: AlertRaised, sequencer: Sequencer, clock: Clock) -> None:
    """Raise an alert through the write path; where it is on record already, nothing is added.

    Raises: Stopped, Overloaded from the sequencer: it is then to be found and raised again.
    """
    key = f"{alert.rule}.{alert.stream}.{alert.first_seq}.{alert.last_seq}"
    await sequencer.submit(
        Request(
            stream=ALERTS,
            actor=ACTOR,
            command=RaiseAlert(alert),
            received_at=clock.now(),
            key=key,
            cause=None,  # it would say in public what the alert, sealed, is about
        )
    )

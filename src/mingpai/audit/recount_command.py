"""Which command each entry came from: ids that are given once, and causes as the writer gives them.

What a person or an office commanded bears the command's id, no two entries the same one. A command
that led to several entries gives it to the first, and the others name that one as their cause. The
service's own acts have no id: what the time brings about, and the hall's stops in an emergency,
which name the restart that they follow from, if it was one.
Must not know what is lawful. Where to look next: `service.sequencer`, which writes it so;
`audit.meaning`, which calls this.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from mingpai.auction.events import BidPlaced, CommandRefused
from mingpai.auction.stops.commands import ReportEmergency, SuspendInEmergency
from mingpai.auction.stops.events import BiddingStopped, EmergencyReported
from mingpai.auction.stops.model import StopKind
from mingpai.audit.leaves import Leaf
from mingpai.audit.report import Fault, Problems
from mingpai.house import ACTOR, CoreRestarted

MOST_AT_ONCE = 1 << 19
"""How many ids are held in full, some 60 MB of them; of older ones eight bytes each."""
_OWN_COMMANDS = frozenset({SuspendInEmergency.__name__, ReportEmergency.__name__})
_NO_ID = hash(None)


class CommandCount:
    """Holds ids against each other, and causes against what they name.

    Of ids beyond the last `MOST_AT_ONCE` 64 bits are kept, by a hash that differs from run to run:
    of a million that differ, two are taken for one once in tens of millions of runs.
    """

    def __init__(self, problems: Problems) -> None:
        """Begin before the first entry."""
        self._problems = problems
        self._seen: set[str | None] = {None}
        self._order: list[str | None] = []
        self._first: dict[str, int] | None = None
        self._marks = array("q")
        self._ends: list[int] = []
        self._restarted: int | None = None

    def take(self, leaves: Sequence[Leaf]) -> None:
        """Keep the ids of the next entries, each at its place. Hot path."""
        seen, order = self._seen, self._order
        ids = [leaf.command_id for leaf in leaves]
        place = len(self._marks) + len(order)
        if leaves and place + len(ids) != leaves[-1].seq + 1:
            ids = _at_their_places(leaves, place)
        before = len(seen)
        seen.update(ids)
        order += ids
        added = len(seen) - before
        # To count those without an id is slow, and most bundles have none.
        is_twice = added != len(ids) and added != len(ids) - ids.count(None)
        if is_twice or self._first is not None:
            self._look_closer(place, ids)
        if len(order) >= MOST_AT_ONCE:
            self._fold()

    def _look_closer(self, place: int, ids: Sequence[str | None]) -> None:
        """Name what is there twice; from the first such id on each is looked at by itself."""
        if self._first is None:
            self._first, place, ids = {}, len(self._marks), self._order
        for seq, one in enumerate(ids, place):
            if one is not None and self._first.setdefault(one, seq) != seq:
                self._is_twice(seq, self._first[one])

    def _is_twice(self, seq: int, first: int) -> None:
        text = f"bears the command id of entry {first}"
        self._problems.add(f"entry {seq}", Fault.COMMAND_TWICE, text)

    def _fold(self) -> None:
        """Keep less of the ids so far."""
        self._marks.extend(map(hash, self._order))
        self._ends.append(len(self._marks))
        self._order.clear()
        self._seen = {None}
        self._first = None

    def finish(self) -> None:
        """Say which entries bear the id of one that is no longer held in full."""
        if not self._marks:
            return
        self._fold()
        twice = set(_twice(self._marks)) - {_NO_ID}
        found: dict[int, tuple[int, int]] = {}
        for seq, mark in enumerate(self._marks if twice else ()):
            if mark in twice:
                part = bisect_right(self._ends, seq)
                first, last = found.get(mark, (seq, part))
                found[mark] = first, part
                if last != part:  # what is twice within a part was named then
                    self._is_twice(seq, first)

    def unusual(self, leaf: Leaf, before: Leaf | None) -> None:
        """Look at an entry without an id, or with a cause; `before` is the one ahead of it."""
        for code, text in self._faults(leaf, before):
            self._problems.add(f"entry {leaf.seq}", code, f"{leaf.stream}: {text}")

    def _faults(self, leaf: Leaf, before: Leaf | None) -> Iterator[tuple[Fault, str]]:
        body, cause = leaf.body, leaf.cause
        if isinstance(body, CoreRestarted):
            self._restarted = leaf.seq
        if cause is None:
            if leaf.command_id is None and leaf.actor != ACTOR and not _is_own_stop(leaf):
                yield Fault.COMMAND_MISSING, f"{leaf.actor!r:.40} acted by a command without an id"
        elif leaf.command_id is not None:
            yield Fault.CAUSE_WRONG, f"a command of its own, and follows from entry {cause}"
        elif not self._is_after_restart(leaf) and (before is None or not _follows(leaf, before)):
            yield Fault.CAUSE_WRONG, f"follows from entry {cause}, which is not of its command"

    def _is_after_restart(self, leaf: Leaf) -> bool:
        """Say whether an entry is a stop in an emergency that names the last restart."""
        is_stop = isinstance(leaf.body, BiddingStopped) and leaf.body.kind is StopKind.EMERGENCY
        return is_stop and leaf.cause == self._restarted


def _at_their_places(leaves: Sequence[Leaf], place: int) -> list[str | None]:
    """Return ids with gaps where entries could not be read, from `place` on."""
    ids: list[str | None] = []
    for leaf in leaves:
        ids += [None] * (leaf.seq - place - len(ids))
        ids.append(leaf.command_id)
    return ids


def _twice(marks: Sequence[int]) -> Iterator[int]:
    """Yield the marks that are there more than once; in parts, so that memory stays bounded."""
    parts = len(marks) // MOST_AT_ONCE + 1
    for part in range(parts):
        some = marks if parts == 1 else [mark for mark in marks if mark % parts == part]
        if len(set(some)) != len(some):
            seen: set[int] = set()
            for mark in some:
                if mark in seen:
                    yield mark
                seen.add(mark)


def _is_own_stop(leaf: Leaf) -> bool:
    """Say whether an entry is of a stop in an emergency, by which a hall protects bidders itself.

    Who may stop, and report it, is looked at where stops are counted.
    """
    body = leaf.body
    if isinstance(body, CommandRefused):
        return body.command in _OWN_COMMANDS
    is_stop = isinstance(body, BiddingStopped) and body.kind is StopKind.EMERGENCY
    return is_stop or isinstance(body, EmergencyReported)


def _follows(leaf: Leaf, before: Leaf) -> bool:
    """Say whether an entry is of the same command as the one ahead of it: behind it, at once."""
    return (
        leaf.cause in (before.seq, before.cause)
        and leaf.seq == before.seq + 1
        and (leaf.stream, leaf.actor) == (before.stream, before.actor)
        and leaf.received_at == before.received_at
        and not isinstance(before.body, BidPlaced | CommandRefused)
    )

"""The journal's own entries again: one opening, with the keys that sign; epochs that only rise.

Ties the keys of an export to the journal itself: they stand in its first entry. So does whether
the journal is a sandbox, which is held against every list of platforms that an entry names. What
the service says of a restart fits its epoch, and the reason of each stop that follows from it is
written again and held against its digest.
"""

from collections.abc import Sequence
from datetime import datetime

from mingpai.auction.stops.events import BiddingStopped
from mingpai.audit.leaves import Leaf
from mingpai.audit.report import Fault, Problems
from mingpai.house import (
    ACTOR,
    STREAM,
    ClockChecked,
    ClockJumped,
    CoreRestarted,
    EpochOpened,
    JournalOpened,
    paper_digest,
    restart_reason,
)
from mingpai.kernel.event import Event, Sealed

SANDBOX = "sandbox-of-"
"""How the name of every sandbox list begins."""


class HouseCount:
    """Checks the opening and the epochs of a journal, entry by entry.

    `is_sandbox`: the journal says that it is one, or an entry names a sandbox list; either way
    nothing in it is a real court's.
    """

    def __init__(self, problems: Problems, origin: str, vkeys: Sequence[str]) -> None:
        """Begin before the first entry, with the name and the keys that the export goes by."""
        self._problems = problems
        self._origin = origin
        self._vkeys = vkeys
        self.current = -1
        self.decided: datetime | None = None
        self.is_sandbox = False
        self._says_sandbox: bool | None = None
        self._restart: tuple[int, CoreRestarted] | None = None

    def epoch(self, leaf: Leaf) -> None:
        """Look at an entry of another epoch than the one before it."""
        least = max(self.current, 1)
        if leaf.epoch < least:
            self._wrong(leaf, f"epoch {leaf.epoch}, where {least} is the least")
        self.current = leaf.epoch

    def backwards(self, leaf: Leaf, before: datetime) -> None:
        """Note an entry that was decided before the one ahead of it: one clock, never set back."""
        self._wrong(leaf, f"decided {leaf.at}, the entry ahead of it {before}")

    def take(self, leaf: Leaf) -> None:
        """Look at an entry that may be about the journal itself, the first one above all."""
        body = leaf.body
        if leaf.seq == 0 or type(body) is JournalOpened:
            self._opening(leaf)
        elif type(body) is EpochOpened:
            self._own(leaf)
            if body.epoch != leaf.epoch:
                self._wrong(leaf, f"opens epoch {body.epoch} in epoch {leaf.epoch}")
        elif isinstance(body, ClockChecked | ClockJumped):
            self._own(leaf)
        elif isinstance(body, CoreRestarted):
            self._restarted(leaf, body)
        elif isinstance(body, BiddingStopped):
            self._stopped(leaf, body)
        elif _names_sandbox(body):
            self.is_sandbox = True
            if self._says_sandbox is False:
                self._wrong(leaf, "rests on a sandbox list; the journal says it is no sandbox")

    def _wrong(self, leaf: Leaf, text: str) -> None:
        self._problems.add(f"entry {leaf.seq}", Fault.JOURNAL_WRONG, text)

    def _own(self, leaf: Leaf) -> None:
        if leaf.stream != STREAM or leaf.actor != ACTOR:
            self._wrong(leaf, "an entry about the journal that the journal did not write")

    def _restarted(self, leaf: Leaf, body: CoreRestarted) -> None:
        """Look at a restart: once in its own epoch, and of a time that has passed."""
        self._own(leaf)
        again = self._restart is not None and self._restart[1].epoch == body.epoch
        if body.epoch != leaf.epoch or again:
            self._wrong(leaf, f"restarted for epoch {body.epoch} in epoch {leaf.epoch}")
        if not body.alive_at <= body.started_at <= leaf.at:
            self._wrong(leaf, f"alive {body.alive_at}, started {body.started_at}, told {leaf.at}")
        self._restart = leaf.seq, body

    def _stopped(self, leaf: Leaf, body: BiddingStopped) -> None:
        """Look at a stop that follows from a restart: since the service died, for that reason."""
        if self._restart is None or leaf.cause != self._restart[0]:
            return
        restarted = self._restart[1]
        if body.at > restarted.alive_at:
            self._wrong(leaf, f"stopped {body.at}, the service was alive {restarted.alive_at}")
        reason = restart_reason(restarted, lot=leaf.stream, number=body.round)
        if body.reason != paper_digest(reason):
            self._wrong(leaf, "stopped for another reason than the restart that it follows from")

    def _opening(self, leaf: Leaf) -> None:
        body = leaf.body
        if leaf.seq or not isinstance(body, JournalOpened):
            self._wrong(leaf, "a journal is opened by its first entry and no other")
            return
        self._own(leaf)
        if body.origin != self._origin:
            self._wrong(leaf, f"opened as {body.origin!r:.80}, not as the checkpoint says")
        for vkey in (body.log_vkey, body.sm2_vkey):
            if vkey not in self._vkeys:
                self._wrong(leaf, f"was opened with another key: {vkey:.120}")
        self._says_sandbox = body.is_sandbox
        self.is_sandbox = body.is_sandbox or _names_sandbox(body)
        if body.is_sandbox != _names_sandbox(body):
            text = f"list {body.platform_list!r:.60}, and is_sandbox is {body.is_sandbox}"
            self._wrong(leaf, text)


def _names_sandbox(body: Event | Sealed) -> bool:
    """Say whether a body, of whichever kind, names a sandbox list of platforms."""
    named: str = getattr(body, "platform_list", "")
    return named.startswith(SANDBOX)

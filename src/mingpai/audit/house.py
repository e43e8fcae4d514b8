"""The journal's own entries again: one opening, with the keys that sign; epochs that only rise.

Ties the keys of an export to the journal itself: they stand in its first entry.
"""

from collections.abc import Sequence
from datetime import datetime

from mingpai.audit.leaves import Leaf
from mingpai.audit.report import Fault, Problems
from mingpai.house import ACTOR, STREAM, EpochOpened, JournalOpened


class HouseCount:
    """Checks the opening and the epochs of a journal, entry by entry."""

    def __init__(self, problems: Problems, origin: str, vkeys: Sequence[str]) -> None:
        """Begin before the first entry, with the name and the keys that the export goes by."""
        self._problems = problems
        self._origin = origin
        self._vkeys = vkeys
        self.current = -1
        self.decided: datetime | None = None

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

    def _wrong(self, leaf: Leaf, text: str) -> None:
        self._problems.add(f"entry {leaf.seq}", Fault.JOURNAL_WRONG, text)

    def _own(self, leaf: Leaf) -> None:
        if leaf.stream != STREAM or leaf.actor != ACTOR:
            self._wrong(leaf, "an entry about the journal that the journal did not write")

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

"""The newest signed tree heads, and how long they have stood."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from msgspec import Struct

from mingpai.journal.checkpoint import Checkpoint, parse_checkpoint
from mingpai.journal.errors import VerificationError
from mingpai.journal.notes import parse_note

Note = Callable[[], bytes | None]


class HeadView(Struct, frozen=True):
    """A published head as a page shows it. Our own note: parsed, not verified again."""

    head: Checkpoint
    note: str
    age: timedelta


class Heads:
    """Watches two notes, the log's and the SM3 tree's; read from any thread.

    The age is counted from when the note was first seen here, in real time: where the journal
    does not grow the head stays, and grows old without being behind.
    """

    def __init__(self, log: Note, sm3: Note) -> None:
        """Keep where the notes are read from; each is b"" or None before the first."""
        self._sources = {"log": log, "sm3": sm3}
        self._lock = threading.Lock()
        self._seen: dict[str, tuple[bytes, float]] = {}

    def log(self) -> HeadView | None:
        """Return the newest checkpoint, if one was published."""
        return self._look("log")

    def sm3(self) -> HeadView | None:
        """Return the newest head of the SM3 tree, if there is one."""
        return self._look("sm3")

    def _look(self, which: str) -> HeadView | None:
        note = self._sources[which]()
        if not note:
            return None
        now = time.monotonic()
        with self._lock:
            seen = self._seen.get(which)
            if seen is None or seen[0] != note:
                seen = self._seen[which] = (note, now)
        try:
            text = note.decode()
            head = parse_checkpoint(parse_note(text).text)
        except (VerificationError, UnicodeDecodeError):
            return None
        return HeadView(head, text, timedelta(seconds=now - seen[1]))

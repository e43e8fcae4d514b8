"""Keeps a board at the journal's end, in a thread of its own.

Where to look next: `service.projections` (the board), `serving.edge_role` and `serving.web_role`.
"""

import threading
import time

import structlog

from mingpai.ports import EntryStore, PortError
from mingpai.service.followers import catch_up
from mingpai.service.projections import LotBoard

_log = structlog.get_logger(__name__)

_PATIENCE_S = 1
CURRENT_S = 5.0
"""A board that was not at the journal's end for so long may show what is no longer so."""


class BoardKeeper(threading.Thread):
    """Keeps a board at the journal's end, over a store connection of its own.

    Apart from the write path in every respect: it may lag, and nothing waits for it. A store that
    is away is asked again until it is back; `is_current` says so meanwhile. Ends by `stop`; after
    any other error `failed` holds it and the board stays where it was.
    """

    def __init__(self, board: LotBoard, store: EntryStore) -> None:
        """Keep what to feed and where from; `start` begins. The store is closed at the end."""
        super().__init__(name="board", daemon=True)
        self._board = board
        self._store = store
        self._stopping = threading.Event()
        self._current_at = time.monotonic()
        self.failed: Exception | None = None

    @property
    def is_current(self) -> bool:
        """Whether the board was at the journal's end within the last few seconds."""
        return time.monotonic() - self._current_at < CURRENT_S

    def run(self) -> None:
        """Follow until stopped."""
        try:
            self._follow()
        except Exception as failed:  # noqa: BLE001 - the outermost loop: it keeps the error and ends
            self.failed = failed
        finally:
            self._store.close()

    def _follow(self) -> None:
        """Follow until stopped or the store is away, and say the latter once."""
        is_away = False
        while not self._stopping.is_set():
            try:
                catch_up(self._board, self._store)
                self._current_at = time.monotonic()
                is_away = False
                self._store.wait_beyond(self._board.position, timeout_s=_PATIENCE_S)
            except PortError as away:
                if not away.retry_is_safe:
                    raise
                if not is_away:
                    _log.warning("the journal cannot be read; asked again", attempted=str(away))
                is_away = True
                self._stopping.wait(_PATIENCE_S)

    def stop(self) -> None:
        """End within about a second and wait for it."""
        self._stopping.set()
        self.join()

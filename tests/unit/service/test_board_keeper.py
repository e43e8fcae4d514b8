"""A board that follows the journal."""

import time

import pytest
import structlog

from mingpai.adapters.memory import MemoryEntryStore, MemoryJournal
from mingpai.demo.day import day
from mingpai.demo.rehearsal import Rehearsal, rehearse
from mingpai.ports import PortError, StoredEntry
from mingpai.service import board_keeper
from mingpai.service.archive import Archive
from mingpai.service.board_keeper import BoardKeeper
from mingpai.service.projections import LotBoard

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """Play a day in memory."""
    return rehearse(day(4), tmp_path_factory.mktemp("keys") / "keys")


def archive(played: Rehearsal) -> Archive:
    """Return a reading view of the day's journal."""
    source = played.source
    vkey = source.ring.receipts.vkey
    return Archive(source.store, source.registry, origin=source.origin, vkey=vkey)


def test_the_keeper_follows_and_ends(played: Rehearsal) -> None:
    """A keeper brings the board to the end of the journal and stops when told to."""
    board = LotBoard(archive(played))
    keeper = BoardKeeper(board, MemoryEntryStore(played.source.store.journal))  # type: ignore[attr-defined]
    keeper.start()
    deadline = time.monotonic() + 10
    while board.position < played.board.position and time.monotonic() < deadline:
        time.sleep(0.02)
    keeper.stop()
    assert board.position == played.board.position
    assert keeper.failed is None


class Away(MemoryEntryStore):
    """A store that cannot be read `times` times, and can be after that."""

    def __init__(self, journal: MemoryJournal, times: int, *, is_safe: bool) -> None:
        """Begin to fail."""
        super().__init__(journal)
        self.times = times
        self.is_safe = is_safe

    def read(self, first: int, *, limit: int) -> list[StoredEntry]:
        """Fail, or read."""
        if self.times:
            self.times -= 1
            msg = "read"
            raise PortError(msg, retry_is_safe=self.is_safe)
        return super().read(first, limit=limit)


def kept(played: Rehearsal, store: MemoryEntryStore) -> tuple[LotBoard, BoardKeeper]:
    """Return a board, and its keeper at work."""
    board = LotBoard(archive(played))
    keeper = BoardKeeper(board, store)
    keeper.start()
    return board, keeper


def test_a_keeper_goes_on_when_the_store_is_back(
    played: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the store is away a board says that it is not current, once in the log; then it is."""
    monkeypatch.setattr(board_keeper, "_PATIENCE_S", 0.05)
    monkeypatch.setattr(board_keeper, "CURRENT_S", 0.2)
    store = Away(played.source.store.journal, 10, is_safe=True)  # type: ignore[attr-defined]
    with structlog.testing.capture_logs() as logs:
        board, keeper = kept(played, store)
        time.sleep(0.3)
        assert not keeper.is_current
        deadline = time.monotonic() + 10
        while board.position < played.board.position and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.1)
        assert keeper.is_current
        keeper.stop()
    assert board.position == played.board.position
    assert keeper.failed is None
    assert [log["attempted"] for log in logs] == ["read"]


def test_a_keeper_whose_store_fails_says_so(played: Rehearsal) -> None:
    """Where trying again is not safe the error is kept, and the board stays where it was."""
    store = Away(played.source.store.journal, 1, is_safe=False)  # type: ignore[attr-defined]
    board, keeper = kept(played, store)
    keeper.join(10)
    assert isinstance(keeper.failed, PortError)
    assert board.position == 0

"""The board of lots: a fold over committed entries that can be redone."""

import time
from datetime import timedelta

import pytest

from mingpai.adapters.memory import MemoryEntryStore
from mingpai.auction.events import RoundPassedIn, RoundSold
from mingpai.auction.model import Stage
from mingpai.demo.day import day
from mingpai.demo.rehearsal import Rehearsal, rehearse
from mingpai.kernel.ids import StreamId
from mingpai.ports import PortError, StoredEntry
from mingpai.service.archive import Archive
from mingpai.service.projections import BoardKeeper, LotBoard

TIE = StreamId("disposal/2026-0010")
RANKS = StreamId("disposal/2026-0011")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """Play a day in memory."""
    return rehearse(day(4), tmp_path_factory.mktemp("keys") / "keys")


def archive(played: Rehearsal) -> Archive:
    """Return a reading view of the day's journal."""
    source = played.source
    vkey = source.ring.receipts.vkey
    return Archive(source.store, source.registry, origin=source.origin, vkey=vkey)


def test_a_board_can_be_built_again_from_nothing(played: Rehearsal) -> None:
    """A second board, fed one entry at a time, shows the same as one fed by pages."""
    again = LotBoard(archive(played))
    for seq in range(played.board.position):
        again.take(played.source.store.read(seq, limit=1))
    assert again.totals() == played.board.totals()
    assert again.flags() == played.board.flags()
    assert again.lots() == played.board.lots()
    assert again.lot(TIE) == played.board.lot(TIE)


def test_a_lot_shows_its_whole_public_course(played: Rehearsal) -> None:
    """Bids, raises, extensions and result of a lot agree with one another."""
    record = played.board.lot(TIE)
    assert record is not None
    head, bids = record.head, record.bids
    assert isinstance(head.result, RoundSold)
    assert (head.bids, head.leader) == (len(bids), bids[-1].code)
    assert head.price_fen == bids[0].price_fen + sum(bid.raise_fen for bid in bids)
    assert head.extensions == sum(bid.is_extension for bid in bids) > 0
    assert head.result.price_fen == head.price_fen
    assert head.seqs.keys() == {"opened", "announced", "closed", "confirmed"}
    assert head.refusals == len(record.refusals) > 0


def test_a_match_is_shown_as_one(played: Rehearsal) -> None:
    """A bid of the current price by a priority buyer is a match and no raise."""
    record = played.board.lot(RANKS)
    assert record is not None
    matches = [bid for bid in record.bids if bid.is_match]
    assert [(bid.rank, bid.raise_fen) for bid in matches] == [(2, 0), (1, 0)]
    assert record.head.priorities == 3


def test_what_is_restricted_is_not_read_but_for_flags(played: Rehearsal) -> None:
    """No refusal about a person is on the board, though the day has some."""
    assert played.tally.orders_refused["person_barred"] == 1
    assert "person_barred" not in played.board.totals().refused
    commands = {row.command for row in played.board.refusals()}
    assert not commands & {"QualifyBidder", "QualifyApplicant", "BarPerson", "ConfirmPriority"}
    assert played.board.flags()


def test_the_stage_is_a_matter_of_the_time(played: Rehearsal) -> None:
    """Before its opening a lot is published, then bidding, and closed at the close at once."""
    head = played.board.lots()[0]
    unsold = next(one for one in played.board.lots() if isinstance(one.result, RoundPassedIn))
    notice = unsold.notice
    assert notice is not None
    open_yet = type(unsold)(
        unsold.stream, unsold.opened, {}, notice=notice, closes_at=notice.closes_at
    )
    moment = timedelta(milliseconds=1)
    assert open_yet.stage(notice.opens_at - moment) is Stage.PUBLISHED
    assert open_yet.stage(notice.opens_at) is Stage.BIDDING
    assert open_yet.stage(notice.closes_at) is Stage.CLOSED_UNSOLD
    assert type(head)(head.stream, head.opened, {}).stage(notice.opens_at) is Stage.ASSIGNED


def test_totals_count_the_journal(played: Rehearsal) -> None:
    """The totals hold every bid taken, every refusal on record, and the junk by code."""
    totals = played.board.totals()
    assert totals.entries == played.source.store.head().size
    assert totals.bids == played.tally.accepted
    assert totals.opened is not None
    assert totals.opened.is_sandbox
    assert sum(totals.refused.values()) >= len(played.board.refusals())
    given = played.tally.bids_refused + played.tally.orders_refused
    assert totals.junk["price_nan"] == given["price_nan"]


def test_an_unknown_lot_is_none(played: Rehearsal) -> None:
    """A lot that was never opened has no record."""
    assert played.board.lot(StreamId("disposal/none")) is None


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


def test_a_keeper_whose_store_fails_says_so(played: Rehearsal) -> None:
    """The error is kept, the thread ends, and the board stays where it was."""

    class Broken(MemoryEntryStore):
        """A store that cannot read."""

        def read(self, first: int, *, limit: int) -> list[StoredEntry]:
            """Fail."""
            del first, limit
            msg = "read"
            raise PortError(msg, retry_is_safe=True)

    board = LotBoard(archive(played))
    keeper = BoardKeeper(board, Broken())
    keeper.start()
    keeper.join(10)
    assert isinstance(keeper.failed, PortError)
    assert board.position == 0

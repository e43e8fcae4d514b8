"""The board of lots: a fold over committed entries that can be redone."""

from datetime import timedelta

import msgspec
import pytest

from mingpai.auction.events import RoundPassedIn, RoundSold
from mingpai.auction.model import Disposal, Phase, RoundKind, Stage
from mingpai.auction.preparation.events import DocumentServed, RoundAnnounced
from mingpai.auction.settlement.events import (
    BalanceReceived,
    BuyerDefaulted,
    CreditorsAsked,
    ProceedsDistributed,
    PropertyDelivered,
    SaleAnnulled,
    SaleRuled,
    SetOffAwarded,
)
from mingpai.auction.settlement.model import Settlement
from mingpai.auction.stops.events import BiddingResumed, BiddingStopped
from mingpai.auction.stops.model import StopGround, StopKind
from mingpai.demo.catalogue import ITEMS
from mingpai.demo.day import day
from mingpai.demo.rehearsal import Rehearsal, rehearse
from mingpai.journal.entry import decode_entry
from mingpai.kernel.ids import LotToken, StreamId
from mingpai.service import projections
from mingpai.service.archive import Archive
from mingpai.service.projections import LotBoard

pytestmark = pytest.mark.slow

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
    assert head.seqs.keys() == {"opened", "assigned", "announced", "closed", "confirmed"}
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
    unsold = next(one for one in played.board.lots() if isinstance(one.result, RoundPassedIn))
    record = played.board.lot(unsold.stream)
    assert record is not None
    board = LotBoard(archive(played))
    announced = unsold.seqs["announced"]
    board.take(played.source.store.read(0, limit=announced))
    before = board.lot(unsold.stream)
    assert before is not None
    assert before.head.stage(record.steps[0].received_at) is Stage.ASSIGNED
    assert (before.head.closes_at, before.head.bids, before.head.stop) == (None, 0, None)
    board.take(played.source.store.read(announced, limit=1))
    open_yet = board.lot(unsold.stream)
    assert open_yet is not None
    notice = open_yet.head.notice
    assert notice is not None
    moment = timedelta(milliseconds=1)
    assert open_yet.head.stage(notice.opens_at - moment) is Stage.PUBLISHED
    assert open_yet.head.stage(notice.opens_at) is Stage.BIDDING
    assert open_yet.head.stage(notice.closes_at) is Stage.CLOSED_UNSOLD


def board_until(played: Rehearsal, stream: StreamId, kind: type) -> LotBoard:
    """Return a board as it stood just after the last step of a kind in a lot's life."""
    whole = played.board.lot(stream)
    assert whole is not None
    last = [row.seq for row in whole.steps if isinstance(row.event, kind)][-1]
    board = LotBoard(archive(played))
    board.take(played.source.store.read(0, limit=last + 1))
    return board


def lot_of(plot: str) -> StreamId:
    """Return the first lot that has a plot."""
    number = 1 + next(n for n, item in enumerate(ITEMS) if item.plot == plot)
    return StreamId(f"disposal/2026-{number:04d}")


@pytest.mark.parametrize(
    ("plot", "kind", "ground"),
    [
        ("deferred", StopKind.DEFERMENT, StopGround.AGREED_SECURITY),
        ("stayed", StopKind.STAY, StopGround.PARTY_DIED_OR_ENDED),
        ("emergency", StopKind.EMERGENCY, StopGround.SYSTEM_FAILURE),
    ],
)
def test_a_lot_that_stands_still_shows_why_and_since_when(
    plot: str, kind: StopKind, ground: StopGround, *, played: Rehearsal
) -> None:
    """While it stands still a lot has no close; resumed, it has the one that was announced."""
    stream = lot_of(plot)
    head = board_until(played, stream, BiddingStopped).lots()
    stopped = next(one for one in head if one.stream == stream)
    assert stopped.stop is not None
    assert (stopped.stop.kind, stopped.stop.ground) == (kind, ground)
    assert stopped.stage(stopped.stop.since) is Stage.STOPPED
    assert stopped.closes_at is None
    assert stopped.bids > 0
    resumed = board_until(played, stream, BiddingResumed).lot(stream)
    assert resumed is not None
    (event,) = [row.event for row in resumed.steps if isinstance(row.event, BiddingResumed)]
    assert resumed.head.stop is None
    assert resumed.head.closes_at == event.closes_at
    assert resumed.head.stage(event.opens_at) is Stage.BIDDING


def test_earlier_rounds_are_kept(played: Rehearsal) -> None:
    """A lot in its third round shows the two before it, each with kind, start price and result."""
    record = played.board.lot(lot_of("three_rounds"))
    assert record is not None
    first, second = record.head.earlier
    assert (first.terms.kind, second.terms.kind) == (RoundKind.AUCTION_1, RoundKind.AUCTION_2)
    assert first.phase is second.phase is Phase.CLOSED_UNSOLD
    assert second.terms.start_price_fen * 5 >= first.terms.start_price_fen * 4
    assert record.head.notice is not None
    assert record.head.notice.kind is RoundKind.SALE
    assert {bid.round for bid in record.bids} == {3}


def test_bids_of_another_round_are_counted_apart(played: Rehearsal) -> None:
    """After a default the re-auction begins without a price; the bids before it stay listed."""
    stream = lot_of("defaulted")
    begun = board_until(played, stream, RoundAnnounced).lot(stream)
    assert begun is not None
    assert (begun.head.price_fen, begun.head.leader, begun.head.bids) == (0, "", 0)
    assert begun.head.earlier[0].phase is Phase.DEFAULTED
    assert begun.head.result is None
    assert "closed" not in begun.head.seqs
    assert len(begun.bids) == begun.head.earlier[0].book.bids > 0


@pytest.mark.parametrize(
    ("plot", "kind", "stage"),
    [
        ("home_to_its_end", BalanceReceived, Stage.PAID),
        ("home_to_its_end", SaleRuled, Stage.RULED),
        ("home_to_its_end", DocumentServed, Stage.TITLE_PASSED),
        ("home_to_its_end", PropertyDelivered, Stage.DELIVERED),
        ("home_to_its_end", ProceedsDistributed, Stage.ENDED),
        ("set_off", CreditorsAsked, Stage.SET_OFF_ASKED),
        ("set_off", SetOffAwarded, Stage.PAID),  # his claim covers the whole price
        ("set_off", DocumentServed, Stage.TITLE_PASSED),
        ("defaulted", BuyerDefaulted, Stage.DEFAULTED),
        ("annulled", SaleAnnulled, Stage.ANNULLED),
        ("passed_in", RoundPassedIn, Stage.CLOSED_UNSOLD),
    ],
)
def test_each_step_of_a_life_has_its_stage_and_entry(
    plot: str, kind: type, stage: Stage, *, played: Rehearsal
) -> None:
    """After a step the lot stands where that step leads, and the step names its own entry."""
    stream = lot_of(plot)
    record = board_until(played, stream, kind).lot(stream)
    assert record is not None
    step = record.steps[-1]
    assert isinstance(step.event, kind)
    assert record.head.stage(step.received_at + timedelta(days=1)) is stage
    entry = decode_entry(played.source.store.read(step.seq, limit=1)[0].leaf)
    assert (entry.seq, entry.stream) == (step.seq, stream)
    assert entry.received_at == step.received_at


def test_a_buyer_who_is_on_file_is_not_guessed(played: Rehearsal) -> None:
    """A ruling served on somebody who is named in the file shows no title by itself."""
    stream = lot_of("home_to_its_end")
    head = next(one for one in played.board.lots() if one.stream == stream)
    served = next(
        row.event
        for row in played.board.lot(stream).steps  # type: ignore[union-attr]
        if isinstance(row.event, DocumentServed)
    )
    sold = msgspec.structs.replace(head.state.file.settlement, buyer=None, title_on=None)
    state = replace_settlement(head.state, sold)
    named = next(iter(state.file.preparation.persons))
    twice = msgspec.structs.replace(served, token=LotToken(named))
    assert projections._with_buyer(state, twice) is state
    assert projections._with_buyer(state, served).file.settlement.buyer == served.token


def replace_settlement(state: Disposal, done: Settlement) -> Disposal:
    """Return a disposal with another settlement."""
    file = msgspec.structs.replace(state.file, settlement=done)
    return msgspec.structs.replace(state, file=file)


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

"""Claims about the made-up journal."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingpai.auction.model import Disposal, PropertyClass
from mingpai.auction.preparation.commands import PreparationCommand
from mingpai.bench import sample_journal
from mingpai.bench.sample_journal import (
    BEGIN,
    COURT,
    Act,
    Size,
    new_source,
    write_acts,
    write_sample,
)
from mingpai.exchange import paperwork
from mingpai.journal.entry import decode_entry
from mingpai.kernel.ids import CaseId, LotToken, PropertyId, StreamId
from mingpai.kernel.money import Fen
from mingpai.law.platforms import OUR_HALL


def test_a_sample_holds_what_it_promises(tmp_path: Path) -> None:
    """A sample has sales, a lot that passes in, refusals and a match; the same each time."""
    source = new_source(tmp_path / "keys")
    size = write_sample(source, Size(lots=7, bids_per_lot=40))
    kinds = Counter(decode_entry(e.leaf).kind for e in source.store.read(0, limit=10_000))
    assert sum(kinds.values()) == size == source.store.head().size
    assert kinds["auction.round_sold"] == 6
    assert kinds["auction.round_passed_in"] == 1
    assert kinds["auction.command_refused"] == 12
    assert kinds["auction.bid_placed"] == 6 * (40 - 2 + 3)
    again = new_source(tmp_path / "more")
    assert write_sample(again, Size(lots=7, bids_per_lot=40)) == size


def test_acts_of_ones_own_are_decided_by_the_real_rules(tmp_path: Path) -> None:
    """What is lawful becomes an entry and what is not a refusal; each lot is shown as it ended."""
    source, ended = new_source(tmp_path / "keys"), []
    stream = StreamId("disposal/sample-x")
    filed = list(papers())
    early, twice = Act(BEGIN, COURT, filed[1]), Act(BEGIN, COURT, filed[0])
    acts = [early, *(Act(BEGIN, COURT, one) for one in filed), twice]
    size = write_acts(source, [(stream, acts)], each=ended.append)
    kinds = [decode_entry(e.leaf).kind for e in source.store.read(0, limit=100)]
    assert size == len(kinds) == 2 + len(filed) + 1  # of what was not opened nothing is on record
    assert kinds[-1] == "auction.command_refused"
    (state,) = ended
    assert state.platform == OUR_HALL
    assert state.current is None


def test_a_sample_that_does_not_close_is_no_sample() -> None:
    """A lot of the sample that did not come to its close is a fault of ours, and said so."""
    with pytest.raises(RuntimeError, match="disposal/x has not closed"):
        sample_journal._must_be_closed(Disposal("disposal/x"))


def papers() -> Iterator[PreparationCommand]:
    """Return the paperwork of one lot."""
    flat = paperwork.Property(
        case_id=CaseId("case-x"),
        property_id=PropertyId("property-x"),
        property_class=PropertyClass.IMMOVABLE,
        court=COURT,
        platform=OUR_HALL,
        applicant=LotToken("a" * 22),
        debtor=LotToken("d" * 22),
    )
    price = paperwork.Price(Fen(10_000), Fen(7_000), Fen(10), Fen(700))
    return paperwork.until_notice(flat, price, announced_at=BEGIN)

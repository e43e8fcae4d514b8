"""Evidence packs, gathered from a journal."""

from pathlib import Path

from mingpai.auction.settlement.model import AnnulmentGround
from mingpai.bench.sample_journal import Size, new_source, write_sample
from mingpai.kernel.ids import StreamId
from mingpai.service.evidence_pack import gather, plain

LOT = StreamId("disposal/sample-00000")


def test_a_pack_names_entries_by_number(tmp_path: Path) -> None:
    """What is held has its entries, what is not says where it is; an unknown lot has no pack."""
    source = new_source(tmp_path / "keys")
    write_sample(source, Size(lots=1, bids_per_lot=10))
    found = gather(source, LOT, AnnulmentGround.COLLUSION)
    assert found is not None
    told = plain(LOT, found)
    assert (told["lot"], told["ground"]) == (LOT, "collusion")
    assert told["article"].startswith("FS2016-18:31")
    assert all(one["entries"] for one in told["held"])
    assert any(one["outside"] for one in told["missing"])
    assert gather(source, StreamId("disposal/none-1"), AnnulmentGround.COLLUSION) is None

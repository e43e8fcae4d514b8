"""Evidence packs for the desk."""

from mingpai.auction.settlement.model import AnnulmentGround
from mingpai.demo.rehearsal import Rehearsal
from mingpai.kernel.ids import StreamId
from mingpai.web.objections.packs import Packs


def test_a_pack_is_gathered_from_the_journal(rehearsal: Rehearsal) -> None:
    """A lot's pack names entries by number; of an unknown lot there is none."""
    packs = Packs(rehearsal.source)
    lot = rehearsal.board.lots()[0].stream
    found = packs.of(lot, AnnulmentGround.COLLUSION)
    assert found is not None
    assert found["lot"] == lot
    assert all(one["entries"] for one in found["held"])
    assert packs.of(StreamId("disposal/none-1"), AnnulmentGround.COLLUSION) is None

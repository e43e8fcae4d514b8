"""Which public entries are somebody's receipts."""

from datetime import UTC, datetime
from typing import Any

from mingpai.affairs.model import Capacity, Registration
from mingpai.affairs.receipts import own_entries
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.kernel.ids import ArticleId, BiddingCode, LotToken, SubjectId
from mingpai.service.projections import BidRow, LotRecord, RefusalRow, StepRow

AT = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
WANG, LI = BiddingCode("A000001"), BiddingCode("B000002")


def bid(seq: int, number: int, code: BiddingCode) -> BidRow:
    """Return a bid."""
    return BidRow(
        seq=seq,
        round=number,
        code=code,
        rank=0,
        price_fen=1,
        raise_fen=0,
        received_at=AT,
        closes_at=AT,
        is_extension=False,
        is_match=False,
    )


def refusal(affairs: Any, seq: int, by: str) -> RefusalRow:
    """Return a refusal."""
    article = ArticleId("FS2016-18:20.1")
    return RefusalRow(seq, affairs.lot, AT, "PlaceBid", by, "bid_below_step", article, ())


def test_bids_and_refusals_of_a_round_are_ones_own(affairs: Any) -> None:
    """Another's, and those of the same code in another round, are not among them."""
    (notice,) = affairs.rules.events(RoundAnnounced)
    steps = tuple(StepRow(seq, AT, n, _numbered(notice, n)) for n, seq in ((1, 10), (2, 30)))
    course = LotRecord(
        affairs.rules.head(affairs.lot),
        (bid(11, 1, WANG), bid(12, 1, LI), bid(31, 2, WANG)),
        tuple(
            refusal(affairs, seq, by) for seq, by in ((13, WANG), (14, LI), (32, WANG), (9, WANG))
        ),
        steps,
    )

    def found(number: int, code: BiddingCode | None) -> list[int]:
        known = Registration(
            affairs.lot, number, SubjectId("s"), LotToken("t" * 22), Capacity.OWN, AT, code=code
        )
        return own_entries(course, known)

    assert found(1, WANG) == [13, 11]
    assert found(2, WANG) == [32, 31]
    assert found(1, None) == []


def _numbered(notice: RoundAnnounced, number: int) -> RoundAnnounced:
    fields = {name: getattr(notice, name) for name in notice.__struct_fields__}
    return RoundAnnounced(**{**fields, "round": number})

"""That registrants are told."""

from typing import Any

from mingpai.auction.events import BidderQualified
from mingpai.auction.model import Standing
from mingpai.auction.preparation.telling import registrants_told
from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.money import Fen


def test_everybody_with_a_code_is_told_and_nobody_else(published: Any) -> None:
    """Codes stand in order in one restricted entry; where nobody registered there is none."""
    digest = "A" * 43
    assert list(registrants_told(published.state.current, digest)) == []
    for code in ("A0002", "A0001"):
        token = LotToken(code.rjust(22, "0"))
        published.given(BidderQualified(1, BiddingCode(code), token, Standing.ORDINARY, 0, Fen(1)))
    (told,) = registrants_told(published.state.current, digest)
    assert (told.round, told.codes, told.document) == (1, ("A0001", "A0002"), digest)

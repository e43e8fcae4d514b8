"""Wrong forms of a bid."""

import pytest

from mingpai.auction.intake import ReadBid, read_bid
from mingpai.demo.faults import FORMS, bid_bytes, wrong_bytes
from mingpai.kernel.ids import StreamId
from mingpai.kernel.outcome import Refused

LOT = StreamId("disposal/2026-0001")
GOOD = bid_bytes(lot=LOT, code="A1234", price_fen=12_300, key="k0001")


def test_a_bid_as_the_day_writes_it_is_read() -> None:
    """The bytes of a good bid pass the intake."""
    assert isinstance(read_bid(GOOD, lot=LOT), ReadBid)


@pytest.mark.parametrize("fault", FORMS)
def test_each_wrong_form_is_refused_by_its_own_code(fault: str) -> None:
    """A wrong form is answered with the code that it is named for."""
    answer = read_bid(wrong_bytes(fault, GOOD, price_fen=12_300), lot=LOT)
    assert isinstance(answer, Refused)
    assert answer.code == fault

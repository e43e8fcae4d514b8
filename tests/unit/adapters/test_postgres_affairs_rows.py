"""Affairs as rows and back."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from mingpai.adapters import postgres_affairs_rows as rows
from mingpai.affairs.model import Capacity, Kind, Message, Pending, Registration
from mingpai.kernel.ids import BiddingCode, LotToken, StreamId, SubjectId

AT = datetime(2026, 5, 26, tzinfo=UTC)
LOT, WANG, TOKEN = StreamId("disposal/1"), SubjectId("s"), LotToken("t" * 22)
BARE = Registration(LOT, 1, WANG, TOKEN, Capacity.OWN, AT)
FULL = replace(
    BARE,
    capacity=Capacity.JOINT,
    paper="p",
    commitment="c",
    acknowledged_at=AT,
    others=(LotToken("x" * 22), LotToken("y" * 22)),
    confirmed_at=AT,
    code=BiddingCode("A000001"),
    password_hash="h",
    sealed_password=b"\x00s",
)


@pytest.mark.parametrize("one", [BARE, FULL])
def test_a_registration_reads_back(one: Registration) -> None:
    """Nothing, one and several are told apart, and bytes are bytes."""
    assert rows.registration_of(rows.registration_row(one)) == one


def test_a_code_on_its_way_reads_back() -> None:
    """Hash, sealed bytes and order are kept."""
    one = Pending(LOT, 1, TOKEN, BiddingCode("A000001"), "h", b"\x00s", b"{}", AT)
    assert rows.pending_of(rows.pending_row(one)) == one


def test_a_message_reads_back() -> None:
    """With and without what it speaks of."""
    bare = Message("m", WANG, LOT, 1, Kind.STOPPED, AT)
    full = replace(bare, kind=Kind.EXTENDED, seq=7, price_fen=1, when=AT, read_at=AT)
    for one in (bare, full):
        assert rows.message_of(rows.message_row(one)) == one


def test_statements_have_a_place_for_each_value() -> None:
    """As many values are asked for as a row has."""
    assert rows.ADD_REGISTRATION.count("%s") == len(rows.registration_row(FULL))
    assert rows.ADD_MESSAGE.count("%s") == len(
        rows.message_row(Message("m", WANG, LOT, 1, Kind.STOPPED, AT))
    )
    assert rows.ADD_PENDING.count("%s") == 8

"""Values of citizens' affairs: what printing them shows."""

from datetime import UTC, datetime

from mingpai.affairs.model import Capacity, Pending, Registration, Waiting
from mingpai.kernel.ids import BiddingCode, LotToken, StreamId, SubjectId

AT = datetime(2026, 5, 26, tzinfo=UTC)
LOT, TOKEN, CODE = StreamId("disposal/1"), LotToken("t" * 22), BiddingCode("A000001")


def test_printing_shows_neither_person_nor_secret() -> None:
    """A registration and a code on its way name their lot alone."""
    known = Registration(
        LOT, 1, SubjectId("s"), TOKEN, Capacity.OWN, AT, code=CODE, password_hash="h"
    )
    pending = Pending(LOT, 1, TOKEN, CODE, "h", b"s", b"{}", AT)
    assert (repr(known), repr(pending)) == (
        "Registration(disposal/1, round 1)",
        "Pending(disposal/1, round 1)",
    )


def test_a_clerk_is_shown_no_account() -> None:
    """What waits for a clerk has no field for an account."""
    assert not {"account", "code", "password_hash"} & {*Waiting.__struct_fields__}

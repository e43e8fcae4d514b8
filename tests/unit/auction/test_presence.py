"""What a platform records of somebody's taking part: acknowledgements and entries into the hall."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.asked import Asked
from mingpai.auction.commands import CloseRound
from mingpai.auction.model import Phase
from mingpai.auction.presence import (
    KINDS,
    AcknowledgeNotice,
    EnterHall,
    HallEntered,
    NoticeAcknowledged,
    decide_presence,
)
from mingpai.kernel.event import Visibility
from mingpai.kernel.ids import LotToken
from mingpai.law.content import Item, SpecialWarning

DEVICE, ADDRESS = "d" * 22, "a" * 22


def acknowledged(lot: Any) -> AcknowledgeNotice:
    """Return what person 7 acknowledges, in whatever order."""
    return AcknowledgeNotice(lot.token(7), 1, tuple(Item)[::-1], tuple(SpecialWarning)[::-1])


def test_a_notice_is_acknowledged_in_every_part(lot: Any) -> None:
    """All eleven items and seven warnings go on record, in the law's order, and nothing else."""
    before = lot.state
    event = lot.do(acknowledged(lot), actor=lot.PLATFORM, now=lot.NOTICE)
    assert event == NoticeAcknowledged(1, lot.token(7), tuple(Item), tuple(SpecialWarning))
    assert lot.state == before


@pytest.mark.parametrize("part", [*Item, *SpecialWarning])
def test_no_part_is_passed_over(lot: Any, part: Item | SpecialWarning) -> None:
    """One item or warning that was not acknowledged is named, and nothing goes on record."""
    command = AcknowledgeNotice(
        lot.token(7),
        1,
        tuple(one for one in Item if one is not part),
        tuple(one for one in SpecialWarning if one is not part),
    )
    refusal = lot.refusal(command, actor=lot.PLATFORM, now=lot.NOTICE)
    assert refusal.code == "notice_not_acknowledged"
    assert refusal.facts == {"part": part.value}


def test_an_entry_names_code_and_place(lot: Any) -> None:
    """Who enters with his code leaves tokens of device and address, which change no lot."""
    before = lot.state
    event = lot.do(EnterHall(1, lot.code(1), DEVICE, ADDRESS), actor=lot.PLATFORM)
    assert event == HallEntered(1, lot.code(1), DEVICE, ADDRESS)
    assert lot.state == before


def test_both_stay_restricted() -> None:
    """Neither acknowledgement nor entry stands in a public leaf (第十八条)."""
    assert {kind.visibility for kind in KINDS} == {Visibility.RESTRICTED}


def test_only_the_platform_of_the_lot_records_them(lot: Any, empty_lot: Any) -> None:
    """No court, no other platform and no bidder does, and nothing before a notice."""
    command = EnterHall(1, lot.code(1), DEVICE, ADDRESS)
    for actor in (lot.COURT, "platform/other", lot.code(1)):
        assert lot.code_of(command, actor=actor) == "not_this_court"
    assert empty_lot.code_of(command, actor=lot.PLATFORM) == "not_open"
    empty_lot.prepare()
    assert empty_lot.code_of(command, actor=lot.PLATFORM) == "lot_not_published"


def test_they_belong_to_the_round_that_runs(lot: Any) -> None:
    """Another round, a close that has passed, and a result on record end them; a stop does not."""
    command = EnterHall(1, lot.code(1), DEVICE, ADDRESS)
    asked = {"actor": lot.PLATFORM}
    assert lot.code_of(replace(command, round=2), **asked) == "round_not_current"
    assert lot.code_of(command, now=lot.CLOSES, **asked) == "registration_closed"
    lot.ask(command, now=lot.CLOSES - timedelta(microseconds=1), **asked)
    (current,) = lot.state.rounds
    stopped = replace(current, phase=Phase.STOPPED)
    lot.state = replace(lot.state, rounds=(stopped,))
    lot.do(command, now=lot.CLOSES, **asked)
    ended = replace(current, phase=Phase.WITHDRAWN)
    lot.state = replace(lot.state, rounds=(ended,))
    assert lot.code_of(command, **asked) == "registration_closed"


def test_tokens_and_codes_have_their_form(lot: Any) -> None:
    """A clear value cannot stand in a token's place, nor an unknown code in a code's."""
    asked = {"actor": lot.PLATFORM}
    for wrong in ("203.0.113.5", "", "d" * 21):
        by_device = EnterHall(1, lot.code(1), wrong, ADDRESS)
        by_address = EnterHall(1, lot.code(1), DEVICE, wrong)
        assert lot.code_of(by_device, **asked) == "token_malformed"
        assert lot.code_of(by_address, **asked) == "token_malformed"
    assert lot.code_of(EnterHall(1, lot.code(9), DEVICE, ADDRESS), **asked) == "code_unknown"
    nobody = replace(acknowledged(lot), token=LotToken("张三"))
    assert lot.code_of(nobody, **asked) == "token_malformed"


def test_what_is_none_of_both_is_never_decided_here(lot: Any) -> None:
    """Another command ends in a fault of ours."""
    other: Any = CloseRound(1)
    with pytest.raises(AssertionError, match="unreachable"):
        decide_presence(lot.state, other, Asked(lot.PLATFORM, lot.OPENS, lot.SETTING))

"""Which refusals are on record, for whom to read, and how they are read back."""

from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.commands import (
    BarPerson,
    CloseRound,
    ConfirmPriority,
    QualifyApplicant,
    QualifyBidder,
)
from mingpai.auction.events import CommandRefused, FilingRefused, RoundPassedIn
from mingpai.auction.model import Ground
from mingpai.auction.objections.commands import FileObjection
from mingpai.auction.objections.model import ObjectionKind
from mingpai.auction.preparation.model import Role
from mingpai.auction.record import record, refused_by
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.ids import OfficeId

REFUSAL = refused(Code.BID_BELOW_STEP, price_fen=2, least_fen=3)


def test_a_refused_bid_of_a_code_is_on_record(lot: Any) -> None:
    """Who holds a code reads his refusal in the public journal, with its figures in order."""
    event = record(lot.state, lot.bid(1, 2), REFUSAL, actor=lot.code(1))
    assert event == CommandRefused(
        "PlaceBid", "A0001", "bid_below_step", REFUSAL.article, (("least_fen", 3), ("price_fen", 2))
    )


def test_strangers_leave_no_entry(lot: Any, empty_lot: Any) -> None:
    """An unknown code, a foreign code and an unpublished lot make no entry: they are counted."""
    assert record(lot.state, lot.bid(9, 2), REFUSAL, actor=lot.code(9)) is None
    assert record(lot.state, lot.bid(1, 2), REFUSAL, actor=lot.code(2)) is None
    assert record(empty_lot.state, lot.bid(1, 2), REFUSAL, actor=lot.code(1)) is None
    assert record(lot.state, lot.TERMS, REFUSAL, actor="court/sh-pudong") is None


def test_the_clock_is_refused_without_an_entry(lot: Any) -> None:
    """A close that came too early is nobody's refusal."""
    for actor in ("clockwork", lot.COURT):
        assert record(lot.state, CloseRound(1), refused(Code.NOT_YET_CLOSED), actor=actor) is None


@pytest.mark.rule("K01")
def test_a_refused_opening_is_on_record(empty_lot: Any) -> None:
    """A court that chose a platform off the list is on record; a made-up office is not."""
    refusal = refused(Code.PLATFORM_NOT_LISTED, platform="platform/x", platform_list="national/1")
    command = empty_lot.OPENING
    event = record(empty_lot.state, command, refusal, actor=command.court)
    assert isinstance(event, CommandRefused)
    assert event.by == command.court
    assert record(empty_lot.state, command, refusal, actor="A0001") is None
    forged = replace(command, court=OfficeId("张三"))
    assert record(empty_lot.state, forged, refusal, actor=forged.court) is None


def test_a_bidder_who_objects_is_on_record(lot: Any) -> None:
    """What a holder of a code was refused to file is kept, restricted; a stranger's is not."""
    filed = FileObjection(ObjectionKind.CONDUCT, lot.token(1), Role.OUTSIDER, lot.DIGEST)
    refusal = refused(Code.OBJECTOR_NOT_CONCERNED)
    assert isinstance(record(lot.state, filed, refusal, actor=lot.code(1)), FilingRefused)
    assert record(lot.state, filed, refusal, actor=lot.code(9)) is None


def test_a_bar_is_not_told_beside_a_code(lot: Any) -> None:
    """A bid refused for a bar stays restricted, as the bar is."""
    for code in (Code.CODE_BARRED, Code.CODE_BARRED_DEFAULTER):
        event = record(lot.state, lot.bid(1, 2), refused(code), actor=lot.code(1))
        assert isinstance(event, FilingRefused)


def test_filings_about_persons_are_restricted(lot: Any) -> None:
    """What court or platform were refused about a person stands in a restricted entry."""
    token = lot.token(4)
    for command in (
        QualifyBidder(lot.code(4), token, lot.DEPOSIT),
        QualifyApplicant(lot.code(4), token, lot.DEPOSIT, lot.DEPOSIT),
        ConfirmPriority(token, 1),
        BarPerson(token, Ground.DEFAULTER),
    ):
        for actor in (lot.COURT, lot.PLATFORM):
            event = record(lot.state, command, refused(Code.NOT_THIS_COURT), actor=actor)
            assert isinstance(event, FilingRefused)
            assert (event.command, event.by) == (type(command).__name__, actor)


def test_a_refused_notice_is_public(lot: Any) -> None:
    """What a court was refused about a lot, and not a person, is public."""
    event = record(lot.state, lot.TERMS, refused(Code.START_PRICE_TOO_LOW), actor=lot.COURT)
    assert isinstance(event, CommandRefused)


def test_a_refusal_reads_back_as_it_was_given(lot: Any) -> None:
    """The answer to a repeated command is the answer given first, word for word."""
    for refusal in (REFUSAL, refused(Code.BID_BEFORE_OPENING, early_by_ms=1)):
        event = record(lot.state, lot.bid(1, 2), refusal, actor=lot.code(1))
        assert event is not None
        assert refused_by(event) == refusal


def test_other_events_are_no_refusals(lot: Any) -> None:
    """Only a recorded refusal reads back as one."""
    assert refused_by(RoundPassedIn(1, lot.CLOSES)) is None

"""Forms are read as commands without rounding, guessing or losing what was wrong."""

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import Struct

from mingpai.auction.preparation.commands import (
    AnnounceRound,
    CorrectNotice,
    OpenDisposal,
    StartPricing,
)
from mingpai.auction.preparation.model import PriceMethod
from mingpai.auction.settlement.commands import ApplyForfeit, RecordDepositReturned
from mingpai.auction.settlement.model import Bucket
from mingpai.auction.stops.commands import ResumeBidding
from mingpai.exchange import paperwork
from mingpai.kernel.ids import ArticleId, BiddingCode
from mingpai.kernel.money import Fen
from mingpai.law.content import NoticeField
from mingpai.web.court.reading import MAX_TEXT, Unread, filled_of, read

DIGEST = paperwork.paper("paper")
AT = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)
PRICE = paperwork.Price(Fen(10_000_000), Fen(7_000_000), Fen(50_000), Fen(700_000))
FORFEIT = ApplyForfeit(((Bucket.COSTS, Fen(100)), (Bucket.REST, Fen(250))), DIGEST)
CORRECTION = CorrectNotice(NoticeField.OPENING, "改期", DIGEST, AT, AT)
RETURNED = RecordDepositReturned(BiddingCode("A0001"), Fen(1), AT.replace(second=7), 2)
SALE = paperwork.notice(PRICE, opens_at=AT, closes_at=AT)


@pytest.mark.parametrize(
    "command",
    [
        FORFEIT,
        CORRECTION,
        RETURNED,
        RecordDepositReturned(None, Fen(1), AT),
        StartPricing(PriceMethod.APPRAISAL, (PriceMethod.AGREED,), None, DIGEST),
        ResumeBidding(AT, AT, DIGEST),
        SALE,
    ],
)
def test_a_command_survives_its_form(command: Any) -> None:
    """Whatever a command says can be filled in, and is read back as the same command."""
    assert read(type(command), filled_of(command)) == command


def test_articles_stand_one_on_a_line() -> None:
    """What a notice repeats is a list of articles; a line that is none is told."""
    given = filled_of(SALE) | {"notice.repeats": "FMC2017-455:0\n\n  FS2016-18:20.2 "}
    made: Any = read(AnnounceRound, given)
    assert made.notice.repeats == (ArticleId("FMC2017-455:0"), ArticleId("FS2016-18:20.2"))
    with pytest.raises(Unread) as told:
        read(AnnounceRound, given | {"notice.repeats": "第二十条"})
    assert told.value.wrong == {"notice.repeats": "article"}


def test_times_are_those_of_shanghai() -> None:
    """A time is read as Shanghai's clock shows it, and kept as an instant in UTC."""
    given = {"opens_at": "2026-05-26T10:00", "closes_at": "2026-05-26T10:00:30"}
    made: Any = read(ResumeBidding, {**given, "announcement": DIGEST})
    assert made.opens_at == AT
    assert made.opens_at.tzinfo is UTC
    assert made.closes_at.second == 30


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("amount_fen", "1.005", "money"),
        ("amount_fen", "-1", "money"),
        ("amount_fen", "1e3", "money"),
        ("at", "2026-02-30T10:00", "instant"),
        ("at", "2026-05-26", "instant"),
        ("at", "0001-01-01T00:00", "instant"),
        ("round", "1.0", "number"),
        ("round", "1234567890", "number"),
        ("code", "a1", "bidding code"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_control(name: str, text: str, why: str) -> None:
    """Nothing is rounded or guessed; the control and the reason are named."""
    given = filled_of(RETURNED) | {name: text}
    with pytest.raises(Unread) as told:
        read(RecordDepositReturned, given)
    assert told.value.wrong == {name: why}


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("field", "colour", "choice"),
        ("text", "x" * (MAX_TEXT + 1), "long"),
        ("document", "no digest", "digest"),
        ("document", "", "missing"),
    ],
)
def test_choices_texts_and_papers_are_held_to_their_form(name: str, text: str, why: str) -> None:
    """A choice is one of those listed, a text has an end, a paper is a digest."""
    with pytest.raises(Unread) as told:
        read(CorrectNotice, filled_of(CORRECTION) | {name: text})
    assert told.value.wrong == {name: why}


def test_days_are_days() -> None:
    """A day that the calendar does not have is told, like one in another writing."""
    given = {
        "case_id": "case-1",
        "property_id": "flat-1",
        "property_class": "immovable",
        "nature": "home",
        "seized_on": "2026-02-30",
        "seizure_until": "2026/05/02",
    }
    with pytest.raises(Unread) as told:
        read(OpenDisposal, given, given={"court": "court/a"})
    assert told.value.wrong == {"seized_on": "day", "seizure_until": "day"}


def test_of_a_draft_all_that_is_missing_is_nothing() -> None:
    """What a draft lacks is read as what no guard takes, so that the engine can name it all."""
    made: Any = read(AnnounceRound, {}, is_draft=True)
    assert (made.start_price_fen, made.notice.items, made.notice.document) == (0, {}, "")
    assert made.opens_at.tzinfo is None
    with pytest.raises(Unread) as told:
        read(AnnounceRound, {"notice.items.other": "x" * (MAX_TEXT + 1)}, is_draft=True)
    assert told.value.wrong == {"notice.items.other": "long"}


def test_a_box_that_is_not_ticked_means_no() -> None:
    """Of a yes or no nothing is required: what is not ticked is not so."""

    class Told(Struct):
        upheld: bool

    assert read(Told, {}) == Told(upheld=False)
    assert read(Told, {"upheld": "1"}) == Told(upheld=True)
    assert filled_of(Told(upheld=True)) == {"upheld": "1"}
    assert filled_of(Told(upheld=False)) == {}

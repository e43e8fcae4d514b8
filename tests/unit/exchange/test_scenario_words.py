"""Phrases: every command has one in each language, read as the struct that it names."""

import typing
from datetime import date

import pytest
from msgspec.structs import fields

from mingpai.auction.commands import Command, PlaceBid, QualifyBidder
from mingpai.auction.preparation.commands import AnnounceRound, OpenDisposal, ServeDocument
from mingpai.auction.preparation.model import Paper
from mingpai.auction.settlement.commands import (
    DecideDefault,
    DistributeProceeds,
    MakeRuling,
    RecordDepositReturned,
)
from mingpai.auction.stops.commands import DeferBidding
from mingpai.exchange.scenario_words import (
    PHRASES,
    Phrase,
    Told,
    compiled,
    read_phrase,
    token_of,
)
from mingpai.law.service import Method

TOLD = Told(2026, "disposal/2026-0001", 2, "A0001")
OTHERWISE = {OpenDisposal, AnnounceRound}
"""Long acts that `exchange.scenario_notice` reads."""


def test_every_command_has_a_phrase() -> None:
    """No command of a disposal is without words, so that a table can play each."""
    told = {phrase.command for phrase in PHRASES}
    assert told | OTHERWISE == set(typing.get_args(Command))


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.command.__name__)
def test_both_languages_name_the_same_fields(phrase: Phrase) -> None:
    """Chinese and English of a phrase hold the same fields, and only fields of its command."""
    known = {field.name for field in fields(phrase.command)}
    zh = set(compiled(phrase.zh, phrase.command).groupindex)
    en = set(compiled(phrase.en, phrase.command).groupindex)
    assert zh == en
    assert zh - {"said"} <= known
    assert ("said" in zh) is bool(phrase.flag)


def test_a_bid_is_that_of_whoever_the_line_names() -> None:
    """A bid takes lot, round and code from its line, and its price as fen."""
    bid = read_phrase("出价70,000.00元", TOLD)
    assert bid == PlaceBid("disposal/2026-0001", 2, "A0001", 7_000_000)
    assert bid == read_phrase("bids 70,000.00", TOLD)


def test_a_service_is_read_in_both_languages() -> None:
    """Addressee, way, paper and day of a service are read alike in Chinese and English."""
    zh = read_phrase("向P1直接送达拍卖通知（04-01）", TOLD)
    en = read_phrase("serves party_notice on P1 by direct on 04-01", TOLD)
    assert zh == en
    assert isinstance(zh, ServeDocument)
    assert (zh.paper, zh.method, zh.on) == (Paper.PARTY_NOTICE, Method.DIRECT, date(2026, 4, 1))


def test_what_stands_in_brackets_may_be_left_out() -> None:
    """Optional parts, flags among them, are read where they are said."""
    plain = read_phrase("decides that the buyer defaulted", TOLD)
    more = read_phrase("decides that the buyer defaulted, claiming the shortfall", TOLD)
    assert isinstance(plain, DecideDefault)
    assert isinstance(more, DecideDefault)
    assert (plain.claims_shortfall, more.claims_shortfall) == (False, True)
    joint = read_phrase("registers P1 as A0001 paying 7.00 with agent P2 jointly with P3, P4", TOLD)
    assert isinstance(joint, QualifyBidder)
    assert joint.agent == token_of("P2")
    assert joint.joint == (token_of("P3"), token_of("P4"))


def test_a_year_may_be_given() -> None:
    """A day of another year than the scenario's is written in full."""
    paid = read_phrase("pays out on 2027-01-04: costs 1.00, creditors 2.00, debtor 3.00", TOLD)
    assert isinstance(paid, DistributeProceeds)
    assert paid.on == date(2027, 1, 4)


@pytest.mark.parametrize(
    "text",
    ["dances", "bids", "bids seventy", "bids 70,000.00 yuan", "", "notes suits"],
)
def test_what_no_phrase_says_is_no_command(text: str) -> None:
    """Nothing is guessed: a line that fits no phrase gives none."""
    assert read_phrase(text, TOLD) is None


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("bids 70,000.005", "70,000.005"),
        ("serves love_letter on P1 by direct on 04-01", "none of"),
        ("serves party_notice on P1 by direct on 04-31", "day"),
        ("names Px234567890123456789 as debtor", "no person"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(text: str, match: str) -> None:
    """A phrase with a wrong amount, choice, day or person is refused with what is wrong."""
    with pytest.raises(ValueError, match=match):
        read_phrase(text, TOLD)


def test_any_phrase_may_say_that_its_paper_is_missing() -> None:
    """A paper that was not put in leaves its digest empty, which the engine refuses."""
    for text in ("makes the ruling, without a paper", "作出成交裁定，未附材料"):
        bare = read_phrase(text, TOLD)
        assert isinstance(bare, MakeRuling)
        assert bare.document == ""
    full = read_phrase("makes the ruling", TOLD)
    assert isinstance(full, MakeRuling)
    assert len(full.document) == 43


def test_a_paper_may_be_said_or_left_out() -> None:
    """An approval that only some have is a paper where it is said, and nothing where it is not."""
    plain = read_phrase("defers bidding until 06-30 for higher_court", TOLD)
    more = read_phrase("决定暂缓至06-30（上级法院），经批准", TOLD)
    assert isinstance(plain, DeferBidding)
    assert isinstance(more, DeferBidding)
    assert (plain.approval, len(more.approval)) == ("", 43)


def test_whoever_holds_no_code_bids_under_none() -> None:
    """Money that an office returns to a taker is of no code; a bid may name another's."""
    taken = read_phrase("退还抵债人5.00元（05-26 10:00:00）", Told(2026, TOLD.lot, 2, "court/sh"))
    assert isinstance(taken, RecordDepositReturned)
    assert (taken.code, taken.round) == (None, None)
    earlier = read_phrase("notes 5.00 returned to A0002 of round 1 at 05-26 10:00:00", TOLD)
    assert isinstance(earlier, RecordDepositReturned)
    assert (earlier.code, earlier.round) == ("A0002", 1)
    bid = read_phrase("bids 70,000.00 under code A0002", TOLD)
    assert isinstance(bid, PlaceBid)
    assert bid.code == "A0002"

"""What the court, the platform and the clock may do, and every refusal they can meet."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.commands import (
    BarPerson,
    CloseRound,
    ConfirmPriority,
    PublishConfirmation,
    QualifyBidder,
)
from mingpai.auction.decide import CLOCKWORK, MAX_RANK
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Ground, Standing, StepRule
from mingpai.auction.objections.commands import FileObjection
from mingpai.auction.objections.model import ObjectionKind
from mingpai.auction.papers import IssuePaper, PaperKind
from mingpai.auction.preparation.events import SeizureRenewed
from mingpai.auction.preparation.model import Role
from mingpai.auction.settlement.commands import AskCreditors
from mingpai.auction.stops.commands import ReportEmergency, StayBidding, SuspendInEmergency
from mingpai.auction.stops.model import StopGround
from mingpai.kernel.canon import canonical_struct
from mingpai.kernel.ids import OfficeId
from mingpai.kernel.money import MAX_FEN

TICK = timedelta.resolution
OTHER_COURT = OfficeId("court/sh-pudong")


def test_a_command_of_another_domain_is_our_fault(lot: Any) -> None:
    """What is no command of a disposal never ends in a decision."""
    with pytest.raises(AssertionError, match="unreachable"):
        lot.ask(object())


def test_an_event_has_the_same_bytes_whatever_the_offset_of_the_clock(lot: Any) -> None:
    """A bid, an emergency stop and a close told in Beijing's time are those told in UTC."""
    shanghai = timezone(timedelta(hours=8))

    def bytes_at(now: datetime, command: Any, actor: str) -> list[bytes]:
        told = (now, now.astimezone(shanghai))
        return [canonical_struct(lot.ask(command, actor=actor, now=one)[0]) for one in told]

    last = lot.CLOSES - timedelta(minutes=1)
    here, there = bytes_at(last, lot.bid(1, lot.START), lot.code(1))
    assert here == there
    lot.do(SuspendInEmergency(StopGround.SYSTEM_FAILURE, "A" * 43), actor=lot.PLATFORM, now=last)
    reported = ReportEmergency("A" * 43)
    here, there = bytes_at(last, reported, lot.PLATFORM)
    assert here == there
    assert b"+08:00" not in here


# The notice: what it is made of is proved in `preparation`; here, that it is asked ------------


def _terms_code(lot: Any, **terms: Any) -> str:
    return str(lot.code_of(replace(lot.TERMS, **terms), now=lot.NOTICE))


def test_a_notice_carries_the_day_and_utc(empty_lot: Any) -> None:
    """A notice records its day in Shanghai, and its instants in UTC whatever the offset given."""
    shanghai = timezone(timedelta(hours=8))
    lot = empty_lot.prepare()
    terms = replace(
        lot.TERMS,
        opens_at=lot.OPENS.astimezone(shanghai),
        closes_at=lot.CLOSES.astimezone(shanghai),
    )
    event = lot.do(terms, now=datetime(2026, 4, 19, 16, 0, tzinfo=UTC))
    assert event.announced_on == date(2026, 4, 20)
    assert (event.opens_at.tzinfo, event.closes_at.tzinfo) == (UTC, UTC)
    assert event.step_rule is StepRule.AT_LEAST_STEP


def test_a_notice_needs_an_open_disposal_and_its_court(empty_lot: Any) -> None:
    """No notice before the opening, and none by another court or the platform."""
    assert empty_lot.code_of(empty_lot.TERMS) == "not_open"
    empty_lot.prepare()
    for actor in (OTHER_COURT, empty_lot.PLATFORM, "A0001"):
        assert empty_lot.code_of(empty_lot.TERMS, actor=actor) == "not_this_court"


def test_a_round_is_announced_once(lot: Any) -> None:
    """A published notice is not replaced by another."""
    assert _terms_code(lot) == "already_announced"


AMOUNTS = ["start_price_fen", "step_fen", "deposit_fen"]


@pytest.mark.parametrize("field", AMOUNTS)
@pytest.mark.parametrize("amount", [0, -1, MAX_FEN + 1, True, 1.5, "1"])
def test_terms_are_whole_amounts(empty_lot: Any, field: str, amount: object) -> None:
    """Each amount of a notice is a positive whole number of fen within the bounds."""
    assert _terms_code(empty_lot.prepare(), **{field: amount}) == "terms_out_of_range"


@pytest.mark.parametrize("field", ["opens_at", "closes_at"])
@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 5, 25, 2, 0),  # noqa: DTZ001 - an instant without offset is the point
        datetime(3000, 1, 1, tzinfo=UTC),
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=12))),
    ],
)
def test_instants_have_an_offset_and_a_bound(empty_lot: Any, field: str, instant: datetime) -> None:
    """A time without offset, or at the end of the calendar, is refused and never compared."""
    assert _terms_code(empty_lot.prepare(), **{field: instant}) == "instant_malformed"


@pytest.mark.rule("K10")
def test_the_start_price_reaches_seventy_percent(empty_lot: Any) -> None:
    """70 % of the reference price is enough; a fen less is refused with the least amount."""
    lot = empty_lot.prepare()
    command = replace(lot.TERMS, start_price_fen=lot.START - 1)
    refusal = lot.refusal(command, now=lot.NOTICE)
    assert (refusal.code, refusal.article) == ("start_price_too_low", "FS2016-18:10.2")
    assert refusal.facts["least_fen"] == lot.START
    lot.do(lot.TERMS, now=lot.NOTICE)


@pytest.mark.rule("K12")
@pytest.mark.parametrize(("percent", "slip"), [(5, -1), (20, 1)])
def test_the_deposit_is_a_share_of_the_start_price(empty_lot: Any, percent: int, slip: int) -> None:
    """A fen below 5 % or above 20 % of the start price (not of the reference) is refused."""
    lot = empty_lot.prepare()
    bound = lot.START * percent // 100
    refusal = lot.refusal(replace(lot.TERMS, deposit_fen=bound + slip), now=lot.NOTICE)
    assert (refusal.code, refusal.article) == ("deposit_out_of_range", "FS2016-18:17.1")
    assert (refusal.facts["least_fen"], refusal.facts["most_fen"]) == (350_000, 1_400_000)


@pytest.mark.rule("K15")
def test_the_window_has_twenty_four_hours(empty_lot: Any) -> None:
    """24 hours of bidding are enough; an instant less is not, nor a close before the opening."""
    lot = empty_lot.prepare()
    refusal = lot.refusal(
        replace(lot.TERMS, closes_at=lot.CLOSES - timedelta(seconds=1)), now=lot.NOTICE
    )
    assert refusal.code == "window_too_short"
    assert refusal.facts == {"window_s": 86_399, "least_s": 86_400}
    assert _terms_code(lot, closes_at=lot.CLOSES - TICK) == "window_too_short"
    assert _terms_code(lot, closes_at=lot.OPENS - TICK) == "window_too_short"
    lot.do(lot.TERMS, now=lot.NOTICE)


def test_each_part_is_asked_for_its_own(lot: Any) -> None:
    """Stops, settlement, objections and papers are decided by their own parts."""
    filed = FileObjection(ObjectionKind.CONDUCT, lot.token(7), Role.OUTSIDER, lot.DIGEST)
    events = lot.ask(filed, now=lot.NOTICE)
    assert [type(event).__name__ for event in events] == ["ObjectionFiled", "ObjectorNamed"]
    paper = IssuePaper(PaperKind.NOTICE, 1, "0000-0000-0000-0000", lot.DIGEST, lot.DIGEST)
    assert type(lot.do(paper, now=lot.NOTICE)).__name__ == "PaperIssued"
    lot.close()
    asked = AskCreditors(date(2026, 5, 26), lot.DIGEST)
    assert type(lot.do(asked, now=lot.CLOSES)).__name__ == "CreditorsAsked"


# A round that stands still --------------------------------------------------------------------


@pytest.fixture
def stopped(lot: Any) -> Any:
    """Return a lot whose bidding the court stayed an hour after the opening."""
    stay = StayBidding(StopGround.BANKRUPTCY, lot.DIGEST)
    lot.do(stay, now=lot.OPENS + timedelta(hours=1))
    return lot


def test_nothing_closes_while_bidding_stands_still(stopped: Any) -> None:
    """The clock does not close a round that stands still, and nothing is confirmed."""
    late = stopped.CLOSES + timedelta(days=3)
    assert stopped.code_of(CloseRound(1), actor=CLOCKWORK, now=late) == "bidding_stopped"
    confirmation = PublishConfirmation(1, stopped.DIGEST, stopped.DIGEST)
    early = stopped.refusal(confirmation, now=late)
    assert (early.code, early.facts) == ("not_yet_closed", {"early_by_ms": 0})


def test_registration_goes_on_while_bidding_stands_still(stopped: Any) -> None:
    """Bidding has not ended, so codes are still handed out (第十八条)."""
    command = QualifyBidder(stopped.code(4), stopped.token(4), stopped.DEPOSIT)
    stopped.do(command, now=stopped.CLOSES + timedelta(days=3))


# Persons --------------------------------------------------------------------------------------


@pytest.mark.rule("K24")
def test_only_the_court_confirms_priority(lot: Any) -> None:
    """Neither the platform nor the holder confirms a priority right."""
    command = ConfirmPriority(lot.token(4), 1)
    for actor in (lot.PLATFORM, OTHER_COURT, "A0004"):
        assert lot.code_of(command, actor=actor) == "not_this_court"
    lot.do(command)


def test_persons_need_an_open_disposal(empty_lot: Any) -> None:
    """Nothing is recorded of a person, and no code issued, before the disposal is open."""
    token = empty_lot.token(1)
    for command in (
        ConfirmPriority(token, 1),
        BarPerson(token, Ground.COURT_STAFF),
        QualifyBidder(empty_lot.code(1), token, empty_lot.DEPOSIT),
    ):
        assert empty_lot.code_of(command) == "not_open"


@pytest.mark.rule("K24")
@pytest.mark.parametrize("rank", [0, -1, MAX_RANK + 1, True, 1.0])
def test_a_rank_is_a_small_whole_number(lot: Any, rank: Any) -> None:
    """Ranks run from 1 to 9; nothing else is one."""
    assert lot.code_of(ConfirmPriority(lot.token(4), rank)) == "rank_out_of_range"


@pytest.mark.rule("K24")
def test_a_code_has_no_rank_before_the_court_confirms(make_lot: Any) -> None:
    """The same person gets an ordinary code without confirmation and a ranked one after it."""
    lot = make_lot().announce()
    command = QualifyBidder(lot.code(1), lot.token(1), lot.DEPOSIT)
    assert lot.ask(command)[0].standing is Standing.ORDINARY
    lot.do(ConfirmPriority(lot.token(1), 2), now=lot.NOTICE)
    event = lot.do(command)
    assert (event.standing, event.rank) == (Standing.PRIORITY, 2)


@pytest.mark.rule("K24")
def test_priority_comes_before_the_code(lot: Any) -> None:
    """Who holds an ordinary code of a running round goes on as an ordinary bidder."""
    command = ConfirmPriority(lot.token(1), 1)
    assert lot.code_of(command) == "priority_too_late"
    lot.close()
    lot.do(command)  # for a later round


def test_a_malformed_token_is_refused(lot: Any) -> None:
    """A token that could hold a name is refused in every command about a person."""
    for command in (
        ConfirmPriority("张三", 1),  # type: ignore[arg-type]
        BarPerson("张三", Ground.DEFAULTER),  # type: ignore[arg-type]
        QualifyBidder(lot.code(4), "张三", lot.DEPOSIT),  # type: ignore[arg-type]
    ):
        assert lot.code_of(command) == "token_malformed"


@pytest.mark.rule("K21")
@pytest.mark.parametrize("ground", list(Ground))
def test_a_barred_person_gets_no_code(lot: Any, ground: Ground) -> None:
    """A person barred before registering gets no code, under the article of his ground."""
    lot.do(BarPerson(lot.token(4), ground))
    refusal = lot.refusal(QualifyBidder(lot.code(4), lot.token(4), lot.DEPOSIT))
    expected = {
        True: ("person_barred_defaulter", "FS2016-18:24.2"),
        False: ("person_barred", "FS2016-18:34"),
    }[ground is Ground.DEFAULTER]
    assert (refusal.code, refusal.article, refusal.facts) == (*expected, {})


# The end --------------------------------------------------------------------------------------


def test_only_the_clock_closes(lot: Any) -> None:
    """Neither court nor platform closes a round, sooner or later."""
    for actor in (lot.COURT, lot.PLATFORM, "A0001"):
        assert lot.code_of(CloseRound(1), actor=actor, now=lot.CLOSES) == "not_the_clockwork"


def test_a_round_closes_at_its_close_and_once(lot: Any) -> None:
    """Before the close it is too early, at the close it happens, afterwards it has happened."""
    early = lot.refusal(CloseRound(1), actor=CLOCKWORK, now=lot.CLOSES - timedelta(seconds=1))
    assert (early.code, early.facts) == ("not_yet_closed", {"early_by_ms": 1000})
    lot.close()
    assert lot.code_of(CloseRound(1), actor=CLOCKWORK, now=lot.CLOSES) == "already_closed"


def test_a_close_names_the_current_round(empty_lot: Any) -> None:
    """Nothing closes before a notice, and no round but the current one."""
    lot = empty_lot.prepare()
    assert lot.code_of(CloseRound(1), actor=CLOCKWORK) == "lot_not_published"
    lot.do(lot.TERMS, now=lot.NOTICE)
    refusal = lot.refusal(CloseRound(2), actor=CLOCKWORK, now=lot.CLOSES)
    assert (refusal.code, refusal.facts) == ("round_not_current", {"round": 1})


def test_no_bid_no_sale(lot: Any) -> None:
    """A round without a bid passes in at its close, however late the timer runs."""
    event = lot.do(CloseRound(1), actor=CLOCKWORK, now=lot.CLOSES + timedelta(days=3))
    assert (type(event).__name__, event.closed_at) == ("RoundPassedIn", lot.CLOSES)


def test_one_bidder_suffices(make_lot: Any) -> None:
    """A single bid at the start price, by the only bidder, is a sale (第十一条)."""
    lot = make_lot().announce().qualify(1)
    lot.place(1, lot.START)
    event = lot.close()
    assert (event.code, event.price_fen, event.bids) == ("A0001", lot.START, 1)
    assert event.closed_at == lot.CLOSES


@pytest.mark.rule("K28")
def test_a_sale_is_confirmed_without_a_name(lot: Any) -> None:
    """The confirmation publishes code, price, a commitment to the buyer and the digest."""
    lot.place(1, lot.START)
    lot.close()
    event = lot.confirm()
    assert (event.code, event.price_fen) == ("A0001", lot.START)
    assert (event.buyer, event.document) == (lot.DIGEST, lot.DIGEST)


@pytest.mark.rule("K28")
def test_what_was_not_sold_is_not_confirmed(empty_lot: Any) -> None:
    """A confirmation waits for opening, notice, close and sale, and comes once."""
    lot = empty_lot
    command = PublishConfirmation(1, lot.DIGEST, lot.DIGEST)
    seen = [lot.code_of(command)]
    lot.prepare()
    seen.append(lot.code_of(command))
    lot.do(lot.TERMS, now=lot.NOTICE)
    lot.qualify(1)
    seen.append(lot.code_of(command, now=lot.CLOSES))
    seen.append(lot.code_of(replace(command, round=2)))
    lot.place(1, lot.START)
    lot.close()
    seen.append(lot.code_of(command, actor=OTHER_COURT))
    lot.confirm()
    seen.append(lot.code_of(command))
    assert seen == [
        "not_open",
        "lot_not_published",
        "not_yet_closed",
        "round_not_current",
        "not_this_court",
        "already_confirmed",
    ]


def test_a_lot_passed_in_is_not_confirmed(lot: Any) -> None:
    """Without a bid there is nothing to confirm."""
    lot.close()
    assert lot.code_of(PublishConfirmation(1, lot.DIGEST, lot.DIGEST)) == "not_sold"


@pytest.mark.parametrize("wrong", ["", "李四", "A" * 42, "A" * 44, "A" * 42 + "B", "A" * 42 + "="])
def test_no_name_stands_where_a_digest_belongs(lot: Any, wrong: str) -> None:
    """Buyer and document are digests of 32 bytes, so that no name is published for ever."""
    lot.place(1, lot.START)
    lot.close()
    for command in (
        PublishConfirmation(1, wrong, lot.DIGEST),
        PublishConfirmation(1, lot.DIGEST, wrong),
    ):
        assert lot.code_of(command) == "digest_malformed"


@pytest.mark.rule("K39")
def test_nobody_registers_once_the_seizure_lapsed(lot: Any) -> None:
    """Though bidding goes on; on its last day he still may."""
    lot.state = evolve(lot.state, SeizureRenewed(date(2026, 5, 25), lot.DIGEST))
    command = QualifyBidder(lot.code(8), lot.token(8), lot.DEPOSIT)
    assert lot.code_of(command, now=lot.CLOSES - timedelta(seconds=1)) == "seizure_lapsed"
    lot.do(command, now=lot.OPENS)

"""How bidding goes on after a stop, and how a round or a disposal is withdrawn instead."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai.auction.model import Phase, RoundKind, Stage, stage_at
from mingpai.auction.objections.events import (
    ObjectionDecided,
    ObjectionDecisionServed,
    ObjectionFiled,
)
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.events import (
    ClaimsRecorded,
    PriceFixed,
    PriceObjectionSettled,
    SeizureRenewed,
)
from mingpai.auction.preparation.model import PriceMethod, Role
from mingpai.auction.settlement.model import Ending
from mingpai.auction.stops.commands import (
    DeferBidding,
    RecordCauseEnded,
    ResumeBidding,
    StayBidding,
    WithdrawRound,
)
from mingpai.auction.stops.events import CauseEnded
from mingpai.auction.stops.model import ROUND_ALONE, StopGround, WithdrawalGround
from mingpai.kernel.money import Fen

PAPER = "A" * 43
MS = timedelta(milliseconds=1)
SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)
DEFER = DeferBidding(StopGround.AGREED_SECURITY, date(2026, 6, 10), PAPER)
STAY = StayBidding(StopGround.BANKRUPTCY, PAPER)
WITHDRAW = WithdrawRound(WithdrawalGround.SETTLEMENT, PAPER)
CAUSE = RecordCauseEnded(date(2026, 5, 25), PAPER)


def resume(opens_at: datetime, time: timedelta) -> ResumeBidding:
    """Return the order to resume at an instant, for so long."""
    return ResumeBidding(opens_at, opens_at + time, PAPER)


def claim(number: int = 1) -> ObjectionFiled:
    """Return an outsider's claim, filed on the day of the opening."""
    kind, day = ObjectionKind.OUTSIDER_CLAIM, date(2026, 5, 25)
    return ObjectionFiled(number, kind, Role.OUTSIDER, day, None, PAPER)


def decided(number: int, outcome: Outcome) -> ObjectionDecided:
    """Return the decision on a claim, on the same day."""
    return ObjectionDecided(number, outcome, date(2026, 5, 25), PAPER)


# Going on -------------------------------------------------------------------------------------


def test_a_stay_resumes_once_its_cause_ended(course: Any) -> None:
    """Bids and codes stand; the hours are those that the court published."""
    course.bid()
    now = course.OPENS + HOUR
    course.do(STAY, now=now)
    order = resume(now + DAY, 23 * HOUR)
    assert course.code_of(order, now=now) == "cause_not_ended"
    course.do(CAUSE, now=now)
    book = course.current.book
    _, told = course.ask(order, now=now)
    assert (told.codes, told.document) == (tuple(course.current.bidders), PAPER)
    course.do(order, now=now)
    assert course.current.terms.opens_at == order.opens_at
    assert course.current.book == replace(book, closes_at=order.closes_at)
    assert course.current.stop is None
    assert stage_at(course.state, now=now) is Stage.PUBLISHED
    assert stage_at(course.state, now=order.opens_at) is Stage.BIDDING


def test_a_deferment_resumes_after_its_last_day_or_once_its_cause_ended(course: Any) -> None:
    """On the last day of its term it still runs, unless its cause is on record as ended."""
    course.do(DEFER)
    last = datetime.fromisoformat("2026-06-10T12:00Z")
    order = resume(last + 2 * DAY, DAY)
    assert course.refusal(order, now=last).facts == {"kind": "deferment", "until": "2026-06-10"}
    assert course.ask(order, now=last + DAY)[0].opens_at == order.opens_at
    course.do(CAUSE, now=last)
    assert course.ask(order, now=last)[0].opens_at == order.opens_at


@pytest.mark.rule("K34")
def test_a_late_resumption_is_done_late(course: Any) -> None:
    """After more than five days bidding resumes all the same; the breach is the detector's."""
    course.do(DEFER)
    now = datetime.fromisoformat("2026-07-10T12:00Z")
    assert course.ask(resume(now + HOUR, DAY), now=now)[0].closes_at == now + HOUR + DAY


@pytest.mark.rule("K16")
def test_the_nineteen_seconds_become_a_whole_cycle(course: Any) -> None:
    """A stop nineteen seconds before the close is followed by at least a whole five minutes."""
    at = course.CLOSES - 19 * SECOND
    course.bid().suspended(now=at)
    course.happened(CauseEnded(1, date(2026, 5, 26), PAPER))
    start = at + HOUR
    refusal = course.refusal(resume(start, 5 * MINUTE - MS), now=at)
    assert refusal.code == "time_left_too_short"
    assert refusal.facts == {"given_s": 299, "least_s": 300}
    assert course.ask(resume(start, 5 * MINUTE), now=at)[0].closes_at == start + 5 * MINUTE


def test_the_least_time_is_told_in_whole_seconds(course: Any) -> None:
    """What was left is rounded up, what is given down: nobody is told a time that is too short."""
    at = course.CLOSES - 2 * HOUR + 300 * MS
    course.suspended(now=at).happened(CauseEnded(1, date(2026, 5, 26), PAPER))
    refusal = course.refusal(resume(at + DAY, 2 * HOUR - 301 * MS), now=at)
    assert refusal.facts == {"given_s": 7199, "least_s": 7200}
    assert {type(value) for value in refusal.facts.values()} == {int}


def test_all_the_time_that_was_left_is_given_back(course: Any) -> None:
    """A resumption may give more than was left, and never less."""
    at = course.CLOSES - 2 * HOUR
    course.suspended(now=at).happened(CauseEnded(1, date(2026, 5, 26), PAPER))
    start = at + HOUR
    refusal = course.refusal(resume(start, 2 * HOUR - MS), now=at)
    assert refusal.facts == {"given_s": 7199, "least_s": 7200}
    for time in (2 * HOUR, 3 * HOUR):
        assert course.ask(resume(start, time), now=at)[0].closes_at == start + time


def test_a_resumption_is_published_beforehand(course: Any) -> None:
    """It begins later than it is ordered, so that bidders know of it."""
    course.suspended().happened(CauseEnded(1, date(2026, 5, 25), PAPER))
    now = course.OPENS + HOUR
    refusal = course.refusal(resume(now, DAY), now=now)
    assert refusal.code == "resumes_too_soon"
    assert refusal.facts["earliest"] == "2026-05-25T11:00:00+08:00"
    assert course.ask(resume(now + MS, DAY), now=now)[0].opens_at == now + MS


def test_what_had_not_begun_keeps_its_notice_and_gets_a_whole_window(course: Any) -> None:
    """Stopped before the opening, it opens no earlier than announced and for a whole window."""
    course.do(DEFER, now=course.NOTICE)
    course.happened(CauseEnded(1, date(2026, 4, 21), PAPER))
    now = course.NOTICE + 2 * DAY
    assert course.code_of(resume(course.OPENS - MS, DAY), now=now) == "resumes_too_soon"
    short = course.refusal(resume(course.OPENS, DAY - MS), now=now)
    assert (short.code, short.facts["least_s"]) == ("time_left_too_short", 86_400)
    assert course.ask(resume(course.OPENS, DAY), now=now)[0].opens_at == course.OPENS
    assert course.ask(resume(course.OPENS + DAY, DAY), now=now)[0].closes_at


def test_a_sale_that_had_not_begun_keeps_its_period(make_course: Any) -> None:
    """The sixty days of a 变卖 are not cut down to a window by a stop before their first."""
    closes_at = make_course.OPENS + 60 * DAY
    course = make_course().opened().announced(RoundKind.SALE, closes_at=closes_at)
    course.do(DEFER, now=course.NOTICE)
    course.happened(CauseEnded(1, date(2026, 4, 21), PAPER))
    now = course.NOTICE + 2 * DAY
    assert course.code_of(resume(course.OPENS, 60 * DAY - MS), now=now) == "time_left_too_short"
    assert course.ask(resume(course.OPENS, 60 * DAY), now=now)[0].closes_at == closes_at


def test_a_round_stopped_again_before_it_went_on_gets_what_it_had(course: Any) -> None:
    """Between a resumption and its hour the time that was published is the time that is left."""
    at = course.OPENS + 22 * HOUR
    course.bid().suspended(now=at)
    course.happened(CauseEnded(1, date(2026, 5, 26), PAPER))
    course.do(resume(at + DAY, 2 * HOUR), now=at)
    course.do(STAY, now=at + HOUR)
    assert course.stop.left == 2 * HOUR
    course.happened(CauseEnded(1, date(2026, 5, 26), PAPER))
    again = at + 2 * DAY
    assert course.code_of(resume(again, 2 * HOUR - MS), now=at + HOUR) == "time_left_too_short"
    assert course.ask(resume(again, 2 * HOUR), now=at + HOUR)[0].closes_at == again + 2 * HOUR


def test_instants_are_kept_in_utc_and_must_have_an_offset(course: Any) -> None:
    """A time in Shanghai is the same instant; a time of nowhere is none."""
    course.suspended().happened(CauseEnded(1, date(2026, 5, 25), PAPER))
    here = (course.OPENS + HOUR).astimezone(timezone(8 * HOUR))
    event = course.ask(resume(here, DAY))[0]
    assert event.opens_at.isoformat() == "2026-05-25T03:00:00+00:00"
    naive = resume(datetime(2026, 6, 1), DAY)  # noqa: DTZ001 - what must be refused
    assert course.code_of(naive) == "instant_malformed"
    assert course.code_of(replace(resume(here, DAY), announcement="")) == "paper_malformed"


def test_nothing_resumes_that_does_not_stand_still(make_course: Any) -> None:
    """Neither a round that runs nor a disposal without one."""
    order = resume(make_course.OPENS + HOUR, DAY)
    assert make_course().opened().code_of(order) == "not_stopped"
    assert make_course().opened().announced().code_of(order) == "not_stopped"


# What stands in the way -----------------------------------------------------------------------


def test_an_outsiders_claim_is_decided_before_bidding_resumes(course: Any) -> None:
    """While it is open, upheld, or open to a suit, nothing resumes; then it does."""
    course.happened(claim())
    course.do(StayBidding(StopGround.OUTSIDER_CLAIM, PAPER))
    course.happened(CauseEnded(1, date(2026, 5, 25), PAPER))
    order = resume(course.OPENS + 60 * DAY, DAY)
    refusal = course.refusal(order)
    assert (refusal.code, refusal.facts) == ("outsider_claim_open", {"objection": 1})
    state = course.state
    course.happened(ObjectionDecided(1, Outcome.UPHELD, date(2026, 5, 28), PAPER))
    assert course.code_of(order) == "outsider_claim_open"
    course.state = state
    course.happened(ObjectionDecided(1, Outcome.REJECTED, date(2026, 5, 28), PAPER))
    assert course.code_of(order) == "outsider_claim_open"
    course.happened(ObjectionDecisionServed(1, date(2026, 5, 29), PAPER))
    last = datetime.fromisoformat("2026-06-15T00:00Z")  # 06-13 is a Saturday
    assert course.code_of(order, now=last) == "outsider_claim_open"
    assert course.ask(order, now=last + DAY)[0].opens_at == order.opens_at


def test_a_partys_objection_stops_only_what_the_court_stops(course: Any) -> None:
    """The court may go on while a party's objection is under review."""
    kind, day = ObjectionKind.CONDUCT, date(2026, 5, 25)
    course.happened(ObjectionFiled(1, kind, Role.DEBTOR, day, None, PAPER))
    course.do(StayBidding(StopGround.OBJECTION, PAPER))
    course.happened(CauseEnded(1, day, PAPER))
    assert course.ask(resume(course.OPENS + DAY, DAY))[0].round == 1


@pytest.mark.rule("K39")
def test_nothing_resumes_once_the_seizure_lapsed(make_course: Any) -> None:
    """What is not seized any more is not sold; where no seizure is on file none has lapsed."""
    day = date(2026, 5, 25)
    order = resume(make_course.OPENS + 2 * DAY, DAY)
    for until, refused in ((day, False), (day - DAY, True), (None, False)):
        course = make_course().opened(until).announced().suspended()
        course.happened(CauseEnded(1, day, PAPER))
        decision = course.ask(order)
        assert (getattr(decision, "code", "") == "seizure_lapsed") is refused


@pytest.mark.rule("K37")
def test_an_auction_that_had_not_begun_opens_while_its_price_carries_it(make_course: Any) -> None:
    """Six months after the price lapsed it cannot open; what had begun goes on."""
    price = PriceFixed(
        PriceMethod.APPRAISAL, Fen(10_000_000), date(2025, 12, 1), date(2026, 4, 30), PAPER
    )
    ended = CauseEnded(1, date(2026, 5, 25), PAPER)
    late = datetime.fromisoformat("2026-11-01T02:00Z")
    for at, code in ((make_course.NOTICE, "price_lapsed"), (make_course.OPENS, "")):
        course = make_course().opened().happened(price).announced().suspended(now=at)
        course.happened(ended)
        assert getattr(course.ask(resume(late, DAY)), "code", "") == code
        assert course.ask(resume(late - 2 * DAY, DAY))[0].round == 1


# 撤回 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", list(WithdrawalGround))
def test_a_withdrawal_ends_the_round_and_mostly_the_disposal(
    course: Any, ground: WithdrawalGround
) -> None:
    """Where only the notice, the price or a bidder was at fault the property stays for sale."""
    course.bid()
    if ground is WithdrawalGround.OUTSIDER_CLAIM_UPHELD:
        course.happened(claim(), decided(1, Outcome.UPHELD))
    event = course.do(WithdrawRound(ground, PAPER), now=course.CLOSES - MS)
    assert (event.round, event.at) == (1, course.CLOSES - MS)
    assert (course.current.phase, course.current.closed_at) == (Phase.WITHDRAWN, event.at)
    ending = None if ground in ROUND_ALONE else Ending.WITHDRAWN
    assert course.state.file.ending is ending


def test_an_outsiders_claim_is_a_ground_once_it_is_upheld(course: Any) -> None:
    """Without a claim, before its decision, or once it fell, nothing is withdrawn for it."""
    withdraw = WithdrawRound(WithdrawalGround.OUTSIDER_CLAIM_UPHELD, PAPER)
    conduct = replace(claim(1), kind=ObjectionKind.CONDUCT)
    for happened in (
        (),
        (conduct, decided(1, Outcome.UPHELD)),
        (claim(2),),
        (decided(2, Outcome.REJECTED),),
        (claim(3), decided(3, Outcome.WITHDRAWN)),
    ):
        course.happened(*happened)
        refusal = course.refusal(withdraw)
        assert (refusal.code, refusal.article) == ("claim_not_upheld", "FS2004-16:17")
    course.happened(claim(4), decided(4, Outcome.UPHELD))
    assert course.do(withdraw).ground is WithdrawalGround.OUTSIDER_CLAIM_UPHELD


def test_debt_performed_before_the_auction_day_stops_the_auction(course: Any) -> None:
    """Whoever paid all before the auction day is sold nothing: the round ends without result."""
    course.do(WithdrawRound(WithdrawalGround.DEBT_PERFORMED, PAPER), now=course.OPENS - DAY)
    assert stage_at(course.state, now=course.CLOSES) is Stage.WITHDRAWN


def test_a_round_that_stands_still_can_be_withdrawn(course: Any) -> None:
    """Even after the hour of its first close, which a stop put off."""
    course.do(STAY)
    assert course.do(WITHDRAW, now=course.CLOSES + DAY).round == 1
    assert course.current.stop is None


def test_withdrawal_ends_with_the_close(course: Any) -> None:
    """At the close it is too late, whether or not the close is on record yet."""
    assert course.code_of(WITHDRAW, now=course.CLOSES) == "withdrawal_too_late"
    assert course.code_of(replace(WITHDRAW, decision="")) == "paper_malformed"
    assert course.sold().code_of(WITHDRAW, now=course.CLOSES) == "withdrawal_too_late"


def test_a_disposal_without_a_round_is_withdrawn_as_a_whole(make_course: Any) -> None:
    """Before the first notice and after a failure; on a ground of a round alone there is none."""
    alone = WithdrawRound(WithdrawalGround.NOTICE_DEFECTIVE, PAPER)
    for course in (make_course().opened(), make_course().opened().announced().passed_in()):
        assert course.code_of(alone) == "no_round_runs"
        assert course.do(WITHDRAW, now=course.CLOSES).round == 0
        assert course.state.file.ending is Ending.WITHDRAWN


# What else stands in its way ---------------------------------------------------------------------


@pytest.mark.rule("K39")
def test_bidding_resumes_only_until_the_seizure_ends(course: Any) -> None:
    """Its last day still holds; a close beyond it needs a renewal first."""
    course.happened(SeizureRenewed(date(2026, 5, 27), PAPER))
    course.do(STAY)
    course.do(CAUSE)
    late = resume(course.OPENS + 2 * DAY, DAY)
    refusal = course.refusal(late)
    assert refusal.code == "seizure_ends_too_soon"
    assert refusal.facts == {"until": "2026-05-27", "closes_on": "2026-05-28"}
    course.do(resume(course.OPENS + DAY, DAY))


def test_nothing_resumes_on_a_price_that_was_found_wrong(course: Any) -> None:
    """The round that ran then is withdrawn; another round rests on another price."""
    course.do(STAY)
    course.do(CAUSE)
    course.happened(PriceObjectionSettled(upheld=True, decision=PAPER))
    assert course.code_of(resume(course.OPENS + DAY, DAY)) == "price_found_wrong"


def test_nothing_resumes_once_the_debt_is_covered(course: Any) -> None:
    """Unless the debtor agrees that all is sold."""
    course.do(STAY)
    course.do(CAUSE)
    covered = ClaimsRecorded(Fen(1), Fen(0), Fen(0), Fen(1))
    course.happened(covered)
    order = resume(course.OPENS + DAY, DAY)
    assert course.code_of(order) == "debt_covered"
    course.happened(replace(covered, consent=PAPER))
    course.do(order)

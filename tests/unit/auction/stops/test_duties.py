"""What is owed while a round stands still, by whom, until when."""

from datetime import date, datetime
from typing import Any

import pytest

from mingpai.auction.duty import Party
from mingpai.auction.objections.events import ObjectionDecided, ObjectionFiled
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.preparation.events import (
    ClaimsRecorded,
    PriceObjectionSettled,
    SeizureRenewed,
)
from mingpai.auction.preparation.model import Role
from mingpai.auction.settlement.events import DisposalEnded
from mingpai.auction.settlement.model import Ending
from mingpai.auction.stops.commands import DeferBidding, StayBidding
from mingpai.auction.stops.duties import duties_of_stops
from mingpai.auction.stops.events import BiddingStopped, CauseEnded, EmergencyReported
from mingpai.auction.stops.model import StopGround, StopKind
from mingpai.kernel.money import Fen
from mingpai.law.articles import article_of

PAPER = "A" * 43
CLAIM = ObjectionFiled(
    1, ObjectionKind.OUTSIDER_CLAIM, Role.OUTSIDER, date(2026, 5, 25), None, PAPER
)


def test_a_round_that_runs_owes_nothing(course: Any, make_course: Any) -> None:
    """Neither does a disposal without a round, nor one that is over or was passed in."""
    assert course.duties() == {}
    assert make_course().opened().duties() == {}
    course.suspended()
    assert course.happened(DisposalEnded(Ending.RETURNED, PAPER)).duties() == {}
    assert make_course().opened().announced().passed_in().duties() == {}


@pytest.mark.rule("K35")
def test_an_emergency_stop_is_to_be_reported_at_once(course: Any) -> None:
    """The platform owes the report from the stop on, without any term, until it is made."""
    duty = course.suspended().duties()["report_emergency"]
    assert (duty.by, duty.since, duty.until) == (Party.PLATFORM, course.OPENS, None)
    assert duty.rule == "K35"
    assert course.happened(EmergencyReported(1, course.OPENS, PAPER)).duties() == {}


@pytest.mark.rule("K33")
@pytest.mark.parametrize(
    ("kind", "by"), [(StopKind.STAY, Party.COURT), (StopKind.EMERGENCY, Party.PLATFORM)]
)
def test_a_stop_whose_reason_is_not_published_owes_it(
    course: Any, kind: StopKind, by: Party
) -> None:
    """Whoever stopped bidding owes the published reason, whose digest the stop must carry."""
    course.happened(BiddingStopped(1, course.OPENS, kind, StopGround.BANKRUPTCY, ""))
    duty = course.duties()["publish_stop_reason"]
    assert (duty.by, duty.rule, duty.since) == (by, "K33", course.OPENS)


@pytest.mark.rule("K34")
def test_bidding_is_to_resume_within_five_days(course: Any) -> None:
    """The day on which the cause ended is not counted; a last day off moves to the next."""
    course.do(StayBidding(StopGround.BANKRUPTCY, PAPER))
    assert course.duties() == {}
    course.happened(CauseEnded(1, date(2026, 5, 26), PAPER))
    duty = course.duties()["resume_bidding"]
    assert (duty.since, duty.until) == (date(2026, 5, 26), date(2026, 6, 1))
    assert (duty.by, duty.rule, duty.verified) == (Party.COURT, "K34", True)
    late = datetime.fromisoformat("2026-06-02T00:00Z")
    assert duty.is_overdue(now=late, today=late.date())


@pytest.mark.rule("K34")
def test_a_deferment_says_beforehand_when_bidding_is_to_resume(course: Any) -> None:
    """Five days from its last day, known from the first; beyond the known holidays unverified."""
    course.do(DeferBidding(StopGround.AGREED_SECURITY, date(2026, 6, 10), PAPER))
    assert course.duties()["resume_bidding"].until == date(2026, 6, 15)
    course = type(course)().opened().announced()
    course.do(DeferBidding(StopGround.AGREED_SECURITY, date(2027, 3, 1), PAPER))
    assert not course.duties()["resume_bidding"].verified


def test_an_outsiders_claim_puts_the_duty_to_resume_off(course: Any) -> None:
    """While the claim is open nobody may resume; rejected, the duty is back; upheld, withdraw."""
    course.do(StayBidding(StopGround.OUTSIDER_CLAIM, PAPER))
    course.happened(CLAIM, CauseEnded(1, date(2026, 5, 26), PAPER))
    assert course.duties() == {}
    state = course.state
    course.happened(ObjectionDecided(1, Outcome.REJECTED, date(2026, 5, 26), PAPER))
    assert list(course.duties()) == ["resume_bidding"]
    course.state = state
    course.happened(ObjectionDecided(1, Outcome.UPHELD, date(2026, 5, 26), PAPER))
    duty = course.duties()["withdraw_round"]
    assert list(course.duties()) == ["withdraw_round"]
    assert (duty.article, duty.since) == ("FS2004-16:17", date(2026, 5, 26))


def test_a_debt_that_is_covered_stops_the_auction(course: Any) -> None:
    """Once other property brought debt and costs together, the court owes the withdrawal."""
    claims = ClaimsRecorded(Fen(100), Fen(20), Fen(3), Fen(122))
    assert course.happened(claims).duties() == {}
    course.happened(ClaimsRecorded(Fen(100), Fen(20), Fen(3), Fen(123)))
    duty = course.duties()["withdraw_round"]
    assert (duty.article, duty.by, duty.until) == ("FS2004-16:14", Party.COURT, None)


def test_every_duty_rests_on_an_article(course: Any) -> None:
    """Each article is known, and each duty is told in both languages."""
    stopped = BiddingStopped(1, course.OPENS, StopKind.EMERGENCY, StopGround.SYSTEM_FAILURE, "")
    course.happened(stopped)
    owed = list(duties_of_stops(course.state, course.setting))
    course.happened(CauseEnded(1, date(2026, 5, 26), PAPER))
    owed += duties_of_stops(course.state, course.setting)
    course.happened(CLAIM)
    course.happened(
        ObjectionDecided(1, Outcome.UPHELD, date(2026, 5, 26), PAPER),
        ClaimsRecorded(Fen(1), Fen(0), Fen(0), Fen(1)),
    )
    owed += duties_of_stops(course.state, course.setting)
    assert [one.what for one in owed].count("withdraw_round") == 2
    assert {one.what for one in owed} == {
        "report_emergency",
        "publish_stop_reason",
        "resume_bidding",
        "withdraw_round",
    }
    for duty in owed:
        assert article_of(duty.article)
        assert duty.zh.endswith("。")
        assert duty.en.isascii()


def test_a_round_whose_price_fell_is_to_be_withdrawn(course: Any) -> None:
    """It rests on nothing; a later round, on another price, is not concerned."""
    course.happened(PriceObjectionSettled(upheld=True, decision="A" * 43))
    duty = course.duties()["withdraw_round"]
    assert (duty.article, duty.since) == ("FS2018-15:22", date(2026, 4, 20))
    course.passed_in().announced()
    assert "withdraw_round" not in course.duties()


@pytest.mark.rule("K39")
def test_a_round_that_outlasts_its_seizure_is_to_be_withdrawn(course: Any) -> None:
    """From the day after the seizure, unless it is renewed before."""
    course.happened(SeizureRenewed(date(2026, 5, 25), "A" * 43))
    duty = course.duties()["withdraw_round"]
    assert (duty.article, duty.since) == ("CPLI-2022:485", date(2026, 5, 26))
    course.happened(SeizureRenewed(date(2026, 5, 26), "A" * 43))
    assert "withdraw_round" not in course.duties()

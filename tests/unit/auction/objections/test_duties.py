"""What is owed to whoever filed, by whom, until when."""

from datetime import date, timedelta
from typing import Any

import pytest

from mingpai.auction.duty import Party
from mingpai.auction.objections.commands import DecideObjection, RecordCarriedOut
from mingpai.auction.objections.model import ObjectionKind, Outcome
from mingpai.auction.stops.events import BiddingStopped
from mingpai.auction.stops.model import StopGround, StopKind
from mingpai.law.articles import article_of

PAPER = "A" * 43
CONDUCT, CLAIM, COMPLAINT = (
    ObjectionKind.CONDUCT,
    ObjectionKind.OUTSIDER_CLAIM,
    ObjectionKind.COMPLAINT,
)


def test_where_nothing_was_filed_nothing_is_owed(docket: Any, make_docket: Any) -> None:
    """With a round and without."""
    assert docket.duties() == {}
    assert make_docket().opened().duties() == {}


@pytest.mark.parametrize(("kind", "article"), [(CONDUCT, "CPL-2023:236"), (CLAIM, "CPL-2023:238")])
def test_an_objection_is_to_be_decided_within_fifteen_days(
    docket: Any, kind: ObjectionKind, article: str
) -> None:
    """From the day after it was filed, under the article of its kind."""
    duty = docket.filed(kind).duties()["decide_objection"]
    assert (duty.by, duty.article) == (Party.COURT, article)
    assert (duty.since, duty.until, duty.verified) == (
        date(2026, 5, 25),
        date(2026, 6, 9),
        True,
    )


def test_a_complaint_is_to_be_answered_and_nothing_more(docket: Any) -> None:
    """There is no term in the law; the answer ends it."""
    duty = docket.filed(COMPLAINT).duties()["answer_complaint"]
    assert (duty.until, duty.since) == (None, date(2026, 5, 25))
    docket.do(DecideObjection(1, Outcome.REJECTED, PAPER))
    assert docket.duties() == {}


def test_a_decision_is_to_be_served(docket: Any) -> None:
    """Terms begin only with service, so it is owed from the day of the decision."""
    next_day = docket.OPENS + timedelta(days=1)
    docket.filed(CONDUCT).do(DecideObjection(1, Outcome.REJECTED, PAPER), now=next_day)
    duty = docket.duties()["serve_objection_decision"]
    assert (duty.since, duty.until) == (date(2026, 5, 26), None)
    docket.filed(CONDUCT).decided()
    assert list(docket.duties()) == ["serve_objection_decision"]


def test_what_was_withdrawn_or_served_is_owed_no_service(docket: Any) -> None:
    """Neither needs a paper any more."""
    docket.filed(CONDUCT).do(DecideObjection(1, Outcome.WITHDRAWN, PAPER))
    assert docket.duties() == {}
    assert docket.filed(CONDUCT).decided().duties() == {}


def test_an_outsiders_claim_is_to_stop_the_auction_at_once(docket: Any) -> None:
    """The court shall stop while it is open or upheld; once bidding stands still it has."""
    docket.filed(CONDUCT)
    assert "stop_for_claim" not in docket.duties()
    docket.filed(CLAIM)
    duty = docket.duties()["stop_for_claim"]
    assert (duty.by, duty.article, duty.until) == (Party.COURT, "FS2016-18:36.2", None)
    at = docket.OPENS
    docket.happened(BiddingStopped(1, at, StopKind.STAY, StopGround.OUTSIDER_CLAIM, PAPER))
    assert "stop_for_claim" not in docket.duties()


def test_a_claim_rejected_or_without_a_round_stops_nothing(docket: Any, make_docket: Any) -> None:
    """There is nothing to stop, or nothing to stop for."""
    assert "stop_for_claim" not in docket.filed(CLAIM).decided().duties()
    assert "stop_for_claim" not in make_docket().opened().filed(CLAIM).duties()


def test_every_duty_rests_on_an_article(docket: Any) -> None:
    """Each article is known, and each duty is told in both languages."""
    docket.filed(CONDUCT).do(DecideObjection(1, Outcome.REJECTED, PAPER))
    duties = docket.filed(CLAIM).filed(COMPLAINT).duties()
    assert set(duties) == {
        "decide_objection",
        "answer_complaint",
        "serve_objection_decision",
        "stop_for_claim",
    }
    for duty in duties.values():
        assert article_of(duty.article)
        assert duty.zh.endswith("。")
        assert duty.en.isascii()


def test_an_upheld_objection_is_to_be_carried_out(docket: Any) -> None:
    """From its decision on, until that is on record."""
    docket.filed(CONDUCT).decided(Outcome.UPHELD)
    duty = docket.duties()["carry_out_objection"]
    assert (duty.by, duty.article, duty.since) == (
        Party.COURT,
        "CPL-2023:236",
        date(2026, 5, 25),
    )
    docket.do(RecordCarriedOut(1, date(2026, 5, 25), PAPER))
    assert docket.duties() == {}

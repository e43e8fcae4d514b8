"""The course of an outside auction is decided by the functions of our own hall."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from mingpai.auction.events import BidderQualified
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Standing
from mingpai.audit import bidlog_course
from mingpai.audit.bidlog_course import Course, Fault, Flag, Terms, violation
from mingpai.audit.bidlog_order import Ordered
from mingpai.exchange.bidlog import BidRow
from mingpai.kernel.ids import BiddingCode, LotToken
from mingpai.kernel.money import Fen

_OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
_CLOSES = _OPENS + timedelta(days=1)
_TERMS = Terms(
    starts_at=_OPENS,
    scheduled_close=_CLOSES,
    start_price_fen=Fen(1000),
    step_fen=Fen(100),
    law_day=date(2026, 5, 25),
)


def _course(bids: Sequence[tuple[str, int, int]], terms: Terms = _TERMS) -> Course:
    """Judge bids of (code, price, seconds before the close)."""
    rows = [
        BidRow(seq, code, Fen(price), _CLOSES - timedelta(seconds=before), won=False, line=seq + 1)
        for seq, (code, price, before) in enumerate(bids, 1)
    ]
    course = Course(terms, Ordered(rows, [row.at for row in rows], (), ()))
    course.run()
    return course


def _named(course: Course) -> list[tuple[int, str]]:
    return [(one.seq, one.code) for one in course.violations]


def test_a_lawful_course() -> None:
    """Bids in the last minutes move the close; the highest is the best."""
    course = _course([("A1", 1000, 900), ("B1", 1100, 200), ("A1", 1300, 100)])
    assert course.violations == course.flags == []
    assert course.closes_at == _CLOSES + timedelta(seconds=200)
    assert course.extensions == 2
    assert course.best is not None
    assert (course.best.bidder, course.best.price_fen) == ("A1", 1300)
    assert course.codes == {"A1", "B1"}


@pytest.mark.rule("K18")
@pytest.mark.parametrize(
    ("bids", "code"),
    [
        ([("A1", 999, 900)], "bid_below_start_price"),
        ([("A1", 1000, 900), ("B1", 1099, 800)], "bid_below_step"),
        ([("A1", 1000, 900), ("B1", 1000, 800)], "bid_not_higher"),
        ([("A1", 1000, 900), ("B1", 500, 800)], "bid_not_higher"),
        ([("A1", 1000, 90_000)], "bid_before_opening"),
        ([("A1", 1000, 900), ("B1", 1100, 0)], "bid_after_close"),
        ([("A1", 1000, 10), ("B1", 1100, -290)], "bid_after_close"),
    ],
)
def test_each_breach_has_the_code_of_our_own_hall(
    bids: list[tuple[str, int, int]], code: str
) -> None:
    """A breach is named as our own hall refuses it, with the article and the figures."""
    course = _course(bids)
    assert _named(course) == [(len(bids), code)]
    assert course.violations[0].article.startswith("FS2016-18:20")
    assert course.violations[0].facts


def test_a_fault_is_named_once() -> None:
    """After a bid too low, too early or a step short, the next lawful bid is lawful."""
    early = [("A1", 1000, 90_000), ("B1", 1100, 900), ("A1", 1200, 800)]
    assert _named(_course(early)) == [(1, "bid_before_opening")]
    short = [("A1", 1000, 900), ("B1", 1001, 850), ("A1", 1101, 800)]
    assert _named(_course(short)) == [(2, "bid_below_step")]
    low = [("A1", 1000, 900), ("B1", 900, 850), ("A1", 1100, 800)]
    assert _named(_course(low)) == [(2, "bid_not_higher")]


def test_a_price_out_of_line_is_named_once() -> None:
    """Where the platform went on below a bid far too high, only the first bid after it is named."""
    bids = [("A1", 1000, 900), ("B1", 99_000, 850), ("A1", 1200, 800), ("B1", 1300, 700)]
    course = _course(bids)
    assert _named(course) == [(3, "bid_not_higher")]
    assert course.best is not None
    assert course.best.price_fen == 99_000


def test_each_bid_out_of_line_is_named() -> None:
    """Two bids below the standing one are two breaches, and neither counts for what follows."""
    prices = [1000, 1100, 900, 800, 1200]
    low = [("A1" if n % 2 else "B1", price, 900 - n) for n, price in enumerate(prices)]
    assert _named(_course(low)) == [(3, "bid_not_higher"), (4, "bid_not_higher")]


def test_late_bids_are_each_named_and_move_nothing() -> None:
    """No late bid moves the close or the price, so each later one is late too."""
    bids = [("A1", 1000, 900), ("B1", 1100, 0), ("A1", 1200, -100), ("B1", 1300, -200)]
    course = _course(bids)
    assert _named(course) == [(seq, "bid_after_close") for seq in (2, 3, 4)]
    assert course.late == {3, 4, 5}
    assert course.closes_at == _CLOSES


def test_only_late_bids_leave_no_winner() -> None:
    """A round whose every bid was late passes in."""
    assert _course([("A1", 1000, 0)]).best is None


def test_flags_are_those_of_supervision() -> None:
    """The flags of our own hall flag here: over oneself, many steps, more than half of raises."""
    bids = [("A1", 1000, 900), ("A1", 1100, 890), ("B1", 2200, 880)]
    assert _course(bids).flags == [Flag(2, "self_outbid"), Flag(3, "raise_over_ten_steps")]
    raises = [("A1" if n % 3 else "B1", 1000 + 100 * n, 900 - n) for n in range(12)]
    assert Flag(12, "code_over_half_of_raises") in _course(raises).flags


def test_a_rise_that_is_no_whole_step_is_a_flag() -> None:
    """A rise of more than a step need not be whole steps: lawful, and flagged."""
    course = _course([("A1", 1000, 900), ("B1", 1150, 800)])
    assert course.violations == []
    assert course.flags == [Flag(2, "rise_not_whole_step")]


def test_every_fault_of_a_log_has_an_article() -> None:
    """Breaches that only a log shows cite an article too."""
    row = BidRow(7, "A1", Fen(1), _OPENS, won=False, line=8)
    for fault in Fault:
        assert violation(row, fault).article.startswith("FS2016-18:20.")


def test_the_state_is_what_our_events_lead_to() -> None:
    """Issuing all codes at once gives the state that one event for each code would give."""
    quick, _ = bidlog_course._state(_TERMS, {"A1", "B1"})
    slow, _ = bidlog_course._state(_TERMS, set())
    for code in ("A1", "B1"):
        qualified = BidderQualified(
            round=1,
            code=BiddingCode(code),
            token=LotToken(code),
            standing=Standing.ORDINARY,
            rank=0,
            paid_fen=Fen(0),  # a log shows no deposit
        )
        slow = evolve(slow, qualified)
    assert quick == slow

"""The referee: real logs are lawful, and every way to alter them is found and named once."""

import random
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpai.auction.refusals import Code
from mingpai.audit.bidlog_course import Fault, Oddness
from mingpai.audit.referee import Given, Verdict, judge
from mingpai.exchange.bidlog import BidLog, BidLogProblems, BidRow, Oddity, read_bid_log
from mingpai.exchange.bidlog_problems import Trouble
from mingpai.kernel.moments import SHANGHAI
from mingpai.kernel.money import Fen
from mingpai.law.timeline import NoValueInForce
from mingpai.supervision.register import BIDDING_FLAGS

_HEADER = "auction,seq,status,bidder_no,price,time"
_PAGE = "状态,竞买号,价格,时间"
_OPENS = datetime(2026, 5, 25, 10, 0, tzinfo=SHANGHAI)
_STEP = 46_000
Line = tuple[str, str, int, datetime]
"""Status, code, price in yuan, time."""


def _made_up() -> list[Line]:
    """Return a lawful log like the real ones: a few bids by day, many around the second 10:00."""
    dice = random.Random(20260525)
    hours = [timedelta(hours=hour, minutes=7) for hour in (0, 2, 3, 9, 22)]
    ends = [timedelta(hours=23, minutes=50, seconds=40 * n) for n in range(45)]
    lines, price, last = [], 9_244_399, ""
    for after in hours + ends:
        code = dice.choice([code for code in ("B4085", "Z1420", "M1653", "K2896") if code != last])
        lines.append(("出局", code, price, _OPENS + after))
        price, last = price + _STEP * dice.choice((1, 1, 1, 2)), code
    return [*lines[:-1], ("成交", *lines[-1][1:])]


def _clean(lines: list[Line]) -> bytes:
    rows = [
        f"LOT,{seq},{status},{code},{price}.94,{at:%Y-%m-%d %H:%M:%S}"
        for seq, (status, code, price, at) in enumerate(lines, 1)
    ]
    return ("\r\n".join([_HEADER, *rows]) + "\r\n").encode()


def _page(lines: list[Line]) -> bytes:
    rows = [
        f'{status},{code},"{price:,}.94",{at:%Y年%m月%d日 %H:%M:%S}'
        for status, code, price, at in reversed(lines)
    ]
    return ("\n".join([_PAGE, _PAGE, *rows[:20], _PAGE, *rows[20:]]) + "\n").encode("gb18030")


FORMS = pytest.mark.parametrize("form", [_clean, _page])
Form = Callable[[list[Line]], bytes]


def _judged(data: bytes, given: Given | None = None) -> Verdict:
    log = read_bid_log(data, name="log.csv")
    assert isinstance(log, BidLog), log
    return judge(log, given or Given())


def _named(verdict: Verdict) -> list[tuple[int, str]]:
    assert verdict.lawful is (not verdict.violations)
    return [(one.seq, one.code) for one in verdict.violations]


@pytest.fixture
def lines() -> list[Line]:
    """Return the lawful log, to be altered."""
    return _made_up()


@FORMS
def test_a_lawful_log(lines: list[Line], form: Form) -> None:
    """Opening, close, start price and step are found in a lawful log, and said to be inferred."""
    verdict = _judged(form(lines))
    assert verdict.lawful
    assert (verdict.bids, verdict.bidders) == (50, 4)
    assert (verdict.step_fen, verdict.step_inferred) == (_STEP * 100, True)
    assert verdict.start_price_fen == verdict.first_price_fen == 924_439_994
    assert verdict.start_price_inferred
    assert (verdict.starts_at, verdict.starts_at_inferred) == (_OPENS, True)
    assert verdict.scheduled_close == _OPENS + timedelta(days=1)
    assert verdict.scheduled_close_inferred
    assert verdict.closes_at == lines[-1][3] + timedelta(minutes=5)
    assert (verdict.winner, verdict.price_fen) == (lines[-1][1], lines[-1][2] * 100 + 94)
    assert verdict.extensions == 37
    assert verdict.flags == ()


def test_real_logs_are_lawful(shared_data: Callable[[str], Path]) -> None:
    """Two real auctions of a real platform kept the law, in both forms of their logs."""
    folder = shared_data("shenzhen-bid-logs")
    for name, step, hour, bids, flags in (
        ("SZ-BAOAN.csv", 4_600_000, (10, 27, 18), 74, [(19, "raise_over_ten_steps")]),
        ("SZ-UNNAMED.csv", 1_400_000, (10, 25, 46), 44, []),
    ):
        for path in (folder / name, folder / "raw" / name):
            verdict = _judged(path.read_bytes())
            assert verdict.lawful, path
            assert (verdict.step_fen, verdict.bids) == (step, bids)
            assert verdict.closes_at == datetime(2026, 5, 26, *hour, tzinfo=SHANGHAI)
            assert verdict.scheduled_close == datetime(2026, 5, 26, 10, tzinfo=SHANGHAI)
            assert [(flag.seq, flag.code) for flag in verdict.flags] == flags


@pytest.mark.rule("K16")
@pytest.mark.parametrize(("name", "rows"), [("SZ-BAOAN.csv", 74), ("SZ-UNNAMED.csv", 44)])
def test_real_logs_of_which_the_end_is_shifted(
    name: str, rows: int, shared_data: Callable[[str], Path]
) -> None:
    """The end of a real log six minutes later: lawful at 10:30 and told, but for one bid alone."""
    lines = (shared_data("shenzhen-bid-logs") / name).read_text("utf-8").splitlines()
    for k in range(25, rows):
        shifted = [*lines[: k + 1], *map(_six_minutes_later, lines[k + 1 :])]
        verdict = _judged("\n".join([*shifted, ""]).encode())
        assert verdict.late_at_usual_close == rows - k
        assert verdict.usual_close == datetime(2026, 5, 26, 10, tzinfo=SHANGHAI)
        if k == rows - 1:
            assert _named(verdict) == [(rows, "bid_after_close")]
            continue
        assert verdict.lawful
        assert verdict.scheduled_close == datetime(2026, 5, 26, 10, 30, tzinfo=SHANGHAI)
        assert "scheduled_close_unusual" in {flag.code for flag in verdict.flags}


def _six_minutes_later(line: str) -> str:
    head, at = line.rsplit(",", 1)
    later = datetime.strptime(at, "%Y-%m-%d %H:%M:%S") + timedelta(minutes=6)  # noqa: DTZ007 - as the log writes it
    return f"{head},{later:%Y-%m-%d %H:%M:%S}"


@FORMS
@pytest.mark.rule("K16")
@pytest.mark.parametrize("minutes", [5, 6, 20, 45, 300, 1440])
@pytest.mark.parametrize("is_sold_to", [True, False])
def test_a_bid_after_the_close(
    lines: list[Line],
    form: Form,
    minutes: int,
    is_sold_to: bool,  # noqa: FBT001 - a case of the table
) -> None:
    """A late bid is late though the close is inferred, whether or not it got the lot."""
    status, code, price, at = lines[-1]
    if is_sold_to:
        lines[-1] = ("出局", code, price, at)
    late = (
        "成交" if is_sold_to else "出局",
        "M1653",
        price + _STEP,
        at + timedelta(minutes=minutes),
    )
    verdict = _judged(form([*lines, late]))
    assert _named(verdict) == [(51, "bid_after_close")]
    assert verdict.closes_at == at + timedelta(minutes=5)
    assert (verdict.winner, status) == (code, "成交")


@FORMS
@pytest.mark.parametrize("place", range(1, 49))
def test_a_bid_less_than_a_step_above(lines: list[Line], form: Form, place: int) -> None:
    """A rise of less than the step is named, and nothing after it."""
    status, code, _, at = lines[place]
    lines[place] = (status, code, lines[place - 1][2] + 1, at)
    verdict = _judged(form(lines))
    assert _named(verdict) == [(place + 1, "bid_below_step")]
    assert verdict.step_fen == _STEP * 100


@FORMS
@pytest.mark.parametrize("below", [0, 1, _STEP, 5_000_000])
@pytest.mark.parametrize("place", [1, 20, 48])
def test_a_bid_lower_or_equal(lines: list[Line], form: Form, below: int, place: int) -> None:
    """A bid that is not higher is named, and nothing after it."""
    status, code, _, at = lines[place]
    lines[place] = (status, code, lines[place - 1][2] - below, at)
    assert _named(_judged(form(lines))) == [(place + 1, "bid_not_higher")]


@FORMS
def test_the_last_bid_lower_though_it_got_the_lot(lines: list[Line], form: Form) -> None:
    """A lot that went to a bid below the highest breaks the law twice."""
    status, code, _, at = lines[-1]
    lines[-1] = (status, code, lines[-2][2] - _STEP, at)
    verdict = _judged(form(lines))
    assert _named(verdict) == [(50, "bid_not_higher"), (50, "winner_not_highest")]
    assert verdict.winner == lines[-2][1]


@FORMS
def test_sold_to_another_than_the_highest(lines: list[Line], form: Form) -> None:
    """A lot must go to the highest bid; the row that got it is named."""
    lines[-1] = ("出局", *lines[-1][1:])
    lines[30] = ("成交", *lines[30][1:])
    verdict = _judged(form(lines))
    assert _named(verdict) == [(31, "winner_not_highest")]
    assert verdict.winner == lines[-1][1]


@FORMS
def test_sold_twice_and_not_at_all(lines: list[Line], form: Form) -> None:
    """A lot is sold once: to nobody is named at the highest bid, to two at the other one."""
    twice = [*lines[:9], ("成交", *lines[9][1:]), *lines[10:]]
    assert _named(_judged(form(twice))) == [(10, "winner_twice")]
    nobody = [*lines[:-1], ("出局", *lines[-1][1:])]
    assert _named(_judged(form(nobody))) == [(50, "winner_missing")]
    wrong = [("成交", *lines[0][1:]), ("成交", *lines[1][1:]), *nobody[2:]]
    assert _named(_judged(form(wrong))) == [(1, "winner_twice"), (2, "winner_not_highest")]


@FORMS
@pytest.mark.rule("K17")
@pytest.mark.parametrize("first", range(48))
def test_two_neighbours_exchanged(lines: list[Line], form: Form, first: int) -> None:
    """Two rows exchanged are named once, and nothing around them."""
    lines[first], lines[first + 1] = lines[first + 1], lines[first]
    verdict = _judged(form(lines))
    assert _named(verdict) == [(first + 2, "order_broken")]
    assert verdict.closes_at == lines[-1][3] + timedelta(minutes=5)


@FORMS
def test_the_last_two_exchanged(lines: list[Line], form: Form) -> None:
    """The winner exchanged with the bid before is one fault, and still the winner."""
    lines[-1], lines[-2] = lines[-2], lines[-1]
    verdict = _judged(form(lines))
    assert _named(verdict) == [(50, "order_broken")]
    assert verdict.winner == lines[-2][1]


@FORMS
def test_distant_rows_exchanged(lines: list[Line], form: Form) -> None:
    """Two distant rows exchanged are two faults, however many stand between."""
    lines[10], lines[40] = lines[40], lines[10]
    assert _named(_judged(form(lines))) == [(11, "order_broken"), (41, "order_broken")]


def test_lines_of_the_file_exchanged(lines: list[Line]) -> None:
    """Lines exchanged with their own numbers are named by the number that goes back."""
    rows = _clean(lines).decode().split("\r\n")
    rows[20], rows[21] = rows[21], rows[20]
    assert _named(_judged("\r\n".join(rows).encode())) == [(20, "order_broken")]


def test_a_row_taken_away_leaves_a_gap(lines: list[Line]) -> None:
    """A number that is missing is named at the row after it (K17)."""
    rows = _clean(lines).decode().split("\r\n")
    verdict = _judged("\r\n".join([*rows[:20], *rows[21:]]).encode())
    assert _named(verdict) == [(21, "seq_gap")]


@FORMS
@pytest.mark.parametrize("minutes", [1, 120, 30_000])
def test_a_time_that_goes_back(lines: list[Line], form: Form, minutes: int) -> None:
    """A bid that claims an earlier time is out of order, and its price still counts."""
    status, code, price, at = lines[35]
    lines[35] = (status, code, price, at - timedelta(minutes=minutes))
    verdict = _judged(form(lines))
    assert _named(verdict) == [(36, "order_broken")]
    assert verdict.step_fen == _STEP * 100


def test_given_terms_are_used_and_not_inferred(lines: list[Line]) -> None:
    """What the notice says is taken from it, and the log is judged by it."""
    terms = Given(
        starts_at=_OPENS,
        scheduled_close=_OPENS + timedelta(days=1),
        start_price_fen=900_000_000,
        step_fen=100_000,
    )
    verdict = _judged(_clean(lines), terms)
    assert verdict.lawful
    assert not verdict.step_inferred
    assert not verdict.start_price_inferred
    assert not verdict.starts_at_inferred
    assert not verdict.scheduled_close_inferred
    assert (verdict.start_price_fen, verdict.step_fen) == (900_000_000, 100_000)


def test_given_terms_may_be_broken(lines: list[Line]) -> None:
    """A first bid below the given start price, or before the opening, is named."""
    dear = _judged(_clean(lines), Given(start_price_fen=1_000_000_000))
    assert _named(dear) == [(1, "bid_below_start_price")]
    late = _judged(_clean(lines), Given(starts_at=_OPENS + timedelta(minutes=8)))
    assert (1, "bid_before_opening") in _named(late)


@pytest.mark.rule("K15")
def test_a_window_of_less_than_a_day(lines: list[Line]) -> None:
    """A sale whose notice gives less than 24 hours is in breach before any bid."""
    close = _OPENS + timedelta(days=1)
    verdict = _judged(
        _clean(lines), Given(starts_at=_OPENS + timedelta(seconds=1), scheduled_close=close)
    )
    assert _named(verdict) == [(1, "window_too_short")]


def test_a_close_given_earlier_makes_bids_late(lines: list[Line]) -> None:
    """Under the close of the notice every bid after it is late, whatever the log looks like."""
    verdict = _judged(_clean(lines), Given(scheduled_close=_OPENS + timedelta(hours=23)))
    assert {code for _, code in _named(verdict)} == {"bid_after_close"}
    assert verdict.bids - len(verdict.violations) == 5


def test_one_bid_is_a_sale(lines: list[Line]) -> None:
    """One bidder suffices (第十一条); without a rise there is no step to speak of."""
    verdict = _judged(_clean([("成交", *lines[0][1:])]))
    assert verdict.lawful
    assert verdict.step_fen is None
    assert [(flag.seq, flag.code) for flag in verdict.flags] == [(1, "step_unknown")]


def test_only_late_bids_sell_nothing(lines: list[Line]) -> None:
    """Where no bid was in time nobody won, and the sale is named through the late bid."""
    close = _OPENS - timedelta(days=1)
    verdict = _judged(_clean([("成交", *lines[0][1:])]), Given(scheduled_close=close))
    assert _named(verdict) == [(1, "bid_after_close")]
    assert (verdict.winner, verdict.price_fen) == (None, None)
    unsold = _judged(_clean(lines[:1]), Given(scheduled_close=close))
    assert _named(unsold) == [(1, "bid_after_close"), (1, "winner_missing")]


def test_oddities_of_the_file_are_flags(lines: list[Line]) -> None:
    """A log the other way round, or without its last line break, is lawful and flagged."""
    rows = _clean(lines).decode().strip().split("\r\n")
    turned = "\n".join([rows[0], *rows[:0:-1]]).encode()
    assert [(flag.seq, flag.code) for flag in _judged(turned).flags] == [
        (1, "no_final_newline"),
        (1, "rows_reversed"),
    ]


def test_an_unusual_close_is_a_flag(lines: list[Line]) -> None:
    """A log that only a close at another hour explains is lawful, and said to be unusual."""
    moved = [
        (status, code, price, at + timedelta(hours=4) if place > 4 else at)
        for place, (status, code, price, at) in enumerate(lines)
    ]
    verdict = _judged(_clean(moved))
    assert verdict.lawful
    assert verdict.scheduled_close == _OPENS + timedelta(days=1, hours=4)
    assert [(flag.seq, flag.code) for flag in verdict.flags] == [(50, "scheduled_close_unusual")]


def test_before_the_law_nothing_is_judged() -> None:
    """A log of a day on which no law of online court auctions was in force is not judged."""
    at = datetime(2016, 12, 1, 2, 0, tzinfo=UTC)
    row = BidRow(1, "A1001", Fen(100), at, won=True, line=2)
    log = BidLog("old.csv", "", numbered=False, rows=(row,))
    with pytest.raises(NoValueInForce):
        judge(log)


_ALTERED = b'0123456789,."\n-\r:NaN \x00\xff\xe5'


@given(st.randoms(use_true_random=False), st.sampled_from((_clean, _page)))
def test_any_alteration_gets_an_answer(dice: random.Random, form: Form) -> None:
    """Bytes changed, cut out, doubled or moved: a verdict or a reason, never an exception."""
    altered = bytearray(form(_made_up()))
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        at, other = dice.randrange(len(altered)), dice.randrange(len(altered))
        match dice.randrange(4):
            case 0:
                altered[at] = dice.choice(_ALTERED)
            case 1:
                del altered[at : at + dice.choice((1, 3, 60))]
            case 2:
                altered[at:at] = altered[other : other + dice.choice((1, 20, 60))]
            case _:
                altered[at] = dice.randrange(256)
    log = read_bid_log(bytes(altered), name="altered.csv")
    if isinstance(log, BidLogProblems):
        assert log.told().isprintable()
        return
    try:
        verdict = judge(log)
    except NoValueInForce:
        return
    assert verdict.lawful is (not verdict.violations)
    assert verdict.bids == len(log.rows)


def test_the_guide_explains_every_code() -> None:
    """docs/bidlog.md lists each code that the referee can say, and no other, each once."""
    guide = (Path(__file__).resolve().parents[3] / "docs" / "bidlog.md").read_text("utf-8")
    listed = re.findall(r"^\| `([a-z_]+)` \|", guide, re.MULTILINE)
    bids = {
        Code.BID_AFTER_CLOSE,
        Code.BID_BEFORE_OPENING,
        Code.BID_BELOW_START_PRICE,
        Code.BID_BELOW_STEP,
        Code.BID_NOT_HIGHER,
        Code.WINDOW_TOO_SHORT,
    }
    flags = {rule.name for rule in BIDDING_FLAGS} | {one.value for one in (*Oddness, *Oddity)}
    codes = {code.value for code in (*bids, *Fault, *Trouble)} | flags
    assert sorted(listed) == sorted(codes)

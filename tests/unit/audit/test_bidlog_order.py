"""Rows out of their place: each named once, and put back."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mingpai.audit.bidlog_order import Ordered, in_order, longest_run, strictly_longest_run
from mingpai.exchange.bidlog import BidRow
from mingpai.kernel.money import Fen

_BEGIN = datetime(2026, 5, 26, 2, 0, tzinfo=UTC)


def _row(seq: int, second: int, price: int) -> BidRow:
    at = _BEGIN + timedelta(seconds=second)
    return BidRow(seq, "A1001", Fen(price), at, won=False, line=seq + 1)


def _rows(count: int) -> list[BidRow]:
    return [_row(seq, seq * 10, seq * 100) for seq in range(1, count + 1)]


def _seqs(order: Ordered) -> tuple[list[int], list[int], list[int]]:
    seqs = ([row.seq for row in part] for part in (order.rows, order.broken, order.gaps))
    rows, broken, gaps = seqs
    return rows, broken, gaps


def test_rows_in_order_stay() -> None:
    """A log in order is judged as it stands, each row at its own time."""
    rows = _rows(5)
    order = in_order(rows)
    assert _seqs(order) == ([1, 2, 3, 4, 5], [], [])
    assert list(order.moments) == [row.at for row in rows]


def test_two_neighbours_exchanged_are_one_fault() -> None:
    """Of two neighbours exchanged the one that goes back is named, and both are put back."""
    rows = _rows(5)
    rows[2], rows[3] = rows[3], rows[2]
    assert _seqs(in_order(rows)) == ([1, 2, 3, 4, 5], [3], [])


def test_contents_exchanged_under_fixed_numbers() -> None:
    """Where numbers stand and contents are exchanged, the row whose time goes back is named."""
    rows = _rows(5)
    rows[2], rows[3] = _row(3, 40, 400), _row(4, 30, 300)
    assert _seqs(in_order(rows)) == ([1, 2, 4, 3, 5], [4], [])


def test_two_distant_rows_exchanged_are_two_faults() -> None:
    """Of two distant rows exchanged both are named, and no row between them."""
    rows = _rows(9)
    rows[1], rows[7] = rows[7], rows[1]
    assert _seqs(in_order(rows)) == (list(range(1, 10)), [8, 2], [])


def test_numbers_tell_the_order_within_a_second() -> None:
    """Within one second the log's own numbers show an exchange."""
    rows = [_row(1, 0, 100), _row(3, 10, 300), _row(2, 10, 200), _row(4, 10, 400)]
    assert _seqs(in_order(rows)) == ([1, 2, 3, 4], [2], [])


def test_a_number_given_twice_is_out_of_order() -> None:
    """Two rows under one number cannot both be in order."""
    rows = [*_rows(3), _row(3, 40, 400)]
    assert _seqs(in_order(rows)) == ([1, 2, 3, 3], [3], [])


def test_a_false_time_does_not_move_a_bid_past_others() -> None:
    """A row whose price does not fit where its time says stays, at the time of the row before."""
    rows = _rows(5)
    rows[3] = _row(4, 5, 400)
    order = in_order(rows)
    assert _seqs(order) == ([1, 2, 3, 4, 5], [4], [])
    assert order.moments[3] == rows[2].at


def test_a_false_time_of_the_first_row() -> None:
    """A first row that claims to be late is judged at the time of the row after it."""
    rows = _rows(4)
    rows[0] = _row(1, 999, 100)
    order = in_order(rows)
    assert _seqs(order) == ([1, 2, 3, 4], [1], [])
    assert order.moments[0] == rows[1].at


def test_missing_numbers_are_named_where_they_miss() -> None:
    """A gap is named at the row after it; a log that begins above 1 lacks its head."""
    rows = [_row(seq, seq, seq) for seq in (3, 4, 7)]
    assert _seqs(in_order(rows)) == ([3, 4, 7], [], [3, 7])
    assert _seqs(in_order([_row(0, 0, 1), _row(1, 1, 2)])) == ([0, 1], [], [])
    assert _seqs(in_order([_row(5, 5, 5), _row(1, 6, 6)]))[2] == [5]


@given(st.lists(st.integers(0, 20), max_size=9))
def test_no_run_is_longer(keys: list[int]) -> None:
    """No choice of rows in order is longer than the run that is found, strict or not."""
    run, strict = longest_run(keys), strictly_longest_run(keys)
    assert run == sorted(set(run))
    assert [keys[at] for at in run] == sorted(keys[at] for at in run)
    assert len({keys[at] for at in strict}) == len(strict)
    subsets = [
        [key for at, key in enumerate(keys) if chosen >> at & 1] for chosen in range(2 ** len(keys))
    ]
    assert len(run) == max(len(part) for part in subsets if part == sorted(part))
    assert len(strict) == max(len(part) for part in subsets if part == sorted(set(part)))


@given(st.permutations(list(range(1, 8))))
def test_every_row_is_judged_once(seqs: list[int]) -> None:
    """However rows are shuffled, each is judged once, at times that never go back."""
    order = in_order([_row(seq, seq, seq) for seq in seqs])
    assert sorted(row.seq for row in order.rows) == sorted(seqs)
    assert list(order.moments) == sorted(order.moments)
    assert bool(order.broken) is (seqs != sorted(seqs))

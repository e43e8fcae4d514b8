"""Bid logs in both forms, whole and damaged."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mingpai.exchange.bidlog import (
    MOST_LISTED,
    BidLog,
    BidLogProblems,
    Oddity,
    read_bid_log,
)
from mingpai.exchange.bidlog_problems import Trouble


def _bytes(lines: list[str], encoding: str = "utf-8") -> bytes:
    return ("\n".join(lines) + "\n").encode(encoding)


def _log(data: bytes) -> BidLog:
    log = read_bid_log(data, name="log.csv")
    assert isinstance(log, BidLog), log
    return log


def _first(data: bytes) -> tuple[Trouble, int, str]:
    log = read_bid_log(data, name="log.csv")
    assert isinstance(log, BidLogProblems)
    problem = log.problems[0]
    return problem.code, problem.line, problem.column


def _changed(lines: list[str], at: int, old: str, new: str) -> list[str]:
    assert old in lines[at]
    return [*lines[:at], lines[at].replace(old, new), *lines[at + 1 :]]


def test_both_forms_give_the_same_bids(clean_lines: list[str], page_lines: list[str]) -> None:
    """The clean form and the platform's page read as the same bids, oldest first."""
    clean, page = _log(_bytes(clean_lines)), _log(_bytes(page_lines, "gb18030"))
    assert [(r.seq, r.bidder, r.price_fen, r.at, r.won) for r in clean.rows] == [
        (r.seq, r.bidder, r.price_fen, r.at, r.won) for r in page.rows
    ]
    first, last = clean.rows[0], clean.rows[-1]
    assert (first.seq, first.bidder, first.price_fen) == (1, "A1001", 100_000_050)
    assert first.at == datetime(2026, 5, 25, 2, 0, 6, tzinfo=UTC)
    assert last.won
    assert (clean.auction, clean.numbered, clean.oddities) == ("LOT-1", True, ())
    assert (page.auction, page.numbered, page.oddities) == ("", False, ())


def test_lines_are_those_of_the_file(page_lines: list[str]) -> None:
    """A row knows its line in the file, whatever the order and the repeated headers."""
    log = _log(_bytes(page_lines))
    assert [row.line for row in log.rows] == [9, 8, 6, 5, 4, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_each_encoding(clean_lines: list[str], encoding: str) -> None:
    """Each form may come in each encoding, and a BOM changes nothing."""
    assert _log(_bytes(clean_lines, encoding)).rows == _log(_bytes(clean_lines)).rows


def test_columns_in_any_order(clean_lines: list[str]) -> None:
    """Columns are found by their names, not by their places; auction and number may lack."""
    turned = [",".join(line.split(",")[:1:-1]) for line in clean_lines]
    rows = [(r.bidder, r.price_fen, r.at, r.won) for r in _log(_bytes(turned)[:-1] + b"\n").rows]
    expected = [(r.bidder, r.price_fen, r.at, r.won) for r in _log(_bytes(clean_lines)).rows]
    assert rows == expected


def test_blank_lines_and_blanks_around_fields_are_nothing(clean_lines: list[str]) -> None:
    """Blank lines, lines of commas and blanks around a field change nothing."""
    lines = ["", clean_lines[0].replace(",", " , "), *clean_lines[1:], " ", ",,,,,", "", ""]
    lines[3] = lines[3].replace(",", ", \u3000")
    assert [r.price_fen for r in _log(_bytes(lines)).rows] == [
        r.price_fen for r in _log(_bytes(clean_lines)).rows
    ]


def test_a_log_in_the_other_direction_is_turned(
    clean_lines: list[str], page_lines: list[str]
) -> None:
    """Most of the times say in which direction a log runs; the other one is flagged."""
    clean = _log(_bytes([clean_lines[0], *clean_lines[:0:-1]]))
    page = _log(_bytes([page_lines[0], *page_lines[::-1]]))
    for log in (clean, page):
        assert [row.seq for row in log.rows] == [1, 2, 3, 4, 5, 6]
        assert log.rows[-1].won
        assert log.oddities == (Oddity.ROWS_REVERSED,)


def test_two_rows_do_not_turn_a_log(clean_lines: list[str]) -> None:
    """Two rows say nothing about a direction: the form's own holds."""
    log = _log(_bytes([clean_lines[0], clean_lines[2], clean_lines[1]]))
    assert [row.seq for row in log.rows] == [2, 1]
    assert log.oddities == ()


def test_a_missing_last_line_break_is_an_oddity(clean_lines: list[str]) -> None:
    """A complete last row without a line break is read, and said to be odd."""
    assert _log(_bytes(clean_lines)[:-1]).oddities == (Oddity.NO_FINAL_NEWLINE,)


@pytest.mark.parametrize(
    ("old", "new", "trouble", "column"),
    [
        ("1020000.50", "", Trouble.PRICE_MISSING, "price"),
        ("1020000.50", "NaN", Trouble.PRICE_NOT_A_NUMBER, "price"),
        ("1020000.50", "-1", Trouble.PRICE_NEGATIVE, "price"),
        ("1020000.50", "1020000.501", Trouble.PRICE_DECIMALS, "price"),
        ("1020000.50", "lots", Trouble.PRICE_MALFORMED, "price"),
        ("1020000.50", "1,020,000.50", Trouble.FIELD_COUNT, ""),
        ("2026-05-26", "2026-02-30", Trouble.TIME_IMPOSSIBLE, "time"),
        ("09:57:00", "25:61:00", Trouble.TIME_IMPOSSIBLE, "time"),
        ("09:57:00", "9.57", Trouble.TIME_MALFORMED, "time"),
        ("出局", "流拍", Trouble.STATUS_UNKNOWN, "status"),
        ("A1001", "张 三", Trouble.BIDDER_MALFORMED, "bidder_no"),
        (",3,", ",third,", Trouble.SEQ_MALFORMED, "seq"),
        ("LOT-1", "LOT-2", Trouble.SEVERAL_AUCTIONS, "auction"),
        (",A1001", "", Trouble.FIELD_COUNT, ""),
        ("A1001", '"A1001', Trouble.QUOTE_OPEN, ""),
        ("A1001", 'A"1001,"', Trouble.QUOTE_OPEN, ""),
        ("LOT-1,3,出局,A1001,1020000.50,2026-05-26 09:57:00",
         "seq,auction,status,bidder_no,price,time", Trouble.HEADER_CHANGED, ""),
    ],
)  # fmt: skip
def test_each_oddity_is_named_with_its_line(
    clean_lines: list[str], old: str, new: str, trouble: Trouble, column: str
) -> None:
    """What makes a row unusable is named with its code, line and column."""
    assert _first(_bytes(_changed(clean_lines, 3, old, new))) == (trouble, 4, column)


def test_blanks_do_not_hide_what_is_wrong(clean_lines: list[str]) -> None:
    """A field that is wrong between blanks is named for what it is."""
    data = _bytes(_changed(clean_lines, 3, "1020000.50", " nan "))
    assert _first(data) == (Trouble.PRICE_NOT_A_NUMBER, 4, "price")


@pytest.mark.parametrize(
    ("header", "trouble", "column"),
    [
        ("a,b,c", Trouble.NO_HEADER, ""),
        ("auction,seq,status,bidder_no,price,zeit", Trouble.COLUMN_UNKNOWN, ""),
        ("auction,seq,status,bidder_no,price,", Trouble.COLUMN_UNKNOWN, ""),
        ("status,bidder_no,price", Trouble.COLUMN_MISSING, "time"),
        ("status,bidder_no,price,time,price", Trouble.COLUMN_TWICE, "price"),
        ("status,状态,bidder_no,price,time", Trouble.COLUMN_TWICE, "状态"),
        (",,,", Trouble.NO_HEADER, ""),
        ('"status', Trouble.COLUMN_MISSING, "bidder"),
    ],
)
def test_a_header_that_is_none(
    clean_lines: list[str], header: str, trouble: Trouble, column: str
) -> None:
    """Without a header that names every column once, nothing is guessed."""
    assert _first(_bytes([header, *clean_lines[1:]])) == (trouble, 1, column)


def test_a_header_alone_is_no_log(clean_lines: list[str]) -> None:
    """A log without a bid is no log."""
    assert _first(_bytes([clean_lines[0], clean_lines[0], ""])) == (Trouble.NO_ROWS, 0, "")


def test_many_problems_are_counted(clean_lines: list[str]) -> None:
    """The first problems are listed and the rest counted."""
    rows = [clean_lines[1].replace("1000000.50", "")] * (MOST_LISTED + 3)
    log = read_bid_log(_bytes([clean_lines[0], *rows]), name="log.csv")
    assert isinstance(log, BidLogProblems)
    assert (len(log.problems), log.more) == (MOST_LISTED, 3)


def test_a_quotation_mark_that_swallows_a_large_file(clean_lines: list[str]) -> None:
    """An open quotation mark is named at its line, however much text follows it."""
    data = _bytes([*clean_lines[:2], '"', *clean_lines[1:] * 500])
    assert _first(data) == (Trouble.QUOTE_OPEN, 3, "")


@pytest.mark.parametrize("form", ["clean", "page"])
def test_truncation_at_any_byte(form: str, clean_lines: list[str], page_lines: list[str]) -> None:
    """A file cut anywhere within a row is told to be cut; cut between rows it still reads."""
    is_clean = form == "clean"
    data = _bytes(clean_lines) if is_clean else _bytes(page_lines, "gb18030")
    header = data.index(b"\n") + 1
    for size in range(header, len(data)):
        cut, last = data[:size], data[:size].rpartition(b"\n")[2]
        log = read_bid_log(cut, name="log.csv")
        whole_line = data[size : size + 1] == b"\n"
        if isinstance(log, BidLog):
            assert (whole_line and is_clean) or not last, cut[-40:]
            assert (Oddity.NO_FINAL_NEWLINE in log.oddities) is bool(last)
        elif log.problems[0].code is not Trouble.NO_ROWS:
            assert log.problems[0].code is Trouble.CUT_OFF, cut[-40:]


def test_real_logs_of_a_real_platform(shared_data: Callable[[str], Path]) -> None:
    """Both forms of two real logs are read, to the same bids."""
    folder = shared_data("shenzhen-bid-logs")
    for name, bids in (("SZ-BAOAN.csv", 74), ("SZ-UNNAMED.csv", 44)):
        clean = _log((folder / name).read_bytes())
        page = _log((folder / "raw" / name).read_bytes())
        assert len(clean.rows) == bids
        assert clean.oddities == page.oddities == ()
        assert [(r.seq, r.bidder, r.price_fen, r.at, r.won) for r in clean.rows] == [
            (r.seq, r.bidder, r.price_fen, r.at, r.won) for r in page.rows
        ]


@given(st.binary(max_size=400))
@example("状态,竞买号,价格,时间\n成交,A1001".encode())
@example(b'time,price,status,bidder_no\n"')
@example(b"\xef\xbb\xbf\xef\xbb\xbf,\n,")
def test_any_bytes_get_an_answer(data: bytes) -> None:
    """Whatever the bytes are, the answer is a log or a reason, never an exception."""
    assert isinstance(read_bid_log(data, name="x"), BidLog | BidLogProblems)


def test_a_log_newest_first_that_ends_without_a_newline_is_cut_off() -> None:
    """Without numbers nothing else would show that the oldest bids are missing."""
    rows = (
        "状态,竞买号,价格,时间\n"
        "成交,A1000,200.00,2026年05月26日 10:00:00\n"
        "出局,B1000,100.00,2026年05月25日 11:00:00"
    )
    read = read_bid_log(rows.encode("gb18030"), name="raw.csv")
    assert isinstance(read, BidLogProblems)
    assert [problem.code for problem in read.problems] == [Trouble.CUT_OFF]
    assert isinstance(read_bid_log((rows + "\n").encode("gb18030"), name="raw.csv"), BidLog)

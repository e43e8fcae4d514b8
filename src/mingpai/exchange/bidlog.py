"""Bid logs as platforms show them: read, with every oddity named, and nothing repaired in silence.

Two forms: a clean CSV (`auction,seq,status,bidder_no,price,time`, oldest first) and what a
platform's page gives (状态,竞买号,价格,时间: newest first, GB18030, header lines repeated).
Knows no rule of law. Where to look next: `exchange.bidlog_fields` (one field),
`exchange.bidlog_problems` (what makes a log unusable), `audit.referee` (judges what is read here).
"""

import csv
import enum
import operator
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from mingpai.exchange.bidlog_fields import (
    Bad,
    read_auction,
    read_bidder,
    read_price,
    read_seq,
    read_time,
    read_won,
)
from mingpai.exchange.bidlog_problems import BidLogProblem, BidLogProblems, Trouble
from mingpai.exchange.bidlog_text import Text, read_text
from mingpai.kernel.money import Fen

MOST_LISTED = 20
"""Problems that are listed one by one; a file that is no bid log would list every line."""
FEWEST_TO_TURN = 3
"""Rows below which the times do not say in which direction a log runs."""


class Oddity(enum.StrEnum):
    """What is unusual about a log and yet does not stand in the way of reading it."""

    NO_FINAL_NEWLINE = "no_final_newline"
    ROWS_REVERSED = "rows_reversed"


class BidRow(Struct, frozen=True, gc=False):
    """One bid of a log. `seq` is the log's own number, or the place, oldest first, from 1."""

    seq: int
    bidder: str
    price_fen: Fen
    at: datetime
    won: bool
    line: int


class BidLog(Struct, frozen=True):
    """A bid log of one auction, oldest bid first. `numbered`: the log numbers its rows itself."""

    name: str
    auction: str
    numbered: bool
    rows: tuple[BidRow, ...]
    oddities: tuple[Oddity, ...] = ()


_COLUMNS = {
    "auction": "auction",
    "seq": "seq",
    "status": "status",
    "bidder_no": "bidder",
    "price": "price",
    "time": "time",
    "状态": "status",
    "竞买号": "bidder",
    "价格": "price",
    "时间": "time",
}
_NEEDED = ("status", "bidder", "price", "time")


class _Columns(Struct, frozen=True):
    """Where each column stands, and what the header calls it. -1: the log has no such column."""

    names: list[str]
    at: dict[str, int]


class _Row(Struct, frozen=True):
    """A row that could not be taken as it stands, and why."""

    line: int
    fields: list[str]
    trouble: Trouble


class _Problems:
    """The problems found so far."""

    __slots__ = ("listed", "more")

    def __init__(self) -> None:
        """Begin with none."""
        self.listed: list[BidLogProblem] = []
        self.more = 0

    def add(self, problem: BidLogProblem) -> None:
        """List a problem, or count it where the list is full."""
        if len(self.listed) < MOST_LISTED:
            self.listed.append(problem)
        else:
            self.more += 1


class _Rows:
    """The rows read so far, in the order of the file, one list per column."""

    __slots__ = (
        "_columns",
        "_known",
        "ats",
        "auction",
        "bidders",
        "lines",
        "prices",
        "seqs",
        "won",
    )

    def __init__(self, header: _Columns) -> None:
        """Begin before the first row."""
        places = [header.at.get(column, -1) for column in ("auction", *_NEEDED, "seq")]
        self._columns = (len(header.names), *places)
        self._known: set[str] = set()
        self.auction = ""
        self.seqs: list[int] = []
        self.bidders: list[str] = []
        self.prices: list[Fen] = []
        self.ats: list[datetime] = []
        self.won: list[bool] = []
        self.lines: list[int] = []

    def take(self, line: int, fields: Sequence[str]) -> None:
        """Read a row and keep it. Raises: Bad for the first field that is not as it must be."""
        width, auction_at, status_at, bidder_at, price_at, time_at, seq_at = self._columns
        if len(fields) != width:
            raise Bad(Trouble.FIELD_COUNT)
        bidder = fields[bidder_at]
        if bidder not in self._known:
            self._known.add(read_bidder(bidder))
        won = read_won(fields[status_at])
        price = read_price(fields[price_at])
        when = read_time(fields[time_at])
        seq = read_seq(fields[seq_at]) if seq_at >= 0 else 0
        if auction_at >= 0 and fields[auction_at] != self.auction:
            self._belong_to(fields[auction_at])
        self.seqs.append(seq)
        self.bidders.append(bidder)
        self.won.append(won)
        self.prices.append(price)
        self.ats.append(when)
        self.lines.append(line)

    def _belong_to(self, auction: str) -> None:
        if self.auction:
            raise Bad(Trouble.SEVERAL_AUCTIONS)
        self.auction = read_auction(auction)


def read_bid_log(data: bytes, *, name: str) -> BidLog | BidLogProblems:
    """Return the bids of a log, oldest first, or every reason why it cannot be used.

    `name` stands for the file in what is told. Lines and columns are told as the file has them.
    """
    text = read_text(data)
    if isinstance(text, BidLogProblem):
        return BidLogProblems(name, (text,))
    header = _header(text.lines)
    if isinstance(header, BidLogProblem):
        return BidLogProblems(name, (header,))
    rows, problems = _Rows(header), _Problems()
    _read_rows(text, header, rows, problems)
    if not rows.ats and not problems.listed:
        problems.add(BidLogProblem(Trouble.NO_ROWS))
    if problems.listed:
        return BidLogProblems(name, tuple(problems.listed), problems.more)
    log = _log(name, text, header, rows)
    ends_with_oldest = rows.lines[-1] == log.rows[0].line
    if not text.is_ended and ends_with_oldest and "seq" not in header.at:
        # What is cut off are the oldest bids, and without numbers nothing else would show it.
        found = "no newline behind the last row"
        return BidLogProblems(name, (BidLogProblem(Trouble.CUT_OFF, len(text.lines), found=found),))
    return log


def _header(lines: Sequence[str]) -> _Columns | BidLogProblem:
    """Read the first line that is not blank as the names of the columns."""
    number, line = next((at, line) for at, line in enumerate(lines, 1) if line.strip())
    fields = [field.strip() for field in next(csv.reader([line]))]
    if not any(field in _COLUMNS for field in fields):
        return BidLogProblem(Trouble.NO_HEADER, number, found=",".join(fields))
    at: dict[str, int] = {}
    for place, field in enumerate(fields):
        column = _COLUMNS.get(field)
        if column is None:
            return BidLogProblem(Trouble.COLUMN_UNKNOWN, number, found=field or "(no name)")
        if column in at:
            return BidLogProblem(Trouble.COLUMN_TWICE, number, field)
        at[column] = place
    missing = [column for column in _NEEDED if column not in at]
    if missing:
        return BidLogProblem(Trouble.COLUMN_MISSING, number, missing[0], ",".join(fields))
    return _Columns(fields, at)


def _read_rows(text: Text, header: _Columns, rows: _Rows, problems: _Problems) -> None:
    """Walk the lines; a row that is as it must be takes the short way."""
    names, reader, line = header.names, csv.reader(text.lines), 0
    try:
        for line, fields in enumerate(reader, 1):
            if reader.line_num != line:
                break
            if fields == names or not fields:
                continue
            try:
                rows.take(line, fields)
            except Bad as bad:
                problem = _odd_row(_Row(line, fields, bad.trouble), text, header, rows)
                if problem is None:
                    continue
                problems.add(problem)
                if problem.code is Trouble.SEVERAL_AUCTIONS:
                    return
        else:
            return
    except csv.Error:
        line += 1
    # A quotation mark that is never closed swallows the lines below: nothing more can be read.
    problems.add(BidLogProblem(Trouble.QUOTE_OPEN, line))


def _odd_row(row: _Row, text: Text, header: _Columns, rows: _Rows) -> BidLogProblem | None:
    """Take a row that only blanks make odd; otherwise say what is wrong with it."""
    fields = [field.strip() for field in row.fields]
    if not any(fields) or fields == header.names:
        return None
    is_last = row.line == len(text.lines) and not text.is_ended
    joined = ",".join(fields)
    if is_last and ",".join(header.names).startswith(joined):
        return BidLogProblem(Trouble.CUT_OFF, row.line, found=joined)
    if all(field in _COLUMNS for field in fields):
        return BidLogProblem(Trouble.HEADER_CHANGED, row.line, found=joined)
    trouble = row.trouble
    if fields != row.fields:
        try:
            rows.take(row.line, fields)
        except Bad as bad:
            trouble = bad.trouble
        else:
            return None
    return _problem(_Row(row.line, fields, trouble), header, is_last=is_last)


def _problem(row: _Row, header: _Columns, *, is_last: bool) -> BidLogProblem:
    """Say what is wrong with a row. The last one, if the file ends within it, is cut off."""
    names, fields = header.names, row.fields
    if row.trouble is Trouble.FIELD_COUNT:
        if is_last and len(fields) < len(names):
            return BidLogProblem(Trouble.CUT_OFF, row.line, found=",".join(fields))
        count = f"{len(fields)} fields where the header has {len(names)}"
        return BidLogProblem(row.trouble, row.line, found=count)
    place = header.at[_column_of(row.trouble)]
    trouble = Trouble.CUT_OFF if is_last and place == len(fields) - 1 else row.trouble
    return BidLogProblem(trouble, row.line, names[place], fields[place])


def _column_of(trouble: Trouble) -> str:
    """Return the column that a field's trouble is named after."""
    return "auction" if trouble is Trouble.SEVERAL_AUCTIONS else trouble.value.split("_", 1)[0]


def _log(name: str, text: Text, header: _Columns, rows: _Rows) -> BidLog:
    """Put the rows into the order of time, oldest first, and number them where the log does not."""
    is_numbered = "seq" in header.at
    is_oldest_first = _runs_forward(rows.ats, usually=is_numbered)
    oddities = [] if is_oldest_first is is_numbered else [Oddity.ROWS_REVERSED]
    if not text.is_ended:
        oddities.append(Oddity.NO_FINAL_NEWLINE)
    step = 1 if is_oldest_first else -1
    seqs = rows.seqs[::step] if is_numbered else range(1, len(rows.ats) + 1)
    columns = (rows.bidders, rows.prices, rows.ats, rows.won, rows.lines)
    bids = tuple(map(BidRow, seqs, *(column[::step] for column in columns)))
    return BidLog(name, rows.auction, is_numbered, bids, tuple(oddities))


def _runs_forward(ats: Sequence[datetime], *, usually: bool) -> bool:
    """Say whether a log runs from old to new: as most of its times do, else as its form does."""
    later = sum(map(operator.lt, ats, ats[1:]))
    earlier = sum(map(operator.gt, ats, ats[1:]))
    return usually if len(ats) < FEWEST_TO_TURN or later == earlier else later > earlier

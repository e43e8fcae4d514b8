"""Why a bid log cannot be used: every code, what was expected instead, and what to do.

Where to look next: `exchange.bidlog`, which reads; docs/bidlog.md, which lists the codes for users.
"""

import enum
from collections.abc import Mapping

from msgspec import Struct


class Trouble(enum.StrEnum):
    """What makes a bid log unusable: the file as a whole, then its columns, then one field."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    BINARY = "binary"
    NOT_TEXT = "not_text"
    CUT_OFF = "cut_off"
    LINE_TOO_LONG = "line_too_long"
    QUOTE_OPEN = "quote_open"
    NO_HEADER = "no_header"
    COLUMN_UNKNOWN = "column_unknown"
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    HEADER_CHANGED = "header_changed"
    NO_ROWS = "no_rows"
    SEVERAL_AUCTIONS = "several_auctions"
    FIELD_COUNT = "field_count"
    AUCTION_MALFORMED = "auction_malformed"
    SEQ_MALFORMED = "seq_malformed"
    STATUS_UNKNOWN = "status_unknown"
    BIDDER_MALFORMED = "bidder_malformed"
    PRICE_MISSING = "price_missing"
    PRICE_NOT_A_NUMBER = "price_not_a_number"
    PRICE_NEGATIVE = "price_negative"
    PRICE_ZERO = "price_zero"
    PRICE_DECIMALS = "price_decimals"
    PRICE_TOO_LARGE = "price_too_large"
    PRICE_MALFORMED = "price_malformed"
    TIME_MISSING = "time_missing"
    TIME_IMPOSSIBLE = "time_impossible"
    TIME_OUT_OF_RANGE = "time_out_of_range"
    TIME_MALFORMED = "time_malformed"


class Says(Struct, frozen=True):
    """What was expected where there is trouble, and what to do about it."""

    expected: str
    advice: str


_PRICE = "an amount in yuan such as 14534399.94 or 14,534,399.94"
_TIME = "a time in Shanghai such as 2026-05-26 10:22:18 or 2026年05月26日 10:22:18"
_ROW = "correct the row from the platform's own page, or export the log again"
_AGAIN = "export or copy the log again"
_COLUMNS = "auction,seq,status,bidder_no,price,time or 状态,竞买号,价格,时间"

SAYS: Mapping[Trouble, Says] = {
    Trouble.EMPTY: Says("a bid log as CSV text", _AGAIN),
    Trouble.TOO_LARGE: Says("at most 64 MiB", "give the log of one auction per file"),
    Trouble.BINARY: Says(
        "CSV text in UTF-8 or GB18030", "save the sheet as CSV (UTF-8), then try again"
    ),
    Trouble.NOT_TEXT: Says("CSV text in UTF-8 or GB18030", _AGAIN),
    Trouble.CUT_OFF: Says("a whole row before the end of the file", _AGAIN),
    Trouble.LINE_TOO_LONG: Says("at most 1,000 characters in a line", _AGAIN),
    Trouble.QUOTE_OPEN: Says("quotation marks in pairs around a field", _ROW),
    Trouble.NO_HEADER: Says(f"a first line with the columns {_COLUMNS}", "add the header line"),
    Trouble.COLUMN_UNKNOWN: Says(f"the columns {_COLUMNS}", "rename or remove the column"),
    Trouble.COLUMN_MISSING: Says(f"the columns {_COLUMNS}", "add the column"),
    Trouble.COLUMN_TWICE: Says("each column once", "remove one of the two"),
    Trouble.HEADER_CHANGED: Says("the same columns in every header line", _AGAIN),
    Trouble.NO_ROWS: Says("at least one bid below the header", _AGAIN),
    Trouble.SEVERAL_AUCTIONS: Says(
        "one auction per file",
        "write one file per auction: the header, and the rows with one value in that column",
    ),
    Trouble.FIELD_COUNT: Says(
        "as many fields as the header has", "quote a price that holds commas, or complete the row"
    ),
    Trouble.AUCTION_MALFORMED: Says("an id of 1 to 64 printable characters", _ROW),
    Trouble.SEQ_MALFORMED: Says("a whole number from 0 to 999999999", _ROW),
    Trouble.STATUS_UNKNOWN: Says("成交 or 出局", "take the log after the close; " + _ROW),
    Trouble.BIDDER_MALFORMED: Says("1 to 32 letters, digits, '-', '_' or '*'", _ROW),
    Trouble.PRICE_MISSING: Says(_PRICE, _ROW),
    Trouble.PRICE_NOT_A_NUMBER: Says(_PRICE, _ROW),
    Trouble.PRICE_NEGATIVE: Says(_PRICE, _ROW),
    Trouble.PRICE_ZERO: Says("an amount of more than 0", _ROW),
    Trouble.PRICE_DECIMALS: Says("at most two decimals", _ROW),
    Trouble.PRICE_TOO_LARGE: Says("at most 90,071,992,547,409.91 yuan", _ROW),
    Trouble.PRICE_MALFORMED: Says(_PRICE, _ROW),
    Trouble.TIME_MISSING: Says(_TIME, _ROW),
    Trouble.TIME_IMPOSSIBLE: Says("a day and an hour that exist", _ROW),
    Trouble.TIME_OUT_OF_RANGE: Says("a year from 2000 to 2999", _ROW),
    Trouble.TIME_MALFORMED: Says(_TIME, _ROW),
}
"""For every code, what was expected and what to do."""


class BidLogProblem(Struct, frozen=True):
    """One thing that makes a log unusable. `line` counts from 1; 0 means the file as a whole.

    `column` is the header's own name for the column, or empty.
    """

    code: Trouble
    line: int = 0
    column: str = ""
    found: str = ""

    def told(self) -> str:
        """Return the problem in one line: where, what, what was expected, what to do."""
        says = SAYS[self.code]
        where = f"line {self.line}: " if self.line else ""
        column = f"column {self.column}: " if self.column else ""
        found = f": found {self.found!a:.80}" if not self.found.isprintable() else ""
        if self.found and not found:
            found = f": found “{self.found:.60}”"
        return (
            f"{where}{column}{self.code.value}{found}; expected {says.expected}; to do: "
            f"{says.advice}"
        )


class BidLogProblems(Struct, frozen=True):
    """Why a log cannot be used. At least one problem; `more` of them are not listed."""

    name: str
    problems: tuple[BidLogProblem, ...]
    more: int = 0

    def told(self) -> str:
        """Return the first problem in one line, with the file's name and how many more follow."""
        others = len(self.problems) - 1 + self.more
        tail = f" (and {others} more)" if others else ""
        return f"{self.name}: {self.problems[0].told()}{tail}"

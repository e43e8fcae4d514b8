"""The fields of a bid log, one reader each. A field that is not as it must be raises `Bad`.

Money goes to fen by the kernel's own reader, times from a clock in Shanghai to UTC; nothing is
rounded or guessed. Where to look next: `exchange.bidlog`, which walks the rows.
"""

import re
from datetime import datetime, timedelta

from mingpai.exchange.bidlog_problems import Trouble
from mingpai.kernel.money import Fen, parse_yuan

_AHEAD = timedelta(hours=8)
_FIRST_YEAR, _AFTER_LAST_YEAR = "2000", "3000"
_LENGTH = len("2026-05-26 10:22:18")
_AS_UTC = "+00:00"

_BIDDER = re.compile(r"[A-Za-z0-9_*-]{1,32}")
_SEQ = re.compile(r"[0-9]{1,9}")
_MAX_AUCTION = 64
_WHEN = re.compile(r"\d{4}(?:-\d\d-\d\d|年\d\d月\d\d日) \d\d:\d\d:\d\d(?:\.\d{1,6})?", re.ASCII)

_WON = {"成交": True, "出局": False}
_NO_NUMBER = re.compile(r"[+-]?(?:nan|inf(?:inity)?|null|none|n/a)", re.IGNORECASE)
_NEGATIVE = re.compile(r"[-−－][0-9]")
_DECIMALS = re.compile(r"[0-9][0-9,]*\.[0-9]{3,}")
_WHOLE = re.compile(r"[0-9][0-9,]*(?:\.[0-9]{1,2})?")
_LARGEST_DIGITS = 14
"""Digits before the point of the largest amount that can be written in fen."""


class Bad(ValueError):
    """A field is not as it must be; `trouble` says how."""

    def __init__(self, trouble: Trouble) -> None:
        """Keep what is wrong."""
        super().__init__(trouble.value)
        self.trouble = trouble


def read_won(text: str) -> bool:
    """Return whether a row is the one that got the lot (成交) or was outbid (出局)."""
    won = _WON.get(text)
    if won is None:
        raise Bad(Trouble.STATUS_UNKNOWN)
    return won


def read_bidder(text: str) -> str:
    """Return a bidder's code as the platform shows it."""
    if _BIDDER.fullmatch(text) is None:
        raise Bad(Trouble.BIDDER_MALFORMED)
    return text


def read_seq(text: str) -> int:
    """Return the number that the log gives a row."""
    if _SEQ.fullmatch(text) is None:
        raise Bad(Trouble.SEQ_MALFORMED)
    return int(text)


def read_auction(text: str) -> str:
    """Return the id of the auction that a row belongs to."""
    if not text.isprintable() or not 1 <= len(text) <= _MAX_AUCTION:
        raise Bad(Trouble.AUCTION_MALFORMED)
    return text


def read_price(text: str) -> Fen:
    """Return a price in fen. Zero is no bid."""
    try:
        price = parse_yuan(text)
    except ValueError:
        raise Bad(_price_trouble(text)) from None
    if not price:
        raise Bad(Trouble.PRICE_ZERO)
    return price


def _price_trouble(text: str) -> Trouble:
    if not text:
        return Trouble.PRICE_MISSING
    if _NO_NUMBER.fullmatch(text):
        return Trouble.PRICE_NOT_A_NUMBER
    if _NEGATIVE.match(text):
        return Trouble.PRICE_NEGATIVE
    if _DECIMALS.fullmatch(text):
        return Trouble.PRICE_DECIMALS
    digits = text.split(".", 1)[0].replace(",", "")
    if _WHOLE.fullmatch(text) and len(digits) >= _LARGEST_DIGITS and digits[0] != "0":
        return Trouble.PRICE_TOO_LARGE
    return Trouble.PRICE_MALFORMED


def read_time(text: str) -> datetime:
    """Return the instant of a time as a clock in Shanghai showed it, in UTC."""
    plain = text
    if text[4:5] == "年" and text[7:8] == "月" and text[10:11] == "日":
        plain = f"{text[:4]}-{text[5:7]}-{text[8:10]}{text[11:]}"
    # The reader of ISO 8601 takes more forms than one: weeks, no colons, offsets.
    is_usual = len(plain) == _LENGTH and plain[10] == " " and plain[7] == "-"
    if not (is_usual and plain[13] == plain[16] == ":") and _WHEN.fullmatch(text) is None:
        raise Bad(Trouble.TIME_MALFORMED if text else Trouble.TIME_MISSING)
    if plain[11] == "2" and plain[12] == "4":  # some readers take it for the next day
        raise Bad(Trouble.TIME_IMPOSSIBLE)
    try:
        local = datetime.fromisoformat(plain + _AS_UTC)
    except ValueError:
        is_form = _WHEN.fullmatch(text) is not None
        raise Bad(Trouble.TIME_IMPOSSIBLE if is_form else Trouble.TIME_MALFORMED) from None
    if not _FIRST_YEAR <= plain < _AFTER_LAST_YEAR:
        raise Bad(Trouble.TIME_OUT_OF_RANGE)
    return local - _AHEAD

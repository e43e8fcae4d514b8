"""Reads a bid as it comes from outside. Everything in it is hostile until it has passed here.

One JSON object with exactly the fields lot, round, code, price_fen and key. Each kind of wrong
input has a code of its own, so that a sender is told what was wrong and not that something was;
of several faults the first is named, in the order of `auction.codes`.
Source: 法释〔2016〕18号 第十八条, 第二十条; what is no amount is no bid (a reading of ours).
"""

import json
import re
from typing import Any

import msgspec
from msgspec import Struct

from mingpai.auction.commands import PlaceBid
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.ids import BiddingCode, StreamId, well_formed
from mingpai.kernel.money import MAX_FEN, Fen
from mingpai.kernel.outcome import Refused

MAX_BYTES = 1_000
"""A bid of ours has about 120 bytes."""

_FIELDS = frozenset({"lot", "round", "code", "price_fen", "key"})
_TIMES = frozenset(
    {"arrival_time", "arrived_at", "at", "bid_time", "closes_at", "now", "placed_at"}
    | {"received_at", "sent_at", "time", "timestamp", "ts"}
)
_KEY = re.compile(r"[A-Za-z0-9._-]{1,64}")
MAX_ROUND = 99
"""Rounds are counted from 1; no disposal comes near it."""
_MAX_64_BITS = 2**63 - 1


class Bid(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A bid as its sender writes it. `key` is the sender's own, for retries."""

    lot: str
    round: int
    code: str
    price_fen: int
    key: str


_decode = msgspec.json.Decoder(Bid, strict=True).decode


class ReadBid(Struct, frozen=True, gc=False):
    """A bid that has the right form; nothing is said yet about its merits."""

    command: PlaceBid
    key: str


def read_bid(data: bytes, *, lot: StreamId) -> ReadBid | Refused:
    """Read the bid that was sent to `lot`, or say what is wrong with its form."""
    if len(data) > MAX_BYTES:
        return refused(Code.TOO_LONG, bytes=len(data), most=MAX_BYTES)
    try:
        bid = _decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return refused(_fault(data, lot))
    if (
        bid.lot != lot
        or not 0 < bid.round <= MAX_ROUND
        or not 0 < bid.price_fen <= MAX_FEN
        or not well_formed("bidding code", bid.code)
        or _KEY.fullmatch(bid.key) is None
        # No value that passed holds a colon: there is one for each field, or a field came twice.
        or data.count(b":") != len(_FIELDS)
    ):
        return refused(_fault(data, lot))
    return ReadBid(PlaceBid(lot, bid.round, BiddingCode(bid.code), Fen(bid.price_fen)), bid.key)


# Naming the fault ----------------------------------------------------------------------------


class _Twice(ValueError):
    """A field appears twice."""


class _Constant(str):
    """`NaN`, `Infinity` or `-Infinity`, which JSON does not have, kept as its text."""

    __slots__ = ()


class _Decimal(str):
    """A number with a point or an exponent, kept as its text: no float is ever made."""

    __slots__ = ()


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice
    return found


def _fault(data: bytes, lot: StreamId) -> Code:
    """Say what is wrong with a text that is no bid. Slow and lenient, only to name the fault."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Code.NOT_UTF8
    try:
        found = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_Constant, parse_float=_Decimal
        )
    except _Twice:
        return Code.FIELD_TWICE
    except (ValueError, RecursionError):
        return Code.NOT_JSON
    if not isinstance(found, dict):
        return Code.NOT_AN_OBJECT
    return _wrong_fields(found) or _wrong_address(found, lot)


def _wrong_fields(found: dict[str, Any]) -> Code | None:
    unknown = found.keys() - _FIELDS
    if unknown & _TIMES:
        return Code.ARRIVAL_TIME_GIVEN
    if unknown:
        return Code.FIELD_UNKNOWN
    if "price_fen" not in found:
        return Code.PRICE_MISSING
    wrong = _wrong_price(found["price_fen"])
    if wrong is not None:
        return wrong
    return Code.FIELD_MISSING if found.keys() != _FIELDS else None


def _wrong_address(found: dict[str, Any], lot: StreamId) -> Code:
    """Say which of lot, round, code and key is wrong, where everything else is right."""
    if not well_formed("stream", found["lot"]):
        return Code.LOT_MALFORMED
    if found["lot"] != lot:
        return Code.BID_FOR_OTHER_LOT
    if type(found["round"]) is not int or not 0 < found["round"] <= MAX_ROUND:
        return Code.ROUND_MALFORMED
    if not well_formed("bidding code", found["code"]):
        return Code.CODE_MALFORMED
    return Code.KEY_MALFORMED


def _wrong_price(price: object) -> Code | None:
    match price:
        case None:
            return Code.PRICE_NULL
        case bool():
            return Code.PRICE_IS_BOOLEAN
        case _Constant():
            return Code.PRICE_NAN if price == "NaN" else Code.PRICE_INFINITE
        case _Decimal():
            return Code.PRICE_IS_FLOAT
        case str():
            return Code.PRICE_IS_TEXT
        case int():
            return _wrong_number(price)
        case _:
            return Code.PRICE_IS_NO_NUMBER


def _wrong_number(price: int) -> Code | None:
    if price < 0:
        return Code.PRICE_NEGATIVE
    if price == 0:
        return Code.PRICE_ZERO
    if price > _MAX_64_BITS:
        return Code.PRICE_BEYOND_64_BITS
    return Code.PRICE_TOO_LARGE if price > MAX_FEN else None

"""Reads a bid as it comes from outside. Everything in it is hostile until it has passed here.

One JSON object with exactly the fields lot, round, code, price_fen and key. Each kind of wrong
input has a code of its own, so that a sender is told what was wrong and not that something was.
Source: 法释〔2016〕18号 第十八条, 第二十条; what is no amount is no bid (a reading of ours).
"""

import json
import re
from typing import Any, NoReturn

import msgspec
from msgspec import Struct

from mingpai.auction.commands import PlaceBid
from mingpai.auction.refusals import Code, refused
from mingpai.kernel.ids import StreamId, well_formed
from mingpai.kernel.money import MAX_FEN
from mingpai.kernel.outcome import Refused

MAX_BYTES = 1_000
"""A bid of ours has about 120 bytes."""

_FIELDS = frozenset({"lot", "round", "code", "price_fen", "key"})
_TIMES = frozenset({"received_at", "arrived_at", "at", "time", "timestamp", "now"})
_KEY = re.compile(r"[A-Za-z0-9._-]{1,64}")
_MAX_ROUND = 99


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
        return _explain(data)
    wrong = _wrong_value(bid)
    if wrong is not None:
        return refused(wrong)
    if bid.lot != lot:
        return refused(Code.BID_FOR_OTHER_LOT, round=bid.round)
    if data.count(b":") != len(_FIELDS):  # no value that passed holds a colon: one for each field
        return refused(Code.FIELD_TWICE)
    command = PlaceBid(lot, bid.round, bid.code, bid.price_fen)  # type: ignore[arg-type]
    return ReadBid(command, bid.key)


def _wrong_value(bid: Bid) -> Code | None:
    """Check values that have the right type."""
    price = bid.price_fen
    if not 0 < price <= MAX_FEN:
        return _wrong_number(price)
    if not well_formed("bidding code", bid.code):
        return Code.CODE_MALFORMED
    if _KEY.fullmatch(bid.key) is None:
        return Code.KEY_MALFORMED
    if not 0 < bid.round <= _MAX_ROUND:
        return Code.ROUND_MALFORMED
    return None


def _wrong_number(price: int) -> Code | None:
    if price < 0:
        return Code.PRICE_NEGATIVE
    if price == 0:
        return Code.PRICE_ZERO
    return Code.PRICE_TOO_LARGE if price > MAX_FEN else None


class _Twice(ValueError):
    """A field appears twice."""


class _NoNumber(ValueError):
    """A constant that JSON does not have."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice
    return found


def _no_constant(name: str) -> NoReturn:
    raise _NoNumber(name)


def _explain(data: bytes) -> Refused:
    """Say what is wrong with a text that is no bid. Slow and lenient, only to name the fault."""
    try:
        found = json.loads(
            data,
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=_Float,
        )
    except _Twice:
        return refused(Code.FIELD_TWICE)
    except _NoNumber as constant:
        return refused(Code.PRICE_NAN if str(constant) == "NaN" else Code.PRICE_INFINITE)
    except (ValueError, RecursionError):
        return refused(Code.NOT_JSON)
    if not isinstance(found, dict):
        return refused(Code.NOT_AN_OBJECT)
    return refused(_wrong_field(found))


class _Float(str):
    """A number with a point or an exponent, kept as its text: no float is ever made."""

    __slots__ = ()


def _wrong_field(found: dict[str, Any]) -> Code:
    unknown = found.keys() - _FIELDS
    if unknown & _TIMES:
        return Code.ARRIVAL_TIME_GIVEN
    if unknown:
        return Code.FIELD_UNKNOWN
    if "price_fen" not in found or found["price_fen"] is None:
        return Code.PRICE_MISSING
    wrong = _wrong_price(found["price_fen"])
    if wrong is not None:
        return wrong
    if found.keys() != _FIELDS:
        return Code.FIELD_MISSING
    if type(found["round"]) is not int:
        return Code.ROUND_MALFORMED
    if type(found["code"]) is not str:
        return Code.CODE_MALFORMED
    if type(found["key"]) is not str:
        return Code.KEY_MALFORMED
    return Code.NOT_JSON if type(found["lot"]) is str else Code.BID_FOR_OTHER_LOT


def _wrong_price(price: object) -> Code | None:
    if isinstance(price, bool):
        return Code.PRICE_IS_BOOLEAN
    if isinstance(price, _Float):
        return Code.PRICE_IS_FLOAT
    if isinstance(price, str):
        return Code.PRICE_IS_TEXT
    if not isinstance(price, int):
        return Code.PRICE_OUT_OF_RANGE
    return _wrong_number(price)

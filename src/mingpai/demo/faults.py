"""Bids that have not the form of one: what each looks like on the wire.

Each is named for the code of refusal that it must be answered with; a test holds them together.
"""

from collections.abc import Callable, Mapping

from mingpai.auction.intake import MAX_BYTES

_GOOD = '{{"lot":"{lot}","round":{number},"code":"{code}","price_fen":{price_fen},"key":"{key}"}}'


def bid_bytes(*, lot: str, code: str, price_fen: int, key: str, number: int = 1) -> bytes:
    """Return a bid in round `number` as its sender writes it."""
    return _GOOD.format(lot=lot, code=code, price_fen=price_fen, key=key, number=number).encode()


def wrong_bytes(fault: str, good: bytes, *, price_fen: int) -> bytes:
    """Return a bid of that price with one thing wrong in its form. Raises: KeyError."""
    return FORMS[fault](good, price_fen)


_Change = Callable[[bytes, int], bytes]


def _price(text: str) -> _Change:
    """Return a change that writes the price in another way."""
    return lambda good, price_fen: good.replace(
        f'"price_fen":{price_fen}'.encode(),
        f'"price_fen":{text.format(price_fen)}'.encode(),
    )


def _add(field: bytes) -> _Change:
    """Return a change that adds a field at the end."""
    return lambda good, _: good[:-1] + b"," + field + b"}"


FORMS: Mapping[str, _Change] = {
    "price_nan": _price("NaN"),
    "price_infinite": _price("Infinity"),
    "price_is_float": _price("{}.5"),
    "price_is_text": _price('"{}"'),
    "price_is_boolean": _price("true"),
    "price_null": _price("null"),
    "price_is_no_number": _price("[{}]"),
    "price_negative": _price("-{}"),
    "price_zero": _price("0"),
    "price_beyond_64_bits": _price("9223372036854775808"),
    "price_too_large": _price("9007199254740992"),
    "price_missing": lambda good, price: good.replace(f'"price_fen":{price},'.encode(), b""),
    "arrival_time_given": _add(b'"received_at":"2026-06-11T01:59:59Z"'),
    "field_unknown": _add(b'"urgent":1'),
    "field_twice": _add(b'"round":1'),
    "not_json": lambda good, _: good[:-1],
    "not_utf8": lambda good, _: good[:-1] + b"\xff}",
    "not_an_object": lambda good, _: b"[" + good + b"]",
    "too_long": lambda good, _: good + b" " * MAX_BYTES,
    "code_malformed": lambda good, _: good.replace(b'"code":"', b'"code":"x'),
    "key_malformed": lambda good, _: good.replace(b'"key":"', b'"key":"!'),
}
"""Every form of wrong bid in the day, by the code that refuses it."""

"""Hostile input: each kind of wrong bid has a code of its own and never ends in a traceback."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingpai.auction.commands import PlaceBid
from mingpai.auction.intake import MAX_BYTES, ReadBid, read_bid
from mingpai.auction.refusals import REASONS, Code
from mingpai.kernel.ids import StreamId
from mingpai.kernel.money import MAX_FEN
from mingpai.kernel.outcome import Refused

LOT = StreamId("disposal/2026-0001")
GOOD: dict[str, Any] = {
    "lot": LOT,
    "round": 1,
    "code": "A0001",
    "price_fen": 7_000_000,
    "key": "k-1",
}


def _sent(**changes: Any) -> bytes:
    return json.dumps(GOOD | changes).encode()


def _priced(text: str) -> bytes:
    return _sent(price_fen="@").replace(b'"@"', text.encode())


def _without(name: str) -> bytes:
    return json.dumps({key: value for key, value in GOOD.items() if key != name}).encode()


def _code(data: bytes) -> str:
    answer = read_bid(data, lot=LOT)
    assert isinstance(answer, Refused), answer
    return answer.code


def test_a_good_bid_is_read() -> None:
    """A bid with exactly the five fields becomes a command, whatever the order and the spaces."""
    expected = ReadBid(PlaceBid(LOT, 1, "A0001", 7_000_000), "k-1")  # type: ignore[arg-type]
    assert read_bid(_sent(), lot=LOT) == expected
    mirrored = json.dumps(dict(reversed(GOOD.items())), indent=3).encode()
    assert read_bid(mirrored, lot=LOT) == expected


@pytest.mark.rule("K18")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NaN", "price_nan"),
        ("Infinity", "price_infinite"),
        ("-Infinity", "price_infinite"),
        ("null", "price_null"),
        ("true", "price_is_boolean"),
        ("false", "price_is_boolean"),
        ('"7000000"', "price_is_text"),
        ('"NaN"', "price_is_text"),
        ("7000000.0", "price_is_float"),
        ("7e6", "price_is_float"),
        ("1e999", "price_is_float"),
        ("[7000000]", "price_is_no_number"),
        ('{"fen": 7000000}', "price_is_no_number"),
        ("-1", "price_negative"),
        ("-9223372036854775809", "price_negative"),
        ("0", "price_zero"),
        ("-0", "price_zero"),
        (str(2**53), "price_too_large"),
        (str(2**63 - 1), "price_too_large"),
        (str(2**63), "price_beyond_64_bits"),
        (str(2**64), "price_beyond_64_bits"),
        ("9" * 600, "price_beyond_64_bits"),
        ("07", "not_json"),
        ("+7", "not_json"),
        ("7_0", "not_json"),
        ("0x7", "not_json"),
        ("７", "not_json"),
        ("", "not_json"),
    ],
)
def test_what_is_no_amount_is_named(text: str, code: str) -> None:
    """Each way of not being a whole amount of fen has a code of its own."""
    assert _code(_priced(text)) == code


def test_the_bounds_are_amounts() -> None:
    """One fen and the largest amount pass; whether they are enough is said later."""
    for price in (1, MAX_FEN):
        assert isinstance(read_bid(_sent(price_fen=price), lot=LOT), ReadBid)


def test_a_missing_price_is_no_null_price() -> None:
    """No price at all has its own code."""
    assert _code(_without("price_fen")) == "price_missing"


@pytest.mark.parametrize("name", ["lot", "round", "code", "key"])
def test_every_field_must_be_there(name: str) -> None:
    """Each field missing is refused."""
    assert _code(_without(name)) == "field_missing"


@pytest.mark.rule("K17")
@pytest.mark.parametrize("name", ["received_at", "at", "timestamp", "time", "now", "arrived_at"])
def test_nobody_gives_his_own_arrival_time(name: str) -> None:
    """An arrival time from the sender is refused as such: the service stamps it (第二十条)."""
    answer = read_bid(_sent(**{name: "2026-05-26T01:59:59Z"}), lot=LOT)
    assert isinstance(answer, Refused)
    assert (answer.code, answer.article) == ("arrival_time_given", "FS2016-18:20.2")


def test_an_unknown_field_is_refused() -> None:
    """A field that is not known is never ignored."""
    assert _code(_sent(max_price_fen=9)) == "field_unknown"


@pytest.mark.parametrize("name", list(GOOD))
def test_a_field_comes_once(name: str) -> None:
    """A field given twice is refused, with equal values and under an escaped name too."""
    value = json.dumps(GOOD[name])
    for spelling in (name, f"\\u{ord(name[0]):04x}{name[1:]}"):
        data = _sent()[:-1] + f', "{spelling}": {value}}}'.encode()
        assert _code(data) == "field_twice"


@pytest.mark.parametrize(
    "text", ["", " ", "{", "bid", "{'lot': 1}", '{"lot": 1,}', "{} {}", "\ufeff{}", "[" * 900]
)
def test_no_json_is_named(text: str) -> None:
    """A text that is no JSON, or more than one, is refused; so is one nested to the limit."""
    assert _code(text.encode()) == "not_json"


def test_anything_behind_a_bid_is_refused() -> None:
    """Nothing may follow the object."""
    assert _code(_sent() + b"x") == "not_json"


@pytest.mark.parametrize("text", ["null", "1", '"bid"', "[]", "true", "NaN"])
def test_a_bid_is_an_object(text: str) -> None:
    """JSON that is no object is refused."""
    assert _code(text.encode()) == "not_an_object"


@pytest.mark.parametrize("data", [b"\xff", _sent().replace(b"k-1", b"\xc3\x28"), b"\xed\xa0\x80"])
def test_a_bid_is_utf8(data: bytes) -> None:
    """Bytes that are no UTF-8 are refused, in a value too."""
    assert _code(data) == "not_utf8"


def test_utf16_is_no_json() -> None:
    """A bid in another encoding is not guessed at."""
    assert _code(_sent().decode().encode("utf-16-le")) == "not_json"


def test_a_bid_has_a_length() -> None:
    """The bound itself passes; a byte more is refused unread, with both figures."""
    room = MAX_BYTES - len(_sent())
    assert isinstance(read_bid(_sent() + b" " * room, lot=LOT), ReadBid)
    answer = read_bid(b"\xff" * (MAX_BYTES + 1), lot=LOT)
    assert isinstance(answer, Refused)
    assert (answer.code, answer.facts) == ("too_long", {"bytes": 1001, "most": MAX_BYTES})


def test_a_bid_for_another_lot_is_refused() -> None:
    """A bid that names another lot than it was sent to is refused."""
    assert _code(_sent(lot="disposal/2026-0002")) == "bid_for_other_lot"


@pytest.mark.parametrize("lot", [None, 1, "", "disposal", "../x/1", "disposal/" + "9" * 60])
def test_a_lot_has_a_form(lot: object) -> None:
    """What is no lot's number is told so."""
    assert _code(_sent(lot=lot)) == "lot_malformed"


@pytest.mark.parametrize("number", [None, 0, -1, 100, 2**70, True, 1.0, "1", [1]])
def test_a_round_has_a_form(number: object) -> None:
    """A round is a whole number from 1 to 99."""
    assert _code(_sent(round=number)) == "round_malformed"
    assert _code(_sent(round=99, key="")) == "key_malformed"
    assert isinstance(read_bid(_sent(round=99), lot=LOT), ReadBid)


def test_the_largest_amount_is_one() -> None:
    """A bid of the largest amount is told of another fault, and not of its amount."""
    assert _code(_sent(price_fen=MAX_FEN, key="")) == "key_malformed"


@pytest.mark.parametrize("code", [None, 1, "", "a0001", "A1", "A0001 ", "Ａ0001", "A٠٠٠١", "张三"])
def test_a_code_has_a_form(code: object) -> None:
    """What cannot be a bidding code is told so, before anybody looks whether it exists."""
    assert _code(_sent(code=code)) == "code_malformed"


@pytest.mark.parametrize("key", [None, 1, "", "k" * 65, "k 1", "k:1", "k\n", "键", "\ud800"])
def test_a_key_has_a_form(key: object) -> None:
    """A sender's key has 1 to 64 characters of a safe alphabet."""
    assert _code(_sent(key=key)) == "key_malformed"


def test_the_first_fault_of_a_text_is_named() -> None:
    """A text with every fault is told of them one by one, in the order of the codes."""
    wrong = {"lot": 1, "round": 0, "code": 1, "key": 1, "x": 1, "at": 1}
    seen = []
    for name in ("at", "x", None, "price_fen", "lot", "round", "code", "key"):
        if name is not None:
            wrong.pop(name, None)
            wrong |= {name: GOOD[name]} if name in GOOD else {}
        code = _code(json.dumps(wrong).encode()) if wrong != GOOD else None
        seen.append(code)
    order = [code for code in Code if code in seen]
    assert [code for code in dict.fromkeys(seen) if code] == order


@settings(deadline=None)  # a busy machine is no fault
@given(st.binary(max_size=200))
def test_no_bytes_end_in_a_traceback(data: bytes) -> None:
    """Whatever bytes arrive, the answer is a refusal with a known code."""
    assert _code(data) in {code.value for code in REASONS}


_TEXT = st.text(alphabet='A01:"\\\n\x00é竞\ud800', max_size=5)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None)  # a busy machine is no fault
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(GOOD, _JSON)), st.data())
def test_no_json_ends_in_a_traceback(changes: dict[str, Any], choice: st.DataObject) -> None:
    """Whatever stands in the fields, the answer is a bid of the right form or a known refusal."""
    base = choice.draw(st.sampled_from([{}, GOOD]))
    answer = read_bid(json.dumps(base | changes).encode(), lot=LOT)
    if isinstance(answer, ReadBid):
        assert 0 < answer.command.price_fen <= MAX_FEN
    else:
        assert answer.code in {code.value for code in REASONS}

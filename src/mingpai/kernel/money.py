"""Money is a whole number of fen, never a float. Shares are tested by cross-multiplying.

Owns the bounds of an amount and its two texts: fen in the journal, yuan on a page.
"""

import re
from typing import NewType

from msgspec import Struct

Fen = NewType("Fen", int)
"""分, a hundredth of a yuan."""

MAX_FEN = 2**53 - 1
"""The largest amount: what canonical JSON can carry without loss (RFC 8785 section 3.2.2.3)."""

_YUAN = re.compile(r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.([0-9]{1,2}))?")


class Share(Struct, frozen=True):
    """A share as numerator over denominator, so that 70 % is exactly `Share(70, 100)`."""

    numerator: int
    denominator: int


def is_fen(value: object) -> bool:
    """Say whether `value` is an amount from 0 to `MAX_FEN`. A boolean and a float are none."""
    return type(value) is int and 0 <= value <= MAX_FEN


def at_least_share(part_fen: int, *, of_fen: int, share: Share) -> bool:
    """Say whether `part_fen` is at least `share` of `of_fen`. Exact."""
    return part_fen * share.denominator >= of_fen * share.numerator


def at_most_share(part_fen: int, *, of_fen: int, share: Share) -> bool:
    """Say whether `part_fen` is at most `share` of `of_fen`. Exact."""
    return part_fen * share.denominator <= of_fen * share.numerator


def least_at_share(of_fen: int, share: Share) -> Fen:
    """Return the smallest whole amount that is at least `share` of `of_fen`."""
    return Fen(-(-of_fen * share.numerator // share.denominator))


def greatest_at_share(of_fen: int, share: Share) -> Fen:
    """Return the largest whole amount that is at most `share` of `of_fen`."""
    return Fen(of_fen * share.numerator // share.denominator)


def parse_yuan(text: str) -> Fen:
    """Read yuan as people and platforms write them: `14534399.94`, `14,534,399.94`, `12`.

    Strict: ASCII digits, groups of three if any, at most two decimals, no sign, no exponent.
    Raises: ValueError saying what is wrong.
    """
    match = _YUAN.fullmatch(text)
    if match is None:
        msg = f"{text!r:.40} is no amount in yuan: write it as 12,345.67 or 12345.67"
        raise ValueError(msg)
    decimals = match.group(1) or ""
    whole = text.split(".", 1)[0].replace(",", "")
    if len(whole) > len(str(MAX_FEN)):
        msg = f"{text!r:.40} yuan is more than can be written in fen"
        raise ValueError(msg)
    amount = int(whole) * 100 + int(decimals.ljust(2, "0") or "0")
    if amount > MAX_FEN:
        msg = f"{text!r:.40} yuan is more than can be written in fen"
        raise ValueError(msg)
    return Fen(amount)


def print_yuan(amount_fen: int) -> str:
    """Write an amount for people: `14,534,399.94`. The inverse of `parse_yuan`."""
    return f"{amount_fen // 100:,}.{amount_fen % 100:02d}"

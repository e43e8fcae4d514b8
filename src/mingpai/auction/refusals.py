"""How a disposal says no: one table from code to article, facts and what to do next.

Order of precedence: the order of `Code`, group by group. Where to look next: `auction.codes`
(what the codes are), `auction.input_reasons` and `auction.sale_reasons` (article and texts).
"""

from collections import defaultdict
from typing import Literal

from msgspec import Struct

from mingpai.auction.codes import Code, Reason
from mingpai.auction.input_reasons import INPUT_REASONS
from mingpai.auction.sale_reasons import SALE_REASONS
from mingpai.kernel.outcome import Facts, Refused

__all__ = ["REASONS", "Code", "Explanation", "Reason", "explain", "is_transient", "refused"]

REASONS: dict[Code, Reason] = {**INPUT_REASONS, **SALE_REASONS}
_BY_NAME: dict[str, Reason] = {code.value: reason for code, reason in REASONS.items()}

Language = Literal["zh", "en"]


class Explanation(Struct, frozen=True):
    """A refusal in words: what was wrong, and what to do next."""

    text: str
    next: str


def refused(code: Code, **facts: int | str) -> Refused:
    """Return the refusal for a code, with its facts."""
    reason = REASONS[code]
    return Refused(code, reason.article, facts, reason.transient)


def is_transient(code: str) -> bool:
    """Say whether a command refused with `code` may succeed later without being changed."""
    reason = _BY_NAME.get(code)
    return reason is not None and reason.transient


def explain(code: str, facts: Facts, *, language: Language) -> Explanation | None:
    """Return a refusal in words for the person refused, or None for a code that is not ours.

    A fact that an old entry does not have is shown as `?`; nothing fails for want of it.
    """
    reason = _BY_NAME.get(code)
    if reason is None:
        return None
    shown = defaultdict(lambda: "?", {name: str(value) for name, value in facts.items()})
    if language == "zh":
        return Explanation(reason.zh.format_map(shown), reason.next_zh.format_map(shown))
    return Explanation(reason.en.format_map(shown), reason.next_en.format_map(shown))

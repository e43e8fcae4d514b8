"""How a disposal says no: one table from code to article, facts and what to do next.

Order of precedence: the order of `Code`, group by group. Where to look next: `auction.codes`
(what the codes are), `auction.input_reasons` and `auction.sale_reasons` (article and texts).
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from mingpai.auction.codes import Code, Reason
from mingpai.auction.input_reasons import INPUT_REASONS
from mingpai.auction.objections import reasons as objections
from mingpai.auction.preparation import reasons as preparation
from mingpai.auction.sale_reasons import SALE_REASONS
from mingpai.auction.settlement import reasons as settlement
from mingpai.auction.stops import reasons as stops
from mingpai.kernel.money import is_fen, print_yuan
from mingpai.kernel.outcome import Facts, Refused, type_of_fact

__all__ = ["REASONS", "Code", "Explanation", "Reason", "explain", "is_transient", "refused"]

REASONS: dict[Code, Reason] = {
    **INPUT_REASONS,
    **SALE_REASONS,
    **preparation.REASONS,
    **stops.REASONS,
    **settlement.REASONS,
    **objections.REASONS,
}
_BY_NAME: dict[str, Reason] = {code.value: reason for code, reason in REASONS.items()}

Language = Literal["zh", "en"]
_UNKNOWN = "?"
_VERIFIED: Mapping[Language, tuple[str, str]] = {
    "zh": ("尚未核实", "已经核实"),
    "en": ("not verified", "verified"),
}


class Explanation(Struct, frozen=True):
    """A refusal in words: what was wrong, and what to do next."""

    text: str
    next: str


def refused(code: Code, **facts: int | str) -> Refused:
    """Return the refusal for a code, with its facts."""
    reason = REASONS[code]
    return Refused(code.value, reason.article, facts, reason.transient)


def is_transient(code: str) -> bool:
    """Say whether a command refused with `code` may succeed later without being changed."""
    reason = _BY_NAME.get(code)
    return reason is not None and reason.transient


def explain(code: str, facts: Facts, *, language: Language) -> Explanation | None:
    """Return a refusal in words for the person refused, or None for a code that is not ours.

    Facts in fen are shown in yuan. A fact that an old entry does not have, or has not as it should
    be, is shown as `?`; nothing fails for want of it.
    """
    reason = _BY_NAME.get(code)
    if reason is None:
        return None
    shown = defaultdict(
        lambda: _UNKNOWN,
        {name: _in_words(name, value, language) for name, value in facts.items()},
    )
    if language == "zh":
        return Explanation(reason.zh.format_map(shown), reason.next_zh.format_map(shown))
    return Explanation(reason.en.format_map(shown), reason.next_en.format_map(shown))


def _in_words(name: str, value: type_of_fact, language: Language) -> str:
    """Return a fact as people read it: an amount in yuan, a yes or no as words."""
    if name.endswith("_fen"):
        return print_yuan(int(value)) if value is not None and is_fen(value) else _UNKNOWN
    if isinstance(value, bool):
        return _VERIFIED[language][value]
    return str(value)

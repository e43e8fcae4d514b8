"""What is said of a notice that is refused."""

from mingpai.auction.codes import Code
from mingpai.auction.preparation.notice_reasons import NOTICE_REASONS

CODES = list(Code)


def test_every_guard_of_a_notice_has_its_reason() -> None:
    """The table has the codes of the notice's group, from the first guard to the corrections."""
    first, last = CODES.index(Code.ALREADY_ANNOUNCED), CODES.index(Code.INSTANT_MISPLACED)
    assert set(NOTICE_REASONS) == set(CODES[first : last + 1])


def test_only_waiting_helps_where_it_says_so() -> None:
    """Of all guards two are met by waiting alone: that somebody was told, or can object still."""
    assert {code for code, one in NOTICE_REASONS.items() if one.transient} == {
        Code.PARTY_TOLD_TOO_LATE,
        Code.PRICE_OBJECTION_TERM_RUNS,
    }


def test_what_was_not_read_is_told() -> None:
    """Each refusal that may rest on a value known at second hand says whether it was verified."""
    doubtful = {code for code, one in NOTICE_REASONS.items() if "{verified}" in one.zh}
    assert doubtful == {
        Code.PRICE_OBJECTION_TERM_RUNS,
        Code.SALE_PRICE_WRONG,
        Code.NOTICE_TOO_SHORT,
        Code.SALE_PERIOD_WRONG,
    }

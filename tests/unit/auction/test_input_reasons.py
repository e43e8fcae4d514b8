"""What is said of texts that are no commands."""

from mingpai.auction.codes import Code
from mingpai.auction.input_reasons import INPUT_REASONS


def test_form_is_a_reading_of_ours() -> None:
    """No article speaks of JSON: each of these refusals is marked as a reading."""
    assert all(reason.reading for reason in INPUT_REASONS.values())


def test_the_service_finds_its_own_codes() -> None:
    """The codes that the service gives, not the auction, are explained here too."""
    of_service = {Code.ID_REUSED, Code.REPEATED, Code.TOO_MANY, Code.OVERLOADED}
    assert of_service <= INPUT_REASONS.keys()


def test_who_is_told_to_wait_may_send_the_same_again() -> None:
    """Too many and overloaded are transient, and say after how long."""
    for code in (Code.TOO_MANY, Code.OVERLOADED):
        reason = INPUT_REASONS[code]
        assert reason.transient
        assert "{retry_after_ms}" in reason.next_zh
        assert "{retry_after_ms}" in reason.next_en

"""What is said of texts that are no commands."""

from mingpai.auction.codes import Code
from mingpai.auction.input_reasons import INPUT_REASONS


def test_form_is_a_reading_of_ours() -> None:
    """No article speaks of JSON: each of these refusals is marked as a reading."""
    assert all(reason.reading for reason in INPUT_REASONS.values())


def test_the_service_finds_its_own_codes() -> None:
    """The two codes that the service gives, not the auction, are explained here too."""
    assert {Code.ID_REUSED, Code.REPEATED} <= INPUT_REASONS.keys()

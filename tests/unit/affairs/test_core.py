"""What the port to the core raises."""

from mingpai.affairs.core import CoreBusy


def test_a_busy_core_says_for_how_long() -> None:
    """The seconds to wait are kept as a number and told as text."""
    busy = CoreBusy(7)
    assert busy.retry_after_s == 7
    assert "7" in str(busy)

"""How figures and instants are written."""

from datetime import UTC, datetime, timedelta

from mingpai.web import show

AT = datetime(2026, 6, 11, 2, 27, 18, 250_999, tzinfo=UTC)


def test_money_is_written_in_yuan() -> None:
    """An amount has separators, two decimals and its unit, which stays on its line."""
    assert show.money(1_234_567, "zh") == "12,345.67\N{NO-BREAK SPACE}元"
    assert show.money(5, "en") == "0.05\N{NO-BREAK SPACE}yuan"


def test_instants_are_those_of_shanghai() -> None:
    """Every form shows the time in Shanghai, never rounded up."""
    assert show.minute(AT) == "2026-06-11 10:27"
    assert show.second(AT) == "2026-06-11 10:27:18"
    assert show.millisecond(AT) == "2026-06-11 10:27:18.250"
    assert show.machine(AT) == "2026-06-11T10:27:18.250+08:00"


def test_lengths_and_counts() -> None:
    """A length of time is hours, minutes and seconds; a count has separators."""
    assert show.span(timedelta(hours=26, minutes=3, seconds=9)) == "26:03:09"
    assert show.count(1_234_567) == "1,234,567"

"""What the documents say of themselves."""

import re

from mingpai.exchange.feed import FORMAT
from mingpai.web.api.words import ABOUT, VERSION


def test_the_version_has_three_numbers() -> None:
    """The first stays while addresses stay, the second grows where something is added."""
    assert re.fullmatch(r"1\.[0-9]+\.[0-9]+", VERSION)


def test_the_promise_is_told_in_both_languages() -> None:
    """Chinese first, then English, with the feed's own form as the example."""
    chinese, english = ABOUT.split("\n\n")
    assert "只增不减" in chinese
    assert "only added" in english
    assert FORMAT in chinese
    assert FORMAT in english

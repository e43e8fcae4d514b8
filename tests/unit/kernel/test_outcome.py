"""A refusal is a value; a broken invariant stops the process."""

import pytest

from mingpai.kernel.ids import ArticleId
from mingpai.kernel.outcome import InvariantBroken, Refused, ensure


def test_a_refusal_compares_by_what_it_says() -> None:
    """Two refusals with the same code, article and facts are equal and final by default."""
    article = ArticleId("FS2016-18:20.1")
    facts = {"amount_fen": 1, "least_fen": 2}
    assert Refused("bid_too_low", article, facts) == Refused("bid_too_low", article, dict(facts))
    assert not Refused("bid_too_low", article, facts).transient


@pytest.mark.parametrize("held", [True, 1, [0], "x"])
def test_what_holds_passes(held: object) -> None:
    """A condition that holds raises nothing."""
    ensure(held, "never said")


@pytest.mark.parametrize("broken", [False, 0, [], None])
def test_what_does_not_hold_is_our_fault(broken: object) -> None:
    """A condition that does not hold raises InvariantBroken with what was wanted."""
    with pytest.raises(InvariantBroken, match="debits equal credits"):
        ensure(broken, "debits equal credits")

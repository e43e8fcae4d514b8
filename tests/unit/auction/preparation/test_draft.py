"""A notice while it is judged."""

from datetime import date
from typing import Any

import pytest

from mingpai.auction.model import RoundKind
from mingpai.auction.preparation.draft import drafted
from mingpai.auction.preparation.model import PriceBasis
from mingpai.law.parameters import NOTICE_DAYS_R1, SHAREHOLDER_DAYS
from mingpai.law.timeline import NoValueInForce


def _draft(file: Any, **terms: Any) -> Any:
    return drafted(file.state, file.terms(**terms), file.asked())


def test_days_are_those_of_shanghai(ready: Any) -> None:
    """Opening, close and publication are days there, whatever the offset of an instant."""
    timing = _draft(ready.at(2026, 4, 21, 0)).timing
    assert timing.published_on == date(2026, 4, 21)
    assert (timing.opens_on, timing.closes_on) == (date(2026, 5, 25), date(2026, 5, 26))


def test_values_are_those_of_the_day_of_the_notice(ready: Any) -> None:
    """A value is asked for on the day of the notice; none in force is an error."""
    draft = _draft(ready.at(2020, 1, 1))
    assert draft.dated(NOTICE_DAYS_R1).value.immovable == 30
    with pytest.raises(NoValueInForce):
        draft.dated(SHAREHOLDER_DAYS)
    with pytest.raises(NoValueInForce):
        draft.timing.dated(SHAREHOLDER_DAYS)


def test_a_re_auction_counts_as_what_it_repeats(ready: Any, second: Any) -> None:
    """Every other round counts as itself; without a round before it, as a first auction."""
    assert _draft(ready, kind=RoundKind.SALE).auction is RoundKind.SALE
    assert _draft(ready, kind=RoundKind.RERUN).auction is RoundKind.AUCTION_1
    second.announced(kind=RoundKind.AUCTION_2)
    assert _draft(second, kind=RoundKind.RERUN).auction is RoundKind.AUCTION_2


def test_the_first_round_says_what_start_prices_rest_on(ready: Any) -> None:
    """A second auction rests on what the first did, whatever its own notice says."""
    equity = {"basis": PriceBasis.EQUITY_COST}
    assert _draft(ready, **equity).basis is PriceBasis.EQUITY_COST
    assert _draft(ready, kind=RoundKind.AUCTION_2, **equity).basis is PriceBasis.REFERENCE
    ready.announced(**equity).passed_in()
    assert _draft(ready, kind=RoundKind.AUCTION_2).basis is PriceBasis.EQUITY_COST

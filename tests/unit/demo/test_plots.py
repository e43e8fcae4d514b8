"""The kinds of sale that the day shows."""

import pytest

from mingpai.demo.plots import PLOTS
from mingpai.demo.script import EXTENSION, LotScript
from mingpai.demo.steps import Confirm, Send


@pytest.mark.parametrize("plot", PLOTS)
def test_bids_of_a_plot_stay_within_their_window(plot: str, script: LotScript) -> None:
    """Every bid that is to be taken comes in order, after the opening and before its close."""
    PLOTS[plot](script)
    close = script.sale.closes_at
    for before, taken in zip([None, *script.history], script.history, strict=False):
        assert script.sale.opens_at <= taken.at < close
        assert before is None or before.at < taken.at
        close = max(close, taken.at + EXTENSION)
    assert any(isinstance(step.act, Confirm) for step in script.steps) == bool(script.history)


def test_a_tie_is_two_bids_of_one_amount_in_one_instant(script: LotScript) -> None:
    """The last two bids of the tie differ in code and key alone."""
    PLOTS["tie"](script)
    first, second = [step for step in script.steps if isinstance(step.act, Send)][-2:]
    assert first.at == second.at
    assert first.act.actor != second.act.actor  # type: ignore[union-attr]

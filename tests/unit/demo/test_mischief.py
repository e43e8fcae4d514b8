"""What is put into a script to be refused."""

import pytest

from mingpai.auction.refusals import Code
from mingpai.demo.mischief import FLOOD_BIDS, IN_A_SALE, put_flood, put_not_sold
from mingpai.demo.plots import PLOTS
from mingpai.demo.script import LotScript
from mingpai.demo.steps import Confirm, Flood


@pytest.mark.parametrize("name", IN_A_SALE)
def test_each_is_named_for_a_code_and_adds_one_act(name: str, script: LotScript) -> None:
    """Every mischief is named for a code of refusal and puts one act into the script."""
    assert Code(name)
    PLOTS["contest"](script)
    before = len(script.steps)
    IN_A_SALE[name](script)
    assert len(script.steps) == before + 1


def test_a_flood_is_of_one_sender(script: LotScript) -> None:
    """The flood is one act with many malformed bids."""
    PLOTS["contest"](script)
    put_flood(script)
    flood = script.steps[-1].act
    assert isinstance(flood, Flood)
    assert len(flood.data) == FLOOD_BIDS


def test_a_lot_without_bids_cannot_be_confirmed(script: LotScript) -> None:
    """The confirmation of what was not sold is asked for after the close."""
    PLOTS["passed_in"](script)
    put_not_sold(script)
    assert isinstance(script.steps[-1].act, Confirm)
    assert script.steps[-1].at > script.closes_at

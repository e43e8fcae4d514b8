"""What follows an ordinary sale in the court day."""

from collections import Counter

from mingpai.auction.settlement.commands import DistributeProceeds, MakeRuling, RecordBalance
from mingpai.auction.stops.commands import WithdrawRound
from mingpai.demo.aftermath import LATE_BALANCE, LATE_ROUND
from mingpai.demo.catalogue import ITEMS
from mingpai.demo.day import day
from mingpai.demo.plots import PLOTS
from mingpai.demo.steps import Order, Refund


def test_every_ordinary_sale_goes_to_its_end() -> None:
    """Deposits go back from every lot; each sold one is paid, ruled on and paid out."""
    script = day(5)
    orders = Counter(
        (step.lot, type(step.act.command)) for step in script.steps if isinstance(step.act, Order)
    )
    refunds = {step.lot for step in script.steps if isinstance(step.act, Refund)}
    for sale, item in zip(script.sales, ITEMS, strict=True):
        assert sale.stream in refunds
        if item.plot not in PLOTS or item.plot in {"passed_in", "nobody_bids"}:
            continue
        for kind in (RecordBalance, MakeRuling, DistributeProceeds):
            assert orders[sale.stream, kind] == 1, item.plot


def test_a_few_are_late_on_purpose() -> None:
    """One lot that was passed in is left lying, and one buyer pays after the notice's date."""
    script = day(5)
    withdrawn = {
        step.lot
        for step in script.steps
        if isinstance(step.act, Order) and isinstance(step.act.command, WithdrawRound)
    }
    left = script.sales[LATE_ROUND - 1]
    assert ITEMS[LATE_ROUND - 1].plot == "passed_in"
    assert left.stream not in withdrawn
    late = script.sales[LATE_BALANCE - 1]
    (paid,) = [
        step.at
        for step in script.steps
        if step.lot == late.stream
        and isinstance(step.act, Order)
        and isinstance(step.act.command, RecordBalance)
    ]
    assert (paid - late.closes_at).days > 10

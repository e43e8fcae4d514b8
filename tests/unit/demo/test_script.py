"""Writing the script of one lot."""

from datetime import timedelta

from mingpai.demo.script import LotScript
from mingpai.demo.steps import Admit, Send


def test_a_bid_in_the_last_five_minutes_moves_the_close(script: LotScript) -> None:
    """The script keeps the close that its bids lead to."""
    script.admit_many(2)
    at = script.sale.closes_at - timedelta(seconds=10)
    script.raise_by(at, script.codes[0])
    assert script.closes_at == at + timedelta(minutes=5)
    assert script.price_fen == script.sale.start_fen
    assert script.rival() == script.codes[1]


def test_a_bid_that_is_sent_only_changes_nothing(script: LotScript) -> None:
    """What is to be refused does not move the price that later bids build on."""
    script.admit()
    script.send(script.sale.opens_at, script.codes[0], 1)
    assert (script.price_fen, script.history) == (0, [])


def test_a_ranked_bidder_stays_out_of_the_crowd(script: LotScript) -> None:
    """Who holds a right is admitted after it was confirmed and bids only when told to."""
    code = script.admit_ranked(2)
    granted, admitted = script.steps
    assert granted.at < admitted.at
    assert isinstance(admitted.act, Admit)
    assert code not in script.codes


def test_a_quiet_moment_has_room_after_it(script: LotScript) -> None:
    """A bid is quiet where the next one is more than two seconds away."""
    script.admit_many(3)
    for seconds in (10, 11, 60):
        script.raise_by(script.sale.opens_at + timedelta(seconds=seconds), script.rival())
    offsets = {(script.quiet_moment().at - script.sale.opens_at).seconds for _ in range(20)}
    assert offsets == {11, 60}
    assert sum(isinstance(step.act, Send) for step in script.steps) == 3

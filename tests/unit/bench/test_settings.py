"""What the benchmarks share."""

from mingpai.auction.decide import Setting, decide
from mingpai.auction.evolve import evolve
from mingpai.auction.model import Disposal
from mingpai.bench.settings import COURT, LOT, NOTICE, code_of, preparations
from mingpai.kernel.outcome import Refused
from mingpai.law.platforms import sandbox_list


def test_preparations_lead_to_a_lot_with_bidders() -> None:
    """Every command is lawful, and each bidder holds a code afterwards."""
    state = Disposal(LOT)
    setting = Setting(sandbox_list())
    for command in preparations(3):
        result = decide(state, command, actor=COURT, now=NOTICE, setting=setting)
        assert not isinstance(result, Refused), result
        for event in result:
            state = evolve(state, event)
    assert state.current is not None
    assert set(state.current.bidders) == {code_of(0), code_of(1), code_of(2)}

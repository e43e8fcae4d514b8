"""The script of the day."""

from collections import Counter

from mingpai.auction.model import RoundKind
from mingpai.auction.preparation.commands import AnnounceRound
from mingpai.demo.day import day
from mingpai.demo.steps import Admit, Flood, Order, Send


def test_the_same_seed_gives_the_same_script() -> None:
    """Two days of one seed are equal, and another seed gives another day."""
    assert day(7) == day(7)
    assert day(7) != day(8)


def test_a_day_is_as_large_as_it_says() -> None:
    """Any day has 40 lots, 300 persons who all register, and about 2,000 bids in order of time."""
    for seed in range(3):
        script = day(seed)
        kinds = Counter(type(step.act) for step in script.steps)
        bids = kinds[Send] + sum(len(s.act.data) for s in script.steps if isinstance(s.act, Flood))
        registered = {s.act.person for s in script.steps if isinstance(s.act, Admit)}
        assert (len(script.sales), len(script.people), len(registered)) == (40, 300, 300)
        assert 1_500 <= bids <= 2_600
        assert [s.at for s in script.steps] == sorted(s.at for s in script.steps)


LATER = (RoundKind.AUCTION_2, RoundKind.SALE)


def test_every_notice_is_published_in_time() -> None:
    """Each notice lies as many whole days before its opening as its round and its class ask."""
    script = day(1)
    kinds = {sale.stream: sale.kind for sale in script.sales}
    rounds: Counter[RoundKind] = Counter()
    for step in script.steps:
        act = step.act
        if not isinstance(act, Order) or not isinstance(act.command, AnnounceRound):
            continue
        if act.actor == "court/dl-elsewhere":
            continue
        kind, is_movable = act.command.kind, kinds[step.lot] == "movable"
        days = (7 if is_movable else 15) if kind in LATER else (15 if is_movable else 30)
        assert (act.command.opens_at.date() - step.at.date()).days >= days
        rounds[kind] += 1
    assert rounds[RoundKind.AUCTION_1] >= 40
    assert all(rounds[kind] for kind in RoundKind)


def test_nobody_registers_twice_for_one_lot() -> None:
    """Whatever the seed, nobody asks for a second code of one lot, but who was refused before."""
    for seed in range(3):
        admits = [step for step in day(seed).steps if isinstance(step.act, Admit)]
        asked = Counter((step.lot, step.act.person) for step in admits)  # type: ignore[union-attr]
        assert sum(count > 1 for count in asked.values()) <= 5


def test_no_code_serves_two_lots() -> None:
    """A bidding code is handed out for one lot only."""
    lots: dict[str, str] = {}
    for step in day(2).steps:
        if isinstance(step.act, Admit):
            assert lots.setdefault(step.act.code, step.lot) == step.lot

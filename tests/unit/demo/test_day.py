"""The script of the day."""

from collections import Counter

from mingpai.auction.commands import AnnounceRound
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


def test_every_lawful_notice_is_published_in_time() -> None:
    """The last notice of each lot lies fifteen or thirty whole days before the opening."""
    script = day(1)
    notices = {
        step.lot: step.at
        for step in script.steps
        if isinstance(step.act, Order)
        and isinstance(step.act.command, AnnounceRound)
        and step.act.actor != "court/dl-elsewhere"
    }
    for sale in script.sales:
        days = 15 if sale.kind == "movable" else 30
        assert (sale.opens_at.date() - notices[sale.stream].date()).days >= days


def test_no_code_serves_two_lots() -> None:
    """A bidding code is handed out for one lot only."""
    lots: dict[str, str] = {}
    for step in day(2).steps:
        if isinstance(step.act, Admit):
            assert lots.setdefault(step.act.code, step.lot) == step.lot

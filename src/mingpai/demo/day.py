"""The script of a court day: the same seed gives the same script, to the byte.

Pure data: nothing here reads a clock or decides anything. Notices are published the days ahead
that 第十二条 asks for; all lots close on one morning, ten o'clock in Shanghai and after.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random

from msgspec import Struct

from mingpai.auction.model import PropertyClass, StepRule
from mingpai.demo.aftermath import settle
from mingpai.demo.catalogue import ITEMS, Item
from mingpai.demo.courses import COURSES
from mingpai.demo.mischief import IN_A_SALE, put_flood, put_not_sold
from mingpai.demo.people import Person, people
from mingpai.demo.places import COURTS, OFFICES, PLATFORMS
from mingpai.demo.plots import PLOTS
from mingpai.demo.script import LotScript, Roster, Sale
from mingpai.demo.steps import Step
from mingpai.kernel.ids import StreamId
from mingpai.web.captions import Captions

PEOPLE = 300
_YUAN = 100
_BEGIN = datetime(2026, 5, 7, 0, 30, tzinfo=UTC)
_COURT_DAY = datetime(2026, 6, 11, 2, 0, tzinfo=UTC)
"""Ten in the morning in Shanghai."""
_NOTICE_HOUR = _COURT_DAY + timedelta(hours=6)
_NOTICE_DAYS: Mapping[PropertyClass, int] = {
    PropertyClass.MOVABLE: 16,
    PropertyClass.IMMOVABLE: 31,
    PropertyClass.OTHER_RIGHT: 31,
}
"""A day more than 第十二条 asks for, so that nothing hangs on how days are counted."""
_CROWDED = frozenset({"contest", "storm", "jump", "self_outbid", "prank"})
"""Plots with several bidders, whose lots can bear bids that are refused."""
_NICE = (1, 2, 5)
_ALL_PLOTS: Mapping[str, Callable[[LotScript], None]] = {**PLOTS, **COURSES}


class Day(Struct, frozen=True):
    """The whole script. `steps` are in order of time."""

    seed: int
    begins_at: datetime
    people: tuple[Person, ...]
    sales: tuple[Sale, ...]
    captions: Captions
    steps: tuple[Step, ...]


def day(seed: int) -> Day:
    """Return the script of the day that a seed gives."""
    rng = Random(seed)  # noqa: S311 - a script that can be written again, no secret
    roster = Roster(rng, PEOPLE)
    scripts = [_script(number, item, rng, roster) for number, item in enumerate(ITEMS, start=1)]
    for script, item in zip(scripts, ITEMS, strict=True):
        _ALL_PLOTS[item.plot](script)
    _admit_the_rest(scripts, rng)
    _put_mischief(scripts)
    for script, item in zip(scripts, ITEMS, strict=True):
        if item.plot in PLOTS:
            settle(script)
    steps = sorted((step for script in scripts for step in script.steps), key=lambda s: s.at)
    names = {
        str(script.sale.stream): item.caption for script, item in zip(scripts, ITEMS, strict=True)
    }
    return Day(
        seed=seed,
        begins_at=_BEGIN,
        people=people(rng, PEOPLE),
        sales=tuple(script.sale for script in scripts),
        captions=Captions(lots=names, offices=OFFICES),
        steps=tuple(steps),
    )


def _script(number: int, item: Item, rng: Random, roster: Roster) -> LotScript:
    """Fix the terms of a lot: about 70 to 85 % of the reference, a deposit of 10 to 20 %."""
    reference_fen = item.reference_yuan * _YUAN
    start_fen = reference_fen * rng.randrange(70, 86) // 100
    closes_at = _COURT_DAY + timedelta(minutes=5 * (number % 6))
    notice_days = _NOTICE_DAYS[item.kind]
    sale = Sale(
        stream=StreamId(f"disposal/2026-{number:04d}"),
        number=number,
        court=list(COURTS)[item.court],
        platform=list(PLATFORMS)[item.platform],
        kind=item.kind,
        reference_fen=reference_fen,
        start_fen=start_fen,
        step_fen=_step_fen(start_fen),
        deposit_fen=start_fen * rng.randrange(10, 20) // 100,
        step_rule=(StepRule.WHOLE_STEPS if item.plot == "whole_steps" else StepRule.AT_LEAST_STEP),
        announced_at=_NOTICE_HOUR - timedelta(days=notice_days + 1, minutes=3 * number),
        opens_at=closes_at - timedelta(hours=24),
        closes_at=closes_at,
        nature=item.nature,
        traits=item.traits,
    )
    return LotScript(sale, rng, roster)


def _step_fen(start_fen: int) -> int:
    """Return a round step of at most 1 % of the start price and at least a yuan."""
    most = max(start_fen // 100, _YUAN)
    nice = _YUAN
    while nice * 10 <= most:
        nice *= 10
    return max(nice * factor for factor in _NICE if nice * factor <= most)


def _crowded(scripts: list[LotScript]) -> list[LotScript]:
    return [s for s, item in zip(scripts, ITEMS, strict=True) if item.plot in _CROWDED]


def _admit_the_rest(scripts: list[LotScript], rng: Random) -> None:
    """Let whoever no plot has called register for a crowded lot: everybody takes part."""
    called = {person for script in scripts for person in script.people.values()}
    crowded = _crowded(scripts)
    for person in (one for one in range(PEOPLE) if one not in called):
        fitting = [script for script in crowded if person not in script.parties]
        rng.choice(fitting).admit(person=person)


def _put_mischief(scripts: list[LotScript]) -> None:
    """Spread what must be refused over the crowded lots, two rounds of it, and one flood."""
    crowded = _crowded(scripts)
    for number, put in enumerate([*IN_A_SALE.values()] * 2):
        put(crowded[number % len(crowded)])
    put_flood(crowded[0])
    unsold = [s for s, item in zip(scripts, ITEMS, strict=True) if item.plot == "passed_in"]
    put_not_sold(unsold[0])

"""Detectors: checks, rules about terms, and flags."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from mingpai.auction.events import BidPlaced, RoundPassedIn, RoundSold
from mingpai.auction.preparation.events import RoundAnnounced
from mingpai.kernel.ids import RuleId
from mingpai.supervision.detector import Move, OverEvents, TermRule, finding
from mingpai.supervision.flags import CodeOverHalfOfRaises
from mingpai.supervision.lot import Lot
from mingpai.supervision.lot_evolve import after
from mingpai.supervision.register import DETECTORS
from mingpai.supervision.seen import Seen
from mingpai.supervision.terms import Begin, Drop, End, until_instant


def _moves(seen: Seen, lot: Lot) -> Iterator[Move]:
    """Begin a term of two hours at a notice; end it with a bid, drop it with a failed round."""
    del lot
    match seen.event:
        case RoundAnnounced():
            until = until_instant(seen.received_at + timedelta(hours=2), verified=False)
            yield Begin("x", until, seen.seq, (("code", "A"),))
        case BidPlaced():
            yield End("x", seen.received_at)
        case RoundPassedIn():
            yield Drop("x")
        case _:
            yield finding(seen.seq, seen.seq, why="odd")


LEGAL = [one for one in DETECTORS if not isinstance(one, OverEvents)]
RULE = TermRule(id=RuleId("K26"), wants=(), moves=_moves)


def _run(events: Any, *acts: tuple[Any, int]) -> tuple[Any, list[Any]]:
    state, told = RULE.initial(), []
    for seq, (event, hours) in enumerate(acts):
        at = events.OPENS + timedelta(hours=hours)
        state, found = RULE.observe(state, events.seen(seq, event, at), Lot())
        told += found
    return state, told


def test_facts_stand_in_the_order_of_their_names() -> None:
    """A finding's facts are sorted, and say so where a value was not read."""
    assert finding(1, 2, b=2, a=1).facts == (("a", 1), ("b", 2))
    assert finding(1, 2, b=2, verified=False).facts == (("b", 2), ("verified", False))


def test_what_is_done_in_time_is_no_finding(events: Any) -> None:
    """An act within the term ends it without a word, and so does what makes it pointless."""
    assert _run(events, (events.announced(), 0), (events.bid("A", 1), 1)) == ((), [])
    assert _run(events, (events.announced(), 0), (events.passed_in(), 9)) == ((), [])
    assert _run(events, (events.bid("A", 1), 0)) == ((), [])


def test_what_is_done_late_is_found(events: Any) -> None:
    """An act after the term is a finding from where the term began to where it was done."""
    _, (found,) = _run(events, (events.announced(), 0), (events.bid("A", 1), 3))
    assert (found.first_seq, found.last_seq) == (0, 1)
    facts = dict(found.facts)
    assert (facts["code"], facts["verified"]) == ("A", False)
    assert facts["done"] == "2026-05-25T05:00:00+00:00"


def test_a_term_begins_anew_under_its_key(events: Any) -> None:
    """Of two beginnings under one key the later counts."""
    state, _ = _run(events, (events.announced(), 0), (events.announced(), 9))
    assert [one.since for one in state] == [1]


def test_a_term_that_passes_lapses_once(events: Any) -> None:
    """When it is due it is found, and then it is gone; one that is not due stays."""
    state, _ = _run(events, (events.announced(), 0))
    due = RULE.due(state)
    assert due is not None
    assert RULE.lapse(state, 7, due - timedelta(microseconds=1)) == (state, ())
    after, (found,) = RULE.lapse(state, 7, due)
    assert (after, found.last_seq) == ((), 7)
    assert ("overdue", True) in found.facts
    assert RULE.due(after) is None


def test_an_event_may_be_a_finding_by_itself(events: Any) -> None:
    """A rule about terms can find what needs no term."""
    _, (found,) = _run(events, (events.sold(), 0))
    assert found.facts == (("why", "odd"),)


def test_only_moves_and_findings_are_moves(events: Any) -> None:
    """A rule about terms that yields anything else is a fault of ours."""
    odd: Any = lambda seen, lot: ["odd"]  # noqa: ARG005, E731 - a rule that is wrong
    rule = TermRule(id=RuleId("K26"), wants=(), moves=odd)
    with pytest.raises(AssertionError):
        rule.observe((), events.seen(0, events.sold()), Lot())


def test_a_flag_begins_anew_with_each_notice(events: Any) -> None:
    """What was counted in one round does not count in the next."""
    flag = OverEvents(CodeOverHalfOfRaises(), (RoundAnnounced, BidPlaced, RoundSold))
    state = flag.initial()
    for seq, event in enumerate([events.announced(), *events.bids("BAAAAAAAAAAA")]):
        state, _ = flag.observe(state, events.seen(seq, event))
    _, found = flag.observe(state, events.seen(20, events.sold()))
    assert len(found) == 1
    state, _ = flag.observe(state, events.seen(20, events.announced()))
    assert flag.observe(state, events.seen(21, events.sold()))[1] == ()


@pytest.mark.parametrize("one", LEGAL, ids=lambda one: one.id)
def test_a_rule_says_nothing_of_what_it_does_not_want(all_cases: list[Any], one: Any) -> None:
    """Handed an event of any other kind, with or without a lot, a rule finds and begins nothing."""
    happened = {type(seen.event): seen for case in all_cases for seen in _events_of(case)}
    led = next(case for case in all_cases if case.en == "In order, and all counted")
    lot = Lot()
    for seen in _events_of(led):
        lot = after(lot, seen)
    for kind, seen in happened.items():
        if kind not in one.wants:
            for known in (Lot(), lot):
                if isinstance(one, TermRule):
                    assert one.observe((), seen, known) == ((), ()), kind
                else:
                    assert list(one.finds(seen, known)) == [], kind


@pytest.mark.parametrize("one", LEGAL, ids=lambda one: one.id)
def test_a_rule_takes_what_it_wants_where_nothing_is_known(all_cases: list[Any], one: Any) -> None:
    """An event that comes first of all, from whoever, is judged without an error."""
    for case in all_cases:
        for seen in _events_of(case):
            if isinstance(seen.event, one.wants):
                if isinstance(one, TermRule):
                    one.observe((), seen, Lot())
                else:
                    list(one.finds(seen, Lot()))


def _events_of(case: Any) -> list[Seen]:
    return [one for one in case.happened if isinstance(one, Seen)]

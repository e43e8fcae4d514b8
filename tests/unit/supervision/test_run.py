"""The observer: every rule over the journal, the same alerts however it is read."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mingpai.auction.preparation.events import SeizureRenewed
from mingpai.auction.settlement.events import DisposalEnded
from mingpai.auction.settlement.model import Ending
from mingpai.kernel.ids import OfficeId, StreamId
from mingpai.supervision.events import AlertRaised
from mingpai.supervision.reports import (
    BidderFeeCharged,
    FundsArrived,
    FundsClaimed,
    IncidentNoticed,
    IncidentReported,
    Operator,
    Report,
)
from mingpai.supervision.run import Observer
from mingpai.supervision.seen import Seen

pytestmark = pytest.mark.slow

_LOTS = [StreamId("disposal/1"), StreamId("disposal/2")]
Acts = list[tuple[int, str]]


def _journal(events: Any, acts: Acts) -> list[Seen]:
    """Return acts numbered as in a journal, an hour apart.

    `o` opens, `n` announces, `s` sells, `p` passes in, `e` ends, `f` reports a fee, `m` money
    that arrived, `c` that it was claimed; another letter bids.
    """
    journal: list[Seen] = []
    prices = dict.fromkeys(_LOTS, 1000)
    for seq, (lot, act) in enumerate(acts):
        stream = _LOTS[lot]
        prices[stream] += 100
        at = events.OPENS + timedelta(hours=seq)
        made: dict[str, Callable[[], Any]] = {
            "o": events.opened,
            "n": events.announced,
            "s": events.sold,
            "p": events.passed_in,
            "e": lambda: DisposalEnded(Ending.RETURNED, "paper"),
            "f": lambda s=stream, t=at: _fee(s, t),
            "m": lambda t=at: FundsArrived(None, "bank-1", 5, t.date()),
            "c": lambda t=at, s=stream: FundsClaimed(None, "bank-1", s, t.date()),
        }
        code, price = act, prices[stream]
        event = made.get(act, lambda c=code, p=price: events.bid(c, p))()
        journal.append(events.seen(seq, event, at, stream))
    return journal


def _fee(stream: StreamId, at: Any) -> BidderFeeCharged:
    return BidderFeeCharged(stream, OfficeId("firm/x"), 100, at.date(), "paper")


def _alerts(observer: Observer, entries: list[Seen]) -> list[AlertRaised]:
    return [alert for one in entries for alert in observer.observe(one)]


def _flags(alerts: list[AlertRaised]) -> list[str]:
    return [alert.rule for alert in alerts if alert.severity == "flag"]


def test_an_alert_names_its_evidence(events: Any) -> None:
    """An alert carries rule, severity, stream and the entries that it rests on."""
    acts = [(0, "o"), (0, "n"), (0, "A"), (0, "A")]
    *_, alert = _alerts(Observer(), _journal(events, acts))
    assert (alert.rule, alert.severity, alert.stream) == ("self_outbid", "flag", _LOTS[0])
    assert (alert.first_seq, alert.last_seq) == (3, 3)


def test_streams_do_not_mix(events: Any) -> None:
    """The same code on two lots is two persons: no rule joins them."""
    acts = [(0, "o"), (1, "o"), (0, "n"), (1, "n"), (0, "A"), (1, "A")]
    assert _flags(_alerts(Observer(), _journal(events, acts))) == []


def test_a_disposal_is_watched_from_its_opening_on(events: Any) -> None:
    """What comes without an opening raises nothing, and keeps nothing in memory."""
    observer = Observer()
    assert _alerts(observer, _journal(events, [(0, "n"), (0, "A"), (0, "A"), (0, "s")])) == []
    assert observer.resume_at(4) == 4


def test_a_new_round_begins_the_flags_anew(events: Any) -> None:
    """Who led the round before is nobody in the next."""
    acts = [(0, "o"), (0, "n"), (0, "A"), (0, "p"), (0, "n"), (0, "A")]
    assert _flags(_alerts(Observer(), _journal(events, acts))) == []


def test_a_disposal_that_is_over_leaves_memory(events: Any) -> None:
    """After its end, and with no term left, a lot is forgotten and raises nothing any more."""
    observer = Observer()
    journal = _journal(events, [(0, "o"), (0, "n"), (0, "e"), (0, "n"), (0, "A"), (0, "A")])
    _alerts(observer, journal[:2])
    assert observer.resume_at(2) == 0
    assert _alerts(observer, journal[2:]) == []
    assert observer.resume_at(6) == 6


def test_a_term_that_runs_keeps_an_ended_lot(events: Any) -> None:
    """A confirmation that is missing is found after the end; only then the lot is forgotten."""
    observer = Observer()
    journal = _journal(events, [(0, "o"), (0, "n"), (0, "A"), (0, "s"), (0, "e")])
    sold = replace(events.sold(), price_fen=1300, bids=1)
    journal[3] = events.seen(3, sold, events.CLOSES, _LOTS[0])
    journal[4] = events.seen(4, journal[4].event, events.CLOSES, _LOTS[0])
    _alerts(observer, journal)
    assert observer.resume_at(5) == 0
    late = observer.tick(9, events.CLOSES + timedelta(hours=25))
    assert [(one.rule, one.first_seq, one.last_seq) for one in late] == [("K28", 3, 9)]
    assert observer.resume_at(10) == 10


def test_a_report_without_a_lot_stays_while_its_term_runs(events: Any) -> None:
    """Money that arrived is remembered until it is claimed; a fee is judged and forgotten."""
    observer = Observer()
    journal = _journal(events, [(0, "f"), (0, "m"), (0, "c")])
    assert [one.rule for one in observer.observe(journal[0])] == ["K43"]
    assert observer.resume_at(1) == 1
    assert _alerts(observer, journal[1:2]) == []
    assert observer.resume_at(2) == 1
    assert _alerts(observer, journal[2:]) == []
    assert observer.resume_at(3) == 3


def test_a_lot_may_be_opened_after_a_report_about_it(events: Any) -> None:
    """A report that waits in a lot's stream does not keep the lot from being watched."""
    observer = Observer()
    acts = [(0, "m"), (0, "n"), (0, "o"), (0, "n"), (0, "c"), (0, "A"), (0, "A")]
    alerts = _alerts(observer, _journal(events, acts))
    assert _flags(alerts) == ["self_outbid"]
    assert observer.resume_at(7) == 0


def test_a_report_is_judged_with_the_lot_it_names(events: Any) -> None:
    """A report in a stream of its own is told of the lot that it is about."""
    fee = _fee(_LOTS[0], events.OPENS)
    seen = Seen(7, StreamId("report/gongpai"), fee, events.OPENS)
    (alert,) = Observer().observe(seen)
    assert (alert.rule, alert.stream) == ("K43", _LOTS[0])


def test_a_day_that_nothing_can_be_counted_from_moves_the_time_alone(events: Any) -> None:
    """An event from the year 9999 is not judged, and what was due is found all the same."""
    observer = Observer()
    _alerts(observer, _journal(events, [(0, "o"), (0, "n"), (0, "A"), (0, "s")]))
    odd = replace(events.bid("A", 9000), closes_at=events.CLOSES.replace(year=9999))
    at = events.CLOSES + timedelta(days=3)
    assert "K28" in [one.rule for one in observer.observe(events.seen(9, odd, at, _LOTS[0]))]


def test_terms_are_told_in_the_order_in_which_they_lapse(events: Any) -> None:
    """Terms of many lots and rules that one entry shows to be over are told by their ends."""
    observer = Observer()
    at = events.OPENS
    operators = {"a": Operator.OTHER, "b": Operator.CRITICAL, "c": Operator.ORGAN}
    for seq, (name, operator) in enumerate(operators.items()):
        stream = f"report/{name}"
        noticed = IncidentNoticed(None, "I-1", operator, OfficeId("platform/x"), at)
        observer.observe(Seen(seq, StreamId(stream), noticed, at))
    told = observer.tick(9, at + timedelta(hours=9))
    assert [one.stream for one in told] == ["report/b", "report/c", "report/a"]
    assert observer.tick(10, at + timedelta(hours=9)) == []


def test_a_term_that_was_kept_does_not_lapse(events: Any) -> None:
    """What was done in time is forgotten, though its term still stood in the heap."""
    observer, at, stream = Observer(), events.OPENS, StreamId("report/a")
    holder = OfficeId("platform/x")
    noticed = IncidentNoticed(None, "I-1", Operator.OTHER, holder, at)
    reported = IncidentReported(None, "I-1", holder, OfficeId("authority/cac"), at)
    assert _alerts(observer, [Seen(0, stream, noticed, at), Seen(1, stream, reported, at)]) == []
    assert observer.tick(2, at + timedelta(days=9)) == []


def test_a_term_that_was_renewed_lapses_once(events: Any) -> None:
    """Where a term began anew its first end is passed over."""
    observer, at = Observer(), events.OPENS
    first, second = at.date() + timedelta(days=2), at.date() + timedelta(days=9)
    opened = replace(events.opened(), seizure_until=first)
    observer.observe(events.seen(0, opened, at))
    observer.observe(events.seen(1, SeizureRenewed(second, "paper"), at))
    assert observer.tick(2, at + timedelta(days=5)) == []
    assert [one.rule for one in observer.tick(3, at + timedelta(days=30))] == ["K39"]


_ACTS = st.lists(st.tuples(st.integers(0, 1), st.sampled_from("onspefmcAAABBC")), max_size=60)


@given(_ACTS, st.integers(0, 60))
def test_the_same_alerts_after_a_restart(events: Any, acts: Acts, stop: int) -> None:
    """Stopped anywhere, a new observer that reads from `resume_at` on raises what is missing."""
    journal = _journal(events, [(0, "o"), (1, "o"), (0, "n"), *acts])
    once = _alerts(Observer(), journal)
    first = Observer()
    before = _alerts(first, journal[:stop])
    resumed = _alerts(Observer(), journal[first.resume_at(min(stop, len(journal))) :])
    after = [alert for alert in resumed if alert.last_seq >= stop]
    assert before + after == once


@given(st.data())
def test_the_same_alerts_in_any_batching(all_cases: Any, data: Any) -> None:
    """The events of many lots raise the same alerts in the same order, in batches of any size.

    After each batch the observer may be lost: a new one begins where the old one said.
    """
    chosen = data.draw(st.lists(st.sampled_from(all_cases), min_size=2, max_size=5))
    journal = _merged(data.draw(st.randoms(use_true_random=False)), chosen)
    cuts = data.draw(st.lists(st.tuples(st.integers(0, len(journal)), st.booleans()), max_size=6))
    observer, told, at = Observer(), [], 0
    for cut, is_lost in sorted([*cuts, (len(journal), False)]):
        told += _take(observer, journal[at:cut])
        at = cut
        if is_lost:
            begin = observer.resume_at(cut)
            observer = Observer()
            _take(observer, journal[begin:cut])
    assert told == _take(Observer(), journal)


@pytest.mark.parametrize("seed", range(40))
def test_nothing_that_is_reported_stops_supervision(
    all_cases: Any, seed: int, watched: Callable[..., list[Any]]
) -> None:
    """The events of all cases, in any order and on one lot, are taken without an error."""
    happened = [one for case in all_cases for one in case.happened]
    random.Random(seed).shuffle(happened)
    watched(Observer(), [replace(one, seq=seq) for seq, one in enumerate(happened)])


def _merged(chance: Any, cases: list[Any]) -> list[Any]:
    """Return the events of several cases as one journal: each case on a lot of its own."""
    waiting = [
        [(f"disposal/{place}", one) for one in case.happened] for place, case in enumerate(cases)
    ]
    journal: list[Any] = []
    while any(waiting):
        stream, one = chance.choice([lot for lot in waiting if lot]).pop(0)
        changes: dict[str, object] = {"seq": len(journal)}
        if isinstance(one, Seen):
            changes["stream"] = StreamId(stream)
            if isinstance(one.event, Report) and one.event.lot:
                changes["event"] = replace(one.event, lot=StreamId(stream))
        journal.append(replace(one, **changes))
    return journal


def _take(observer: Observer, entries: list[Any]) -> list[AlertRaised]:
    return [
        alert
        for one in entries
        for alert in (
            observer.observe(one) if isinstance(one, Seen) else observer.tick(one.seq, one.at)
        )
    ]

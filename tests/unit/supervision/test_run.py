"""The observer: every rule over the journal, the same alerts however it is read."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mingpai.kernel.event import Event
from mingpai.kernel.ids import StreamId
from mingpai.supervision.events import AlertRaised
from mingpai.supervision.run import Observer

_LOTS = [StreamId("disposal/1"), StreamId("disposal/2")]
Entry = tuple[int, StreamId, Event]


def _journal(events: Any, acts: list[tuple[int, str]]) -> list[Entry]:
    """Return acts numbered as in a journal: `n` announces, `s` sells, another letter bids."""
    journal: list[Entry] = []
    prices = dict.fromkeys(_LOTS, 1000)
    for seq, (lot, act) in enumerate(acts):
        stream = _LOTS[lot]
        prices[stream] += 100
        made: dict[str, Event] = {"n": events.announced(), "s": events.sold()}
        journal.append((seq, stream, made.get(act) or events.bid(act, prices[stream])))
    return journal


def _alerts(observer: Observer, entries: list[Entry]) -> list[AlertRaised]:
    return [alert for entry in entries for alert in observer.observe(*entry)]


def test_an_alert_names_its_evidence(events: Any) -> None:
    """An alert carries rule, severity, stream and the entries that it rests on."""
    (alert,) = _alerts(Observer(), _journal(events, [(0, "n"), (0, "A"), (0, "A")]))
    assert (alert.rule, alert.severity, alert.stream) == ("self_outbid", "flag", _LOTS[0])
    assert (alert.first_seq, alert.last_seq) == (2, 2)


def test_streams_do_not_mix(events: Any) -> None:
    """The same code on two lots is two persons: no rule joins them."""
    assert _alerts(Observer(), _journal(events, [(0, "n"), (1, "n"), (0, "A"), (1, "A")])) == []


def test_a_closed_round_leaves_memory(events: Any) -> None:
    """After the close a lot is forgotten, and what else is said of it raises nothing."""
    observer = Observer()
    acts = [(0, "n"), (0, "A"), (0, "s"), (0, "A"), (0, "A")]
    assert _alerts(observer, _journal(events, acts)) == []
    assert observer.resume_at(5) == 5


def test_a_passed_in_round_leaves_memory(events: Any) -> None:
    """A lot without a bid is forgotten at its close as well."""
    observer = Observer()
    observer.observe(0, _LOTS[0], events.announced())
    assert observer.resume_at(1) == 0
    observer.observe(1, _LOTS[0], events.passed_in())
    assert observer.resume_at(2) == 2


@given(
    st.lists(st.tuples(st.integers(0, 1), st.sampled_from("nsAAABBC")), max_size=40),
    st.integers(0, 40),
)
def test_the_same_alerts_after_a_restart(
    events: Any, acts: list[tuple[int, str]], stop: int
) -> None:
    """An observer that is stopped anywhere and read in anew goes on to the same alerts."""
    journal = _journal(events, acts)
    whole = _alerts(Observer(), journal)
    first = Observer()
    before = _alerts(first, journal[:stop])
    second = Observer()
    resume_at = first.resume_at(min(stop, len(journal)))
    again = _alerts(second, journal[resume_at:stop])
    assert all(alert in before for alert in again)
    assert before + _alerts(second, journal[stop:]) == whole

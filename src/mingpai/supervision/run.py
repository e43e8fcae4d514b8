"""Runs every rule over the journal's events: incremental, the same alerts in any batching.

Each event goes to the rules that want its kind alone, first to those without a state. Terms lie
in one heap; whatever is received moves the time on for all lots, so that a term which passes
without an act is found by the events alone. Where to look next: `supervision.register` (the
rules), `service.watch` (who drives this).
"""

import heapq
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from mingpai.auction.preparation.events import DisposalOpened
from mingpai.kernel.ids import StreamId
from mingpai.supervision.detector import Check, Detector, OverEvents, TermRule
from mingpai.supervision.events import AlertRaised
from mingpai.supervision.lot import Lot
from mingpai.supervision.lot_evolve import after
from mingpai.supervision.register import DETECTORS
from mingpai.supervision.reports import Report
from mingpai.supervision.rule import Finding
from mingpai.supervision.seen import Seen, is_datable

_Finds = Callable[[Seen, Lot], Iterable[Finding]]


class _Watched:
    """A stream in memory: since which entry, what is known of it, each rule's state."""

    __slots__ = ("is_lot", "lot", "since", "states")

    def __init__(self, since: int, states: list[Any]) -> None:
        self.since = since
        self.states = states
        self.is_lot = False
        self.lot = Lot()


class Observer:
    """The rules' states, per stream.

    A disposal is watched from its opening on: what comes without one says nothing for certain. It
    leaves memory once it is over and no term of it runs. A report without a lot that is watched is
    judged by itself, and stays only while a term of it runs.
    """

    def __init__(self, detectors: Sequence[Detector] = DETECTORS) -> None:
        """Begin before the first event."""
        self._checks: dict[type, tuple[tuple[Check, _Finds], ...]] = {}
        self._folds: dict[type, tuple[tuple[int, TermRule | OverEvents], ...]] = {}
        self._term_rules: dict[int, TermRule] = {}
        self._initial: list[Any] = []
        for one in detectors:
            if isinstance(one, Check):
                for kind in one.wants:
                    self._checks[kind] = (*self._checks.get(kind, ()), (one, one.finds))
            else:
                index = len(self._initial)
                self._initial.append(one.initial())
                for kind in one.wants:
                    self._folds[kind] = (*self._folds.get(kind, ()), (index, one))
                if isinstance(one, TermRule):
                    self._term_rules[index] = one
        self._watched: dict[StreamId, _Watched] = {}
        self._terms: list[tuple[datetime, int, int, StreamId]] = []

    def resume_at(self, position: int) -> int:
        """Return from where a new observer must read to know as much as this one at `position`."""
        return min((one.since for one in self._watched.values()), default=position)

    def tick(self, seq: int, now: datetime) -> list[AlertRaised]:
        """Take the time at which entry `seq` was received; return what has lapsed by then.

        Terms are told in the order in which they lapsed.
        """
        alerts: list[AlertRaised] = []
        while self._terms and self._terms[0][0] <= now:
            when, _, index, stream = heapq.heappop(self._terms)
            watched = self._watched.get(stream)
            if watched is None:
                continue
            rule, state = self._term_rules[index], watched.states[index]
            if rule.due(state) != when:  # ended, dropped or begun anew since
                continue
            watched.states[index], found = rule.lapse(state, seq, when)
            alerts += [_alert(rule, stream, one) for one in found]
            self._await(rule, watched, index, stream)
            self._forget_if_done(stream, watched)
        return alerts

    def observe(self, seen: Seen) -> list[AlertRaised]:
        """Take one event in journal order; return the alerts it gives rise to.

        An event with a day or instant that nothing can be counted from moves the time on alone.
        """
        alerts = self.tick(seen.seq, seen.received_at)
        event = seen.event
        if not is_datable(event):
            return alerts
        stream = seen.about
        watched = self._watched.get(stream)
        if watched is None or not watched.is_lot:
            watched = self._begun(watched, stream, seen)
            if watched is None:
                return alerts
        lot, kind = watched.lot, type(event)
        for check, finds in self._checks.get(kind, ()):
            for found in finds(seen, lot):
                alerts.append(_alert(check, stream, found))
        for index, detector in self._folds.get(kind, ()):
            state = watched.states[index]
            if isinstance(detector, TermRule):
                changed, findings = detector.observe(state, seen, lot)
                if changed is not state:
                    watched.states[index] = changed
                    self._await(detector, watched, index, stream)
            else:
                watched.states[index], findings = detector.observe(state, seen)
            alerts += [_alert(detector, stream, found) for found in findings]
        watched.lot = after(lot, seen)
        if watched.lot.file.is_over or not watched.is_lot:
            self._forget_if_done(stream, watched)
        return alerts

    def _begun(self, watched: _Watched | None, stream: StreamId, seen: Seen) -> _Watched | None:
        """Begin to watch a stream that is no lot yet, or return None where this event cannot."""
        is_opening = isinstance(seen.event, DisposalOpened)
        if not is_opening and not isinstance(seen.event, Report):
            return None
        if watched is None:
            watched = self._watched[stream] = _Watched(seen.seq, list(self._initial))
        watched.is_lot = is_opening
        return watched

    def _await(self, rule: TermRule, watched: _Watched, index: int, stream: StreamId) -> None:
        """Note when a rule's next term lapses."""
        when = rule.due(watched.states[index])
        if when is not None:
            heapq.heappush(self._terms, (when, watched.since, index, stream))

    def _forget_if_done(self, stream: StreamId, watched: _Watched) -> None:
        """Let a stream leave memory where nothing more can come of it."""
        if watched.is_lot and not watched.lot.file.is_over:
            return
        if not any(watched.states[index] for index in self._term_rules):
            del self._watched[stream]


def _alert(detector: Detector, stream: StreamId, found: Finding) -> AlertRaised:
    return AlertRaised(
        rule=detector.id,
        severity=detector.severity.value,
        stream=stream,
        first_seq=found.first_seq,
        last_seq=found.last_seq,
        facts=found.facts,
    )

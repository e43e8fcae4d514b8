"""Runs every rule over the journal's events: incremental, the same alerts in any batching."""

from collections.abc import Sequence
from typing import Any

from mingpai.auction.events import RoundAnnounced, RoundPassedIn, RoundSold
from mingpai.kernel.event import Event
from mingpai.kernel.ids import StreamId
from mingpai.supervision.events import AlertRaised
from mingpai.supervision.register import RULES
from mingpai.supervision.rule import Rule


class Observer:
    """The rules' states, per stream. A stream whose round has closed leaves memory."""

    def __init__(self, rules: Sequence[Rule] = RULES) -> None:
        """Begin before the first event."""
        self._rules = tuple(rules)
        self._states: dict[StreamId, list[Any]] = {}
        self._since: dict[StreamId, int] = {}

    def resume_at(self, position: int) -> int:
        """Return from where a new observer must read to know as much as this one at `position`."""
        return min(self._since.values(), default=position)

    def observe(self, seq: int, stream: StreamId, event: Event) -> list[AlertRaised]:
        """Take one event in journal order; return the alerts it gives rise to."""
        states = self._states.get(stream)
        if states is None:
            if not isinstance(event, RoundAnnounced):
                return []
            states = [rule.initial() for rule in self._rules]
            self._states[stream] = states
            self._since[stream] = seq
        alerts: list[AlertRaised] = []
        for index, rule in enumerate(self._rules):
            states[index], findings = rule.observe(states[index], seq, event)
            alerts.extend(
                AlertRaised(
                    rule=rule.name,
                    severity=rule.severity.value,
                    stream=stream,
                    first_seq=found.first_seq,
                    last_seq=found.last_seq,
                    facts=found.facts,
                )
                for found in findings
            )
        if isinstance(event, RoundSold | RoundPassedIn):
            del self._states[stream], self._since[stream]
        return alerts

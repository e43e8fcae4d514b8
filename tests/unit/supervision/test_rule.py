"""What every flag owes: a pure fold over events."""

from typing import Any

import pytest

from mingpai.supervision.register import RULES
from mingpai.supervision.rule import Finding, Rule


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_a_pure_fold(events: Any, rule: Rule) -> None:
    """The same state and event give the same answer twice: nothing is changed in place."""
    state = rule.initial()
    for seq, event in enumerate([events.announced(), *events.bids("BAAAAAAAAAAAAB")]):
        one = rule.observe(state, seq, event)
        assert rule.observe(state, seq, event) == one
        state = one[0]
    first, second = (rule.observe(state, 99, events.sold()) for _ in range(2))
    assert first == second
    assert all(isinstance(found, Finding) for found in first[1])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_other_events_change_nothing(events: Any, rule: Rule) -> None:
    """An event that is no bid, notice or close leaves a rule as it was."""
    state, findings = rule.observe(rule.initial(), 0, events.passed_in())
    assert state == rule.initial()
    assert findings == ()

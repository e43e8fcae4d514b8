"""The register of supervision's rules."""

import pytest

from mingpai.law.register import RULES as LAW_RULES
from mingpai.supervision.register import RULES
from mingpai.supervision.rule import Rule, Severity, Status


def test_names_are_unique_and_no_rule_of_law() -> None:
    """Each rule has a name of its own, which is none of K01-K50's."""
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert not set(names) & {str(rule.id) for rule in LAW_RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_is_a_flag_with_a_ground(rule: Rule) -> None:
    """Today's rules reach no desk, are live, and say what they answer to."""
    assert rule.severity is Severity.FLAG
    assert rule.status is Status.LIVE
    assert rule.ground

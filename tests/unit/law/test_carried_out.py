"""What carries each rule out, by name: the detectors are those that supervision runs."""

from mingpai.law.carried_out import DETECTORS, GUARDS
from mingpai.law.register import RULES
from mingpai.supervision import register


def test_only_rules_are_carried_out() -> None:
    """Every name in either table is that of a rule."""
    known = {rule.id for rule in RULES}
    assert set(GUARDS) <= known
    assert set(DETECTORS) == known


def test_the_detectors_are_those_that_run() -> None:
    """Each rule's path names the very function that supervision's register runs for it."""
    running = {}
    for one in register.DETECTORS:
        finds = getattr(one, "finds", None) or getattr(one, "moves", None)
        if finds is not None:
            running.setdefault(one.id, f"{finds.__module__}.{finds.__name__}")
    assert running == dict(DETECTORS)

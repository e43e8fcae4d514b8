"""What to do about an alert."""

from mingpai.law.register import RULES as LAW
from mingpai.supervision.advice import FLAG_TITLES, NEXT


def test_every_rule_has_its_advice() -> None:
    """There is one advice for each rule of law and each flag, in both languages, and no other."""
    assert set(NEXT) == {rule.id for rule in LAW} | set(FLAG_TITLES)
    assert all(one.zh and one.en for one in (*NEXT.values(), *FLAG_TITLES.values()))

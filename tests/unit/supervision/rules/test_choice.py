"""The rules of `supervision.rules.choice`, case by case: see choice.txt."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mingpai.auction.preparation.events import PlatformAssigned
from mingpai.kernel.ids import OfficeId
from mingpai.supervision.lot import Lot
from mingpai.supervision.rules.choice import RULES


def test_case(case: Any, judged: Callable[[Any], list[dict[str, object]]]) -> None:
    """The rule raises as many alerts as the case expects, in order, each with these facts."""
    found = judged(case)
    assert len(found) == len(case.alerts), found
    for expected, facts in zip(case.alerts, found, strict=True):
        assert expected.items() <= facts.items()


def test_a_reason_that_nobody_knows_is_a_fault_of_ours(events: Any) -> None:
    """Every reason of an entry has its own test; one that is none breaks."""
    reason: Any = "because"
    assigned = PlatformAssigned(
        OfficeId("platform/jd"), "national/2019", reason, "paper", date(2026, 4, 2)
    )
    evidenced: Any = next(one for one in RULES if one.id == "K02")
    with pytest.raises(AssertionError, match="unreachable"):
        list(evidenced.finds(events.seen(1, assigned), Lot()))

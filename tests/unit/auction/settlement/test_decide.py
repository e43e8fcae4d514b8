"""Each command after a round reaches the function that decides it."""

from typing import Any

import pytest

from mingpai.auction.model import Disposal
from mingpai.auction.settlement import decide as deciding
from mingpai.auction.settlement.commands import MakeRuling, SettlePlanObjection


def test_a_command_of_another_part_is_our_fault(sold: Any) -> None:
    """What is no command of this part never ends in a decision."""
    with pytest.raises(AssertionError, match="unreachable"):
        sold.ask(object())


@pytest.mark.parametrize("name", ["_taking", "_money", "_title", "_plan", "_end"])
def test_a_group_knows_its_own_commands_alone(sold: Any, name: str) -> None:
    """A command that strays into a group of others is our fault, not a refusal."""
    with pytest.raises(AssertionError, match="unreachable"):
        getattr(deciding, name)(sold.state, object(), None)


def test_nothing_is_settled_before_a_disposal_is_open(make: Any) -> None:
    """Without a disposal the court is told so first."""
    empty = make()
    empty.state = Disposal("disposal/2026-0002")
    for command in (MakeRuling("x"), SettlePlanObjection("x")):
        assert empty.code_of(command) == "not_open"

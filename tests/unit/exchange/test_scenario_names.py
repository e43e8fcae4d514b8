"""The Chinese names of choices: complete, distinct, and read back."""

import enum

import pytest

from mingpai.auction.preparation.model import Role
from mingpai.exchange.scenario_names import CHINESE, chinese, read_choice


@pytest.mark.parametrize("kind", CHINESE, ids=lambda kind: kind.__name__)
def test_every_choice_is_read_back_in_either_form(kind: type[enum.StrEnum]) -> None:
    """Each choice has a Chinese name of its own and is read by it and by its value."""
    names = [chinese(member) for member in kind]
    assert len(set(names)) == len(names)
    for member in kind:
        assert read_choice(kind, chinese(member)) is member
        assert read_choice(kind, member.value) is member


def test_an_unknown_choice_is_refused_with_all_that_are_known() -> None:
    """Whoever writes a wrong name is told every right one."""
    with pytest.raises(ValueError, match="申请执行人、被执行人"):
        read_choice(Role, "债务人甲")


def test_a_choice_without_a_name_is_shown_by_its_value() -> None:
    """An enum that no table names is shown as it is stored."""

    class Other(enum.StrEnum):
        ONE = "one"

    assert chinese(Other.ONE) == "one"
    assert read_choice(Other, "one") is Other.ONE

"""What may be asked before a round, as it comes from outside."""

import typing
from typing import Any

import msgspec
import pytest

from mingpai.auction.preparation.commands import AnnounceRound, CorrectNotice, PreparationCommand
from mingpai.law.content import NoticeField


@pytest.mark.parametrize("command", typing.get_args(PreparationCommand))
def test_commands_are_frozen_imperatives(command: Any) -> None:
    """A command never changes once made, and its docstring says what it asks for."""
    assert command.__struct_config__.frozen
    assert command.__doc__


def test_a_notice_comes_from_outside_as_it_was_meant(ready: Any) -> None:
    """Written as JSON and read again a notice is the same, items and instants included."""
    written = msgspec.json.encode(ready.TERMS)
    assert msgspec.json.decode(written, type=AnnounceRound) == ready.TERMS


def test_a_correction_leaves_the_times_unless_it_says_so() -> None:
    """Without times a correction moves nothing."""
    command = CorrectNotice(NoticeField.CONTACT, "", "")
    assert (command.opens_at, command.closes_at) == (None, None)

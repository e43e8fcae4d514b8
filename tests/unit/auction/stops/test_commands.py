"""What may be asked about stops, as it is read from an office's message."""

import typing

import msgspec
import pytest

from mingpai.auction.stops.commands import DeferBidding, StopCommand


@pytest.mark.parametrize("kind", typing.get_args(StopCommand))
def test_no_command_says_when_it_arrived_or_who_asks(kind: type) -> None:
    """Both come from the service beside the command, never from the sender."""
    named = {field.name for field in msgspec.structs.fields(kind)}
    assert not named & {"at", "now", "actor", "round", "since"}


def test_a_ground_that_the_law_does_not_know_is_no_command() -> None:
    """A ground is one of a closed list, so that no free text reaches the journal."""
    told = {"ground": "because", "until": "2026-06-10", "reason": "A" * 43}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(told, DeferBidding)
    assert msgspec.convert(told | {"ground": "higher_court"}, DeferBidding).approval == ""

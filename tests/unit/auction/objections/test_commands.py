"""What may be filed and decided, as it is read from a message."""

import typing

import msgspec
import pytest

from mingpai.auction.objections.commands import FileObjection, ObjectionCommand


@pytest.mark.parametrize("kind", typing.get_args(ObjectionCommand))
def test_no_command_says_when_it_arrived_or_who_asks(kind: type) -> None:
    """The day of a filing is that of its arrival, never one that the sender names."""
    named = {field.name for field in msgspec.structs.fields(kind)}
    assert not named & {"at", "now", "actor", "filed_on", "decided_on"}


def test_a_kind_that_the_law_does_not_know_is_no_filing() -> None:
    """What is filed is one of a closed list; its reasons stand in the paper alone."""
    told = {"kind": "anger", "token": "1" * 22, "by": "debtor", "statement": "A" * 43}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(told, FileObjection)
    assert msgspec.convert(told | {"kind": "conduct"}, FileObjection).ground is None

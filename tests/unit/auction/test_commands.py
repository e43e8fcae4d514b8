"""Commands are plain data that can be read back from JSON and told apart."""

import re
import typing

import msgspec
import pytest

from mingpai.auction.commands import Command, PlaceBid
from mingpai.kernel.ids import BiddingCode, StreamId
from mingpai.kernel.money import Fen


def test_a_command_reads_back_as_it_was_written() -> None:
    """A bid survives the way through JSON unchanged."""
    bid = PlaceBid(StreamId("disposal/1"), 1, BiddingCode("A0001"), Fen(5))
    assert msgspec.json.decode(msgspec.json.encode(bid), type=PlaceBid) == bid


@pytest.mark.parametrize("kind", typing.get_args(Command), ids=lambda kind: kind.__name__)
def test_commands_are_imperatives_and_frozen(kind: type[msgspec.Struct]) -> None:
    """Every command is frozen, documented and named as an imperative, never in the past."""
    assert kind.__struct_config__.frozen
    assert kind.__doc__
    verb = re.findall("[A-Z][a-z]*", kind.__name__)[0]
    assert not verb.endswith("ed")

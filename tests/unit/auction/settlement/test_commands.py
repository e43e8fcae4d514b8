"""The commands after a round are plain values, and every one of them can be decided."""

import typing
from datetime import date
from typing import Any

import msgspec

from mingpai.auction.settlement import commands
from mingpai.auction.settlement.commands import RecordBalance, SettlementCommand
from mingpai.kernel.canon import canonical_struct
from mingpai.kernel.money import Fen


def test_every_command_of_the_module_is_one_of_this_part() -> None:
    """The union names each command once, and none besides."""
    found = {
        one
        for one in vars(commands).values()
        if isinstance(one, type) and one.__module__ == commands.__name__
    }
    assert set(typing.get_args(SettlementCommand)) == found


def test_a_command_is_read_from_its_bytes(sold: Any) -> None:
    """What an office sends is the command that was written, to the byte."""
    command = RecordBalance(Fen(7_300_000), date(2026, 6, 2), sold.token(1))
    assert msgspec.json.decode(canonical_struct(command), type=RecordBalance) == command

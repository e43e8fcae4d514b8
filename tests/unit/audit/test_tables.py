"""Claims about the public tables."""

import csv
import io
from collections.abc import Callable
from typing import Any

from mingpai.audit.leaves import LeafReader
from mingpai.audit.recount import Recount
from mingpai.audit.report import Problems
from mingpai.audit.tables import BIDS, LOTS, LOTS_HEADER, csv_lines, lot_lines


def rows(data: bytes) -> list[dict[str, str]]:
    """Read a table as anybody's program would."""
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_lots_are_read_by_any_program(sound: dict[str, bytes]) -> None:
    """The table of lots is CSV with one row a round: who won, at what price, and when."""
    lots = rows(sound[LOTS])
    assert len(lots) == 8
    first, passed = lots[0], lots[6]
    assert first["result"] == "sold"
    assert first["winner"] == "A1000"
    assert first["closed_at"] == "2026-04-02T01:12:59Z"
    assert int(first["price_fen"]) > int(first["start_price_fen"])
    assert (passed["result"], passed["winner"], passed["bids"]) == ("passed_in", "", "0")


def test_bids_are_read_by_any_program(sound: dict[str, bytes]) -> None:
    """The table of bids is CSV with one row a bid, in order, and the last is the winner's."""
    bids = rows(sound[BIDS])
    assert len(bids) == sum(int(lot["bids"]) for lot in rows(sound[LOTS]))
    first_lot = [bid for bid in bids if bid["lot"] == "disposal/sample-00000"]
    assert first_lot[-1]["code"] == "A1000"
    assert first_lot[-1]["rank"] == "1"
    assert first_lot[-1]["price_fen"] == first_lot[-2]["price_fen"]
    assert [int(bid["seq"]) for bid in bids] == sorted(int(bid["seq"]) for bid in bids)


def test_lots_that_go_on_are_told(
    leaves: list[bytes], reader: LeafReader, problems: Problems
) -> None:
    """A lot without a notice is `opened`, then `assigned`; one that has not closed is `open`."""
    recount, first = Recount(problems), 0
    for upto, told in ((3, b'"opened"'), (10, b'"assigned"'), (30, b'"open"')):
        for leaf in reader.read(first, leaves[first:upto]):
            recount.take(leaf)
        assert lot_lines(recount.lots).split(b",")[10] == told
        first = upto


def test_every_way_to_end_is_told(
    life: Callable[[str], Any], count: Callable[..., Recount], problems: Problems
) -> None:
    """A round that stands still, was withdrawn, or whose sale was struck says so in its row."""

    def results(lot: str, leaves: list[bytes] | None = None) -> list[str]:
        recount = count(life(lot).leaves if leaves is None else leaves)
        lines = LOTS_HEADER + lot_lines(recount.lots)
        return [row["result"] for row in rows(lines)]

    assert results("withdrawn") == ["withdrawn", "passed_in", "defaulted", "withdrawn"]
    assert results("ladder") == ["passed_in", "passed_in", "annulled", "sold"]
    assert results("", life("deferred").until("bidding_stopped")) == ["stopped"]
    assert problems.listed == []


def test_no_rows_are_no_lines() -> None:
    """A table without rows has no lines."""
    assert csv_lines([]) == b""
    assert csv_lines([[1, "a"], [2, ""]]) == b'1,"a"\n2,""\n'

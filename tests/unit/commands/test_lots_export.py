"""`mingpai lots export`: everything that a court has, and nobody's identity."""

import asyncio
import csv
import io
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai import bootstrap
from mingpai.adapters.clock import DrivenClock
from mingpai.auction.asked import CLOCKWORK
from mingpai.auction.commands import CloseRound, PlaceBid
from mingpai.commands.lots_export import DICTIONARY, LIST, README, TABLES, lots_export
from mingpai.commands.output import DONE, Unusable
from mingpai.exchange.court_list import CourtList, read_court_list
from mingpai.kernel.money import Fen
from mingpai.service.core import Core
from mingpai.service.requests import Request


async def _sell(core: Core, clock: DrivenClock, court: ModuleType) -> None:
    """Open two lots to two bidders; on the first a bid is taken and another refused.

    A third is not opened at all: its seizure would last too long.
    """

    async def ask(number: int, actor: str, command: Any) -> bool:
        request = Request(court.lot(number), actor, command, received_at=clock.now(), key="k")
        return (await core.sequencer.submit(request)).refused is None

    await court.publish(core, [1, 2], bidders=2)
    opening, actor = court.orders(3, 0)[0]
    too_long = replace(opening, seizure_until=opening.seized_on.replace(year=2099))
    assert not await ask(3, actor, too_long)
    clock.advance_to(court.OPENS)
    for number in (1, 2):
        bid = PlaceBid(court.lot(1), 1, court.code(number), Fen(court.price(0)))
        assert await ask(1, court.code(number), bid) is (number == 1)
    clock.advance_to(court.CLOSES)
    for number in (1, 2):
        await ask(number, CLOCKWORK, CloseRound(1))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, court: ModuleType) -> Path:
    """Return a service in which two lots were opened and one was sold."""
    folder = tmp_path_factory.mktemp("lots") / "data"
    bootstrap.create(folder, court.CONFIG)
    clock = DrivenClock(court.NOTICE)

    async def work(service: bootstrap.Service) -> None:
        async with service.core(clock) as core:
            await _sell(core, clock, court)

    with bootstrap.opened(folder) as service:
        asyncio.run(work(service))
    return folder


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Return a table's rows, read from JSON Lines; the CSV file has as many."""
    found = [
        json.loads(line) for line in path.with_suffix(".jsonl").read_text("utf-8").splitlines()
    ]
    text = path.with_suffix(".csv").read_text("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == len(found) + 1
    return found


@pytest.mark.database
@pytest.mark.slow
def test_a_court_has_all_of_its_own(
    folder: Path, tmp_path: Path, court: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every table in both forms, with the sale, the bid and the refusal; the count is printed."""
    out = tmp_path / "out"
    with bootstrap.opened_for_reading(folder) as service:
        assert lots_export(out, service, as_json=True) == DONE
    told = json.loads(capsys.readouterr().out)
    counts = told["courts"][court.COURT]
    assert counts.keys() == {table.name for table in TABLES}
    assert {name: many for name, many in counts.items() if many} == {
        "cases": 2,
        "disposals": 2,
        "rounds": 2,
        "bids": 1,
        "refusals": 2,
        "services": 4,
        "duties": counts["duties"],
        "filings": 16,
        "panel": 2,
        "notices": 2,
        "deposits": 4,
        "outcomes": 2,
    }
    own = out / "court_sh-xuhui"
    tables = {table.name: rows_of(own / table.name) for table in TABLES}
    assert {name: len(rows) for name, rows in tables.items()} == told["courts"][court.COURT]
    sold, unsold = tables["rounds"]
    assert (sold["phase"], sold["leader"], sold["price_fen"]) == (
        "closed_sold",
        court.code(1),
        court.START_FEN,
    )
    assert (unsold["leader"], unsold["price_fen"], unsold["bidders"]) == (None, None, 2)
    assert tables["bids"][0]["code"] == court.code(1)
    assert [row["by"] for row in tables["refusals"]] == [court.COURT, court.code(2)]
    assert {tuple(row["roles"]) for row in tables["services"]} == {("applicant",), ("debtor",)}
    assert {row["code"] for row in tables["deposits"]} == {court.code(1), court.code(2)}
    assert [row["event"] for row in tables["outcomes"]] == ["round_sold", "round_passed_in"]
    assert "return_deposit" in {row["what"] for row in tables["duties"]}
    assert all(row["zh"] and row["en"] for row in tables["duties"])
    assert (out / README).read_text("utf-8").count(LIST) == 2
    assert (out / DICTIONARY).is_file()


@pytest.mark.database
@pytest.mark.slow
def test_nobody_is_in_it(
    folder: Path, tmp_path: Path, court: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """No token of anybody, bidder or party, stands in any file."""
    with bootstrap.opened_for_reading(folder) as service:
        lots_export(tmp_path / "out", service, as_json=False)
    assert court.COURT in capsys.readouterr().out
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(files) == 2 * len(TABLES) + 3
    for path in files:
        text = path.read_bytes()
        assert b"00000000001" not in text, path
        assert b"token" not in text or path.name == README, path


@pytest.mark.database
@pytest.mark.slow
def test_while_bidding_runs_no_code_is_told(
    tmp_path: Path, court: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who registered for a round that is not over stands in no table, by code neither."""
    bootstrap.create(tmp_path / "data", court.CONFIG)
    clock = DrivenClock(court.NOTICE)

    async def work(service: bootstrap.Service) -> None:
        async with service.core(clock) as core:
            await court.publish(core, [1], bidders=2)

    with bootstrap.opened(tmp_path / "data") as service:
        asyncio.run(work(service))
    with bootstrap.opened_for_reading(tmp_path / "data") as service:
        assert lots_export(tmp_path / "out", service, as_json=True) == DONE
    counts = json.loads(capsys.readouterr().out)["courts"][court.COURT]
    assert (counts["deposits"], counts["notices"]) == (0, 1)
    for path in (tmp_path / "out").rglob("*.csv"):
        assert court.code(1).encode() not in path.read_bytes()


@pytest.mark.database
@pytest.mark.slow
def test_the_list_can_be_read_again(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The court's list comes out in the form that an import reads, without a fault."""
    with bootstrap.opened_for_reading(folder) as service:
        lots_export(tmp_path / "out", service, as_json=False)
        capsys.readouterr()
        with pytest.raises(Unusable, match="not empty"):
            lots_export(tmp_path / "out", service, as_json=False)
    data = (tmp_path / "out" / "court_sh-xuhui" / LIST).read_bytes()
    read = read_court_list(data, name=LIST)
    assert isinstance(read, CourtList)
    assert not read.problems
    assert [row.reference_fen for row in read.rows] == [10_000_000, 10_000_000]

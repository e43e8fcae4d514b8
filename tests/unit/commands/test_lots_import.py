"""`mingpai lots import`: all of a list or nothing of it, and twice the same is once."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace

from mingpai import bootstrap
from mingpai.auction.preparation.commands import RecordClaims
from mingpai.auction.preparation.events import ClaimsRecorded
from mingpai.commands import lots_import as command
from mingpai.commands.lots_import import Wanted, lots_import
from mingpai.commands.output import DONE, WRONG, Unusable
from mingpai.exchange.court_list_columns import COLUMNS
from mingpai.exchange.court_list_write import list_as_csv
from mingpai.kernel.canon import b64url
from mingpai.kernel.moments import local_date
from mingpai.kernel.money import Fen
from mingpai.service.answers import Answer
from mingpai.service.core import Core
from mingpai.service.requests import Request
from mingpai.service.sequencer import Stopped
from mingpai.service.start import NotReady

PAPER = b64url(b"p" * 32)
FIELDS = (
    "case_id",
    "property_id",
    "title",
    "court",
    "nature",
    "seized_on",
    "seizure_until",
    "method",
    "reference_fen",
    "priced_on",
    "price_until",
    "report",
    "debt_fen",
)
NOTHING = Wanted()
PREVIEW = Wanted(preview=True)


def day(days: int) -> str:
    """Return a day so many days from now."""
    return (local_date(command.SystemClock().now()) + timedelta(days=days)).isoformat()


def row(number: int, **changed: str) -> list[str]:
    """Return a row that can be imported, or what the changes make of it."""
    cells = {
        "case_id": f"（2026）沪0104执{number}号",
        "property_id": "1",
        "title": "某路",
        "nature": "住宅",
        "seized_on": day(-100),
        "seizure_until": day(600),
        "method": "当事人议价",
        "reference_fen": "1,000,000.00",
        "priced_on": day(-10),
        "price_until": day(100),
        "report": PAPER,
        "debt_fen": "300万元",
    }
    return [(cells | changed).get(field, "") for field in FIELDS]


def listed(folder: Path, *rows: list[str]) -> Path:
    """Return a file that holds these rows."""
    by_field = {column.field: column for column in COLUMNS}
    path = folder / "list.csv"
    path.write_bytes(list_as_csv([by_field[field] for field in FIELDS], rows))
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: Any) -> tuple[int, dict[str, Any]]:
    """Return the status and the JSON object of an import."""
    capsys.readouterr()
    status = lots_import(*arguments, as_json=True)
    return status, json.loads(capsys.readouterr().out)


def size_of(folder: Path) -> int:
    """Return how many entries a service's journal has."""
    with bootstrap.opened_for_reading(folder) as service:
        return service.reading.head().size


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the default folder be one where no service is."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def service(tmp_path: Path, court: ModuleType) -> Path:
    """Return the folder of a service of a court, in which nothing has happened."""
    folder = tmp_path / "data"
    bootstrap.create(folder, court.CONFIG)

    async def begin(opened: bootstrap.Service) -> None:
        async with opened.core():
            pass

    with bootstrap.opened(folder) as opened:
        asyncio.run(begin(opened))
    return folder


def test_a_preview_needs_no_service(empty_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a service the list alone is tried by the engine; nothing is made."""
    status, told = run(capsys, listed(empty_home, row(1), row(2)), None, PREVIEW)
    assert (status, told["ready"], told["faulty"]) == (DONE, 2, 0)
    assert told["lots"][0]["commands"] == [
        "OpenDisposal",
        "StartPricing",
        "FixPrice",
        "RecordClaims",
    ]
    assert told["not_imported_columns"] == ["标的名称"]
    assert not (empty_home / "home").exists()


def test_what_a_list_has_no_column_for_stays_on_record(tmp_path: Path) -> None:
    """A list with another debt leaves alone what else was sold, and the consent to sell all."""
    desk = command._desk_without_service(PREVIEW)

    def asked_of(*rows: list[str]) -> tuple[Any, Any]:
        read = command.read_list(listed(tmp_path, *rows))
        (asked,) = command.orders_of_list(read.rows, desk.court, columns=read.columns)
        return asked, command._requests(asked, desk)

    asked, requests = asked_of(row(1))
    opened = desk.states([asked.lot])[asked.lot]
    for request in requests:
        decided = desk.domain.decide(
            opened.state, request.command, actor=request.actor, now=desk.now
        )
        for event in decided:
            opened = opened.after(event, desk.domain)
    sold = ClaimsRecorded(Fen(300_000_000), Fen(1), Fen(2), Fen(500_000_000), PAPER)
    on_record = opened.after(sold, desk.domain)
    asked, requests = asked_of(row(1, debt_fen="400万元"))
    tried = command._try(asked, requests[-1:], frozenset(), {asked.lot: on_record}, desk)
    assert tried.fate is command.Fate.TO_CHANGE
    (carried_out,) = tried.requests
    assert carried_out.key == requests[-1].key
    kept = RecordClaims(Fen(400_000_000), Fen(1), Fen(2), Fen(500_000_000), PAPER)
    assert carried_out.command == kept


def test_a_preview_tells_every_row(empty_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Faults of cells, missing facts and what the law refuses are told, each with its reason."""
    path = listed(
        empty_home,
        row(1, seized_on="2026年2月30日"),
        row(2, seizure_until=""),
        row(3, seizure_until=day(9000)),
        row(4, court="别的法院"),
        row(5),
    )
    status, told = run(capsys, path, None, PREVIEW)
    assert (status, told["ready"], told["faulty"]) == (WRONG, 1, 4)
    found = [(one["row"], one["code"], one["column"] or one["found"]) for one in told["problems"]]
    assert found == [
        (2, "day_impossible", "查封日期"),
        (3, "missing", "查封到期日"),
        (4, "refused", "seizure_term_wrong"),
        (5, "court_other", "法院"),
    ]
    assert (
        lots_import(path, None, Wanted(preview=True, court_name="别的法院"), as_json=False) == WRONG
    )
    printed = capsys.readouterr()
    assert "faulty 3" in printed.out
    assert "未导入任何一行" in printed.out
    assert "标的名称" in printed.err


def test_an_import_needs_a_service(empty_home: Path) -> None:
    """Where there is no service nothing is imported, and the one line says what to run."""
    with pytest.raises(NotReady, match="mingpai init"):
        lots_import(listed(empty_home, row(1)), None, NOTHING, as_json=True)


def test_many_rows_are_told_in_part(empty_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a long list the first rows are printed, and how many there are."""
    path = listed(empty_home, *(row(number) for number in range(1, 60)))
    assert lots_import(path, None, PREVIEW, as_json=False) == DONE
    printed = capsys.readouterr()
    assert "59 rows in all" in printed.err
    assert "ready 59" in printed.out


@pytest.mark.database
@pytest.mark.slow
def test_the_same_list_twice_is_once(
    service: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every row is opened, in portions too; the same again says how many were there already."""
    monkeypatch.setattr(command, "_AT_ONCE", 5)
    path = listed(tmp_path, *(row(number) for number in range(1, 6)))
    status, told = run(capsys, path, service, PREVIEW)
    assert (status, told["ready"]) == (DONE, 5)
    before = size_of(service)
    status, told = run(capsys, path, service, NOTHING)
    assert (status, told["opened"], told["already_there"]) == (DONE, 5, 0)
    assert size_of(service) == before + 2 + 5 * 4
    status, told = run(capsys, path, service, NOTHING)
    assert (status, told["opened"], told["already_there"]) == (DONE, 0, 5)
    assert size_of(service) == before + 4 + 5 * 4
    status, told = run(capsys, path, service, PREVIEW)
    assert (status, told["already_there"]) == (DONE, 5)


@pytest.mark.database
@pytest.mark.slow
def test_one_faulty_row_stops_all(
    service: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a single row would be refused nothing is written at all."""
    before = size_of(service)
    path = listed(tmp_path, row(1), row(2, seizure_until=day(-1)))
    status, told = run(capsys, path, service, NOTHING)
    assert (status, told["opened"], told["ready"], told["faulty"]) == (WRONG, 0, 1, 1)
    assert size_of(service) == before


@pytest.mark.database
@pytest.mark.slow
def test_what_was_begun_is_completed_and_what_changes_is_told(
    service: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is on record is left out; what is added or replaced is told column by column.

    What the engine lets nobody replace is refused by it.
    """
    blank = dict.fromkeys(FIELDS[7:], "")
    assert run(capsys, listed(tmp_path, row(1, **blank)), service, NOTHING)[0] == DONE
    status, told = run(capsys, listed(tmp_path, row(1)), service, PREVIEW)
    assert (status, told["to_complete"], told["ready"]) == (DONE, 1, 0)
    status, told = run(capsys, listed(tmp_path, row(1)), service, NOTHING)
    assert (status, told["completed"], told["opened"], told["changed"]) == (DONE, 1, 0, 0)
    assert told["lots"][0]["commands"] == ["StartPricing", "FixPrice", "RecordClaims"]
    added = {one["field"]: (one["before"], one["after"]) for one in told["lots"][0]["differences"]}
    assert added["debt_fen"] == ("", "3,000,000.00")
    richer = listed(tmp_path, row(1, debt_fen="400万元"))
    status, told = run(capsys, richer, service, PREVIEW)
    assert (status, told["to_change"]) == (DONE, 1)
    status, told = run(capsys, richer, service, NOTHING)
    assert (status, told["changed"], told["opened"]) == (DONE, 1, 0)
    (changed,) = told["lots"][0]["differences"]
    assert changed == {
        "field": "debt_fen",
        "column": "债权金额",
        "before": "3,000,000.00",
        "after": "4,000,000.00",
    }
    status, told = run(capsys, listed(tmp_path, row(1)), service, NOTHING)
    assert (status, told["already_there"]) == (DONE, 1)
    assert told["lots"][0]["differences"] == [
        changed | {"after": "3,000,000.00", "before": "4,000,000.00"}
    ]
    assert lots_import(listed(tmp_path, row(1)), service, NOTHING, as_json=False) == DONE
    assert "债权金额: 日志为 on record 4,000,000.00" in capsys.readouterr().out
    assert (
        lots_import(listed(tmp_path, row(1, debt_fen="500万元")), service, PREVIEW, as_json=False)
        == DONE
    )
    assert "债权金额: 4,000,000.00 -> 5,000,000.00" in capsys.readouterr().out
    status, told = run(capsys, listed(tmp_path, row(1, seized_on=day(-99))), service, NOTHING)
    assert (status, told["problems"][0]["found"]) == (WRONG, "already_open")


@pytest.mark.database
@pytest.mark.slow
def test_what_changes_meanwhile_is_seen(
    service: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The rows are tried once more under the core: what is refused by then stops all."""
    path, tried = listed(tmp_path, row(1)), command._tried_apart
    fault = command.Tried(command.LotRow(row=2), command.Fate.FAULTY)
    monkeypatch.setattr(command, "_tried_apart", lambda *_: [fault])
    status, told = run(capsys, path, service, NOTHING)
    assert (status, told["opened"], told["faulty"]) == (WRONG, 0, 1)
    monkeypatch.setattr(command, "_tried_apart", tried)

    def stopped(*_: object) -> None:
        msg = "the sequencer is not running"
        raise Stopped(msg)

    monkeypatch.setattr(command, "_submitted", stopped)
    with pytest.raises(Unusable, match="the same import again"):
        lots_import(path, service, NOTHING, as_json=True)


@pytest.mark.database
@pytest.mark.slow
def test_a_refusal_after_all_is_told(
    service: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the core refuses what was tried as ready, the row is told as faulty with its reason."""
    path, submitted = listed(tmp_path, row(1)), command._submitted

    def by_a_stranger(request: Request, core: Core) -> asyncio.Future[Answer]:
        return submitted(replace(request, actor="court/other"), core)

    monkeypatch.setattr(command, "_submitted", by_a_stranger)
    status, told = run(capsys, path, service, NOTHING)
    assert (status, told["opened"], told["faulty"]) == (WRONG, 0, 1)
    assert told["problems"][0]["found"] == "not_this_court"

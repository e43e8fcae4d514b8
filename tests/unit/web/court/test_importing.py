"""A list on screen: row by row first, then all of it or nothing."""

import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from mingpai.accounts.model import Role
from mingpai.kernel.moments import local_date
from mingpai.web.court.importing import MAX_LIST_BYTES

pytestmark = pytest.mark.slow

HEADER = "案号,标的编号,标的名称,财产类别,财产类型,查封日期,查封到期日\n"


def row(court_desk: Any, number: int, until_days: int = 700, kind: str = "不动产") -> str:
    """Return one row of a list."""
    today = local_date(court_desk.now)
    seized, until = today - timedelta(days=20), today + timedelta(days=until_days)
    return f"2026-hu0104-zhi-{number},flat-{number},住宅{number},{kind},住宅,{seized},{until}\n"


def upload(guest: Any, text: str, **fields: str) -> Any:
    """Look at a list."""
    page = guest.client.get("/court/import").text
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token
    files = {"list": ("清单.csv", text.encode())}
    given = {"csrf": token[1], "do": "check", **fields}
    return guest.client.post("/court/import", data=given, files=files)


def go_on(guest: Any, text: str) -> Any:
    """Press the button below a list that was looked at."""
    form = text.partition('action="/court/import"')[2].partition("</form>")[0]
    given = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    assert given["do"] == "send"
    return guest.client.post("/court/import", data=given)


def test_every_row_is_tried_before_any_is_imported(court_desk: Any, clerk: Any) -> None:
    """A list that is looked at changes nothing; its button imports all of it."""
    looked = upload(clerk, HEADER + row(court_desk, 1) + row(court_desk, 2))
    assert looked.status_code == 200, looked.text
    assert looked.text.count("可以导入") == 2
    assert not court_desk.core.orders
    done = go_on(clerk, looked.text)
    assert done.status_code == 200
    assert 'role="status"' in done.text
    assert len(court_desk.files.all()) == 2
    assert 'name="kept"' not in done.text


def test_one_faulty_row_stops_all(court_desk: Any, clerk: Any) -> None:
    """Where a row cannot be read or is refused, its reason stands there and no button."""
    wrong = row(court_desk, 2, until_days=9000)
    unreadable = row(court_desk, 3).replace("住宅,", "星球,")
    looked = upload(clerk, HEADER + row(court_desk, 1) + wrong + unreadable)
    assert looked.status_code == 409
    assert 'name="kept"' not in looked.text
    assert "2 行有问题" in looked.text


def test_the_same_list_again_changes_nothing(court_desk: Any, clerk: Any) -> None:
    """Rows that are on record are told so, and nothing of them is left to do."""
    text = HEADER + row(court_desk, 1)
    go_on(clerk, upload(clerk, text).text)
    again = upload(clerk, text)
    assert again.status_code == 200
    assert "已经导入" in again.text
    assert 'name="kept"' not in again.text
    assert len(court_desk.core.orders) == 1


def test_a_busy_core_cuts_it_off_and_says_how_to_go_on(court_desk: Any, clerk: Any) -> None:
    """What was not done is done by the same list again."""
    looked = upload(clerk, HEADER + row(court_desk, 1))
    court_desk.core.is_busy = True
    stopped = go_on(clerk, looked.text)
    assert stopped.status_code == 503
    court_desk.core.is_busy = False
    assert go_on(clerk, stopped.text).status_code == 200
    assert len(court_desk.files.all()) == 1


@pytest.mark.parametrize("text", ["", "x", "a,b\n1,2\n"])
def test_what_is_no_list_is_told(court_desk: Any, clerk: Any, text: str) -> None:
    """A file without a header or rows says what was expected and what to do."""
    del court_desk
    answer = upload(clerk, text)
    assert answer.status_code in (400, 422)


def test_a_list_that_is_too_large_is_refused(clerk: Any) -> None:
    """Beyond the limit a list is for the command line; what was kept wrongly is no list."""
    assert upload(clerk, "x" * (MAX_LIST_BYTES + 1)).status_code == 400
    token = re.search(r'name="csrf" value="([^"]+)"', clerk.client.get("/court/import").text)
    assert token
    given = {"csrf": token[1], "do": "send", "kept": "%%%"}
    assert clerk.client.post("/court/import", data=given).status_code == 400


def test_whose_case_it_is_not_imports_nothing(court_desk: Any, judge: Any) -> None:
    """A narrowed clerk imports his own cases; a judge imports nothing."""
    assert judge.client.get("/court/import").status_code == 403
    narrowed = court_desk.officer(Role.CLERK, cases=("2026-hu0104-zhi-1",))
    looked = upload(narrowed, HEADER + row(court_desk, 1) + row(court_desk, 2))
    assert looked.status_code == 409
    assert looked.text.count("不是您经办的案件") == 1


def test_a_workbook_is_read_as_well(court_desk: Any, clerk: Any) -> None:
    """An .xlsx of the same rows is the same list."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (HEADER + row(court_desk, 1)).splitlines():
        sheet.append(line.split(","))
    kept = io.BytesIO()
    book.save(kept)
    page = clerk.client.get("/court/import").text
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token
    files = {"list": ("清单.xlsx", kept.getvalue())}
    given = {"csrf": token[1], "do": "check"}
    looked = clerk.client.post("/court/import", data=given, files=files)
    assert looked.text.count("可以导入") == 1, looked.text
    assert go_on(clerk, looked.text).status_code == 200
    assert len(court_desk.files.all()) == 1

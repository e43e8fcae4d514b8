"""`mingpai referee`: what it prints, and with which status it ends."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mingpai.commands.output import DONE, WRONG, Unusable
from mingpai.commands.referee import Given, referee

_LAWFUL = """auction,seq,status,bidder_no,price,time
LOT-1,1,出局,A1001,1000.50,2026-05-25 10:00:06
LOT-1,2,出局,B1002,1100.50,2026-05-26 09:57:00
LOT-1,3,出局,A1001,1200.50,2026-05-26 09:59:59
LOT-1,4,成交,A1001,1300.50,2026-05-26 10:01:00
"""
_KEYS = {
    *("lawful", "bids", "bidders", "step_fen", "step_inferred", "first_price_fen", "price_fen"),
    *("winner", "scheduled_close", "scheduled_close_inferred", "closes_at", "extensions"),
    *("violations", "flags"),
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Return how to write a log to judge."""

    def to_file(log: str | bytes) -> Path:
        path = tmp_path / "log.csv"
        path.write_bytes(log if isinstance(log, bytes) else log.encode())
        return path

    return to_file


def test_the_contract_of_the_keys(
    write: Callable[[str | bytes], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """One JSON object with every key that is promised; money in fen, times with an offset."""
    assert referee(write(_LAWFUL), as_json=True) == DONE
    printed = capsys.readouterr()
    verdict = json.loads(printed.out)
    assert printed.err == ""
    assert verdict.keys() >= _KEYS
    assert verdict["lawful"] is True
    assert (verdict["step_fen"], verdict["first_price_fen"]) == (10_000, 100_050)
    assert verdict["closes_at"] == "2026-05-26T10:06:00+08:00"
    assert verdict["scheduled_close"] == "2026-05-26T10:00:00+08:00"
    assert verdict["scheduled_close_range"] == {
        "earliest": "2026-05-26T09:57:01+08:00",
        "latest": "2026-05-26T10:00:06+08:00",
    }
    assert verdict["flags"] == [{"seq": 4, "code": "self_outbid"}]


def test_a_breach_ends_with_one(
    write: Callable[[str | bytes], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """A log in breach of the law ends with status 1 and names row, code and article."""
    log = write(_LAWFUL.replace("1200.50", "1100.51"))
    assert referee(log, Given(step="100"), as_json=True) == WRONG
    (violation,) = json.loads(capsys.readouterr().out)["violations"]
    assert (violation["seq"], violation["code"]) == (3, "bid_below_step")
    assert violation["article"] == "FS2016-18:20.1"
    assert referee(log, Given(step="100"), as_json=False) == WRONG
    told = capsys.readouterr().out
    assert "bid_below_step, 法释〔2016〕18号第二十条第一款" in told
    assert told.endswith("不合法 NOT LAWFUL\n")


def test_what_people_read(
    write: Callable[[str | bytes], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --json the verdict is told in both languages, with what was inferred."""
    assert referee(write(_LAWFUL), as_json=False) == DONE
    told = capsys.readouterr().out
    assert "100.00 元 (推定 inferred)" in told
    assert "[2026-05-26T09:57:01+08:00 - 2026-05-26T10:00:06+08:00]" in told
    assert "self_outbid" in told
    assert told.endswith("合法 LAWFUL\n")
    given = Given(
        starts_at="2026-05-25T10:00:00+08:00",
        scheduled_close="2026-05-26T02:00:00Z",
        start_price="1,000.50",
        step="100",
    )
    assert referee(write(_LAWFUL), given, as_json=False) == DONE
    told = capsys.readouterr().out
    assert "inferred" not in told
    assert "1,000.50 元 (给定 given)" in told


def test_bids_that_another_close_excuses_are_told(
    write: Callable[[str | bytes], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Where another close than the usual one is inferred people read how many it excuses."""
    head, *rows = _LAWFUL.replace("成交", "出局").splitlines()
    late = [
        "LOT-1,5,出局,B1002,1400.50,2026-05-26 10:27:00",
        "LOT-1,6,成交,B1001,1500.50,2026-05-26 10:28:00",
    ]
    log = write("\n".join([head, *rows[:4], *late, ""]))
    assert referee(log, as_json=False) == DONE
    told = capsys.readouterr().out
    assert "2026-05-26T10:00:00+08:00: 迟到 late 2" in told
    assert referee(log, as_json=True) == DONE
    verdict = json.loads(capsys.readouterr().out)
    assert verdict["late_at_usual_close"] == 2
    assert verdict["usual_close"] == "2026-05-26T10:00:00+08:00"
    given = Given(scheduled_close="2026-05-26T10:00:00+08:00")
    assert referee(log, given, as_json=True) == WRONG
    verdict = json.loads(capsys.readouterr().out)
    assert (verdict["usual_close"], verdict["late_at_usual_close"]) == (None, 0)


def test_what_is_not_known_is_shown_as_such(
    write: Callable[[str | bytes], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """No step, no winner and an open range are shown, not made up."""
    late = "\n".join(_LAWFUL.splitlines()[:2])
    opens = Given(starts_at="2026-05-25T09:00:00+08:00")
    assert referee(write(late), opens, as_json=False) == WRONG
    told = capsys.readouterr().out
    assert "? (推定 inferred)" in told
    assert "+08:00 - ...]" in told


def test_a_long_list_is_cut_for_people(
    write: Callable[[str | bytes], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """People get the first of many violations, and are told how many there are."""
    rows = "".join(f"LOT-1,{n},出局,B1002,100.00,2026-05-26 10:30:00\n" for n in range(5, 45))
    assert referee(write(_LAWFUL + rows), as_json=False) == WRONG
    printed = capsys.readouterr()
    assert printed.out.count("violation") == 20
    assert "40 in all" in printed.err


@pytest.mark.parametrize(
    ("log", "told"),
    [
        (_LAWFUL.replace("1200.50", "NaN"), "line 4: column price: price_not_a_number"),
        (_LAWFUL.replace("1200.50", ""), "line 4: column price: price_missing"),
        (_LAWFUL.replace("05-26 09:57", "02-30 09:57"), "line 3: column time: time_impossible"),
        (_LAWFUL[:-9], "line 5: column time: cut_off"),
        (b"\x00\x01\x02", "binary"),
        (b"", "empty"),
        (_LAWFUL.replace("2026", "2016"), "no law of online court auctions was in force"),
    ],
)
def test_a_log_that_cannot_be_used(
    write: Callable[[str | bytes], Path], log: str | bytes, told: str
) -> None:
    """An unusable log is told in one line with its file, line and reason (status 2)."""
    path = write(log)
    with pytest.raises(Unusable) as refused:
        referee(path, as_json=True)
    assert str(refused.value).startswith(f"{path}: ")
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing file and a folder are told as such."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(Unusable, match="cannot be read"):
            referee(path, as_json=False)


@pytest.mark.parametrize(
    ("given", "option"),
    [
        (Given(starts_at="10:00"), "--starts-at"),
        (Given(starts_at="0001-01-01T00:00:00+08:00"), "--starts-at"),
        (Given(scheduled_close="2026-05-26 10:00:00"), "--scheduled-close"),
        (Given(scheduled_close="9999-12-31T23:59:59Z"), "--scheduled-close"),
        (
            Given(
                starts_at="2026-05-26T10:00:01+08:00", scheduled_close="2026-05-26T10:00:00+08:00"
            ),
            "--starts-at",
        ),
        (Given(start_price="NaN"), "--start-price"),
        (Given(step="0"), "--step"),
        (Given(step="-5"), "--step"),
    ],
)
def test_an_option_that_cannot_be_used(
    write: Callable[[str | bytes], Path], given: Given, option: str
) -> None:
    """An option that is no time or amount is named, with what is wanted."""
    with pytest.raises(Unusable, match=f"^{option}: "):
        referee(write(_LAWFUL), given, as_json=True)


def test_a_bom_changes_nothing(
    write: Callable[[str | bytes], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """A log with a byte order mark is judged as without."""
    outputs = []
    for mark in (b"", b"\xef\xbb\xbf"):
        assert referee(write(mark + _LAWFUL.encode()), as_json=True) == DONE
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]


def test_a_pipe_or_a_device_is_no_bid_log(tmp_path: Path) -> None:
    """Neither is waited for, and the line says what to do."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(Unusable, match="no regular file"):
            referee(path, as_json=True)

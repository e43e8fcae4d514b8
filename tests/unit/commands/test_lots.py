"""`mingpai lots template` and `lots judge`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mingpai.audit.listings import Check, Finding, Judged
from mingpai.cli import main
from mingpai.commands.lots import SHOWN, figure_of, lots_judge, lots_template, one_line, read_list
from mingpai.commands.output import DONE, UNUSABLE, WRONG, Unusable
from mingpai.exchange.court_list_columns import COLUMNS
from mingpai.exchange.court_list_write import list_as_workbook

LAWFUL = "案号,法院,拍卖阶段,评估价,起拍价,保证金,延时周期\na,某法院,一拍,100,70,7,5分钟\n"
BREACH = LAWFUL + "b,某银行,一拍,100,69,7,5分钟\n"


def written(folder: Path, text: str, name: str = "list.csv") -> Path:
    """Return a file that holds a text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx", "T.XLSX"])
def test_a_template_is_written(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Either ending gives an empty list, whose example is no lot."""
    assert lots_template(tmp_path / name) == DONE
    assert name in capsys.readouterr().out
    with pytest.raises(Unusable, match="no_rows"):
        read_list(tmp_path / name)


def test_a_template_destroys_nothing(tmp_path: Path) -> None:
    """A file that is there, another ending and a folder that is not there are refused."""
    path = written(tmp_path, "mine", "mine.csv")
    with pytest.raises(Unusable, match="is there already"):
        lots_template(path)
    assert path.read_text(encoding="utf-8") == "mine"
    with pytest.raises(Unusable, match="endings"):
        lots_template(tmp_path / "t.ods")
    with pytest.raises(Unusable, match="cannot be written"):
        lots_template(tmp_path / "nowhere" / "t.csv")


def test_what_is_lawful_ends_with_nothing_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One JSON object, every finding with its article, share and reason; status 0."""
    assert lots_judge(written(tmp_path, LAWFUL), on="2022-07-01", as_json=True) == DONE
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["breaches"], told["problems"]) == (1, 0, [])
    assert told["findings"]["deposit"] == {
        "lawful": 1,
        "breach": 0,
        "second_only": 0,
        "not_judged": 0,
    }
    (verdict,) = told["verdicts"]
    assert (verdict["round"], verdict["seller"], verdict["law_of"]) == (
        "auction_1",
        "court",
        "2022-07-01",
    )
    assert verdict["checks"][0] == {
        "check": "deposit",
        "finding": "lawful",
        "article": "FS2016-18:17.1",
        "why": None,
        "share": 0.1,
        "at_least": False,
        "length_s": None,
        "verified": True,
    }
    assert verdict["checks"][2]["why"] == "no_opening"


def test_a_breach_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A row against the law is told with its figure, and the status is 1."""
    assert lots_judge(written(tmp_path, BREACH), as_json=False) == WRONG
    told = capsys.readouterr().out
    assert "69.00 %" in told
    assert "seller other" in told


def test_much_is_told_in_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of many rows and problems the first are printed, and how many there are; the rest is JSON."""
    rows = "".join(f"a{n},某法院,一拍,100,70,7,五\n" for n in range(SHOWN + 5))
    header = LAWFUL.partition("\n")[0]
    text = f"标题,\n{header},承办人\n{rows}"
    assert lots_judge(written(tmp_path, text), as_json=False) == DONE
    told = capsys.readouterr()
    assert f"{SHOWN + 5} rows in all" in told.err
    assert f"{SHOWN + 5} problems in all" in told.err
    assert "承办人" in told.err
    assert "应为时长" in told.out
    assert lots_judge(tmp_path / "list.csv", as_json=True) == DONE
    printed = json.loads(capsys.readouterr().out)
    assert len(printed["problems"]) == SHOWN + 5
    assert printed["problems"][0]["code"] == "length_malformed"
    assert printed["unknown_columns"] == ["承办人"]
    assert printed["skipped_rows"] == [1]


def test_sheets_that_were_not_read_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A workbook's other sheets are named on standard error."""
    columns = [one for one in COLUMNS if one.field in {"case_id", "deposit_fen"}]
    path = tmp_path / "list.xlsx"
    path.write_bytes(list_as_workbook(columns, [["a", "7"]]))
    assert lots_judge(path, as_json=False) == DONE
    assert "说明 columns" in capsys.readouterr().err


def test_what_a_file_holds_is_shown_on_one_line() -> None:
    """Signs that would move a terminal's cursor are shown as blanks."""
    assert one_line("a\x1b[31m\nb") == "a [31m b"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["judge", "nowhere.csv"], "cannot be read"),
        (["judge", "list.csv", "--on", "gestern"], "--on: 'gestern' is no day"),
        (["judge", "other.csv"], "no_header"),
        (["import", "other.csv", "--preview"], "no_header"),
        (["template", "t.txt"], "endings"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    told: str,
) -> None:
    """A file or an option that cannot be used ends with status 2 and one line."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path, LAWFUL)
    written(tmp_path, "x,y\n1,2\n", "other.csv")
    with pytest.raises(SystemExit) as ended:
        main(["lots", *arguments])
    captured = capsys.readouterr()
    assert ended.value.code == UNUSABLE
    assert told in captured.err
    assert captured.err.count("\n") == 1
    assert not captured.out


def test_real_lists_are_judged(
    shared_data: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Two platforms' lists go through the command: the courts' own breach nothing."""
    folder = shared_data("court-lot-samples")
    assert lots_judge(folder / "sichuan-court-lots.csv", as_json=False) == DONE
    assert "56.00 %" in capsys.readouterr().out
    other = folder / "jd-taobao-asset-listings.csv"
    assert lots_judge(other, on="2022-07-01", as_json=True) == WRONG
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["findings"]["deposit"]["breach"]) == (184, 64)
    assert "court" not in {one["seller"] for one in told["verdicts"]}


def test_a_finding_without_a_figure_has_none() -> None:
    """Where nothing was judged no figure is shown; a share that may be more says so."""
    assert figure_of(Judged(Check.ROUNDS, Finding.BREACH)) == ""
    bound = Judged(Check.DEPOSIT, Finding.BREACH, part_fen=1, of_fen=4, at_least=True)
    assert figure_of(bound) == "≥ 25.00 %"

"""Claims about `mingpai scenario`."""

import json
from pathlib import Path

import pytest

from mingpai.commands.output import DONE, WRONG, Unusable
from mingpai.commands.scenario import read, scenario

HEAD = """标题
Title
Price: reference 100,000.00, start 70,000.00, step 500.00, deposit 7,000.00
Window: 05-25 10:00:00 to 05-26 10:00:00

"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Return where a table is written."""
    return tmp_path / "table.txt"


def test_a_table_is_played(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each line is told with its outcome, a refusal with its article, and the end's stage."""
    table.write_text(
        HEAD
        + "04-20 10:00:00 | court | prepares the notice | prepared\n"
        + "04-20 10:00:00 | court | where it stands | assigned\n"
        + "04-20 10:00:01 | court | announces; start 60,000.00 | refused start_price_too_low\n",
        encoding="utf-8",
    )
    assert scenario(table, as_json=False) == DONE
    out = capsys.readouterr().out
    assert "法释〔2016〕18号第十条第二款" in out
    assert out.endswith("-> assigned\n")
    assert scenario(table, as_json=True) == DONE
    played = json.loads(capsys.readouterr().out)
    assert played["as_expected"]
    assert [line["line"] for line in played["lines"]] == [6, 7, 8]


def test_another_outcome_ends_with_status_1(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What came other than the table says is shown beside what was expected."""
    table.write_text(HEAD + "04-20 10:00:00 | court | opens | announced\n", encoding="utf-8")
    assert scenario(table, as_json=False) == WRONG
    assert "expected: announced; came: disposal opened" in capsys.readouterr().out


def test_an_empty_table_stands_nowhere(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table without acts is played to no stage at all."""
    table.write_text(HEAD, encoding="utf-8")
    assert scenario(table, as_json=True) == DONE
    assert json.loads(capsys.readouterr().out)["stage"] == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("no table at all", "no blank line"),
        (HEAD.replace("\n\n", "\nYear: 9999\n\n", 1), "is no year"),
        (HEAD + "04-20 10:00:00 | court | dances | \n", "nobody can say 'dances'"),
    ],
)
def test_what_cannot_be_read_is_unusable(table: Path, text: str, reason: str) -> None:
    """A file that is no table, or a line that nobody can say, is told in one line."""
    table.write_text(text, encoding="utf-8")
    with pytest.raises(Unusable, match=f"{table}: .*{reason}"):
        scenario(table, as_json=True)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A path that leads nowhere, or to a folder, is told."""
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(Unusable, match="cannot be read"):
            read(path)

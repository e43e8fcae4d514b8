"""The reader of scenario tables: strict, with line and reason."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mingpai.auction.commands import PlaceBid
from mingpai.auction.model import PropertyClass, StepRule
from mingpai.auction.preparation.commands import AnnounceRound, OpenDisposal
from mingpai.auction.preparation.model import Nature, Trait
from mingpai.auction.stops.events import CauseEnded
from mingpai.exchange.scenario import (
    COURT,
    MAX_BYTES,
    PLATFORM,
    ScenarioProblem,
    commands_of,
    outcome_of,
    read_scenario,
    shown,
)

HEAD = """标题
Title
Rules: K16 K18
Property: immovable home (purchase_restricted)
Price: reference 100,000.00, start 70,000.00, step 500.00, deposit 7,000.00, whole steps
Window: 05-25 10:00:00 to 05-26 10:00:00
"""
ACT = "04-20 10:00:00 | court | opens | opened\n"


def read(text: str) -> object:
    """Read a table."""
    return read_scenario(text.encode())


def test_a_table_is_read() -> None:
    """Titles, rules, property, price, window and acts, comments and blank lines left out."""
    told = read_scenario(f"\ufeff{HEAD}\n# a remark\n{ACT}\n{ACT}".encode())
    assert (told.title_zh, told.title_en, told.rules) == ("标题", "Title", ("K16", "K18"))
    assert told.head.property.property_class is PropertyClass.IMMOVABLE
    assert told.head.property.nature is Nature.HOME
    assert told.head.property.traits == (Trait.PURCHASE_RESTRICTED,)
    assert told.head.step_rule is StepRule.WHOLE_STEPS
    assert told.head.opens_at.astimezone(UTC) == datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
    assert [act.line for act in told.acts] == [9, 11]
    assert told.acts[0].who == COURT


def test_a_head_may_be_in_chinese() -> None:
    """Fields, property, price and window are read in Chinese as well."""
    told = read_scenario(
        "标题\nTitle\n规则：K16\n年份：2027\n财产：其他财产权 股权（需审批、无法评估）\n"
        "价格：参考价100,000.00 起拍价70,000.00 增价幅度500.00 保证金7,000.00\n"
        "竞价：05-25 10:00:00至05-26 10:00:00\n\n"
        "04-20 10:00:00｜法院｜建立处置程序｜\n04-20 10:00:01|平台|出价70,000.00元|".encode()
    )
    assert told.head.property.traits == (Trait.APPROVAL_NEEDED, Trait.CANNOT_BE_VALUED)
    assert told.head.opens_at.year == told.acts[0].at.year == 2027
    assert [act.who for act in told.acts] == [COURT, PLATFORM]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("标题", "no blank line"),
        ("标题\n\n", "line 1: a scenario begins with its title"),
        (f"{HEAD}Colour: red\n\n{ACT}", "line 7: 'Colour: red' is none of the fields"),
        (f"{HEAD}no colon\n\n{ACT}", "line 7"),
        (HEAD.replace("Window", "Rules", 1) + "\n" + ACT, "no line 'window'"),
        (HEAD.replace("Window", "Year", 1) + "\n" + ACT, "is no year; write four digits"),
        (f"{HEAD}Year: 0001\n\n{ACT}", "'0001' is no year"),
        (f"{HEAD}Year: 9999\n\n{ACT}", "'9999' is no year"),
        (f"{HEAD}Year: abc\n\n{ACT}", "'abc' is no year"),
        (f"{HEAD}Year: -5\n\n{ACT}", "'-5' is no year"),
        (f"{HEAD}年份：2026.5\n\n{ACT}", r"'2026\.5' is no year"),
        (f"{HEAD}Year: ２０２６\n\n{ACT}", "is no year"),
        (f"{HEAD}Year:\n\n{ACT}", "'' is no year"),
        (
            f"{HEAD}\n9999-04-20 10:00:00 | court | opens | opened",
            "line 8: .* must be 2000 to 2999",
        ),
        (HEAD.replace("to 0", "to 9999-0", 1) + "\n" + ACT, "the head: .* must be 2000 to 2999"),
        (HEAD.replace("step 500.00, ", "") + "\n" + ACT, "names no step"),
        (HEAD.replace("immovable", "movables") + "\n" + ACT, "none of"),
        (HEAD.replace("10:00:00 to", "1O:00 to") + "\n" + ACT, "the head"),
        (f"{HEAD}\n04-20 10:00:00 | court | opens", "line 8: an act is"),
        (f"{HEAD}\n04-31 10:00:00 | court | opens | opened", "line 8: "),
        (f"{HEAD}\n04-20T10:00:00 | court | opens | opened", "clock in Shanghai"),
        (f"{HEAD}\n04-20 10:00:00 | nobody | opens | opened", "line 8: 'nobody' is nobody"),
        (f"{HEAD}\n{ACT}04-19 10:00:00 | court | opens | opened", "line 9: goes back in time"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, reason: str) -> None:
    """A table that cannot be read says where, what and why."""
    with pytest.raises(ScenarioProblem, match=reason):
        read(text)


def test_a_file_of_another_kind_is_refused() -> None:
    """What is no text, or far too long, is no table."""
    with pytest.raises(ScenarioProblem, match="no UTF-8"):
        read_scenario("标题".encode("gb18030"))
    with pytest.raises(ScenarioProblem, match="at most"):
        read_scenario(b"x" * (MAX_BYTES + 1))


def test_a_line_becomes_commands() -> None:
    """All paperwork, a notice, an opening, a phrase: each line says what it asks for."""
    lines = (
        "prepares the notice",
        "prepares the notice until RecordPanel",
        "announces",
        "opens",
        "bids 70,000.00",
        "dances",
        "corrects the notice: nonsense",
    )
    told = read_scenario(
        (HEAD + "\n" + "".join(f"04-20 10:00:00 | court | {line} | \n" for line in lines)).encode()
    )
    asked = [commands_of(told, act, round_number=3) for act in told.acts[:5]]
    assert len(asked[0]) == len(asked[1]) + 1
    assert isinstance(asked[2][0], AnnounceRound)
    assert isinstance(asked[3][0], OpenDisposal)
    assert isinstance(asked[4][0], PlaceBid)
    assert asked[4][0].round == 3
    for act, reason in zip(told.acts[5:], ("nobody can say 'dances'", "none of"), strict=True):
        with pytest.raises(ScenarioProblem, match=f"line {act.line}: .*{reason}"):
            commands_of(told, act, round_number=1)


def test_an_outcome_is_told_by_name_and_facts() -> None:
    """An event's name and each of its facts can be named as an outcome; the year is left out."""
    said = list(outcome_of(CauseEnded(1, datetime(2026, 5, 9, tzinfo=UTC).date(), "A" * 43)))
    assert said[0] == "cause ended"
    assert "on 05-09" in said
    assert "round 1" in said


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("at", datetime(2026, 5, 26, 2, 0, 0, tzinfo=UTC), "05-26 10:00:00"),
        ("at", datetime(2027, 5, 26, 2, 0, 0, 500, tzinfo=UTC), "2027-05-26 10:00:00.000500"),
        ("price_fen", 7_000_050, "70,000.50"),
        ("nature", Nature.HOME, "home"),
        ("tried", (Nature.HOME, Nature.LAND), "home land"),
        ("round", 2, "2"),
    ],
)
def test_facts_are_shown_as_tables_write_them(name: str, value: object, text: str) -> None:
    """Instants as a clock in Shanghai, amounts in yuan, choices by their value."""
    assert shown(name, value, 2026) == text


def test_the_tables_of_the_tests_are_read() -> None:
    """Every table beside the tests is a table."""
    folder = Path(__file__).parents[2] / "scenario"
    tables = list(folder.rglob("*.txt"))
    assert tables
    for table in tables:
        assert read_scenario(table.read_bytes()).acts

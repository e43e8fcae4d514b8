"""How every command prints."""

import json

import pytest

from mingpai.commands.output import REMEDIES, failure, labelled, print_json, progress, say, tell


def test_json_is_one_object_on_standard_output(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """Exactly one object is printed, in UTF-8, and nothing on standard error."""
    print_json({"court": "东澜市中级人民法院", "entries": 3})
    captured = capsysbinary.readouterr()
    assert json.loads(captured.out) == {"court": "东澜市中级人民法院", "entries": 3}
    assert captured.err == b""


def test_progress_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    """What people read while they wait never mixes with the result."""
    progress("half way")
    say("done")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("done\n", "half way\n")


def test_people_are_told_twice(capsys: pytest.CaptureFixture[str]) -> None:
    """Chinese first, then English, a line each."""
    tell("完成", "done")
    assert capsys.readouterr().out == "完成\ndone\n"


def test_values_stand_below_one_another() -> None:
    """A Chinese character counts two columns, and a long label keeps a space."""
    rows = [labelled("日志 journal", "x"), labelled("根 root", "x")]
    assert [row.encode("gb18030").index(b"x") for row in rows] == [24, 24]
    assert labelled("a" * 40, "x").endswith("a x")


def test_a_failure_is_one_line_in_both_languages() -> None:
    """Whatever the error says is one line, and what to do stands behind it in Chinese."""
    assert failure("a\nb") == "mingpai: a b"
    said = failure("x holds no service; run: mingpai init --data x (docs/operating.md)")
    assert "init" in said.split("（")[1]
    assert "办法见 docs/operating.md" in said
    assert len({en for en, _ in REMEDIES}) == len(REMEDIES)

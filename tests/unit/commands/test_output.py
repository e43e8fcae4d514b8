"""How every command prints."""

import json

import pytest

from mingpai.commands.output import print_json, progress, say


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

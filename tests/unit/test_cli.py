"""The program: every command is mounted, and a user's mistake ends in one line and a status."""

import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from mingpai.bench.run import BENCHMARKS
from mingpai.cli import main
from mingpai.journal.errors import VerificationError
from mingpai.kernel.outcome import InvariantBroken


def status_of(arguments: list[str]) -> int:
    """Run the program here and return its status."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["init", "--nonsense"],
        ["export"],
        ["verify"],
        ["verify", "/nowhere/at/all"],
        ["verify", "ftp://example/x"],
        ["verify", ".", "--key", "no key"],
        ["receipt", "check", "/nowhere/at/all"],
        ["receipt", "check", "."],
        ["replay", "--to", "x"],
        ["replay", "--to=1.5"],
        ["replay", "--to", "0x10"],
        ["replay", "--to", "1_000"],
        ["replay", "--to", "1e3"],
        ["replay", "--to", "9" * 30],
        ["why", "1.5"],
        ["why", "٣"],
        ["why", "9" * 30],
        ["verify", ""],
        ["referee", ""],
        ["receipt", "check", ""],
        ["demo", "--once", "--seed", "1.5"],
        ["demo", "--once", "--port", "80.0"],
        ["verify", "http://[::1"],
        ["verify", "http://.../"],
        ["init", "--court", "platform/foo", "--data", "new"],
        ["init", "--officer", "", "--data", "new"],
        ["replay", "--data", "/nowhere/at/all"],
        ["export", "out", "--data", "/nowhere/at/all"],
        ["backup", "out", "--data", "/nowhere/at/all"],
        ["restore", "/nowhere/at/all", "--data", "/nowhere/at/all"],
        ["init", "--court", "Not A Court", "--data", "new"],
        ["init", "--origin", "two words", "--data", "new"],
        ["init", "--origin", "a" * 20_000, "--data", "new"],
    ],
    ids=" ".join,
)
def test_a_mistake_ends_with_one_line_and_status_two(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing on standard output, one line on standard error, no traceback, nothing made."""
    monkeypatch.chdir(tmp_path)
    assert status_of(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith("mingpai: ")
    assert not list(tmp_path.iterdir())


def test_help_and_version_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Asked for help it names its commands; asked for its version it says it."""
    assert status_of(["--help"]) == 0
    said = capsys.readouterr().out
    for name in ("init", "export", "verify", "receipt", "replay", "backup", "restore", "rules"):
        assert name in said
    assert status_of(["--version"]) == 0


def test_a_reader_who_goes_away_is_no_fault() -> None:
    """Piped into something that closes early, the program ends quietly."""
    command = f"{sys.executable} -m mingpai.cli rules list | head -c 1"
    code = "import sys; from mingpai.cli import main; main(['rules', 'list', '--json'])"
    command = f'{sys.executable} -c "{code}" | head -c 1'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout == "{"
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "error", [InvariantBroken("entry 5 is odd"), VerificationError("bad"), msgspec.DecodeError("x")]
)
def test_what_is_damaged_ends_with_one_line_and_status_one(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A journal that contradicts itself is told in one line with what to do, by any command."""

    def fail(**_: object) -> int:
        raise error

    monkeypatch.setattr("mingpai.commands.rules.rules_list", fail)
    assert status_of(["rules", "list", "--json"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert str(error) in said.err
    assert "docs/operating.md" in said.err


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", "<&- >&-"])
def test_without_standard_output_nothing_is_done(closed: str) -> None:
    """Where nobody could read the result, one line says so and the status is 2."""
    code = "from mingpai.cli import main; main(['rules', 'list'])"
    done = subprocess.run(
        ["sh", "-c", f'exec {sys.executable} -c "{code}" {closed}'],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == (0 if "2>" in closed else 1)


def test_without_standard_error_a_command_does_its_work() -> None:
    """What would be told there is told to nobody, and the result is printed as ever."""
    code = "from mingpai.cli import main; main(['rules', 'list'])"
    done = subprocess.run(
        ["sh", "-c", f'exec {sys.executable} -c "{code}" 2>&- <&-'],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.startswith("K01")


def test_every_benchmark_can_be_found(capsys: pytest.CaptureFixture[str]) -> None:
    """The help names none, so that none is left out, and says how all names are had."""
    assert status_of(["bench", "--help"]) == 0
    assert "answered with all names" in " ".join(capsys.readouterr().out.split())
    assert status_of(["bench", "list"]) == 2
    said = capsys.readouterr().err
    assert [name for name in BENCHMARKS if name not in said] == []


def test_interrupted_while_it_loads_it_ends_without_a_traceback() -> None:
    """Ctrl-C before the first command has begun ends the program and says nothing."""
    code = (
        "import os, signal, sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'cyclopts': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "import mingpai.cli\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


def test_once_loaded_the_handler_of_interrupts_is_what_it_was() -> None:
    """Whoever only imports the program is interrupted as before."""
    code = "import signal, mingpai.cli; print(signal.getsignal(signal.SIGINT).__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "default_int_handler\n"

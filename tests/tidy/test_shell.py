"""The scripts run under any POSIX shell, since the one of a bare machine is not ours to choose."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

SCRIPTS = ("tools/setup.sh", "tools/system_needs.sh")
_BASH_ONLY = re.compile(
    r"\[\[|\]\]|<\(|<<<|\$'|^\s*function\s|^\s*local\s|^\s*source\s|&>|\|&|\+=|\$\{\w+[,^/@]"
    r"|\becho -[en]|\[ [^\]]*==|\bpipefail\b|\w+=\("
)


@pytest.mark.parametrize("path", SCRIPTS)
@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_a_shell_reads_it(root: Path, path: str, shell: str) -> None:
    """Each shell finds the script's grammar in order."""
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    command = [shell, "-n", root / path]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("path", SCRIPTS)
def test_nothing_of_bash_is_used(path: str, texts: Mapping[str, str]) -> None:
    """A script for `sh` uses nothing that only bash knows, and stops at an unset name."""
    lines = texts[path].splitlines()
    assert lines[0] == "#!/bin/sh"
    assert any(re.match(r"set -e?u", line) for line in lines)
    assert [line for line in lines if _BASH_ONLY.search(line) and not line.startswith("#")] == []


def test_the_gate_calls_make_test_and_nothing_else(texts: Mapping[str, str]) -> None:
    """What runs in the gate is what anyone runs at his desk."""
    lines = [line for line in texts[".ci/run"].splitlines() if not line.startswith("#")]
    assert lines == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec make test"]

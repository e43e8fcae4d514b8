"""A day that is watched: the real program, its pages, and a clean end."""

import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

_MAIN = "from mingpai.cli import main; main()"


@pytest.mark.database
@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_watched_day_serves_its_pages_and_ends_cleanly(
    tmp_path: Path, end: signal.Signals
) -> None:
    """Pages are there from the start; after an interrupt nothing is left running, status 0."""
    folder = tmp_path / "day"
    program = subprocess.Popen(
        [sys.executable, "-c", _MAIN, "demo", "--port", "0", "--speed", "100", "--data", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stderr is not None
    seen = ""
    for line in program.stderr:
        seen += line
        address = re.search(r"watch the day at (\S+)", line)
        if address is not None:
            with urllib.request.urlopen(address[1], timeout=30) as answer:
                assert answer.status == 200
        if "until Ctrl-C" in line:
            break
    assert re.search(r"verified +是 yes", seen)
    program.send_signal(end)
    out, err = program.communicate(timeout=60)
    assert (program.returncode, out) == (0, "")
    assert "Traceback" not in seen + err
    # The server's lock is free again once its last process is gone.
    assert not (folder / "postgres" / "cluster" / "postmaster.pid").exists()

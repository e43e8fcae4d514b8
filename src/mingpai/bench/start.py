"""`bench start`: from an empty folder to the first page, as whoever tries it waits.

`mingpai init` and `mingpai serve` as two commands, until the list of lots answers. The baseline in
the same run is the database alone: a new cluster made and started, which nobody can do without.
"""

import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from mingpai.adapters.embedded_postgres import EmbeddedPostgres
from mingpai.bench.hall_load import HOST
from mingpai.bench.report import Report, Run, summed_up
from mingpai.kernel.outcome import ensure

RUNS = 3
PATIENCE_S = 120.0
_COMMAND = (sys.executable, "-c", "import sys; from mingpai.cli import main; sys.exit(main())")
_PARTS = 4


def _ports() -> int:
    """Return a port that is free with those after it."""
    while True:
        with socket.socket() as first:
            first.bind((HOST, 0))
            port = int(first.getsockname()[1])
        probes = [socket.socket() for _ in range(_PARTS)]
        try:
            for number, probe in enumerate(probes):
                probe.bind((HOST, port + number))
        except OSError:
            continue
        finally:
            for probe in probes:
                probe.close()
        return port


def first_page_s(folder: Path) -> float:
    """Return the seconds from nothing to the first page."""
    data, port, begun = ("--data", str(folder)), _ports(), time.perf_counter()
    named = ("--origin", "bench.mingpai.example", "--court", "court/bench", "--sandbox")
    subprocess.run([*_COMMAND, "init", *data, *named], check=True, capture_output=True)  # noqa: S603 - our own program, no shell
    serving = subprocess.Popen(  # noqa: S603 - our own program, no shell
        [*_COMMAND, "serve", *data, "--port", str(port)], stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(port):
            ensure(time.perf_counter() < begun + PATIENCE_S, "the first page comes")
            time.sleep(0.01)
        return time.perf_counter() - begun
    finally:
        serving.send_signal(signal.SIGTERM)
        serving.wait()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=5) as page:
            return bool(page.read())
    except (urllib.error.URLError, OSError):
        return False


def database_s(folder: Path) -> float:
    """Return the seconds that a new database alone takes."""
    begun = time.perf_counter()
    with EmbeddedPostgres(folder):
        return time.perf_counter() - begun


def bench_start() -> Report:
    """Return the seconds to the first page beside those of the database alone."""
    runs = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory(prefix="mingpai-bench-") as place:
            ours = first_page_s(Path(place) / "service")
            runs.append(Run(ours, database_s(Path(place) / "database")))
    return summed_up(
        "start",
        "s",
        runs,
        baseline_is="the embedded PostgreSQL alone: a new cluster, made and started",
        target="<= 5 s from an empty folder to the first page",
    )

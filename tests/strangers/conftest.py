"""An export on disk, and the outside verifiers that must accept it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import Struct

from mingpai.bench.sample_journal import Size, new_source, write_sample
from mingpai.commands.export import write_export
from mingpai.service.export import Source

ROOT = Path(__file__).resolve().parents[2]
GOPATH = Path("/usr/share/gocode")
AICS = ROOT / ".venv-strangers" / "bin" / "aics-tlog"


class OnDisk(Struct, frozen=True):
    """An export, the journal it is of, and the log's key as an outsider holds it."""

    folder: Path
    source: Source
    vkey: str


@pytest.fixture(scope="session")
def on_disk(tmp_path_factory: pytest.TempPathFactory) -> OnDisk:
    """Return an export of three tiles and a part."""
    base = tmp_path_factory.mktemp("strangers")
    source = new_source(base / "keys")
    write_sample(source, Size(lots=4, bids_per_lot=260))
    write_export(base / "export", source)
    return OnDisk(base / "export", source, source.ring.log.vkey)


@pytest.fixture
def damaged(on_disk: OnDisk, tmp_path: Path) -> Callable[[str, int], Path]:
    """Return what copies the export and changes one byte of one file."""

    def damage(path: str, at: int) -> Path:
        folder = tmp_path / "damaged"
        if not folder.exists():
            shutil.copytree(on_disk.folder, folder)
        (found,) = folder.glob(path)
        original = (on_disk.folder / found.relative_to(folder)).read_bytes()
        data = bytearray(original)
        data[at] ^= 1
        found.write_bytes(data)
        return folder

    return damage


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="session")
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return what runs a program and returns how it ended."""
    return _run


@pytest.fixture(scope="session")
def go_verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the verifier built with Go's own log library."""
    go = shutil.which("go")
    if go is None or not (GOPATH / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.skip("Go and x/mod: apt-get install golang-go golang-golang-x-mod-dev")
    built = tmp_path_factory.mktemp("go") / "verify"
    settings = {"GO111MODULE": "off", "GOPATH": str(GOPATH), "GOFLAGS": "", "GOPROXY": "off"}
    cache = tmp_path_factory.mktemp("gocache")
    subprocess.run(
        [go, "build", "-o", built, Path(__file__).parent / "go" / "verify.go"],
        env={**os.environ, **settings, "GOCACHE": str(cache)},
        cwd=built.parent,
        check=True,
        timeout=240,
    )
    return built


@pytest.fixture(scope="session")
def aics() -> Path:
    """Return the program of aics-tlog, which lives in an environment of its own."""
    if not AICS.exists():
        pytest.skip("optional: aics-tlog needs Python 3.12 beside: sh tools/system_needs.sh")
    return AICS


@pytest.fixture(scope="session")
def tlog_tiles() -> Path:
    """Return the program of tlog-scales."""
    program = Path(sys.executable).parent / "tlog-tiles"
    if not program.exists():
        pytest.skip("tlog-scales is not installed beside this Python: make setup")
    return program

"""Proves that the environment is made from a bundle without network, and what is refused."""

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.slow

NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "dist", "build", "node_modules")
VENDOR = Path("src/mingpai/web/static/vendor")


@pytest.fixture
def clone(root: Path, tmp_path: Path) -> Path:
    """Return a copy of the project without environment or history."""
    return Path(shutil.copytree(root, tmp_path / "clone", ignore=NOT_COPIED))


def _setup(folder: Path, *, offline: str) -> subprocess.CompletedProcess[bytes]:
    """Run `make setup` on a machine that may reach no index."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    blocked = {"PIP_NO_INDEX": "1", "PYTHON": sys.executable, "MAKEFLAGS": ""}
    return subprocess.run(
        ["make", "setup", f"OFFLINE={offline}"],
        cwd=folder,
        env=environment | blocked,
        capture_output=True,
        check=False,
    )


def _pack(folder: Path, archive: Path, **changed: str) -> None:
    """Write an archive with a bundle's small files, some of them changed."""
    place = os.uname()
    files = {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}\n",
        "platform": f"{place.sysname.lower()}-{place.machine}\n",
        "requirements.lock": (folder / "requirements.lock").read_text(),
        "SHA256SUMS": "",
    } | changed
    inside = archive.parent / "inside"
    inside.mkdir()
    for name, text in files.items():
        (inside / name).write_text(text)
    with tarfile.open(archive, "w:gz") as packed:
        for name in files:
            packed.add(inside / name, name)


@pytest.mark.slow
def test_a_bundle_installs_without_network(clone: Path) -> None:
    """What `make bundle` writes is enough to set a clone up, and a second time does nothing.

    It holds the libraries of the browser too: they are placed without npm, and placed again when
    they are gone.
    """
    command = [sys.executable, "tools/bundle.py"]
    packed = subprocess.run(command, cwd=clone, capture_output=True, check=False)
    if packed.returncode and os.environ.get("CI") != "true":
        pytest.skip("optional: the packages of the lock file cannot be fetched here")
    assert packed.returncode == 0, packed.stderr.decode()
    archive = packed.stdout.decode().strip()
    shutil.rmtree(clone / VENDOR)
    done = _setup(clone, offline=archive)
    assert done.returncode == 0, done.stderr.decode()
    placed = {path.name for path in (clone / VENDOR).iterdir()}
    assert {"echarts.min.js", "htmx.min.js"} < placed
    version = subprocess.run(
        [str(clone / ".venv" / "bin" / "mingpai"), "--version"], capture_output=True, check=True
    )
    assert version.stdout.strip()
    again = _setup(clone, offline=archive)
    assert (again.returncode, again.stderr) == (0, b"")
    shutil.rmtree(clone / VENDOR)
    again = _setup(clone, offline=archive)
    assert (again.returncode, again.stderr) == (0, b"")
    assert {path.name for path in (clone / VENDOR).iterdir()} == placed


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"platform": "plan9-mips\n"}, b"plan9-mips"),
        ({"requirements.lock": "other==1\n"}, b"another requirements.lock"),
        ({"python": "3.99\n"}, b"3.99"),
    ],
)
def test_a_bundle_for_elsewhere_is_refused(
    clone: Path, tmp_path: Path, changed: dict[str, str], told: bytes
) -> None:
    """A bundle for another machine, lock file or Python is refused before anything is made."""
    archive = tmp_path / "bundle.tar.gz"
    _pack(clone, archive, **changed)
    done = _setup(clone, offline=str(archive))
    assert done.returncode == 2
    assert told in done.stderr
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("content", [None, b"", b"no archive"])
def test_what_is_no_bundle_is_refused(clone: Path, tmp_path: Path, content: bytes | None) -> None:
    """A file that is missing, empty or no archive is named, and nothing is made."""
    archive = tmp_path / "bundle.tar.gz"
    if content is not None:
        archive.write_bytes(content)
    done = _setup(clone, offline=str(archive))
    assert done.returncode == 2
    assert bytes(archive) in done.stderr
    assert not (clone / ".venv").exists()


def test_a_changed_file_is_noticed(tool: Callable[[str], ModuleType], tmp_path: Path) -> None:
    """A file of an unpacked bundle that was changed, added or removed is named."""
    bundle = tool("bundle")
    (tmp_path / "wheels").mkdir()
    for name in ("a", "b"):
        (tmp_path / "wheels" / name).write_text(name)
    (tmp_path / "SHA256SUMS").write_text("".join(f"{line}\n" for line in bundle.sums(tmp_path)))
    assert bundle.check(tmp_path) == []
    (tmp_path / "wheels" / "a").write_text("x")
    (tmp_path / "wheels" / "b").unlink()
    (tmp_path / "c").write_text("")
    assert bundle.check(tmp_path) == ["c", "wheels/a", "wheels/b"]
    (tmp_path / "SHA256SUMS").unlink()
    assert bundle.check(tmp_path) == ["SHA256SUMS cannot be read"]

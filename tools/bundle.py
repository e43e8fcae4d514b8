"""Packs everything that `make setup` needs into one archive, for closed networks.

    python tools/bundle.py                 write dist/mingpai-bundle-VERSION-PYTHON-PLATFORM.tar.gz
    python tools/bundle.py --check FOLDER  hold an unpacked archive against its sums

The archive holds a wheel of each package that the lock file names for this Python and this kind
of machine, this project's own wheel, what pages load in the browser, the lock file, and the sums
of all of them. `make setup OFFLINE=FILE` installs from it with the lock file's hashes and without
an index.
"""

import hashlib
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
SUMS = "SHA256SUMS"
UNUSABLE = 2
_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "-qq")


def target(folder: Path) -> Path:
    """Return the archive's path: its name says for which version, Python and machine it is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    return folder / f"mingpai-bundle-{project['version']}-{python}-{_machine()}.tar.gz"


def _machine() -> str:
    """Name this kind of machine as `uname` does, which is what setup.sh compares."""
    return f"{platform.system().lower()}-{platform.machine()}"


def collect(into: Path) -> None:
    """Put everything that an archive holds into a folder. Raises: CalledProcessError."""
    wheels = into / "wheels"
    wheels.mkdir()
    only_wheels = ("--only-binary", ":all:")
    download = (*_PIP, "download", "--require-hashes", *only_wheels, "-r", str(LOCK))
    subprocess.run((*download, "-d", str(wheels)), check=True)
    build = (*_PIP, "wheel", "--no-index", "--no-deps", "--no-build-isolation", str(ROOT))
    subprocess.run((*build, "-w", str(wheels)), check=True)
    browser = (sys.executable, str(ROOT / "tools" / "browser_files.py"), "--gather")
    subprocess.run((*browser, str(into / "browser")), check=True)
    shutil.copyfile(LOCK, into / LOCK.name)
    (into / "python").write_text(f"{sys.version_info.major}.{sys.version_info.minor}\n")
    (into / "platform").write_text(f"{_machine()}\n")
    (into / SUMS).write_text("".join(f"{line}\n" for line in sums(into)))


def sums(folder: Path) -> Iterator[str]:
    """Return a line for each file below a folder but the sums themselves, by name."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != SUMS:
            yield f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}"


def check(folder: Path) -> list[str]:
    """Return what differs between an unpacked archive and its sums, file by file."""
    try:
        wanted = set((folder / SUMS).read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        return [f"{SUMS} cannot be read"]
    found = set(sums(folder))
    return sorted({line.partition("  ")[2] for line in wanted ^ found})


def write() -> Path:
    """Write the archive, whole or not at all, and return its path."""
    path = target(ROOT / "dist")
    path.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        collect(Path(folder))
        unfinished = path.with_name(path.name + ".part")
        with tarfile.open(unfinished, "w:gz", compresslevel=1) as archive:
            for one in sorted(Path(folder).iterdir()):
                archive.add(one, one.name)
        unfinished.replace(path)
    return path


def main(arguments: Sequence[str]) -> int:
    """Write an archive or check an unpacked one; return the exit status."""
    match list(arguments):
        case []:
            try:
                print(write().relative_to(ROOT))
            except subprocess.CalledProcessError:
                print("bundle: what it holds cannot be gathered (see above)", file=sys.stderr)
                return UNUSABLE
            return 0
        case ["--check", folder]:
            differing = check(Path(folder))
            for name in differing:
                print(f"bundle: {name} is missing, added or changed", file=sys.stderr)
            return 1 if differing else 0
        case _:
            print("usage: python tools/bundle.py [--check FOLDER]", file=sys.stderr)
            return UNUSABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

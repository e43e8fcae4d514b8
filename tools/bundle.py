"""Packs everything `make setup` needs into one archive for closed networks.

The archive holds the distributions that the lock file pins, for this version of Python and this
kind of machine, and the lock itself. Carry it and a copy of the repository over; there
`make setup OFFLINE=FILE` installs from it without any network, each file proved by its hash.
"""

import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
LOCK = ROOT / "requirements.lock"


def _download(into: Path) -> int:
    """Fetch (or take from pip's cache) each file the lock names for this interpreter."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download"]
    command += ["--only-binary", ":all:", "--require-hashes", "-r", str(LOCK), "-d", str(into)]
    return subprocess.run(command, check=False).returncode


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who packed it and when: the same wheels make the same archive."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o755 if member.isdir() else 0o644
    return member


def main() -> int:
    """Write the archive and print its path; status 2 where a file could not be had."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    kind = f"py{version}-{platform.system().lower()}-{platform.machine()}"
    target = DIST / f"mingpai-bundle-{kind}.tar"
    DIST.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "wheels").mkdir()
        if _download(root / "wheels"):
            print("bundle: a pinned package could not be fetched; nothing written", file=sys.stderr)
            return 2
        (root / "PYTHON").write_text(version + "\n")
        shutil.copyfile(LOCK, root / "requirements.lock")
        unfinished = target.with_suffix(".part")
        with tarfile.open(unfinished, "w") as archive:
            for name in ("PYTHON", "requirements.lock", "wheels"):
                archive.add(root / name, name, filter=_plain)
        unfinished.replace(target)
    print(target.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())

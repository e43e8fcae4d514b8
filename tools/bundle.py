"""Packs everything `make setup` needs into one archive for closed networks.

The archive holds the wheels of the lock file for this Python and this kind of machine, and their
sums. `make setup OFFLINE=FILE` installs from it with hashes and without an index.
"""

import hashlib
import platform
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"


def _download(into: Path) -> None:
    """Fetch (or take from pip's cache) each file the lock names for this interpreter."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", "download"]
    command += ["--require-hashes", "-r", str(ROOT / "requirements.lock"), "-d", str(into)]
    subprocess.run(command, check=True)


def main() -> int:
    """Write the archive and print its path."""
    version = f"py{sys.version_info.major}{sys.version_info.minor}"
    target = DIST / f"mingpai-bundle-{version}-{platform.system().lower()}-{platform.machine()}.tar"
    DIST.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        wheels = root / "wheels"
        wheels.mkdir()
        _download(wheels)
        sums = "".join(
            f"{hashlib.sha256(path.read_bytes()).hexdigest()}  wheels/{path.name}\n"
            for path in sorted(wheels.iterdir())
        )
        (root / "SHA256SUMS").write_text(sums)
        unfinished = target.with_suffix(".part")
        with tarfile.open(unfinished, "w") as archive:
            archive.add(root / "SHA256SUMS", "SHA256SUMS")
            archive.add(wheels, "wheels")
        unfinished.rename(target)
    print(target.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())

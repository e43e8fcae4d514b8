"""The gate: format, lint, types, layers, generated documents, then the tests, whose line closes it.

Each step prints its name; the first that fails ends the run with its status.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

STEPS: tuple[tuple[str, list[str]], ...] = (
    ("format", [f"{BIN}/ruff", "format", "--check", "--quiet", "."]),
    ("lint", [f"{BIN}/ruff", "check", "--quiet", "."]),
    ("types", [f"{BIN}/mypy"]),
    ("layers", [f"{BIN}/lint-imports", "--no-logo"]),
    ("documents", [sys.executable, "tools/gen_docs.py", "--check"]),
    ("notices", [sys.executable, "tools/notices.py", "--check"]),
)


def main() -> int:
    """Run every step, then the tests; return the first failing status."""
    for name, command in STEPS:
        begun = time.monotonic()
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        print(f"{name}: {'ok' if status == 0 else 'FAILED'} ({time.monotonic() - begun:.1f} s)")
        sys.stdout.flush()
        if status:
            return status
    environment = os.environ | {"PYTHONPATH": str(ROOT / "tools")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "pytest_required", "--ignore=tests/soak"]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

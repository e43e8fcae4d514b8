"""The gate: format, lint, types, layers and documents, then the tests, whose line closes the run.

Every check before the tests runs, whatever the others said, so that one run shows all that is
wrong. Where one of them failed the tests do not run: their last line would say "passed".
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


class Step(Struct, frozen=True):
    """One check: its name, the command, and what to do where it fails."""

    name: str
    command: tuple[str, ...]
    remedy: str


STEPS = (
    Step("format", (f"{BIN}/ruff", "format", "--check", "--quiet", "."), "make fmt"),
    Step("lint", (f"{BIN}/ruff", "check", "--quiet", "."), "mend what is named above"),
    Step("types", (f"{BIN}/mypy", "--no-error-summary"), "mend what is named above"),
    Step("layers", (f"{BIN}/lint-imports", "--no-logo"), "docs/architecture.md says who may know"),
    Step("documents", (sys.executable, "tools/gen_docs.py", "--check"), "make docs"),
    Step("notices", (sys.executable, "tools/notices.py", "--check"), "make docs"),
)
TESTS = (sys.executable, "-m", "pytest", "-q", "-p", "pytest_required", "--ignore=tests/soak")


def main() -> int:
    """Run every check, then the tests; return 1 or the tests' own status."""
    failed = [step.name for step in STEPS if not holds(step)]
    if failed:
        print(f"gate: FAILED: {', '.join(failed)}; the tests were not run")
        return 1
    environment = os.environ | {"PYTHONPATH": str(ROOT / "tools")}
    return subprocess.run(TESTS, cwd=ROOT, env=environment, check=False).returncode


def holds(step: Step) -> bool:
    """Run one check and print its name, verdict and time; what it prints itself only on failure."""
    begun = time.monotonic()
    done = subprocess.run(
        step.command, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        print(done.stdout.decode(errors="replace").rstrip())
    verdict = f"FAILED: {step.remedy}" if done.returncode else "ok"
    print(f"{step.name}: {verdict} ({time.monotonic() - begun:.1f} s)")
    sys.stdout.flush()
    return not done.returncode


if __name__ == "__main__":
    sys.exit(main())

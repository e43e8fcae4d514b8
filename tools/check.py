"""The gate: format, lint, types, layers and documents, then the tests, whose line closes the run.

Every check before the tests runs, whatever the others said, so that one run shows all that is
wrong. Where one of them failed the tests do not run: their last line would say "passed".

Two of the checks hold the pure packages to tests that reach every branch: their own unit tests
run once more, under coverage, and the report must come to 100 %. Which packages those are stands
in pyproject.toml.
"""

import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
UNIT = ROOT / "tests" / "unit"


class Step(Struct, frozen=True):
    """One check: its name, the command, and what to do where it fails."""

    name: str
    command: tuple[str, ...]
    remedy: str


def unit_tests(module: str) -> str:
    """Return where the unit tests of a package, or of a module at the top, stand."""
    name = module.removeprefix("mingpai.")
    folder = UNIT / name
    found = folder if folder.is_dir() else UNIT / f"test_{name}.py"
    return str(found.relative_to(ROOT))


_SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PURE: tuple[str, ...] = tuple(_SETTINGS["tool"]["coverage"]["run"]["source"])
_COVERED = (f"{BIN}/coverage", "run", "-m", "pytest", "-q", "-p", "pytest_few_examples")
STEPS = (
    Step("format", (f"{BIN}/ruff", "format", "--check", "--quiet", "."), "make fmt"),
    Step("lint", (f"{BIN}/ruff", "check", "--quiet", "."), "mend what is named above"),
    Step("types", (f"{BIN}/mypy", "--no-error-summary"), "mend what is named above"),
    Step("layers", (f"{BIN}/lint-imports", "--no-logo"), "docs/architecture.md says who may know"),
    Step("documents", (sys.executable, "tools/gen_docs.py", "--check"), "make docs"),
    Step("api documents", (sys.executable, "tools/gen_api.py", "--check"), "make docs"),
    Step("notices", (sys.executable, "tools/notices.py", "--check"), "make docs"),
    Step("pure tests", (*_COVERED, *map(unit_tests, PURE)), "mend what failed above"),
    Step("branches", (f"{BIN}/coverage", "report"), "write a test for each line and branch above"),
)
SHARED = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
"""Two processes share the tests, a file's to one of them: what a machine of two cores can do.

In the order of their folders, in which the files with the longest tests come first.
"""
TESTS = (
    *(sys.executable, "-m", "pytest", "-q", "-p", "pytest_required"),
    *(*SHARED, "--ignore=tests/soak"),
)


def main() -> int:
    """Run every check, then the tests; return 1 or the tests' own status."""
    failed = [step.name for step in STEPS if not holds(step)]
    if failed:
        print(f"gate: FAILED: {', '.join(failed)}; the tests were not run")
        return 1
    return subprocess.run(TESTS, cwd=ROOT, env=_environment(), check=False).returncode


def _environment() -> dict[str, str]:
    """Return the environment in which our pytest plugins are found."""
    return os.environ | {"PYTHONPATH": str(ROOT / "tools")}


def holds(step: Step) -> bool:
    """Run one check and print its name, verdict and time; what it prints itself only on failure."""
    begun = time.monotonic()
    done = subprocess.run(
        step.command,
        cwd=ROOT,
        env=_environment(),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        print(done.stdout.decode(errors="replace").rstrip())
    verdict = f"FAILED: {step.remedy}" if done.returncode else "ok"
    print(f"{step.name}: {verdict} ({time.monotonic() - begun:.1f} s)")
    sys.stdout.flush()
    return not done.returncode


if __name__ == "__main__":
    sys.exit(main())

"""Proves that in the gate a required test cannot be skipped in silence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

MARKED = """\
import pytest
@pytest.mark.database
def test_it(): pytest.skip("{reason}")
"""
REQUIRED = {
    "test_marked.py": MARKED.format(reason="no server"),
    "test_whole.py": "import pytest\npytest.skip('no program', allow_module_level=True)\n",
}
NOT_REQUIRED = {
    "test_passes.py": "def test_it(): pass\n",
    "test_unmarked.py": "import pytest\ndef test_it(): pytest.skip('not today')\n",
    "test_optional.py": MARKED.format(reason="optional: no second Python"),
}

_PYTEST = (sys.executable, "-m", "pytest", "-p", "pytest_required", "-p", "no:cacheprovider")


Files = dict[str, str]


@pytest.mark.parametrize("case", [(REQUIRED, "true", 1), (REQUIRED, "", 0), ({}, "true", 0)])
@pytest.mark.parametrize("shared", [(), ("-n", "2", "--dist", "loadfile")])
def test_a_required_skip_fails_in_ci(
    root: Path, tmp_path: Path, case: tuple[Files, str, int], shared: tuple[str, ...]
) -> None:
    """With CI=true a skip of a required test, or of a whole module, is named and fails the run.

    So it is where two processes share the tests, as in the gate.
    """
    required, ci, status = case
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = database\n")
    for name, text in (NOT_REQUIRED | required).items():
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        [*_PYTEST, *shared],
        cwd=tmp_path,
        env=os.environ | {"CI": ci, "PYTHONPATH": str(root / "tools")},
        capture_output=True,
        check=False,
    )
    said = done.stdout.decode()
    assert done.returncode == status, said
    named = [line for line in said.splitlines() if line.startswith("REQUIRED but skipped")]
    assert len(named) == (len(required) if status else 0)
    assert all(any(name in line for line in named) for name in required if status)

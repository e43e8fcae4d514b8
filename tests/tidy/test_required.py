"""Proves that in the gate a required test cannot be skipped in silence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

MARKED = """\
import pytest
@pytest.mark.database
def test_it(): pytest.skip("{reason}")
def test_other(): pass
"""
UNMARKED = "import pytest\ndef test_it(): pytest.skip('no reason')\ndef test_other(): pass\n"
WHOLE = "import pytest\npytest.skip('{reason}', allow_module_level=True)\n"


@pytest.mark.parametrize(
    ("text", "ci", "status"),
    [
        (MARKED.format(reason="no server"), "true", 1),
        (MARKED.format(reason="no server"), "", 0),
        (MARKED.format(reason="optional: no second Python"), "true", 0),
        (UNMARKED, "true", 0),
        (WHOLE.format(reason="no program"), "true", 1),
    ],
)
def test_a_required_skip_fails_in_ci(
    root: Path, tmp_path: Path, text: str, ci: str, status: int
) -> None:
    """With CI=true a skip of a required test, or of a whole module, makes the run fail."""
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = database\n")
    (tmp_path / "test_one.py").write_text(text)
    if "allow_module_level" in text:
        (tmp_path / "test_two.py").write_text("def test_other(): pass\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "pytest_required",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=os.environ | {"CI": ci, "PYTHONPATH": str(root / "tools")},
        capture_output=True,
        check=False,
    )
    assert done.returncode == status, done.stdout.decode()
    assert (b"REQUIRED but skipped" in done.stdout) == bool(status)

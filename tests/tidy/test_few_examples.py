"""Proves that what measures the branches sees few examples, and the same ones in each run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

DRAWN = """\
from hypothesis import given, strategies as st
seen = []
@given(st.integers())
def test_it(number): seen.append(number)
def test_tell(): print("seen", seen)
"""
OWN_PROFILE = """\
from hypothesis import settings
settings.register_profile("own", max_examples=50)
settings.load_profile("own")
"""


def test_examples_are_few_and_always_the_same(root: Path, tmp_path: Path) -> None:
    """Two runs draw the same ten examples, although the tests load a profile of their own."""
    (tmp_path / "conftest.py").write_text(OWN_PROFILE)
    (tmp_path / "test_drawn.py").write_text(DRAWN)
    command = [sys.executable, "-m", "pytest", "-sq", "-p", "pytest_few_examples"]
    environment = os.environ | {"PYTHONPATH": str(root / "tools")}
    told = []
    for _ in range(2):
        done = subprocess.run(
            [*command, "-p", "no:cacheprovider"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        told.append(next(line for line in done.stdout.splitlines() if "seen" in line))
    assert told[0] == told[1]
    assert len(told[0].split(",")) == 10

"""Where data from outside is read: beside the repository, never copied into it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# Machines are shared: how long an example takes says nothing about the code.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Return how to find a folder of data; without it the test skips, in the gate it fails."""

    def find(name: str) -> Path:
        folder = SHARED / name
        if not folder.is_dir():
            reason = f"../shared/data/{name} is not beside this repository"
            if os.environ.get("CI") == "true":
                pytest.fail(reason)
            pytest.skip(reason)
        return folder

    return find

"""A pytest plugin: few generated examples, and the same ones in every run.

For measuring which branches the tests reach: a branch that only a lucky example reaches is one
that no test proves, and the verdict must not change from run to run. The tests themselves, with
all their examples, run without it.
"""

import pytest
from hypothesis import settings

EXAMPLES = 10
_PROFILE = "few examples"


@pytest.hookimpl(trylast=True)  # the tests' own conftest loads a profile too
def pytest_configure() -> None:
    """Load the profile, after every other."""
    settings.register_profile(
        _PROFILE, max_examples=EXAMPLES, deadline=None, derandomize=True, database=None
    )
    settings.load_profile(_PROFILE)

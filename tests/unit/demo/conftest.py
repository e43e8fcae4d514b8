"""A lot's script to write on."""

from random import Random

import pytest

from mingpai.demo.day import day
from mingpai.demo.script import LotScript, Roster


@pytest.fixture
def script() -> LotScript:
    """Return the empty script of the first lot of a day."""
    rng = Random(5)
    return LotScript(day(5).sales[0], rng, Roster(rng, 300))

"""One played day and a renderer of each language."""

import pytest

from mingpai.demo.day import day
from mingpai.demo.rehearsal import Rehearsal, rehearse
from mingpai.web.renderer import Renderer
from mingpai.web.site import Site


@pytest.fixture(scope="session")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """Play a day in memory."""
    return rehearse(day(6), tmp_path_factory.mktemp("unit-web") / "keys")


@pytest.fixture(scope="session")
def site(rehearsal: Rehearsal) -> Site:
    """Return the site that shows it."""
    return rehearsal.site


@pytest.fixture(scope="session")
def chinese() -> Renderer:
    """Return what renders pages in Chinese."""
    return Renderer("zh")


@pytest.fixture(scope="session")
def english() -> Renderer:
    """Return what renders pages in English."""
    return Renderer("en")

"""One played day for all tests of pages."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from mingpai.demo.day import day
from mingpai.demo.rehearsal import Rehearsal, rehearse
from mingpai.web.pages import application


@pytest.fixture(scope="session")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """Play a day in memory."""
    return rehearse(day(3), tmp_path_factory.mktemp("rehearsal") / "keys")


@pytest.fixture(scope="session")
def client(rehearsal: Rehearsal) -> Iterator[TestClient[Litestar]]:
    """Return somebody who looks at its pages."""
    with TestClient(application(rehearsal.site)) as one:
        yield one

"""Proves that the documents for programs name every address that is served for them."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from mingpai.web.api.operations import BY_ROUTE, Side


@pytest.fixture(scope="module")
def gen_api(tool: Callable[[str], ModuleType]) -> ModuleType:
    """Return the generator, loaded from its place."""
    return tool("gen_api")


def test_every_address_is_described(gen_api: ModuleType) -> None:
    """Routes and descriptions agree, for the site and for the counter."""
    assert gen_api.disagreements() == []
    served = gen_api.served()
    assert {side for side, _, _ in served} == set(Side)
    assert (Side.COUNTER, "POST", "/bids") in served
    assert (Side.SITE, "GET", "/log/feed") in served


def test_an_address_that_is_not_described_stops_the_documents(
    gen_api: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2 and the address, whichever of the two does not know it."""
    monkeypatch.setattr(gen_api, "BY_ROUTE", BY_ROUTE[1:])
    assert gen_api.main(["--check"]) == 2
    assert "GET /log/checkpoint (site) is served and not described" in capsys.readouterr().err
    served = gen_api.served() - {(Side.COUNTER, "POST", "/bids")}
    monkeypatch.setattr(gen_api, "BY_ROUTE", BY_ROUTE)
    monkeypatch.setattr(gen_api, "served", lambda: served)
    assert gen_api.main([]) == 2
    assert "POST /bids (counter) is described and not served" in capsys.readouterr().err


def test_a_changed_document_is_stale(
    gen_api: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: Any
) -> None:
    """Missing or changed by a byte is status 1 and named; written anew it is fresh."""
    folder = tmp_path / "docs" / "api"
    folder.parent.mkdir()
    monkeypatch.setattr(gen_api, "ROOT", tmp_path)
    monkeypatch.setattr(gen_api, "FOLDER", folder)
    assert gen_api.main(["--check"]) == 1
    assert "docs/api/openapi.json is stale" in capsys.readouterr().err
    assert gen_api.main([]) == 0
    assert gen_api.main(["--check"]) == 0
    (folder / "asyncapi.json").write_bytes(b"{}")
    assert gen_api.main(["--check"]) == 1


def test_a_wrong_argument_is_told(gen_api: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """An argument that is not known ends with status 2 and the usage."""
    assert gen_api.main(["--chekc"]) == 2
    assert "usage" in capsys.readouterr().err

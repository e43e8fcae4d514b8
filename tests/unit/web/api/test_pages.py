"""Where both documents are shown."""

import json
from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from mingpai.commands.serve import HOST
from mingpai.hall.problems import MEDIA_TYPE
from mingpai.serving.setup import Addresses
from mingpai.web.api.pages import USUAL, USUAL_SITE, api_router, documents
from mingpai.web.live import Live

NAMES = ("openapi.json", "asyncapi.json")
LIVE = Live(watch="ws://h:3", hall="ws://h:1", bids="http://h:2")


@pytest.fixture
def client() -> Iterator[TestClient[Litestar]]:
    """Return a client of a site that has sockets."""
    application = Litestar([api_router(LIVE)], openapi_config=None, logging_config=None)
    with TestClient(application) as one:
        yield one


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_shown_to_anybody(client: TestClient[Litestar], name: str) -> None:
    """It is JSON, open to every site's scripts, and asked for again each time."""
    answer = client.get(f"/api/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.content == documents(LIVE, site="/")[name]
    assert client.head(f"/api/{name}").status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_a_problem(client: TestClient[Litestar], name: str) -> None:
    """There is nothing to ask for at these addresses."""
    asked = client.get(f"/api/{name}?x=1")
    assert (asked.status_code, asked.headers["content-type"]) == (400, MEDIA_TYPE)
    assert asked.json()["code"] == "query_malformed"


def test_a_site_without_sockets_names_the_usual_ones() -> None:
    """The document is whole where nothing else is served."""
    with TestClient(Litestar([api_router(None)], openapi_config=None)) as client:
        shown = client.get("/api/openapi.json").json()
    assert shown["paths"]["/bids"]["servers"][0]["url"] == USUAL.bids


def test_the_usual_addresses_are_those_of_serve() -> None:
    """What docs/api names is where the service listens unless told otherwise."""
    where = Addresses(HOST, 8000, 8001, 8002, 8003)
    assert Live(watch=where.watch, hall=where.hall, bids=where.bids) == USUAL
    assert where.site == USUAL_SITE


def test_documents_are_the_same_each_time() -> None:
    """The same addresses give the same bytes, whole JSON each."""
    made = documents(USUAL, site=USUAL_SITE)
    assert made == documents(USUAL, site=USUAL_SITE)
    assert all(json.loads(one) for one in made.values())

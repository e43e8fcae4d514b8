"""The document of the HTTP addresses."""

from typing import Any

import msgspec
import pytest

from mingpai.auction.commands import BarPerson
from mingpai.auction.model import Ground
from mingpai.kernel.ids import LotToken, StreamId
from mingpai.service.orders import Order, known_commands, print_order, read_order
from mingpai.web.api.openapi import openapi
from mingpai.web.api.operations import BY_ROUTE

SITE, BIDS = "https://hall.example", "https://bids.example"


@pytest.fixture(scope="module")
def document() -> Any:
    """Return it for some addresses."""
    return openapi(site=SITE, bids=BIDS)


def test_every_operation_is_there_at_its_server(document: Any) -> None:
    """Bids and orders go to the counter, all else to the site."""
    for one in BY_ROUTE:
        at = document["paths"][one.path]
        assert at[one.method.lower()]["operationId"] == one.name
        assert at["servers"][0]["url"] == (BIDS if one.side.value == "counter" else SITE)


def test_what_is_for_our_own_processes_says_so(document: Any) -> None:
    """Addresses that want the pages' secret are marked, and only they."""
    for path in document["paths"].values():
        for told in (path.get("get"), path.get("post")):
            if told is not None:
                wants_secret = {"pages": []} in told.get("security", [])
                assert told.get("x-internal", False) == wants_secret


def test_every_command_may_be_an_order(document: Any) -> None:
    """An order names any command that the counter reads, each with its own content."""
    order = document["components"]["schemas"]["Order"]
    assert set(order["properties"]["command"]["enum"]) == set(known_commands())
    for one in order["oneOf"]:
        name = one["properties"]["command"]["const"]
        assert one["properties"]["body"]["$ref"].endswith(f"/{name}")
        assert name in document["components"]["schemas"]


def test_an_order_is_described_as_it_is_read(document: Any) -> None:
    """The fields of the document are those that are written and read, all of them."""
    order = document["components"]["schemas"]["Order"]
    command = BarPerson(LotToken("t" * 22), Ground.DEFAULTER)
    sent = print_order(Order(StreamId("disposal/1"), "court/a", "k", command))
    assert set(msgspec.json.decode(sent)) == set(order["properties"]) == set(order["required"])
    assert read_order(sent).command == command


def test_an_answer_that_says_when_to_come_back_has_the_header(document: Any) -> None:
    """429 and 503 of the counter are described with Retry-After."""
    for number in ("429", "503"):
        assert "Retry-After" in document["paths"]["/bids"]["post"]["responses"][number]["headers"]

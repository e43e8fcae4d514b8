"""The document of the WebSockets."""

import typing
from typing import Any

import pytest

from mingpai.hall import door, edge
from mingpai.hall.wire import BidderFrame, WatcherFrame
from mingpai.web.api.asyncapi import DOOR_TELLS, EDGE_TELLS, asyncapi
from mingpai.web.live import Live

LIVE = Live(watch="wss://watch.example", hall="ws://h.example:1", bids="http://h.example:2")


@pytest.fixture(scope="module")
def document() -> Any:
    """Return it for some addresses."""
    return asyncapi(LIVE)


def test_every_frame_of_the_hall_is_described() -> None:
    """What bidders and watchers get is all there, with the frame that ends a connection."""
    assert set(DOOR_TELLS) == set(typing.get_args(BidderFrame))
    assert set(typing.get_args(WatcherFrame)) < set(EDGE_TELLS)
    assert len(EDGE_TELLS) == len(typing.get_args(WatcherFrame)) + 1


def test_sockets_are_where_the_service_listens(document: Any) -> None:
    """Each channel is at its server and under the path that the code listens at."""
    assert document["servers"]["core"] == {"host": "h.example:1", "protocol": "ws"}
    assert document["servers"]["edge"] == {"host": "watch.example", "protocol": "wss"}
    assert document["channels"]["hall"]["address"] == door.PATH.decode()
    assert document["channels"]["watch"]["address"] == edge.PATH


def test_every_operation_names_messages_of_its_channel(document: Any) -> None:
    """A channel's operations together name each of its messages, and no other."""
    for name, channel in document["channels"].items():
        at = f"#/channels/{name}/messages/"
        named = {
            message["$ref"].removeprefix(at)
            for operation in document["operations"].values()
            if operation["channel"]["$ref"] == f"#/channels/{name}"
            for message in operation["messages"]
        }
        assert named == set(channel["messages"])
        for message in channel["messages"].values():
            assert message["$ref"].split("/")[-1] in document["components"]["messages"]


def test_what_watchers_may_ask_for_is_told(document: Any) -> None:
    """The lot, and the entry after which to go on, in as many digits as the edge reads."""
    query = document["channels"]["watch"]["bindings"]["ws"]["query"]
    assert query["required"] == ["lot"]
    assert str(edge._MAX_AFTER) in query["properties"]["after"]["pattern"]

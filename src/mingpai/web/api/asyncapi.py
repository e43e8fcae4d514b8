"""The WebSockets for programs as an AsyncAPI document: the bidders' door and the watchers' edge.

Owns the words about them; every frame is made from its struct in `hall.wire`.
Source: AsyncAPI 3.0.0. Where to look next: `web.api.schemas`, `web.api.pages` (where it is shown).
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from mingpai.auction.intake import Bid
from mingpai.hall import door, edge
from mingpai.hall.wire import (
    MAX_FRAME_BYTES,
    Answered,
    Enter,
    Entered,
    Price,
    Pulse,
    Row,
    Standing,
    Step,
    Turned,
    Wait,
)
from mingpai.web.api.schemas import DOOR_SAYS, EDGE_SAYS, reference, schemas_of
from mingpai.web.api.words import ABOUT, VERSION
from mingpai.web.live import Live

DOOR_HEARS: Sequence[type[Struct]] = (Enter, Bid)
DOOR_TELLS: Sequence[type[Struct]] = (Entered, Answered, Wait, Turned)
EDGE_TELLS: Sequence[type[Struct]] = (Standing, Price, Step, Pulse, Turned)
_ROWS: Sequence[type[Struct]] = (Row,)
_FRAMES: Mapping[str, type[Struct]] = {
    one.__name__: one for part in (DOOR_HEARS, DOOR_TELLS, EDGE_TELLS, _ROWS) for one in part
}
_HALL = f"""\
竞买人的连接。第一帧必须是 `enter`，此后每一帧都是一次出价；每次出价得到一帧回答，回答带有签名回执。
最长 {MAX_FRAME_BYTES} 字节；{door.ENTER_WITHIN_S:.0f} 秒内不出示凭证即断开；
关闭码 1008 表示不要再试，1013 表示稍后再来。

A bidder's connection. The first frame is `enter`, each later one is a bid; each bid gets one
answer, with its signed receipt. A frame has at most {MAX_FRAME_BYTES} bytes; without a ticket
within {door.ENTER_WITHIN_S:.0f} seconds the connection ends. A bid counts from when its frame left
the socket. The same `key` is never bid twice: send an unanswered bid again. Close code 1008: do not
come back with the same; 1013: later. Turned away with: {", ".join(DOOR_SAYS)}."""
_WATCH = f"""\
围观者的连接：先得到现状，再得到变化；价格每秒最多五帧，停止、结束和结果立即发出。
断线后带上 `after`（最后看到的序号）即可接着看。围观者不必也不能发送任何内容。

A watcher's connection: first where the lot stands, then what changes. Prices at most five times a
second, stops, closes and results at once. Reconnect with `after`, the last `seq` that was seen, and
nothing is missed: a frame's `after` is the `seq` of the frame before it. Without a sign of life for
three times {edge.PULSE_S:.0f} seconds a screen is stale. A watcher sends nothing. Turned away with:
{", ".join(EDGE_SAYS)}."""


def asyncapi(live: Live) -> dict[str, Any]:
    """Return the document for a service whose sockets end at these addresses."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "明拍 Mingpai: WebSockets", "version": VERSION, "description": ABOUT},
        "defaultContentType": "application/json",
        "servers": {"core": _server(live.hall), "edge": _server(live.watch)},
        "channels": {
            "hall": {
                "address": door.PATH.decode(),
                "description": _HALL,
                "servers": [{"$ref": "#/servers/core"}],
                "messages": _messages((*DOOR_HEARS, *DOOR_TELLS)),
            },
            "watch": {
                "address": edge.PATH,
                "description": _WATCH,
                "servers": [{"$ref": "#/servers/edge"}],
                "messages": _messages(EDGE_TELLS),
                "bindings": {"ws": {"method": "GET", "query": _WATCH_QUERY}},
            },
        },
        "operations": {
            "enterAndBid": _operation("receive", "hall", DOOR_HEARS),
            "answerBidder": _operation("send", "hall", DOOR_TELLS),
            "showWatcher": _operation("send", "watch", EDGE_TELLS),
        },
        "components": {
            "messages": {name: _message(struct) for name, struct in sorted(_FRAMES.items())},
            "schemas": schemas_of(heard=DOOR_HEARS, told=(*DOOR_TELLS, *EDGE_TELLS, *_ROWS)),
        },
    }


_WATCH_QUERY: Mapping[str, Any] = {
    "type": "object",
    "required": ["lot"],
    "properties": {
        "lot": {"type": "string", "examples": ["disposal/2026-0001"]},
        "after": {"type": "string", "pattern": "^[0-9]{1,16}$"},
    },
}


def _server(address: str) -> dict[str, str]:
    parts = urlsplit(address)
    return {"host": parts.netloc, "protocol": parts.scheme}


def _message(struct: type[Struct]) -> dict[str, Any]:
    return {"name": struct.__name__, "payload": reference(struct)}


def _messages(structs: Sequence[type[Struct]]) -> dict[str, Any]:
    return {one.__name__: {"$ref": f"#/components/messages/{one.__name__}"} for one in structs}


def _operation(action: str, channel: str, structs: Sequence[type[Struct]]) -> dict[str, Any]:
    at = f"#/channels/{channel}"
    return {
        "action": action,
        "channel": {"$ref": at},
        "messages": [{"$ref": f"{at}/messages/{one.__name__}"} for one in structs],
    }

"""Each HTTP address for programs: what it is called, takes and answers.

Held by a check against the routes that are really served: an address that is not here, or is here
and not there, stops the documents. Must not know how a document is written.
Where to look next: `web.api.openapi`; `web.tiles`, `hall.counter` (who answers).
"""

import enum
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from mingpai.auction.intake import Bid
from mingpai.exchange.feed import MAX_LIMIT, USUAL_LIMIT, FeedPage
from mingpai.hall.counter import SignOut
from mingpai.hall.problems import MEDIA_TYPE
from mingpai.hall.wire import Answered
from mingpai.kernel.canon import MAX_INTEGER

_JSON, _TEXT, _OCTETS = "application/json", "text/plain", "application/octet-stream"
_ANSWER = Answered.__name__
Parameter = Mapping[str, Any]


class Side(enum.Enum):
    """Which of the two servers answers."""

    SITE = "site"
    COUNTER = "counter"


class Status(Struct, frozen=True):
    """One answer: its status, its kinds of content, the schema of JSON, and what it means."""

    number: int
    words: str
    media_types: Sequence[str] = (MEDIA_TYPE,)
    tells: str = ""
    comes_back: bool = False


class Operation(Struct, frozen=True, kw_only=True):
    """One address and method. `route` is how the server spells it, `path` how it is described.

    `hears` names the schema of its content; `is_internal`: for the service's own processes.
    """

    side: Side
    method: str
    route: str
    path: str
    name: str
    zh: str
    en: str
    statuses: Sequence[Status]
    more: str = ""
    parameters: Sequence[Parameter] = ()
    hears: str = ""
    security: Sequence[str] = ()
    is_internal: bool = False


def _path(name: str, pattern: str, example: str) -> Parameter:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": pattern, "examples": [example]},
    }


def _query(name: str, words: str, schema: Mapping[str, Any]) -> Parameter:
    return {"name": name, "in": "query", "description": words, "schema": schema}


_LEVEL = _path("level", "^([0-9]|[1-5][0-9]|6[0-3])$", "0")
_INDEX = _path("index", "^[0-9]{3}$", "000")
_WIDTH = _path("width", "^([1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])$", "1")
_SEQ = _path("seq", "^(0|[1-9][0-9]{0,15})$", "0")
_NUMBER = _path("number", "^[A-Za-z0-9][A-Za-z0-9-]{0,47}$", "2026-0001")
_AFTER = {"type": "integer", "minimum": 0, "maximum": MAX_INTEGER}
_LIMIT = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": USUAL_LIMIT}

_NO_QUERY = Status(400, "查询参数不对 A query that means nothing here")
_NOT_COVERED = Status(
    404, "没有，或检查点尚未包括 Not there, or beyond the newest checkpoint", comes_back=True
)
_NOT_READ = Status(400, "请求格式不对 The request cannot be read")
_UNAVAILABLE = Status(503, "暂时不能提供，请稍候 Not now; try again", comes_back=True)
_WRONG_METHOD = Status(405, "此地址不接受这种方法 The address does not know this method")
_TOO_LONG = Status(413, "内容过长 The content is too long")
_READING = (_WRONG_METHOD, _UNAVAILABLE)
_TILES = """\
C2SP tlog-tiles。序号大于 999 时写作 `x001/234`。 Numbers beyond 999 are written `x001/234`, so that
the tile is at `…/x001/234`. What a checkpoint covers never changes and may be kept for ever."""


def _tile(
    name: str, path: str, words: tuple[str, str], parameters: Sequence[Parameter]
) -> Operation:
    return Operation(
        side=Side.SITE,
        method="GET",
        route="/log/tile/{rest:path}",
        path=path,
        name=name,
        zh=words[0],
        en=words[1],
        more=_TILES,
        parameters=parameters,
        statuses=(Status(200, "内容 The tile", (_OCTETS,)), _NO_QUERY, _NOT_COVERED, *_READING),
    )


def _head(name: str, path: str, words: tuple[str, str]) -> Operation:
    return Operation(
        side=Side.SITE,
        method="GET",
        route=path,
        path=path,
        name=name,
        zh=words[0],
        en=words[1],
        more="A signed note, as C2SP tlog-checkpoint has it.",
        statuses=(Status(200, "检查点 The note", (_TEXT,)), _NO_QUERY, _NOT_COVERED, *_READING),
    )


def _paper(name: str, ending: str, words: tuple[str, str]) -> Operation:
    return Operation(
        side=Side.SITE,
        method="GET",
        route="/entries/{name:str}",
        path=f"/entries/{{seq}}.{ending}",
        name=name,
        zh=words[0],
        en=words[1],
        parameters=(_SEQ,),
        statuses=(Status(200, "文件 The file", (_TEXT,)), _NO_QUERY, _NOT_COVERED, *_READING),
    )


def _document(name: str, path: str, words: tuple[str, str]) -> Operation:
    return Operation(
        side=Side.SITE,
        method="GET",
        route=path,
        path=path,
        name=name,
        zh=words[0],
        en=words[1],
        statuses=(Status(200, "文档 The document", (_JSON,)), _NO_QUERY, _WRONG_METHOD),
    )


_TAKEN = Status(201, "已受理 Taken: answer and receipt", (_JSON,), _ANSWER)
_REFUSED = Status(409, "已拒绝并记录 Refused on the merits: code, article", (_JSON,), _ANSWER)
_BUSY = Status(429, "过于频繁 Too many: a signed answer", (_JSON,), _ANSWER, comes_back=True)
_FULL = Status(
    503, "未予处理，请以同一 key 重试 Not looked at", (_JSON, MEDIA_TYPE), _ANSWER, comes_back=True
)

BY_ROUTE: Sequence[Operation] = (
    _head("checkpoint", "/log/checkpoint", ("最新检查点。", "The newest checkpoint.")),
    _head("sm3Checkpoint", "/log/sm3/checkpoint", ("国密检查点。", "The head of the SM3 tree.")),
    _tile(
        "tile",
        "/log/tile/{level}/{index}",
        ("哈希树的完整一块。", "A full tile of hashes."),
        (_LEVEL, _INDEX),
    ),
    _tile(
        "partialTile",
        "/log/tile/{level}/{index}.p/{width}",
        ("哈希树未满的一块。", "A partial tile of hashes."),
        (_LEVEL, _INDEX, _WIDTH),
    ),
    _tile(
        "bundle",
        "/log/tile/entries/{index}",
        ("完整的一块记录。", "A full bundle of entries."),
        (_INDEX,),
    ),
    _tile(
        "partialBundle",
        "/log/tile/entries/{index}.p/{width}",
        ("未满的一块记录。", "A partial bundle of entries."),
        (_INDEX, _WIDTH),
    ),
    Operation(
        side=Side.SITE,
        method="GET",
        route="/log/feed",
        path="/log/feed",
        name="feed",
        zh="按序号逐页，每条带证明。",
        en="Entries by number, page by page, each with its proof.",
        more="Go on with `next` of the page. No gaps: a restricted entry is shown as a commitment.",
        parameters=(
            _query("after", "最后看到的序号 The last number that was seen", _AFTER),
            _query("limit", "每页条数 Entries in a page", _LIMIT),
        ),
        statuses=(
            Status(200, "一页 A page", (_JSON,), FeedPage.__name__),
            _NO_QUERY,
            _NOT_COVERED,
            *_READING,
        ),
    ),
    _paper("receipt", "receipt", ("签名回执。", "The signed receipt of an entry.")),
    _paper("proof", "tlog-proof", ("离线证明。", "The offline proof of an entry (.tlog-proof).")),
    _document("openapi", "/api/openapi.json", ("本文档。", "This document.")),
    _document("asyncapi", "/api/asyncapi.json", ("WebSocket 文档。", "The WebSockets.")),
    Operation(
        side=Side.SITE,
        method="POST",
        route="/lots/{number:str}/ticket",
        path="/lots/{number}/ticket",
        name="ticket",
        zh="取得竞价凭证。",
        en="Get a ticket for a lot that one has entered with code and password.",
        parameters=(_NUMBER,),
        security=("signIn", "form"),
        statuses=(
            Status(200, "凭证 The ticket", (_JSON,), "TicketGiven"),
            Status(400, "不是本站页面发出的 Not from a page of this sign-in"),
            Status(401, "尚未登录 Nobody is signed in"),
            Status(403, "没有资格或尚未入场 Not permitted, or not entered"),
            Status(404, "没有这个标的 No such lot"),
            _TOO_LONG,
            _UNAVAILABLE,
        ),
    ),
    Operation(
        side=Side.COUNTER,
        method="POST",
        route="/bids",
        path="/bids",
        name="bid",
        zh="出价（WebSocket 不可用时）。",
        en="Bid, where no WebSocket can be had.",
        more="A bid counts from its arrival. The same `key` with the same content is answered as "
        "before and never bid twice.",
        hears=Bid.__name__,
        security=("ticket",),
        statuses=(
            _TAKEN,
            _NOT_READ,
            Status(401, "凭证无效 The ticket is not ours, or has ended"),
            _WRONG_METHOD,
            _REFUSED,
            _TOO_LONG,
            Status(
                422, "不是出价 No bid: the code says why, nothing is recorded", (_JSON,), _ANSWER
            ),
            _BUSY,
            _FULL,
        ),
    ),
    Operation(
        side=Side.COUNTER,
        method="POST",
        route="/orders",
        path="/orders",
        name="order",
        zh="机构的指令。",
        en="An office's command.",
        more="Open to the service's own pages alone. A platform's commands are the same.",
        hears="Order",
        security=("pages",),
        is_internal=True,
        statuses=(
            _TAKEN,
            _NOT_READ,
            Status(401, "只接受本系统页面 Only the service's own pages send here"),
            _WRONG_METHOD,
            _REFUSED,
            _TOO_LONG,
            Status(422, "指令格式不对 The order cannot be read"),
            _BUSY,
            _FULL,
        ),
    ),
    Operation(
        side=Side.COUNTER,
        method="POST",
        route="/sign-outs",
        path="/sign-outs",
        name="signOut",
        zh="结束一次登录的连接。",
        en="End the connections of a sign-in.",
        more="Open to the service's own pages alone.",
        hears=SignOut.__name__,
        security=("pages",),
        is_internal=True,
        statuses=(
            Status(201, "已结束 Done", (_JSON,)),
            _NOT_READ,
            Status(401, "只接受本系统页面 Only the service's own pages send here"),
            _WRONG_METHOD,
            _TOO_LONG,
            Status(422, "格式不对 It cannot be read"),
        ),
    ),
)
"""Every address for programs. One route may be described as several paths."""

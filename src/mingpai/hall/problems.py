"""Errors of every machine address, in one form: problem+json with a code and an article.

A person gets a page (`web.pages`), a program gets this. Codes are a contract and only added; a
refusal on the law keeps its own code, article and facts. Nothing of a fault of ours is told but
that there was one. Source: RFC 9457. Where to look next: docs/refusals.md (codes of refusals).
"""

import enum
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from msgspec import Struct

from mingpai.auction.refusals import explain
from mingpai.house import ARTICLE_OPERATION
from mingpai.kernel.ids import ArticleId
from mingpai.kernel.outcome import Facts, Refused
from mingpai.ports import PortError

_log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:mingpai:problem:"
"""What the `type` of every problem begins with; its code follows."""
_INTERNAL = 500
_MS = 1_000


class ProblemCode(enum.StrEnum):
    """What can be wrong with a request itself, whatever it was about."""

    REQUEST_MALFORMED = "request_malformed"
    QUERY_MALFORMED = "query_malformed"
    NOT_SIGNED_IN = "not_signed_in"
    TICKET_WRONG = "ticket_wrong"
    NOT_FROM_THE_PAGES = "not_from_the_pages"
    NOT_PERMITTED = "not_permitted"
    PATH_UNKNOWN = "path_unknown"
    NOT_COVERED = "not_covered"
    NOTHING_PUBLISHED = "nothing_published"
    METHOD_UNKNOWN = "method_unknown"
    CONTENT_TOO_LONG = "content_too_long"
    ORDER_MALFORMED = "order_malformed"
    MEDIA_TYPE_UNKNOWN = "media_type_unknown"
    REQUEST_REFUSED = "request_refused"
    SERVICE_FAILED = "service_failed"
    SERVICE_UNAVAILABLE = "service_unavailable"
    SERVICE_STOPPING = "service_stopping"
    NOT_LOOKED_AT = "not_looked_at"


_C = ProblemCode
_ABOUT: Mapping[ProblemCode, tuple[int, str]] = {
    _C.REQUEST_MALFORMED: (400, "请求格式不对 The request cannot be read"),
    _C.QUERY_MALFORMED: (400, "查询参数不对 The query cannot be read"),
    _C.NOT_SIGNED_IN: (401, "尚未登录 Nobody is signed in"),
    _C.TICKET_WRONG: (401, "入场凭证无效或已过期 The ticket is not ours, or it has ended"),
    _C.NOT_FROM_THE_PAGES: (401, "此地址只接受本系统页面 Only the service's own pages send here"),
    _C.NOT_PERMITTED: (403, "没有权限 Not permitted"),
    _C.PATH_UNKNOWN: (404, "没有这个地址 No such address"),
    _C.NOT_COVERED: (404, "已公布的检查点尚未包括 Beyond the newest published checkpoint"),
    _C.NOTHING_PUBLISHED: (404, "尚未公布检查点 No checkpoint has been published"),
    _C.METHOD_UNKNOWN: (405, "此地址不接受这种方法 The address does not know this method"),
    _C.CONTENT_TOO_LONG: (413, "内容过长 The content is too long"),
    _C.ORDER_MALFORMED: (422, "指令格式不对 The order cannot be read"),
    _C.MEDIA_TYPE_UNKNOWN: (415, "不接受这种内容类型 The content is of no known type"),
    _C.REQUEST_REFUSED: (400, "请求不被接受 The request is not accepted"),
    _C.SERVICE_FAILED: (500, "本系统发生故障 The service failed"),
    _C.SERVICE_UNAVAILABLE: (503, "暂时不能提供 The service cannot answer now"),
    _C.SERVICE_STOPPING: (503, "本系统正在停止 The service is stopping"),
    _C.NOT_LOOKED_AT: (503, "过于频繁，未予处理 Too much was sent; this was not looked at"),
}
_BY_STATUS: Mapping[int, ProblemCode] = {
    400: _C.REQUEST_MALFORMED,
    401: _C.NOT_SIGNED_IN,
    403: _C.NOT_PERMITTED,
    404: _C.PATH_UNKNOWN,
    405: _C.METHOD_UNKNOWN,
    413: _C.CONTENT_TOO_LONG,
    415: _C.MEDIA_TYPE_UNKNOWN,
    503: _C.SERVICE_UNAVAILABLE,
}


class Problem(Struct, frozen=True, omit_defaults=True):
    """An error as it is told. `title` is in both languages; `detail` says what to do.

    `facts` are those of a refusal.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    article: ArticleId
    facts: Facts | None = None


_encode = msgspec.json.Encoder().encode
ProblemResponse = Response[bytes]
_Request = Request[Any, Any, State]


def problem(
    code: ProblemCode, detail: str, *, headers: Mapping[str, str] | None = None
) -> ProblemResponse:
    """Return the answer to a request that is wrong in itself.

    Source: 法释〔2016〕18号 第八条 (how the service is run), as far as no other article speaks.
    """
    status, title = _ABOUT[code]
    told = Problem(TYPE + code.value, title, status, detail, code.value, ARTICLE_OPERATION)
    return _response(told, headers or {})


def problem_in_words(code: str, *, status: int, title: str, detail: str) -> ProblemResponse:
    """Return a problem whose code and words are another table's: both languages in each.

    Source: as of `problem`.
    """
    return _response(Problem(TYPE + code, title, status, detail, code, ARTICLE_OPERATION), {})


def problem_of(refused: Refused, *, status: int) -> ProblemResponse:
    """Return a refusal as a problem: its code, its article and its facts, in both languages."""
    chinese = explain(refused.code, refused.facts, language="zh")
    english = explain(refused.code, refused.facts, language="en")
    title = detail = refused.code
    if chinese is not None and english is not None:
        title, detail = f"{chinese.text} {english.text}", f"{chinese.next} {english.next}"
    told = Problem(
        TYPE + refused.code, title, status, detail, refused.code, refused.article, refused.facts
    )
    return _response(told, retry_after(refused))


def retry_after(refused: Refused) -> dict[str, str]:
    """Return the header that says when to come back, where a refusal says so; whole seconds."""
    wait_ms = refused.facts.get("retry_after_ms")
    return come_back(after_ms=wait_ms) if type(wait_ms) is int else {}


def come_back(*, after_ms: int) -> dict[str, str]:
    """Return the header that says when to come back: whole seconds, at least one."""
    return {"Retry-After": str(max(1, -(-after_ms // _MS)))}


def failed(request: _Request, error: Exception) -> ProblemResponse:
    """Return what to answer where a handler raised, or none was found."""
    if isinstance(error, HTTPException):
        status = error.status_code
        code = _BY_STATUS.get(status)
        if code is None:
            code = _C.REQUEST_REFUSED if status < _INTERNAL else _C.SERVICE_FAILED
        detail = error.detail if status < _INTERNAL else ""
        headers = error.headers or {}
        return _response(_of_status(code, status, detail), headers)
    _log.error("a machine address failed", path=request.url.path, error=repr(error))
    if isinstance(error, PortError) and error.retry_is_safe:
        come_back = "请稍候重试。 Try again in a moment."
        return problem(_C.SERVICE_UNAVAILABLE, come_back, headers={"Retry-After": "1"})
    return problem(_C.SERVICE_FAILED, "已记录在案。 It has been recorded.")


PROBLEM_HANDLERS: dict[int | type[Exception], Callable[[Any, Any], ProblemResponse]] = {
    HTTPException: failed,
    Exception: failed,
}
"""`exception_handlers` of every router and application that speaks to programs."""


def _of_status(code: ProblemCode, status: int, detail: str) -> Problem:
    _, title = _ABOUT[code]
    return Problem(TYPE + code.value, title, status, detail, code.value, ARTICLE_OPERATION)


def _response(told: Problem, headers: Mapping[str, str]) -> ProblemResponse:
    return Response(
        _encode(told),
        status_code=told.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **headers},
    )

"""Errors of machine addresses: one form, a code and an article each, nothing of ours inside."""

import json
from typing import Any

import pytest
from litestar import Litestar, get, post
from litestar.exceptions import (
    HTTPException,
    NotAuthorizedException,
    NotFoundException,
    PermissionDeniedException,
    TooManyRequestsException,
)
from litestar.params import FromPath, JSONBody
from litestar.testing import TestClient

from mingpai.hall.problems import (
    MEDIA_TYPE,
    PROBLEM_HANDLERS,
    TYPE,
    ProblemCode,
    problem,
    problem_in_words,
    problem_of,
    retry_after,
)
from mingpai.kernel.ids import ArticleId
from mingpai.kernel.outcome import Refused
from mingpai.law.articles import ARTICLES
from mingpai.ports import PortError
from mingpai.service.budgets import LIMITS, too_many

RAISED: dict[str, Exception] = {
    "found": NotFoundException(),
    "signed": NotAuthorizedException(),
    "permitted": PermissionDeniedException(),
    "many": TooManyRequestsException(headers={"Retry-After": "3"}),
    "teapot": HTTPException(status_code=418, detail="short and stout"),
    "broken": HTTPException(status_code=502, detail="secret of ours"),
    "away": PortError("the store is away", retry_is_safe=True),
    "lost": PortError("secret of ours", retry_is_safe=False),
    "fault": ZeroDivisionError("secret of ours"),
}


@get("/raise/{name:str}", sync_to_thread=False)
def _raise(name: FromPath[str]) -> None:
    raise RAISED[name]


@post("/number", sync_to_thread=False)
def _number(data: JSONBody[dict[str, int]]) -> dict[str, int]:
    return data


@pytest.fixture(scope="module")
def client() -> Any:
    """Return a client of an application whose handlers fail."""
    application = Litestar(
        [_raise, _number],
        exception_handlers=PROBLEM_HANDLERS,
        openapi_config=None,
        logging_config=None,
    )
    with TestClient(application, raise_server_exceptions=False) as made:
        yield made


def told(answer: Any) -> dict[str, Any]:
    """Return a problem, held against its form."""
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.headers["cache-control"] == "no-store"
    found: dict[str, Any] = answer.json()
    assert found.keys() >= {"type", "title", "status", "detail", "code", "article"}
    assert found["type"] == TYPE + found["code"]
    assert found["status"] == answer.status_code
    assert found["article"] in ARTICLES
    assert "secret" not in answer.text
    return found


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("found", 404, "path_unknown"),
        ("signed", 401, "not_signed_in"),
        ("permitted", 403, "not_permitted"),
        ("many", 429, "request_refused"),
        ("teapot", 418, "request_refused"),
        ("broken", 502, "service_failed"),
        ("away", 503, "service_unavailable"),
        ("lost", 500, "service_failed"),
        ("fault", 500, "service_failed"),
    ],
)
def test_whatever_is_raised_becomes_a_problem(
    client: Any, name: str, status: int, code: str
) -> None:
    """Each error has a status and a code; of a fault of ours nothing is told but that it was."""
    answer = client.get(f"/raise/{name}")
    assert (answer.status_code, told(answer)["code"]) == (status, code)


def test_what_the_framework_refuses_is_a_problem_too(client: Any) -> None:
    """No such path, no such method, a body that is none: the same form."""
    assert told(client.get("/nowhere"))["code"] == "path_unknown"
    assert told(client.delete("/number"))["code"] == "method_unknown"
    assert told(client.post("/number", content=b"{"))["code"] == "request_malformed"


def test_when_to_come_back_is_kept(client: Any) -> None:
    """A header of whoever refused, and a moment where the store is away."""
    assert client.get("/raise/many").headers["retry-after"] == "3"
    assert client.get("/raise/away").headers["retry-after"] == "1"


def test_a_refusal_keeps_its_code_article_and_facts() -> None:
    """What the law or a limit says is told in both languages, with its figures."""
    answer = problem_of(too_many(LIMITS.code, wait_ms=1_001), status=429)
    found = json.loads(answer.content)
    assert (answer.status_code, found["code"], found["article"]) == (
        429,
        "too_many",
        "FS2016-18:8.1",
    )
    assert found["facts"] == {"per_second": 10, "burst": 20, "retry_after_ms": 1_001}
    assert "10 a second" in found["title"]
    assert "每秒" in found["title"]
    assert answer.headers["Retry-After"] == "2"


def test_a_refusal_without_words_is_told_by_its_code() -> None:
    """A code that has no text here is not hidden behind another."""
    refused = Refused("journal_already_open", ArticleId("FS2016-18:8"), {})
    found = json.loads(problem_of(refused, status=409).content)
    assert (found["title"], found["code"]) == ("journal_already_open", "journal_already_open")
    assert retry_after(refused) == {}


@pytest.mark.parametrize("code", list(ProblemCode))
def test_every_code_has_a_status_and_words_in_both_languages(code: ProblemCode) -> None:
    """Each code is told with a title in Chinese and English, and its own detail."""
    answer = problem(code, "why", headers={"Retry-After": "1"})
    found = json.loads(answer.content)
    assert 400 <= found["status"] == answer.status_code
    assert found["detail"] == "why"
    assert not found["title"].isascii()
    assert any(part.isascii() and part for part in found["title"].split())
    assert answer.headers["Retry-After"] == "1"
    assert "facts" not in found


def test_a_denial_of_another_table_is_a_problem_like_any_other() -> None:
    """Its code and its words are that table's; status, form and article are as everywhere."""
    answer = problem_in_words(
        "not_entered", status=403, title="未入场 Not in", detail="请入场 Enter"
    )
    told = json.loads(answer.content)
    assert (answer.status_code, told["status"], told["code"]) == (403, 403, "not_entered")
    assert (told["type"], told["title"]) == (f"{TYPE}not_entered", "未入场 Not in")
    assert told["article"] in ARTICLES
    assert answer.headers["X-Content-Type-Options"] == "nosniff"

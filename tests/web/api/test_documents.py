"""The documents for programs, as a running service shows them, held against what it does."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
from picows import WSError

pytestmark = [pytest.mark.slow, pytest.mark.database]

DOCS = Path(__file__).resolve().parents[3] / "docs" / "api"
NAMES = ("openapi.json", "asyncapi.json")
WATCHED = 6
MOST_FRAMES = 20


def shown(served: Any, name: str) -> Any:
    """Return a document as the service shows it."""
    answer = httpx.get(f"{served.where.site}/api/{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.json()


def references(part: Any) -> Iterator[str]:
    """Yield every reference in a document."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "$ref":
                yield value
            yield from references(value)
    elif isinstance(part, list):
        for one in part:
            yield from references(one)


def found(document: Any, reference: str) -> Any:
    """Return what a reference leads to; KeyError where it leads nowhere."""
    place = document
    for step in reference.removeprefix("#/").split("/"):
        place = place[step]
    return place


def holds(document: Any, name: str, content: Any) -> None:
    """Hold a content to be as the document's schema of that name says."""
    whole = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    jsonschema_rs.Draft202012Validator(whole, validate_formats=True).validate(content)


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_leads_somewhere_and_every_schema_is_one(served: Any, name: str) -> None:
    """Nothing in a document points to what is not in it, and its schemas are JSON Schema."""
    document = shown(served, name)
    for reference in set(references(document)):
        assert found(document, reference)
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate(schema)


@pytest.mark.parametrize("name", NAMES)
def test_the_documents_differ_from_those_in_docs_by_addresses_alone(served: Any, name: str) -> None:
    """A running service names where it listens; all else is what docs/api says."""
    document = shown(served, name)
    kept = json.loads((DOCS / name).read_text(encoding="utf-8"))
    listens = json.dumps(document["servers"]) + json.dumps(document.get("paths", {}))
    for port in (
        (served.where.counter,) if name == NAMES[0] else (served.where.door, served.where.edge)
    ):
        assert f":{port}" in listens
    for one in (document, kept):
        one.pop("servers")
        for path in one.get("paths", {}).values():
            path.pop("servers")
    assert document == kept


def test_a_question_that_means_nothing_is_a_problem(served: Any) -> None:
    """A query at a document's address is told with code and article."""
    answer = httpx.get(f"{served.where.site}/api/{NAMES[0]}?x=1")
    assert (answer.status_code, answer.json()["code"]) == (400, "query_malformed")
    holds(shown(served, NAMES[0]), "Problem", answer.json())


def test_what_a_bidder_hears_is_as_the_document_says(served: Any) -> None:
    """Entered, answers of both kinds, and a turning away: each frame fits its schema."""
    document = shown(served, NAMES[1])

    async def work() -> list[dict[str, Any] | None]:
        socket = await served.inside(1)
        heard = []
        for data in (served.bid(1, "doc-1"), served.bid(1, "doc-2"), b"{"):
            socket.say(data)
            heard.append(await socket.hear())
        socket.leave()
        stranger = await served.connect(f"{served.where.hall}/hall")
        stranger.say(b'{"type":"enter","ticket":"none"}')
        return [*heard, await stranger.hear()]

    frames = asyncio.run(work())
    names = {"answer": "Answered", "turned_away": "Turned"}
    for frame in frames:
        assert frame is not None
        holds(document, names[frame["type"]], frame)
    assert [frame["type"] for frame in frames if frame] == ["answer"] * 3 + ["turned_away"]


def test_what_a_watcher_hears_is_as_the_document_says(served: Any) -> None:
    """A standing first, then the price of a bid, and in between signs of life."""
    document = shown(served, NAMES[1])
    names = {"standing": "Standing", "price": "Price", "step": "Step", "pulse": "Pulse"}

    async def work() -> list[dict[str, Any] | None]:
        lot = served.court.lot(WATCHED)
        watcher = await served.connect(f"{served.where.watch}/watch?lot={lot}")
        bidder = await served.inside(2, WATCHED)
        heard = [await watcher.hear()]
        bidder.say(served.bid(2, "watched", about=WATCHED))
        while {"price", "pulse"} - {frame["type"] for frame in heard if frame}:
            heard.append(await watcher.hear())
            assert len(heard) < MOST_FRAMES
        watcher.leave()
        bidder.leave()
        return heard

    frames = asyncio.run(work())
    assert frames[0] is not None
    assert frames[0]["type"] == "standing"
    for frame in frames:
        assert frame is not None
        holds(document, names[frame["type"]], frame)


def test_a_watcher_of_nothing_is_told_so(served: Any) -> None:
    """A lot that is not there ends with a frame that says it; another path is no WebSocket."""
    document = shown(served, NAMES[1])

    async def work() -> None:
        watcher = await served.connect(f"{served.where.watch}/watch?lot=disposal/none")
        told = await watcher.hear()
        assert told is not None
        assert told["code"] == "no_such_lot"
        holds(document, "Turned", told)
        for path in ("/elsewhere", "/watch?" + "&".join("lot=a" for _ in range(9))):
            with pytest.raises(WSError):
                await served.connect(f"{served.where.watch}{path}")

    asyncio.run(work())

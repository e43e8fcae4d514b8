"""The journal for programs: tiles, bundles and heads at C2SP's paths, and the feed.

Everything here is public, and the same for everybody: what a checkpoint covers never changes, so
whole answers may be kept for ever, by anybody. What no checkpoint covers yet is not shown. A path
has one spelling; others are not found. Must not know what an entry means.
Source: C2SP tlog-tiles v0.1.0. Where to look next: `journal.tiles`, `exchange.feed`.
"""

import gzip
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from functools import partial
from typing import Any, Protocol

from litestar import HttpMethod, Request, Response, Router, route
from litestar.datastructures import State
from litestar.params import FromPath

from mingpai.exchange.feed import (
    Feed,
    NoCheckpoint,
    NotCovered,
    Published,
    QueryMalformed,
    read_query,
)
from mingpai.hall.problems import PROBLEM_HANDLERS, ProblemCode, problem
from mingpai.journal.checkpoint import parse_checkpoint
from mingpai.journal.notes import parse_note
from mingpai.journal.tiles import WIDTH, TilePlace, encode_bundle
from mingpai.kernel.event import Registry
from mingpai.kernel.outcome import ensure
from mingpai.ports import EntryStore
from mingpai.service.followers import kept_sm3_note
from mingpai.service.proofs import StoredTiles

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
"""For what the next second may change."""
MAX_KEPT = 1_024
"""Tiles kept in memory: eight megabytes, far more than the way from any entry to the root."""

_TEXT = "text/plain"
_OCTETS = "application/octet-stream"
_JSON = "application/json"
_TILE = re.compile(
    r"(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)
_MAX_LEVEL = 63
_ANYBODY = {"Access-Control-Allow-Origin": "*"}
_Request = Request[Any, Any, State]
_shown = partial(route, http_method=[HttpMethod.GET, HttpMethod.HEAD], sync_to_thread=True)


class TileSource(Published, Protocol):
    """A published journal, and the signed head of the same leaves under SM3. May block.

    Called from several threads at once.
    """

    def sm3_checkpoint(self) -> str | None:
        """Return the SM3 tree's newest signed head; None before the first."""
        ...


class StoredJournal:
    """`TileSource` straight from the store, which is asked by one thread at a time."""

    def __init__(self, store: EntryStore) -> None:
        """Keep a store for reading; nobody else may use it meanwhile."""
        self._store = store
        self._lock = threading.Lock()
        self._kept: OrderedDict[TilePlace, bytes] = OrderedDict()

    def checkpoint(self) -> str | None:
        """Return the newest published checkpoint. Raises: PortError."""
        with self._lock:
            newest = self._store.latest_checkpoint()
        return None if newest is None else newest[1].decode()

    def sm3_checkpoint(self) -> str | None:
        """Return the SM3 tree's newest signed head. Raises: PortError."""
        with self._lock:
            return kept_sm3_note(self._store).decode() or None

    def leaves(self, first: int, *, limit: int) -> list[bytes]:
        """Return leaves. Raises: PortError."""
        with self._lock:
            stored = self._store.read(first, limit=limit)
        return [one.leaf for one in stored]

    def tile(self, place: TilePlace) -> bytes:
        """Return a tile, as it is kept or computed from what lies below. Raises: PortError."""
        with self._lock:
            tile = self._kept.pop(place, None)
            if tile is None:
                tile = StoredTiles(self._store).read(place)
            self._kept[place] = tile
            if len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)
        return tile


def parse_place(path: str) -> TilePlace | None:
    """Read what follows `tile/` in a path, or return None for what is no tile's only spelling."""
    found = _TILE.fullmatch(path)
    if found is None:
        return None
    level = -1 if found[1] == "entries" else int(found[1])
    number = int(found[2].replace("x", "").replace("/", ""))
    place = TilePlace(level, number, WIDTH if found[3] is None else int(found[3]))
    return place if level <= _MAX_LEVEL and place.path() == f"tile/{path}" else None


def covers(size: int, place: TilePlace) -> bool:
    """Say whether every hash of a tile, or entry of a bundle, stands in a tree of `size` leaves.

    A part of a tile that has become full since is still covered, for whoever holds an older
    checkpoint.
    """
    count = size >> (8 * max(place.level, 0))
    return place.number * WIDTH + place.width <= count


def tiles_router(source: TileSource, registry: Registry) -> Router:
    """Return the addresses under which a journal is published, to be mounted at its prefix."""
    return Router(
        path="/",
        route_handlers=_handlers(_Journal(source, Feed(source, registry))),
        exception_handlers=PROBLEM_HANDLERS,
    )


def _handlers(journal: "_Journal") -> list[Any]:
    @_shown("/checkpoint")
    def checkpoint(request: _Request) -> Response[bytes]:
        """Return the newest checkpoint."""
        return _unless_misspelt(request, "/checkpoint") or journal.checkpoint()

    @_shown("/sm3/checkpoint")
    def sm3_checkpoint(request: _Request) -> Response[bytes]:
        """Return the newest head of the SM3 tree."""
        return _unless_misspelt(request, "/sm3/checkpoint") or journal.sm3_checkpoint()

    @_shown("/tile/{rest:path}")
    def tile(request: _Request, rest: FromPath[str]) -> Response[bytes]:
        """Return a tile or an entry bundle."""
        return _unless_misspelt(request, f"/tile{rest}") or journal.tile(
            rest.removeprefix("/"), is_gzip_welcome=takes_gzip(request.headers)
        )

    @_shown("/feed")
    def feed(request: _Request) -> Response[bytes]:
        """Return a page of the feed."""
        query = request.scope["query_string"].decode("latin-1")
        return _misspelt(request, "/feed") or journal.feed(query)

    return [checkpoint, sm3_checkpoint, tile, feed]


class _Journal:
    """Answers for one journal."""

    def __init__(self, source: TileSource, feed: Feed) -> None:
        self._source = source
        self._feed = feed
        self._covered = 0

    def checkpoint(self) -> Response[bytes]:
        return _note(self._source.checkpoint())

    def sm3_checkpoint(self) -> Response[bytes]:
        return _note(self._source.sm3_checkpoint())

    def tile(self, path: str, *, is_gzip_welcome: bool) -> Response[bytes]:
        place = parse_place(path)
        if place is None:
            return _unknown()
        if not self._covers(place):
            detail = f"tile/{path} reaches beyond the {self._covered} entries that are covered"
            return problem(ProblemCode.NOT_COVERED, detail)
        if place.level >= 0:
            return _answer(self._source.tile(place), _OCTETS, FOR_EVER)
        first = place.number * WIDTH
        leaves = self._source.leaves(first, limit=place.width)
        ensure(len(leaves) == place.width, "what a checkpoint covers is in the store")
        data, headers = encode_bundle(leaves), {"Vary": "Accept-Encoding"}
        if is_gzip_welcome:
            data, headers["Content-Encoding"] = gzip.compress(data, mtime=0), "gzip"
        return _answer(data, _OCTETS, FOR_EVER, headers)

    def feed(self, query: str) -> Response[bytes]:
        try:
            made = self._feed.page(read_query(query))
        except QueryMalformed as error:
            return problem(ProblemCode.QUERY_MALFORMED, str(error))
        except NoCheckpoint as error:
            return problem(ProblemCode.NOTHING_PUBLISHED, str(error), headers=_SOON)
        except NotCovered as error:
            return problem(ProblemCode.NOT_COVERED, str(error), headers=_SOON)
        return _answer(made.data, _JSON, FOR_EVER if made.is_full else ASK_AGAIN)

    def _covers(self, place: TilePlace) -> bool:
        """Say whether a checkpoint covers a tile; asks for the newest only where it must."""
        if not covers(self._covered, place):
            note = self._source.checkpoint()
            if note is not None:
                self._covered = max(self._covered, parse_checkpoint(parse_note(note).text).size)
        return covers(self._covered, place)


_SOON = {"Retry-After": "1"}


def takes_gzip(headers: Mapping[str, str]) -> bool:
    """Say whether a reader takes gzip, as far as he says so plainly. Source: RFC 9110, 12.5.3."""
    for part in headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() == "gzip":
            return re.fullmatch(r"q=0(?:\.0{0,3})?", weight.strip(), re.ASCII) is None
    return False


def _misspelt(request: _Request, path: str) -> Response[bytes] | None:
    """Return an answer where a path is spelt otherwise: with escapes, or slashes too many."""
    raw = request.scope["raw_path"].partition(b"?")[0]  # some servers leave the query there
    return None if raw.endswith(path.encode()) and b"//" not in raw else _unknown()


def _unless_misspelt(request: _Request, path: str) -> Response[bytes] | None:
    """Return an answer where a path is spelt otherwise or a query follows that means nothing."""
    if request.scope["query_string"]:
        return problem(ProblemCode.QUERY_MALFORMED, "nothing may be asked for at this address")
    return _misspelt(request, path)


def _unknown() -> Response[bytes]:
    detail = "paths are those of C2SP tlog-tiles, spelt as they are there, and /feed"
    return problem(ProblemCode.PATH_UNKNOWN, detail)


def _note(note: str | None) -> Response[bytes]:
    if note is None:
        detail = "come back in a second"
        return problem(ProblemCode.NOTHING_PUBLISHED, detail, headers=_SOON)
    return _answer(note.encode(), _TEXT, ASK_AGAIN)


def _answer(
    data: bytes, media_type: str, kept: str, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    return Response(
        data,
        media_type=media_type,
        headers={"Cache-Control": kept, **_ANYBODY, **(headers or {})},
    )

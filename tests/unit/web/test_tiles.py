"""The journal at C2SP's paths: what a stranger's verifier needs, and only what is covered."""

import gzip
import http.client
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar, Response, Router, get
from litestar.params import FromPath
from litestar.testing import TestClient

from mingpai.bench.sample_journal import Size, new_source, write_sample
from mingpai.commands.export import write_export
from mingpai.commands.verify import examine
from mingpai.events import registry
from mingpai.exchange.feed import read_page, read_query, verify_page
from mingpai.journal.checkpoint import parse_checkpoint
from mingpai.journal.merkle import SHA256
from mingpai.journal.notes import open_note, parse_vkey_line, verifier_for
from mingpai.journal.tiles import (
    TilePlace,
    bundle_places,
    decode_bundle,
    tile_places,
)
from mingpai.ports import Batch, NewEntry
from mingpai.service.export import Source
from mingpai.service.followers import Sm3Tree, catch_up
from mingpai.service.proofs import TileKeeper
from mingpai.web import tiles as module
from mingpai.web.server import SiteServer
from mingpai.web.tiles import (
    ASK_AGAIN,
    FOR_EVER,
    StoredJournal,
    covers,
    parse_place,
    takes_gzip,
    tiles_router,
)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Return a journal of a few tiles, with its followers behind it."""
    made = new_source(tmp_path_factory.mktemp("tiles") / "keys")
    write_sample(made, Size(lots=3, bids_per_lot=300))
    for follower in (TileKeeper(made.store), Sm3Tree(made.store, made.ring.sm2, made.origin)):
        catch_up(follower, made.store)
    return made


@pytest.fixture(scope="module")
def exported(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of its export."""
    folder = tmp_path_factory.mktemp("tiles-export") / "export"
    write_export(folder, source)
    return folder


@pytest.fixture(scope="module")
def client(source: Source) -> Iterator[TestClient[Litestar]]:
    """Return a client of the router, mounted under a prefix."""
    router = Router("/log", route_handlers=[tiles_router(StoredJournal(source.store), registry())])
    application = Litestar([router], openapi_config=None, logging_config=None)
    with TestClient(application) as made:
        yield made


@pytest.fixture(scope="module")
def size(source: Source) -> int:
    """Return how many entries the journal holds."""
    return source.store.head().size


def empty_client(tmp_path: Path) -> TestClient[Litestar]:
    """Return a client of a journal of which nothing is published."""
    store = new_source(tmp_path / "keys").store
    router = tiles_router(StoredJournal(store), registry())
    return TestClient(Litestar([router], openapi_config=None, logging_config=None))


# What is served ------------------------------------------------------------------------------


def test_every_file_of_the_tree_is_served_as_an_export_has_it(
    client: TestClient[Litestar], exported: Path, size: int
) -> None:
    """Tiles, bundles and the checkpoint are, byte for byte, those of the export."""
    paths = [place.path() for place in (*tile_places(size), *bundle_places(size))]
    for path in (*paths, "checkpoint"):
        answer = client.get(f"/log/{path}", headers={"Accept-Encoding": "identity"})
        assert answer.status_code == 200, path
        assert answer.content == (exported / path).read_bytes(), path
        kept = ASK_AGAIN if path == "checkpoint" else FOR_EVER
        assert answer.headers["cache-control"] == kept
        assert answer.headers["access-control-allow-origin"] == "*"
        kind = "text/plain; charset=utf-8" if path == "checkpoint" else "application/octet-stream"
        assert answer.headers["content-type"] == kind


def test_the_sm3_head_is_signed_and_as_large(
    client: TestClient[Litestar], source: Source, size: int
) -> None:
    """The other tree's head is served beside, under its own name and key."""
    note = client.get("/log/sm3/checkpoint").text
    verifier = source.ring.sm2.vkey
    assert source.origin in verifier
    head = parse_checkpoint(note.partition("\n\n")[0] + "\n")
    assert (head.origin, head.size) == (f"{source.origin}/sm3", size)


def test_a_bundle_comes_compressed_to_whoever_takes_it(
    client: TestClient[Litestar], source: Source
) -> None:
    """With gzip a bundle is shorter, the same within, always the same bytes, and says so."""
    path = "/log/tile/entries/000"
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    raw = []
    for _ in range(2):
        with client.stream("GET", path, headers={"Accept-Encoding": "br, gzip;q=0.5"}) as packed:
            assert packed.headers["content-encoding"] == "gzip"
            assert packed.headers["vary"] == "Accept-Encoding"
            raw.append(b"".join(packed.iter_raw()))
    assert raw[0] == raw[1]
    assert len(raw[0]) < len(plain.content) // 2
    assert gzip.decompress(raw[0]) == plain.content
    leaves = [one.leaf for one in source.store.read(0, limit=256)]
    assert decode_bundle(plain.content, width=256) == leaves


def test_what_an_older_checkpoint_needs_is_still_there(
    client: TestClient[Litestar], source: Source
) -> None:
    """A part of a tile that is full by now is served to whoever holds an older checkpoint."""
    full = client.get("/log/tile/0/001").content
    assert client.get("/log/tile/0/001.p/17").content == full[: 17 * 32]
    bundle = client.get("/log/tile/entries/001.p/3").content
    leaves = [one.leaf for one in source.store.read(256, limit=3)]
    assert decode_bundle(bundle, width=3) == leaves
    (one,) = (client.get("/log/tile/1/000.p/1").content,)
    assert one == module.StoredTiles(source.store).read(TilePlace(1, 0, 1))


@pytest.mark.parametrize(
    "path", ["checkpoint", "sm3/checkpoint", "tile/0/000", "tile/entries/000", "feed"]
)
def test_head_says_the_same_without_the_content(client: TestClient[Litestar], path: str) -> None:
    """Whoever asks for the headers alone gets those that the content would have."""
    whole = client.get(f"/log/{path}", headers={"Accept-Encoding": "identity"})
    alone = client.head(f"/log/{path}", headers={"Accept-Encoding": "identity"})
    assert alone.content == b""
    for name in ("content-type", "content-length", "cache-control"):
        assert alone.headers[name] == whole.headers[name]
    assert client.head("/log/tile/0/999").status_code == 404
    assert client.head("/log/tile/9").status_code == 404


# What is not ---------------------------------------------------------------------------------


def test_what_no_checkpoint_covers_is_not_shown(source: Source, tmp_path: Path) -> None:
    """Entries after the newest checkpoint stand in no tile, no bundle and no page."""
    fresh = new_source(tmp_path / "keys")
    size = write_sample(fresh, Size(lots=1, bids_per_lot=10))
    head = fresh.store.open_epoch()
    entry = NewEntry(source.store.read(0, limit=1)[0].leaf, "disposal/later")  # type: ignore[arg-type]
    fresh.store.append(
        Batch(b"b" * 16, head.epoch, size, [entry], SHA256.leaf(b""), SHA256.leaf(b""), b"s")
    )
    router = tiles_router(StoredJournal(fresh.store), registry())
    with TestClient(Litestar([router], openapi_config=None, logging_config=None)) as client:
        assert client.get(f"/tile/entries/000.p/{size}").status_code == 200
        for path in (f"/tile/entries/000.p/{size + 1}", f"/tile/0/000.p/{size + 1}", "/tile/0/000"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_covered")
        pages = client.get(f"/feed?after={size - 1}")
        assert pages.json()["entries"] == []
        assert client.get(f"/feed?after={size}").json()["code"] == "not_covered"


@pytest.mark.parametrize("path", ["/checkpoint", "/sm3/checkpoint", "/feed"])
def test_before_the_first_checkpoint_nothing_is_published(tmp_path: Path, path: str) -> None:
    """A journal without a checkpoint says so, and when to come back; it has no tile."""
    with empty_client(tmp_path) as client:
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "nothing_published")
        assert answer.headers["retry-after"] == "1"
        assert client.get("/tile/0/000.p/1").json()["code"] == "not_covered"


@pytest.mark.parametrize(
    "path",
    [
        "/log/tile/0/0",
        "/log/tile/0/0000",
        "/log/tile/0/x000/000",
        "/log/tile/0/000/001",
        "/log/tile/00/000",
        "/log/tile/64/000",
        "/log/tile/-1/000",
        "/log/tile/Entries/000",
        "/log/tile/0/000.p/0",
        "/log/tile/0/000.p/01",
        "/log/tile/0/000.p/256",
        "/log/tile/0/000.p/",
        "/log/tile/0/000.p",
        "/log/tile/0/000/",
        "/log/tile/0//000",
        "/log//tile/0/000",
        "/log/tile/0/%30%30%30",
        "/log/tile/0/000%2ep/1",
        "/log/tile/",
        "/log/tile",
        "/log/tile/0/" + "x001/" * 40 + "000",
        "/log/checkpoint/",
        "/log//checkpoint",
        "/log/%63heckpoint",
        "/log/feed/",
        "/log/files",
    ],
)
def test_a_path_has_one_spelling(client: TestClient[Litestar], path: str) -> None:
    """Other groups, zeros, escapes, slashes, levels and widths are not found."""
    answer = client.get(urllib.parse.quote(path, safe="/%.-"))
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["checkpoint", "sm3/checkpoint", "tile/0/000"])
def test_a_query_where_none_means_anything_is_refused(
    client: TestClient[Litestar], path: str
) -> None:
    """One file has one address, so that whoever keeps copies keeps one."""
    answer = client.get(f"/log/{path}?x=1")
    assert (answer.status_code, answer.json()["code"]) == (400, "query_malformed")


def test_nothing_can_be_written(client: TestClient[Litestar]) -> None:
    """Other methods than reading are refused in the same form."""
    for path in ("checkpoint", "tile/0/000", "feed"):
        answer = client.post(f"/log/{path}")
        assert answer.status_code == 405


# The feed ------------------------------------------------------------------------------------


def test_the_feed_is_followed_and_proved_through_its_address(
    client: TestClient[Litestar], source: Source, size: int
) -> None:
    """Full pages may be kept for ever, the last one not; each proves itself by the log's key."""
    verifiers = [verifier_for(parse_vkey_line(source.ring.log.vkey))]
    query, seen = "limit=200", 0
    while True:
        answer = client.get(f"/log/feed?{query}")
        page = read_page(answer.content)
        seen += len(verify_page(page, verifiers, first=seen))
        assert answer.headers["content-type"] == "application/json"
        is_full = len(page.entries) == 200
        assert answer.headers["cache-control"] == (FOR_EVER if is_full else ASK_AGAIN)
        if not page.entries:
            break
        query = page.next
    assert seen == size
    assert read_query(query).after == size - 1


@pytest.mark.parametrize(
    "query", ["after=-1", "limit=0", "limit=1000", "after=1&after=2", "x=1", "after=%31"]
)
def test_a_query_that_cannot_be_read_is_refused(client: TestClient[Litestar], query: str) -> None:
    """What is wrong is said, in the form of every machine address."""
    answer = client.get(f"/log/feed?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "query_malformed")
    assert answer.headers["content-type"] == "application/problem+json"


# Verified from outside -----------------------------------------------------------------------


def test_mingpai_verify_takes_the_address(source: Source, exported: Path) -> None:
    """`mingpai verify URL` finds nothing wrong with tiles, bundles and checkpoint as served here.

    The files that only an export has, its list above all, come from the export; the SM3 head too,
    whose signature is another each time.
    """

    @get("/{rest:path}", sync_to_thread=False)
    def others(rest: FromPath[str]) -> Response[bytes]:
        return Response((exported / rest.removeprefix("/")).read_bytes())

    @get("/static/icon.svg", sync_to_thread=False)
    def ready() -> bytes:
        return b""

    class WithItsHead(StoredJournal):
        def sm3_checkpoint(self) -> str:
            return (exported / "sm3/checkpoint").read_text()

    router = tiles_router(WithItsHead(source.store), registry())
    application = Litestar([router, others, ready], openapi_config=None, logging_config=None)
    with SiteServer(application, port=0) as server:
        report = examine(server.url, vkey=parse_vkey_line(source.ring.log.vkey))
        assert list(report.problems) == []
        assert report.is_valid
        assert report.size == source.store.head().size
        asked = http.client.HTTPConnection("127.0.0.1", server.port)
        asked.request("HEAD", "/tile/0/000")
        assert asked.getresponse().getheader("Content-Length") == "8192"
        asked.close()


# The parts -----------------------------------------------------------------------------------


@given(st.builds(TilePlace, st.integers(-1, 63), st.integers(0, 10**17), st.integers(1, 256)))
def test_a_place_reads_back_from_its_path(place: TilePlace) -> None:
    """Writing a tile's path and reading it gives the same place."""
    assert parse_place(place.path().removeprefix("tile/")) == place


@given(st.text(alphabet="x0123456789/.pe", max_size=30) | st.text(max_size=20))
def test_what_reads_as_a_place_is_written_so(path: str) -> None:
    """Whatever path is taken is the one spelling of its place."""
    place = parse_place(path)
    assert place is None or place.path() == f"tile/{path}"


@given(st.integers(0, 70_000))
def test_exactly_what_a_tree_needs_is_covered(size: int) -> None:
    """Each tile that a size calls for is covered by it, and by no smaller one."""
    for place in (*tile_places(size), *bundle_places(size)):
        assert covers(size, place)
        bundle = max(place.level, 0)
        least = (place.number * 256 + place.width) << (8 * bundle)
        assert covers(least, place)
        assert not covers(least - 1, place)


@pytest.mark.parametrize(
    ("said", "takes"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("br, gzip", True),
        ("gzip;q=0.1", True),
        ("gzip; q=0", False),
        ("gzip;q=0.000", False),
        ("identity", False),
        ("xgzip", False),
        ("*", False),
        ("", False),
    ],
)
def test_gzip_is_sent_to_whoever_asks_plainly(said: str, takes: bool) -> None:  # noqa: FBT001 - a column of the table
    """A weight of nought is a no; a star is nobody's wish."""
    assert takes_gzip({"accept-encoding": said}) is takes
    assert not takes_gzip({})


def test_few_tiles_stay_in_memory(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """The longest unused tile leaves; one that is asked for again is not read again."""
    monkeypatch.setattr(module, "MAX_KEPT", 2)
    journal = StoredJournal(source.store)
    for number in (0, 1, 0, 2):
        journal.tile(TilePlace(0, number))
    assert [place.number for place in journal._kept] == [0, 2]


def test_a_store_that_lost_entries_is_our_fault(source: Source) -> None:
    """Where a covered entry is not in the store nothing is served in its place."""

    class Short(StoredJournal):
        def leaves(self, first: int, *, limit: int) -> list[bytes]:
            return super().leaves(first, limit=limit)[:-1]

    router = tiles_router(Short(source.store), registry())
    application = Litestar([router], openapi_config=None, logging_config=None)
    with TestClient(application, raise_server_exceptions=False) as client:
        for path in ("/tile/entries/000", "/feed"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (500, "service_failed")


def test_the_checkpoint_served_is_the_logs(client: TestClient[Litestar], source: Source) -> None:
    """The note opens with the log's key."""
    note = client.get("/log/checkpoint").text
    opened = open_note(note, [verifier_for(parse_vkey_line(source.ring.log.vkey))])
    assert parse_checkpoint(opened.text).origin == source.origin
